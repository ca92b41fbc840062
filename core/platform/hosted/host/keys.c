/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Types keys from a file, for tests. Each line of it has two fields with a tab
 * between them: a text that has to appear on the console, and the keys that are
 * typed then. In the keys, \r \t \e \\ and \xNN stand for those characters.
 * Lines that begin with # are comments.
 */

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "keys.h"

/* The bytes of output that are remembered, in which a text is looked for. */
#define SEEN_MAX 65536

/* The file, or NULL. */
static FILE *file;
/* The current line of it. */
static char *line;
/* The text of that line, or NULL once it has appeared. */
static const char *expected;
/* The output since the last text that has appeared, and its length. */
static char seen[SEEN_MAX + 1];
static size_t seen_len;
/* The keys of the current line. */
static unsigned char typed[1024];
/* The next one of them, and how many there are. */
static size_t typed_pos, typed_len;

/* Returns the value of two hexadecimal digits, or of one if a second one is
 * missing. */
static int hex_value(const char *text)
{
	char digits[3] = { text[0], text[0] ? text[1] : 0, 0 };

	return strtol(digits, NULL, 16);
}

/* Takes the keys out of the second field of a line. */
static void decode(const char *text)
{
	typed_pos = typed_len = 0;
	for (; *text && *text != '\n' && typed_len < sizeof(typed); text++) {
		int c = *text;

		if (c == '\\' && text[1]) {
			switch (*++text) {
			case 'r': c = '\r'; break;
			case 't': c = '\t'; break;
			case 'e': c = 27; break;
			case 'x':
				c = hex_value(text + 1);
				text += strnlen(text + 1, 2);
				break;
			default: c = *text;
			}
		}
		typed[typed_len++] = c;
	}
}

/* Reads the next line that has keys, if there is one. */
static void next_line(void)
{
	static size_t size;
	char *tab;

	expected = NULL;
	do {
		if (getline(&line, &size, file) < 0)
			return;
	} while (line[0] == '#' || line[0] == '\n');
	tab = strchr(line, '\t');
	if (!tab) {
		fprintf(stderr, "keys: no tab in line: %s", line);
		exit(2);
	}
	*tab = '\0';
	decode(tab + 1);
	expected = line;
}

/* Looks for the expected text in the output. Once it is there, the output up to
 * its end is forgotten, so that no later line can match it again. */
static void match(void)
{
	char *found;

	if (!expected)
		return;
	seen[seen_len] = '\0';
	found = memmem(seen, seen_len, expected, strlen(expected));
	if (!found)
		return;
	found += strlen(expected);
	seen_len -= found - seen;
	memmove(seen, found, seen_len);
	expected = NULL;
}

void keys_open(const char *name)
{
	file = fopen(name, "r");
	if (!file) {
		perror(name);
		exit(2);
	}
	next_line();
}

int keys_in_use(void)
{
	return file != NULL;
}

void keys_output(const char *bytes, size_t len)
{
	if (!file)
		return;
	while (len) {
		size_t piece = len < SEEN_MAX / 2 ? len : SEEN_MAX / 2;

		if (piece > SEEN_MAX - seen_len) {
			size_t dropped = piece - (SEEN_MAX - seen_len);

			seen_len -= dropped;
			memmove(seen, seen + dropped, seen_len);
		}
		memcpy(seen + seen_len, bytes, piece);
		seen_len += piece;
		bytes += piece;
		len -= piece;
		match();
	}
}

/* How often keys may be looked for in vain: after that many times a test has
 * gone wrong. */
#define PATIENCE 10000000
/* The exit code of a program that waits for a text that never appears. */
#define STUCK_CODE 3

/* Counts the looks for keys that were in vain, and ends the program after too
 * many of them. */
static void lose_patience(void)
{
	static unsigned long looks;

	if (++looks < PATIENCE)
		return;
	fprintf(stderr, "keys: \"%s\" never appeared\n", expected);
	exit(STUCK_CODE);
}

int keys_peek(void)
{
	if (!expected && typed_pos == typed_len && !feof(file)) {
		next_line();
		match();
	}
	if (expected) {
		lose_patience();
		return KEYS_NONE;
	}
	return typed_pos < typed_len ? typed[typed_pos] : KEYS_END;
}

void keys_take(void)
{
	typed_pos++;
}
