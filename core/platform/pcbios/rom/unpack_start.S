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
	.fill	9 + 11 + 3 * 3, 4, 0	/* X86_STREAMS, PARTS */
