/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_BZIMAGE_H
#define CORE_BZIMAGE_H

#include <stddef.h>
#include <stdint.h>
#include <core/memory.h>

/*
 * Linux kernels in the bzImage format, as the kernel's own document
 * Documentation/arch/x86/boot.rst describes it: boot protocol 2.02 or later,
 * which memdisk, too, has.
 */

struct image;

/* Where the header is in the file, in bytes. */
#define BZIMAGE_HEADER_OFFSET 0x1f1
/* Value of "header": the characters "HdrS". */
#define BZIMAGE_MAGIC 0x53726448
/* Value of "boot_flag", with which every boot sector ends. */
#define BZIMAGE_BOOT_FLAG 0xaa55
/* Oldest version of the boot protocol that is supported: it was the first in
 * which the setup code may stay where it is loaded, with the command line at any
 * address. */
#define BZIMAGE_MIN_VERSION 0x0202
/* Bit of "loadflags" for a kernel whose protected-mode code runs above
 * 1 MiB. */
#define BZIMAGE_LOADED_HIGH 0x01

/* The header of a kernel (boot.rst, "The Real-Mode Kernel Header", whose names
 * these are). All numbers are little-endian. */
struct bzimage_header {
	/* Length of the real-mode code after the boot sector, in sectors. */
	uint8_t setup_sects;
	/* Non-zero if the root file system is mounted read-only. */
	uint16_t root_flags;
	/* Length of the protected-mode code, in units of 16 bytes. */
	uint32_t syssize;
	/* Obsolete. */
	uint16_t ram_size;
	/* Video mode for the kernel. */
	uint16_t vid_mode;
	/* Number of the device with the root file system. */
	uint16_t root_dev;
	/* BZIMAGE_BOOT_FLAG. */
	uint16_t boot_flag;
	/* A jump instruction over the header, which also tells where it
	 * ends. */
	uint16_t jump;
	/* The magic number "HdrS". */
	uint32_t header;
	/* Version of the boot protocol, such as 0x0206 for 2.06. */
	uint16_t version;
	/* Hook that runs before the switch to protected mode. */
	uint32_t realmode_swtch;
	/* Obsolete. */
	uint16_t start_sys_seg;
	/* Offset of the text with the kernel's version. */
	uint16_t kernel_version;
	/* Identifier of the boot loader, which sets it. */
	uint8_t type_of_loader;
	/* Flags such as BZIMAGE_LOADED_HIGH. */
	uint8_t loadflags;
	/* How much of the real-mode code old kernels move, in bytes. */
	uint16_t setup_move_size;
	/* Address at which the protected-mode code is entered. */
	uint32_t code32_start;
	/* Address of the initrd, which the boot loader sets. */
	uint32_t ramdisk_image;
	/* Length of the initrd in bytes, which the boot loader sets. */
	uint32_t ramdisk_size;
	/* Obsolete. */
	uint32_t bootsect_kludge;
	/* End of the memory that the real-mode code may use, as an offset. */
	uint16_t heap_end_ptr;
	/* Upper part of the boot loader's version. */
	uint8_t ext_loader_ver;
	/* Upper part of the boot loader's identifier. */
	uint8_t ext_loader_type;
	/* Address of the command line, which the boot loader sets. */
	uint32_t cmd_line_ptr;
	/* Highest address that a byte of the initrd may have. */
	uint32_t initrd_addr_max;
	/* Alignment that the protected-mode code prefers, in bytes. */
	uint32_t kernel_alignment;
	/* Non-zero if the protected-mode code may be loaded elsewhere. */
	uint8_t relocatable_kernel;
	/* Smallest alignment of the protected-mode code, as a power of two. */
	uint8_t min_alignment;
	/* Flags about 64-bit entry points and EFI handover. */
	uint16_t xloadflags;
	/* Length of the longest command line, without its NUL. */
	uint32_t cmdline_size;
	/* Kind of machine, 0 for a PC. */
	uint32_t hardware_subarch;
	/* Data that depends on the kind of machine. */
	uint64_t hardware_subarch_data;
	/* Offset of the compressed kernel in the protected-mode code. */
	uint32_t payload_offset;
	/* Length of the compressed kernel in bytes. */
	uint32_t payload_length;
	/* Address of the first entry in a list of further data. */
	uint64_t setup_data;
	/* Address at which the kernel prefers to be loaded. */
	uint64_t pref_address;
	/* How much memory the kernel needs from its address on, in bytes. */
	uint32_t init_size;
	/* Offset of the EFI handover entry point. */
	uint32_t handover_offset;
} __attribute__((packed));

_Static_assert(offsetof(struct bzimage_header, header) == 0x202 - 0x1f1,
		 "header");
_Static_assert(offsetof(struct bzimage_header, cmdline_size) ==
		 0x238 - 0x1f1, "cmdline_size");
_Static_assert(offsetof(struct bzimage_header, init_size) ==
		 0x260 - 0x1f1, "init_size");

/* What bzimage_parse() has found out about a kernel. All of it has been checked
 * against the length of the file. */
struct bzimage {
	/* Version of the boot protocol: major << 8 | minor. */
	unsigned int version;
	/* Length of the boot sector and the setup code, in bytes. */
	size_t setup_len;
	/* Length of the protected-mode code, which follows them, in bytes. */
	size_t kernel_len;
	/* Longest command line that it takes, without the NUL, in bytes. */
	size_t max_cmdline;
	/* Highest address that a byte of the initrd may have. */
	uint64_t initrd_max;
	/* Non-zero if the kernel can run at other addresses, too. */
	int relocatable;
	/* The alignment of the addresses at which a relocatable kernel can run,
	 * which is a power of two. */
	uint32_t alignment;
	/* Address at which the kernel runs best, or has to. */
	uint64_t pref_address;
	/* How much memory the kernel needs where it runs before it reads the
	 * memory map. */
	uint64_t init_size;
};

