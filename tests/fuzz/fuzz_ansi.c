/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Output with ANSI sequences and UTF-8, onto a screen that a byte beyond is
 * somebody else's. */

#include "fuzz.h"
#include <core/ansi.h>
#include <ipxe/console.h>

REACHES(ansi_putchar, erase, rendition, move, glyph, report);

static uint8_t *screen;
static unsigned int row, col;

static void put(int c, unsigned int attribute)
{
	fuzz_assert(attribute < 256 && c >= 0 && c < 256);
	if (c == '\r') {
		col = 0;
	} else if (c == '\n') {
		row += row < CONSOLE_ROWS - 1;
	} else if (c == '\b') {
		col -= col > 0;
	} else {
		screen[row * CONSOLE_COLS + col] = c;
		col += col < CONSOLE_COLS - 1;
		fuzz_assert(ansi_unicode(c) < 0x10000);
	}
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

static void clear_cells(unsigned int at_row, unsigned int at_col,
			unsigned int count, unsigned int attribute)
{
	memset(screen + at_row * CONSOLE_COLS + at_col, ' ', count);
}

static void clear_screen(unsigned int attribute)
{
	clear_cells(0, 0, CONSOLE_ROWS * CONSOLE_COLS, attribute);
	row = col = 0;
}

static void show_cursor(int on)
{
}

static void check_report(unsigned int at_row, unsigned int at_col)
{
	fuzz_assert(at_row == row && at_col == col);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct ansi_ops ops = {
		.put = put, .get_cursor = get_cursor,
		.set_cursor = set_cursor, .clear = clear_cells,
		.clear_screen = clear_screen, .show_cursor = show_cursor,
		.report = check_report,
	};
	struct ansi ansi = { .ops = &ops };
	struct fuzz_input in = { data, len };

	screen = malloc(CONSOLE_ROWS * CONSOLE_COLS);
	fuzz_assert(screen);
	row = col = 0;
	ansi.ascii = fuzz_byte(&in) & 1;
	while (in.len)
		ansi_putchar(&ansi, fuzz_byte(&in));
	free(screen);
	return 0;
}
