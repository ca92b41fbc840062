/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_BLOCK_H
#define PCBIOS_BLOCK_H

/*
 * The block: BLOCK_KIB KiB at the top of base memory, taken from the BIOS
 * (40:13) while we run. It holds all code that runs in real mode
 * (prefix/block.S), what real and protected mode tell each other, and the
 * real-mode stack. Offsets in it, also for assembly:
 *
 *   0000  struct block
 *   ....  code and GDT (copied here from the ROM or the lkrn)
 *   0800  the BIOS's memory map
 *   0d00  the memory map others see while we hide (hide_memory())
 *   1200  buffer: texts, video operations, what BIOS calls need
 *   1a00  stack of the unpacker, growing down from 1e00
 *   1e00  stack for the BIOS, growing down from 3000
 */
#define BLOCK_KIB 12
#define BLOCK_CODE 0xb0
#define BLOCK_E820 0x0800
#define BLOCK_HIDDEN 0x0d00
#define BLOCK_BUFFER 0x1200
#define BLOCK_BUFFER_LEN 0x0800
#define BLOCK_UNPACK_STACK 0x1e00
#define BLOCK_STACK 0x3000

/* Base memory in KiB, as 40:13 tells it, that a start needs at least. */
#define BASE_KIB_MIN 256

/* Length of an entry of the memory map in bytes, and how many there can be. */
#define E820_LEN 20
#define E820_MAX 64

/* Offsets of the members of struct block, for assembly. */
#define BLOCK_EAX 0x00
#define BLOCK_EBX 0x04
#define BLOCK_ECX 0x08
#define BLOCK_EDX 0x0c
#define BLOCK_ESI 0x10
#define BLOCK_EDI 0x14
#define BLOCK_EBP 0x18
#define BLOCK_DS 0x1c
#define BLOCK_ES 0x1e
#define BLOCK_FLAGS 0x20
#define BLOCK_TARGET 0x24
#define BLOCK_IS_INT 0x28
#define BLOCK_VIDEO_OPS 0x2a
#define BLOCK_BASE 0x2c
#define BLOCK_RM_CALL 0x30
#define BLOCK_PM_ESP 0x34
#define BLOCK_RM_SP 0x38
#define BLOCK_PM_IDT 0x3c
#define BLOCK_E820_COUNT 0x44
#define BLOCK_BOOT_NIC 0x48
#define BLOCK_PAYLOAD 0x4c
#define BLOCK_CMDLINE 0x50
#define BLOCK_INITRD 0x54
#define BLOCK_INITRD_LEN 0x58
#define BLOCK_SHARED 0x5c
#define BLOCK_CALLBACK 0x60
#define BLOCK_TEXT 0x64
#define BLOCK_EXIT 0x66
#define BLOCK_OLD_INT15 0x68
#define BLOCK_HIDDEN_COUNT 0x6c
#define BLOCK_HIDDEN_E801_LOW 0x6e
#define BLOCK_HIDDEN_E801_HIGH 0x70
#define BLOCK_HIDDEN_88 0x72
#define BLOCK_RM_ENTRY 0x74
#define BLOCK_INT15_HOOK 0x76
#define BLOCK_LINUX_JUMP 0x78
#define BLOCK_CALLER_SS 0x7a
#define BLOCK_CALLER_ESP 0x7c
#define BLOCK_A20_WAS_OFF 0x80
#define BLOCK_RM_IDT 0x84
#define BLOCK_RM_GDT 0x8c
#define BLOCK_IMAGE 0x94
#define BLOCK_IMAGE_END 0x98
#define BLOCK_HEAP_END 0x9c
#define BLOCK_PAYLOAD_LEN 0xa0
#define BLOCK_LEAVE 0xa4

/* What happens after we have left: the boot entry of the ROM returns, the BIOS
 * goes on with its next boot device (INT 18h), or the boot sector that has been
 * read to 0:7c00 starts. The drive of that sector is in the low byte. */
#define EXIT_RETURN 0
#define EXIT_INT18 1
#define EXIT_BOOT_SECTOR 0x100

#ifndef ASSEMBLY

#include <stddef.h>
#include <stdint.h>

/* The registers with which real mode is called, and those that it returns
 * with. */
struct bios_regs {
	/* The general registers. */
	uint32_t eax, ebx, ecx, edx, esi, edi, ebp;
	/* The segment registers that calls of the BIOS use. */
	uint16_t ds, es;
	/* The flags at the return; they are not set before a call. */
	uint32_t flags;
};

/* An entry of the memory map: an address range descriptor of INT 15h, E820h
 * (ACPI 6.5, 15.1). */
struct e820_entry {
	/* The first address of the range. */
	uint64_t start;
	/* Length of the range, in bytes. */
	uint64_t len;
	/* E820_RAM, E820_RESERVED, or another type. */
	uint32_t type;
} __attribute__((packed));

#define E820_RAM 1
#define E820_RESERVED 2

/* What LGDT and LIDT load and SGDT and SIDT store (Intel SDM volume 3,
 * 3.5.1). */
struct descriptor_pointer {
	/* Length of the table less 1, in bytes. */
	uint16_t limit;
	/* Address of the table. */
	uint32_t base;
} __attribute__((packed));

