/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Changes of state: those that the table allows, and those that happen. */

#include <ipxe/netdevice.h>
#include <usr/multibootreport.h>
#include "machine.h"
#include "world.h"

static const char *const names[MULTIBOOT_NUM_STATES] = {
	[MULTIBOOT_CLOSED] = "CLOSED",
	[MULTIBOOT_LINK] = "LINK",
	[MULTIBOOT_DISCOVER] = "DISCOVER",
	[MULTIBOOT_OFFERED] = "OFFERED",
	[MULTIBOOT_REQUEST] = "REQUEST",
	[MULTIBOOT_BOUND] = "BOUND",
	[MULTIBOOT_BOOTED] = "BOOTED",
	[MULTIBOOT_FAILED] = "FAILED",
	[MULTIBOOT_EXCLUDED] = "EXCLUDED",
};

/* How often each state was entered from each state. */
static unsigned int changes[MULTIBOOT_NUM_STATES][MULTIBOOT_NUM_STATES];

const char *machine_name(enum multiboot_state state)
{
	return names[state];
}

int machine_allows(enum multiboot_state from, enum multiboot_state to)
{
	return multiboot_states[from].next >> to & 1;
}

unsigned int machine_saw(enum multiboot_state from, enum multiboot_state to)
{
	return changes[from][to];
}

/* Returns non-zero for a change of state that chance hardly brings about.
 * test_trouble.c has a test for each of these changes. */
int machine_is_rare(enum multiboot_state from, enum multiboot_state to)
{
	/* Takes two keys within a second, while a server is silent. */
	return from == MULTIBOOT_REQUEST && to == MULTIBOOT_CLOSED;
}

/* The linker passes the calls of this listener through here. */

void __wrap_multiboot_entered(struct multiboot_race *race,
			      struct multiboot_contender *contender,
			      enum multiboot_state from);
void __real_multiboot_entered(struct multiboot_race *race,
			      struct multiboot_contender *contender,
			      enum multiboot_state from);

void __wrap_multiboot_entered(struct multiboot_race *race,
			      struct multiboot_contender *contender,
			      enum multiboot_state from)
{
	world_check(machine_allows(from, contender->state),
		    "%s goes from %s to %s", contender->netdev->name,
		    names[from], names[contender->state]);
	changes[from][contender->state]++;
	__real_multiboot_entered(race, contender, from);
}
