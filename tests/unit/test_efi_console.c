/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The console on firmware's interfaces, with a screen and a keyboard of our
 * own. */

#include "efi_fake.h"
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <efi/console.h>

extern struct console_driver efi_console;

#define COLUMNS 100
#define ROWS 31

static struct {
	struct efi_text_output out;
	struct efi_text_mode mode;
	efi_char16 cells[ROWS][COLUMNS];
	uint8_t attributes[ROWS][COLUMNS];
	unsigned int columns, rows;
	unsigned int scrolled;
	int cursor_shown;
} screen;

static struct {
	struct efi_text_input_ex ex;
	struct efi_text_input in;
	struct efi_key_data key;
	int has_key;
} keyboard;

static struct fake_handle keyboard_handle;

/* Moves the cursor as firmware does: to the next row after the last column, and
 * the screen scrolls after the last row. */
static void put_cell(efi_char16 c)
{
	if (c == '\r') {
		screen.mode.column = 0;
		return;
	}
	if (c != '\n') {
		screen.cells[screen.mode.row][screen.mode.column] = c;
		screen.attributes[screen.mode.row][screen.mode.column] =
			screen.mode.attribute;
		if (++screen.mode.column < (int)screen.columns)
			return;
		screen.mode.column = 0;
	}
	if (++screen.mode.row == (int)screen.rows) {
		screen.mode.row--;
		screen.scrolled++;
	}
}

static efi_status EFIAPI output_string(struct efi_text_output *out,
				       const efi_char16 *text)
{
	while (*text)
		put_cell(*text++);
	return EFI_SUCCESS;
}

static efi_status EFIAPI query_mode(struct efi_text_output *out,
				    efi_uintn mode, efi_uintn *columns,
				    efi_uintn *rows)
{
	*columns = screen.columns;
	*rows = screen.rows;
	return EFI_SUCCESS;
}

static efi_status EFIAPI set_attribute(struct efi_text_output *out,
				       efi_uintn attribute)
{
	assert_true(attribute < 0x80);
	screen.mode.attribute = attribute;
	return EFI_SUCCESS;
}

static efi_status EFIAPI clear_screen(struct efi_text_output *out)
{
	memset(screen.cells, 0, sizeof(screen.cells));
	screen.mode.row = screen.mode.column = 0;
	return EFI_SUCCESS;
}

static efi_status EFIAPI set_cursor(struct efi_text_output *out,
				    efi_uintn column, efi_uintn row)
{
	assert_true(column < screen.columns && row < screen.rows);
	screen.mode.column = column;
	screen.mode.row = row;
	return EFI_SUCCESS;
}

static efi_status EFIAPI enable_cursor(struct efi_text_output *out,
				       efi_boolean visible)
{
	screen.cursor_shown = visible;
	return EFI_SUCCESS;
}

static efi_status EFIAPI read_key_ex(struct efi_text_input_ex *in,
				     struct efi_key_data *key)
{
	if (!keyboard.has_key)
		return EFI_NOT_READY;
	keyboard.has_key = 0;
	*key = keyboard.key;
	return EFI_SUCCESS;
}

static efi_status EFIAPI read_key(struct efi_text_input *in,
				  struct efi_key *key)
{
	if (!keyboard.has_key)
		return EFI_NOT_READY;
	keyboard.has_key = 0;
	*key = keyboard.key.key;
	return EFI_SUCCESS;
}

static int setup(void **state)
{
	static const struct efi_guid ex_guid = EFI_TEXT_INPUT_EX_GUID;

	fake_firmware_start();
	memset(&screen, 0, sizeof(screen));
	memset(&keyboard, 0, sizeof(keyboard));
	memset(&keyboard_handle, 0, sizeof(keyboard_handle));
	screen.columns = 80;
	screen.rows = 25;
	screen.mode.attribute = 0x07;
	screen.out = (struct efi_text_output) {
		.output_string = output_string, .query_mode = query_mode,
		.set_attribute = set_attribute, .clear_screen = clear_screen,
		.set_cursor = set_cursor, .enable_cursor = enable_cursor,
		.mode = &screen.mode,
	};
	keyboard.ex.read_key = read_key_ex;
	keyboard.in.read_key = read_key;
	fake_install(&keyboard_handle, ex_guid, &keyboard.ex);
	fake_system.con_out = &screen.out;
	fake_system.con_in = &keyboard.in;
	fake_system.console_in = &keyboard_handle;
	efi_console_init();
	return 0;
}

static void print(const char *text)
{
	while (*text)
		efi_console.putchar((unsigned char)*text++);
	efi_console.flush();
}

static void assert_row(unsigned int row, const char *expected)
{
	char text[COLUMNS + 1] = "";
	unsigned int i;

	for (i = 0; i < COLUMNS && screen.cells[row][i]; i++)
		text[i] = screen.cells[row][i];
	assert_string_equal(text, expected);
}

static void text_stands_in_rows(void **state)
{
	print("one\ntwo\a\n");
	assert_row(0, "one");
	assert_row(1, "two");
	assert_int_equal(screen.mode.row, 2);
	assert_int_equal(screen.mode.column, 0);
}

static void long_lines_come_whole(void **state)
{
	unsigned int i;

	for (i = 0; i < 300; i++)
		efi_console.putchar('a' + i % 26);
	efi_console.flush();
	for (i = 0; i < 300; i++)
		assert_int_equal(screen.cells[i / 80][i % 80], 'a' + i % 26);
}

