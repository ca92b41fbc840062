/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * For real-mode code: prints the text at %ds:%si, which ends with a 0, by the
 * BIOS. Changes %ax, %bx and %si.
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
