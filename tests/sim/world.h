/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stddef.h>
#include <stdint.h>

/*
 * Simulates what the race needs in addition to the core: time, random numbers,
 * memory, keyboard and console. Nothing here reads the host's clock, so that the
 * same seed gives the same run.
 */

/* Times are in microseconds since world_reset(). Time advances by world.quantum_us
 * once in each sweep, when a device is polled, and a little whenever the clock is
 * read. WORLD_NEVER is later than all times. */
#define US_PER_MS 1000ULL
#define US_PER_SEC 1000000ULL
#define WORLD_NEVER (~0ULL)

/* Most keys that a test types. */
#define WORLD_KEYS_MAX 256

/* So many looks at the clock without any device being polled are a wait. */
#define WORLD_IDLE_CALLS 64

/* The simulated world. */
struct world {
	/* The time. */
	uint64_t now_us;
	/* How long a sweep takes. */
	uint64_t quantum_us;
	/* Length of the firmware's timer steps, in ticks. */
	unsigned int tick_step;
	/* What currticks() returned at first. */
	unsigned long first_tick;
	/* Time at which the run must be over. */
	uint64_t limit_us;
	/* How often currticks() was called since a device was last polled. */
	unsigned long idle_calls;
	/* A bit for each device that was polled in this sweep. */
	uint64_t polled;
	/* Number of allocations that have not been freed. */
	unsigned long allocations;
	/* Number of allocations that were made so far. */
	unsigned long allocated;
	/* Number of the allocation that fails, or 0 if none does. */
	unsigned long fail_at;
	/* How many of 1000 allocations fail. */
	unsigned int fail_permille;
	/* Number of allocations that have failed. */
	unsigned long failed;
	/* The keys that are typed. */
	struct {
		/* When the key is typed. */
		uint64_t at_us;
		/* The key. */
		int key;
	} keys[WORLD_KEYS_MAX];
	/* Number of keys that are typed. */
	unsigned int key_count;
	/* Number of keys that were read. */
	unsigned int keys_taken;
	/* Non-zero if the input never falls silent, as that of a serial line
	 * with nothing at its other end. */
	int noise;
	/* Number of characters of that input that were read. */
	unsigned long noise_taken;
	/* Gets each character that is printed, and may type keys; may be
	 * NULL. */
	void (*terminal)(int c);
	/* The machine's SMBIOS structures, or NULL if it has none. */
	const void *smbios;
	/* Their length in bytes. */
	size_t smbios_len;
	/* What was printed since world_reset(), as far as it fits. */
	char console[65536];
	/* Length of the text in console[]. */
	size_t console_len;
	/* Number of lines that were printed. */
	unsigned int lines;
	/* Length of the longest line, in columns. */
	unsigned int widest;
	/* When a character was printed last. */
	uint64_t printed_us;
	/* Column in which the next character is printed. */
	unsigned int column;
	/* Hash of all events, which is the same for equal runs. */
	uint64_t hash;
};

extern struct world world;

/* Begins a new world at time 0. */
void world_reset(uint64_t seed);
/* Returns a pseudo-random number that does not depend on the core's random(). */
uint64_t world_random(void);
/* Returns a pseudo-random number from 0 to limit - 1. */
unsigned int world_below(unsigned int limit);
/* Returns a pseudo-random number from low to high. */
unsigned int world_between(unsigned int low, unsigned int high);
/* Returns non-zero in a number of cases out of 100. */
int world_chance(unsigned int percent);
/* Notes that the device with an index, of at most 63, is polled. Time advances when it
 * is polled again, with which the next sweep begins, in whatever order it is. */
void world_polled(unsigned int index);
/* Advances time. */
void world_advance(uint64_t us);
/* Types a key at a time. */
void world_key(uint64_t at_us, int key);
/* Adds an event to the hash, and prints it if world_log is non-zero. */
void world_event(const char *format, ...)
	__attribute__((format(__printf__, 1, 2)));
extern int world_log;

/* Stops the run with a text that says what is wrong. The test sets this function,
 * which must not return. */
extern void (*world_broken)(const char *text);
/* Stops the run with a message. */
void world_fail(const char *format, ...)
	__attribute__((noreturn, format(__printf__, 1, 2)));
/* Stops the run with a message unless a condition holds. */
#define world_check(condition, ...) do {				\
	if (!(condition))						\
		world_fail(__VA_ARGS__);				\
	} while (0)

#endif /* SIM_WORLD_H */
