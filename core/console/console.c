/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Console output, which goes to all consoles that are enabled. A newline is passed
 * on as '\n', and a driver whose device needs CR LF adds the CR itself.
 */

#include <stdio.h>
#include <ipxe/console.h>
#include <ipxe/init.h>

void console_flush(void)
{
	struct console_driver *console;

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
	if (c == '\n')
		console_flush();
	return c;
}

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
