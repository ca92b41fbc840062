/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The heap, with all that its callers can do wrong. */

#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <assert.h>
#include <core/heap.h>
#include "../replace.h"

REPLACES(assert_failed);

#define HEAP_LEN 16384

static unsigned int assertions;
/* What one free block gives, with all of the memory. */
static size_t whole;

void __wrap_assert_failed(const char *condition, const char *file, int line)
{
	assertions++;
}

static char memory[HEAP_LEN] __attribute__((aligned(16)));
static struct heap heap;

static int setup(void **state)
{
	memset(memory, 0xcc, sizeof(memory));
	heap_init(&heap, memory, sizeof(memory));
	whole = heap_left(&heap);
	assert_in_range(whole, HEAP_LEN - 64, HEAP_LEN - 1);
	assertions = 0;
	return 0;
}

/* Checks that all memory is one free block again, as at the start. */
static void assert_whole(void)
{
	assert_int_equal(heap_left(&heap), whole);
	assert_int_equal(assertions, 0);
}

static void fills_and_empties(void **state)
{
	void *blocks[HEAP_LEN / 64];
	unsigned int count = 0, i;

	while ((blocks[count] = heap_alloc(&heap, 100))) {
		assert_int_equal((uintptr_t)blocks[count] % 16, 0);
		memset(blocks[count++], 0x55, 100);
	}
	assert_in_range(count, HEAP_LEN / 160, HEAP_LEN / 112);
	for (i = 0; i < count; i += 2)
		heap_free(&heap, blocks[i]);
	assert_null(heap_alloc(&heap, 200));
	for (i = 1; i < count; i += 2)
		heap_free(&heap, blocks[i]);
	assert_whole();
	heap_free(&heap, heap_alloc(&heap, HEAP_LEN - 64));
	assert_whole();
}

static void refuses(void **state)
{
	struct heap tiny;

	assert_null(heap_alloc(&heap, HEAP_LEN));
	assert_null(heap_alloc(&heap, ~(size_t)0));
	assert_null(heap_alloc(&heap, ~(size_t)0 - 20));
	assert_null(heap_alloc(&heap, 0x80000000U));
	heap_init(&tiny, memory, 10);
	assert_null(heap_alloc(&tiny, 1));
	heap_free(&heap, NULL);
	heap_free(&heap, heap_alloc(&heap, 0));
	setup(state);
	assert_whole();
}

static void reallocates(void **state)
{
	char *a = heap_alloc(&heap, 40), *b, *c;

	strcpy(a, "kept");
	assert_ptr_equal(heap_realloc(&heap, a, 4000), a);
	assert_ptr_equal(heap_realloc(&heap, a, 10), a);
	b = heap_alloc(&heap, 40);
	c = heap_realloc(&heap, a, 5000);
	assert_ptr_not_equal(c, a);
	assert_string_equal(c, "kept");
	assert_null(heap_realloc(&heap, c, HEAP_LEN));
	assert_string_equal(c, "kept");
	heap_free(&heap, b);
	heap_free(&heap, c);
	heap_free(&heap, heap_realloc(&heap, NULL, 10));
	assert_whole();
}

static void reports_second_free(void **state)
{
	void *a = heap_alloc(&heap, 40), *b = heap_alloc(&heap, 40);

	heap_free(&heap, b);
	heap_free(&heap, b);
	assert_int_equal(assertions, 1);
	heap_free(&heap, a);
	heap_free(&heap, a);
	assert_int_equal(assertions, 2);
	heap_free(&heap, (char *)memory + 160);
	heap_free(&heap, &heap);
	assert_int_equal(assertions, 4);
	assertions = 0;
	assert_whole();
}

static void reports_overrun(void **state)
{
	char *a = heap_alloc(&heap, 44), *b = heap_alloc(&heap, 40);

	assert_null(heap_realloc(&heap, a + 8, 10));
	assert_int_equal(assertions, 1);
	a[44] = 'x';
	heap_free(&heap, a);
	assert_int_equal(assertions, 2);
	assert_null(heap_realloc(&heap, a, 10));
	assert_int_equal(assertions, 3);
	heap_free(&heap, b);
	assert_int_equal(assertions, 3);
}

/* Thousands of random steps; the contents say whether blocks overlap. */
static void random_walk(void **state)
{
	static struct {
		uint8_t *data;
		size_t len;
	} blocks[40];
	unsigned int step, slot;
	size_t i;

	srandom(42);
	for (step = 0; step < 20000; step++) {
		slot = random() % ARRAY_LEN(blocks);
		for (i = 0; i < blocks[slot].len; i++)
			assert_int_equal(blocks[slot].data[i], slot);
		if (blocks[slot].data && random() % 3) {
			heap_free(&heap, blocks[slot].data);
			blocks[slot].data = NULL;
			blocks[slot].len = 0;
			continue;
		}
		i = random() % 1000;
		uint8_t *data = heap_realloc(&heap, blocks[slot].data, i);
		if (!data)
			continue;
		blocks[slot].data = data;
		blocks[slot].len = i;
		memset(data, slot, i);
	}
	for (slot = 0; slot < ARRAY_LEN(blocks); slot++)
		heap_free(&heap, blocks[slot].data);
	assert_whole();
}

/* What was in use once, is in use or has grown is gone; the rest was never
 * touched. */
static void forgets_everything(void **state)
{
	char *freed = heap_alloc(&heap, 5000), *kept = heap_alloc(&heap, 100);
	size_t i;

	memset(freed, 's', 5000);
	heap_free(&heap, freed);
	kept = heap_realloc(&heap, kept, 2000);
	memset(kept, 's', 2000);
	heap_wipe(&heap);
	for (i = 0; i < sizeof(memory); i++)
		assert_true(memory[i] != 's');
	assert_int_equal(memory[0], 0);
	assert_int_equal(memory[sizeof(memory) - 5000], (char)0xcc);
	assert_null(heap_alloc(&heap, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(fills_and_empties, setup),
		cmocka_unit_test_setup(refuses, setup),
		cmocka_unit_test_setup(reallocates, setup),
		cmocka_unit_test_setup(reports_second_free, setup),
		cmocka_unit_test_setup(reports_overrun, setup),
		cmocka_unit_test_setup(random_walk, setup),
		cmocka_unit_test_setup(forgets_everything, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
