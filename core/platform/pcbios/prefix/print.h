/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Prints the text at %ds:%si, which ends with a 0, through the BIOS. Is for code
 * in real mode. Changes %ax, %bx and %si.
 */
print:	lodsb
	testb	%al, %al
	jz	1f
	movb	$0x0e, %ah
	movw	$7, %bx
	pushw	%si
	int	$0x10
	popw	%si
	jmp	print
1:	ret
