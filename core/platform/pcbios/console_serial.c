/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The console on a serial port: a 16550 UART, polled (PC16550D data sheet).
 * The terminal at the other end understands ANSI sequences itself.
 */

#include <stdio.h>
#include <arch/io.h>
#include <ipxe/console.h>
#include "conf.h"
#include "console.h"
#include "pcbios.h"

/* Registers. */
#define DATA 0
#define INTERRUPTS 1
#define FIFO 2
#define LINE_CONTROL 3
#define MODEM_CONTROL 4
#define LINE_STATUS 5
#define SCRATCH 7
/* These two take the place of others while DIVISOR_ACCESS is set. */
#define DIVISOR_LOW 0
#define DIVISOR_HIGH 1

#define FIFO_ON_AND_EMPTY 0x07
#define EIGHT_N_ONE 0x03
#define DIVISOR_ACCESS 0x80
#define DTR_RTS 0x03
#define DATA_READY 0x01
#define CAN_SEND 0x20
#define ALL_SENT 0x40

#define BASE_SPEED 115200
/* How often a port that does not send any more is looked at: some 100 ms. */
#define SEND_TRIES 100000

static uint16_t port;

/* Returns non-zero if the scratch register keeps what is written to it, which
 * shows that there is a UART. */
static int present(void)
{
	outb(0x5a, port + SCRATCH);
	if (inb(port + SCRATCH) != 0x5a)
		return 0;
	outb(0xa5, port + SCRATCH);
	return inb(port + SCRATCH) == 0xa5;
}

int serial_find(void)
{
	port = pcbios_conf.port;
	return present() ? 0 : -1;
}

int serial_init(void)
{
	uint32_t divisor = BASE_SPEED / pcbios_conf.speed;

	if (serial_find() != 0)
		return -1;
	outb(0, port + INTERRUPTS);
	outb(DIVISOR_ACCESS | EIGHT_N_ONE, port + LINE_CONTROL);
	outb(divisor, port + DIVISOR_LOW);
	outb(divisor >> 8, port + DIVISOR_HIGH);
	outb(EIGHT_N_ONE, port + LINE_CONTROL);
	outb(FIFO_ON_AND_EMPTY, port + FIFO);
	outb(DTR_RTS, port + MODEM_CONTROL);
	return 0;
}

/* Sends a character, or loses it if the port does not send any more. */
static void send(int c)
{
	static int stalled;
	unsigned int tries;

	/* Perhaps nobody is at the other end. The port is waited for once, and
	 * what is written until it sends again is lost. */
	for (tries = stalled ? SEND_TRIES : 1; tries <= SEND_TRIES; tries++) {
		stalled = !(inb(port + LINE_STATUS) & CAN_SEND);
		if (!stalled) {
			outb(c, port + DATA);
			return;
		}
	}
}

void serial_drain(void)
{
	unsigned int tries;

	/* Where there is no port, all bits are ones. */
	for (tries = 0; tries < SEND_TRIES; tries++) {
		if (inb(pcbios_conf.port + LINE_STATUS) & ALL_SENT)
			return;
	}
}

static void serial_putchar(int c)
{
	if (c == '\n')
		send('\r');
	send(c);
}

#define KEYS 4096
/* The characters that have come and that nobody has asked for yet. Both
 * counters only go up; their difference is how many there are. */
static uint8_t keys[KEYS];
static unsigned int keys_in, keys_out;

/* How often the port is looked at for the next character after one that has
 * come: some 5 ms, as a busy host takes its time to fetch it. */
#define MORE_TRIES 5000

int serial_has_key(void)
{
	return keys_in != keys_out;
}

int serial_iskey(void)
{
	unsigned int tries = 1;
	uint8_t status;

	while (tries-- && keys_in - keys_out < KEYS) {
		status = inb(port + LINE_STATUS);
		/* All ones mean that the port is gone. */
		if (status == 0xff || !(status & DATA_READY))
			continue;
		keys[keys_in++ % KEYS] = inb(port + DATA);
		tries = MORE_TRIES;
	}
	return serial_has_key();
}

int serial_getchar(void)
{
	return keys[keys_out++ % KEYS];
}

struct console_driver serial_console __console_driver = {
	.name = "serial",
	.disabled = CONSOLE_ABSENT,
	.putchar = serial_putchar,
	.iskey = serial_iskey,
	.getchar = serial_getchar,
};
