/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Writes JSON (json.h) for people to read as well: each member has its line,
 * which is indented by two blanks per level. */

#include <stdio.h>
#include <string.h>
#include "json.h"
#include "report.h"

/* How many objects and arrays are open. */
static unsigned int depth;
/* The next value is the first one of its object or array. */
static int is_first = 1;

/* Writes what comes before a value: a comma, a new line, and its name. */
static void begin(const char *name)
{
	unsigned int i;

	if (!is_first)
		report_print(",");
	if (depth)
		report_print("\n");
	for (i = 0; i < depth; i++)
		report_print("  ");
	if (name)
		report_print("\"%s\": ", name);
	is_first = 0;
}

void json_open(const char *name, char bracket)
{
	begin(name);
	report_print("%c", bracket);
	depth++;
	is_first = 1;
}

void json_close(char bracket)
{
	unsigned int i;

	depth--;
	if (!is_first) {
		report_print("\n");
		for (i = 0; i < depth; i++)
			report_print("  ");
	}
	report_print("%c", bracket);
	is_first = 0;
}

static void write_character(unsigned char c)
{
	if (c == '"' || c == '\\')
		report_print("\\%c", c);
	else if (c >= ' ' && c <= '~')
		report_print("%c", c);
	else
		report_print("\\u%04x", c);
}

void json_text(const char *name, const char *value)
{
	begin(name);
	if (!value) {
		report_print("null");
		return;
	}
	report_print("\"");
	for (; *value; value++)
		write_character(*value);
	report_print("\"");
}

void json_number(const char *name, unsigned long value)
{
	begin(name);
	report_print("%ld", value);
}

void json_bool(const char *name, int value)
{
	begin(name);
	report_print("%s", value ? "true" : "false");
}

void json_end(void)
{
	report_print("\n");
	is_first = 1;
}
