/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_MBI_H
#define CORE_MBI_H

#include <stddef.h>
#include <stdint.h>
#include <core/elf.h>
#include <core/memory.h>

/*
 * Kernels of the Multiboot Specification, version 0.6.96, such as Xen: the header
 * in their file, and the information (its "boot information format") that they are
 * handed. It has nothing to do with our own command "multiboot".
 */

struct image;

/* Most modules that a kernel is given. */
#define MBI_MODULES_MAX 32
/* Most entries of a memory map. */
#define MBI_MEMORY_MAX 128
/* What the register EAX holds when the kernel is entered. */
#define MBI_ENTRY_MAGIC 0x2badb002

/* Finds the header and reads what it and the ELF file around it say. Returns 0, or
 * -ENOEXEC. *why is then NULL for a file that has no such header, or has one without
 * addresses and is no ELF file; or the reason why the kernel cannot be started, as text
 * for the user. */
int mbi_parse(const void *data, size_t len, struct kernel_parts *parts,
	      const char **why);

/* A file that a kernel is given besides itself. */
struct mbi_module {
	/* Its bytes as they lie now, and their number. */
	const void *data;
	size_t len;
	/* The address that they have to be moved to, a multiple of the page
	 * size. */
	uint32_t addr;
	/* The file's name and arguments. */
	const struct image *image;
};

/* Finds places for a kernel's parts and modules in regions of usable memory: a
 * module stays where it is if it can. file is the memory with the kernel's own
 * file, which it is copied from. Each module's addr is set. Returns 0, or
 * -ENOMEM. */
int mbi_place(const struct kernel_parts *parts,
	      const struct memory_region *file, struct mbi_module *modules,
	      unsigned int count, const struct memory_region *memory,
	      unsigned int regions);

/* Fills in the modules of a kernel: all registered images as initrd_build() takes
 * them (<core/bzimage.h>). Returns their number, or -E2BIG if they are more than
 * MBI_MODULES_MAX. */
int mbi_modules(const struct image *kernel, struct mbi_module *modules);

/* An entry of the memory map as kernels are given it. All numbers are
 * little-endian. */
struct mbi_memory {
	/* Length of what follows, 20 bytes. */
	uint32_t size;
	/* First address of the range. */
	uint64_t start;
	/* Length of the range, in bytes. */
	uint64_t len;
	/* 1 for RAM, another number for anything else. */
	uint32_t type;
} __attribute__((packed));

/* The machine's memory as the firmware describes it. */
struct mbi_machine {
	/* How much memory there is from 0 and from 1 MiB on without a gap, in
	 * KiB. */
	uint32_t lower_kib;
	uint32_t upper_kib;
	/* The memory map. */
	struct mbi_memory map[MBI_MEMORY_MAX];
	/* How many entries it has. */
	unsigned int count;
};

/* Writes the information for a kernel with its modules into a buffer of max bytes,
 * at a multiple of 4, that will lie at addr when the kernel runs. Returns its length,
 * or 0 if it does not fit. */
size_t mbi_build(void *buf, size_t max, uint32_t addr,
		 const struct mbi_machine *machine, const struct image *kernel,
		 const struct mbi_module *modules, unsigned int count);

#endif /* CORE_MBI_H */
