/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Reads ELF files for 32-bit processors of the x86 family (System V ABI, chapters 4
 * and 5): where the parts of a kernel are in the file, and where they go in memory.
 * Sections do not matter for that, and are not read.
 */

#include <errno.h>
#include <string.h>
#include <byteswap.h>
#include <core/elf.h>

/* The first bytes of ELF files. */
#define MAGIC "\x7f" "ELF"
#define MAGIC_LEN 4
/* Values of "class", "data" and "machine" in the header. */
#define CLASS_32 1
#define DATA_LITTLE_ENDIAN 1
#define MACHINE_386 3
/* Value of "type" for a program that knows its addresses. */
#define TYPE_EXEC 2
/* Value of "type" of a program header for what has to be loaded. */
#define SEGMENT_LOAD 1
/* Most program headers that are looked at. */
#define MAX_SEGMENTS 64
/* No part may lie below this: there are the BIOS's data, and what we hand over. */
#define LOWEST_ADDRESS 0x100000

/* The header of the file (Elf32_Ehdr). All numbers are little-endian. */
struct elf_header {
	/* The bytes of MAGIC. */
	uint8_t magic[MAGIC_LEN];
	/* Size of addresses: CLASS_32, or 2 for 64 bits. */
	uint8_t class;
	/* Order of bytes: DATA_LITTLE_ENDIAN, or 2. */
	uint8_t data;
	/* Version of the format and padding, which nothing depends on. */
	uint8_t unused[10];
	/* Kind of file, such as TYPE_EXEC. */
	uint16_t type;
	/* Processor, such as MACHINE_386. */
	uint16_t machine;
	/* Version of the format once more. */
	uint32_t version;
	/* Address that the program is entered at, a virtual one. */
	uint32_t entry;
	/* Where the program headers are in the file. */
	uint32_t phoff;
	/* Where the section headers are in the file. */
	uint32_t shoff;
	/* Flags of the processor. */
	uint32_t flags;
	/* Length of this header, in bytes. */
	uint16_t ehsize;
	/* Distance of the program headers from one another, in bytes. */
	uint16_t phentsize;
	/* Number of the program headers. */
	uint16_t phnum;
} __attribute__((packed));

/* A program header (Elf32_Phdr). */
struct elf_segment {
	/* What it describes, such as SEGMENT_LOAD. */
	uint32_t type;
	/* Where its bytes are in the file. */
	uint32_t offset;
	/* Their address as the program knows it. */
	uint32_t vaddr;
	/* Their address in memory, which kernels are loaded at. */
	uint32_t paddr;
	/* How many bytes are in the file. */
	uint32_t filesz;
	/* How many bytes it has in memory. */
	uint32_t memsz;
} __attribute__((packed));

int kernel_add_part(struct kernel_parts *parts, const struct kernel_part *part,
		    size_t file_len, const char **why)
{
	if (!part->mem_len)
		return 0;
	*why = "the file is cut short";
	if (part->offset > file_len ||
	    part->file_len > file_len - part->offset)
		return -ENOEXEC;
	*why = "a part of it is longer in the file than in memory";
	if (part->file_len > part->mem_len)
		return -ENOEXEC;
	*why = "it wants to lie at an impossible address";
	if (part->addr < LOWEST_ADDRESS || part->mem_len > ~part->addr)
		return -ENOEXEC;
	*why = "it has too many parts";
	if (parts->count == KERNEL_PARTS_MAX)
		return -ENOEXEC;
	parts->part[parts->count++] = *part;
	*why = NULL;
	return 0;
}

const struct kernel_part *kernel_part_of(const struct kernel_parts *parts,
					 uint32_t addr)
{
	unsigned int i;

	for (i = 0; i < parts->count; i++) {
		const struct kernel_part *part = &parts->part[i];

		if (addr >= part->addr && addr - part->addr < part->mem_len)
			return part;
	}
	return NULL;
}

/* Reads the program headers, which all lie in the file. */
static int read_segments(const uint8_t *data, size_t len,
			 const struct elf_header *header,
			 struct kernel_parts *parts, const char **why)
{
	const uint8_t *at = data + le32_to_cpu(header->phoff);
	uint32_t entry = le32_to_cpu(header->entry);
	unsigned int i;

	parts->entry = entry;
	for (i = 0; i < le16_to_cpu(header->phnum); i++) {
		const struct elf_segment *segment = (const void *)at;
		const struct kernel_part part = {
			.offset = le32_to_cpu(segment->offset),
			.file_len = le32_to_cpu(segment->filesz),
			.addr = le32_to_cpu(segment->paddr),
			.mem_len = le32_to_cpu(segment->memsz),
		};
		uint32_t vaddr = le32_to_cpu(segment->vaddr);

		at += le16_to_cpu(header->phentsize);
		if (le32_to_cpu(segment->type) != SEGMENT_LOAD)
			continue;
		if (kernel_add_part(parts, &part, len, why) != 0)
			return -ENOEXEC;
		/* The entry is a virtual address, which there is no paging
		 * for yet. */
		if (entry >= vaddr && entry - vaddr < part.mem_len)
			parts->entry = part.addr + (entry - vaddr);
	}
	*why = "its entry point lies in none of its parts";
	if (!kernel_part_of(parts, parts->entry))
		return -ENOEXEC;
	*why = NULL;
	return 0;
}

int elf_parse(const void *data, size_t len, struct kernel_parts *parts,
	      const char **why)
{
	const struct elf_header *header = data;
	unsigned int count, size;
	uint32_t start;

	memset(parts, 0, sizeof(*parts));
	*why = NULL;
	if (len < MAGIC_LEN || memcmp(data, MAGIC, MAGIC_LEN) != 0)
		return -ENOEXEC;
	*why = "the file is cut short";
	if (len < sizeof(*header))
		return -ENOEXEC;
	*why = "it is no program for 32-bit processors of the x86 family";
	if (header->class != CLASS_32 || header->data != DATA_LITTLE_ENDIAN ||
	    le16_to_cpu(header->machine) != MACHINE_386)
		return -ENOEXEC;
	*why = "it has no address of its own";
	if (le16_to_cpu(header->type) != TYPE_EXEC)
		return -ENOEXEC;
	count = le16_to_cpu(header->phnum);
	size = le16_to_cpu(header->phentsize);
	*why = "its program headers are none";
	if (!count || count > MAX_SEGMENTS ||
	    size < sizeof(struct elf_segment))
		return -ENOEXEC;
	start = le32_to_cpu(header->phoff);
	*why = "the file is cut short";
	if (start > len || (uint64_t)count * size > len - start)
		return -ENOEXEC;
	return read_segments(data, len, header, parts, why);
}
