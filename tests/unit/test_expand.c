/* SPDX-License-Identifier: GPL-2.0-or-later */

/* ${...} in text: nesting, values that hold names, limits; and types on raw
 * bytes of every length. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>

static void store(const char *name, const char *text)
{
	struct setting setting = {
		.name = name, .type = &setting_type_string,
	};

	assert_int_equal(store_setting(NULL, &setting, text, strlen(text)), 0);
}

static int setup(void **state)
{
	store("a", "1");
	store("b", "a");
	store("c", "b");
	store("name", "${a}");
	store("self", "${self}");
	store("twice", "${twice}${twice}");
	store("brace", "{a}");
	store("dollar", "$");
	store("", "empty");
	return 0;
}

static int teardown(void **state)
{
	testhost_malloc_left = -1;
	generic_settings_clear(&root_settings.settings);
	return 0;
}

static void expands(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "${a}", "1" },
		{ "x${a}y${b}z", "x1yaz" },
		{ "${${b}}", "1" },
		{ "${${${c}}}", "1" },
		{ "${none}", "" },
		{ "[${none}]", "[]" },
		{ "${no${none}ne}", "" },
		{ "${a", "${a" },
		{ "${x${a}", "${x1" },
		{ "}${a}}", "}1}" },
		{ "$${a}", "$1" },
		{ "${", "${" },
		{ "$", "$" },
		{ "{a}", "{a}" },
		{ "${name}", "1" },
		{ "$${brace}", "1" },
		{ "${dollar}{a}", "1" },
		{ "${dollar}${brace}", "1" },
		{ "${a:hex}", "31" },
		{ "${a:nothing}", "" },
		{ "${nowhere/a}", "" },
		{ "${/a}", "1" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = expand_settings(cases[i][0]);

		assert_string_equal(text, cases[i][1]);
		free(text);
	}
}

static void assert_refused(const char *text, int error)
{
	assert_null(expand_settings(text));
	assert_int_equal(errno, error);
}

static void is_bounded(void **state)
{
	char *text = zalloc(EXPAND_MAX + 16);
	char *expanded;
	unsigned int i;

	assert_refused("${self}", ELOOP);
	assert_refused("${twice}", ELOOP);
	for (i = 0; i < 1000; i++)
		strcpy(text + 2 * i, "${");
	assert_refused(text, ELOOP);
	memset(text, 'x', EXPAND_MAX);
	expanded = expand_settings(text);
	assert_int_equal(strlen(expanded), EXPAND_MAX);
	free(expanded);
	strcpy(text + EXPAND_MAX - 4, "${a}");
	expanded = expand_settings(text);
	assert_int_equal(strlen(expanded), EXPAND_MAX - 3);
	free(expanded);
	strcpy(text + EXPAND_MAX - 4, "12345");
	assert_refused(text, E2BIG);
	free(text);
}

static void survives_failing_allocations(void **state)
{
	char *text = NULL;
	int left;

	for (left = 0; !text && left < 40; left++) {
		testhost_malloc_left = left;
		text = expand_settings("x${name}y${${b}}");
		testhost_malloc_left = -1;
		if (!text)
			assert_int_equal(errno, ENOMEM);
	}
	assert_string_equal(text, "x1y1");
	free(text);
}

/* Every type formats bytes of every length, into buffers of every size: the
 * text's length does not depend on the buffer, and nothing is written after
 * it. */
static void formats_any_bytes(void **state)
{
	uint8_t raw[40];
	const struct setting_type *type;
	unsigned int len, fill;

	for_each_table_entry(type, SETTING_TYPES) {
		for (len = 0; len <= sizeof(raw); len++) {
			for (fill = 0; fill < 256; fill += 51) {
				char buf[200];
				char *exact;
				int rc;

				memset(raw, fill, sizeof(raw));
				rc = type->format(type, raw, len, buf,
						  sizeof(buf));
				assert_true(rc < (int)sizeof(buf));
				assert_int_equal(type->format(type, raw, len,
							      NULL, 0), rc);
				if (rc < 0)
					continue;
				exact = malloc(rc + 1);
				type->format(type, raw, len, exact, rc + 1);
				assert_string_equal(exact, buf);
				free(exact);
			}
		}
	}
}

