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

/* Writes the name of the processor's maker, at most len bytes without a NUL.
 * Returns the length of the whole name, or -ENOENT if the processor does not
 * tell it. */
int cpu_vendor(char *text, size_t len);
/* Writes the name of the processor's model, at most len bytes without a NUL.
 * Returns the length of the whole name, or -ENOENT if the processor does not
 * tell it. */
int cpu_model(char *text, size_t len);

/* Fills in the feature words of an x86 processor (CPUID leaf 1, or 8000_0001h
 * if extended is set). Both are zero where the processor has no such leaf. */
void cpu_features(int extended, uint32_t *ecx, uint32_t *edx);

/* Writes at most max words from the processor's generator of random numbers.
 * Returns how many it has written: 0 if the processor has no such generator. */
unsigned int cpu_random(uint32_t *words, unsigned int max);

#endif /* CORE_CPU_H */
