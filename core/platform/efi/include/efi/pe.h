/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_PE_H
#define EFI_PE_H

#include <stddef.h>
#include <stdint.h>

/*
 * PE32+ images, as UEFI firmware loads them (UEFI 2.10, 2.1.1; "Microsoft
 * Portable Executable and Common Object File Format Specification", revision
 * 11). All numbers are little-endian. The structs are used by the core, which
 * looks at images before it hands them to the firmware, and by the tools that
 * make and check our own.
 */

#define PE_DOS_MAGIC "MZ"
#define PE_MAGIC "PE\0\0"
#define PE32PLUS_MAGIC 0x20b

/* The header of MS-DOS, of which only the last field counts. */
struct pe_dos_header {
	uint8_t magic[2];
	uint8_t unused[58];
	uint32_t pe_offset;		/* of struct pe_header in the file */
} __attribute__((packed));
_Static_assert(sizeof(struct pe_dos_header) == 64, "MZ header");

#define PE_MACHINE_X86_64 0x8664
#define PE_MACHINE_AARCH64 0xaa64

#define PE_EXECUTABLE 0x0002
#define PE_LARGE_ADDRESS_AWARE 0x0020
#define PE_DEBUG_STRIPPED 0x0200

#define PE_SUBSYSTEM_APPLICATION 10
#define PE_SUBSYSTEM_BOOT_DRIVER 11
#define PE_SUBSYSTEM_RUNTIME_DRIVER 12

#define PE_HIGH_ENTROPY 0x0020
#define PE_DYNAMIC_BASE 0x0040
#define PE_NX_COMPAT 0x0100

#define PE_DIRECTORIES 16
#define PE_DIRECTORY_RELOC 5

/* Where a data directory is (3.4.3). */
struct pe_directory {
	uint32_t rva;
	uint32_t size;
} __attribute__((packed));

/* Signature, COFF header and optional header (3.2 to 3.4). An RVA is an address
 * relative to the start of the image in memory. */
struct pe_header {
	uint8_t magic[4];
	uint16_t machine;
	uint16_t sections;
	uint32_t time_stamp;
	uint32_t symbols_offset;
	uint32_t symbols;
	uint16_t optional_size;		/* bytes from optional_magic on */
	uint16_t characteristics;
	uint16_t optional_magic;
	uint16_t linker_version;
	uint32_t code_size;
	uint32_t data_size;
	uint32_t bss_size;
	uint32_t entry;			/* RVA */
	uint32_t code_base;
	uint64_t image_base;
	uint32_t section_align;		/* in memory */
	uint32_t file_align;
	uint16_t os_version[2];
	uint16_t image_version[2];
	uint16_t subsystem_version[2];
	uint32_t win32_version;
	uint32_t image_size;		/* in memory, whole sections */
	uint32_t headers_size;		/* in the file, rounded up */
	uint32_t checksum;
	uint16_t subsystem;
	uint16_t dll_characteristics;
	uint64_t stack_heap[4];
	uint32_t loader_flags;
	uint32_t directory_count;
	struct pe_directory directories[PE_DIRECTORIES];
} __attribute__((packed));
_Static_assert(offsetof(struct pe_header, optional_magic) == 24, "COFF");
_Static_assert(offsetof(struct pe_header, image_base) == 24 + 24, "base");
_Static_assert(offsetof(struct pe_header, checksum) == 24 + 64, "checksum");
_Static_assert(offsetof(struct pe_header, directories) == 24 + 112, "RVAs");
_Static_assert(sizeof(struct pe_header) == 24 + 240, "optional header");

#define PE_OPTIONAL_OFFSET offsetof(struct pe_header, optional_magic)
#define PE_OPTIONAL_SIZE (sizeof(struct pe_header) - PE_OPTIONAL_OFFSET)

#define PE_SECTION_CODE 0x00000020
#define PE_SECTION_DATA 0x00000040
#define PE_SECTION_BSS 0x00000080
#define PE_SECTION_DISCARDABLE 0x02000000
#define PE_SECTION_EXECUTE 0x20000000
#define PE_SECTION_READ 0x40000000
#define PE_SECTION_WRITE 0x80000000U

/* The header of a section (4). */
struct pe_section {
	char name[8];			/* without an end if it fills all 8 */
	uint32_t size;			/* in memory */
	uint32_t rva;
	uint32_t file_size;		/* rounded up to file_align */
	uint32_t file_offset;
	uint32_t unused[3];
	uint32_t flags;
} __attribute__((packed));
_Static_assert(sizeof(struct pe_section) == 40, "section header");

/* The header of a block of relocations (6.6), which all are in one page. An
 * entry of 16 bits for each of them follows, with the type in its upper four
 * bits and the offset in the page in the others. */
struct pe_reloc_block {
	uint32_t page;			/* RVA */
	uint32_t size;			/* of all, a multiple of 4 */
} __attribute__((packed));
_Static_assert(sizeof(struct pe_reloc_block) == 8, "reloc block");

#define PE_RELOC_PAGE 4096
#define PE_RELOC_NONE 0
#define PE_RELOC_DIR64 10
#define PE_RELOC_TYPE(entry) ((entry) >> 12)
#define PE_RELOC_OFFSET(entry) ((entry) & 0xfff)

#endif /* EFI_PE_H */
