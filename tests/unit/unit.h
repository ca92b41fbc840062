/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_H
#define UNIT_H

/*
 * What every unit test includes first: cmocka and what it wants to see before
 * it. The clock is the test's own: it stands still but for looks at it (a 16th
 * of a tick each) and for hosted_clock_advance().
 */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "../../core/platform/testhost/testhost.h"

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif /* UNIT_H */
