/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_H
#define UNIT_H

/*
 * What every unit test includes first: cmocka and the headers that cmocka needs
 * before it. Tests have a clock of their own. It advances by a 16th of a tick each
 * time that it is read, and otherwise only by hosted_clock_advance().
 */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "../../core/platform/testhost/testhost.h"

/* The number of elements of an array. */
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif /* UNIT_H */
