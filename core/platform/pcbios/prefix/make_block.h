/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Takes the block (block.h) from the base memory of the BIOS. Returns its segment
 * in %es, or with the carry flag set if there is too little base memory. Changes
 * %ax.
 */
take_block:
	movw	$0x40, %ax
	movw	%ax, %es
	movw	%es:0x13, %ax
	cmpw	$BASE_KIB_MIN, %ax
	jb	1f
	subw	$BLOCK_KIB, %ax
	movw	%ax, %es:0x13
	shlw	$6, %ax
	movw	%ax, %es
	clc
1:	ret
