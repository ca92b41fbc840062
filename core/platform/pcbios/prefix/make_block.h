/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * For the prefixes: takes the block (block.h) from the BIOS's base memory.
 * Returns %es: its segment; the carry flag set: there is no base memory for
 * it. Changes %ax.
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
