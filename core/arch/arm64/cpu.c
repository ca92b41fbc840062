/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What can be told of the processor: nothing, as it knows its maker and model only
 * as numbers (Arm Architecture Reference Manual, MIDR_EL1), has no feature words
 * of x86, and its generator of random numbers is not used.
 */

#include <errno.h>
#include <core/cpu.h>

int cpu_vendor(char *text, size_t len)
{
	return -ENOENT;
}

int cpu_model(char *text, size_t len)
{
	return -ENOENT;
}

void cpu_features(int extended, uint32_t *ecx, uint32_t *edx)
{
	*ecx = *edx = 0;
}

unsigned int cpu_random(uint32_t *words, unsigned int max)
{
	return 0;
}
