/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Kernels that say where their parts go: hostile ELF files and Multiboot headers,
 * places in memory, and what such kernels are handed. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/mbi.h>
#include <ipxe/image.h>

#define MIB 0x100000ULL
#define FILE_LEN 0x400
/* Where the first part's bytes are in the file, and the header of Multiboot. */
#define CODE 0x200

static uint8_t file[FILE_LEN];
static struct kernel_parts parts;
static const char *why;

static void put16(unsigned int at, uint16_t value)
{
	memcpy(file + at, &value, sizeof(value));
}

static void put32(unsigned int at, uint32_t value)
{
	memcpy(file + at, &value, sizeof(value));
}

/* Where the fields of the file's header and of program header N are. */
#define TYPE 16
#define MACHINE 18
#define ENTRY 24
#define PHOFF 28
#define PHENTSIZE 42
#define PHNUM 44
#define SEGMENT(n, field) (52 + 32 * (n) + 4 * (field))

/* Fills in a program header for a part. */
static void segment(unsigned int n, uint32_t offset, uint32_t vaddr,
		    uint32_t paddr, uint32_t file_len, uint32_t mem_len)
{
	put32(SEGMENT(n, 0), 1);
	put32(SEGMENT(n, 1), offset);
	put32(SEGMENT(n, 2), vaddr);
	put32(SEGMENT(n, 3), paddr);
	put32(SEGMENT(n, 4), file_len);
	put32(SEGMENT(n, 5), mem_len);
}

/* Makes a kernel of two parts, whose addresses without paging are others than those
 * that it knows, and a note that is of no interest. */
static void make(void)
{
	memset(file, 0, sizeof(file));
	memcpy(file, "\x7f" "ELF\1\1\1", 7);
	put16(TYPE, 2);
	put16(MACHINE, 3);
	put32(20, 1);
	put32(ENTRY, 0xc0100020);
	put32(PHOFF, 52);
	put16(PHENTSIZE, 32);
	put16(PHNUM, 3);
	segment(0, CODE, 0xc0100000, 0x100000, 0x100, 0x2000);
	segment(1, 0xffffffff, 0, 0, 0xffffffff, 4);
	put32(SEGMENT(1, 0), 4);
	segment(2, 0x300, 0xc0200000, 0x200000, 0x100, 0x100);
}

static void mark(unsigned int at, uint32_t flags)
{
	put32(at, 0x1badb002);
	put32(at + 4, flags);
	put32(at + 8, -(0x1badb002 + flags));
}

typedef int parse_function(const void *data, size_t len,
			   struct kernel_parts *parts, const char **why);

/* Parses a copy of exactly that length. */
static int parse(parse_function *function, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	int rc;

	memcpy(copy, file, len);
	rc = function(copy, len, &parts, &why);
	free(copy);
	return rc;
}

static void reads_an_elf_file(void **state)
{
	make();
	assert_int_equal(parse(elf_parse, FILE_LEN), 0);
	assert_null(why);
	assert_int_equal(parts.count, 2);
	assert_int_equal(parts.entry, 0x100020);
	assert_int_equal(parts.part[0].offset, CODE);
	assert_int_equal(parts.part[0].addr, 0x100000);
	assert_int_equal(parts.part[0].file_len, 0x100);
	assert_int_equal(parts.part[0].mem_len, 0x2000);
	assert_int_equal(parts.part[1].addr, 0x200000);
	/* Some kernels say right away where they are entered. */
	put32(ENTRY, 0x101fff);
	assert_int_equal(parse(elf_parse, FILE_LEN), 0);
	assert_int_equal(parts.entry, 0x101fff);
}

static void passes_over_other_files(void **state)
{
	memset(file, 0, sizeof(file));
	assert_int_equal(parse(elf_parse, FILE_LEN), -ENOEXEC);
	assert_null(why);
	assert_int_equal(parse(mbi_parse, FILE_LEN), -ENOEXEC);
	assert_null(why);
	/* The sum is wrong. */
	mark(CODE, 3);
	file[CODE + 8]++;
	assert_int_equal(parse(mbi_parse, FILE_LEN), -ENOEXEC);
	assert_null(why);
	/* The header is not at a multiple of 4. */
	memset(file, 0, sizeof(file));
	mark(CODE + 2, 0x10003);
	assert_int_equal(parse(mbi_parse, FILE_LEN), -ENOEXEC);
	assert_null(why);
}

