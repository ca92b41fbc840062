/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Reports assertions that do not hold (<assert.h>). One that fails several times in
 * a row is reported once, so that a loop does not flood the console.
 */

#include <assert.h>
#include <stdio.h>

void assert_failed(const char *condition, const char *file, int line)
{
	static const char *last_file;
	static int last_line;

	if (file == last_file && line == last_line)
		return;
	last_file = file;
	last_line = line;
	printf("assertion failed: %s (%s:%d): please report this\n",
	       condition, file, line);
}