/* What real and protected mode tell each other. */
struct block {
	/* The registers of the call in real mode. */
	struct bios_regs regs;
	/* The code that is to be called in real mode. */
	uint16_t target_off, target_seg;
	/* Non-zero if that code is the handler of an interrupt. */
	uint16_t is_int;
	/* How many operations on the screen are in the buffer, to be done
	 * instead of a call; 0 for a call. */
	uint16_t video_ops;
	/* The flat address of the block. */
	uint32_t base;
	/* The flat address of the code that calls real mode. */
	uint32_t rm_call;
	/* The stack pointer of protected mode while real mode runs. */
	uint32_t pm_esp;
	/* The stack of real mode while protected mode runs. */
	uint16_t rm_sp, rm_ss;
	/* The interrupt descriptor table of protected mode. */
	struct descriptor_pointer pm_idt;
	/* Aligns the next member. */
	uint16_t pad1;
	/* How many entries the BIOS's memory map has. */
	uint32_t e820_count;
	/* Bus, device and function of the NIC whose ROM was started, or ~0 if
	 * there is none. */
	uint32_t boot_nic;
	/* The flat address of the payload. */
	uint32_t payload;
	/* The flat address of the command line, or 0 if there is none. */
	uint32_t cmdline;
	/* The flat address of the script that a loader has brought along, and
	 * its length in bytes. */
	uint32_t initrd, initrd_len;
	/* The flat address of struct shared, or 0 if there is none. */
	uint32_t shared;
	/* The flat address of the function that rm_entry calls. */
	uint32_t callback;
	/* Non-zero if the buffer holds a text that is to be printed at the
	 * end. */
	uint16_t text;
	/* What happens after we have left: EXIT_*. */
	uint16_t exit;
	/* The handler of INT 15h that our hook has replaced, or 0 while it is
	 * not hooked. */
	uint32_t old_int15;
	/* How many entries the memory map has that others see. */
	uint16_t hidden_count;
	/* What E801h tells of the memory from 1 to 16 MiB, in KiB. */
	uint16_t hidden_e801_low;
	/* What E801h tells of the memory above 16 MiB, in units of 64 KiB. */
	uint16_t hidden_e801_high;
	/* What 88h tells of the memory above 1 MiB, in KiB. */
	uint16_t hidden_88;
	/* Offsets of code in the block that others call or hook. */
	uint16_t rm_entry, int15_hook, linux_jump;
	/* The stack segment of whoever has called the block. */
	uint16_t caller_ss;
	/* The stack pointer of whoever has called the block. */
	uint32_t caller_esp;
	/* Non-zero if address line 20 was off, as it then has to be at the
	 * end. */
	uint32_t a20_was_off;
	/* The interrupt vectors of real mode. */
	struct descriptor_pointer rm_idt;
	/* Aligns the next member. */
	uint16_t pad3;
	/* The caller's descriptor table. */
	struct descriptor_pointer rm_gdt;
	/* Aligns the next member. */
	uint16_t pad4;
	/* The flat addresses between which the runtime lies with its bss. */
	uint32_t image, image_end;
	/* The flat address at which the heap ends, which begins at
	 * image_end. */
	uint32_t heap_end;
	/* Length of the payload in bytes. */
	uint32_t payload_len;
	/* Offset of the code in the block that leaves for good. */
	uint16_t leave;
	/* Fills the struct up to a multiple of 4. */
	uint16_t pad5;
};

#define BLOCK_ASSERT(offset, member) \
	_Static_assert(offsetof(struct block, member) == (offset), #member)
BLOCK_ASSERT(BLOCK_EBP, regs.ebp);
BLOCK_ASSERT(BLOCK_FLAGS, regs.flags);
BLOCK_ASSERT(BLOCK_TARGET, target_off);
BLOCK_ASSERT(BLOCK_VIDEO_OPS, video_ops);
BLOCK_ASSERT(BLOCK_RM_SP, rm_sp);
BLOCK_ASSERT(BLOCK_E820_COUNT, e820_count);
BLOCK_ASSERT(BLOCK_SHARED, shared);
BLOCK_ASSERT(BLOCK_TEXT, text);
BLOCK_ASSERT(BLOCK_HIDDEN_COUNT, hidden_count);
BLOCK_ASSERT(BLOCK_RM_ENTRY, rm_entry);
BLOCK_ASSERT(BLOCK_CALLER_ESP, caller_esp);
BLOCK_ASSERT(BLOCK_RM_IDT, rm_idt);
BLOCK_ASSERT(BLOCK_RM_GDT, rm_gdt);
BLOCK_ASSERT(BLOCK_HEAP_END, heap_end);
BLOCK_ASSERT(BLOCK_PAYLOAD_LEN, payload_len);
BLOCK_ASSERT(BLOCK_EXIT, exit);
BLOCK_ASSERT(BLOCK_LEAVE, leave);
_Static_assert(sizeof(struct block) <= BLOCK_CODE, "struct block");
_Static_assert(sizeof(struct e820_entry) == E820_LEN, "struct e820_entry");
_Static_assert(BLOCK_E820 + E820_LEN * E820_MAX <= BLOCK_HIDDEN, "map");
_Static_assert(BLOCK_HIDDEN + E820_LEN * E820_MAX <= BLOCK_BUFFER, "map");

#endif /* ASSEMBLY */

#endif /* PCBIOS_BLOCK_H */
