/* SPDX-License-Identifier: GPL-2.0-or-later */

/* SMBIOS tables of firmware that makes mistakes: cut off anywhere, with
 * lengths that lie. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/machine.h>
#include <ipxe/init.h>
#include <ipxe/settings.h>
#include "../replace.h"

REPLACES(platform_smbios);

static const uint8_t sample[] =
	"\x01\x1b\0\1\1\2\0\3" "0123456789abcdef" "\6\0\0" "Maker\0Product\0\0"
	"\x03\x09\0\3\0\1\0\0\1" "ASSET\0\0" "\x7f\4\0\x7f\0\0";

static uint8_t *table;
static size_t table_len;

const void *__wrap_platform_smbios(size_t *len)
{
	*len = table_len;
	return table;
}

/* Fetches smbios/type.offset.len, whose bytes are not interpreted. */
static int fetch(unsigned int type, unsigned int offset, unsigned int len,
		 void *data, size_t max)
{
	struct settings *settings;
	struct setting setting;
	char name[40];
	int rc;

	snprintf(name, sizeof(name), "smbios/%d.%d.%d", type, offset, len);
	rc = parse_setting_name(name, 0, &settings, &setting);
	assert_int_equal(rc, 0);
	return fetch_setting(settings, &setting, NULL, NULL, data, max);
}

static int start(void **state)
{
	struct init_fn *fn;

	for_each_table_entry(fn, INIT_FNS) {
		if (fn->initialise)
			fn->initialise();
	}
	return 0;
}

/* Sets a table of that length and not a byte more. */
static void set_table(const void *bytes, size_t len)
{
	free(table);
	table = malloc(len ? len : 1);
	memcpy(table, bytes, len);
	table_len = len;
}

static int teardown(void **state)
{
	free(table);
	table = NULL;
	return 0;
}

static void reads_fields(void **state)
{
	char text[32];

	set_table(sample, sizeof(sample) - 1);
	assert_int_equal(fetch(1, 5, 0, text, sizeof(text)), 7);
	assert_memory_equal(text, "Product", 7);
	assert_int_equal(fetch(3, 8, 0, text, sizeof(text)), 5);
	assert_memory_equal(text, "ASSET", 5);
	assert_int_equal(fetch(3, 8, 2, text, sizeof(text)), -ENOENT);
	assert_int_equal(fetch(3, 9, 0, text, sizeof(text)), -ENOENT);
	assert_int_equal(fetch(1, 0xff, 0xff, text, sizeof(text)), -ENOENT);
}

/* Bytes as they stand in the structure, as many as there is room for. */
static void reads_bytes(void **state)
{
	char text[32];

	set_table(sample, sizeof(sample) - 1);
	memset(text, '.', sizeof(text));
	assert_int_equal(fetch(1, 4, 4, text, sizeof(text)), 4);
	assert_memory_equal(text, "\1\2\0\3.", 5);
	assert_int_equal(fetch(1, 8, 10, text, 3), 10);
	assert_memory_equal(text, "012\3.", 5);
	assert_int_equal(fetch(3, 5, 4, text, sizeof(text)), 4);
	assert_memory_equal(text, "\1\0\0\1", 4);
	assert_int_equal(fetch(3, 5, 5, text, sizeof(text)), -ENOENT);
	/* The UUID is one only as a whole. */
	assert_int_equal(fetch(1, 8, 15, text, sizeof(text)), 15);
	assert_memory_equal(text, "0123456789abcde", 15);
}

/* At the offset 0 the length is the number of a string. */
static void reads_strings_by_number(void **state)
{
	char text[32];

	set_table(sample, sizeof(sample) - 1);
	assert_int_equal(fetch(1, 0, 1, text, sizeof(text)), 5);
	assert_memory_equal(text, "Maker", 5);
	assert_int_equal(fetch(1, 0, 2, text, sizeof(text)), 7);
	assert_memory_equal(text, "Product", 7);
	assert_int_equal(fetch(1, 0, 0, text, sizeof(text)), -ENOENT);
	assert_int_equal(fetch(1, 0, 3, text, sizeof(text)), -ENOENT);
	assert_int_equal(fetch(1, 0, 255, text, sizeof(text)), -ENOENT);
}

