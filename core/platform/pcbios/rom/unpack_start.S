/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Room for the payload's header (payload.h) before the unpacker. tools/pack
 * fills in all of it except the unpacker's entry.
 */

	.section .header, "a"
	.globl	_start
_start:
	.long	0
	.long	0
	.long	unpack - _start
	/* Five more of struct payload, four of struct small_payload, its
	 * streams (X86_STREAMS) and its parts (PARTS). */
	.fill	5 + 4 + 11 + 3 * 3, 4, 0
