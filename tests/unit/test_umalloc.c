/* SPDX-License-Identifier: GPL-2.0-or-later */

/* External memory, in a machine with 16 MiB of it. */

#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <core/memory.h>
#include <ipxe/umalloc.h>

#define MIB 0x100000UL
#define MEMORY (16 * MIB)

static uintptr_t memory_end(void)
{
	struct memory_region region;

	assert_int_equal(platform_memmap(&region, 1), 1);
	return region.end;
}

/* Lowest address of the only range that is in use. */
static uintptr_t lowest(void)
{
	struct memory_region used[2];

	assert_int_equal(umalloc_used(used, 2), 1);
	return used[0].start;
}

/* Nothing is left allocated by the test. */
static int teardown(void **state)
{
	struct memory_region used;

	assert_int_equal(umalloc_used(&used, 1), 0);
	assert_int_equal(umalloc_largest(), MEMORY);
	return 0;
}

static void goes_from_the_top(void **state)
{
	char *a = umalloc(1), *b = umalloc(5000), *c;

	assert_ptr_equal(a, memory_end() - 4096);
	assert_ptr_equal(b, a - 8192);
	assert_int_equal(lowest(), (uintptr_t)b);
	ufree(a);
	c = umalloc(4096);
	assert_ptr_equal(c, a);
	ufree(b);
	ufree(c);
	ufree(NULL);
}

static void takes_all_there_is(void **state)
{
	char *all = umalloc(MEMORY);

	assert_non_null(all);
	memset(all, 0x5a, MEMORY);
	assert_null(umalloc(1));
	assert_int_equal(umalloc_largest(), 0);
	ufree(all);
	assert_null(umalloc(MEMORY + 1));
	assert_null(umalloc(~(size_t)0));
	assert_null(umalloc(~(size_t)0 - 4095));
}

static void fills_holes(void **state)
{
	char *blocks[4];
	unsigned int i;

	for (i = 0; i < 4; i++)
		blocks[i] = umalloc(4 * MIB);
	assert_non_null(blocks[3]);
	ufree(blocks[1]);
	assert_int_equal(umalloc_largest(), 4 * MIB);
	assert_null(umalloc(4 * MIB + 1));
	blocks[1] = umalloc(4 * MIB);
	assert_non_null(blocks[1]);
	for (i = 0; i < 4; i++)
		ufree(blocks[i]);
}

/* More than half of the memory, from a block that grows: there is no room for
 * a second copy. */
static void grows_over_itself(void **state)
{
	uint8_t *data = NULL, *grown;
	size_t len;

	for (len = 1 * MIB; len <= 15 * MIB; len += MIB) {
		grown = urealloc(data, len);
		assert_non_null(grown);
		data = grown;
		memset(data + len - MIB, len / MIB, MIB);
	}
	for (len = 1; len <= 15; len++) {
		assert_int_equal(data[(len - 1) * MIB], len);
		assert_int_equal(data[len * MIB - 1], len);
	}
	assert_null(urealloc(data, 17 * MIB));
	assert_int_equal(data[15 * MIB - 1], 15);
	assert_ptr_equal(urealloc(data, MIB), data);
	assert_ptr_equal(utrim(data), memory_end() - MIB);
	data = (uint8_t *)memory_end() - MIB;
	assert_int_equal(data[0], 1);
	assert_int_equal(data[MIB - 1], 1);
	assert_int_equal(umalloc_largest(), 15 * MIB);
	assert_null(utrim(NULL));
	ufree(data);
}

/* What grows step by step is not moved at each step, not even the last ones:
 * it takes all the memory there is at no more than a few moves. */
static void moves_seldom(void **state)
{
	char *data = NULL, *before;
	unsigned int moves = 0;
	size_t len;

	for (len = 4096; len <= MEMORY; len += 4096) {
		before = data;
		data = urealloc(data, len);
		assert_non_null(data);
		moves += data != before;
	}
	assert_in_range(moves, 1, 16);
	assert_null(urealloc(data, len));
	ufree(data);
}

static void reserves_are_given_up(void **state)
{
	char *growing = umalloc(MIB), *below, *other;

	growing = urealloc(growing, 5 * MIB);
	assert_int_equal(lowest(), memory_end() - 10 * MIB);
	below = umalloc(6 * MIB);
	assert_non_null(below);
	other = umalloc(5 * MIB);
	assert_ptr_equal(other, memory_end() - 5 * MIB);
	ufree(below);
	ufree(other);
	ufree(growing);
}

static void survives_a_full_heap(void **state)
{
	char *data = umalloc(MIB);

	testhost_malloc_left = 0;
	assert_null(umalloc(MIB));
	assert_non_null(data = urealloc(data, 2 * MIB));
	testhost_malloc_left = -1;
	ufree(data);
}

static void ignores_strangers(void **state)
{
	char *data = umalloc(3 * 4096);

	ufree(data + 4096);
	assert_null(urealloc(data + 4096, 10));
	assert_int_equal(lowest(), (uintptr_t)data);
	ufree(data);
}

static void tells_what_is_in_use(void **state)
{
	struct memory_region used[4];
	char *a = umalloc(4096), *b = umalloc(8192), *c = umalloc(4096);
	char *d = umalloc(4096);

	assert_int_equal(umalloc_used(used, 4), 1);
	assert_int_equal(used[0].start, (uintptr_t)d);
	assert_int_equal(used[0].end, memory_end());
	ufree(b);
	assert_int_equal(umalloc_used(used, 4), 2);
	assert_int_equal(used[0].start, (uintptr_t)a);
	assert_int_equal(used[0].end, memory_end());
	assert_int_equal(used[1].start, (uintptr_t)d);
	assert_int_equal(used[1].end, (uintptr_t)c + 4096);
	/* Nothing is left out where there is no room for it. */
	assert_int_equal(umalloc_used(used, 1), 1);
	assert_int_equal(used[0].start, (uintptr_t)d);
	assert_int_equal(used[0].end, memory_end());
	ufree(a);
	ufree(c);
	ufree(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(goes_from_the_top, teardown),
		cmocka_unit_test_teardown(takes_all_there_is, teardown),
		cmocka_unit_test_teardown(fills_holes, teardown),
		cmocka_unit_test_teardown(grows_over_itself, teardown),
		cmocka_unit_test_teardown(moves_seldom, teardown),
		cmocka_unit_test_teardown(reserves_are_given_up, teardown),
		cmocka_unit_test_teardown(survives_a_full_heap, teardown),
		cmocka_unit_test_teardown(ignores_strangers, teardown),
		cmocka_unit_test_teardown(tells_what_is_in_use, teardown),
	};

	hosted_options.memory = MEMORY;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
