/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Reads the ELF files of tools/pack (Executable and Linking Format specification
 * 1.2). What is not as it should be ends the program.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pack.h"

/* Returns all of a file. */
static struct buffer read_file(const char *name)
{
	FILE *file = fopen(name, "rb");
	struct buffer buffer;
	long len;

	if (!file || fseek(file, 0, SEEK_END) != 0 || (len = ftell(file)) < 0)
		die("cannot read %s", name);
	rewind(file);
	buffer = new_buffer(len);
	if (fread(buffer.data, 1, len, file) != (size_t)len)
		die("cannot read %s", name);
	fclose(file);
	return buffer;
}

/* Fails if a range reaches beyond the end of the file. */
static void check_range(const struct elf *elf, size_t start, size_t len)
{
	if (start > elf->file.len || len > elf->file.len - start)
		die("%s: not a whole ELF file", elf->name);
}

struct elf open_elf(const char *name)
{
	struct elf elf = { .name = name, .file = read_file(name) };
	const Elf32_Shdr *strings;

	check_range(&elf, 0, sizeof(*elf.header));
	elf.header = (const void *)elf.file.data;
	if (memcmp(elf.header->e_ident, ELFMAG, SELFMAG) != 0 ||
	    elf.header->e_ident[EI_CLASS] != ELFCLASS32 ||
	    elf.header->e_machine != EM_386)
		die("%s: not an ELF file for i386", name);
	check_range(&elf, elf.header->e_shoff,
		    elf.header->e_shnum * sizeof(Elf32_Shdr));
	elf.sections = (const void *)(elf.file.data + elf.header->e_shoff);
	if (elf.header->e_shstrndx >= elf.header->e_shnum)
		die("%s: no section names", name);
	strings = &elf.sections[elf.header->e_shstrndx];
	check_range(&elf, strings->sh_offset, strings->sh_size);
	elf.names = (const char *)elf.file.data + strings->sh_offset;
	return elf;
}

/* Returns a section by its name, or NULL if there is none. */
static const Elf32_Shdr *section(const struct elf *elf, const char *name)
{
	unsigned int i;

	for (i = 0; i < elf->header->e_shnum; i++) {
		if (strcmp(elf->names + elf->sections[i].sh_name, name) == 0) {
			if (elf->sections[i].sh_type != SHT_NOBITS)
				check_range(elf, elf->sections[i].sh_offset,
					    elf->sections[i].sh_size);
			return &elf->sections[i];
		}
	}
	return NULL;
}

const Elf32_Shdr *need_section(const struct elf *elf, const char *name)
{
	const Elf32_Shdr *found = section(elf, name);

	if (!found)
		die("%s: no section %s", elf->name, name);
	return found;
}

struct buffer load_image(const struct elf *elf)
{
	static const char *const parts[] = {
		".text", ".join", ".rodata", ".data",
	};
	const Elf32_Shdr *part = need_section(elf, ".data");
	struct buffer image = new_buffer(part->sh_addr + part->sh_size);
	unsigned int i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		part = need_section(elf, parts[i]);
		if (part->sh_addr > image.len ||
		    part->sh_size > image.len - part->sh_addr)
			die("%s: %s lies outside", elf->name, parts[i]);
		memcpy(image.data + part->sh_addr,
		       elf->file.data + part->sh_offset, part->sh_size);
	}
	return image;
}

static int compare(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

size_t load_relocs(const struct elf *elf, size_t image_len, uint32_t **relocs)
{
	const Elf32_Shdr *part = section(elf, ".rel.dyn");
	size_t count = part ? part->sh_size / sizeof(Elf32_Rel) : 0, i;
	const Elf32_Rel *rel;

	*relocs = (uint32_t *)new_buffer(count * sizeof(**relocs)).data;
	if (!count)
		return 0;
	rel = (const void *)(elf->file.data + part->sh_offset);
	for (i = 0; i < count; i++) {
		if (ELF32_R_TYPE(rel[i].r_info) != R_386_RELATIVE)
			die("%s: relocation of type %u at %x", elf->name,
			    (unsigned int)ELF32_R_TYPE(rel[i].r_info),
			    rel[i].r_offset);
		if (image_len < 4 || rel[i].r_offset > image_len - 4)
			die("%s: relocation outside of the image", elf->name);
		(*relocs)[i] = rel[i].r_offset;
	}
	qsort(*relocs, count, sizeof(**relocs), compare);
	return count;
}
