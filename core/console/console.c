/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Console output, which goes to all consoles that are enabled. A newline is passed
 * on as '\n', and a driver whose device needs CR LF adds the CR itself.
 *
 * A line can take a firmware's console as long as a race takes (33 characters are
 * 2.9 ms at 115200 bits per second, and 35 ms at 9600). So a line that is complete is
 * shown by the event loop when no frame has come for a moment, which in a race means
 * that the requests are on their way, and answered or not; but soon in any case.
 */

#include <stdio.h>
#include <ipxe/console.h>
#include <ipxe/init.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>

/* How long no frame must have come before lines are shown, and how long they wait at
 * most. */
#define QUIET_TICKS (TICKS_PER_SEC / 500)
#define LINE_TICKS (TICKS_PER_SEC / 20)

/* Non-zero if there are complete lines that are not shown yet, and since when. */
static int lines_kept;
static unsigned long kept_since;
/* Non-zero if the last line is not complete. */
static int line_open;

void console_flush(void)
{
	struct console_driver *console;

	lines_kept = line_open = 0;
	for_each_table_entry(console, CONSOLES) {
		if (!console->disabled && console->flush)
			console->flush();
	}
}

int putchar(int c)
{
	struct console_driver *console;

	c &= 0xff;
	for_each_table_entry(console, CONSOLES) {
		if (!console->disabled && console->putchar)
			console->putchar(c);
	}
	line_open = c != '\n';
	if (!line_open && !lines_kept) {
		lines_kept = 1;
		kept_since = currticks();
	}
	return c;
}

/* Shows complete lines when their time has come. */
static void show_lines(void)
{
	if (lines_kept && (step_quiet() > QUIET_TICKS ||
			   currticks() - kept_since > LINE_TICKS))
		console_flush();
}

void console_show(void)
{
	if (line_open)
		console_flush();
	else
		show_lines();
}

struct step_fn console_step __step_fn(STEP_NORMAL) = {
	.step = show_lines,
};

void replace_controls(char *text)
{
	unsigned int c, before = 0;

	for (; (c = (unsigned char)*text); text++) {
		/* The controls U+0080 to U+009F are the bytes C2 80 to C2 9F in
		 * UTF-8. */
		if (c < ' ' || c == 0x7f ||
		    (before == 0xc2 && (c & 0xe0) == 0x80))
			*text = '?';
		before = c;
	}
}

struct init_fn console_init_fn __init_fn(INIT_CONSOLE) = {
	.shutdown = console_flush,
};
