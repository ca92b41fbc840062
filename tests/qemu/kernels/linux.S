/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A kernel in the bzImage format (Documentation/arch/x86/boot.rst in Linux) that has
 * the header of boot protocol VERSION and reports what it was given. Its setup code
 * switches to protected mode and enters main() with the address of itself. */

	.section .head, "ax"
	.code16
	.org 0x1f1
	.byte 1				/* setup_sects */
	.word 0
	.long 0				/* syssize: not told, as in memdisk */
	.word 0, 0, 0
	.word 0xaa55
	.org 0x200
	jmp setup
	.ascii "HdrS"
	.word VERSION
	.org 0x211
	.byte 1				/* loadflags: LOADED_HIGH */
	.org 0x214
	.long 0x100000			/* code32_start */
	.org 0x22c
	.long INITRD_MAX		/* initrd_addr_max, since 2.03 */
	.org 0x238
	.long CMDLINE_SIZE		/* cmdline_size, since 2.06 */
	.org 0x258
	.quad 0x100000			/* pref_address, since 2.10 */
	.long 0x100000			/* init_size, since 2.10 */
	.org 0x280
setup:	cli
	cld
	xorl %esi, %esi
	movw %ds, %si
	shll $4, %esi
	leal gdt(%esi), %eax
	movl %eax, gdt + 2
	lgdtl gdt
	movl %cr0, %eax
	orb $1, %al
	movl %eax, %cr0
	ljmpl $8, $_start
	.balign 8
gdt:	.word 23
	.long 0
	.word 0
	.quad 0x00cf9b000000ffff
	.quad 0x00cf93000000ffff
	.org 0x400

	.section .text.start, "ax"
	.code32
	.globl _start
_start:
	movl $16, %eax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %ss
	movl $0x90000, %esp
	pushl %esi
	call main
1:	hlt
	jmp 1b

	.section .note.GNU-stack, "", @progbits
