/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_PACK_H
#define ROM_PACK_H

/*
 * What the parts of the program tools/pack share.
 */

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include "payload.h"

struct buffer {
	/* Allocated. */
	uint8_t *data;
	/* Length of the data in bytes. */
	size_t len;
};

/* An ELF file for i386. */
struct elf {
	/* Name of the file, for messages. */
	const char *name;
	/* All of the file. */
	struct buffer file;
	/* The headers of the file and of its sections, in the file. */
	const Elf32_Ehdr *header;
	const Elf32_Shdr *sections;
	/* The names of the sections, in the file. */
	const char *names;
};

/* The runtime. */
struct runtime {
	/* The image as it is at address 0. */
	struct buffer linked;
	/* Length of its code, and of join() after that. */
	uint32_t text_len, join_len;
	/* Offsets of the addresses in it, ascending. */
	uint32_t *relocs;
	/* How many there are. */
	size_t reloc_count;
};

/* Ends the program with a message, without a newline at its end. */
void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *format, ...);

/* Returns a buffer of zeros. */
struct buffer new_buffer(size_t len);

/* Returns a buffer of its own with the same data. */
struct buffer copy_of(const struct buffer *buffer);

/* Reads a file and checks that it is an ELF file for i386. */
struct elf open_elf(const char *name);

/* Returns a section by its name, with its data inside the file. */
const Elf32_Shdr *need_section(const struct elf *elf, const char *name);

/* Returns the runtime as it is in memory, linked to address 0, without bss. */
struct buffer load_image(const struct elf *elf);

/* Reads the runtime's relocations, offsets in its image of image_len bytes,
 * ascending. Sets *relocs to them, allocated; returns how many there are. */
size_t load_relocs(const struct elf *elf, size_t image_len, uint32_t **relocs);

/* Returns the image linked to an address, with addresses in its data
 * big-endian, or with all little-endian as the processor wants them. */
struct buffer link_to(const struct runtime *runtime, uint32_t address,
		      int big_endian_data);

/* These two pack the runtime, and fill in the header's members for their kind
 * of unpacker. They return what is to follow the unpacker. */
struct buffer pack_small(const struct runtime *runtime, struct payload *header);
struct buffer pack_fast(const struct runtime *runtime, struct payload *header);

/* Packs data by LZMA, with the parameters that make them shortest, and sets
 * *props to these (LZMA_PROPS()). Returns what lzma_decode() needs of it. */
struct buffer pack_lzma(const struct buffer *data, uint32_t *props);

#endif /* ROM_PACK_H */
