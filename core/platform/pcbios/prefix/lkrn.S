/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * multiboot.lkrn is an image that looks like a Linux kernel (boot protocol 2.08,
 * Documentation/arch/x86/boot.rst in the kernel). Its initrd is a script and its
 * command line is a command. Loaders start it through its 16-bit entry, as they
 * start Linux on a PC with a BIOS, or through the 32-bit one, as GRUB's "linux"
 * does. The 32-bit entry goes back to the 16-bit one. Such loaders leave the
 * setup code out, so that the image has it a second time.
 *
 *   0000  boot sector, which says that this is no disk
 *   01f1  header
 *   0200  setup code, with the block's code and room for the command line
 *   ....  what goes to 1 MiB: 32-bit entry, setup code again, payload
 */

#include "../block.h"

#define CMDLINE_MAX 1023
#define LOADED 0x100000

/* Where the 32-bit entry puts the setup code, and the top of its stack there. */
#define REAL_SEGMENT 0x1000
#define REAL_STACK 0xf000
#define REAL(label) (REAL_SEGMENT * 16 + (label) - _start)

/* Offsets in the loader's parameters for the 32-bit entry (zero-page.rst in the
 * kernel), and the kind of screen that shows text. */
#define PARAMS_VIDEO 0x0f
#define PARAMS_RAMDISK_IMAGE 0x218
#define PARAMS_RAMDISK_SIZE 0x21c
#define PARAMS_CMD_LINE_PTR 0x228
#define VIDEO_TEXT 1

	.text
	.code16
	.globl	_start
_start:
	ljmpw	$0x07c0, $1f
1:	movw	%cs, %ax
	movw	%ax, %ds
	movw	$not_a_disk, %si
	call	print
	xorw	%ax, %ax
	int	$0x16
	int	$0x18
2:	hlt
	jmp	2b

#include "print.h"

not_a_disk:
	.asciz	"This is a kernel image, no disk: start it as a Linux kernel.\r\n"

	.org	0x1f1
	.byte	(setup_end - _start) / 512 - 1	/* setup_sects */
	.word	0				/* root_flags */
	.long	(payload_end - setup_end) / 16	/* syssize */
	.word	0, 0, 0				/* ram_size vid_mode root_dev */
	.word	0xaa55				/* boot_flag */
	.byte	0xeb, setup - 1f		/* jump */
1:	.ascii	"HdrS"
	.word	0x0208				/* version */
	.long	0				/* realmode_swtch */
	.word	0, name - _start - 0x200	/* start_sys_seg, version */
	.byte	0				/* type_of_loader */
	.byte	1				/* loadflags: LOADED_HIGH */
	.word	0				/* setup_move_size */
code32_start:
	.long	LOADED
ramdisk_image:
	.long	0
ramdisk_size:
	.long	0
	.long	0				/* bootsect_kludge */
	.word	0, 0				/* heap_end_ptr, loader */
cmd_line_ptr:
	.long	0
	.long	0xfffffffe			/* initrd_addr_max */
	.long	0x1000				/* kernel_alignment */
	.byte	0, 0				/* not relocatable */
	.word	0				/* xloadflags */
	.long	CMDLINE_MAX			/* cmdline_size */
	.long	0				/* hardware_subarch */
	.quad	0
	.long	0, payload_end - setup_end	/* payload_offset, length */

name:	.asciz	"multiboot"

/* Is the 16-bit entry. %cs is the segment that begins at offset 200 of the image;
 * it goes on in the one that begins at offset 0. */
setup:	movw	%cs, %ax
	subw	$0x20, %ax
	pushw	%ax
	pushw	$1f
	lretw
1:	movw	%ax, %ds
	call	copy_cmdline
	call	take_block
	jnc	2f
	movw	$no_memory, %si
	call	print
	int	$0x18
3:	hlt
	jmp	3b

