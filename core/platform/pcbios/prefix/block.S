/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The code in the block (block.h), linked to offset 0 of its segment. By it the
 * real mode of the BIOS and our flat 32-bit protected mode call each other.
 *
 *   start     is called by the ROM or the lkrn; takes the processor over, runs
 *             the payload and gives everything back
 *   rm_entry  calls a function in protected mode (callback) from real mode
 *   rm_call   calls code in real mode (regs, target) from protected mode
 *
 * Such calls can nest, as each of them keeps the position of the other mode's
 * stack on its own stack. Interrupts are on in real mode and off in protected
 * mode.
 */

#include "../block.h"
#include "../rom/rom.h"

#define CODE32 0x08
#define DATA32 0x10
#define CODE16 0x18
#define DATA16 0x20

#define SMAP 0x534d4150

	.text
	.code16
	.globl	_start
_start:
	.org	BLOCK_RM_ENTRY
	.word	rm_entry
	.org	BLOCK_INT15_HOOK
	.word	int15_hook
	.org	BLOCK_LINUX_JUMP
	.word	linux_jump
	.org	BLOCK_LEAVE
	.word	leave

	/* Takes the processor over. It is far-called when only the fields of
	 * struct block are set that the ROM or the lkrn knows. */
	.org	BLOCK_CODE
start:
	pushfw
	pushal
	pushw	%ds
	pushw	%es
	pushw	%fs
	pushw	%gs
	cli
	cld
	movw	%cs, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movl	%esp, BLOCK_CALLER_ESP
	movw	%ss, BLOCK_CALLER_SS
	movw	%ax, %ss
	movl	$BLOCK_STACK, %esp

	sidtl	BLOCK_RM_IDT
	sgdtl	BLOCK_RM_GDT
	movw	%ax, rm_seg
	movzwl	%ax, %eax
	shll	$4, %eax
	movl	%eax, BLOCK_BASE
	movl	%eax, pm_base
	addl	%eax, gdt_base
	addl	%eax, pm_target
	orl	%eax, gdt_code16 + 2
	orl	%eax, gdt_data16 + 2
	leal	rm_call(%eax), %edx
	movl	%edx, BLOCK_RM_CALL
	leal	BLOCK_UNPACK_STACK(%eax), %edx
	movl	%edx, BLOCK_PM_ESP

	call	a20_test
	sete	BLOCK_A20_WAS_OFF
	call	get_memory_map
	call	a20_enable
	jnz	run
	movw	$no_a20, %si
	jmp	say

run:	movl	$run_payload, %eax
	addl	BLOCK_BASE, %eax
	movl	%eax, BLOCK_CALLBACK
	pushw	%cs
	call	rm_entry
	cmpw	$0, BLOCK_TEXT
	je	leave
	movw	$BLOCK_BUFFER, %si
say:	call	print

	/* Puts everything back to how it was found, and goes on as BLOCK_EXIT
	 * says. The runtime far-calls this, too, with the block's segment in
	 * %ds. */
leave:	cmpb	$0, BLOCK_A20_WAS_OFF
	je	1f
	movw	$0x2400, %ax
	int	$0x15
	inb	$0x92, %al
	andb	$0xfc, %al
	outb	%al, $0x92
1:	movw	$0x40, %ax
	movw	%ax, %es
	movw	%cs, %ax
	shrw	$6, %ax
	cmpw	%ax, %es:0x13
	jne	2f
	addw	$BLOCK_KIB, %es:0x13
2:	cli
	lgdtl	BLOCK_RM_GDT
	movw	BLOCK_EXIT, %dx
	testw	%dx, %dx
	jz	3f
	/* The block does not belong to us any more, and our stack is in it.
	 * The stack of boot sectors takes its place. */
	xorw	%ax, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movl	$0x7c00, %esp
	sti
	testb	%dh, %dh
	jnz	4f
	int	$0x18
4:	ljmpw	$0, $0x7c00
3:	movw	BLOCK_CALLER_SS, %ss
	movl	BLOCK_CALLER_ESP, %esp
	popw	%gs
	popw	%fs
	popw	%es
	popw	%ds
	popal
	popfw
	lretw

	.code32
/* Calls the unpacker with the block if the payload is undamaged, which the sum of
 * its dwords tells: it is zero. */
run_payload:
	movl	BLOCK_PAYLOAD(%edx), %esi
	movl	BLOCK_PAYLOAD_LEN(%edx), %ecx
	shrl	$2, %ecx
	xorl	%edi, %edi
