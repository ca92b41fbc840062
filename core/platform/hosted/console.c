/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The console on stdin and stdout. */

#include <stdio.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include "host/host.h"
#include "hosted.h"

/* A program that waits for input that has ended would wait for ever. */
#define END_TICKS (600UL * TICKS_PER_SEC)
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

static void input_ended(void)
{
	static unsigned long since;
	static int ended;

	if (!ended) {
		ended = 1;
		since = currticks();
	} else if (currticks() - since > END_TICKS) {
		printf("\nend of input\n");
		hosted_flush();
		host_exit(END_CODE);
	}
}

static int hosted_iskey(void)
{
	int c = host_peek();

	if (c == -2)
		input_ended();
	return c >= 0;
}

static int hosted_getchar(void)
{
	int c = host_read();

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
