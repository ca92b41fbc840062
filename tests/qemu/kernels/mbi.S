/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A kernel of the Multiboot Specification (0.6.96, section 3.1), which reports what it
 * was given. FLAGS are those of its header; with bit 16 it need not be an ELF file. */

	.section .text.start, "ax"
	.globl _start
_start:	jmp start
	.balign 4
header:	.long 0x1badb002
	.long FLAGS
	.long -(0x1badb002 + FLAGS)
	.long header
	.long _start
	.long load_end
	.long bss_end
	.long _start

start:	movl $stack_end, %esp
	cld
	pushl %ebx
	pushl %eax
	call main
1:	hlt
	jmp 1b

	.section .bss.stack, "aw", @nobits
	.skip 16384
stack_end:

	.section .note.GNU-stack, "", @progbits
