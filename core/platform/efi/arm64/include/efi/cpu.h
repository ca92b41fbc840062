/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_CPU_H
#define EFI_CPU_H

#include <stdint.h>

/* A counter that only time moves on: that of the generic timer (Arm
 * Architecture Reference Manual, D13: CNTVCT_EL0). */
static inline uint64_t cpu_counter(void)
{
	uint64_t value;

	__asm__ __volatile__("isb; mrs %0, cntvct_el0" : "=r"(value));
	return value;
}

/* How often it counts in a second (CNTFRQ_EL0), which the firmware has set; 0
 * if it has not. */
static inline uint64_t cpu_counter_hz(void)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return (uint32_t)hz;
}

static inline void cpu_relax(void)
{
	__asm__ __volatile__("yield");
}

#endif /* EFI_CPU_H */
