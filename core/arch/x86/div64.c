/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The functions that gcc calls for 64-bit divisions on i386, under the names that
 * they have in its support library ("GNU Compiler Collection Internals", 4.1).
 * That library is not installed where gcc is only set up for 64 bits. These calls
 * follow -mregparm, as all others do. The processor divides 64 bits by 32 bits;
 * longer divisors are rare, and are divided by bit by bit.
 */

#include <stdint.h>

/* Divides. Returns the quotient, and the remainder in *rem unless that is
 * NULL. */
uint64_t __udivmoddi4(uint64_t num, uint64_t den, uint64_t *rem);
/* Returns the quotient. */
uint64_t __udivdi3(uint64_t num, uint64_t den);
/* Returns the remainder. */
uint64_t __umoddi3(uint64_t num, uint64_t den);
/* Divides with signs. Returns the quotient, and the remainder in *rem unless
 * that is NULL. */
int64_t __divmoddi4(int64_t num, int64_t den, int64_t *rem);
/* Returns the quotient with its sign. */
int64_t __divdi3(int64_t num, int64_t den);
/* Returns the remainder with its sign, which is that of num. */
int64_t __moddi3(int64_t num, int64_t den);
/* Returns how many bits are set. */
int __popcountsi2(uint32_t value);

/* Divides high:low by den. Returns the quotient. high must be less than den, or
 * the processor raises an exception. */
static uint32_t div_step(uint32_t high, uint32_t low, uint32_t den,
			 uint32_t *rem)
{
	uint32_t quot;

	__asm__("divl %4" : "=a"(quot), "=d"(*rem)
		: "0"(low), "1"(high), "rm"(den) : "cc");
	return quot;
}

/* Divides by a divisor of 32 bits, in two steps. */
static uint64_t div_short(uint64_t num, uint32_t den, uint64_t *rem)
{
	uint32_t mod, high;

	high = div_step(0, num >> 32, den, &mod);
	num = ((uint64_t)high << 32) | div_step(mod, num, den, &mod);
	*rem = mod;
	return num;
}

/* Divides by a divisor of more than 32 bits, bit by bit. */
static uint64_t div_long(uint64_t num, uint64_t den, uint64_t *rem)
{
	uint64_t quot = 0;
	unsigned int bit;

	/* As den is at least 2^32, the quotient has 32 bits at most. */
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

/* Raises the exception of the processor if den is zero, as any other division
 * does. */
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
