/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What gcc calls for 64-bit divisions on i386, under the names of its own
 * support library, which is not there on machines that have only the 64-bit
 * one. (These calls follow -mregparm, as all others do.) The processor divides
 * 64 by 32 bits; longer divisors go bit by bit: they are rare.
 */

#include <stdint.h>

uint64_t __udivmoddi4(uint64_t num, uint64_t den, uint64_t *rem);
uint64_t __udivdi3(uint64_t num, uint64_t den);
uint64_t __umoddi3(uint64_t num, uint64_t den);
int64_t __divmoddi4(int64_t num, int64_t den, int64_t *rem);
int64_t __divdi3(int64_t num, int64_t den);
int64_t __moddi3(int64_t num, int64_t den);
int __popcountsi2(uint32_t value);

/* high must be below den, or the processor raises an exception. */
static uint32_t div_step(uint32_t high, uint32_t low, uint32_t den,
			 uint32_t *rem)
{
	uint32_t quot;

	__asm__("divl %4" : "=a"(quot), "=d"(*rem)
		: "0"(low), "1"(high), "rm"(den) : "cc");
	return quot;
}

static uint64_t div_short(uint64_t num, uint32_t den, uint64_t *rem)
{
	uint32_t mod, high;

	high = div_step(0, num >> 32, den, &mod);
	num = ((uint64_t)high << 32) | div_step(mod, num, den, &mod);
	*rem = mod;
	return num;
}

static uint64_t div_long(uint64_t num, uint64_t den, uint64_t *rem)
{
	uint64_t quot = 0;
	unsigned int bit;

	/* den >= 2^32: the quotient has 32 bits at most. */
	*rem = num >> 32;
	for (bit = 32; bit--; ) {
		*rem = (*rem << 1) | ((num >> bit) & 1);
		if (*rem >= den) {
			*rem -= den;
			quot |= 1ULL << bit;
		}
	}
	return quot;
}

/* A division by zero raises the processor's exception, as any other does. */
uint64_t __udivmoddi4(uint64_t num, uint64_t den, uint64_t *rem)
{
	uint64_t mod, quot;

	quot = (den >> 32) ? div_long(num, den, &mod)
			   : div_short(num, den, &mod);
	if (rem)
		*rem = mod;
	return quot;
}

uint64_t __udivdi3(uint64_t num, uint64_t den)
{
	return __udivmoddi4(num, den, 0);
}

uint64_t __umoddi3(uint64_t num, uint64_t den)
{
	uint64_t rem;

	__udivmoddi4(num, den, &rem);
	return rem;
}

int64_t __divmoddi4(int64_t num, int64_t den, int64_t *rem)
{
	uint64_t mod, quot;

	quot = __udivmoddi4(num < 0 ? -(uint64_t)num : (uint64_t)num,
			    den < 0 ? -(uint64_t)den : (uint64_t)den, &mod);
	if (rem)
		*rem = num < 0 ? -mod : mod;
	return (num < 0) != (den < 0) ? -quot : quot;
}

int64_t __divdi3(int64_t num, int64_t den)
{
	return __divmoddi4(num, den, 0);
}

int64_t __moddi3(int64_t num, int64_t den)
{
	int64_t rem;

	__divmoddi4(num, den, &rem);
	return rem;
}

int __popcountsi2(uint32_t value)
{
	int count = 0;

	for (; value; value &= value - 1)
		count++;
	return count;
}
