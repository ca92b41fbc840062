/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Linux kernels (bzImage). First everything is checked and given its place on
 * paper, which may fail; then the core shuts down, memory is moved and the
 * platform starts the kernel's setup code, from where nothing comes back.
 *
 *   1 MiB      protected-mode code (load), as every loader has put it
 *   ...        what the kernel unpacks itself to (run)
 *   ...
 *   limit      the initrd, as high as the header and the memory map allow
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <core/main.h>
#include <core/platform.h>
#include <ipxe/bzimage.h>
#include <ipxe/errortab.h>
#include <ipxe/image.h>

/* Another code than that for "something else". */
#define EINFO_ENOEXEC_KERNEL \
	__einfo_uniqify(EINFO_ENOEXEC, 0x01, "Not a usable Linux kernel")
#define ENOEXEC_KERNEL __einfo_error(EINFO_ENOEXEC_KERNEL)

struct errortab bzimage_errors[] __errortab = {
	__einfo_errortab(EINFO_ENOEXEC_KERNEL),
};

#define SECTOR 512
/* Whatever a kernel says, platforms have room for no more. Linux takes 2047. */
#define CMDLINE_LIMIT 4095
#define MAX_SETUP_SECTS 64
#define LOAD_ADDRESS 0x100000
#define PAGE 4096
#define MAX_REGIONS 32
/* Before protocol 2.10 a kernel did not say what it needs to unpack itself:
 * several times its own size. */
#define OLD_INIT_FACTOR 8
/* syssize counts paragraphs and may count one more than the file has. */
#define PARAGRAPH 16

static uint64_t round_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) & ~(to - 1);
}

/* The fields that tell which kernel this is and what it needs. */
static int parse_needs(const struct bzimage_header *header,
		       struct bzimage *bzimage, const char **why)
{
	bzimage->max_cmdline = le32_to_cpu(header->cmdline_size);
	if (!bzimage->max_cmdline)
		bzimage->max_cmdline = 255;
	if (bzimage->max_cmdline > CMDLINE_LIMIT)
		bzimage->max_cmdline = CMDLINE_LIMIT;
	bzimage->initrd_max = le32_to_cpu(header->initrd_addr_max);
	bzimage->relocatable = header->relocatable_kernel;
	bzimage->alignment = le32_to_cpu(header->kernel_alignment);
	bzimage->pref_address = LOAD_ADDRESS;
	bzimage->init_size = (uint64_t)bzimage->kernel_len * OLD_INIT_FACTOR;
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
		       "(boot protocol below 2.06)";
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

static int overlaps(const struct bzimage_range *a,
		    const struct bzimage_range *b)
{
	return a->start < b->end && b->start < a->end;
}

static int inside_memory(const struct bzimage_range *range,
			 const struct bzimage_range *memory,
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

/* Load and run ranges for a kernel loaded at that address. A relocatable one
 * moves up to its preferred address if it is below. */
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
		  const struct bzimage_range *memory, unsigned int count,
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

/* The highest place in one region, stepping down over obstacles. */
static uint64_t find_room_in(uint64_t len, const struct bzimage_range *region,
			     const struct bzimage_range *obstacles,
			     unsigned int num_obstacles)
{
	struct bzimage_range place = { .end = region->end };
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
			   const struct bzimage_range *memory,
			   unsigned int count,
			   const struct bzimage_range *obstacles,
			   unsigned int num_obstacles)
{
	uint64_t best = 0;
	unsigned int i;

	for (i = 0; i < count; i++) {
		struct bzimage_range region = memory[i];
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

/* Usable memory as the platform knows it, cut by a "mem=" of the command
 * line, which Linux will obey. */
static unsigned int usable_memory(struct bzimage_range *memory, uint64_t limit)
{
	struct memory_region regions[MAX_REGIONS];
	unsigned int count = platform_memmap(regions, MAX_REGIONS);
	unsigned int used = 0;
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (regions[i].start >= limit)
			continue;
		memory[used].start = regions[i].start;
		memory[used].end = regions[i].end < limit ? regions[i].end :
							    limit;
		used++;
	}
	return used;
}

/* The value of a word "name=..." of the command line, or NULL. */
static const char *find_word(const char *cmdline, const char *name)
{
	size_t len = strlen(name);

	while (cmdline) {
		while (*cmdline == ' ')
			cmdline++;
		if (strncmp(cmdline, name, len) == 0)
			return cmdline + len;
		cmdline = strchr(cmdline, ' ');
	}
	return NULL;
}

static uint64_t memory_limit(const char *cmdline)
{
	const char *text = find_word(cmdline, "mem=");
	unsigned long long value;
	char *end;

	if (!text)
		return 1ULL << 32;
	value = strtoull(text, &end, 0);
	if (value > 1ULL << 32)
		return 1ULL << 32;
	switch (*end) {
	case 'G': case 'g':
		value <<= 10;
		/* fall through */
	case 'M': case 'm':
		value <<= 10;
		/* fall through */
	case 'K': case 'k':
		value <<= 10;
	}
	return value && value < 1ULL << 32 ? value : 1ULL << 32;
}

/* "vga=" is for the loader to obey (Documentation/admin-guide/svga). */
static void set_video_mode(struct image *image, const char *cmdline)
{
	static const struct {
		const char *name;
		uint16_t mode;
	} modes[] = {
		{ "normal", 0xffff }, { "ext", 0xfffe }, { "ask", 0xfffd },
	};
	struct bzimage_header *header =
		(void *)((char *)image->data + BZIMAGE_HEADER_OFFSET);
	const char *text = find_word(cmdline, "vga=");
	uint16_t mode;
	unsigned int i;

	if (!text)
		return;
	mode = strtoul(text, NULL, 0);
	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strncmp(text, modes[i].name, strlen(modes[i].name)) == 0)
			mode = modes[i].mode;
	}
	header->vid_mode = cpu_to_le16(mode);
}

static int bzimage_probe(struct image *image)
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

/* What has to stay whole until the kernel has been copied. */
static struct bzimage_range image_range(struct image *image)
{
	uintptr_t start = (uintptr_t)image->data;

	return (struct bzimage_range) { start, start + image->len };
}

/* Where the initrd goes: where it is, if it may stay there. 0: no room. */
static uint64_t place_initrd(const struct bzimage *bzimage,
			     const struct bzimage_layout *layout,
			     struct image *kernel,
			     const struct initrd *initrd, uint64_t limit)
{
	uintptr_t data = (uintptr_t)initrd->data;
	struct bzimage_range here = { data, data + initrd->len };
	struct bzimage_range obstacles[] = {
		layout->load, layout->run, image_range(kernel),
	};
	struct bzimage_range memory[MAX_REGIONS];
	unsigned int count;

	if (bzimage->initrd_max + 1 < limit)
		limit = bzimage->initrd_max + 1;
	if (here.end <= limit && !overlaps(&here, &layout->load) &&
	    !overlaps(&here, &layout->run))
		return here.start;
	count = usable_memory(memory, limit);
	return bzimage_find_room(initrd->len, limit, memory, count, obstacles,
				 sizeof(obstacles) / sizeof(obstacles[0]));
}

/* The point of no return. */
static int start(struct image *image, const struct bzimage *bzimage,
		 const struct bzimage_layout *layout,
		 const struct initrd *initrd, uint32_t initrd_addr)
{
	struct linux_boot boot = {
		.setup = image->data,
		.setup_len = bzimage->setup_len,
		.kernel = (char *)image->data + bzimage->setup_len,
		.kernel_len = bzimage->kernel_len,
		.kernel_addr = layout->load.start,
		.initrd_addr = initrd_addr,
		.initrd_len = initrd->len,
		.cmdline = image->cmdline ? image->cmdline : "",
	};

	set_video_mode(image, boot.cmdline);
	core_shutdown();
	if (initrd->len && initrd_addr != (uintptr_t)initrd->data)
		memmove((void *)(uintptr_t)initrd_addr, initrd->data,
			initrd->len);
	return platform_boot_linux(&boot);
}

static int no_memory(struct image *image, const char *what)
{
	printf("%s: there is no place in memory for the %s; give the machine "
	       "more memory\n", image->name, what);
	return -ENOMEM;
}

static int bzimage_exec(struct image *image)
{
	struct bzimage_range memory[MAX_REGIONS];
	struct bzimage_layout layout;
	uint64_t limit = memory_limit(image->cmdline);
	uint64_t initrd_addr = 0;
	struct bzimage bzimage;
	struct initrd initrd;
	unsigned int count;
	const char *why;
	int rc;

	rc = bzimage_parse(image->data, image->len, &bzimage, &why);
	if (rc != 0)
		return rc;
	if (image->cmdline && strlen(image->cmdline) > bzimage.max_cmdline) {
		printf("%s: its command line has %ld characters, the kernel "
		       "takes %ld\n", image->name,
		       (unsigned long)strlen(image->cmdline),
		       (unsigned long)bzimage.max_cmdline);
		return -E2BIG;
	}
	count = usable_memory(memory, limit);
	if (bzimage_place(&bzimage, memory, count, &layout) != 0)
		return no_memory(image, "kernel");
	rc = initrd_build(image, &initrd);
	if (rc != 0)
		return rc;
	if (initrd.len) {
		initrd_addr = place_initrd(&bzimage, &layout, image, &initrd,
					   limit);
		if (!initrd_addr) {
			rc = no_memory(image, "initrd");
			goto err_initrd;
		}
	}
	rc = start(image, &bzimage, &layout, &initrd, initrd_addr);

err_initrd:
	initrd_free(&initrd);
	return rc;
}

struct image_type bzimage_type __image_type(PROBE_NORMAL) = {
	.name = "bzImage",
	.probe = bzimage_probe,
	.exec = bzimage_exec,
};
