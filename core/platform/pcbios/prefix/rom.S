/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A PCI option ROM (PCI Firmware Specification 3.0, 5; Plug and Play BIOS
 * Specification 1.0A, 3; BIOS Boot Specification 1.01; POST Memory Manager
 * Specification 1.01).
 *
 *   0000  headers, boot entry, the block's code		stays: 2 KiB
 *   0800  initialisation
 *   ....  payload					moves to PMM memory
 *
 * The build gives ROM_VENDOR, ROM_DEVICE and ROM_DEVICES (a list).
 */

#include "../block.h"

#define RESIDENT 2048
#define CLASS_ETHERNET 0, 0, 2

#define PMM_ALLOCATE 0
#define PMM_FIND 1
#define PMM_EXTENDED 0x0002
#define PMM_PERMANENT 0x0008

/* Sizes are 512 bytes each. */
#define UNITS (_end - _start) / 512

/* What initialisation returns: a boot device is attached. */
#define IPL_DEVICE 0x20

	.text
	.code16
	.globl	_start
_start:
	.word	0xaa55
rom_units:
	.byte	UNITS
	jmp	init
	.org	6
checksum:
	.byte	0			/* tools/romcheck --fix */

	.org	0x18
	.word	pcir, pnp

	.balign	4
pcir:	.ascii	"PCIR"
	.word	ROM_VENDOR, ROM_DEVICE
	.word	devices - pcir
	.word	pcir_end - pcir
	.byte	3			/* revision */
	.byte	CLASS_ETHERNET
pcir_units:
	.word	UNITS
	.word	1			/* revision of the code */
	.byte	0, 0x80			/* for PCs; the last image */
pcir_runtime_units:
	.word	UNITS
	.word	0, 0
pcir_end:

devices:
	.word	ROM_DEVICES, 0

	.balign	16
pnp:	.ascii	"$PnP"
	.byte	1, (pnp_end - pnp) / 16
	.word	0			/* no further header */
	.byte	0, 0			/* checksum: tools/romcheck --fix */
	.long	0
	.word	manufacturer, product
	.byte	CLASS_ETHERNET
	.byte	0x74			/* boots, may be shadowed and cached */
	.word	0, 0
	.word	bev
	.word	0, 0
pnp_end:

manufacturer:
	.asciz	"multiboot"
product:
	.ascii	"multiboot "
product_nic:
	.asciz	"(PCI 00:00.0)"

nic:	.word	0			/* bus/dev/fn */
	.balign	4
high:	.long	0			/* PMM memory, or 0 */

/* The BIOS boots from this NIC. Returns so that it goes on. */
bev:	pushfw
	pushal
	pushw	%ds
	pushw	%es
	pushw	%cs
	popw	%ds
	call	make_block
	jc	1f
	xorl	%eax, %eax
	movw	%cs, %ax
	shll	$4, %eax
	addl	$payload, %eax
	movl	high, %ecx
	jecxz	2f
	leal	SHARED_LEN(%ecx), %eax
2:	movl	%eax, %es:BLOCK_PAYLOAD
	movl	%ecx, %es:BLOCK_SHARED
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
	lretw

#include "make_block.h"

block_image:
	.incbin	"block.bin"
block_image_end:

	.org	RESIDENT
/* Far-called during POST with the NIC's bus/dev/fn in %ax. */
init:	pushfw
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
	movw	$IPL_DEVICE, %ax
	lretw

/* The product's name, as boot menus show it, says which NIC this is. */
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
/* Two digits of %dl to %di. */
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

/* The POST memory manager's entry; carry flag set: there is none. */
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

/* Puts the payload into PMM memory, unless another NIC's ROM has done it, and
 * gives back all of the ROM's space but the resident part. */
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
	jz	3f			/* stays whole */
2:	call	copy_payload
1:	movb	$(RESIDENT / 512), rom_units
	movw	$(RESIDENT / 512), pcir_units
	movw	$(RESIDENT / 512), pcir_runtime_units
3:	ret

/* Memory with the flags in %cx; zero flag set: none. */
pmm_allocate:
	pushw	%cx
	pushl	payload + PAYLOAD_ID
	pushl	$(payload_end - payload + SHARED_LEN) / 16
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

/* Copies it there, behind the shared data, through segments without limit. */
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
	leal	payload(%ebx), %esi
	xorl	%eax, %eax
	movl	$(SHARED_LEN / 4), %ecx
	addr32 rep stosl
	movl	$(payload_end - payload) / 4, %ecx
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

/* All bytes of the ROM sum up to zero, however many they are now. */
fix_checksum:
	movb	$0, checksum
	xorl	%ecx, %ecx
	movb	rom_units, %ch
	shll	$1, %ecx
	movw	%cs, %ax
	movw	%ax, %es
	xorb	%bl, %bl
1:	xorw	%si, %si
2:	addb	%es:(%si), %bl
	incw	%si
	decl	%ecx
	jz	3f
	cmpw	$0x8000, %si
	jb	2b
	movw	%es, %ax
	addw	$0x800, %ax
	movw	%ax, %es
	jmp	1b
3:	subb	%bl, checksum
	ret

	.balign	16
payload:
	.incbin	"payload.bin"
payload_end:
	.balign	512, 0xff
_end:
