/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The console on the BIOS's screen (INT 10h) and keyboard (INT 16h). A visit
 * to real mode costs more than what is done there: operations on the screen
 * are collected and done in one visit, which is over when the BIOS has shown
 * everything: pieces of 16 characters, as our serial console has them, would be two or
 * three visits a line. So core/console/console.c chooses the moment.
 */

#include <stdio.h>
#include <core/ansi.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/timer.h>
#include "console.h"
#include "pcbios.h"

#define VIDEO 0x10
#define KEYBOARD 0x16
#define MAX_OPS (BLOCK_BUFFER_LEN / sizeof(struct video_op))
#define VGA_BIOS_SEGMENT 0xc000
#define NO_CURSOR 0x2000
/* Attribute of light grey on black. */
#define NORMAL 0x07

/* The shortest time between two questions for keys, as each is a visit to real
 * mode. */
#define KEY_TICKS (TICKS_PER_SEC / 100)

/* How many operations have been collected in bios_buffer. */
static unsigned int ops_used;
/* Non-zero if some cells of the screen may have other attributes than
 * NORMAL. */
static int coloured;
/* Where the operations that have been collected so far leave the cursor; only
 * valid if at_known is set. */
static unsigned int at_row, at_col;
static int at_known;

static void bios_flush(void)
{
	struct video_op *ops = bios_buffer;

	/* Where the system BIOS shows the screen on a serial line (SeaBIOS), a
	 * character waits there for the next operation. Scrolling by no lines
	 * does nothing else; a graphics card's BIOS would clear the window. */
	if (ops_used && ops_used < MAX_OPS && bios_uses_serial)
		ops[ops_used++] = (struct video_op) { .ax = 0x0600 };
	bios_video_ops(ops_used);
	ops_used = 0;
	at_known = 0;
}

static void op(uint16_t ax, uint16_t bx, uint16_t cx, uint16_t dx)
{
	struct video_op *ops = bios_buffer;

	if (ops_used == MAX_OPS)
		bios_flush();
	ops[ops_used++] = (struct video_op) { ax, bx, cx, dx };
}

static void get_cursor(unsigned int *row, unsigned int *col)
{
	struct bios_regs regs = { .eax = 0x0300 };

	bios_flush();
	bios_call(VIDEO, &regs);
	*row = (regs.edx >> 8) & 0xff;
	*col = regs.edx & 0xff;
	if (*row >= CONSOLE_ROWS)
		*row = CONSOLE_ROWS - 1;
	if (*col >= CONSOLE_COLS)
		*col = CONSOLE_COLS - 1;
}

static void set_cursor(unsigned int row, unsigned int col)
{
	op(0x0200, 0, 0, row << 8 | col);
	at_row = row;
	at_col = col;
	at_known = 1;
}

/* Writes a character as on a teletype, which moves the cursor and scrolls. */
static void teletype(int c)
{
	op(0x0e00 | c, NORMAL, 0, 0);
	at_known = 0;
}

/* Writes a character with its attribute. The teletype keeps the attribute of
 * the cell that it writes to: while some cells may have others than NORMAL,
 * each cell is given its own, and the cursor is moved explicitly. */
static void put(int c, unsigned int attribute)
{
	if (attribute != NORMAL)
		coloured = 1;
	if (!coloured || c < ' ') {
		teletype(c);
		return;
	}
	/* Both operations go to the BIOS together: a tick of its clock between
	 * them would have a serial line show the cursor at the wrong place. */
	if (ops_used > MAX_OPS - 2)
		bios_flush();
	if (!at_known)
		get_cursor(&at_row, &at_col);
	op(0x0900 | c, attribute, 1, 0);
	if (at_col + 1 < CONSOLE_COLS) {
		set_cursor(at_row, at_col + 1);
	} else {
		teletype('\r');
		teletype('\n');
	}
}

static void clear(unsigned int row, unsigned int col, unsigned int count,
		  unsigned int attribute)
{
	set_cursor(row, col);
	op(0x0920, attribute, count, 0);
}

static void clear_screen(unsigned int attribute)
{
	coloured = attribute != NORMAL;
	op(0x0600, attribute << 8, 0,
	   (CONSOLE_ROWS - 1) << 8 | (CONSOLE_COLS - 1));
	set_cursor(0, 0);
}

/* Shows or hides the cursor. When it is shown again it gets the shape that it
 * had when it was hidden. */
static void show_cursor(int on)
{
	static uint16_t shape;
	uint16_t now = bios_data(uint16_t, BDA_CURSOR_SHAPE);

	if (!(now & NO_CURSOR))
		shape = now;
	op(0x0100, 0, on ? shape : NO_CURSOR, 0);
}

