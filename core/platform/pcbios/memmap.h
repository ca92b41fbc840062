/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_MEMMAP_H
#define PCBIOS_MEMMAP_H

#include <core/memory.h>
#include "block.h"

/* Arithmetic on memory maps as BIOSes give them: in any order, overlapping,
 * with empty and impossible entries (ACPI 6.5, 15.1). */

/*
 * RAM in window that none of the entries says is anything else, and nobody
 * owns: ascending, apart from each other. Returns the number of regions filled
 * in, of max.
 */
unsigned int memmap_usable(const struct e820_entry *map, unsigned int count,
			   const struct memory_region *own,
			   unsigned int own_count,
			   const struct memory_region *window,
			   struct memory_region *regions, unsigned int max);

/*
 * The map as others shall see it: what we own is reserved. Entries of RAM are
 * cut around it. Returns the number of entries filled in; when max is too few
 * the last ones are missing.
 */
unsigned int memmap_hide(const struct e820_entry *map, unsigned int count,
			 const struct memory_region *own,
			 unsigned int own_count, struct e820_entry *hidden,
			 unsigned int max);

#endif /* PCBIOS_MEMMAP_H */
