/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Keys: input from any console. The escape sequences that terminals send for cursor
 * and editing keys become single keys (ECMA-48; the sequences of VT220 and xterm).
 */

#include <stdio.h>
#include <unistd.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>

/* Longest time between two characters of a sequence, in ticks. A terminal sends them
 * at once, whereas a person who types ESC takes longer for the next key. */
#define ESCAPE_TICKS (TICKS_PER_SEC / 10)
/* Most characters of a sequence. */
#define ESCAPE_MAX 16

/* Stands for a key where none was pressed. */
#define NO_KEY (-1)

/* A character that was read after ESC but is a key of its own, or NO_KEY. */
static int pending = NO_KEY;

/* Returns a console on which a key was pressed, or NULL if there is none. */
static struct console_driver *console_with_key(void)
{
	struct console_driver *console;

	for_each_table_entry(console, CONSOLES) {
		if (!console->disabled && console->iskey && console->iskey())
			return console;
	}
	return NULL;
}

int iskey(void)
{
	/* The user is perhaps to answer a question, which therefore has to be
	 * visible. */
	console_show();
	return pending != NO_KEY || console_with_key();
}

/* Returns the next character, or NO_KEY if none comes within timeout ticks. A
 * timeout of 0 means to wait for ever. */
static int read_char(unsigned long timeout)
{
	unsigned long start = currticks();
	struct console_driver *console;
	int c = pending;

	pending = NO_KEY;
	if (c != NO_KEY)
		return c;
	console_flush();
	while (!(console = console_with_key())) {
		if (timeout && currticks() - start >= timeout)
			return NO_KEY;
		step();
	}
	c = console->getchar();
	/* Many terminals send DEL for the backspace key. */
	return c == DEL ? BACKSPACE : c;
}

int getchar(void)
{
	return read_char(0);
}

/* Returns the key that sends "ESC [ letter" or "ESC O letter", or 0 if none
 * does. */
static int letter_key(int c)
{
	if (c >= 'P' && c <= 'S')
		return KEY_F(c - 'P' + 1);
	return (c >= 'A' && c <= 'D') || c == 'F' || c == 'H' ?
	       KEY_ANSI(0, c) : 0;
}

/* The numbers that keys send in "ESC [ number ~": bit N is set for number N. */
#define NUMBERS 0x01bef86cU

/* Returns the key that sends "ESC [ number ~", or 0 if none does. */
static int number_key(unsigned int number)
{
	if (number == 1 || number == 7)
		return KEY_HOME;
	if (number == 4 || number == 8)
		return KEY_END;
	return number < 32 && (NUMBERS >> number & 1) ?
	       (int)KEY_ANSI(number, '~') : 0;
}

/* Reads the rest of a sequence that has begun with "ESC [" or "ESC O". Returns the
 * key that sends it, or 0 if the sequence is unknown. */
static int sequence_key(void)
{
	unsigned int number = 0, parameters = 1, len;
	int c;

	for (len = 0; len < ESCAPE_MAX; len++) {
		c = read_char(ESCAPE_TICKS);
		if (c >= '0' && c <= '9') {
			/* Only the first parameter counts. */
			if (parameters == 1 && number < 100)
				number = number * 10 + c - '0';
		} else if (c == ';') {
			parameters++;
		} else if (c == '~') {
			return number_key(number);
		} else {
			return c == NO_KEY ? 0 : letter_key(c);
		}
	}
	return 0;
}

/* Reads what follows ESC. Returns the key that sends this sequence, ESC itself if
 * no sequence follows, or 0 if the sequence is unknown. */
static int escape_key(void)
{
	int c = read_char(ESCAPE_TICKS);

	if (c == '[' || c == 'O')
		return sequence_key();
	pending = c;
	return ESC;
}

int getkey(unsigned long timeout)
{
	unsigned long start = currticks();
	unsigned long elapsed;
	int key;

	do {
		elapsed = timeout ? currticks() - start : 0;
		if (timeout && elapsed >= timeout)
			return 0;
		key = read_char(timeout ? timeout - elapsed : 0);
		if (key == ESC)
			key = escape_key();
	} while (key == 0);
	return key == NO_KEY ? 0 : key;
}

int step_interrupted(void)
{
	static unsigned long last;
	unsigned long now = currticks();

	if (now == last)
		return 0;
	last = now;
	step();
	return iskey() && getchar() == CTRL_C;
}

unsigned int sleep(unsigned int secs)
{
	unsigned long start;

	for (; secs; secs--) {
		start = currticks();
		while (currticks() - start < TICKS_PER_SEC) {
			if (step_interrupted())
				return secs;
		}
	}
	return 0;
}
