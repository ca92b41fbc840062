/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What the processor says of itself (Arm Architecture Reference Manual,
 * MIDR_EL1): numbers, which have no text.
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
