/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <usr/multibootcontender.h>

/*
 * The states of contenders: what the product's table allows, and what happens.
 * Every change of state passes through here, and has to be an allowed one.
 */

/* The name of a state, as in docs/race.md. */
const char *machine_name(enum multiboot_state state);
int machine_allows(enum multiboot_state from, enum multiboot_state to);
/* How often that change has happened since the program was started. */
unsigned int machine_saw(enum multiboot_state from, enum multiboot_state to);
/* A change that chance may not bring about in 1000 worlds; a rule test does. */
int machine_is_rare(enum multiboot_state from, enum multiboot_state to);

#endif /* SIM_MACHINE_H */
