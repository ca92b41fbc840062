/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_COUNTER_H
#define ARCH_COUNTER_H

#include <stdint.h>

/*
 * Takes the place of <arch/counter.h> in objects whose counter a unit test plays
 * (mk/unit.mk): the test defines cpu_counter(), as the inline function leaves no
 * symbol that the linker could replace.
 */

/* Returns the count of the counter that the test plays. */
uint64_t cpu_counter(void);

/* Returns 0: how fast the counter is has to be measured. */
static inline uint64_t cpu_counter_hz(void)
{
	return 0;
}

/* Lets time pass while a loop waits. */
static inline void cpu_relax(void)
{
}

#endif /* ARCH_COUNTER_H */
