/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Reports the command line and the initrd: the files of a cpio archive in the
 * format "newc" one by one, anything else as one piece. */

#include "report.h"

#define HEADER_LEN 110

/* Returns the number in 8 hexadecimal digits at a header's field. */
static u32 field(const u8 *header, u32 number)
{
	const u8 *digit = header + 6 + 8 * number;
	u32 value = 0, i;

	for (i = 0; i < 8; i++) {
		u8 c = digit[i];

		value = value << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return value;
}

static u32 align(u32 len)
{
	return (len + 3) & ~3U;
}

static int is_cpio(const u8 *at)
{
	return at[0] == '0' && at[1] == '7' && at[2] == '0' && at[3] == '7' &&
	       at[4] == '0' && at[5] == '1';
}

/* Reports the piece at the start of the initrd. Returns its length. */
static u32 report(const u8 *at, u32 len)
{
	u32 name, size = 0;

	if (len < HEADER_LEN || !is_cpio(at)) {
		while (size < len && (!size || !is_cpio(at + size)))
			size += 4;
		say_hex("PIECE size ", size);
		say_hex(" sum ", sum_of(at, size));
		say("\n");
		return size;
	}
	size = field(at, 6);
	name = field(at, 11);
	say("FILE ");
	say_part((const char *)at + HEADER_LEN, name);
	say_hex(" mode ", field(at, 1));
	say_hex(" size ", size);
	name = align(HEADER_LEN + name);
	say_hex(" sum ", sum_of(at + name, size));
	say("\n");
	return name + align(size);
}

void main(const u8 *setup)
{
	const char *cmdline = *(const char *const *)(setup + 0x228);
	const u8 *initrd = *(const u8 *const *)(setup + 0x218);
	u32 len = *(const u32 *)(setup + 0x21c);

	say_hex("\nKERNEL STARTED initrd ", (u32)initrd);
	say_hex(" size ", len);
	say("\nCMDLINE [");
	say(cmdline);
	say("]\n");
	while (len) {
		u32 piece = report(initrd, len);

		if (piece > len)
			piece = len;
		initrd += piece;
		len -= piece;
	}
	say("KERNEL ENDS\n");
}