2:	movw	$block_image, %si
	xorw	%di, %di
	movw	$(block_image_end - block_image), %cx
	cld
	rep movsb
	movl	code32_start, %eax
	addl	$(payload - setup_end), %eax
	movl	%eax, %es:BLOCK_PAYLOAD
	movl	$(payload_end - payload), %eax
	movl	%eax, %es:BLOCK_PAYLOAD_LEN
	movl	ramdisk_size, %eax
	movl	%eax, %es:BLOCK_INITRD_LEN
	movl	ramdisk_image, %eax
	movl	%eax, %es:BLOCK_INITRD
	movl	cmd_line_ptr, %eax
	movl	%eax, %es:BLOCK_CMDLINE
	movl	$-1, %eax
	movl	%eax, %es:BLOCK_BOOT_NIC
	incw	%es:BLOCK_EXIT	/* EXIT_INT18 */
	pushw	%es
	pushw	$BLOCK_CODE
	lretw

/* Moves the command line here, as it may stand where the block will be. */
copy_cmdline:
	movl	cmd_line_ptr, %esi
	testl	%esi, %esi
	jz	1f
	cmpl	$0xa0000, %esi
	jae	1f
	pushw	%ds
	movw	%ds, %ax
	movw	%ax, %es
	movl	%esi, %edx
	shrl	$4, %edx
	andw	$15, %si
	movw	%dx, %ds
	movw	$cmdline, %di
	movw	$CMDLINE_MAX, %cx
	cld
	rep movsb
	xorb	%al, %al
	stosb
	popw	%ds
	movw	%ds, %ax
	movzwl	%ax, %eax
	shll	$4, %eax
	addl	$cmdline, %eax
	movl	%eax, cmd_line_ptr
1:	ret

#include "make_block.h"

/* Goes on from the 32-bit entry, in protected mode with segments of 64 KiB, and
 * leads to the 16-bit one. %dl is the kind of screen. */
back_to_real:
	movw	$(gdt_data - gdt), %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %fs
	movw	%ax, %gs
	movw	%ax, %ss
	movl	%cr0, %eax
	andb	$0xfe, %al
	movl	%eax, %cr0
	ljmpw	$REAL_SEGMENT, $1f
1:	movw	%cs, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movw	$REAL_STACK, %sp
	lidtl	real_idt
	cmpb	$VIDEO_TEXT, %dl
	je	2f
	movw	$0x0003, %ax		/* text, as graphics hide ours */
	int	$0x10
2:	ljmpw	$(REAL_SEGMENT + 0x20), $(setup - _start - 0x200)

real_idt:
	.word	0x3ff
	.long	0

	.balign	8
gdt:	.word	gdt_end - gdt - 1
	.long	REAL(gdt)
	.word	0
gdt_code:
	.word	0xffff, (REAL_SEGMENT * 16) & 0xffff
	.byte	REAL_SEGMENT >> 12, 0x9b, 0, 0
gdt_data:
	.word	0xffff, (REAL_SEGMENT * 16) & 0xffff
	.byte	REAL_SEGMENT >> 12, 0x93, 0, 0
gdt_end:

no_memory:
	.asciz	"multiboot: not enough memory below 640 KiB\r\n"

block_image:
	.incbin	"block.bin"
block_image_end:
	.balign	16
cmdline:
	.fill	CMDLINE_MAX + 1, 1, 0
	.balign	512
setup_end:

/* Is the 32-bit entry. %esi is the address of the loader's parameters. There is
 * no stack. */
	.code32
	movl	PARAMS_RAMDISK_IMAGE(%esi), %eax
	movl	PARAMS_RAMDISK_SIZE(%esi), %ebx
	movl	PARAMS_CMD_LINE_PTR(%esi), %ebp
	movb	PARAMS_VIDEO(%esi), %dl
	cld
	movl	$(LOADED + setup_again - setup_end), %esi
	movl	$REAL(_start), %edi
	movl	$((setup_end - _start) / 4), %ecx
	rep movsl
	movl	%eax, REAL(ramdisk_image)
	movl	%ebx, REAL(ramdisk_size)
	movl	%ebp, REAL(cmd_line_ptr)
	lgdt	REAL(gdt)
	ljmp	$(gdt_code - gdt), $(back_to_real - _start)

	.org	setup_end + 512
setup_again:
	.fill	setup_end - _start, 1, 0	/* copied by mk/platform/pcbios.mk */
payload:
	.incbin	"payload-fast.bin"
payload_end:
