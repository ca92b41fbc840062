/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A PCI option ROM (PCI Firmware Specification 3.0, 5; Plug and Play BIOS
 * Specification 1.0A, 3; BIOS Boot Specification 1.01; POST Memory Manager
 * Specification 1.01).
 *
 *   0000  headers, 512 bytes each	stay resident
 *   ....  boot entry			stays resident: 2 KiB with the headers
 *   ....  initialisation		is only needed during POST
 *   ....  shared data, block, payload	move to PMM memory
 *
 * BIOSes that do not know the device lists of PCI 3.0 look for an image with one
 * device, that of the NIC. So there is an image for each device. All of them
 * share what follows the last header, as the BIOS loads an image with everything
 * after it. This means that in memory the headers before the image's own may be
 * missing. %cs is still the segment of the first header, so that offsets are the
 * same in all images.
 *
 * The build defines ROM_VENDOR, ROM_DEVICES (a list) and ROM_HEADERS.
 */

#include "../block.h"
#include "../rom/rom.h"

#define RESIDENT 2048
#define HEADER 512
#define CLASS_ETHERNET 0, 0, 2
#define INDICATOR_LAST 0x80

#define PMM_ALLOCATE 0
#define PMM_FIND 1
#define PMM_EXTENDED 0x0002
#define PMM_PERMANENT 0x0008

/* What initialisation returns to say that a boot device is attached. */
#define IPL_DEVICE 0x20

/* Offsets in a header. */
#define ROM_UNITS 2
#define ROM_CHECKSUM 6
#define ROM_PCIR 0x18
#define PCIR_UNITS 16
#define PCIR_RUNTIME_UNITS 22

#define UNIT 512

	.text
	.code16
	.globl	_start
_start:

/* Goes on at \to in the segment of _start, with the segment of the header, which
 * is at label 9, and %bp on the stack. */
	.macro	enter to
	pushw	%bp
	pushw	%cs
	movw	%cs, %bp
	subw	$(9b - _start) / 16, %bp
	pushw	%bp
	pushw	$\to
	lretw
	.endm

/* Makes the header of the image for a device. pcir_units is the distance to the
 * next image, in units of 512 bytes. */
	.macro	header device, pcir_units, indicator
	.balign	HEADER, 0
9:	.word	0xaa55
	.byte	(_end - 9b) / UNIT
	jmp	2f
	.org	9b + ROM_CHECKSUM
	.byte	0			/* tools/romcheck --fix */
	.org	9b + ROM_PCIR
	.word	3f - 9b, 4f - 9b

2:	enter	init
1:	enter	bev

	.balign	4
3:	.ascii	"PCIR"
	.word	ROM_VENDOR, \device
	.word	5f - 3b
	.word	5f - 3b
	.byte	3			/* revision */
	.byte	CLASS_ETHERNET
	.word	\pcir_units
	.word	1			/* revision of the code */
	.byte	0, \indicator
	.word	(_end - 9b) / UNIT
	.word	0, 0
5:	.word	ROM_DEVICES, 0

	.balign	16
4:	.ascii	"$PnP"
	.byte	1, 2
	.word	0			/* no further header */
	.byte	0, 0			/* checksum: tools/romcheck --fix */
	.long	0
	.word	manufacturer - 9b, product - 9b
	.byte	CLASS_ETHERNET
	.byte	0x74			/* can boot, be shadowed and cached */
	.word	0, 0
	.word	1b - 9b
	.word	0, 0
	.endm

	.macro	header_of_more device
	header	\device, HEADER / UNIT, 0
	.endm
	.macro	header_of_last device
	header	\device, (_end - 9b) / UNIT, INDICATOR_LAST
	.endm

	ROM_HEADERS

manufacturer:
	.asciz	"multiboot"
product:
	.ascii	"multiboot "
product_nic:
	.asciz	"(PCI 00:00.0)"

nic:	.word	0			/* bus/dev/fn */
header_segment:
	.word	0
	.balign	4
high:	.long	0			/* PMM memory, or 0 */

/* Boots from this NIC. When that has failed it returns, so that the BIOS goes on
 * with its next boot device. */
bev:	popw	%bp
	pushfw
	pushal
	pushw	%ds
	pushw	%es
	cld
	pushw	%cs
	popw	%ds
	call	take_block
	jc	1f
	call	fill_block
	xorl	%eax, %eax
	movw	%cs, %ax
	shll	$4, %eax
	addl	$moved, %eax
	movl	high, %ecx
	movl	%ecx, %es:BLOCK_SHARED
	jecxz	2f
	movl	%ecx, %eax
2:	addl	$(payload - moved), %eax
	movl	%eax, %es:BLOCK_PAYLOAD
	movl	$(payload_end - payload), %eax
	movl	%eax, %es:BLOCK_PAYLOAD_LEN
	movzwl	nic, %eax
	movl	%eax, %es:BLOCK_BOOT_NIC
	pushw	%cs
	pushw	$1f
	pushw	%es
	pushw	$BLOCK_CODE
	lretw
1:	popw	%es
	popw	%ds
	popal
	popfw
	popw	%bp
	lretw

/* Copies the block's code to %es:0. Where it lies above 1 MiB the BIOS does that
 * (INT 15h, 87h). */
fill_block:
	movw	$(block_image_end - block_image), %cx
	movl	high, %eax
	testl	%eax, %eax
	jnz	1f
	movw	$block_image, %si
	xorw	%di, %di
	rep movsb
	ret
1:	addl	$(block_image - moved), %eax
	xorl	%edx, %edx
	movw	%es, %dx
	shll	$4, %edx
	pushw	%es
	/* The BIOS wants six descriptors, of which it fills in the first two
	 * and the last two. The others are the source and the destination. */
	pushl	$0
	pushl	$0
	pushl	$0
	pushl	$0
	movl	%edx, %ebx
	call	push_descriptor
	movl	%eax, %ebx
	call	push_descriptor
	pushl	$0
	pushl	$0
	pushl	$0
	pushl	$0
	pushw	%ss
	popw	%es
	movw	%sp, %si
	shrw	$1, %cx
	movb	$0x87, %ah
	int	$0x15
	addw	$48, %sp
	popw	%es
	ret

/* Pushes the descriptor of a data segment of 64 KiB at %ebx. Changes %ebp and
 * %di. */
push_descriptor:
	popw	%di
	movl	%ebx, %ebp
	shrl	$24, %ebp
	shlw	$8, %bp
	pushw	%bp			/* base, bits 24-31 */
	movl	%ebx, %ebp
	shrl	$16, %ebp
	andw	$0x00ff, %bp
	orw	$0x9300, %bp
	pushw	%bp			/* access, base, bits 16-23 */
	pushw	%bx
	pushw	$0xffff			/* limit */
	jmp	*%di

#include "make_block.h"

	/* The linker checks that the code so far stays below the limit. */
	.globl	code_end, code_limit
code_end:
	.set	code_limit, RESIDENT

/* Initialises the ROM. The BIOS far-calls it during POST with bus, device and
 * function of the NIC in %ax. */
init:	popw	%cs:header_segment
	pushfw
	pushal
	pushw	%ds
	pushw	%es
	cld
	pushw	%cs
	popw	%ds
	movw	%ax, nic
	call	name_nic
	call	find_pmm
	jc	1f
	call	move_payload
1:	call	fix_checksum
	popw	%es
	popw	%ds
	popal
	popfw
	popw	%bp
	movw	$IPL_DEVICE, %ax
	lretw

/* Writes to the product's name, which boot menus show, which NIC this is. */
name_nic:
	pushw	%ds
	popw	%es
	movw	$product_nic + 5, %di
	movb	%ah, %dl
	call	1f
	incw	%di
	movb	%al, %dl
	shrb	$3, %dl
	call	1f
	andb	$7, %al
	orb	%al, 1(%di)
	ret
/* Writes %dl as two hexadecimal digits to %di, and moves that on. */
1:	movb	%dl, %bl
	shrb	$4, %bl
	call	2f
	movb	%dl, %bl
	andb	$15, %bl
2:	cmpb	$10, %bl
	jb	3f
	addb	$('a' - '0' - 10), %bl
3:	addb	$'0', %bl
	movb	%bl, (%di)
	incw	%di
	ret

/* Finds the entry of the POST memory manager. Returns with the carry flag set if
 * the BIOS has none. */
find_pmm:
	movw	$0xe000, %dx
1:	movw	%dx, %es
	cmpl	$0x4d4d5024, %es:0	/* "$PMM" */
	je	3f
2:	incw	%dx
	jnz	1b
	stc
	ret