static void survives_every_length(void **state)
{
	size_t len;

	make();
	mark(CODE, 3);
	for (len = 0; len < FILE_LEN; len++) {
		assert_int_equal(parse(elf_parse, len), -ENOEXEC);
		assert_int_equal(!why, len < 4);
		assert_int_equal(parse(mbi_parse, len), -ENOEXEC);
		assert_int_equal(!why, len < CODE + 12);
	}
	assert_int_equal(parse(mbi_parse, FILE_LEN), 0);
}

/* Each value makes the ELF file one that is refused, for that reason. */
static void says_what_is_wrong(void **state)
{
	static const struct {
		unsigned int at;
		uint32_t value;
		const char *why;
	} cases[] = {
		{ 4, 0x00010102, "32-bit" },		/* 64 bits */
		{ 4, 0x00010201, "32-bit" },		/* big-endian */
		{ MACHINE, 62, "32-bit" },
		{ TYPE, 0x00030003, "no address of its own" },
		{ PHOFF, FILE_LEN, "cut short" },
		{ PHOFF, 0xfffffff0, "cut short" },
		{ PHNUM, 0, "program headers" },
		{ PHNUM, 65, "program headers" },
		{ ENTRY, 0xc0102000, "entry point" },
		{ SEGMENT(0, 1), FILE_LEN - 0xff, "cut short" },
		{ SEGMENT(0, 1), 0xffffff80, "cut short" },
		{ SEGMENT(0, 3), 0xffff0, "impossible address" },
		{ SEGMENT(0, 3), 0xfffff000, "impossible address" },
		{ SEGMENT(0, 4), 0x201, "cut short" },
		{ SEGMENT(0, 5), 0xff, "longer in the file" },
		{ SEGMENT(0, 5), 0xffffffff, "impossible address" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make();
		put32(cases[i].at, cases[i].value);
		assert_int_equal(parse(elf_parse, FILE_LEN), -ENOEXEC);
		assert_non_null(why);
		assert_non_null(strstr(why, cases[i].why));
	}
	make();
	put16(PHENTSIZE, 23);
	assert_int_equal(parse(elf_parse, FILE_LEN), -ENOEXEC);
}

static void counts_its_parts(void **state)
{
	const struct kernel_part part = {
		.addr = MIB, .file_len = 4, .mem_len = 4,
	};
	const struct kernel_part empty = { .addr = 1, .offset = ~(size_t)0 };
	unsigned int i;

	memset(&parts, 0, sizeof(parts));
	for (i = 0; i < KERNEL_PARTS_MAX; i++) {
		assert_int_equal(kernel_add_part(&parts, &part, 4, &why), 0);
		assert_int_equal(kernel_add_part(&parts, &empty, 4, &why), 0);
	}
	assert_int_equal(parts.count, KERNEL_PARTS_MAX);
	assert_int_equal(kernel_add_part(&parts, &part, 4, &why), -ENOEXEC);
	assert_string_equal(why, "it has too many parts");
}

static void reads_a_multiboot_header(void **state)
{
	make();
	mark(CODE, 7);
	assert_int_equal(parse(mbi_parse, FILE_LEN), 0);
	assert_int_equal(parts.count, 2);
	mark(CODE, 0x80000003);
	assert_int_equal(parse(mbi_parse, FILE_LEN), 0);
	/* A demand that nobody here knows. */
	mark(CODE, 0x000b);
	assert_int_equal(parse(mbi_parse, FILE_LEN), -ENOEXEC);
	assert_non_null(strstr(why, "demands"));
	/* Without addresses and ELF, it may be anything else. */
	memset(file, 0, sizeof(file));
	mark(CODE, 3);
	assert_int_equal(parse(mbi_parse, FILE_LEN), -ENOEXEC);
	assert_null(why);
}

/* Writes a header with addresses. */
static void addresses(uint32_t header, uint32_t load, uint32_t load_end,
		      uint32_t bss_end, uint32_t entry)
{
	memset(file, 0, sizeof(file));
	mark(CODE, 0x10003);
	put32(CODE + 12, header);
	put32(CODE + 16, load);
	put32(CODE + 20, load_end);
	put32(CODE + 24, bss_end);
	put32(CODE + 28, entry);
}

static void reads_addresses_in_the_header(void **state)
{
	/* The first 0x100 bytes of the file are not loaded. */
	addresses(0x200100, 0x200000, 0x200280, 0x204000, 0x200120);
	assert_int_equal(parse(mbi_parse, FILE_LEN), 0);
	assert_int_equal(parts.count, 1);
	assert_int_equal(parts.entry, 0x200120);
	assert_int_equal(parts.part[0].offset, CODE - 0x100);
	assert_int_equal(parts.part[0].addr, 0x200000);
	assert_int_equal(parts.part[0].file_len, 0x280);
	assert_int_equal(parts.part[0].mem_len, 0x4000);
	/* All of the file, and no memory besides. */
	addresses(0x200200, 0x200000, 0, 0, 0x200000);
	assert_int_equal(parse(mbi_parse, FILE_LEN), 0);
	assert_int_equal(parts.part[0].file_len, FILE_LEN);
	assert_int_equal(parts.part[0].mem_len, FILE_LEN);
	/* The file ends within the header. */
	assert_int_equal(parse(mbi_parse, CODE + 31), -ENOEXEC);
	assert_string_equal(why, "the file is cut short");
}

static void refuses_addresses_that_contradict(void **state)
{
	static const uint32_t cases[][5] = {
		{ 0x1ffffc, 0x200000, 0, 0, 0x200000 },
		{ 0x200204, 0x200000, 0, 0, 0x200000 },
		{ 0x200200, 0x200000, 0x1fffff, 0, 0x200000 },
		{ 0x200200, 0x200000, 0x200401, 0, 0x200000 },
		{ 0x200200, 0x200000, 0, 0, 0x200400 },
		{ 0x200200, 0x200000, 0, 0, 0x1fffff },
		{ 0x000200, 0x000000, 0, 0, 0x000000 },
		{ 0xffffff00, 0xfffffd00, 0, 0, 0xfffffd00 },
	};
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		addresses(cases[i][0], cases[i][1], cases[i][2], cases[i][3],
			  cases[i][4]);
		assert_int_equal(parse(mbi_parse, FILE_LEN), -ENOEXEC);
		assert_non_null(why);
	}
}

