/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * pecheck [--max BYTES] [--driver] IMAGE...
 *
 * Checks finished images for UEFI firmware (PE32+, <efi/pe.h>) more strictly
 * than loaders do: nothing that can be written can be executed, all sizes
 * agree, the relocations point into the image, shim finds the section ".sbat"
 * of an application, and no time stamp makes two builds differ. Prints what the
 * images contain. With --max an image that is longer is an error. With --driver
 * the images have to be boot service drivers instead of applications.
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <efi/pe.h>

/* Alignment of sections in memory, in bytes. */
#define PAGE 4096
/* Length of the longest image that is accepted, in bytes. */
#define MAX_LEN (16 << 20)
/* Beginning of each ".sbat", which names its format and version. */
#define SBAT_FIRST "sbat,1,"

/* An image that is checked. */
struct image {
	/* Name of its file. */
	const char *name;
	/* Content of the file. */
	uint8_t *data;
	/* Length of the file in bytes. */
	size_t len;
	/* The PE header in it. */
	const struct pe_header *header;
	/* The table of sections in it. */
	const struct pe_section *sections;
	/* Number of its relocations. */
	unsigned int relocs;
	/* Number of errors that have been found. */
	int errors;
};

/* Prints an error in the image and counts it. */
static void __attribute__((format(printf, 2, 3)))
complain(struct image *image, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s: ", image->name);
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	image->errors++;
}

/* --- headers */

/* Returns the name of the processor for which the image is. */
static const char *processor(const struct image *image)
{
	switch (image->header->machine) {
	case PE_MACHINE_X86_64: return "x86-64";
	case PE_MACHINE_AARCH64: return "arm64";
	}
	return NULL;
}

/* Finds the headers. Returns 0, or -1 if the image is damaged so much that
 * nothing else can be checked. */
static int find_headers(struct image *image)
{
	const struct pe_dos_header *dos = (const void *)image->data;
	const struct pe_header *header;
	size_t left;

	if (image->len < sizeof(*dos) || memcmp(dos->magic, PE_DOS_MAGIC, 2) ||
	    dos->pe_offset % 8 || dos->pe_offset > image->len ||
	    image->len - dos->pe_offset < sizeof(*header)) {
		complain(image, "not a PE image");
		return -1;
	}
	header = (const void *)(image->data + dos->pe_offset);
	if (memcmp(header->magic, PE_MAGIC, sizeof(header->magic)) ||
	    header->optional_magic != PE32PLUS_MAGIC ||
	    header->optional_size != PE_OPTIONAL_SIZE ||
	    header->directory_count != PE_DIRECTORIES) {
		complain(image, "not a PE32+ image with %d directories",
			 PE_DIRECTORIES);
		return -1;
	}
	left = image->len - dos->pe_offset - sizeof(*header);
	if (!header->sections ||
	    header->sections > left / sizeof(*image->sections)) {
		complain(image, "its section headers lie outside the file");
		return -1;
	}
	image->header = header;
	image->sections = (const void *)(header + 1);
	return 0;
}

/* Returns the checksum that the image should have: the sum of all 16-bit words
 * except those of the checksum itself, to which each carry is added, plus the
 * length of the image. */
static uint32_t checksum(const struct image *image)
{
	size_t field = (const uint8_t *)&image->header->checksum - image->data;
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < image->len; i += 2) {
		if (i == field || i == field + 2)
			continue;
		sum += image->data[i] | image->data[i + 1] << 8;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum + image->len;
}

/* Returns the least alignment of sections in the file, in bytes. It is smaller
 * for the driver in a ROM than loaders expect it of an application. */
static unsigned int file_align(unsigned int subsystem)
{
	return subsystem == PE_SUBSYSTEM_BOOT_DRIVER ? 32 : 512;
}

