/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The range coder of range_coder.h for the ROM. Each function is called from C
 * with its parameters in %eax, %edx and %ecx, and returns its result in %eax.
 *
 *   %eax	node, or value	%esi	coder
 *   %ecx	leaves, or else	%edi	range
 *   %edx	tree		%ebp	code
 *   %ebx	scratch
 */

#include "range_coder.h"

	.text

/* Takes over the coder in %eax, after the caller's registers are saved. */
	.macro	enter
	pushl	%ebx
	pushl	%esi
	pushl	%edi
	pushl	%ebp
	movl	%eax, %esi
	movl	CODER_RANGE(%esi), %edi
	movl	CODER_CODE(%esi), %ebp
	.endm

/* Gives the coder and the caller's registers back, and returns. */
	.macro	leave_coder
	movl	%edi, CODER_RANGE(%esi)
	movl	%ebp, CODER_CODE(%esi)
	popl	%ebp
	popl	%edi
	popl	%esi
	popl	%ebx
	ret
	.endm

/* Takes in bytes if the range has become too small to be divided. */
	.macro	refill_if_low
	cmpl	$RANGE_MIN, %edi
	jae	.Lenough\@
	call	refill
.Lenough\@:
	.endm

/* Reads the bit of which the node in the tree is the probability, and makes the
 * node the child that belongs to that bit. If the bit is 0, its probability p
 * becomes p - (p - 2048 + 31) / 32 with the fraction rounded down, which is the
 * same as p + (2048 - p) / 32 with that fraction rounded down. */
	.macro	descend
	refill_if_low
	movl	%edi, %ebx
	shrl	$PROBABILITY_BITS, %ebx
	imull	(%edx, %eax, 4), %ebx
	cmpl	%ebx, %ebp
	jae	.Lone\@
	movl	%ebx, %edi
	movl	(%edx, %eax, 4), %ebx
	subl	$(1 << PROBABILITY_BITS) - (1 << PROBABILITY_SPEED) + 1, %ebx
	sarl	$PROBABILITY_SPEED, %ebx
	subl	%ebx, (%edx, %eax, 4)
	addl	%eax, %eax
	jmp	.Lread\@
.Lone\@:
	subl	%ebx, %edi
	subl	%ebx, %ebp
	movl	(%edx, %eax, 4), %ebx
	shrl	$PROBABILITY_SPEED, %ebx
	subl	%ebx, (%edx, %eax, 4)
	leal	1(%eax, %eax), %eax
.Lread\@:
	.endm

/* Reads a bit. In most cases no byte has to be taken in, and the coder is changed
 * in memory, so that no registers have to be saved; else it is read as a tree of
 * two leaves. */
	.globl	range_decide
range_decide:
	movl	CODER_RANGE(%eax), %ecx
	cmpl	$RANGE_MIN, %ecx
	jb	2f
	shrl	$PROBABILITY_BITS, %ecx
	imull	(%edx), %ecx
	cmpl	%ecx, CODER_CODE(%eax)
	jae	1f
	movl	%ecx, CODER_RANGE(%eax)
	movl	(%edx), %ecx
	subl	$(1 << PROBABILITY_BITS) - (1 << PROBABILITY_SPEED) + 1, %ecx
	sarl	$PROBABILITY_SPEED, %ecx
	subl	%ecx, (%edx)
	xorl	%eax, %eax
	ret
1:	subl	%ecx, CODER_RANGE(%eax)
	subl	%ecx, CODER_CODE(%eax)
	movl	(%edx), %ecx
	shrl	$PROBABILITY_SPEED, %ecx
	subl	%ecx, (%edx)
	xorl	%eax, %eax
	incl	%eax
	ret
2:	subl	$4, %edx			/* a tree of two leaves */
	movl	$2, %ecx
	/* fall through */

/* Walks down a tree. */
	.globl	range_walk
range_walk:
	enter
	movl	$1, %eax
walk_on:
	descend
	cmpl	%ecx, %eax
	jb	walk_on
	subl	%ecx, %eax
leave_walk:
	leave_coder

