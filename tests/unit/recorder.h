/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_RECORDER_H
#define UNIT_RECORDER_H

/*
 * A console that keeps what is printed, for tests that look at messages.
 */

#include <ipxe/console.h>

/* What was printed since shown_len was set to 0, with a NUL at its end. */
static char shown[65536];
/* Length of that, in characters. */
static size_t shown_len;

static void record(int c)
{
	if (shown_len < sizeof(shown) - 1)
		shown[shown_len++] = c;
	shown[shown_len] = '\0';
}

struct console_driver recorder __console_driver = {
	.name = "recorder",
	.putchar = record,
};

#endif /* UNIT_RECORDER_H */