/* Checks the fields of the PE header. */
static void check_header(struct image *image, unsigned int subsystem)
{
	const struct pe_header *header = image->header;

	if (!processor(image))
		complain(image, "for processor 0x%x", header->machine);
	if (header->time_stamp)
		complain(image, "it has a time stamp");
	if (header->subsystem != subsystem)
		complain(image, "of subsystem %d instead of %d",
			 header->subsystem, subsystem);
	if (header->section_align != PAGE)
		complain(image, "sections are not aligned to pages");
	if (!header->file_align || header->file_align % file_align(subsystem))
		complain(image, "sections are not aligned to %u bytes in the "
			 "file", file_align(subsystem));
	if (header->headers_size > image->len ||
	    (const uint8_t *)(image->sections + header->sections) -
	    image->data > (long)header->headers_size)
		complain(image, "its headers have another length");
	if (!(header->dll_characteristics & PE_NX_COMPAT) ||
	    !(header->dll_characteristics & PE_DYNAMIC_BASE))
		complain(image, "not marked as one whose data are not executed "
			 "and that can be moved");
	if (header->checksum != checksum(image))
		complain(image, "the checksum is wrong");
}

/* --- sections */

/* Checks a section by itself. */
static void check_section(struct image *image, const struct pe_section *section)
{
	const struct pe_section *before = section - 1;
	uint32_t free_rva = image->header->headers_size;
	uint32_t align = image->header->file_align;

	if (section != image->sections)
		free_rva = before->rva + before->size;
	if (section->rva % PAGE || section->rva < free_rva)
		complain(image, "section %.8s is not on a page of its own",
			 section->name);
	if (!section->size || section->size > 0x7fffffff - section->rva)
		complain(image, "section %.8s has an impossible size",
			 section->name);
	if ((section->flags & PE_SECTION_WRITE) &&
	    (section->flags & PE_SECTION_EXECUTE))
		complain(image, "section %.8s can be written and executed",
			 section->name);
	if (!section->file_size)
		return;
	if (section->file_offset < image->header->headers_size ||
	    section->file_offset > image->len ||
	    section->file_size > image->len - section->file_offset ||
	    (align && (section->file_offset % align ||
		       section->file_size % align)))
		complain(image, "section %.8s lies outside the file",
			 section->name);
	else if (section->file_size < section->size)
		complain(image, "section %.8s is cut off", section->name);
}

/* Returns the section that contains len bytes at an RVA, or NULL. */
static const struct pe_section *section_of(const struct image *image,
					   uint32_t rva, uint32_t len)
{
	const struct pe_section *section = image->sections;
	unsigned int left = image->header->sections;

	for (; left; left--, section++) {
		if (rva >= section->rva && len <= section->size &&
		    rva - section->rva <= section->size - len)
			return section;
	}
	return NULL;
}

/* Checks all sections, the size of the image in memory and its entry point. */
static void check_sections(struct image *image)
{
	const struct pe_section *last =
		&image->sections[image->header->sections - 1];
	const struct pe_section *entry;
	unsigned int i;

	for (i = 0; i < image->header->sections; i++)
		check_section(image, &image->sections[i]);
	if (image->header->image_size % PAGE ||
	    image->header->image_size < last->rva + last->size ||
	    image->header->image_size - last->rva - last->size >= PAGE)
		complain(image, "its size in memory is wrong");
	entry = section_of(image, image->header->entry, 1);
	if (!entry || !(entry->flags & PE_SECTION_EXECUTE))
		complain(image, "its entry is not in a section with code");
}

/* Checks that the image has an ".sbat" section that shim accepts. */
static void check_sbat(struct image *image)
{
	unsigned int i;

	for (i = 0; i < image->header->sections; i++) {
		const struct pe_section *section = &image->sections[i];

		if (memcmp(section->name, ".sbat\0\0\0", 8) != 0)
			continue;
		if (section->size < strlen(SBAT_FIRST) ||
		    memcmp(image->data + section->file_offset, SBAT_FIRST,
			   strlen(SBAT_FIRST)) != 0)
			complain(image, ".sbat does not begin with \"%s\"",
				 SBAT_FIRST);
		return;
	}
	complain(image, "no section .sbat: shim would refuse it");
}

/* --- relocations */

