/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The firmware's memory (UEFI 2.10, 7.2): a heap for malloc(), and the map.
 */

#include <errno.h>
#include <stdlib.h>
#include <core/memory.h>
#include "efi.h"

#define MIB (1024 * 1024UL)
/* The size of the heap, if there is as much memory in one piece. */
#define HEAP_MAX (8 * MIB)
/* The smallest heap that is tried before we give up. */
#define HEAP_MIN (1 * MIB)
/* Descriptors that the memory map may grow by after its size was asked for, as
 * the buffer for it is allocated in between. */
#define MAP_SLACK 8
/* The longest memory map in bytes that is believed. */
#define MAP_MAX (4 * MIB)

/* The address of the heap. */
static uint64_t heap;
/* Its length in bytes, 0 while there is none. */
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
	efi_uintn size = 0, room, key, entry_len = 0, now_len = 0;
	uint32_t version;
	efi_status status;

	efi_boot->get_memory_map(&size, NULL, &key, &entry_len, &version);
	if (entry_len < sizeof(struct efi_memory_descriptor) ||
	    entry_len > EFI_PAGE_SIZE || size > MAP_MAX)
		return -EINVAL;
	size += MAP_SLACK * entry_len;
	room = size;
	map->entries = malloc(size);
	if (!map->entries)
		return -ENOMEM;
	status = efi_boot->get_memory_map(&size, map->entries, &key,
					  &now_len, &version);
	if (status != EFI_SUCCESS || size > room || now_len != entry_len) {
		free(map->entries);
		return -EIO;
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

/* Returns non-zero if memory of this type is RAM, whoever uses it now. */
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

/* Returns how much RAM the machine has, in bytes, or 0 if the firmware does not
 * tell. */
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
