/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Writes JSON (json.h): two blanks a level, a member a line. */

#include <stdio.h>
#include <string.h>
#include "json.h"
#include "report.h"

static unsigned int depth;
static int is_first = 1;

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
