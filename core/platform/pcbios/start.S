/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The first code of the runtime, and the entries of its exceptions. The unpacker
 * calls it, on its own stack, as
 *
 *   void _start ( struct block *block )
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

/* The entries of the exceptions 0 to 31. The address that an entry pushes tells
 * which exception it was. */
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
