/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The payload's header (payload.h); the rest of it is filled in when the
 * payload is put together. */

	.section .header, "a"
	.globl	_start
_start:
	.long	0
	.long	0
	.long	unpack - _start
	.fill	9 + 11 + 3 * 3, 4, 0	/* X86_STREAMS, PARTS */
