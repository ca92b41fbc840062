/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What full screens and edited lines let through to a terminal, if a server has
 * chosen the text. */

#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <core/readline.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include "../../core/shell/screen.h"

/* ESC, CSI in UTF-8 (ECMA-48 8.3.16), NEL, DEL; and letters that stay. */
#define NASTY "a\033b\xc2\x9b" "2Jc\xc2\x85" "d\x7f" "e\xc3\x9b\xc2\xa0"

static char shown[8192];
static size_t shown_len;

static void record(int c)
{
	if (shown_len < sizeof(shown) - 1)
		shown[shown_len++] = c;
}

static int always(void)
{
	return 1;
}

static int enter(void)
{
	return CR;
}

struct console_driver recorder __console_driver = {
	.name = "recorder",
	.putchar = record,
	.iskey = always,
	.getchar = enter,
};

static int setup(void **state)
{
	memset(shown, 0, sizeof(shown));
	shown_len = 0;
	return 0;
}

static void assert_no_controls(void)
{
	size_t i;

	for (i = 0; i + 1 < shown_len; i++) {
		unsigned char c = shown[i], next = shown[i + 1];

		assert_false(c == 0xc2 && (next & 0xe0) == 0x80);
		assert_int_not_equal(c, DEL);
		/* The screen's own sequences are ESC [. */
		if (c == ESC)
			assert_int_equal(next, '[');
	}
	assert_non_null(strstr(shown, "e\xc3\x9b\xc2\xa0"));
}

static void row_text(struct screen_list *list, unsigned int index, char *buf,
		     unsigned int len)
{
	strcpy(buf, NASTY);
}

static void screens_show_no_controls(void **state)
{
	struct screen_list list = {
		.title = NASTY, .count = 2, .text = row_text,
	};

	screen_draw(&list);
	assert_no_controls();
	setup(NULL);
	screen_note(NASTY);
	assert_no_controls();
	setup(NULL);
	screen_status(NASTY);
	assert_no_controls();
}

/* Shown without, and kept with them: nobody has changed them. */
static void lines_show_no_controls(void **state)
{
	char *line;

	assert_int_equal(readline_edit("> ", NASTY, NULL, &line), 0);
	assert_no_controls();
	assert_string_equal(line, NASTY);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(screens_show_no_controls, setup),
		cmocka_unit_test_setup(lines_show_no_controls, setup),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
