/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Finds the SMBIOS structures: the firmware's configuration tables (UEFI 2.10,
 * 4.6) have their entry points (DSP0134 3.6, 5.2).
 */

#include <string.h>
#include <core/machine.h>
#include "efi.h"

/* Offsets in the 32-bit entry point (DSP0134 3.6, 5.2.1). */
#define SM_TABLE_LEN 0x16
#define SM_TABLE 0x18
/* Offsets in the 64-bit entry point (DSP0134 3.6, 5.2.2). */
#define SM3_TABLE_MAX 0x0c
#define SM3_TABLE 0x10
/* The longest structure table in bytes that is believed. */
#define TABLE_MAX 0x100000

/* Returns the entry point with a GUID that begins with that anchor, or NULL if
 * the firmware has none. */
static const uint8_t *find_table(const struct efi_guid *guid,
				 const char *anchor)
{
	const struct efi_configuration_table *table = efi_system->tables;
	efi_uintn left;

	for (left = efi_system->table_count; left; left--, table++) {
		if (memcmp(&table->guid, guid, sizeof(*guid)) == 0 &&
		    table->table &&
		    memcmp(table->table, anchor, strlen(anchor)) == 0)
			return table->table;
	}
	return NULL;
}

/* Returns the table at an address and stores its length, or returns NULL if
 * that cannot be right. */
static const void *limited(uint64_t address, uint32_t table_len, size_t *len)
{
	if (!address || table_len > TABLE_MAX)
		return NULL;
	*len = table_len;
	return (const void *)(uintptr_t)address;
}

/* Returns the SMBIOS structures and stores how many bytes they take at most, or
 * returns NULL if there are none. The 64-bit entry point comes first, as it may
 * know more structures. */
const void *platform_smbios(size_t *len)
{
	static const struct efi_guid smbios = EFI_SMBIOS_GUID;
	static const struct efi_guid smbios3 = EFI_SMBIOS3_GUID;
	const uint8_t *entry;
	uint64_t long_address;
	uint32_t address, long_len;
	uint16_t short_len;

	*len = 0;
	entry = find_table(&smbios3, "_SM3_");
	if (entry) {
		memcpy(&long_address, entry + SM3_TABLE, 8);
		memcpy(&long_len, entry + SM3_TABLE_MAX, 4);
		return limited(long_address, long_len, len);
	}
	entry = find_table(&smbios, "_SM_");
	if (!entry)
		return NULL;
	memcpy(&address, entry + SM_TABLE, 4);
	memcpy(&short_len, entry + SM_TABLE_LEN, 2);
	return limited(address, short_len, len);
}
