/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the race stands on besides the core: time, chance, memory, keyboard and
 * console, all owned by the test. Nothing here reads the host's clock, so that
 * the same seed gives the same run.
 */

/* Time: microseconds since world_reset(). It moves when a device is polled
 * (once a sweep over all of them), by world.quantum_us, and a little whenever
 * somebody asks for it. */
#define US_PER_MS 1000ULL
#define US_PER_SEC 1000000ULL
#define WORLD_NEVER (~0ULL)

#define WORLD_KEYS_MAX 16

struct world {
	uint64_t now_us;
	uint64_t quantum_us;		/* a sweep takes that long */
	unsigned int tick_step;		/* steps of the timer, in ticks */
	unsigned long first_tick;	/* what currticks() began with */
	uint64_t limit_us;		/* nothing may run beyond that */
	unsigned long idle_calls;	/* of currticks() since the last poll */
	int last_polled;
	/* Memory. */
	unsigned long allocations;	/* that are there */
	unsigned long allocated;	/* so far */
	unsigned long fail_at;		/* the n-th fails, 0: none */
	unsigned int fail_permille;	/* of all */
	unsigned long failed;		/* that did */
	/* Keyboard. */
	struct {
		uint64_t at_us;
		int key;
	} keys[WORLD_KEYS_MAX];
	unsigned int key_count;
	unsigned int keys_taken;
	/* What was printed since world_reset(), as far as it fits. */
	char console[65536];
	size_t console_len;
	unsigned int lines;
	unsigned int widest;		/* line, in columns */
	unsigned int column;
	/* Of all events: equal for equal runs. */
	uint64_t hash;
};

extern struct world world;

void world_reset(uint64_t seed);
/* Deterministic chance, apart from the core's random(). */
uint64_t world_random(void);
unsigned int world_below(unsigned int limit);	/* 0..limit-1 */
unsigned int world_between(unsigned int low, unsigned int high);
int world_chance(unsigned int percent);
/* A device of that index is polled: moves time once a sweep. */
void world_polled(int index);
void world_advance(uint64_t us);
void world_key(uint64_t at_us, int key);
/* Notes an event for the hash, and for the log if world_log is set. */
void world_event(const char *format, ...)
	__attribute__((format(__printf__, 1, 2)));
extern int world_log;

/* Stops the run: the text says what is wrong. Set by the test; must not
 * return. */
extern void (*world_broken)(const char *text);
void world_fail(const char *format, ...)
	__attribute__((noreturn, format(__printf__, 1, 2)));
#define world_check(condition, ...) do {				\
	if (!(condition))						\
		world_fail(__VA_ARGS__);				\
	} while (0)

#endif /* SIM_WORLD_H */