static const struct memory_region memory[] = {
	{ MIB, 15 * MIB }, { 16 * MIB, 256 * MIB },
};

/* Places a kernel of one part with two modules. */
static int place(uint64_t addr, uint64_t len, uint64_t file_at,
		 struct mbi_module *modules)
{
	struct memory_region where = { file_at, file_at + MIB };

	parts = (struct kernel_parts) {
		.count = 1, .entry = addr,
		.part = { { .addr = addr, .mem_len = len } },
	};
	return mbi_place(&parts, &where, modules, 2, memory, 2);
}

static void leaves_modules_where_they_are(void **state)
{
	struct mbi_module modules[2] = {
		{ .data = (void *)(100 * MIB), .len = MIB },
		{ .data = (void *)(16 * MIB), .len = 5 },
	};

	assert_int_equal(place(4 * MIB, MIB, 200 * MIB, modules), 0);
	assert_int_equal(modules[0].addr, 100 * MIB);
	assert_int_equal(modules[1].addr, 16 * MIB);
}

/* One is not at a page, the other where the kernel goes. Neither may come to lie where
 * the kernel's file or the other one is now. */
static void moves_modules_out_of_the_way(void **state)
{
	struct mbi_module modules[2] = {
		{ .data = (void *)(255 * MIB + 8), .len = MIB - 8 },
		{ .data = (void *)(4 * MIB + 4096), .len = 5000 },
	};

	assert_int_equal(place(4 * MIB, MIB, 254 * MIB, modules), 0);
	assert_int_equal(modules[0].addr, 253 * MIB);
	assert_int_equal(modules[1].addr, 253 * MIB - 8192);
}

static void finds_no_place(void **state)
{
	struct mbi_module modules[2] = {
		{ .data = (void *)(100 * MIB), .len = MIB },
		{ .data = (void *)(4 * MIB + 1), .len = 240 * MIB },
	};

	/* Over the hole in memory; over its end; on the kernel's own file. */
	assert_int_equal(place(14 * MIB, 3 * MIB, 200 * MIB, modules), -ENOMEM);
	assert_int_equal(place(255 * MIB, 2 * MIB, 200 * MIB, modules), -ENOMEM);
	assert_int_equal(place(199 * MIB, MIB + 1, 200 * MIB, modules), -ENOMEM);
	/* The second module has to move, and there is no room. */
	assert_int_equal(place(20 * MIB, MIB, 200 * MIB, modules), -ENOMEM);
}

#define AT 0x10000

