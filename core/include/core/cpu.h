/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_CPU_H
#define CORE_CPU_H

#include <stddef.h>
#include <stdint.h>
#include <arch/counter.h>

/*
 * The processor, as core/arch/NAME knows it. <arch/counter.h> has what has to
 * be fast: cpu_counter(), a counter that runs at a constant rate from the
 * machine's start on, cpu_counter_hz(), its rate if the processor tells it, and
 * cpu_relax(), for loops that wait.
 */

/* Writes who made the processor as text without NUL, at most len bytes. Returns
 * how long the text is, or -ENOENT. */
int cpu_vendor(char *text, size_t len);
/* Writes the model of the processor as text, as cpu_vendor() does. */
int cpu_model(char *text, size_t len);

/* The feature words of x86 processors (CPUID leaf 1, or 8000_0001h if extended
 * is set). Both are zero where the processor has no such leaf. */
void cpu_features(int extended, uint32_t *ecx, uint32_t *edx);

/* Writes words of the processor's generator of random numbers, at most max.
 * Returns how many; 0 where it has none. */
unsigned int cpu_random(uint32_t *words, unsigned int max);

#endif /* CORE_CPU_H */
