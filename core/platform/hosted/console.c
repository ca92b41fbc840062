/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The console on stdin and stdout. */

#include <stdio.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include "host/host.h"
#include "hosted.h"

/* Exit code of a program that would wait for ever for input that has ended. */
#define END_CODE 3

static char out[1024];
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

static unsigned long patience(void)
{
	return TICKS_PER_SEC * (unsigned long)(hosted_options.patience ?
		hosted_options.patience : HOSTED_PATIENCE);
}

/* The input has ended: whether a key is due in its place. */
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
	/* What is typed at a pipe ends lines as files do. */
	return c == LF && !host_terminal_is_tty() ? CR : c;
}

struct console_driver hosted_console __console_driver = {
	.name = "hosted",
	.putchar = hosted_putchar,
	.flush = hosted_flush,
	.iskey = hosted_iskey,
	.getchar = hosted_getchar,
};