/* Checks the relocations of one block. */
static void check_entries(struct image *image,
			  const struct pe_reloc_block *block)
{
	const uint16_t *entry = (const void *)(block + 1);
	const uint16_t *end = (const void *)((const uint8_t *)block +
					     block->size);

	for (; entry < end; entry++) {
		uint32_t rva = block->page + PE_RELOC_OFFSET(*entry);
		const struct pe_section *section;

		if (PE_RELOC_TYPE(*entry) == PE_RELOC_NONE)
			continue;
		section = section_of(image, rva, 8);
		if (PE_RELOC_TYPE(*entry) != PE_RELOC_DIR64)
			complain(image, "relocation of type %d",
				 PE_RELOC_TYPE(*entry));
		else if (!section || !section->file_size)
			complain(image, "relocation at 0x%x, where nothing is "
				 "loaded", rva);
		image->relocs++;
	}
}

/* Checks all blocks of relocations. */
static void check_relocs(struct image *image)
{
	struct pe_directory relocs =
		image->header->directories[PE_DIRECTORY_RELOC];
	const struct pe_section *section =
		section_of(image, relocs.rva, relocs.size);
	const struct pe_reloc_block *block;
	const uint8_t *data;
	uint32_t at = 0;

	if (!section || !relocs.size || !section->file_size ||
	    section->rva != relocs.rva) {
		complain(image, "no relocations: firmware would not move it");
		return;
	}
	data = image->data + section->file_offset;
	for (; at < relocs.size; at += block->size) {
		block = (const void *)(data + at);
		if (relocs.size - at < sizeof(*block) ||
		    block->size < sizeof(*block) || block->size % 4 ||
		    block->size > relocs.size - at) {
			complain(image, "its relocations are cut off");
			return;
		}
		check_entries(image, block);
	}
}

/* --- all of it */

/* Prints what the image contains. */
static void describe(const struct image *image)
{
	const struct pe_header *header = image->header;
	unsigned int i;

	printf("%s: %s %s,", image->name, processor(image),
	       header->subsystem == PE_SUBSYSTEM_APPLICATION ? "application" :
	       "boot driver");
	for (i = 0; i < header->sections; i++)
		printf(" %.8s %u,", image->sections[i].name,
		       image->sections[i].size);
	printf(" %u relocations, %zu bytes\n", image->relocs, image->len);
}

/* Checks all of an image, and prints what it contains if there is no error. */
static void check(struct image *image, unsigned int subsystem)
{
	if (find_headers(image) != 0)
		return;
	check_header(image, subsystem);
	check_sections(image);
	/* The other checks read the sections and therefore need correct
	 * ones. */
	if (image->errors)
		return;
	/* The driver in a ROM is started by the firmware and never by shim, so
	 * that it needs no ".sbat". */
	if (subsystem == PE_SUBSYSTEM_APPLICATION)
		check_sbat(image);
	check_relocs(image);
	if (!image->errors)
		describe(image);
}

/* Checks a file. Returns 0, or another value if there are errors. */
static int process(const char *path, unsigned int subsystem, size_t max)
{
	static uint8_t data[MAX_LEN + 1] __attribute__((aligned(8)));
	const char *slash = strrchr(path, '/');
	struct image image = { .name = slash ? slash + 1 : path, .data = data };
	FILE *file = fopen(path, "rb");

	if (!file) {
		complain(&image, "cannot be opened");
		return 1;
	}
	image.len = fread(data, 1, sizeof(data), file);
	fclose(file);
	if (image.len > MAX_LEN)
		complain(&image, "longer than %d bytes", MAX_LEN);
	else
		check(&image, subsystem);
	if (max && image.len > max)
		complain(&image, "%zu bytes are more than the budget of %zu",
			 image.len, max);
	return image.errors;
}

int main(int argc, char **argv)
{
	unsigned int subsystem = PE_SUBSYSTEM_APPLICATION;
	int errors = 0, i;
	size_t max = 0;

	for (i = 1; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		if (strcmp(argv[i], "--driver") == 0)
			subsystem = PE_SUBSYSTEM_BOOT_DRIVER;
		else if (strcmp(argv[i], "--max") == 0 && i + 1 < argc)
			max = strtoul(argv[++i], NULL, 0);
		else
			i = argc;
	}
	if (i >= argc) {
		fprintf(stderr, "usage: pecheck [--max BYTES] [--driver] "
			"IMAGE...\n");
		return 2;
	}
	for (; i < argc; i++)
		errors += process(argv[i], subsystem, max);
	return errors != 0;
}
