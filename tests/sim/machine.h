/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <usr/multibootcontender.h>

/*
 * Compares the changes of contenders' states with the product's table. All changes
 * are recorded here, and one that the table does not allow fails the test.
 */

/* Returns the name that docs/race.md has for a state. */
const char *machine_name(enum multiboot_state state);
/* Returns non-zero if the table allows a change of state. */
int machine_allows(enum multiboot_state from, enum multiboot_state to);
/* Returns how often a change has happened since the program was started. */
unsigned int machine_saw(enum multiboot_state from, enum multiboot_state to);
/* Returns non-zero for a change that may not happen in 1000 random worlds. Such
 * changes have tests of their own. */
int machine_is_rare(enum multiboot_state from, enum multiboot_state to);

#endif /* SIM_MACHINE_H */
