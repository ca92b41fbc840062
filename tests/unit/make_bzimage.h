/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_MAKE_BZIMAGE_H
#define UNIT_MAKE_BZIMAGE_H

/* A Linux kernel for tests, as kernels are built today. */

#include <string.h>
#include <core/bzimage.h>

#define MIB 0x100000ULL
/* Length of its setup code, in bytes: the boot sector and 4 more sectors. */
#define BZIMAGE_SETUP_LEN (5 * 512)

/* Makes setup code and kernel_len bytes of kernel, a multiple of 16. Returns the
 * header. */
static inline struct bzimage_header *make_bzimage(uint8_t *file,
						  size_t kernel_len)
{
	struct bzimage_header *header =
		(void *)(file + BZIMAGE_HEADER_OFFSET);

	memset(file, 0, BZIMAGE_SETUP_LEN + kernel_len);
	header->setup_sects = 4;
	header->syssize = kernel_len / 16;
	header->boot_flag = BZIMAGE_BOOT_FLAG;
	header->header = BZIMAGE_MAGIC;
	header->version = 0x020f;
	header->loadflags = BZIMAGE_LOADED_HIGH;
	header->initrd_addr_max = 0x7fffffff;
	header->kernel_alignment = 0x200000;
	header->relocatable_kernel = 1;
	header->cmdline_size = 2047;
	header->pref_address = 16 * MIB;
	header->init_size = 32 * MIB;
	return header;
}

#endif /* UNIT_MAKE_BZIMAGE_H */
