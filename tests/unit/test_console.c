/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Keys from characters, and output to several consoles. */

#include "unit.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>

extern struct console_driver hosted_console;

static const char *typed = "";
static char shown[256];
static size_t shown_len;
static unsigned int flushes;

static int fake_iskey(void)
{
	return *typed != '\0';
}

static int fake_getchar(void)
{
	return (uint8_t)*typed++;
}

static void fake_putchar(int c)
{
	shown[shown_len++] = c;
}

static void fake_flush(void)
{
	flushes++;
}

struct console_driver fake_console __console_driver = {
	.name = "fake",
	.putchar = fake_putchar,
	.flush = fake_flush,
	.iskey = fake_iskey,
	.getchar = fake_getchar,
};
struct console_driver other_console __console_driver = {
	.name = "other",
	.putchar = fake_putchar,
};

static int setup(void **state)
{
	hosted_options.virtual_clock = 1;
	hosted_console.disabled = 1;
	fake_console.disabled = other_console.disabled = 0;
	memset(shown, 0, sizeof(shown));
	shown_len = flushes = 0;
	typed = "";
	return 0;
}

/* Lets the core print on the terminal again. cmocka writes without the core's
 * consoles, so that its messages were seen meanwhile. */
static int teardown(void **state)
{
	hosted_console.disabled = 0;
	return 0;
}

#define WAIT (TICKS_PER_SEC / 2)

static void assert_keys(const char *text, const int *keys, unsigned int count)
{
	unsigned int i;

	typed = text;
	for (i = 0; i < count; i++)
		assert_int_equal(getkey(WAIT), keys[i]);
	assert_int_equal(getkey(WAIT), 0);
	assert_false(iskey());
}

#define KEYS(text, ...) do {						\
	static const int keys_[] = { __VA_ARGS__ };			\
	assert_keys(text, keys_, ARRAY_LEN(keys_));			\
	} while (0)

static void plain_keys(void **state)
{
	KEYS("ab\r\n\t", 'a', 'b', CR, LF, TAB);
	KEYS("\x03\x08\x7f", CTRL_C, BACKSPACE, BACKSPACE);
	KEYS("\xff\x80", 0xff, 0x80);
}

static void sequences(void **state)
{
	KEYS("\033[A\033[B\033[C\033[D", KEY_UP, KEY_DOWN, KEY_RIGHT, KEY_LEFT);
	KEYS("\033[H\033[F\033OH\033OF\033[1~\033[4~", KEY_HOME, KEY_END,
	     KEY_HOME, KEY_END, KEY_HOME, KEY_END);
	KEYS("\033[2~\033[3~\033[5~\033[6~", KEY_INS, KEY_DC, KEY_PPAGE,
	     KEY_NPAGE);
	KEYS("\033OP\033OS\033[11~\033[15~\033[17~\033[24~", KEY_F(1),
	     KEY_F(4), KEY_F(1), KEY_F(5), KEY_F(6), KEY_F(12));
	KEYS("\033[1;5Cx", KEY_RIGHT, 'x');
	KEYS("\033[7~\033[8~\033[14~\033[18~\033[21~\033[23~", KEY_HOME,
	     KEY_END, KEY_F(4), KEY_F(7), KEY_F(10), KEY_F(11));
}

/* Scripts give these codes as --key. */
static void codes_of_scripts(void **state)
{
	assert_int_equal(KEY_F(5), 0x107e);
	assert_int_equal(KEY_F(6), 0x127e);
	assert_int_equal(KEY_F(10), 0x167e);
	assert_int_equal(KEY_F(12), 0x197e);
	assert_int_equal(KEY_UP, 0x141);
	assert_int_equal(KEY_DC, 0x47e);
}

static void escape_alone(void **state)
{
	KEYS("\033", ESC);
	KEYS("\033x", ESC, 'x');
	KEYS("\033\033[A", ESC, KEY_UP);
}

static void unknown_sequences_vanish(void **state)
{
	KEYS("\033[99~x", 'x');
	KEYS("\033[Zx", 'x');
	KEYS("\033[1;2;3;4;5;6;7Zx", 'x');
	KEYS("\033[", 0);
	KEYS("\033[16~x", 'x');
}

static void waits_no_longer_than_said(void **state)
{
	unsigned long start = currticks();

	assert_int_equal(getkey(WAIT), 0);
	assert_in_range(currticks() - start, WAIT, WAIT + 2);
	typed = "\033[99~\033[99~";
	start = currticks();
	assert_int_equal(getkey(WAIT), 0);
	assert_in_range(currticks() - start, WAIT, WAIT + 2);
}

static void writes_to_all(void **state)
{
	printf("a");
	assert_int_equal(flushes, 0);
	other_console.disabled = 1;
	printf("b\n");
	assert_string_equal(shown, "aab\n");
	getkey(WAIT);
	assert_int_equal(flushes, 1);
}

/* Lines are shown when no frame comes, and soon in any case; a race does not wait for
 * them. */
static void lines_wait_for_a_quiet_moment(void **state)
{
	unsigned long start;

	printf("a");
	mdelay(100);
	step();
	assert_int_equal(flushes, 0);
	step_busy();
	printf("\n");
	step();
	assert_int_equal(flushes, 0);
	mdelay(5);
	step();
	assert_int_equal(flushes, 1);

	start = currticks();
	printf("b\n");
	while (flushes == 1 && currticks() - start < WAIT) {
		step_busy();
		step();
		mdelay(1);
	}
	assert_in_range(currticks() - start, TICKS_PER_SEC / 20,
			TICKS_PER_SEC / 10);
	assert_int_equal(flushes, 2);
	mdelay(100);
	step();
	assert_int_equal(flushes, 2);
}

/* A loop that only looks for keys shows questions at once, and lines like others. */
static void looking_for_keys_shows_lines(void **state)
{
	step_busy();
	printf("name? ");
	iskey();
	assert_int_equal(flushes, 1);
	step_busy();
	printf("a\n");
	iskey();
	assert_int_equal(flushes, 1);
	mdelay(5);
	iskey();
	assert_int_equal(flushes, 2);
}

static void others_text_holds_no_sequences(void **state)
{
	static const char *const texts[][2] = {
		{ "", "" },
		{ "\x1b[2J\a\n\x7f~ ", "?[2J???~ " },
		/* CSI as one character; what has its bytes is another. */
		{ "\xc2\x9b" "2J\xc2\x80", "\xc2?2J\xc2?" },
		{ "\xc3\x9b\xc2\xa0\xe2\x82\xac\xc2" "A",
		  "\xc3\x9b\xc2\xa0\xe2\x82\xac\xc2" "A" },
	};
	char text[32];
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(texts); i++) {
		strcpy(text, texts[i][0]);
		replace_controls(text);
		assert_string_equal(text, texts[i][1]);
	}
}

static void sleep_can_be_ended(void **state)
{
	unsigned long start = currticks();

	assert_int_equal(sleep(2), 0);
	assert_in_range(currticks() - start, 2 * TICKS_PER_SEC,
			2 * TICKS_PER_SEC + 10);
	typed = "ab\x03";
	assert_int_not_equal(sleep(100), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plain_keys),
		TEST(sequences),
		TEST(codes_of_scripts),
		TEST(escape_alone),
		TEST(unknown_sequences_vanish),
		TEST(waits_no_longer_than_said),
		TEST(writes_to_all),
		TEST(lines_wait_for_a_quiet_moment),
		TEST(looking_for_keys_shows_lines),
		TEST(others_text_holds_no_sequences),
		TEST(sleep_can_be_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