/* The answer to a program that has asked where the cursor is. It is read as if
 * it were typed. */
static char answer[sizeof("\033[25;80R")];
static unsigned int answer_pos;

/* Returns non-zero if INT 10h is handled by a graphics card. Where the system
 * BIOS itself handles it there may be a serial line at the other end, which
 * knows nothing of code pages, and where often only a log is read, which
 * answers nothing. */
static int is_screen(void)
{
	return bios_data(uint32_t, VIDEO * 4) >> 16 == VGA_BIOS_SEGMENT;
}

/* Prepares the answer to the question where the cursor is. */
static void report(unsigned int row, unsigned int col)
{
	if (!is_screen())
		return;
	snprintf(answer, sizeof(answer), "\033[%d;%dR", row + 1, col + 1);
	answer_pos = 0;
}

static const struct ansi_ops ops = {
	.put = put,
	.get_cursor = get_cursor,
	.set_cursor = set_cursor,
	.clear = clear,
	.clear_screen = clear_screen,
	.show_cursor = show_cursor,
	.report = report,
};

static struct ansi ansi = { .ops = &ops };

static void bios_putchar(int c)
{
	ansi.ascii = !is_screen();
	ansi_putchar(&ansi, c);
}

/* Returns the code of <ipxe/keys.h> for a key that has no character, or 0 if
 * there is none. scan is its scan code (enhanced keyboard). */
static int special_key(unsigned int scan)
{
	static const uint16_t keys[] = {
		[0x47 - 0x47] = KEY_HOME, [0x48 - 0x47] = KEY_UP,
		[0x49 - 0x47] = KEY_PPAGE, [0x4b - 0x47] = KEY_LEFT,
		[0x4d - 0x47] = KEY_RIGHT, [0x4f - 0x47] = KEY_END,
		[0x50 - 0x47] = KEY_DOWN, [0x51 - 0x47] = KEY_NPAGE,
		[0x52 - 0x47] = KEY_INS, [0x53 - 0x47] = KEY_DC,
	};

	if (scan >= 0x3b && scan <= 0x44)
		return KEY_F(scan - 0x3b + 1);
	if (scan == 0x85 || scan == 0x86)
		return KEY_F(scan - 0x85 + 11);
	if (scan < 0x47 || scan - 0x47 >= sizeof(keys) / sizeof(keys[0]))
		return 0;
	return keys[scan - 0x47];
}

/* Returns the code of <ipxe/keys.h> for a key that INT 16h has told, or 0 if it
 * has none. */
static int translate(unsigned int key)
{
	unsigned int ascii = key & 0xff;

	if (ascii == 0 || (ascii == 0xe0 && key > 0xff))
		return special_key(key >> 8);
	return ascii;
}

/* The key that has been taken from the BIOS and not been read yet, or 0. */
static int key_ahead;

/* Asks the BIOS for a key, if it has one or has not been asked for a while. */
static void look_for_key(void)
{
	static unsigned long last;
	struct bios_regs regs = { .eax = 0x1100 };

	if (bios_data(uint16_t, BDA_KEYS_HEAD) ==
		    bios_data(uint16_t, BDA_KEYS_TAIL) &&
	    currticks() - last < KEY_TICKS)
		return;
	bios_flush();
	bios_call(KEYBOARD, &regs);
	if (regs.flags & FLAG_ZF) {
		last = currticks();
		return;
	}
	regs.eax = 0x1000;
	bios_call(KEYBOARD, &regs);
	key_ahead = translate(regs.eax & 0xffff);
}

/* Returns non-zero if there is a key. Where the BIOS shows its screen on a
 * serial line, it looks for what is typed there only at each tick of its clock,
 * and keeps no more than 15 keys: the rest is taken from the port here. A key
 * that the BIOS has taken came later than those that are in our memory already,
 * and earlier than those that are still at the port. */
static int bios_iskey(void)
{
	if (key_ahead || answer[answer_pos] || serial_has_key())
		return 1;
	look_for_key();
	return key_ahead || (bios_uses_serial && serial_iskey());
}

static int bios_getchar(void)
{
	int key = key_ahead;

	if (answer[answer_pos])
		return answer[answer_pos++];
	if (!key)
		return serial_getchar();
	key_ahead = 0;
	return key;
}

struct console_driver bios_console __console_driver = {
	.name = "bios",
	.putchar = bios_putchar,
	.flush = bios_flush,
	.iskey = bios_iskey,
	.getchar = bios_getchar,
};
