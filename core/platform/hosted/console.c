/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The console on stdin and stdout. */

#include <stdio.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include "host/host.h"
#include "hosted.h"

/* The exit code of a program that would wait for input that has ended. */
#define END_CODE 3

/* Output that the host has not been given yet. */
static char out[1024];
/* Its length. */
static size_t out_len;

static void hosted_flush(void)
{
	host_write(out, out_len);
	out_len = 0;
}

static void hosted_putchar(int c)
{
	if (out_len == sizeof(out))
		hosted_flush();
	out[out_len++] = c;
}

/* Returns how many ticks a program may look for keys after its input has
 * ended. */
static unsigned long patience(void)
{
	return TICKS_PER_SEC * (unsigned long)(hosted_options.patience ?
		hosted_options.patience : HOSTED_PATIENCE);
}

/* Returns non-zero if it is time for a key of the options, as the input has
 * ended. taken is set if the caller takes that key. Ends the program when its
 * patience is at an end. */
static int ended_key_due(int taken)
{
	static unsigned long since, last;
	static int ended;
	unsigned long now = currticks();

	if (!ended) {
		ended = 1;
		since = now;
		last = now - TICKS_PER_SEC;
	} else if (now - since > patience()) {
		printf("\nend of input\n");
		hosted_flush();
		host_exit(END_CODE);
	}
	if (!hosted_options.end_of_input || now - last < TICKS_PER_SEC)
		return 0;
	if (taken)
		last = now;
	return 1;
}

/* Takes the next key of the options; the last one stays. */
static int ended_key(void)
{
	const char *keys = hosted_options.end_of_input;

	if (keys[1])
		hosted_options.end_of_input++;
	return keys[0];
}

static int hosted_iskey(void)
{
	int c = host_peek();

	return c == -2 ? ended_key_due(0) : c >= 0;
}

static int hosted_getchar(void)
{
	int c = host_read();

	if (c == -2 && ended_key_due(1))
		return ended_key();
	/* A pipe or a file ends its lines with LF, a keyboard with CR. */
	return c == LF && !host_terminal_is_tty() ? CR : c;
}

struct console_driver hosted_console __console_driver = {
	.name = "hosted",
	.putchar = hosted_putchar,
	.flush = hosted_flush,
	.iskey = hosted_iskey,
	.getchar = hosted_getchar,
};
