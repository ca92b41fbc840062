/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The calendar, for clocks that tell days and not seconds.
 */

#include <core/calendar.h>

/* Days from 0000-03-01 to 1970-01-01. */
#define DAYS_TO_1970 719468

/* A year that begins in March has its leap day at the end, and the days before
 * each month follow a straight line. */
uint64_t calendar_days(unsigned int year, unsigned int month,
		       unsigned int day)
{
	unsigned int march_month = (month + 9) % 12;

	if (month <= 2)
		year--;
	return 365ULL * year + year / 4 - year / 100 + year / 400 +
	       (march_month * 153 + 2) / 5 + day - 1 - DAYS_TO_1970;
}
