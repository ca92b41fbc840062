/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_COUNTER_H
#define ARCH_COUNTER_H

#include <stdint.h>

/* Returns the time stamp counter (Intel SDM volume 3, 18.17). */
static inline uint64_t cpu_counter(void)
{
	return __builtin_ia32_rdtsc();
}

/* Returns 0, as it has to be measured how often the counter counts in a second. */
static inline uint64_t cpu_counter_hz(void)
{
	return 0;
}

/* Lets the processor know that a loop waits. */
static inline void cpu_relax(void)
{
	__asm__ __volatile__("pause");
}

#endif /* ARCH_COUNTER_H */
