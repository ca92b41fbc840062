/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Lines that are typed: the input is what comes from a terminal, with escape
 * sequences, Tab and pasted bytes; a NUL is a pause. What is shown goes through
 * a screen of the console's, which has to stay within its rows and columns.
 */

#include "fuzz.h"
#include <core/ansi.h>
#include <core/readline.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include "../../core/platform/testhost/testhost.h"

REACHES(complete_line, sequence_key, number_key, show_history, delete_range);
REACHES(ansi_putchar, scroll);

extern struct console_driver hosted_console;

static struct fuzz_input input;
static unsigned int row, col;

static void put(int c, unsigned int attribute)
{
	if (c == '\r')
		col = 0;
	else if (c == '\n' && row < CONSOLE_ROWS - 1)
		row++;
	else if (c == '\b' && col)
		col--;
	else if (c >= ' ' && ++col == CONSOLE_COLS)
		col = 0;
}

static void get_cursor(unsigned int *at_row, unsigned int *at_col)
{
	*at_row = row;
	*at_col = col;
}

static void set_cursor(unsigned int to_row, unsigned int to_col)
{
	fuzz_assert(to_row < CONSOLE_ROWS && to_col < CONSOLE_COLS);
	row = to_row;
	col = to_col;
}

static void clear(unsigned int at_row, unsigned int at_col,
		  unsigned int count, unsigned int attribute)
{
	fuzz_assert(at_row < CONSOLE_ROWS && at_col < CONSOLE_COLS);
	fuzz_assert(count <= CONSOLE_ROWS * CONSOLE_COLS -
		    (at_row * CONSOLE_COLS + at_col));
}

static void clear_screen(unsigned int attribute)
{
	row = col = 0;
}

static void show_cursor(int on)
{
}

static const struct ansi_ops ops = {
	.put = put, .get_cursor = get_cursor, .set_cursor = set_cursor,
	.clear = clear, .clear_screen = clear_screen,
	.show_cursor = show_cursor,
};
static struct ansi ansi = { .ops = &ops };

static void terminal_putchar(int c)
{
	ansi_putchar(&ansi, c);
}

static int terminal_iskey(void)
{
	if (input.len && !*input.data) {
		fuzz_byte(&input);
		hosted_clock_advance(TICKS_PER_SEC);
		return 0;
	}
	return 1;
}

static int terminal_getchar(void)
{
	return input.len ? (int)fuzz_byte(&input) : CTRL_C;
}

struct console_driver fuzz_terminal __console_driver = {
	.name = "terminal",
	.putchar = terminal_putchar,
	.iskey = terminal_iskey,
	.getchar = terminal_getchar,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct readline_history history;
	unsigned int i;
	char *line;

	hosted_options.virtual_clock = 1;
	hosted_console.disabled = 1;
	input.data = data;
	input.len = len;
	while (readline_edit("fuzz> ", NULL, &history, &line) == 0) {
		fuzz_assert(strlen(line) <= READLINE_MAX);
		free(line);
	}
	for (i = 0; i < history.count; i++)
		free(history.lines[i]);
	history.count = 0;
	return 0;
}
