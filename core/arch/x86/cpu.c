/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Asks the processor what it is (CPUID) and for random numbers (RDRAND; Intel SDM
 * volume 2).
 */

#include <errno.h>
#include <string.h>
#include <core/cpu.h>

#define LEAF_VENDOR 0
#define LEAF_EXTENDED 0x80000000U
#define LEAF_MODEL 0x80000002U
#define MODEL_LEAVES 3

enum { EAX, EBX, ECX, EDX, REGS };

static void cpuid(uint32_t leaf, uint32_t regs[REGS])
{
	__asm__("cpuid" : "=a"(regs[EAX]), "=b"(regs[EBX]), "=c"(regs[ECX]),
			  "=d"(regs[EDX])
			: "a"(leaf), "c"(0));
}

/* Copies a text of at most max bytes to one of len bytes, without a NUL.
 * Returns how long it is. */
static int copy_text(const char *from, size_t max, char *text, size_t len)
{
	size_t used = strnlen(from, max);

	memcpy(text, from, used < len ? used : len);
	return used;
}

int cpu_vendor(char *text, size_t len)
{
	uint32_t regs[REGS];
	uint32_t name[3];

	cpuid(LEAF_VENDOR, regs);
	name[0] = regs[EBX];
	name[1] = regs[EDX];
	name[2] = regs[ECX];
	return copy_text((char *)name, sizeof(name), text, len);
}

int cpu_model(char *text, size_t len)
{
	uint32_t regs[MODEL_LEAVES][REGS];
	const char *start = (const char *)regs;
	const char *end = start + sizeof(regs);
	unsigned int i;

	cpuid(LEAF_EXTENDED, regs[0]);
	if (regs[0][EAX] < LEAF_MODEL + MODEL_LEAVES - 1)
		return -ENOENT;
	for (i = 0; i < MODEL_LEAVES; i++)
		cpuid(LEAF_MODEL + i, regs[i]);
	/* Some processors begin their name with spaces. */
	while (start < end && *start == ' ')
		start++;
	return copy_text(start, end - start, text, len);
}

void cpu_features(int extended, uint32_t *ecx, uint32_t *edx)
{
	uint32_t base = extended ? LEAF_EXTENDED : LEAF_VENDOR;
	uint32_t regs[REGS];

	*ecx = *edx = 0;
	cpuid(base, regs);
	if (regs[EAX] < base + 1 || regs[EAX] > base + 0xffff)
		return;
	cpuid(base + 1, regs);
	*ecx = regs[ECX];
	*edx = regs[EDX];
}

/* The bit of CPUID leaf 1 in ECX that says that there is RDRAND (Intel SDM volume
 * 1, 7.3.17). */
#define HAS_RDRAND 0x40000000U
/* How often the generator is asked, as it may have no number ready. */
#define RDRAND_TRIES 10

/* Gets a random number. Returns non-zero, or 0 if the generator has none. */
static int rdrand(uint32_t *word)
{
	unsigned int tries;
	uint8_t ok;

	for (tries = 0; tries < RDRAND_TRIES; tries++) {
		__asm__ __volatile__("rdrand %0\n\tsetc %1"
				     : "=r"(*word), "=qm"(ok) : : "cc");
		if (ok)
			return 1;
	}
	return 0;
}

unsigned int cpu_random(uint32_t *words, unsigned int max)
{
	unsigned int count = 0;
	uint32_t ecx, edx;

	cpu_features(0, &ecx, &edx);
	if (!(ecx & HAS_RDRAND))
		return 0;
	while (count < max && rdrand(&words[count]))
		count++;
	return count;
}
