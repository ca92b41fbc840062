/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ANSI sequences on a screen (core/console/ansi.c), with a screen of our own.
 */

#include "unit.h"
#include <stdio.h>
#include <string.h>
#include <core/ansi.h>
#include <ipxe/console.h>

static struct {
	char text[CONSOLE_ROWS][CONSOLE_COLS];
	unsigned int attributes[CONSOLE_ROWS][CONSOLE_COLS];
	unsigned int row, col;
	char answer[16];
	int cursor_shown;
} screen;

static void put(int c, unsigned int attribute)
{
	if (c == '\r') {
		screen.col = 0;
	} else if (c == '\n') {
		screen.row++;
	} else {
		assert_true(screen.row < CONSOLE_ROWS);
		assert_true(screen.col < CONSOLE_COLS);
		screen.text[screen.row][screen.col] = c;
		screen.attributes[screen.row][screen.col++] = attribute;
	}
}

static void get_cursor(unsigned int *row, unsigned int *col)
{
	*row = screen.row;
	*col = screen.col;
}

static void set_cursor(unsigned int row, unsigned int col)
{
	assert_true(row < CONSOLE_ROWS);
	assert_true(col < CONSOLE_COLS);
	screen.row = row;
	screen.col = col;
}

static void clear(unsigned int row, unsigned int col, unsigned int count,
		  unsigned int attribute)
{
	assert_true(row * CONSOLE_COLS + col + count <=
		    CONSOLE_ROWS * CONSOLE_COLS);
	memset(&screen.text[row][col], '.', count);
	screen.row = row;
	screen.col = col;
}

static void clear_screen(unsigned int attribute)
{
	memset(screen.text, '.', sizeof(screen.text));
	screen.row = screen.col = 0;
}

static void report(unsigned int row, unsigned int col)
{
	snprintf(screen.answer, sizeof(screen.answer), "%d;%d", row, col);
}

static void show_cursor(int on)
{
	screen.cursor_shown = on;
}

static struct ansi_ops ops = {
	.show_cursor = show_cursor,
	.put = put,
	.get_cursor = get_cursor,
	.set_cursor = set_cursor,
	.clear = clear,
	.clear_screen = clear_screen,
};

static struct ansi ansi = { .ops = &ops };

static void print(const char *text)
{
	while (*text)
		ansi_putchar(&ansi, *text++);
}

static int setup(void **state)
{
	memset(&screen, 0, sizeof(screen));
	ops.report = report;
	print("\033[0m");
	return 0;
}

static void test_text_and_newlines(void **state)
{
	print("ab\ncd");
	assert_memory_equal(screen.text[0], "ab", 2);
	assert_memory_equal(screen.text[1], "cd", 2);
	assert_int_equal(screen.attributes[0][0], 0x07);
}

static void test_utf8_is_one_character(void **state)
{
	print("a\xc3\xa4" "b\xe2\x82\xac" "c");
	assert_memory_equal(screen.text[0], "a\x84" "b?c", 5);
	/* Cut short, and bytes that begin nothing. */
	print("\r\xe2\x82x\xc3\x1b[m\x80y\xf0\x9f\x98\x80z");
	assert_memory_equal(screen.text[0], "?x??y?z", 7);
}

static void test_code_page_437(void **state)
{
	print("\u00c7\u00fc\u00e9\u00df\u00f1\u00b0"
	      "\u2500\u2502\u250c\u2518\u2550\u256c\u2588\u2591"
	      "\u00a0\u2603\u0100");
	assert_memory_equal(screen.text[0], "\x80\x81\x82\xe1\xa4\xf8"
			    "\xc4\xb3\xda\xd9\xcd\xce\xdb\xb0" "\xff??", 17);
	ansi.ascii = 1;
	print("\r\u00fc");
	assert_int_equal(screen.text[0][0], '?');
	ansi.ascii = 0;
}

static void test_cursor_hides(void **state)
{
	print("\033[?25l");
	assert_int_equal(screen.cursor_shown, 0);
	print("\033[?25h");
	assert_int_equal(screen.cursor_shown, 1);
}

static void test_cursor_stays_on_the_screen(void **state)
{
	print("\033[999;999Hx\033[1;1H\033[5A\033[5Dy\033[3;4Hz");
	assert_int_equal(screen.text[CONSOLE_ROWS - 1][CONSOLE_COLS - 1], 'x');
	assert_int_equal(screen.text[0][0], 'y');
	assert_int_equal(screen.text[2][3], 'z');
}

static void test_colours(void **state)
{
	print("\033[1;31;44mr\033[0mn\033[7mi");
	assert_int_equal(screen.attributes[0][0], 0x1c);
	assert_int_equal(screen.attributes[0][1], 0x07);
	assert_int_equal(screen.attributes[0][2], 0x70);
}

static void test_erase(void **state)
{
	print("abcdef\033[3G\033[K");
	assert_memory_equal(screen.text[0], "ab....", 6);
	assert_int_equal(screen.col, 2);
	print("\033[2J");
	assert_int_equal(screen.text[0][0], '.');
}

static void test_report(void **state)
{
	print("\033[5;7H\033[6n");
	assert_string_equal(screen.answer, "4;6");
	screen.answer[0] = '\0';
	print("\033[5n");
	assert_string_equal(screen.answer, "");
	ops.report = NULL;
	print("\033[6n");
	assert_string_equal(screen.answer, "");
}

static void test_unknown_sequences_leave_nothing(void **state)
{
	print("\033[?25l\033[99999999999999;1;2;3;4;5;6;7;8;9;10zq\033Mw");
	assert_memory_equal(screen.text[0], "qw", 2);
}

static void test_a_sequence_may_have_no_bracket(void **state)
{
	print("\033(Ba\0331;31mb\033Mc");
	assert_memory_equal(screen.text[0], "abc", 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_text_and_newlines, setup),
		cmocka_unit_test_setup(test_utf8_is_one_character, setup),
		cmocka_unit_test_setup(test_code_page_437, setup),
		cmocka_unit_test_setup(test_cursor_hides, setup),
		cmocka_unit_test_setup(test_cursor_stays_on_the_screen, setup),
		cmocka_unit_test_setup(test_colours, setup),
		cmocka_unit_test_setup(test_erase, setup),
		cmocka_unit_test_setup(test_report, setup),
		cmocka_unit_test_setup(test_unknown_sequences_leave_nothing,
				       setup),
		cmocka_unit_test_setup(test_a_sequence_may_have_no_bracket,
				       setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
