/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Time, chance, memory, keyboard and console of a simulated machine. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>
#include <unistd.h>
#include <core/clock.h>
#include <core/cpu.h>
#include <core/machine.h>
#include "../../core/platform/hosted/host/host.h"
#include "world.h"

/* Number of bytes before an allocation. */
#define MARK_LEN 16

struct world world;
int world_log;
void (*world_broken)(const char *text);

static uint64_t random_state;

void world_reset(uint64_t seed)
{
	unsigned long allocations = world.allocations;

	memset(&world, 0, sizeof(world));
	world.allocations = allocations;
	world.quantum_us = US_PER_MS;
	world.tick_step = 1;
	world.limit_us = WORLD_NEVER;
	world.hash = 0xcbf29ce484222325ULL;
	random_state = seed;
	srandom(seed);
}

/* --- chance (splitmix64, Steele et al. 2014) */

uint64_t world_random(void)
{
	uint64_t z = (random_state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

unsigned int world_below(unsigned int limit)
{
	return world_random() % limit;
}

unsigned int world_between(unsigned int low, unsigned int high)
{
	return low + world_below(high - low + 1);
}

int world_chance(unsigned int percent)
{
	return world_below(100) < percent;
}

/* --- time */

void world_advance(uint64_t us)
{
	world.now_us += us;
	world_check(world.now_us <= world.limit_us,
		    "still running after %ld ms",
		    (unsigned long)(world.limit_us / US_PER_MS));
}

void world_polled(unsigned int index)
{
	uint64_t bit = 1ULL << index;

	if (world.polled & bit) {
		world.polled = 0;
		world_advance(world.quantum_us);
	}
	world.polled |= bit;
	world.idle_calls = 0;
}

unsigned long currticks(void)
{
	unsigned long ticks;

	if (++world.idle_calls >= WORLD_IDLE_CALLS) {
		world.idle_calls = 0;
		world_advance(world.quantum_us);
	}
	ticks = world.now_us * TICKS_PER_SEC / US_PER_SEC;
	return world.first_tick + ticks - ticks % world.tick_step;
}

void udelay(unsigned long us)
{
	world_advance(us);
}

void mdelay(unsigned long ms)
{
	world_advance(ms * US_PER_MS);
}

/* --- memory */

void *malloc(size_t len)
{
	char *mark;

	world.allocated++;
	if (world.allocated == world.fail_at ||
	    (world.fail_permille &&
	     world_below(1000) < world.fail_permille)) {
		world.failed++;
		return NULL;
	}
	mark = host_malloc(MARK_LEN + len);
	world_check(mark, "the host has no memory");
	world.allocations++;
	return mark + MARK_LEN;
}

void free(void *ptr)
{
	if (!ptr)
		return;
	world.allocations--;
	host_free((char *)ptr - MARK_LEN);
}

void *realloc(void *old, size_t len)
{
	world.allocations += !old;
	return (char *)host_realloc(old ? (char *)old - MARK_LEN : NULL,
				    MARK_LEN + len) + MARK_LEN;
}

/* Does nothing, as resting saves no time on a clock that the test sets. */
void step_busy(void)
{
}

/* Does nothing, as time only passes when the world says so. */
void step_rest(const void *who)
{
}

/* Random numbers follow from the world's seed alone. */
unsigned int cpu_random(uint32_t *words, unsigned int max)
{
	return 0;
}

uint64_t platform_time(void)
{
	return 0;
}

uint16_t platform_dhcp_arch(void)
{
	return 0;
}

const void *platform_smbios(size_t *len)
{
	*len = world.smbios_len;
	return world.smbios;
}

/* --- keyboard and console */

void world_key(uint64_t at_us, int key)
{
	world_check(world.key_count < WORLD_KEYS_MAX, "too many keys");
	world.keys[world.key_count].at_us = at_us;
	world.keys[world.key_count++].key = key;
}

int iskey(void)
{
	return world.noise || (world.keys_taken < world.key_count &&
	       world.keys[world.keys_taken].at_us <= world.now_us);
}

/* Noise that is read in the same moment again and again is read for ever. */
#define NOISE_MAX 1000000

int getchar(void)
{
	if (world.noise) {
		world_check(world.noise_taken++ < NOISE_MAX,
			    "reads its input for ever");
		return 'x';
	}
	world_check(iskey(), "waits for a key for ever");
	world_event("key %d", world.keys[world.keys_taken].key);
	return world.keys[world.keys_taken++].key;
}

int putchar(int c)
{
	char byte = c;

	if (world_log)
		host_write(&byte, 1);
	if (world.console_len < sizeof(world.console) - 1)
		world.console[world.console_len++] = c;
	world.hash = (world.hash ^ (uint8_t)c) * 0x100000001b3ULL;
	if (world.terminal)
		world.terminal(c);
	world.printed_us = world.now_us;
	if (c != '\n') {
		if (++world.column > world.widest)
			world.widest = world.column;
		return c;
	}
	world.column = 0;
	world.lines++;
	return c;
}

void world_event(const char *format, ...)
{
	char text[160];
	va_list args;
	char *c;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (c = text; *c; c++)
		world.hash = (world.hash ^ (uint8_t)*c) * 0x100000001b3ULL;
	world.hash ^= world.now_us;
	if (!world_log)
		return;
	char line[192];
	host_write(line, snprintf(line, sizeof(line), "[%7ld.%03ld] %s\n",
				  (long)(world.now_us / US_PER_MS),
				  (long)(world.now_us % US_PER_MS), text));
}

void world_fail(const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	world_broken(text);
	__builtin_trap();
}
