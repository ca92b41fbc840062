/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The console on a serial port: a 16550 UART, polled (PC16550D data sheet).
 * The terminal at the other end understands ANSI sequences itself.
 *
 * At 9600 bits per second a line takes as long as a race. So what is written goes to
 * memory, and the event loop gives the port as much of it as its FIFO takes, whenever
 * that is empty. Only serial_drain() waits, before the machine is given to others.
 */

#include <stdio.h>
#include <arch/io.h>
#include <ipxe/console.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>
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
/* Both bits are set when the FIFO register is read and the FIFO works. */
#define FIFO_WORKS 0xc0
#define FIFO_LEN 16
#define EIGHT_N_ONE 0x03
#define DIVISOR_ACCESS 0x80
#define DTR_RTS 0x03
#define DATA_READY 0x01
#define CAN_SEND 0x20
#define ALL_SENT 0x40

#define BASE_SPEED 115200
/* How often a port that does not send any more is looked at: some 100 ms. */
#define SEND_TRIES 100000
/* How long serial_drain() waits for the text in memory: at 9600 bits per second all of
 * it takes 4.3 s, and a reader may have stopped for 3 s. */
#define DRAIN_TICKS (8 * TICKS_PER_SEC)

static uint16_t port;
/* How many characters the port takes at once. */
static unsigned int at_once;

#define TEXT 4096
/* The text that the port has not taken yet. Both counters only go up; their
 * difference is how much there is. */
static uint8_t text[TEXT];
static unsigned int text_in, text_out;

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
	at_once = (inb(port + FIFO) & FIFO_WORKS) == FIFO_WORKS ? FIFO_LEN : 1;
	outb(DTR_RTS, port + MODEM_CONTROL);
	return 0;
}

/* Gives the port as much text as it takes, if it has sent what it had. Never
 * waits. */
static void send(void)
{
	unsigned int left = at_once;

	if (text_out == text_in || !(inb(port + LINE_STATUS) & CAN_SEND))
		return;
	while (left-- && text_out != text_in)
		outb(text[text_out++ % TEXT], port + DATA);
	/* The port will take more soon. */
	step_busy();
}

/* Makes room for a character. Perhaps nobody is at the other end: the port is waited
 * for once, and until it sends again the oldest text is lost. */
static void make_room(void)
{
	static int stalled;
	unsigned int tries;

	for (tries = stalled ? SEND_TRIES : 1; tries <= SEND_TRIES; tries++) {
		send();
		stalled = text_in - text_out == TEXT;
		if (!stalled)
			return;
	}
	text_out++;
}

static void put(int c)
{
	if (text_in - text_out == TEXT)
		make_room();
	text[text_in++ % TEXT] = c;
}

void serial_drain(void)
{
	unsigned long start = currticks();
	unsigned int tries;

	while (text_out != text_in && currticks() - start < DRAIN_TICKS)
		send();
	text_out = text_in;
	/* Where there is no port, all bits are ones. */
	for (tries = 0; tries < SEND_TRIES; tries++) {
		if (inb(pcbios_conf.port + LINE_STATUS) & ALL_SENT)
			return;
	}
}

static void serial_putchar(int c)
{
	if (c == '\n')
		put('\r');
	put(c);
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
	.flush = send,
	.iskey = serial_iskey,
	.getchar = serial_getchar,
};

struct step_fn serial_step __step_fn(STEP_NORMAL) = {
	.step = send,
};