1:	lodsl
	addl	%eax, %edi
	loop	1b
	testl	%edi, %edi
	jnz	damaged
	movl	%edx, %eax
	movl	BLOCK_PAYLOAD(%eax), %edx
	addl	PAYLOAD_ENTRY(%edx), %edx
	jmp	*%edx
damaged:
	leal	BLOCK_BUFFER(%edx), %edi
	leal	bad_sum(%edx), %esi
	movl	$bad_sum_len, %ecx
	rep movsb
	incw	BLOCK_TEXT(%edx)
	ret
	.code16

#include "print.h"

/* ---------------------------------------------------------------- A20 */

/* Returns with the zero flag set if A20 is off, so that 1 MiB is the same memory
 * as 0. */
a20_test:
	pushw	%ax
	pushw	%ds
	pushw	%es
	pushfw
	cli
	xorw	%ax, %ax
	movw	%ax, %ds
	decw	%ax
	movw	%ax, %es
	movw	0x3e0, %ax
	cmpw	%ax, %es:0x3f0
	jne	1f
	notw	0x3e0
	notw	%ax
	cmpw	%ax, %es:0x3f0
	notw	0x3e0
1:	lahf
	popfw
	sahf
	popw	%es
	popw	%ds
	popw	%ax
	ret

/* Turns A20 on, in the first way that works. Returns with the zero flag set if
 * none does. %ds must be the segment of the block; keeps all registers. */
a20_enable:
	call	a20_test
	jnz	9f
	pushal
	movw	$0x2401, %ax		/* by the BIOS */
	int	$0x15
	call	a20_test
	jnz	8f
	inb	$0x92, %al		/* by the chip set */
	orb	$0x02, %al
	andb	$0xfe, %al
	outb	%al, $0x92
	call	a20_wait
	jnz	8f
	call	kbc_ready		/* by the keyboard controller */
	movb	$0xd1, %al
	outb	%al, $0x64
	call	kbc_ready
	movb	$0xdf, %al
	outb	%al, $0x60
	call	kbc_ready
	call	a20_wait
8:	popal
9:	ret

/* Waits until A20 is on, but no longer than some 50 ms. Returns with the zero
 * flag set if it stays off. */
a20_wait:
	xorw	%cx, %cx
1:	call	a20_test
	jnz	2f
	outb	%al, $0x80
	loop	1b
	xorw	%cx, %cx		/* zero flag set: off */
2:	ret

/* Waits until the keyboard controller takes a command, for a limited time. */
kbc_ready:
	xorw	%cx, %cx
1:	inb	$0x64, %al
	testb	$0x02, %al
	loopnz	1b
	ret

/* --------------------------------------------------------- memory map */

/* Gets the memory map from the BIOS, by the newest of its calls that works. */
get_memory_map:
	xorl	%ebx, %ebx
	movw	$BLOCK_E820, %di
1:	movl	$0xe820, %eax
	movl	$SMAP, %edx
	movl	$E820_LEN, %ecx
	stc
	int	$0x15
	jc	2f
	cmpl	$SMAP, %eax
	jne	2f
	cmpl	$E820_LEN, %ecx
	jb	2f
	incw	BLOCK_E820_COUNT
	addw	$E820_LEN, %di
	cmpw	$E820_MAX, BLOCK_E820_COUNT
	jae	3f
	testl	%ebx, %ebx
	jnz	1b
2:	cmpw	$0, BLOCK_E820_COUNT
	jne	3f

	xorw	%cx, %cx
	xorw	%dx, %dx
	movw	$0xe801, %ax
	stc
	int	$0x15
	jc	4f
	jcxz	5f
	movw	%cx, %ax
	movw	%dx, %bx
5:	movl	$0x100000, %edx
	call	add_memory
	movzwl	%bx, %eax
	shll	$6, %eax
	movl	$0x1000000, %edx
	jmp	add_memory32

4:	movb	$0x88, %ah
	int	$0x15
	jc	3f
	movl	$0x100000, %edx
	/* fall through */

/* Adds an entry to the map at %di: memory that begins at %edx and is %ax KiB
 * long, or %eax KiB for add_memory32. Nothing is added if that is 0. */
add_memory:
	movzwl	%ax, %eax
