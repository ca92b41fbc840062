/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Where a kernel's initrd goes: below the kernel's limit, and in the way of
 * nothing that has still to be copied. */

#include "unit.h"
#include <core/bzimage.h>

#define MIB 0x100000ULL

/* Returns where an initrd is put for a kernel at 1 MiB that unpacks itself to
 * 16 MiB and is held at 1000 MiB. */
static uint64_t place_at(uint64_t data, uint64_t initrd_max, uint64_t limit)
{
	const struct bzimage bzimage = { .initrd_max = initrd_max };
	const struct bzimage_layout layout = {
		.load = { MIB, 9 * MIB },
		.run = { 16 * MIB, 48 * MIB },
	};
	const struct memory_region image = { 1000 * MIB, 1008 * MIB };
	const struct memory_region here = { data, data + 64 * MIB };
	const struct memory_region memory = { MIB, 2048 * MIB };

	return bzimage_place_initrd(&bzimage, &layout, &image, &here, &memory,
				    1, limit);
}

static void stays_where_it_may(void **state)
{
	assert_int_equal(place_at(1500 * MIB, 0x7fffffff, 2048 * MIB),
			 1500 * MIB);
	assert_int_equal(place_at(1500 * MIB, 1564 * MIB - 1, 2048 * MIB),
			 1500 * MIB);
}

static void moves_below_the_kernels_limit(void **state)
{
	assert_int_equal(place_at(1500 * MIB, 1564 * MIB - 2, 2048 * MIB),
			 1500 * MIB - 4096);
	/* It counts also if it is one byte below that of the command line. */
	assert_int_equal(place_at(1500 * MIB, 1564 * MIB - 2, 1564 * MIB),
			 1500 * MIB - 4096);
	assert_int_equal(place_at(1500 * MIB, 0x37ffffff, 2048 * MIB),
			 (0x380 - 64) * MIB);
	assert_int_equal(place_at(1500 * MIB, 100, 2048 * MIB), 0);
}

static void moves_below_a_limit_of_the_command_line(void **state)
{
	assert_int_equal(place_at(1500 * MIB, 0x7fffffff, 512 * MIB),
			 448 * MIB);
}

static void moves_out_of_the_way(void **state)
{
	/* Of where the kernel unpacks itself. */
	assert_int_equal(place_at(40 * MIB, 0x7fffffff, 2048 * MIB),
			 1984 * MIB);
	/* Not over the kernel, which is copied later. */
	assert_int_equal(place_at(1500 * MIB, 1030 * MIB - 1, 2048 * MIB),
			 936 * MIB);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_where_it_may),
		cmocka_unit_test(moves_below_the_kernels_limit),
		cmocka_unit_test(moves_below_a_limit_of_the_command_line),
		cmocka_unit_test(moves_out_of_the_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