/* Moves the estimate at an address towards the bit that was read, and raises its
 * rate if it is not yet the highest. Changes %ebx and %ecx. */
	.macro	adapt bit, estimate:vararg
	movl	\estimate, %ecx
	movl	%ecx, %ebx
	.if	\bit == 0
	xorl	$ESTIMATE_MASK, %ebx
	.endif
	shrl	%cl, %ebx
	xorw	%bx, %bx
	.if	\bit == 1
	negl	%ebx
	.endif
	cmpb	$RATE_MAX, %cl
	adcl	%ebx, \estimate
	.endm

/* Reads the bit of which the nodes in %edx and %esi are the estimates, and makes the
 * node the child that belongs to that bit. The coder is on the stack, that many bytes
 * up. Changes %ebx and %ecx. */
	.macro	descend_both coder
	cmpl	$RANGE_MIN, %edi
	jae	.Lenough\@
	pushl	%esi
	movl	\coder + 4(%esp), %esi
	call	refill
	popl	%esi
.Lenough\@:
	movl	(%edx, %eax, 4), %ebx
	addl	(%esi, %eax, 4), %ebx
	shrl	$32 - MEAN_BITS, %ebx
	movl	%edi, %ecx
	shrl	$MEAN_BITS, %ecx
	imull	%ebx, %ecx
	cmpl	%ecx, %ebp
	jae	.Lone\@
	movl	%ecx, %edi
	adapt	0, (%edx, %eax, 4)
	adapt	0, (%esi, %eax, 4)
	addl	%eax, %eax
	jmp	.Lread\@
.Lone\@:
	subl	%ecx, %edi
	subl	%ecx, %ebp
	adapt	1, (%edx, %eax, 4)
	adapt	1, (%esi, %eax, 4)
	leal	1(%eax, %eax), %eax
.Lread\@:
	.endm

/* Reads a literal. On the stack there are the tree, the coder, and further up, after
 * four saved registers and the return address, the guess. Bit 8 of that is made
 * each of its bits in turn. %esi is not the coder but the second tree. */
#define GUESS 28
	.globl	range_literal
range_literal:
	enter
	pushl	%esi
	pushl	%edx
	movl	%ecx, %esi
	movl	$1, %eax
	testb	%al, GUESS + 1(%esp)
	jz	3f
1:	shll	GUESS(%esp)
	movl	GUESS(%esp), %edx
	andl	$256, %edx
	leal	1024(, %edx, 4), %edx
	addl	(%esp), %edx
	descend_both 4
	movb	GUESS + 1(%esp), %cl
	xorb	%al, %cl
	testb	$1, %cl
	jnz	2f
	testb	%ah, %ah
	jz	1b
2:	movl	(%esp), %edx
	jmp	4f
3:	descend_both 4
4:	testb	%ah, %ah
	jz	3b
	popl	%edx
	popl	%esi
	movzbl	%al, %eax
	jmp	leave_walk

/* Reads bits that are as likely 0 as 1. */
	.globl	range_halves
range_halves:
	enter
	movl	%edx, %ecx
	xorl	%eax, %eax
1:	refill_if_low
	addl	%eax, %eax
	shrl	$1, %edi
	cmpl	%edi, %ebp
	jb	2f
	subl	%edi, %ebp
	incl	%eax
2:	loop	1b
	jmp	leave_walk

/* Takes in bytes until the range is large enough. Changes %ebx. */
refill:
	shll	$8, %edi
	shll	$8, %ebp
	movl	CODER_IN(%esi), %ebx
	cmpl	CODER_END(%esi), %ebx
	jae	1f
	movzbl	(%ebx), %ebx
	orl	%ebx, %ebp
	incl	CODER_IN(%esi)
2:	cmpl	$RANGE_MIN, %edi
	jb	refill
	ret
1:	incl	CODER_MISSING(%esi)
	jmp	2b

/* Sets entries to a value. */
	.globl	range_reset
range_reset:
	pushl	%edi
	xchgl	%eax, %edi
	xchgl	%eax, %edx
	rep stosl
	popl	%edi
	ret
