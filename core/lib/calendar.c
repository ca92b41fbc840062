/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The calendar, for clocks that give the time as a date and not in seconds.
 */

#include <core/calendar.h>

/* Days from 0000-03-01 to 1970-01-01. */
#define DAYS_TO_1970 719468

/* Returns the number of days since 1970-01-01. Years are counted from March: the
 * leap day is the last of such a year, so that one linear formula gives the days
 * before each month. */
uint64_t calendar_days(unsigned int year, unsigned int month,
		       unsigned int day)
{
	unsigned int march_month = (month + 9) % 12;

	if (month <= 2)
		year--;
	return 365ULL * year + year / 4 - year / 100 + year / 400 +
	       (march_month * 153 + 2) / 5 + day - 1 - DAYS_TO_1970;
}