add_memory32:
	testl	%eax, %eax
	jz	3f
	shll	$10, %eax
	movl	%edx, (%di)
	movl	%eax, 8(%di)
	xorl	%eax, %eax
	movl	%eax, 4(%di)
	movl	%eax, 12(%di)
	incw	%ax
	movl	%eax, 16(%di)
	addw	$E820_LEN, %di
	incw	BLOCK_E820_COUNT
3:	ret

/* -------------------------------------- between the processor's modes */

/* Switches to protected mode and its stack, and goes on at the 32-bit code at
 * offset %cx, with the flat address of the block in %ebx. */
to_pm:	cli
	cld
	movw	%cs, %ax
	movw	%ax, %ds
	call	a20_enable
	lgdtl	gdt
	movl	%cr0, %eax
	orb	$1, %al
	movl	%eax, %cr0
	.byte	0x66, 0xea		/* ljmpl */
pm_target:
	.long	in_pm
	.word	CODE32
	.code32
in_pm:	movl	$DATA32, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	movl	%eax, %ss
	.byte	0xbb			/* movl $base, %ebx */
pm_base:
	.long	0
	movl	BLOCK_PM_ESP(%ebx), %esp
	lidtl	BLOCK_PM_IDT(%ebx)
	movzwl	%cx, %ecx
	addl	%ebx, %ecx
	jmp	*%ecx

/* Switches to real mode and its stack, and goes on at the 16-bit code at offset
 * %cx, with the segment of the block in %ds. %ebx is the flat address of the
 * block. */
to_rm:	lidtl	BLOCK_RM_IDT(%ebx)
	movl	$DATA16, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	movl	%eax, %ss
	ljmp	$CODE16, $1f
	.code16
1:	movl	%cr0, %eax
	andb	$0xfe, %al
	movl	%eax, %cr0
	.byte	0xea			/* ljmpw */
	.word	in_rm
rm_seg:	.word	0
in_rm:	movw	%cs, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	BLOCK_RM_SP + 2, %ss
	movzwl	BLOCK_RM_SP, %esp	/* BIOSes need the upper half to be 0 */
	jmp	*%cx

	.balign	8
gdt:	.word	gdt_end - gdt - 1
gdt_base:
	.long	gdt
	.word	0
	.quad	0x00cf9b000000ffff
	.quad	0x00cf93000000ffff
gdt_code16:
	.quad	0x00009b000000ffff
gdt_data16:
	.quad	0x000093000000ffff
gdt_end:

/*
 * Calls callback ( frame, block ) in protected mode; it is far-called in real
 * mode. The frame is what is pushed here on the caller's stack: the function may
 * change it, and with it the registers that the caller gets back.
 */
rm_entry:
	pushfw
	pushal
	pushw	%ds
	pushw	%es
	pushw	%fs
	pushw	%gs
	pushl	%cs:BLOCK_RM_SP
	movw	%sp, %cs:BLOCK_RM_SP
	movw	%ss, %cs:BLOCK_RM_SP + 2
	movw	$1f, %cx
	jmp	to_pm
	.code32
1:	movzwl	BLOCK_RM_SP + 2(%ebx), %eax
	shll	$4, %eax
	movzwl	BLOCK_RM_SP(%ebx), %edx
	leal	4(%eax, %edx), %eax
	movl	%ebx, %edx
	call	*BLOCK_CALLBACK(%ebx)
	movl	$2f, %ecx
	jmp	to_rm
	.code16
2:	popl	BLOCK_RM_SP
	popw	%gs
	popw	%fs
	popw	%es
	popw	%ds
	popal
	popfw
	lretw

/* void rm_call ( void ) does in real mode what the block says. */
	.code32
rm_call:
	pushal
	call	1f
1:	popl	%ebx
	subl	$1b, %ebx
	pushl	BLOCK_RM_SP(%ebx)
	pushl	BLOCK_PM_ESP(%ebx)
	movl	%esp, BLOCK_PM_ESP(%ebx)
	movl	$do_call, %ecx
	jmp	to_rm
	.code16
do_call:
	cmpw	$0, BLOCK_VIDEO_OPS
	jne	video
	movl	BLOCK_EAX, %eax
	movl	BLOCK_EBX, %ebx
	movl	BLOCK_ECX, %ecx
	movl	BLOCK_EDX, %edx
	movl	BLOCK_ESI, %esi
	movl	BLOCK_EDI, %edi
	movl	BLOCK_EBP, %ebp
	movw	BLOCK_ES, %es
	movw	BLOCK_DS, %ds
	sti
	cmpw	$0, %cs:BLOCK_IS_INT
	je	1f
	pushfw				/* as for an interrupt */
	cli
