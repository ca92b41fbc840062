/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Checks programs before the firmware loads them (<efi/pe.h>), so that the user
 * learns what is wrong with a file: the firmware only says that something is,
 * and older firmware does not notice all of it.
 */

#include <errno.h>
#include <string.h>
#include <efi/pe.h>
#include "efi.h"

/* Stores what is wrong with an image, and returns -ENOEXEC. */
static int broken(const char **why, const char *text)
{
	*why = text;
	return -ENOEXEC;
}

/* Checks that a section lies in the file and in the image. Returns 0, or
 * -ENOEXEC with a reason. */
static int check_section(const struct pe_section *section,
			 const struct pe_header *header, size_t len,
			 const char **why)
{
	if (section->file_size && (section->file_offset > len ||
	    section->file_size > len - section->file_offset))
		return broken(why, "a section lies outside the file");
	if (section->rva > header->image_size ||
	    section->size > header->image_size - section->rva)
		return broken(why, "a section lies outside the image");
	return 0;
}

/* Checks that a program is one for this firmware. Returns 0, or -ENOEXEC with a
 * reason. */
static int check_header(const struct pe_header *header, const char **why)
{
	if (header->optional_magic != PE32PLUS_MAGIC)
		return broken(why, "not for 64-bit firmware");
	if (header->machine != EFI_PE_MACHINE)
		return broken(why, "not for this processor ("
			      EFI_MACHINE_NAME ")");
	if (header->subsystem < PE_SUBSYSTEM_APPLICATION ||
	    header->subsystem > PE_SUBSYSTEM_RUNTIME_DRIVER)
		return broken(why, "a program for Windows, not for firmware");
	if (!header->entry || header->entry >= header->image_size)
		return broken(why, "its entry lies outside the image");
	return 0;
}

int efi_pe_check(const void *data, size_t len, const char **why)
{
	const struct pe_dos_header *dos = data;
	const struct pe_header *header;
	const struct pe_section *section;
	size_t at, left, fixed = offsetof(struct pe_header, directories);
	unsigned int i;
	int rc;

	*why = NULL;
	if (len < sizeof(*dos) || memcmp(dos->magic, PE_DOS_MAGIC, 2) != 0)
		return -ENOEXEC;
	at = dos->pe_offset;
	if (at > len || len - at < fixed)
		return -ENOEXEC;
	header = (const void *)((const uint8_t *)data + at);
	if (memcmp(header->magic, PE_MAGIC, sizeof(header->magic)) != 0)
		return -ENOEXEC;
	rc = check_header(header, why);
	if (rc != 0)
		return rc;
	left = len - at - PE_OPTIONAL_OFFSET;
	if (header->optional_size > left || header->optional_size <
	    fixed - PE_OPTIONAL_OFFSET)
		return broken(why, "its headers are cut off");
	at += PE_OPTIONAL_OFFSET + header->optional_size;
	if (!header->sections || header->sections >
	    (len - at) / sizeof(*section))
		return broken(why, "its table of sections is cut off");
	section = (const void *)((const uint8_t *)data + at);
	for (i = 0; i < header->sections; i++) {
		rc = check_section(&section[i], header, len, why);
		if (rc != 0)
			return rc;
	}
	return 0;
}