/* Fails unless a line with settings becomes that text. */
static void assert_expands(const char *line, const char *expected)
{
	char *text = expand_settings(line);

	assert_string_equal(text, expected);
	free(text);
}

static void named_settings(void **state)
{
	static const uint8_t machine[] =
		"\x01\x1b\0\1\1\2\3\4" "0123456789abcdef" "\6\0\0"
		"Maker\0Product\0Version\0Serial\0\0"
		"\x02\x08\0\2\0\0\0\1" "Board\0\0"
		"\x03\x09\0\3\0\1\0\0\2" "Chassis\0Asset\0\0"
		"\x7f\4\0\x7f\0\0";

	set_table(machine, sizeof(machine) - 1);
	assert_expands("${manufacturer} ${product} ${serial}",
		       "Maker Product Serial");
	assert_expands("${asset} ${board-serial}", "Asset Board");
	/* The first three parts are little-endian (SMBIOS 7.2.1). */
	assert_expands("${uuid}", "33323130-3534-3736-3839-616263646566");
}

/* Writes ${uuid} for a machine whose firmware has 16 of that byte. */
static void assert_uuid(int byte, const char *expected)
{
	uint8_t bytes[sizeof(sample) - 1];

	memcpy(bytes, sample, sizeof(bytes));
	memset(bytes + 8, byte, 16);
	set_table(bytes, sizeof(bytes));
	assert_expands("${uuid}", expected);
}

static void machines_without_a_uuid(void **state)
{
	assert_uuid(0, "00000000-0000-0000-0000-000000000000");
	assert_uuid(0xff, "");
}

static void survives_every_length(void **state)
{
	char text[256];
	size_t len;

	for (len = 0; len < sizeof(sample) - 1; len++) {
		set_table(sample, len);
		fetch(1, 5, 0, text, sizeof(text));
		fetch(1, 8, 16, text, sizeof(text));
		fetch(3, 8, 0, text, sizeof(text));
		fetch(127, 0, 4, text, sizeof(text));
	}
	/* The last structure's strings have no end. */
	set_table(sample, 27 + 13);
	assert_int_equal(fetch(1, 5, 0, text, sizeof(text)), -ENOENT);
}

static void survives_lengths_that_lie(void **state)
{
	static const uint8_t lies[] = { 0, 1, 3, 28, 200, 255 };
	uint8_t bytes[sizeof(sample) - 1];
	char text[256];
	unsigned int i, number;

	for (i = 0; i < ARRAY_LEN(lies); i++) {
		memcpy(bytes, sample, sizeof(bytes));
		bytes[1] = lies[i];
		set_table(bytes, sizeof(bytes));
		fetch(1, 5, 0, text, sizeof(text));
		fetch(3, 8, 0, text, sizeof(text));
	}
	/* Numbers of strings that are not there. */
	memcpy(bytes, sample, sizeof(bytes));
	for (number = 3; number < 256; number++) {
		bytes[5] = number;
		set_table(bytes, sizeof(bytes));
		assert_int_equal(fetch(1, 5, 0, text, sizeof(text)), -ENOENT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(reads_fields, teardown),
		cmocka_unit_test_teardown(reads_bytes, teardown),
		cmocka_unit_test_teardown(reads_strings_by_number, teardown),
		cmocka_unit_test_teardown(named_settings, teardown),
		cmocka_unit_test_teardown(machines_without_a_uuid, teardown),
		cmocka_unit_test_teardown(survives_every_length, teardown),
		cmocka_unit_test_teardown(survives_lengths_that_lie, teardown),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
