/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_CPU_H
#define EFI_CPU_H

#include <stdint.h>

/* A counter that only time moves on: the time stamp counter. */
static inline uint64_t cpu_counter(void)
{
	return __builtin_ia32_rdtsc();
}

/* How often it counts in a second. Returns 0: it has to be measured. */
static inline uint64_t cpu_counter_hz(void)
{
	return 0;
}

static inline void cpu_relax(void)
{
	__builtin_ia32_pause();
}

#endif /* EFI_CPU_H */
