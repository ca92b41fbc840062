/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_MEMMAP_H
#define PCBIOS_MEMMAP_H

#include <core/memory.h>
#include "block.h"

/* Arithmetic on memory maps as BIOSes give them: in any order, overlapping,
 * with empty and impossible entries (ACPI 6.5, 15.1). */

/*
 * Finds the RAM in window that no entry of the map says is anything else and
 * that is not among the own regions: ascending, apart from each other. Returns
 * the number of regions filled in, at most max.
 */
unsigned int memmap_usable(const struct e820_entry *map, unsigned int count,
			   const struct memory_region *own,
			   unsigned int own_count,
			   const struct memory_region *window,
			   struct memory_region *regions, unsigned int max);

/*
 * Makes the map that others shall see: the own regions are reserved in it, and
 * entries of RAM are cut around them. Returns the number of entries filled in;
 * when max is too low, the entries that come last are missing.
 */
unsigned int memmap_hide(const struct e820_entry *map, unsigned int count,
			 const struct memory_region *own,
			 unsigned int own_count, struct e820_entry *hidden,
			 unsigned int max);

#endif /* PCBIOS_MEMMAP_H */
