/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The runtime's first code, and its exceptions.
 *
 *   void _start ( struct block *block )	called by the unpacker, on its stack
 */

	.section .entry, "ax"
	.globl	_start
_start:
	movl	$stack_end, %esp
	call	pcbios_main

1:	pushal
	movl	%esp, %eax
	call	exception
2:	hlt
	jmp	2b

/* Entries of the exceptions 0 to 31: what they push tells which it was. */
	.globl	exception_entries
exception_entries:
	.rept	32
	call	1b
	.endr

	.section .bss.stack, "aw", @nobits
	.balign	16
	.globl	stack_start, stack_end
stack_start:
	.skip	65536
stack_end:
