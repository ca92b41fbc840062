/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Starts Linux kernels on platforms where the boot loader chooses their places in
 * memory. Choosing all places may fail and changes nothing. After that the core
 * shuts down, the kernel and the initrd are moved, and the platform enters the
 * kernel, which never returns.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <core/bzimage.h>
#include <core/main.h>
#include <ipxe/image.h>

/* Most regions of the memory map that are used. */
#define MAX_REGIONS 32

/* Fetches the regions of usable memory below a limit. Returns their number. */
static unsigned int usable_memory(struct memory_region *memory, uint64_t limit)
{
	unsigned int count = platform_memmap(memory, MAX_REGIONS);

	while (count && memory[count - 1].start >= limit)
		count--;
	if (count && memory[count - 1].end > limit)
		memory[count - 1].end = limit;
	return count;
}

/* Returns the address at which usable memory ends: the one that "mem=" on the
 * command line gives, as Linux will obey it, but at most 4 GiB. */
static uint64_t memory_limit(const char *cmdline)
{
	const char *text = cmdline_word(cmdline, "mem=");
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

/* Sets the video mode in the kernel's header if "vga=" is on the command line, which
 * is for the boot loader to obey (Documentation/admin-guide/svga in the kernel). */
static void set_video_mode(struct image *image, const char *cmdline)
{
	static const struct {
		/* What "vga=" may be apart from a number. */
		const char *name;
		/* The mode that it means. */
		uint16_t mode;
	} modes[] = {
		{ "normal", 0xffff }, { "ext", 0xfffe }, { "ask", 0xfffd },
	};
	struct bzimage_header *header =
		(void *)((char *)image->data + BZIMAGE_HEADER_OFFSET);
	const char *text = cmdline_word(cmdline, "vga=");
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

/* Returns the region of memory that some data occupies. */
static struct memory_region region_of(const void *data, size_t len)
{
	uintptr_t start = (uintptr_t)data;

	return (struct memory_region) { start, start + len };
}

/* Returns the address at which the initrd fits, or 0 if there is none. */
static uint64_t place_initrd(const struct bzimage *bzimage,
			     const struct bzimage_layout *layout,
			     const struct image *image,
			     const struct initrd *initrd,
			     const struct memory_region *memory,
			     unsigned int count, uint64_t limit)
{
	struct memory_region kernel = region_of(image->data, image->len);
	struct memory_region here = region_of(initrd->data, initrd->len);

	return bzimage_place_initrd(bzimage, layout, &kernel, &here, memory,
				    count, limit);
}

/* Enters the kernel. Returns only if that fails, with a negative error. */
static int start(struct image *image, const struct bzimage *bzimage,
		 const struct bzimage_layout *layout,
		 const struct initrd *initrd, uint32_t initrd_addr,
		 int (*enter)(const struct linux_boot *boot))
{
	char *cmdline = kernel_cmdline(image, bzimage->max_cmdline);
	struct linux_boot boot = {
		.setup = image->data,
		.setup_len = bzimage->setup_len,
		.kernel = (char *)image->data + bzimage->setup_len,
		.kernel_len = bzimage->kernel_len,
		.kernel_addr = layout->load.start,
		.initrd = initrd->data,
		.initrd_addr = initrd_addr,
		.initrd_len = initrd->len,
		.cmdline = cmdline,
	};

	int rc = -ENOMEM;

	if (cmdline) {
		set_video_mode(image, cmdline);
		rc = enter(&boot);
	}
	free(cmdline);
	return rc;
}

void bzimage_leave(const struct linux_boot *boot)
{
	void *place = (void *)(uintptr_t)boot->initrd_addr;

	core_shutdown();
	if (boot->initrd_len && place != boot->initrd)
		memmove(place, boot->initrd, boot->initrd_len);
}

/* Reports that something has no place in memory. Returns -ENOMEM. */
static int no_memory(struct image *image, const char *what)
{
	printf("%s: there is no place in memory for the %s; give the machine "
	       "more memory\n", image->name, what);
	return -ENOMEM;
}

int bzimage_boot(struct image *image,
		 int (*enter)(const struct linux_boot *boot))
{
	struct memory_region memory[MAX_REGIONS];
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
	rc = bzimage_check_cmdline(image, &bzimage);
	if (rc != 0)
		return rc;
	count = usable_memory(memory, limit);
	if (bzimage_place(&bzimage, memory, count, &layout) != 0)
		return no_memory(image, "kernel");
	rc = initrd_build(image, &initrd);
	if (rc != 0)
		return rc;
	if (initrd.len) {
		initrd_addr = place_initrd(&bzimage, &layout, image, &initrd,
					   memory, count, limit);
		if (!initrd_addr) {
			rc = no_memory(image, "initrd");
			goto err_initrd;
		}
	}
	rc = start(image, &bzimage, &layout, &initrd, initrd_addr, enter);

err_initrd:
	initrd_free(&initrd);
	return rc;
}
