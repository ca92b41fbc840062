/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_BZIMAGE_H
#define CORE_BZIMAGE_H

#include <stddef.h>
#include <stdint.h>
#include <core/memory.h>

/* Linux kernels in the bzImage format: Documentation/x86/boot in the kernel,
 * boot protocol 2.06 or later. All numbers little-endian. */

struct image;

#define BZIMAGE_HEADER_OFFSET 0x1f1
#define BZIMAGE_MAGIC 0x53726448	/* "HdrS" */
#define BZIMAGE_BOOT_FLAG 0xaa55
#define BZIMAGE_MIN_VERSION 0x0206
#define BZIMAGE_LOADED_HIGH 0x01

struct bzimage_header {
	uint8_t setup_sects;
	uint16_t root_flags;
	uint32_t syssize;
	uint16_t ram_size;
	uint16_t vid_mode;
	uint16_t root_dev;
	uint16_t boot_flag;
	uint16_t jump;
	uint32_t header;
	uint16_t version;
	uint32_t realmode_swtch;
	uint16_t start_sys_seg;
	uint16_t kernel_version;
	uint8_t type_of_loader;
	uint8_t loadflags;
	uint16_t setup_move_size;
	uint32_t code32_start;
	uint32_t ramdisk_image;
	uint32_t ramdisk_size;
	uint32_t bootsect_kludge;
	uint16_t heap_end_ptr;
	uint8_t ext_loader_ver;
	uint8_t ext_loader_type;
	uint32_t cmd_line_ptr;
	uint32_t initrd_addr_max;
	uint32_t kernel_alignment;
	uint8_t relocatable_kernel;
	uint8_t min_alignment;
	uint16_t xloadflags;
	uint32_t cmdline_size;
	uint32_t hardware_subarch;
	uint64_t hardware_subarch_data;
	uint32_t payload_offset;
	uint32_t payload_length;
	uint64_t setup_data;
	uint64_t pref_address;
	uint32_t init_size;
	uint32_t handover_offset;
} __attribute__((packed));

_Static_assert(offsetof(struct bzimage_header, header) == 0x202 - 0x1f1,
		 "header");
_Static_assert(offsetof(struct bzimage_header, cmdline_size) ==
		 0x238 - 0x1f1, "cmdline_size");
_Static_assert(offsetof(struct bzimage_header, init_size) ==
		 0x260 - 0x1f1, "init_size");

/* A kernel, checked. */
struct bzimage {
	unsigned int version;
	size_t setup_len;		/* boot sector and setup code */
	size_t kernel_len;		/* the rest */
	size_t max_cmdline;		/* without NUL */
	uint64_t initrd_max;		/* last byte an initrd may occupy */
	int relocatable;
	uint32_t alignment;		/* a power of two */
	uint64_t pref_address;
	uint64_t init_size;		/* bytes it needs where it runs */
};

/* Reads the header of a kernel. Returns 0, or -ENOEXEC if it is no Linux kernel,
 * with *why NULL, or none that can be started, and *why says what is wrong with
 * it. */
int bzimage_parse(const void *data, size_t len, struct bzimage *bzimage,
		    const char **why);

/* 0 if the kernel takes a command line as long as the image's, else -E2BIG after
 * a message. */
int bzimage_check_cmdline(const struct image *image,
			  const struct bzimage *bzimage);

/* Where it all goes. */
struct bzimage_layout {
	struct memory_region load;	/* the protected-mode code */
	struct memory_region run;	/* what it takes before it looks around */
};

/* Finds a place for the kernel in usable memory. Returns 0, or -ENOMEM. */
int bzimage_place(const struct bzimage *bzimage,
		    const struct memory_region *memory, unsigned int count,
		    struct bzimage_layout *layout);

/* The highest page-aligned place for len bytes that ends at or below limit,
 * lies in memory and touches no obstacle; 0 if there is none. */
uint64_t bzimage_find_room(uint64_t len, uint64_t limit,
			     const struct memory_region *memory,
			     unsigned int count,
			     const struct memory_region *obstacles,
			     unsigned int num_obstacles);

/* Where an initrd that lies at here goes: it stays there if it may, else it
 * gets the highest place in usable memory that the kernel accepts, outside of
 * the layout and of the image that the kernel is copied from. Returns 0 if there
 * is none. */
uint64_t bzimage_place_initrd(const struct bzimage *bzimage,
			      const struct bzimage_layout *layout,
			      const struct memory_region *image,
			      const struct memory_region *here,
			      const struct memory_region *memory,
			      unsigned int count, uint64_t limit);

/* The probe() of an image type for Linux kernels: 0, -ENOEXEC if it is none, or
 * another error after a message. */
int bzimage_probe(struct image *image);

/* A kernel with all that belongs to it, placed. All pointers and addresses are
 * flat. */
struct linux_boot {
	const void *setup;	/* the boot sector and the setup code */
	size_t setup_len;	/* at most 64 sectors and one */
	const void *kernel;	/* the protected-mode code */
	size_t kernel_len;
	uint32_t kernel_addr;	/* where the kernel has to be copied to */
	const void *initrd;
	uint32_t initrd_addr;	/* where the initrd has to be moved to */
	uint32_t initrd_len;	/* 0: there is no initrd */
	const char *cmdline;	/* within the limit of the kernel's header */
};

/* Starts a kernel, for platforms on which the loader decides where all of it
 * goes: finds a place for everything and calls enter(), the platform's way into
 * a kernel, which only returns a negative error. Returns that, or why it did not
 * come to it after a message. */
int bzimage_boot(struct image *image,
		 int (*enter)(const struct linux_boot *boot));
/* The point of no return, which enter() calls once nothing can fail any more:
 * shuts the core down, for net devices and whatever else is removed then may
 * still be in use as long as it can, and puts the initrd to its place. */
void bzimage_leave(const struct linux_boot *boot);

/* What Linux is given as its initrd (core/image/initrd.c): all registered
 * images but the kernel, hidden ones and what is known to be a script or
 * another kernel. */
struct initrd {
	void *data;
	size_t len;
	int allocated;		/* by umalloc, for this */
};

/* Puts the initrd of a kernel together; a single image stays where it is. Returns
 * 0, or -ENOMEM or -EINVAL after a message. */
int initrd_build(struct image *kernel, struct initrd *initrd);
/* Frees what initrd_build() has allocated. */
void initrd_free(struct initrd *initrd);
/* The cpio header (newc) that gives an image its path in the initrd: writes
 * nothing when buf is NULL. Length (a multiple of 4), 0 if it has no path. */
size_t initrd_header(struct image *image, char *buf);

#endif /* CORE_BZIMAGE_H */
