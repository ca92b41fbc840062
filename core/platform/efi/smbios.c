/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Where SMBIOS's tables are: among the configuration tables (UEFI 2.10, 4.6;
 * DSP0134 3.6, 5.2 for the entry points).
 */

#include <string.h>
#include <core/machine.h>
#include "efi.h"

/* 32-bit entry point. */
#define SM_TABLE_LEN 0x16
#define SM_TABLE 0x18
/* 64-bit entry point. */
#define SM3_TABLE_MAX 0x0c
#define SM3_TABLE 0x10
/* More than that no machine has. */
#define TABLE_MAX 0x100000

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

static const void *limited(uint64_t address, uint32_t table_len, size_t *len)
{
	if (!address || table_len > TABLE_MAX)
		return NULL;
	*len = table_len;
	return (const void *)(uintptr_t)address;
}

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