1:	lcallw	*%cs:BLOCK_TARGET
	pushfw
	cli
	pushw	%ds
	pushw	%cs
	popw	%ds
	movl	%eax, BLOCK_EAX
	movl	%ebx, BLOCK_EBX
	movl	%ecx, BLOCK_ECX
	movl	%edx, BLOCK_EDX
	movl	%esi, BLOCK_ESI
	movl	%edi, BLOCK_EDI
	movl	%ebp, BLOCK_EBP
	movw	%es, BLOCK_ES
	popw	BLOCK_DS
	popw	BLOCK_FLAGS
call_done:
	/* The code that was called may have moved the stack. */
	lssw	%cs:BLOCK_RM_SP, %sp
	movw	$1f, %cx
	jmp	to_pm
	.code32
1:	popl	BLOCK_PM_ESP(%ebx)
	popl	BLOCK_RM_SP(%ebx)
	popal
	ret

/* Calls INT 10h for each of the operations in the buffer, which are values of
 * %ax, %bx, %cx and %dx. */
	.code16
video:	movw	$BLOCK_BUFFER, %si
	sti
1:	pushw	%si
	movw	(%si), %ax
	movw	2(%si), %bx
	movw	4(%si), %cx
	movw	6(%si), %dx
	pushw	%ds
	int	$0x10
	popw	%ds
	popw	%si
	addw	$8, %si
	decw	BLOCK_VIDEO_OPS
	jnz	1b
	jmp	call_done

/* Enters Linux. It is far-called with the segment of the setup code in %ax and
 * its stack pointer in %bx. */
linux_jump:
	cli
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %fs
	movw	%ax, %gs
	movw	%ax, %ss
	movw	%bx, %sp
	addw	$0x20, %ax
	pushw	%ax
	pushw	$0
	lretw

/* ------------------------------------------------------------- hiding */

/* Handles INT 15h while our memory is hidden: E820h, E801h and 88h are answered
 * from the block, all else by the BIOS. */
int15_hook:
	cmpw	$0xe820, %ax
	je	hook_e820
	cmpw	$0xe801, %ax
	je	hook_e801
	cmpb	$0x88, %ah
	je	hook_88
	ljmpw	*%cs:BLOCK_OLD_INT15

hook_88:
	movw	%cs:BLOCK_HIDDEN_88, %ax
	jmp	hook_good

hook_e801:
	movw	%cs:BLOCK_HIDDEN_E801_LOW, %ax
	movw	%cs:BLOCK_HIDDEN_E801_HIGH, %bx
	movw	%ax, %cx
	movw	%bx, %dx
	jmp	hook_good

hook_e820:
	cmpl	$SMAP, %edx
	jne	hook_bad
	cmpl	$E820_LEN, %ecx
	jb	hook_bad
	movzwl	%cs:BLOCK_HIDDEN_COUNT, %ecx
	cmpl	%ecx, %ebx
	jae	hook_bad
	pushw	%si
	pushw	%di
	imulw	$E820_LEN, %bx, %si
	movw	$E820_LEN / 4, %cx
	cld
1:	movl	%cs:BLOCK_HIDDEN(%si), %eax
	movl	%eax, %es:(%di)
	addw	$4, %si
	addw	$4, %di
	loop	1b
	popw	%di
	popw	%si
	movl	$SMAP, %eax
	movl	$E820_LEN, %ecx
	incw	%bx
	cmpw	%cs:BLOCK_HIDDEN_COUNT, %bx
	jb	hook_good
	xorw	%bx, %bx
	/* fall through */

/* Returns from the interrupt with the carry flag clear (hook_good) or set
 * (hook_bad), by changing the flags that are on the stack. */
hook_good:
	pushw	%bp
	movw	%sp, %bp
	andb	$0xfe, 6(%bp)
	popw	%bp
	iretw
hook_bad:
	movb	$0x86, %ah
	pushw	%bp
	movw	%sp, %bp
	orb	$0x01, 6(%bp)
	popw	%bp
	iretw

no_a20:	.asciz	"multiboot: no access to memory above 1 MiB (A20 stays off)\r\n"

bad_sum:
	.asciz	"multiboot: its image in memory is damaged; restart the machine\r\n"
bad_sum_len = . - bad_sum

	.balign	16
	.globl	code_end, code_limit
code_end:
code_limit = BLOCK_E820