/* Reads the header of a kernel. Returns 0, or -ENOEXEC. *why is then NULL for a
 * file that is not a Linux kernel at all, or the reason why a kernel cannot be
 * started, as text for the user. */
int bzimage_parse(const void *data, size_t len, struct bzimage *bzimage,
		    const char **why);

/* Longest command line of a kernel whose header is not read, without NUL: what
 * Linux takes on x86 and arm64 (COMMAND_LINE_SIZE). */
#define KERNEL_CMDLINE_MAX 2047

/* Returns the value of a word "name=..." of a command line, or NULL if it has
 * none; name ends with "=". */
const char *cmdline_word(const char *cmdline, const char *name);

/* Returns the command line for a kernel as allocated text, or NULL if there is
 * no memory. It consists of the image's own and of " BOOTIF=01-" with the MAC
 * address of the NIC in use, which is added if that NIC has won the last race
 * (${multiboot/bootif} says so), the image's own command line has no BOOTIF=,
 * ${bootif} is not 0 and the whole is not longer than max. */
char *kernel_cmdline(const struct image *image, size_t max);

/* Returns 0 if a kernel takes a command line as long as that of its image, or
 * -E2BIG after a message. */
int bzimage_check_cmdline(const struct image *image,
			  const struct bzimage *bzimage);

/* The memory that a kernel is given. */
struct bzimage_layout {
	/* Where its protected-mode code is copied to. */
	struct memory_region load;
	/* What the kernel unpacks itself into before it reads the memory map;
	 * nothing else may lie there. */
	struct memory_region run;
};

/* Finds a place for a kernel in count regions of usable memory. Returns 0, or
 * -ENOMEM. */
int bzimage_place(const struct bzimage *bzimage,
		    const struct memory_region *memory, unsigned int count,
		    struct bzimage_layout *layout);

/* Returns the highest address that is a multiple of the page size and from
 * which len bytes lie in one of the memory regions, end at limit or below it,
 * and overlap no obstacle. Returns 0 if there is none. */
uint64_t bzimage_find_room(uint64_t len, uint64_t limit,
			     const struct memory_region *memory,
			     unsigned int count,
			     const struct memory_region *obstacles,
			     unsigned int num_obstacles);

/* Returns the address for an initrd that now lies at here, or 0 if there is no
 * place for it. It stays where it is if the kernel accepts that; that saves
 * copying it. Otherwise it gets the highest place in usable memory, below
 * limit, that the kernel accepts and that overlaps neither the layout nor the
 * image that the kernel is copied from. */
uint64_t bzimage_place_initrd(const struct bzimage *bzimage,
			      const struct bzimage_layout *layout,
			      const struct memory_region *image,
			      const struct memory_region *here,
			      const struct memory_region *memory,
			      unsigned int count, uint64_t limit);

/* Returns 0 if an image is a Linux kernel that can be started, -ENOEXEC if it
 * is not a Linux kernel, or another error after a message if it is one that
 * cannot be started. It is the probe() of image types for Linux kernels. */
int bzimage_probe(struct image *image);

/* A kernel and all that belongs to it, as bzimage_boot() hands it to the
 * platform. All pointers and addresses are flat physical ones. */
struct linux_boot {
	/* The boot sector and the setup code. */
	const void *setup;
	/* Their length in bytes: at most 65 sectors of 512. */
	size_t setup_len;
	/* The protected-mode code, as it was downloaded. */
	const void *kernel;
	/* Length of the protected-mode code, in bytes. */
	size_t kernel_len;
	/* Where the protected-mode code has to be copied to. */
	uint32_t kernel_addr;
	/* The initrd as it lies now. */
	const void *initrd;
	/* Where the initrd has to be moved to. */
	uint32_t initrd_addr;
	/* Length of the initrd in bytes, or 0 if there is none. */
	uint32_t initrd_len;
	/* The command line, which is not longer than the kernel allows. */
	const char *cmdline;
};

/* Starts a kernel, for platforms on which the loader decides where all of it
 * goes. It finds a place for everything and calls enter(), the platform's way
 * into a kernel, which returns only if that fails, with a negative error.
 * Returns a negative error after a message. */
int bzimage_boot(struct image *image,
		 int (*enter)(const struct linux_boot *boot));
/* Shuts the core down and moves the initrd to its place. enter() calls this as
 * its last step but the jump, once nothing can fail any more: after it there
 * are no net devices, and no way back. */
void bzimage_leave(const struct linux_boot *boot);

/* What Linux is given as its initrd (core/image/initrd.c): all registered
 * images except the kernel, hidden ones, and those that are known to be a
 * script or another kernel. */
struct initrd {
	/* The bytes of the initrd. */
	void *data;
	/* The length of the initrd, in bytes. */
	size_t len;
	/* Non-zero if umalloc() has allocated the memory of data for the
	 * initrd; otherwise it is that of an image. */
	int allocated;
};

/* Returns non-zero if a kernel has an initrd. */
int initrd_exists(struct image *kernel);
/* Puts the initrd of a kernel together. If that is a single image as it is, its
 * bytes are not copied. Returns 0, or -ENOMEM or -EINVAL after a message. */
int initrd_build(struct image *kernel, struct initrd *initrd);
/* Frees what initrd_build() has allocated. */
void initrd_free(struct initrd *initrd);
/* Writes the cpio header (format "newc") that gives an image its path in the
 * initrd; with buf NULL it only measures. Returns the header's length, which is
 * a multiple of 4, or 0 if the image's arguments name no path. */
size_t initrd_header(struct image *image, char *buf);

#endif /* CORE_BZIMAGE_H */
