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
 * node the child that belongs to that bit. Jumps to walk_on unless that is a leaf.
 * If the bit is 0, its probability p becomes p - (p - 2048 + 31) / 32 with the
 * fraction rounded down, which is the same as p + (2048 - p) / 32 with that fraction
 * rounded down. */
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
	cmpl	%ecx, %eax
	jb	walk_on
	jmp	.Lread\@
.Lone\@:
	subl	%ebx, %edi
	subl	%ebx, %ebp
	movl	(%edx, %eax, 4), %ebx
	shrl	$PROBABILITY_SPEED, %ebx
	subl	%ebx, (%edx, %eax, 4)
	leal	1(%eax, %eax), %eax
	cmpl	%ecx, %eax
	jb	walk_on
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
	subl	%ecx, %eax
leave_walk:
	leave_coder

/* Moves the estimate at an address towards the bit that was read, and raises its
 * rate if it is not yet the highest. Changes %eax and %ecx. */
	.macro	adapt bit, estimate:vararg
	movl	\estimate, %ecx
	movl	%ecx, %eax
	.if	\bit == 0
	xorl	$ESTIMATE_MASK, %eax
	.endif
	shrl	%cl, %eax
	xorw	%ax, %ax
	.if	\bit == 1
	negl	%eax
	.endif
	cmpb	$RATE_MAX, %cl
	adcl	%eax, \estimate
	.endm

/* What range_literal() has on the stack: the range, which a multiplication leaves no
 * register for, the first tree, the coder, and further up, after four saved registers
 * and the return address, the guess. */
#define RANGE 0
#define TREE 4
#define CODER 8
#define GUESS 32

/* Reads the bit of which the nodes in %edi and %esi are the estimates, and makes the
 * node, which is %ebx here, the child that belongs to that bit. The node's highest
 * bit leaves %bl with the last bit of the literal; before that, the macro jumps to
 * again, and then to done or to what follows. Changes %eax, %ecx and %edx. */
	.macro	descend_both again, done
	cmpb	$0, RANGE + 3(%esp)
	jne	.Lenough\@
	call	refill_literal
.Lenough\@:
	movl	(%edi, %ebx, 4), %eax
	addl	(%esi, %ebx, 4), %eax
	mull	RANGE(%esp)
	cmpl	%edx, %ebp
	jae	.Lone\@
	movl	%edx, RANGE(%esp)
	adapt	0, (%edi, %ebx, 4)
	adapt	0, (%esi, %ebx, 4)
	addb	%bl, %bl
	jnc	\again
	jmp	\done
.Lone\@:
	subl	%edx, RANGE(%esp)
	subl	%edx, %ebp
	adapt	1, (%edi, %ebx, 4)
	adapt	1, (%esi, %ebx, 4)
	stc
	adcb	%bl, %bl
	jnc	\again
	.endm

/* Reads a literal. Bit 8 of the guess is made each of its bits in turn, beginning with
 * the 1 above them, which is the first node. If there is no guess, that bit is 0,
 * and so differs from the first node. */
	.globl	range_literal
range_literal:
	enter
	pushl	%esi
	pushl	%edx
	pushl	%edi
	movl	%ecx, %esi
	xorl	%ebx, %ebx
	incl	%ebx
1:	movb	GUESS + 1(%esp), %cl
	xorb	%bl, %cl
	testb	$1, %cl
	jnz	2f
	shll	GUESS(%esp)
	movl	GUESS(%esp), %edi
	andl	$256, %edi
	leal	1024(, %edi, 4), %edi
	addl	TREE(%esp), %edi
	descend_both 1b, 4f
	jmp	4f
2:	movl	TREE(%esp), %edi
3:	descend_both 3b, 4f
4:	popl	%edi
	popl	%edx
	popl	%esi
	xchgl	%eax, %ebx
	jmp	leave_walk

/* Takes in bytes until the range that range_literal() has on the stack is large enough.
 * Changes %eax and %ecx. */
refill_literal:
	movl	CODER + 4(%esp), %eax
1:	shll	$8, RANGE + 4(%esp)
	shll	$8, %ebp
	movl	CODER_IN(%eax), %ecx
	cmpl	CODER_END(%eax), %ecx
	jae	3f
	movzbl	(%ecx), %ecx
	orl	%ecx, %ebp
	incl	CODER_IN(%eax)
2:	cmpb	$0, RANGE + 7(%esp)
	je	1b
	ret
3:	incl	CODER_MISSING(%eax)
	jmp	2b

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
