/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Enters Linux through its 16-bit setup code, as boot protocol 2.02 and later
 * want it (Documentation/arch/x86/boot.rst in the kernel):
 *
 *   10000  boot sector and setup code
 *   ....   its heap and stack, up to 1e000
 *   1e000  command line
 *   20000
 */

#include <errno.h>
#include <string.h>
#include <core/bzimage.h>
#include <ipxe/image.h>
#include "console.h"
#include "pcbios.h"

#define SETUP 0x10000
/* Where the heap ends and where the command line starts, as offsets from
 * SETUP. */
#define HEAP_END 0xe000
#define CMDLINE 0xe000
#define SETUP_END 0x20000
/* How many bytes the setup code needs at least for its stack and heap. */
#define HEAP_MIN 0x1000

#define LOADER_UNREGISTERED 0xff
#define CAN_USE_HEAP 0x80
/* heap_end_ptr counts from the start of the setup code, minus this. */
#define HEAP_END_BIAS 0x200

static void fill_header(struct bzimage_header *header,
			const struct linux_boot *boot)
{
	header->type_of_loader = LOADER_UNREGISTERED;
	header->loadflags |= CAN_USE_HEAP;
	header->heap_end_ptr = HEAP_END - HEAP_END_BIAS;
	header->cmd_line_ptr = SETUP + CMDLINE;
	header->code32_start = boot->kernel_addr;
	header->ramdisk_image = boot->initrd_len ? boot->initrd_addr : 0;
	header->ramdisk_size = boot->initrd_len;
}

/* Enters the kernel. Only returns on failure: -ENOMEM if the setup code cannot
 * be placed. */
static int enter(const struct linux_boot *boot)
{
	uint8_t *setup = (uint8_t *)hide_origin(SETUP);
	size_t cmdline_len = strlen(boot->cmdline) + 1;
	struct bios_regs regs = { .eax = SETUP >> 4, .ebx = HEAP_END };
	uint16_t jump = block->linux_jump;

	if (boot->setup_len > HEAP_END - HEAP_MIN ||
	    cmdline_len > SETUP_END - SETUP - CMDLINE ||
	    block->base < SETUP_END)
		return -ENOMEM;
	bzimage_leave(boot);
	memmove(setup, boot->setup, boot->setup_len);
	memset(setup + boot->setup_len, 0, CMDLINE - boot->setup_len);
	memcpy(setup + CMDLINE, boot->cmdline, cmdline_len);
	fill_header((void *)(setup + BZIMAGE_HEADER_OFFSET), boot);
	memmove((void *)boot->kernel_addr, boot->kernel, boot->kernel_len);

	console_drain();
	unhide_memory();
	wipe_memory();
	release_base_memory();
	far_call(rm_seg(block), jump, &regs);
	return -ENOEXEC;	/* This is not reached. */
}

static int exec(struct image *image)
{
	return bzimage_boot(image, enter);
}

struct image_type bzimage_type __image_type(PROBE_NORMAL) = {
	.name = "bzImage",
	.probe = bzimage_probe,
	.exec = exec,
};
