/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Where SMBIOS's tables are (DSP0134 3.6, 5.2: entry points in the last 64 KiB
 * below 1 MiB, on multiples of 16).
 */

#include <string.h>
#include <core/machine.h>
#include "pcbios.h"

#define AREA 0xf0000
#define AREA_END 0x100000
#define STEP 16

/* 32-bit entry point. */
#define SM_LEN 0x05
#define SM_TABLE_LEN 0x16
#define SM_TABLE 0x18
#define SM_LEN_MIN 0x1f
/* 64-bit entry point. */
#define SM3_LEN 0x06
#define SM3_TABLE_MAX 0x0c
#define SM3_TABLE 0x10
#define SM3_LEN_MIN 0x18
/* Longest table that is believed; no machine has a longer one. */
#define TABLE_MAX 0x100000

static int sum_is_zero(const uint8_t *data, size_t len)
{
	uint8_t sum = 0;

	while (len--)
		sum += *data++;
	return sum == 0;
}

static int valid(const uint8_t *entry, const char *anchor, size_t len,
		 size_t min)
{
	return memcmp(entry, anchor, strlen(anchor)) == 0 && len >= min &&
	       len <= AREA_END - (uintptr_t)entry && sum_is_zero(entry, len);
}

static const void *table(uint64_t address, uint32_t table_len, size_t *len)
{
	if (address + table_len > 0xffffffff || table_len > TABLE_MAX)
		return NULL;
	*len = table_len;
	return (const void *)(uintptr_t)address;
}

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

/* Looked for once: every DHCP packet asks for the UUID, and it takes 120,000
 * instructions to find the entry point in 64 KiB. */
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
