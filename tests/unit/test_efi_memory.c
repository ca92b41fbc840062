/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The firmware's memory map, which changes between the call that asks for its size
 * and the one that reads it, and which may lie. */

#include <errno.h>
#include "efi_fake.h"

/* What the code under test has under other names here (mk/unit.mk). */
uint64_t efi_memsize(void);

void efi_umalloc_exit(void)
{
}

#define ENTRIES 64

/* What the firmware answers. */
static struct {
	/* Calls so far. */
	unsigned int calls;
	/* Bytes that the first call asks for. */
	efi_uintn asked;
	/* Descriptors in the map when the second call reads it. */
	unsigned int count;
	/* Length of a descriptor that each of the two calls tells. */
	efi_uintn entry_len[2];
	/* If not 0: the length that the second call says it has written. */
	efi_uintn lie;
} map;

static efi_status EFIAPI get_memory_map(efi_uintn *size, void *entries,
					efi_uintn *key, efi_uintn *entry_len,
					uint32_t *version)
{
	efi_uintn stride = map.entry_len[0], needed = map.count * stride;
	struct efi_memory_descriptor entry = {
		.type = EFI_CONVENTIONAL_MEMORY, .pages = 1,
	};
	unsigned int i;

	*entry_len = map.entry_len[map.calls++ != 0];
	if (!entries) {
		*size = map.asked;
		return EFI_BUFFER_TOO_SMALL;
	}
	if (needed > *size) {
		*size = needed;
		return EFI_BUFFER_TOO_SMALL;
	}
	for (i = 0; i < map.count; i++)
		memcpy((char *)entries + i * stride, &entry, sizeof(entry));
	*size = map.lie ? map.lie : needed;
	return EFI_SUCCESS;
}

/* Has a map of that many descriptors, whose size is told as it is. */
static void have(unsigned int count, efi_uintn entry_len)
{
	memset(&map, 0, sizeof(map));
	map.asked = count * entry_len;
	map.count = count;
	map.entry_len[0] = map.entry_len[1] = entry_len;
}

static int setup(void **state)
{
	fake_firmware_start();
	fake_boot.get_memory_map = get_memory_map;
	have(ENTRIES, sizeof(struct efi_memory_descriptor));
	return 0;
}

#define assert_pages(count) \
	assert_int_equal(efi_memsize(), (count) * (uint64_t)EFI_PAGE_SIZE)

static void all_descriptors_count(void **state)
{
	assert_pages(ENTRIES);
	/* They may be longer than the ones known here. */
	have(ENTRIES, sizeof(struct efi_memory_descriptor) + 8);
	assert_pages(ENTRIES);
}

static void a_map_that_changes_is_read(void **state)
{
	map.count = ENTRIES + 8;
	assert_pages(ENTRIES + 8);
	map.calls = 0;
	map.count = 1;
	assert_pages(1);
}

static void a_map_that_grows_too_much_is_none(void **state)
{
	map.count = ENTRIES + 9;
	assert_pages(0);
	assert_int_equal(map.calls, 2);
}

static void descriptors_of_impossible_lengths_are_none(void **state)
{
	static const efi_uintn lens[] = { 0, 39, 4097, ~0ULL };
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(lens); i++) {
		have(ENTRIES, sizeof(struct efi_memory_descriptor));
		map.entry_len[0] = lens[i];
		assert_pages(0);
		assert_int_equal(map.calls, 1);
	}
	/* So are those whose length has changed. */
	for (i = 0; i < ARRAY_LEN(lens); i++) {
		have(ENTRIES, sizeof(struct efi_memory_descriptor));
		map.entry_len[1] = lens[i];
		assert_pages(0);
	}
}

static void impossible_sizes_are_none(void **state)
{
	map.asked = ~0ULL;
	assert_pages(0);
	have(ENTRIES, sizeof(struct efi_memory_descriptor));
	map.lie = (ENTRIES + 9) * sizeof(struct efi_memory_descriptor);
	assert_pages(0);
	map.calls = 0;
	map.lie = ~0ULL;
	assert_pages(0);
}

#define MAP_TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		MAP_TEST(all_descriptors_count),
		MAP_TEST(a_map_that_changes_is_read),
		MAP_TEST(a_map_that_grows_too_much_is_none),
		MAP_TEST(descriptors_of_impossible_lengths_are_none),
		MAP_TEST(impossible_sizes_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
