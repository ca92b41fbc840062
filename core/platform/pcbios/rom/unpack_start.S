/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Leaves room for the header of the payload (payload.h) before the unpacker.
 * tools/pack fills in all of it except the entry of the unpacker.
 */

	.section .header, "a"
	.globl	_start
_start:
	.long	0
	.long	0
	.long	unpack - _start
	/* Five more members of struct payload follow, and of struct
	 * small_payload four, the lengths of its streams (X86_STREAMS) and its
	 * parts (PARTS). */
	.fill	5 + 4 + 11 + 3 * 3, 4, 0
