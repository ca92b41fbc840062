/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_RULES_H
#define SIM_RULES_H

/*
 * The words in which the tests of the race are written: a world filled by
 * hand, a run of the command, and what came of it. All that has to hold in any
 * world (check.c) is checked in each run as well.
 */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include "firmware.h"
#include "scenario.h"

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define MS(ms) ((ms) * TICKS_PER_SEC / 1000)

/* Before and after each test. */
int empty_world(void **state);
int end_world(void **state);
#define TEST(test) \
	cmocka_unit_test_setup_teardown(test, empty_world, end_world)

void add_nics(unsigned int count);
struct sim_nic *nic(unsigned int index);
struct server *serve(unsigned int index, enum server_kind kind,
		     unsigned int delay_ms);

/* Runs the command, which has to fail with that error (its POSIX number). */
void assert_result(int error);
void assert_error(int rc, int error);
/* Runs the command, which has to boot from that card. */
void assert_winner(unsigned int index);
/* A result as a script reads it; "" if there is none. */
const char *result(const char *name);
void assert_reason(unsigned int index, const char *reason);
/* How often a text was printed. */
unsigned int printed(const char *text);

#define assert_about_ms(us, ms)						\
	assert_in_range((us) / US_PER_MS, (ms) >= 60 ? (ms) - 60 : 0,	\
			(ms) + 200)

#endif /* SIM_RULES_H */
