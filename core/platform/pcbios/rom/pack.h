/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_PACK_H
#define ROM_PACK_H

/*
 * What the parts of the program tools/pack share.
 */

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include "buffer.h"
#include "payload.h"

/* An ELF file for i386. */
struct elf {
	/* Name of the file, for messages. */
	const char *name;
	/* All of the file. */
	struct buffer file;
	/* The header of the file, in the file. */
	const Elf32_Ehdr *header;
	/* The headers of its sections, in the file. */
	const Elf32_Shdr *sections;
	/* The names of the sections, in the file. */
	const char *names;
};

/* The runtime. */
struct runtime {
	/* The image as it is at address 0. */
	struct buffer linked;
	/* Length of its code, and of the section .join that follows that, in
	 * bytes. */
	uint32_t text_len, join_len;
	/* Offsets of the addresses in it, ascending. */
	uint32_t *relocs;
	/* How many addresses there are. */
	size_t reloc_count;
};

/* Returns a new buffer with a copy of the data. */
struct buffer copy_of(const struct buffer *buffer);

/* Reads a file and checks that it is an ELF file for i386. */
struct elf open_elf(const char *name);

/* Returns a section by its name, which must be in the file with its data. */
const Elf32_Shdr *need_section(const struct elf *elf, const char *name);

/* Returns the runtime as it is in memory, linked to address 0, without bss. */
struct buffer load_image(const struct elf *elf);

/* Reads the relocations of the runtime, which are offsets in its image of
 * image_len bytes, and sets *relocs to an array of them, ascending. Returns how
 * many there are. */
size_t load_relocs(const struct elf *elf, size_t image_len, uint32_t **relocs);

/* Returns the image linked to an address. All addresses in it are little-endian, as
 * the processor wants them, or those in its data are big-endian. */
struct buffer link_to(const struct runtime *runtime, uint32_t address,
		      int big_endian_data);

/* Packs the runtime for the small kind of payload, and sets the members of the
 * header for that. Returns what has to follow the unpacker. */
struct buffer pack_small(const struct runtime *runtime, struct payload *header);

/* Packs the runtime for the fast kind of payload, and sets the members of the
 * header for that. Returns what has to follow the unpacker. */
struct buffer pack_fast(const struct runtime *runtime, struct payload *header);

#endif /* ROM_PACK_H */
