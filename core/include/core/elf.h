/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_ELF_H
#define CORE_ELF_H

#include <stddef.h>
#include <stdint.h>
#include <core/memory.h>

/*
 * Kernels whose file says where each part of it has to lie in memory: ELF files
 * for 32-bit processors (System V ABI, "Program Loading"), and files with a header
 * of the Multiboot Specification, version 0.6.96. They come from a network:
 * nothing in them is believed.
 */

/* Most parts that such a kernel may have. */
#define KERNEL_PARTS_MAX 16

/* A part of a kernel. */
struct kernel_part {
	/* Where its bytes are in the file. All of them are in it. */
	size_t offset;
	/* How many bytes come from the file. */
	size_t file_len;
	/* The address that they have to be copied to, at least 1 MiB. */
	uint32_t addr;
	/* How many bytes of memory the part has from there, file_len or more; those
	 * after the file's are zeros. All are below 4 GiB. */
	uint32_t mem_len;
};

/* A kernel as its file describes it. */
struct kernel_parts {
	/* Its parts; the same memory may be in several of them. */
	struct kernel_part part[KERNEL_PARTS_MAX];
	/* Their number, at least 1. */
	unsigned int count;
	/* The address that it is entered at, which lies in one of the parts. */
	uint32_t entry;
};

/* Appends a part after checking it against the length of the file. Returns 0, or
 * -ENOEXEC after setting *why to the reason, as text for the user. */
int kernel_add_part(struct kernel_parts *parts, const struct kernel_part *part,
		    size_t file_len, const char **why);

/* Returns the part that an address lies in, or NULL if there is none. */
const struct kernel_part *kernel_part_of(const struct kernel_parts *parts,
					 uint32_t addr);

/* Reads an ELF file. Returns 0, or -ENOEXEC. *why is then NULL for a file that is
 * not an ELF file at all, or the reason why it cannot be started, as text for the
 * user. */
int elf_parse(const void *data, size_t len, struct kernel_parts *parts,
	      const char **why);

#endif /* CORE_ELF_H */