static void characters_are_unicode_s(void **state)
{
	print("\xc3\xa4\xe2\x94\x80\xe2\x95\x91\xe2\x82\xac");
	assert_int_equal(screen.cells[0][0], 0xe4);
	assert_int_equal(screen.cells[0][1], 0x2500);
	assert_int_equal(screen.cells[0][2], 0x2551);
	assert_int_equal(screen.cells[0][3], '?');
}

static void colours_are_those_that_firmware_knows(void **state)
{
	print("\033[1;37;44ma\033[0mb");
	assert_int_equal(screen.attributes[0][0], 0x1f);
	assert_int_equal(screen.attributes[0][1], 0x07);
	/* A program that we have started has left another. */
	screen.mode.attribute = 0x40;
	print("c");
	assert_int_equal(screen.attributes[0][2], 0x07);
}

static void the_cursor_is_hidden_and_shown(void **state)
{
	assert_true(screen.cursor_shown);
	print("\033[?25l");
	assert_false(screen.cursor_shown);
	print("\033[?25h");
	assert_true(screen.cursor_shown);
}

static void clearing_does_not_scroll(void **state)
{
	print("\033[25;1Hbottom\033[1;3H\033[J");
	assert_int_equal(screen.scrolled, 0);
	assert_int_equal(screen.cells[24][0], ' ');
	assert_int_equal(screen.mode.row, 0);
	assert_int_equal(screen.mode.column, 2);
	print("\033[2J");
	assert_int_equal(screen.cells[24][0], 0);
}

static void wide_screens_are_cleared_in_rows(void **state)
{
	screen.columns = COLUMNS;
	screen.rows = ROWS;
	print("\033[2;1Hsecond\033[3;1Hthird\033[2;3H\033[K");
	assert_int_equal(screen.cells[1][0], 's');
	assert_int_equal(screen.cells[1][2], ' ');
	assert_int_equal(screen.cells[1][79], ' ');
	assert_int_equal(screen.cells[1][80], 0);
	assert_row(2, "third");
}

static int key(unsigned int scan, unsigned int character, uint32_t shift)
{
	keyboard.key.key.scan_code = scan;
	keyboard.key.key.character = character;
	keyboard.key.shift_state = shift;
	keyboard.has_key = 1;
	/* Keys are not looked for all the time. */
	hosted_clock_advance(100);
	return efi_console.iskey() ? efi_console.getchar() : 0;
}

static void keys_have_our_codes(void **state)
{
	assert_int_equal(key(0, 'x', 0), 'x');
	assert_int_equal(key(0, 3, 0), CTRL_C);
	assert_int_equal(key(0, 'c', 0x80000008), CTRL_C);
	assert_int_equal(key(0, 'C', 0x80000004), CTRL_C);
	/* A state that is not valid. */
	assert_int_equal(key(0, 'c', 0x00000008), 'c');
	assert_int_equal(key(1, 0, 0), KEY_UP);
	assert_int_equal(key(2, 0, 0), KEY_DOWN);
	assert_int_equal(key(4, 0, 0), KEY_LEFT);
	assert_int_equal(key(0x0b, 0, 0), KEY_F(1));
	assert_int_equal(key(0x16, 0, 0), KEY_F(12));
	assert_int_equal(key(0x17, 0, 0), ESC);
	assert_int_equal(key(0, '\r', 0), CR);
}

static void other_keys_are_none(void **state)
{
	assert_int_equal(key(0, 0, 0x80000001), 0);
	assert_int_equal(key(0xffff, 0, 0), 0);
	assert_int_equal(key(0x18, 0, 0), 0);
	assert_int_equal(key(0, 0x20ac, 0), 0);
	hosted_clock_advance(100);
	assert_false(efi_console.iskey());
}

static void machines_without_a_console_are_silent(void **state)
{
	fake_system.con_out = NULL;
	fake_system.con_in = NULL;
	fake_system.console_in = NULL;
	print("\033[2J\033[1;1H\033[?25lgone\033[K\n");
	efi_console_init();
	keyboard.has_key = 1;
	hosted_clock_advance(100);
}

/* Firmware older than the interface that tells of the control key. */
static void the_plain_keyboard_serves_too(void **state)
{
	keyboard_handle.protocols[0].interface = NULL;
	fake.count = 0;
	efi_console_init();
	assert_int_equal(key(1, 0, 0), KEY_UP);
	assert_int_equal(key(0, 3, 0), CTRL_C);
}

#define CONSOLE_TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CONSOLE_TEST(text_stands_in_rows),
		CONSOLE_TEST(long_lines_come_whole),
		CONSOLE_TEST(characters_are_unicode_s),
		CONSOLE_TEST(colours_are_those_that_firmware_knows),
		CONSOLE_TEST(the_cursor_is_hidden_and_shown),
		CONSOLE_TEST(clearing_does_not_scroll),
		CONSOLE_TEST(wide_screens_are_cleared_in_rows),
		CONSOLE_TEST(keys_have_our_codes),
		CONSOLE_TEST(other_keys_are_none),
		CONSOLE_TEST(machines_without_a_console_are_silent),
		CONSOLE_TEST(the_plain_keyboard_serves_too),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