/* What a type writes it can read, and gives the same bytes. */
static void parses_what_it_formats(void **state)
{
	static const struct {
		const struct setting_type *type;
		const char *text;
		int len;
	} cases[] = {
		{ &setting_type_string, "text", 4 },
		{ &setting_type_uristring, "a%20b", 3 },
		{ &setting_type_ipv4, "192.0.2.1", 4 },
		{ &setting_type_int8, "-128", 1 },
		{ &setting_type_int16, "-1", 2 },
		{ &setting_type_int32, "2147483647", 4 },
		{ &setting_type_uint8, "0xff", 1 },
		{ &setting_type_uint16, "0x0", 2 },
		{ &setting_type_uint32, "0xffffffff", 4 },
		{ &setting_type_hex, "00:11:aa", 3 },
		{ &setting_type_hexhyp, "00-11-aa", 3 },
		{ &setting_type_hexraw, "0011aa", 3 },
		{ &setting_type_base64, "AQI=", 2 },
		{ &setting_type_base64, "AQ==", 1 },
		{ &setting_type_uuid, "00112233-4455-6677-8899-aabbccddeeff",
		  16 },
		{ &setting_type_busdevfn, "ffff:ff:1f.7", 4 },
		{ &setting_type_dnssl, "a.example b.example", 22 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		const struct setting_type *type = cases[i].type;
		uint8_t raw[32];
		char text[64];
		int len = type->parse(type, cases[i].text, raw, sizeof(raw));

		assert_int_equal(len, cases[i].len);
		assert_int_equal(type->parse(type, cases[i].text, NULL, 0),
				 len);
		type->format(type, raw, len, text, sizeof(text));
		assert_string_equal(text, cases[i].text);
	}
}

static void refuses_what_is_none(void **state)
{
	static const struct {
		const struct setting_type *type;
		const char *text;
	} cases[] = {
		{ &setting_type_int8, "256" },
		{ &setting_type_int8, "-129" },
		{ &setting_type_int8, "" },
		{ &setting_type_int8, "-" },
		{ &setting_type_int8, "--1" },
		{ &setting_type_int8, "0x" },
		{ &setting_type_int8, " 1" },
		{ &setting_type_int8, "+1" },
		{ &setting_type_uint16, "65536" },
		{ &setting_type_int32, "4294967296" },
		{ &setting_type_int32, "99999999999999999999999" },
		{ &setting_type_hex, "1:" },
		{ &setting_type_hex, ":1" },
		{ &setting_type_hex, "001" },
		{ &setting_type_hex, "g" },
		{ &setting_type_hexraw, "123" },
		{ &setting_type_base64, "A" },
		{ &setting_type_base64, "A===" },
		{ &setting_type_base64, "A*==" },
		{ &setting_type_ipv4, "1.2.3" },
		{ &setting_type_uuid, "00112233-4455-6677-8899-aabbccddeef" },
		{ &setting_type_uuid, "00112233-4455-6677-8899-aabbccddeeff0" },
		{ &setting_type_busdevfn, "00:03" },
		{ &setting_type_busdevfn, "100:03.0" },
		{ &setting_type_dnssl, "a..b" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		assert_true(cases[i].type->parse(cases[i].type, cases[i].text,
						 NULL, 0) < 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(expands, setup, teardown),
		cmocka_unit_test_setup_teardown(is_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(survives_failing_allocations,
						setup, teardown),
		cmocka_unit_test(formats_any_bytes),
		cmocka_unit_test(parses_what_it_formats),
		cmocka_unit_test(refuses_what_is_none),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
