/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The firmware's console (UEFI 2.10, chapter 12), which may be a screen, a
 * serial line or several of both. It interprets no escape sequences and takes
 * UCS-2.
 */

#include <string.h>
#include <core/ansi.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include <efi/console.h>
#include "efi.h"

/* The firmware knows all foregrounds, and backgrounds that are not bright. */
#define ATTRIBUTES 0x7f

/* Keys are looked for that often, at most. */
#define KEY_TICKS (TICKS_PER_SEC / 100)

static struct efi_text_input_ex *input_ex;

/* --- output */

static efi_char16 text[128 + 1];
static unsigned int text_len;

static void efi_flush(void)
{
	struct efi_text_output *out = efi_system->con_out;

	if (!text_len || !out)
		return;
	text[text_len] = 0;
	text_len = 0;
	out->output_string(out, text);
}

/* The firmware knows which one is set, also after programs that set others. */
static void set_attribute(unsigned int attribute)
{
	struct efi_text_output *out = efi_system->con_out;

	attribute &= ATTRIBUTES;
	if (!out || (uint32_t)out->mode->attribute == attribute)
		return;
	efi_flush();
	out->set_attribute(out, attribute);
}

static void put(int c, unsigned int attribute)
{
	/* The firmware knows no bell and no other control characters. */
	if (c < ' ' && c != '\r' && c != '\n' && c != '\b')
		return;
	set_attribute(attribute);
	if (text_len == sizeof(text) / sizeof(text[0]) - 1)
		efi_flush();
	text[text_len++] = ansi_unicode(c);
}

/* The size of the screen; at least that of the first mode, which every
 * console has. */
static void get_size(unsigned int *rows, unsigned int *columns)
{
	struct efi_text_output *out = efi_system->con_out;
	efi_uintn columns_now = 0, rows_now = 0;

	if (out)
		out->query_mode(out, out->mode->mode, &columns_now, &rows_now);
	*columns = columns_now > CONSOLE_COLS ? columns_now : CONSOLE_COLS;
	*rows = rows_now > CONSOLE_ROWS ? rows_now : CONSOLE_ROWS;
}

static unsigned int limit(int32_t value, unsigned int max)
{
	if (value < 0)
		return 0;
	return (unsigned int)value < max ? (unsigned int)value : max - 1;
}

static void get_cursor(unsigned int *row, unsigned int *col)
{
	*row = *col = 0;
	efi_flush();
	if (!efi_system->con_out)
		return;
	*row = limit(efi_system->con_out->mode->row, CONSOLE_ROWS);
	*col = limit(efi_system->con_out->mode->column, CONSOLE_COLS);
}

static void set_cursor(unsigned int row, unsigned int col)
{
	efi_flush();
	if (efi_system->con_out)
		efi_system->con_out->set_cursor(efi_system->con_out, col, row);
}

/* In rows, as the screen may be wider than what programs know of. A character
 * in the last place of all would scroll it. */
static void clear(unsigned int row, unsigned int col, unsigned int count,
		  unsigned int attribute)
{
	unsigned int rows, columns, at_row = row, at = col, n;

	get_size(&rows, &columns);
	while (count && at_row < rows && at < CONSOLE_COLS) {
		n = count < CONSOLE_COLS - at ? count : CONSOLE_COLS - at;
		count -= n;
		if (at_row == rows - 1 && at + n == columns)
			n--;
		set_cursor(at_row, at);
		while (n--)
			put(' ', attribute);
		at_row++;
		at = 0;
	}
	set_cursor(row, col);
}

static void clear_screen(unsigned int attribute)
{
	set_attribute(attribute);
	efi_flush();
	if (efi_system->con_out)
		efi_system->con_out->clear_screen(efi_system->con_out);
}

static void show_cursor(int on)
{
	efi_flush();
	if (efi_system->con_out)
		efi_system->con_out->enable_cursor(efi_system->con_out,
						   on != 0);
}

static const struct ansi_ops ops = {
	.put = put,
	.get_cursor = get_cursor,
	.set_cursor = set_cursor,
	.clear = clear,
	.clear_screen = clear_screen,
	.show_cursor = show_cursor,
};

static struct ansi ansi = { .ops = &ops };

static void efi_putchar(int c)
{
	ansi_putchar(&ansi, c);
}

/* --- input */

static int special_key(unsigned int scan)
{
	static const uint16_t keys[] = {
		[EFI_SCAN_UP] = KEY_UP, [EFI_SCAN_DOWN] = KEY_DOWN,
		[EFI_SCAN_RIGHT] = KEY_RIGHT, [EFI_SCAN_LEFT] = KEY_LEFT,
		[EFI_SCAN_HOME] = KEY_HOME, [EFI_SCAN_END] = KEY_END,
		[EFI_SCAN_INSERT] = KEY_INS, [EFI_SCAN_DELETE] = KEY_DC,
		[EFI_SCAN_PAGE_UP] = KEY_PPAGE,
		[EFI_SCAN_PAGE_DOWN] = KEY_NPAGE,
	};

	if (scan >= EFI_SCAN_F1 && scan <= EFI_SCAN_F12)
		return KEY_F(scan - EFI_SCAN_F1 + 1);
	if (scan == EFI_SCAN_ESC)
		return ESC;
	return scan < sizeof(keys) / sizeof(keys[0]) ? keys[scan] : 0;
}

/* Returns a key in the code of <ipxe/keys.h>, or 0 for one that has none. */
static int translate(const struct efi_key_data *data)
{
	unsigned int c = data->key.character;

	if (!c)
		return special_key(data->key.scan_code);
	if ((data->shift_state & EFI_SHIFT_VALID) &&
	    (data->shift_state & EFI_CONTROL_PRESSED) &&
	    ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
		return c & 0x1f;
	return c < 0x80 ? c : 0;
}

static efi_status read_key(struct efi_key_data *data)
{
	struct efi_text_input *in = efi_system->con_in;

	memset(data, 0, sizeof(*data));
	if (input_ex)
		return input_ex->read_key(input_ex, data);
	return in ? in->read_key(in, &data->key) : EFI_NOT_READY;
}

/* The key that is waiting, or 0. */
static int key_ahead;

static int efi_iskey(void)
{
	static unsigned long last;
	struct efi_key_data data;

	if (key_ahead)
		return 1;
	if (currticks() - last < KEY_TICKS)
		return 0;
	if (read_key(&data) != EFI_SUCCESS) {
		last = currticks();
		return 0;
	}
	key_ahead = translate(&data);
	return key_ahead != 0;
}

static int efi_getchar(void)
{
	int key = key_ahead;

	key_ahead = 0;
	return key;
}

void efi_console_init(void)
{
	static const struct efi_guid guid = EFI_TEXT_INPUT_EX_GUID;

	if (efi_system->console_in)
		input_ex = efi_interface(efi_system->console_in, &guid);
	if (efi_system->con_out)
		efi_system->con_out->enable_cursor(efi_system->con_out, 1);
}

struct console_driver efi_console __console_driver = {
	.name = "efi",
	.putchar = efi_putchar,
	.flush = efi_flush,
	.iskey = efi_iskey,
	.getchar = efi_getchar,
};
