/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Kernels that say where their parts go in memory: ELF files, files with a Multiboot
 * header, and what follows from both for memory and for what they are handed. */

#include "fuzz.h"
#include <core/mbi.h>
#include <ipxe/image.h>

REACHES(read_segments, read_addresses, can_stay, put_words, kernel_add_part);

#define MIB 0x100000ULL
/* Where the kernel's file and two modules lie. The second one is in the way of
 * kernels, and not at a multiple of the page size. */
#define FILE_AT (200 * MIB)
#define FIRST_AT (180 * MIB)
#define SECOND_AT (5 * MIB + 16)

static const struct memory_region memory[] = {
	{ MIB, 15 * MIB }, { 16 * MIB, 256 * MIB },
};

/* All parts are in the file and in memory that kernels may have, and the entry is in
 * one of them. */
static void check_parts(const struct kernel_parts *parts, size_t len)
{
	unsigned int i;

	fuzz_assert(parts->count && parts->count <= KERNEL_PARTS_MAX);
	for (i = 0; i < parts->count; i++) {
		const struct kernel_part *part = &parts->part[i];

		fuzz_assert(part->file_len <= part->mem_len);
		fuzz_assert(part->offset <= len &&
			    part->file_len <= len - part->offset);
		fuzz_assert(part->addr >= MIB);
		fuzz_assert((uint64_t)part->addr + part->mem_len <=
			    1ULL << 32);
	}
	fuzz_assert(kernel_part_of(parts, parts->entry));
}

static int apart(uint64_t a, uint64_t a_len, uint64_t b, uint64_t b_len)
{
	return a + a_len <= b || b + b_len <= a;
}

/* Each module is in memory, and neither in the kernel nor in another one. */
static void check_places(const struct kernel_parts *parts,
			 const struct mbi_module *modules)
{
	unsigned int i, k;

	for (i = 0; i < 2; i++) {
		fuzz_assert(modules[i].addr % 4096 == 0);
		fuzz_assert(modules[i].addr >= MIB);
		fuzz_assert(modules[i].addr + modules[i].len <= 256 * MIB);
		for (k = 0; k < parts->count; k++)
			fuzz_assert(apart(modules[i].addr, modules[i].len,
					  parts->part[k].addr,
					  parts->part[k].mem_len));
	}
	fuzz_assert(apart(modules[0].addr, modules[0].len, modules[1].addr,
			  modules[1].len));
}

/* What is handed over fits, or is refused. */
static void build(const struct mbi_module *modules, const uint8_t *data,
		  size_t len)
{
	static struct mbi_machine machine = { .count = 3 };
	size_t max = len ? data[0] * 4 : 0;
	uint8_t *buf = malloc(max);
	size_t used;

	fuzz_assert(!max || buf);
	used = mbi_build(buf, max, 0x10000, &machine, modules[0].image, modules,
			 2);
	fuzz_assert(used <= max);
	free(buf);
}

static void boot(const struct kernel_parts *parts, const uint8_t *data,
		 size_t len)
{
	struct memory_region file = { FILE_AT, FILE_AT + len };
	char *words = fuzz_text(data, len);
	struct image image = { .name = "kernel", .cmdline = words };
	struct mbi_module modules[2] = {
		{ .data = (void *)FIRST_AT, .len = 5000, .image = &image },
		{ .data = (void *)SECOND_AT, .len = 77, .image = &image },
	};

	if (mbi_place(parts, &file, modules, 2, memory, 2) == 0) {
		check_places(parts, modules);
		build(modules, data, len);
	}
	free(words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t *copy = fuzz_copy(data, len);
	struct kernel_parts parts;
	const char *why;

	if (elf_parse(copy, len, &parts, &why) == 0)
		check_parts(&parts, len);
	if (mbi_parse(copy, len, &parts, &why) == 0) {
		check_parts(&parts, len);
		boot(&parts, copy, len);
	}
	free(copy);
	return 0;
}
