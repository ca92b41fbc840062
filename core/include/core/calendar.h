/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include <stdint.h>

/* Returns the number of days from 1970-01-01 to a day of the Gregorian
 * calendar, which must not be earlier. Months and days count from 1. */
uint64_t calendar_days(unsigned int year, unsigned int month,
		       unsigned int day);

#endif /* CORE_CALENDAR_H */
