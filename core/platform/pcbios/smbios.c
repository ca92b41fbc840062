/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Finds the tables of SMBIOS (DSP0134 3.6, 5.2: entry points are in the last
 * 64 KiB below 1 MiB, at multiples of 16).
 */

#include <string.h>
#include <core/machine.h>
#include "pcbios.h"

#define AREA 0xf0000
#define AREA_END 0x100000
#define STEP 16

/* Offsets in a 32-bit entry point, and its least length (5.2.1). */
#define SM_LEN 0x05
#define SM_TABLE_LEN 0x16
#define SM_TABLE 0x18
#define SM_LEN_MIN 0x1f
/* Offsets in a 64-bit entry point, and its least length (5.2.2). */
#define SM3_LEN 0x06
#define SM3_TABLE_MAX 0x0c
#define SM3_TABLE 0x10
#define SM3_LEN_MIN 0x18
/* The longest table that is believed; no machine has a longer one. */
#define TABLE_MAX 0x100000

static int sum_is_zero(const uint8_t *data, size_t len)
{
	uint8_t sum = 0;

	while (len--)
		sum += *data++;
	return sum == 0;
}

/* Returns non-zero if an entry point has its anchor, a length that is possible,
 * and the right checksum. */
static int valid(const uint8_t *entry, const char *anchor, size_t len,
		 size_t min)
{
	return memcmp(entry, anchor, strlen(anchor)) == 0 && len >= min &&
	       len <= AREA_END - (uintptr_t)entry && sum_is_zero(entry, len);
}

/* Returns the table at an address, or NULL if it cannot be there. *len is its
 * length in bytes. */
static const void *table(uint64_t address, uint32_t table_len, size_t *len)
{
	if (address + table_len > 0xffffffff || table_len > TABLE_MAX)
		return NULL;
	*len = table_len;
	return (const void *)(uintptr_t)address;
}

/* Returns the table that the first valid entry point names, or NULL if there is
 * none. *len is its length in bytes. */
static const void *find_table(size_t *len)
{
	const uint8_t *entry = (const uint8_t *)hide_origin(AREA);
	uint16_t short_len;
	uint32_t address, long_len;
	uint64_t long_address;

	for (; entry < (const uint8_t *)AREA_END; entry += STEP) {
		if (valid(entry, "_SM_", entry[SM_LEN], SM_LEN_MIN)) {
			memcpy(&address, entry + SM_TABLE, 4);
			memcpy(&short_len, entry + SM_TABLE_LEN, 2);
			return table(address, short_len, len);
		}
		if (valid(entry, "_SM3_", entry[SM3_LEN], SM3_LEN_MIN)) {
			memcpy(&long_address, entry + SM3_TABLE, 8);
			memcpy(&long_len, entry + SM3_TABLE_MAX, 4);
			return table(long_address, long_len, len);
		}
	}
	return NULL;
}

/* Looks for the table only once: every DHCP packet asks for the UUID in it, and
 * it takes 120,000 instructions to find the entry point in 64 KiB. */
const void *platform_smbios(size_t *len)
{
	static const void *found;
	static size_t found_len;
	static int looked;

	if (!looked)
		found = find_table(&found_len);
	looked = 1;
	*len = found_len;
	return found;
}
