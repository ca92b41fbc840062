/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The sum over packets, against one that goes byte by byte as RFC 1071 says. */

#include "unit.h"
#include <string.h>
#include <ipxe/in.h>
#include <core/checksum.h>

#define ROOM 3000

static uint8_t bytes[ROOM];

static uint16_t plain_sum(const uint8_t *data, size_t len)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? data[i] : data[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void assert_sums(void)
{
	size_t start, len;

	for (start = 0; start < 9; start++) {
		for (len = 0; len < ROOM - start; len += len < 300 ? 1 : 61)
			assert_int_equal(net_checksum(bytes + start, len),
					 htons(plain_sum(bytes + start, len)));
	}
}

static void sums_of_all_lengths_and_alignments(void **state)
{
	uint32_t dice = 1;
	size_t i;

	for (i = 0; i < ROOM; i++) {
		dice = dice * 1103515245 + 12345;
		bytes[i] = dice >> 16;
	}
	assert_sums();
}

/* Each addition has a carry. */
static void sums_with_every_carry(void **state)
{
	memset(bytes, 0xff, ROOM);
	assert_sums();
}

static void nothing_is_zero(void **state)
{
	memset(bytes, 0, ROOM);
	assert_int_equal(net_checksum(bytes, 0), 0);
	assert_int_equal(net_checksum(bytes, ROOM), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_of_all_lengths_and_alignments),
		cmocka_unit_test(sums_with_every_carry),
		cmocka_unit_test(nothing_is_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
