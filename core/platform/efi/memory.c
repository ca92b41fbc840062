/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The firmware's memory (UEFI 2.10, 7.2): a heap for malloc(), and the map.
 */

#include <errno.h>
#include <stdlib.h>
#include <core/memory.h>
#include "efi.h"

#define MIB (1024 * 1024UL)
/* The heap gets as much as there is of this. */
#define HEAP_MAX (8 * MIB)
#define HEAP_MIN (1 * MIB)
/* The map may grow between two calls, by what we allocate for it. */
#define MAP_SLACK 8
/* More than that no machine has. */
#define MAP_MAX (4 * MIB)

static uint64_t heap;
static size_t heap_len;

int efi_memory_init(void)
{
	for (heap_len = HEAP_MAX; heap_len >= HEAP_MIN; heap_len /= 2) {
		if (efi_boot->allocate_pages(EFI_ALLOCATE_ANY, EFI_LOADER_DATA,
					     heap_len / EFI_PAGE_SIZE,
					     &heap) == EFI_SUCCESS)
			return 0;
	}
	heap_len = 0;
	return -ENOMEM;
}

void efi_memory_exit(void)
{
	efi_umalloc_exit();
	efi_boot->free_pages(heap, heap_len / EFI_PAGE_SIZE);
	heap_len = 0;
}

void platform_heap(void **start, size_t *len)
{
	*start = (void *)(uintptr_t)heap;
	*len = heap_len;
}

int efi_map_get(struct efi_map *map)
{
	efi_uintn size = 0, key, entry_len = 0;
	uint32_t version;
	efi_status status;

	map->entries = NULL;
	efi_boot->get_memory_map(&size, NULL, &key, &entry_len, &version);
	if (entry_len < sizeof(struct efi_memory_descriptor) ||
	    entry_len > EFI_PAGE_SIZE || size > MAP_MAX)
		return -EINVAL;
	size += MAP_SLACK * entry_len;
	map->entries = malloc(size);
	if (!map->entries)
		return -ENOMEM;
	status = efi_boot->get_memory_map(&size, map->entries, &key,
					  &entry_len, &version);
	if (status != EFI_SUCCESS) {
		free(map->entries);
		map->entries = NULL;
		return efi_rc(status);
	}
	map->entry_len = entry_len;
	map->count = size / entry_len;
	return 0;
}

const struct efi_memory_descriptor *efi_map_entry(const struct efi_map *map,
						  unsigned int i)
{
	return (const void *)((const char *)map->entries + map->entry_len * i);
}

static int is_ram(uint32_t type)
{
	switch (type) {
	case EFI_LOADER_CODE:
	case EFI_LOADER_DATA:
	case EFI_BOOT_SERVICES_CODE:
	case EFI_BOOT_SERVICES_DATA:
	case EFI_RUNTIME_SERVICES_CODE:
	case EFI_RUNTIME_SERVICES_DATA:
	case EFI_CONVENTIONAL_MEMORY:
	case EFI_ACPI_RECLAIM_MEMORY:
	case EFI_ACPI_NVS_MEMORY:
		return 1;
	}
	return 0;
}

uint64_t platform_memsize(void)
{
	struct efi_map map;
	uint64_t pages = 0;
	unsigned int i;

	if (efi_map_get(&map) != 0)
		return 0;
	for (i = 0; i < map.count; i++) {
		if (is_ram(efi_map_entry(&map, i)->type))
			pages += efi_map_entry(&map, i)->pages;
	}
	free(map.entries);
	return pages * EFI_PAGE_SIZE;
}
