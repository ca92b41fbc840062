/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Reads what EFI programs and Linux kernels say about themselves (pe.h). */

#include <string.h>
#include "pe.h"

/* Offsets in a file. */
#define PE_OFFSET_AT 0x3c
#define LINUX_X86_AT 0x202
#define LINUX_IMAGE_AT 0x38
/* Offsets from the PE signature. */
#define MACHINE_AT 4
#define OPTIONAL_LEN_AT 20
#define OPTIONAL_AT 24
#define SUBSYSTEM_AT (OPTIONAL_AT + 68)
#define END_AT (SUBSYSTEM_AT + 2)

#define MAGIC_32 0x10b
#define MAGIC_64 0x20b
/* The subsystems that UEFI starts: programs, boot service drivers and runtime
 * drivers. */
#define SUBSYSTEM_MIN 10
#define SUBSYSTEM_MAX 12

/* Returns a little-endian number of 16 bits. */
static unsigned int word(const uint8_t *bytes)
{
	return bytes[0] | bytes[1] << 8;
}

int pe_machine(const void *data, size_t len)
{
	const uint8_t *bytes = data;
	const uint8_t *pe;
	size_t offset;
	unsigned int magic, subsystem;

	if (len < PE_OFFSET_AT + 4 || memcmp(bytes, "MZ", 2) != 0)
		return -1;
	offset = word(bytes + PE_OFFSET_AT) |
		 (size_t)word(bytes + PE_OFFSET_AT + 2) << 16;
	if (offset > len || len - offset < END_AT)
		return -1;
	pe = bytes + offset;
	magic = word(pe + OPTIONAL_AT);
	subsystem = word(pe + SUBSYSTEM_AT);
	if (memcmp(pe, "PE\0\0", 4) != 0 ||
	    word(pe + OPTIONAL_LEN_AT) < END_AT - OPTIONAL_AT ||
	    (magic != MAGIC_32 && magic != MAGIC_64) ||
	    subsystem < SUBSYSTEM_MIN || subsystem > SUBSYSTEM_MAX)
		return -1;
	return word(pe + MACHINE_AT);
}

/* Returns non-zero if a file has these four bytes at an offset. */
static int has(const void *data, size_t len, size_t at, const char *magic)
{
	return len >= at + 4 &&
	       memcmp((const uint8_t *)data + at, magic, 4) == 0;
}

int is_linux(const void *data, size_t len)
{
	return has(data, len, LINUX_X86_AT, "HdrS") ||
	       has(data, len, LINUX_IMAGE_AT, "ARM\x64") ||
	       has(data, len, LINUX_IMAGE_AT, "RSC\x05");
}
