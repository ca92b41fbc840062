/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Restarts the machine and switches it off, each by several ways until one of
 * them works.
 */

#include <errno.h>
#include <unistd.h>
#include <arch/io.h>
#include <core/machine.h>
#include "console.h"
#include "pcbios.h"

/* The word at 40:72 tells the BIOS what to do after a reset. */
#define BDA_RESET 0x472
#define RESET_WARM 0x1234

#define KBC_STATUS 0x64
#define KBC_STATUS_FULL 0x02
#define KBC_PULSE_RESET 0xfe
#define KBC_TRIES 10000

/* The reset control register of chip sets. */
#define RESET_CONTROL 0xcf9
#define RESET_CONTROL_SYSTEM 0x02
#define RESET_CONTROL_NOW 0x06

#define WAIT_MS 100

/* How long consoles get for their last characters: two ticks of 55 ms. */
#define SETTLE_MS 110
#define SETTLE_STEP_MS 5

/* Advanced Power Management (APM 1.2). */
#define APM 0x15
#define APM_ALL_DEVICES 1
#define APM_OFF 3

static void reset_by_keyboard_controller(void)
{
	unsigned int tries;

	for (tries = 0; tries < KBC_TRIES; tries++) {
		if (!(inb(KBC_STATUS) & KBC_STATUS_FULL))
			break;
	}
	outb(KBC_PULSE_RESET, KBC_STATUS);
	mdelay(WAIT_MS);
}

/* Lets consoles show their last characters: some of them, such as the serial
 * console of SeaBIOS, do so only at the next tick of the clock. */
static void settle(void)
{
	unsigned int ms;

	console_drain();
	for (ms = 0; ms < SETTLE_MS; ms += SETTLE_STEP_MS) {
		bios_interrupts();
		mdelay(SETTLE_STEP_MS);
	}
}

/* Resets the processor by an exception for which there is no handler. */
static void triple_fault(void)
{
	struct descriptor_pointer none = { 0, 0 };

	__asm__ __volatile__("lidt %0; int3" : : "m"(none));
}

int platform_reboot(int warm)
{
	settle();
	bios_data(uint16_t, BDA_RESET) = warm ? RESET_WARM : 0;
	reset_by_keyboard_controller();
	outb(RESET_CONTROL_SYSTEM, RESET_CONTROL);
	outb(RESET_CONTROL_NOW, RESET_CONTROL);
	mdelay(WAIT_MS);
	triple_fault();
	return -ENOTSUP;
}

/* Calls APM through INT 15h. Returns 0, or -EIO. */
static int apm(uint16_t ax, uint16_t bx, uint16_t cx)
{
	struct bios_regs regs = { .eax = ax, .ebx = bx, .ecx = cx };

	bios_call(APM, &regs);
	return regs.flags & FLAG_CF ? -EIO : 0;
}

static void apm_poweroff(void)
{
	if (apm(0x5300, 0, 0) != 0)		/* installation check */
		return;
	apm(0x5304, 0, 0);			/* disconnect others */
	if (apm(0x5301, 0, 0) != 0)		/* connect */
		return;
	apm(0x530e, 0, 0x0102);			/* version 1.2 */
	apm(0x5308, APM_ALL_DEVICES, 1);	/* enable */
	apm(0x5307, APM_ALL_DEVICES, APM_OFF);
	mdelay(WAIT_MS);
}

int platform_poweroff(void)
{
	settle();
	acpi_poweroff();
	apm_poweroff();
	return -ENOTSUP;
}
