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

/* The firmware knows all foreground colours, and those background colours that
 * are not bright (UEFI 2.10, 12.4.7). */
#define ATTRIBUTES 0x7f

/* The firmware is asked for keys at most once in this time, as each question
 * may take it long. */
#define KEY_TICKS (TICKS_PER_SEC / 100)

/* The keyboard that tells modifiers, or NULL if the firmware has none such. */
static struct efi_text_input_ex *input_ex;

/* --- output */

/* Text that the firmware has not been given yet, with room for its end. */
static efi_char16 text[1024 + 1];
/* Characters in it. */
static unsigned int text_len;

/* Gives the collected text to the firmware, whose screens are too slow for a
 * call for each character. A call is over when the firmware's own drivers have taken
 * all of it, or have lost the rest because a serial line did not take it in time: so
 * there is one for each line. */
static void efi_flush(void)
{
	struct efi_text_output *out = efi_system->con_out;
	efi_char16 *line = text, *end = text, next;

	if (!text_len || !out)
		return;
	text[text_len] = 0;
	text_len = 0;
	while (*line) {
		while (*end && *end++ != '\n')
			;
		next = *end;
		*end = 0;
		out->output_string(out, line);
		*end = next;
		line = end;
	}
}

/* Sets the colours of the text that follows. Whether they are set already is
 * looked up in the firmware's own record, as programs may have changed them. */
static void set_attribute(unsigned int attribute)
{
	struct efi_text_output *out = efi_system->con_out;

	attribute &= ATTRIBUTES;
	if (!out || (uint32_t)out->mode->attribute == attribute)
		return;
	efi_flush();
	out->set_attribute(out, attribute);
}

/* Adds a character to the text, in the colours that it is to have. */
static void put(int c, unsigned int attribute)
{
	/* The firmware knows no other control characters (UEFI 2.10, 12.4.3):
	 * a bell, for instance, is left out. */
	if (c < ' ' && c != '\r' && c != '\n' && c != '\b')
		return;
	set_attribute(attribute);
	if (text_len == sizeof(text) / sizeof(text[0]) - 1)
		efi_flush();
	text[text_len++] = ansi_unicode(c);
}

/* Stores the size of the screen. It is never less than that of the first mode,
 * which every console has (UEFI 2.10, 12.4), whatever the firmware says. */
static void get_size(unsigned int *rows, unsigned int *columns)
{
	struct efi_text_output *out = efi_system->con_out;
	efi_uintn columns_now = 0, rows_now = 0;

	if (out)
		out->query_mode(out, out->mode->mode, &columns_now, &rows_now);
	*columns = columns_now > CONSOLE_COLS ? columns_now : CONSOLE_COLS;
	*rows = rows_now > CONSOLE_ROWS ? rows_now : CONSOLE_ROWS;
}

/* Returns a value that the firmware gave, or the nearest one from 0 to
 * max - 1. */
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

/* Blanks count characters of the first CONSOLE_COLS columns from a place on,
 * row by row, as the screen may be wider than what our programs know of. The
 * lower right corner of the screen is left out: a character there would scroll
 * it. */
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

/* Returns the key that a scan code stands for, in the code of <ipxe/keys.h>, or
 * 0 if there is none. */
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

/* Takes a key from the firmware, with its modifiers if they can be had. Returns
 * EFI_NOT_READY when no key was pressed. */
static efi_status read_key(struct efi_key_data *data)
{
	struct efi_text_input *in = efi_system->con_in;

	memset(data, 0, sizeof(*data));
	if (input_ex)
		return input_ex->read_key(input_ex, data);
	return in ? in->read_key(in, &data->key) : EFI_NOT_READY;
}

/* A key that efi_iskey() has taken and efi_getchar() will return, or 0. */
static int key_ahead;

/* Returns non-zero if a key is waiting. The firmware cannot tell without giving
 * it away, so that it is kept. */
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

/* Returns the key that efi_iskey() has found. */
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
