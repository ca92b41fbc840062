/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_RULES_H
#define SIM_RULES_H

/*
 * What the tests of the race are written with: functions that fill a world, run the
 * command and look at its result. Each run also checks what has to hold in any world
 * (check.c).
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

/* The number of elements of an array. */
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
/* A number of milliseconds in ticks. */
#define MS(ms) ((ms) * TICKS_PER_SEC / 1000)

/* Makes a world without cards before a test. */
int empty_world(void **state);
/* Removes the world after a test. */
int end_world(void **state);
/* An entry of cmocka's list of tests, for a test that has a world. */
#define TEST(test) \
	cmocka_unit_test_setup_teardown(test, empty_world, end_world)

/* Adds a number of cards to the world. */
void add_nics(unsigned int count);
/* Returns the card with an index. */
struct sim_nic *nic(unsigned int index);
/* Adds a server of a kind to a card's network, which answers after a delay. Returns
 * the server. */
struct server *serve(unsigned int index, enum server_kind kind,
		     unsigned int delay_ms);

/* Runs the command. It has to fail with an error, given as its POSIX number. */
void assert_result(int error);
/* Fails the test unless a status code is an error with a POSIX number. */
void assert_error(int rc, int error);
/* Runs the command. It has to boot from the card with an index. */
void assert_winner(unsigned int index);
/* Returns a result as a script reads it, or "" if it is not there. */
const char *result(const char *name);
/* Fails the test unless the result of a card is the reason. */
void assert_reason(unsigned int index, const char *reason);
/* Returns how often a text was printed. */
unsigned int printed(const char *text);

/* Fails the test unless a time is a number of milliseconds, up to 60 less or 200
 * more. */
#define assert_about_ms(us, ms)						\
	assert_in_range((us) / US_PER_MS, (ms) >= 60 ? (ms) - 60 : 0,	\
			(ms) + 200)

#endif /* SIM_RULES_H */