static struct mbi_machine machine = {
	.lower_kib = 639, .upper_kib = 0x3fbfc, .count = 2,
	.map = { { 20, 0, 639 * 1024, 1 }, { 20, MIB, 0xfeff000, 1 } },
};
static struct image kernel = { .name = "xen", .cmdline = "com1=115200" };
static struct image plain = { .name = "initrd" };
static const struct mbi_module two[] = {
	{ .addr = 0x800000, .len = 5, .image = &kernel },
	{ .addr = 0x900000, .len = 6, .image = &plain },
};

static uint32_t word(const uint8_t *buf, unsigned int at)
{
	uint32_t value;

	memcpy(&value, buf + at, sizeof(value));
	return value;
}

/* The fields are those of section 3.3, by their offsets. */
static void writes_what_a_kernel_is_handed(void **state)
{
	uint8_t *buf = malloc(512);
	size_t len = mbi_build(buf, 512, AT, &machine, &kernel, two, 2);
	const uint8_t *list;

	assert_in_range(len, 88, 512);
	assert_int_equal(word(buf, 0), 0x24d);
	assert_int_equal(word(buf, 4), 639);
	assert_int_equal(word(buf, 8), 0x3fbfc);
	assert_string_equal(buf + word(buf, 16) - AT, "xen com1=115200");
	assert_int_equal(word(buf, 20), 2);
	list = buf + word(buf, 24) - AT;
	assert_int_equal(word(list, 0), 0x800000);
	assert_int_equal(word(list, 4), 0x800005);
	assert_string_equal(buf + word(list, 8) - AT, "xen com1=115200");
	assert_int_equal(word(list, 16), 0x900000);
	assert_int_equal(word(list, 20), 0x900006);
	assert_string_equal(buf + word(list, 24) - AT, "initrd");
	assert_int_equal(word(buf, 44), 48);
	assert_memory_equal(buf + word(buf, 48) - AT, machine.map, 48);
	assert_string_equal(buf + word(buf, 64) - AT, "multiboot");
	free(buf);
}

static void refuses_what_does_not_fit(void **state)
{
	uint8_t *big = malloc(512);
	size_t needed = mbi_build(big, 512, AT, &machine, &kernel, two, 2);
	size_t len;

	for (len = 0; len <= needed; len++) {
		uint8_t *buf = malloc(len ? len : 1);

		assert_int_equal(mbi_build(buf, len, AT, &machine, &kernel, two,
					   2), len < needed ? 0 : needed);
		free(buf);
	}
	free(big);
}

/* Registers an image of one byte. */
static struct image *add(const char *name)
{
	struct image *image = alloc_image(NULL);

	assert_int_equal(image_set_name(image, name), 0);
	assert_int_equal(image_set_data(image, "x", 1), 0);
	assert_int_equal(register_image(image), 0);
	image_put(image);
	return image;
}

static void takes_all_images_as_modules(void **state)
{
	static struct image_type type = { .name = "script" };
	struct mbi_module modules[MBI_MODULES_MAX];
	struct image *self = add("kernel"), *one = add("one");
	unsigned int i;

	add("script")->type = &type;
	add("hidden")->flags |= IMAGE_HIDDEN;
	add("runs")->flags |= IMAGE_EXECUTING;
	assert_int_equal(mbi_modules(self, modules), 1);
	assert_ptr_equal(modules[0].image, one);
	assert_ptr_equal(modules[0].data, one->data);
	assert_int_equal(modules[0].len, 1);
	for (i = 1; i < MBI_MODULES_MAX; i++)
		add("more");
	assert_int_equal(mbi_modules(self, modules), MBI_MODULES_MAX);
	add("too many");
	assert_int_equal(mbi_modules(self, modules), -E2BIG);
	find_image("runs")->flags &= ~IMAGE_EXECUTING;
	unregister_images_since(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_an_elf_file),
		cmocka_unit_test(passes_over_other_files),
		cmocka_unit_test(survives_every_length),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(counts_its_parts),
		cmocka_unit_test(reads_a_multiboot_header),
		cmocka_unit_test(reads_addresses_in_the_header),
		cmocka_unit_test(refuses_addresses_that_contradict),
		cmocka_unit_test(leaves_modules_where_they_are),
		cmocka_unit_test(moves_modules_out_of_the_way),
		cmocka_unit_test(finds_no_place),
		cmocka_unit_test(writes_what_a_kernel_is_handed),
		cmocka_unit_test(refuses_what_does_not_fit),
		cmocka_unit_test(takes_all_images_as_modules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
