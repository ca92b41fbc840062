/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The BIOS's memory map: what may be used, and what is hidden from others. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "../../core/platform/pcbios/memmap.h"

#define MIB 0x100000ULL
#define MAX 16
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct memory_region all = { MIB, 1ULL << 32 };
static struct memory_region found[MAX];
static struct e820_entry hidden[MAX];

static void expect(const struct e820_entry *map, unsigned int count,
		   const struct memory_region *own, unsigned int own_count,
		   const struct memory_region *expected, unsigned int regions)
{
	unsigned int i;

	assert_int_equal(memmap_usable(map, count, own, own_count, &all,
				       found, MAX), regions);
	for (i = 0; i < regions; i++) {
		assert_int_equal(found[i].start, expected[i].start);
		assert_int_equal(found[i].end, expected[i].end);
	}
}

static void test_as_qemu_says_it(void **state)
{
	static const struct e820_entry map[] = {
		{ 0, 0x9fc00, 1 },
		{ 0x9fc00, 0x400, 2 },
		{ 0xf0000, 0x10000, 2 },
		{ MIB, 254 * MIB, 1 },
		{ 255 * MIB, MIB, 2 },
		{ 0xfffc0000, 0x40000, 2 },
		{ 1ULL << 32, 1024 * MIB, 1 },
	};
	static const struct memory_region own[] = {
		{ 200 * MIB, 201 * MIB }, { 254 * MIB, 255 * MIB },
	};
	static const struct memory_region free_all[] = {
		{ MIB, 255 * MIB },
	};
	static const struct memory_region free_but_own[] = {
		{ MIB, 200 * MIB }, { 201 * MIB, 254 * MIB },
	};

	expect(map, COUNT(map), NULL, 0, free_all, 1);
	expect(map, COUNT(map), own, 2, free_but_own, 2);
}

static void test_disorder_and_overlaps(void **state)
{
	static const struct e820_entry map[] = {
		{ 6 * MIB, 4 * MIB, 1 },
		{ 2 * MIB, 2 * MIB, 1 },
		{ 3 * MIB, 3 * MIB, 1 },	/* overlaps, joins the two */
		{ 5 * MIB, MIB / 2, 2 },	/* reserved inside RAM */
		{ 2 * MIB, 4096, 3 },		/* at the start of RAM */
		{ 0, 0, 1 },
		{ 9 * MIB, 8 * MIB, 2 },	/* over the end of RAM */
	};
	static const struct memory_region expected[] = {
		{ 2 * MIB + 4096, 5 * MIB }, { 5 * MIB + MIB / 2, 9 * MIB },
	};

	expect(map, COUNT(map), NULL, 0, expected, 2);
}

static void test_nonsense(void **state)
{
	static const struct e820_entry map[] = {
		{ ~0ULL - 10, 100, 1 },		/* wraps around */
		{ 8 * MIB, ~0ULL, 2 },		/* everything from there */
		{ MIB, ~0ULL, 1 },
		{ 4 * MIB, 0, 2 },		/* empty: in nobody's way */
		{ 4 * MIB, 0, 1 },
	};
	static const struct memory_region expected[] = {
		{ MIB, 8 * MIB },
	};

	expect(map, COUNT(map), NULL, 0, expected, 1);
	expect(map, 0, NULL, 0, NULL, 0);
}

static void test_all_ours(void **state)
{
	static const struct e820_entry map[] = { { MIB, MIB, 1 } };
	static const struct memory_region own[] = { { 0, 16 * MIB } };

	expect(map, 1, own, 1, NULL, 0);
}

static void test_more_than_asked_for(void **state)
{
	struct e820_entry map[MAX];
	unsigned int i;

	for (i = 0; i < MAX; i++)
		map[i] = (struct e820_entry) { (2 * i + 1) * MIB, MIB, 1 };
	assert_int_equal(memmap_usable(map, MAX, NULL, 0, &all, found, 3), 3);
	assert_int_equal(found[2].start, 5 * MIB);
}

static void test_hidden(void **state)
{
	static const struct e820_entry map[] = {
		{ 0, 0x9fc00, 1 }, { MIB, 15 * MIB, 1 }, { 16 * MIB, MIB, 2 },
	};
	static const struct memory_region own[] = {
		{ 4 * MIB, 5 * MIB }, { 15 * MIB, 16 * MIB },
	};
	static const struct e820_entry expected[] = {
		{ 0, 0x9fc00, 1 }, { MIB, 3 * MIB, 1 },
		{ 5 * MIB, 10 * MIB, 1 }, { 16 * MIB, MIB, 2 },
		{ 4 * MIB, MIB, 2 }, { 15 * MIB, MIB, 2 },
	};
	unsigned int i;

	assert_int_equal(memmap_hide(map, 3, own, 2, hidden, MAX), 6);
	for (i = 0; i < 6; i++) {
		assert_int_equal(hidden[i].start, expected[i].start);
		assert_int_equal(hidden[i].len, expected[i].len);
		assert_int_equal(hidden[i].type, expected[i].type);
	}
	assert_int_equal(memmap_hide(map, 3, own, 2, hidden, 2), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_qemu_says_it),
		cmocka_unit_test(test_disorder_and_overlaps),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_all_ours),
		cmocka_unit_test(test_more_than_asked_for),
		cmocka_unit_test(test_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
