/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Linux kernels (bzImage): this file reads their headers and chooses the places in
 * memory for their parts. bzimage_boot.c moves the parts there.
 *
 *   1 MiB      the protected-mode code (load), where boot loaders always put it
 *   ...        the memory that the kernel unpacks itself to (run)
 *   ...
 *   limit      the initrd, as high as the header and the memory map allow
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <byteswap.h>
#include <core/bzimage.h>
#include <ipxe/errortab.h>
#include <ipxe/image.h>

/* A broken kernel has its own error, so that it differs from a file that is no
 * kernel. */
#define EINFO_ENOEXEC_KERNEL \
	__einfo_uniqify(EINFO_ENOEXEC, 0x01, "Not a usable Linux kernel")
#define ENOEXEC_KERNEL __einfo_error(EINFO_ENOEXEC_KERNEL)

struct errortab bzimage_errors[] __errortab = {
	__einfo_errortab(EINFO_ENOEXEC_KERNEL),
};

/* Unit of the length of the setup code, in bytes. */
#define SECTOR 512
/* Longest command line that platforms have room for, in characters, even if a
 * kernel accepts more. Linux for x86 accepts 2047. */
#define CMDLINE_LIMIT 4095
/* Longest setup code, in sectors. */
#define MAX_SETUP_SECTS 64
/* Where the protected-mode code is loaded unless memory is not free there. */
#define LOAD_ADDRESS 0x100000
/* Size of a page of memory, which is the alignment of the initrd, in bytes. */
#define PAGE 4096
/* What boot.rst has for kernels whose header is too old to tell: the length of the
 * longest command line, the highest address of the initrd, and how many times its own
 * size a kernel needs to unpack itself. */
#define OLD_CMDLINE_MAX 255
#define OLD_INITRD_MAX 0x37ffffff
#define OLD_INIT_FACTOR 8
/* Unit of the header's syssize, in bytes. syssize may be one unit larger than the
 * file. */
#define PARAGRAPH 16

static uint64_t round_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) & ~(to - 1);
}

/* Reads the header's fields that tell what a kernel needs. Each came with a version
 * of the boot protocol; older kernels have their code there. Returns 0, or -ENOEXEC
 * with the reason in *why. */
static int parse_needs(const struct bzimage_header *header,
		       struct bzimage *bzimage, const char **why)
{
	bzimage->max_cmdline = OLD_CMDLINE_MAX;
	bzimage->initrd_max = OLD_INITRD_MAX;
	bzimage->pref_address = LOAD_ADDRESS;
	bzimage->init_size = (uint64_t)bzimage->kernel_len * OLD_INIT_FACTOR;
	if (bzimage->version >= 0x0203)
		bzimage->initrd_max = le32_to_cpu(header->initrd_addr_max);
	if (bzimage->version >= 0x0205) {
		bzimage->relocatable = header->relocatable_kernel;
		bzimage->alignment = le32_to_cpu(header->kernel_alignment);
	}
	if (bzimage->version >= 0x0206 && header->cmdline_size)
		bzimage->max_cmdline = le32_to_cpu(header->cmdline_size);
	if (bzimage->max_cmdline > CMDLINE_LIMIT)
		bzimage->max_cmdline = CMDLINE_LIMIT;
	if (bzimage->version >= 0x020a) {
		bzimage->pref_address = le64_to_cpu(header->pref_address);
		bzimage->init_size = le32_to_cpu(header->init_size);
	}
	if (!bzimage->alignment)
		bzimage->alignment = PAGE;
	if (bzimage->alignment & (bzimage->alignment - 1)) {
		*why = "its alignment is no power of two";
		return -ENOEXEC;
	}
	if (bzimage->pref_address > 0xffffffffULL ||
	    bzimage->pref_address < LOAD_ADDRESS) {
		*why = "it wants to run at an impossible address";
		return -ENOEXEC;
	}
	if (bzimage->init_size < bzimage->kernel_len)
		bzimage->init_size = bzimage->kernel_len;
	return 0;
}

int bzimage_parse(const void *data, size_t len, struct bzimage *bzimage,
		  const char **why)
{
	const struct bzimage_header *header;
	unsigned int sects;

	*why = NULL;
	memset(bzimage, 0, sizeof(*bzimage));
	if (len < BZIMAGE_HEADER_OFFSET + sizeof(*header))
		return -ENOEXEC;
	header = (const void *)((const char *)data + BZIMAGE_HEADER_OFFSET);
	if (le16_to_cpu(header->boot_flag) != BZIMAGE_BOOT_FLAG ||
	    le32_to_cpu(header->header) != BZIMAGE_MAGIC)
		return -ENOEXEC;

	bzimage->version = le16_to_cpu(header->version);
	if (bzimage->version < BZIMAGE_MIN_VERSION ||
	    !(header->loadflags & BZIMAGE_LOADED_HIGH)) {
		*why = "a Linux kernel too old for this loader "
		       "(boot protocol below 2.02)";
		return -ENOEXEC;
	}
	sects = header->setup_sects ? header->setup_sects : 4;
	bzimage->setup_len = (sects + 1) * SECTOR;
	if (sects > MAX_SETUP_SECTS) {
		*why = "its setup code is too long";
		return -ENOEXEC;
	}
	if (bzimage->setup_len >= len) {
		*why = "the file is cut short";
		return -ENOEXEC;
	}
	bzimage->kernel_len = len - bzimage->setup_len;
	if ((uint64_t)le32_to_cpu(header->syssize) * PARAGRAPH >
	    (uint64_t)bzimage->kernel_len + PARAGRAPH) {
		*why = "the file is cut short";
		return -ENOEXEC;
	}
	return parse_needs(header, bzimage, why);
}

/* Returns non-zero if two regions have bytes in common. */
static int overlaps(const struct memory_region *a,
		    const struct memory_region *b)
{
	return a->start < b->end && b->start < a->end;
}

/* Returns non-zero if a range lies in one region of memory. */
static int inside_memory(const struct memory_region *range,
			 const struct memory_region *memory,
			 unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (range->start >= memory[i].start &&
		    range->end <= memory[i].end)
			return 1;
	}
	return 0;
}

/* Computes which memory a kernel occupies that is loaded at an address, and which
 * memory it unpacks itself to. A relocatable kernel that is loaded below its
 * preferred address moves itself up to that. */
static void lay_out(const struct bzimage *bzimage, uint64_t address,
		    struct bzimage_layout *layout)
{
	uint64_t run = bzimage->pref_address;

	if (bzimage->relocatable &&
	    round_up(address, bzimage->alignment) > run)
		run = round_up(address, bzimage->alignment);
	layout->load.start = address;
	layout->load.end = address + bzimage->kernel_len;
	layout->run.start = run;
	layout->run.end = run + bzimage->init_size;
}

int bzimage_place(const struct bzimage *bzimage,
		  const struct memory_region *memory, unsigned int count,
		  struct bzimage_layout *layout)
{
	unsigned int i;

	lay_out(bzimage, LOAD_ADDRESS, layout);
	if (inside_memory(&layout->load, memory, count) &&
	    inside_memory(&layout->run, memory, count))
		return 0;
	for (i = 0; i < count && bzimage->relocatable; i++) {
		lay_out(bzimage, round_up(memory[i].start,
					  bzimage->alignment), layout);
		if (inside_memory(&layout->load, memory, count) &&
		    inside_memory(&layout->run, memory, count))
			return 0;
	}
	return -ENOMEM;
}

/* Returns the highest address in a region where len bytes are free of obstacles, or
 * 0 if there is none. */
static uint64_t find_room_in(uint64_t len, const struct memory_region *region,
			     const struct memory_region *obstacles,
			     unsigned int num_obstacles)
{
	struct memory_region place = { .end = region->end };
	unsigned int i = 0;

	while (place.end > region->start &&
	       place.end - region->start >= len) {
		place.start = (place.end - len) & ~(uint64_t)(PAGE - 1);
		if (place.start < region->start)
			return 0;
		place.end = place.start + len;
		for (i = 0; i < num_obstacles; i++) {
			if (overlaps(&place, &obstacles[i]))
				break;
		}
		if (i == num_obstacles)
			return place.start;
		place.end = obstacles[i].start;
	}
	return 0;
}

uint64_t bzimage_find_room(uint64_t len, uint64_t limit,
			   const struct memory_region *memory,
			   unsigned int count,
			   const struct memory_region *obstacles,
			   unsigned int num_obstacles)
{
	uint64_t best = 0;
	unsigned int i;

	for (i = 0; i < count; i++) {
		struct memory_region region = memory[i];
		uint64_t place;

		if (region.end > limit)
			region.end = limit;
		if (region.start >= region.end)
			continue;
		place = find_room_in(len, &region, obstacles, num_obstacles);
		if (place > best)
			best = place;
	}
	return best;
}

uint64_t bzimage_place_initrd(const struct bzimage *bzimage,
			      const struct bzimage_layout *layout,
			      const struct memory_region *image,
			      const struct memory_region *here,
			      const struct memory_region *memory,
			      unsigned int count, uint64_t limit)
{
	const struct memory_region obstacles[] = {
		layout->load, layout->run, *image,
	};

	if (bzimage->initrd_max + 1 < limit)
		limit = bzimage->initrd_max + 1;
	if (here->end <= limit && !overlaps(here, &layout->load) &&
	    !overlaps(here, &layout->run))
		return here->start;
	return bzimage_find_room(here->end - here->start, limit, memory, count,
				 obstacles,
				 sizeof(obstacles) / sizeof(obstacles[0]));
}

int bzimage_check_cmdline(const struct image *image,
			  const struct bzimage *bzimage)
{
	size_t len = image->cmdline ? strlen(image->cmdline) : 0;

	if (len <= bzimage->max_cmdline)
		return 0;
	printf("%s: its command line has %ld characters, the kernel takes "
	       "%ld\n", image->name, (unsigned long)len,
	       (unsigned long)bzimage->max_cmdline);
	return -E2BIG;
}

int bzimage_probe(struct image *image)
{
	struct bzimage bzimage;
	const char *why;
	int rc;

	rc = bzimage_parse(image->data, image->len, &bzimage, &why);
	if (rc == 0 || !why)
		return rc;
	printf("%s: not a usable Linux kernel: %s; check the file on the "
	       "server\n", image->name, why);
	return -ENOEXEC_KERNEL;
}
