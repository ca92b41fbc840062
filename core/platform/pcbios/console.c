/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Chooses the consoles.
 */

#include <stdio.h>
#include <ipxe/console.h>
#include "conf.h"
#include "console.h"
#include "pcbios.h"

#define VIDEO 0x10
#define BIOS_SEGMENT 0xf000

int bios_uses_serial;

/* Returns non-zero if the BIOS sends what it shows on its screen to a serial
 * port, and takes keys from there, as SeaBIOS can (sercon). The handler of INT
 * 10h is then in the BIOS itself, not in the ROM of a graphics card, and it
 * does answer how wide the screen is. */
static int serial_shows_screen(void)
{
	struct bios_regs regs = { .eax = 0x0f00 };
	uint32_t handler = bios_data(uint32_t, VIDEO * 4);

	if (handler >> 16 != BIOS_SEGMENT)
		return 0;
	bios_call(VIDEO, &regs);
	return (regs.eax & 0xffff) != 0x0f00;
}

void console_drain(void)
{
	console_flush();
	serial_drain();
}

void console_init(void)
{
	bios_console.disabled = !pcbios_conf.bios;
	if (pcbios_conf.bios && serial_shows_screen())
		bios_uses_serial = serial_find() == 0;
	else if (pcbios_conf.serial && serial_init() == 0)
		serial_console.disabled = 0;
}