3:	xorw	%cx, %cx
	movb	%es:5, %cl
	xorw	%si, %si
	xorb	%bl, %bl
4:	addb	%es:(%si), %bl
	incw	%si
	loop	4b
	testb	%bl, %bl
	jnz	2b
	movl	%es:7, %eax
	movl	%eax, pmm_entry
	ret

/* Puts the payload into PMM memory, unless the ROM of another NIC has done so, and
 * gives back all space of the ROM except the resident part. Without such memory
 * the ROM stays as it is. */
move_payload:
	pushl	payload + PAYLOAD_ID	/* handle */
	pushw	$PMM_FIND
	lcallw	*pmm_entry
	addw	$6, %sp
	call	pmm_result
	jnz	1f
	movw	$(PMM_EXTENDED + PMM_PERMANENT), %cx
	call	pmm_allocate
	jnz	2f
	movw	$PMM_EXTENDED, %cx
	call	pmm_allocate
	jz	3f			/* no memory */
2:	call	copy_payload
1:	movw	header_segment, %es
	movw	%cs, %ax
	subw	header_segment, %ax
	addw	$(RESIDENT / 16), %ax	/* from the header to the end */
	shrw	$5, %ax			/* paragraphs to units */
	movb	%al, %es:ROM_UNITS
	movw	%es:ROM_PCIR, %bx
	movw	%ax, %es:PCIR_UNITS(%bx)
	movw	%ax, %es:PCIR_RUNTIME_UNITS(%bx)
3:	ret

/* Allocates PMM memory with the flags in %cx. Returns its address in "high" and
 * %eax, or with the zero flag set if there is none. */
pmm_allocate:
	pushw	%cx
	pushl	payload + PAYLOAD_ID
	pushl	$(payload_end - moved) / 16
	pushw	$PMM_ALLOCATE
	lcallw	*pmm_entry
	addw	$12, %sp
	/* fall through */
pmm_result:
	pushw	%dx
	pushw	%ax
	popl	%eax
	movl	%eax, high
	cmpl	$-1, %eax		/* "not supported" */
	jne	1f
	xorl	%eax, %eax
	movl	%eax, high
1:	testl	%eax, %eax
	ret

/* Copies the payload to PMM memory, through segments without a limit. */
copy_payload:
	movl	high, %edi
	xorl	%ebx, %ebx
	movw	%cs, %bx
	shll	$4, %ebx
	leal	gdt(%ebx), %eax
	movl	%eax, gdt + 2
	subw	$8, %sp
	movw	%sp, %bp
	sgdtl	(%bp)
	pushfw
	cli
	lgdtl	gdt
	movl	%cr0, %eax
	orb	$1, %al
	movl	%eax, %cr0
	jmp	1f
1:	movw	$8, %cx
	movw	%cx, %ds
	movw	%cx, %es
	andb	$0xfe, %al
	movl	%eax, %cr0
	jmp	2f
2:	lgdtl	(%bp)
	xorw	%ax, %ax
	movw	%ax, %ds
	movw	%ax, %es
	leal	moved(%ebx), %esi
	movl	$(payload_end - moved) / 4, %ecx
	addr32 rep movsl
	pushw	%cs
	popw	%ds
	popfw
	addw	$8, %sp
	ret

	.balign	8
gdt:	.word	15
	.long	0
	.word	0
	.quad	0x00cf93000000ffff

pmm_entry:
	.long	0

/* Makes all bytes of the image sum up to zero again, in its new length. */
fix_checksum:
	movw	header_segment, %ax
	movw	%ax, %es
	movb	$0, %es:ROM_CHECKSUM
	movzbw	%es:ROM_UNITS, %cx
	xorb	%bl, %bl
1:	xorw	%si, %si
2:	addb	%es:(%si), %bl
	incw	%si
	cmpw	$UNIT, %si
	jb	2b
	movw	%es, %dx
	addw	$(UNIT / 16), %dx
	movw	%dx, %es
	loop	1b
	movw	%ax, %es
	subb	%bl, %es:ROM_CHECKSUM
	ret

	.balign	16
moved:	.fill	SHARED_LEN, 1, 0
block_image:
	.incbin	"block.bin"
block_image_end:
	.balign	16
payload:
	.incbin	"payload-small.bin"
payload_end:
	.balign	UNIT, 0xff
_end:
