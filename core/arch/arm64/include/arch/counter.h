/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_COUNTER_H
#define ARCH_COUNTER_H

#include <stdint.h>

/* Returns the virtual counter of the generic timer (Arm Architecture Reference
 * Manual, CNTVCT_EL0). The barrier keeps the processor from reading it too
 * early. */
static inline uint64_t cpu_counter(void)
{
	uint64_t count;

	__asm__ __volatile__("isb; mrs %0, cntvct_el0" : "=r"(count));
	return count;
}

/* Returns how often the counter counts in a second (CNTFRQ_EL0), or 0 if the
 * firmware has not set that. */
static inline uint64_t cpu_counter_hz(void)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return (uint32_t)hz;
}

/* Lets the processor know that a loop waits. */
static inline void cpu_relax(void)
{
	__asm__ __volatile__("yield");
}

#endif /* ARCH_COUNTER_H */
