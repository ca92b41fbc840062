/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Starts multiboot.lkrn from multiboot.img (mk/disk.mk), under a BIOS. It is
 * assembled twice:
 *
 *   SECTOR 512    the master boot record of a disk or USB stick, which the BIOS
 *                 has read to 0:7C00. xorriso writes the number of the image's
 *                 first sector to 1B0 and the partition table to 1BE.
 *   SECTOR 2048   the first sector of a CD's boot file (El Torito 1.0, "no
 *                 emulation"), which the image follows. xorriso writes the boot
 *                 information table to 8, with the file's first sector at 0C.
 *
 * Both read the image to IMAGE_SEGMENT with the extended functions of INT 13h
 * (Enhanced Disk Drive Specification 3.0, 3), and enter it as a loader enters
 * Linux. The build defines SECTOR, and IMAGE_BYTES, the length of the image.
 */

#define LOADED_SEGMENT 0x07c0
#define STACK 0x7c00
#define IMAGE_SEGMENT 0x2000
#define IMAGE_MAX 0x68000

/* Bytes that are read at a time, so that none of it crosses 64 KiB, and how often
 * a read is tried. */
#define CHUNK 0x8000
#define CHUNKS ((IMAGE_BYTES + CHUNK - 1) / CHUNK)
#define TRIES 3

#define READ 0x42
#define RESET 0

/* Offsets in the image (boot.rst in the kernel). */
#define SETUP_SECTS 0x1f1
#define CODE32_START 0x214
#define ENTRY_SEGMENT (IMAGE_SEGMENT + 0x20)

	.if	CHUNKS * CHUNK > IMAGE_MAX
	.error	"the image does not fit into base memory"
	.endif

	.text
	.code16
	.globl	_start
_start:
	ljmpw	$LOADED_SEGMENT, $start

#if SECTOR == 2048
	.org	12
file_sector:
	.long	0
	.org	64
#endif

/* The BIOS's number of the disk is in %dl. */
start:	cli
	xorw	%ax, %ax
	movw	%ax, %ss
	movw	$STACK, %sp
	sti
	cld
	movw	%cs, %ax
	movw	%ax, %ds
	movl	file_sector, %eax
#if SECTOR == 2048
	incl	%eax
#endif
	movl	%eax, packet_sector
	movw	$CHUNKS, %cx

next_chunk:
	movw	$TRIES, %di
1:	movw	$(CHUNK / SECTOR), packet_count	/* where a BIOS tells what it read */
	movw	$packet, %si
	movb	$READ, %ah
	pushaw
	int	$0x13
	popaw
	jnc	2f
	movb	$RESET, %ah
	pushaw
	int	$0x13
	popaw
	decw	%di
	jnz	1b
	movw	$unreadable, %si
	call	print
	int	$0x18
3:	hlt
	jmp	3b
2:	addl	$(CHUNK / SECTOR), packet_sector
	addw	$(CHUNK / 16), packet_segment
	loop	next_chunk

	movw	$IMAGE_SEGMENT, %ax
	movw	%ax, %ds
	movzbl	SETUP_SECTS, %eax
	incl	%eax
	shll	$9, %eax
	addl	$(IMAGE_SEGMENT * 16), %eax
	movl	%eax, CODE32_START
	ljmpw	$ENTRY_SEGMENT, $0

#include "print.h"

unreadable:
	.asciz	"multiboot: the BIOS cannot read this disk\r\n"

/* The disk address packet. */
	.balign	4
packet:	.byte	16, 0
packet_count:
	.word	0
	.word	0
packet_segment:
	.word	IMAGE_SEGMENT
packet_sector:
	.quad	0

#if SECTOR == 512
	.org	0x1b0
file_sector:
	.quad	0
	.org	0x1fe
	.word	0xaa55
#else
	.org	2048
#endif
