/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The start of a small network boot program, at 0:7c00: a stack of its own in
 * segment 0, then main(), whose result goes back with a far return. */

	.code16
	.section .text.start, "ax"
	.globl _start
_start:
	xorw %cx, %cx
	movw %cx, %ds
	movw %bx, env
	movw %es, env + 2
	movw %cx, %es
	movw %sp, %bp
	movl 4(%bp), %eax
	movl %eax, bang
	movw %ss, old_ss
	movw %sp, old_sp
	cli
	movw %cx, %ss
	movl $0x7c00, %esp
	sti
	cld
	calll main
	cli
	movw old_ss, %ss
	movw old_sp, %sp
	sti
	lretw

/* unsigned int call_sp(unsigned int opcode, unsigned int segoff) */
	.globl call_sp
call_sp:
	pushl %ebp
	movl %esp, %ebp
	pushal
	pushl 12(%ebp)
	pushw 8(%ebp)
	movw bang, %di
	movw bang + 2, %es
	lcallw *%es:16(%di)
	jmp called

/* unsigned int call_env(unsigned int opcode, unsigned int segoff) */
	.globl call_env
call_env:
	pushl %ebp
	movl %esp, %ebp
	pushal
	subw $6, %sp
	movw env, %si
	movw env + 2, %fs
	movw 8(%ebp), %bx
	lesw 12(%ebp), %di
	lcallw *%fs:10(%si)
called:
	addw $6, %sp
	movw %ax, result
	xorw %ax, %ax
	movw %ax, %ds
	movw %ax, %es
	popal
	movzwl result, %eax
	popl %ebp
	retl

/* unsigned int int1a(void): ES:BX if INT 1Ah AX=5650h knows PXE, else 0. */
	.globl int1a
int1a:
	pushl %ebx
	movw $0x5650, %ax
	stc
	int $0x1a
	jc 1f
	cmpw $0x564e, %ax
	jne 1f
	movw %es, %ax
	shll $16, %eax
	movw %bx, %ax
	jmp 2f
1:	xorl %eax, %eax
2:	xorw %cx, %cx
	movw %cx, %es
	popl %ebx
	retl

	.globl int18
int18:	int $0x18
	retl

	.globl put
put:	pushal
	movb 36(%esp), %al
	movb $0x0e, %ah
	movw $7, %bx
	int $0x10
	popal
	retl

	.data
	.globl bang, env
bang:	.long 0
env:	.long 0
old_ss:	.word 0
old_sp:	.word 0
result:	.word 0
