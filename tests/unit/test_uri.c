/* SPDX-License-Identifier: GPL-2.0-or-later */

/* URIs: taken apart, put together, resolved. */

#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <ipxe/uri.h>

static void assert_part(const char *part, const char *expected)
{
	if (expected)
		assert_string_equal(part ? part : "(none)", expected);
	else
		assert_null(part);
}

static void takes_apart(void **state)
{
	static const struct {
		const char *text;
		const char *scheme, *opaque, *user, *password, *host, *port;
		const char *path, *query, *fragment;
	} cases[] = {
		{ "tftp://10.3.0.1/boot.ipxe", "tftp", NULL, NULL, NULL,
		  "10.3.0.1", NULL, "/boot.ipxe", NULL, NULL },
		{ "http://u:p%40x@h:81/a%20b?c=d%26e#f", "http", NULL, "u",
		  "p@x", "h", "81", "/a%20b", "c=d%26e", "f" },
		{ "http://h", "http", NULL, NULL, NULL, "h", NULL, NULL,
		  NULL, NULL },
		{ "http://h:/x", "http", NULL, NULL, NULL, "h", NULL, "/x",
		  NULL, NULL },
		{ "http://[::1]:8/x", "http", NULL, NULL, NULL, "[::1]", "8",
		  "/x", NULL, NULL },
		{ "http://[::1]/x", "http", NULL, NULL, NULL, "[::1]", NULL,
		  "/x", NULL, NULL },
		{ "tftp:x/y", "tftp", "x/y", NULL, NULL, NULL, NULL, NULL,
		  NULL, NULL },
		{ "file:/x", "file", NULL, NULL, NULL, NULL, NULL, "/x", NULL,
		  NULL },
		{ "boot.ipxe", NULL, NULL, NULL, NULL, NULL, NULL,
		  "boot.ipxe", NULL, NULL },
		{ "//x/y", NULL, NULL, NULL, NULL, "x", NULL, "/y", NULL,
		  NULL },
		{ "//u:p@x:1", NULL, NULL, "u", "p", "x", "1", NULL, NULL,
		  NULL },
		{ "1:2", NULL, NULL, NULL, NULL, NULL, NULL, "1:2", NULL,
		  NULL },
		{ "a%zz%4", NULL, NULL, NULL, NULL, NULL, NULL, "a%zz%4",
		  NULL, NULL },
		{ "a%00b", NULL, NULL, NULL, NULL, NULL, NULL, "a%00b", NULL,
		  NULL },
		{ "", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
		{ "http://h/a%2fb%2Fc%252F%25d", "http", NULL, NULL, NULL,
		  "h", NULL, "/a%2fb%2Fc%252F%25d", NULL, NULL },
		{ "//h/%41%7e%2d%5F%c3%2e%2E/%00", NULL, NULL, NULL, NULL,
		  "h", NULL, "/A~-_%c3../%00", NULL, NULL },
		{ "http://a%2Fb@h/", "http", NULL, "a/b", NULL, "h", NULL,
		  "/", NULL, NULL },
		{ "//h:8%30/", NULL, NULL, NULL, NULL, "h", "80", "/", NULL,
		  NULL },
		{ "http:////", "http", NULL, NULL, NULL, "", NULL, "//", NULL,
		  NULL },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct uri *uri = parse_uri(cases[i].text);

		assert_part(uri->scheme, cases[i].scheme);
		assert_part(uri->opaque, cases[i].opaque);
		assert_part(uri->user, cases[i].user);
		assert_part(uri->password, cases[i].password);
		assert_part(uri->host, cases[i].host);
		assert_part(uri->port, cases[i].port);
		assert_part(uri->path, cases[i].path);
		assert_part(uri->query, cases[i].query);
		assert_part(uri->fragment, cases[i].fragment);
		uri_put(uri);
	}
}

static void puts_together(void **state)
{
	static const char *const same[] = {
		"tftp://10.3.0.1//abs/boot.ipxe", "http://u:p%40x@h:81/a%20b",
		"http://h/x?c=d%26e&f#g", "tftp:x/y", "boot.ipxe", "",
		"http://u@h", "http://u:p%20x",
		/* What a reserved character means may differ from what its
		 * escape means (RFC 3986 section 2.2). */
		"http://h/a%2Fb%252F%2B+%3A:%40@%21%26&%3D=%3B;%2C,%25/%00",
	};
	char buf[64];
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(same); i++) {
		struct uri *uri = parse_uri(same[i]);
		char *text = format_uri_alloc(uri);

		assert_string_equal(text, same[i]);
		assert_int_equal(format_uri(uri, buf, sizeof(buf)),
				 strlen(same[i]));
		assert_string_equal(buf, same[i]);
		free(text);
		uri_put(uri);
	}
}

/* RFC 3986 section 6.2.2: one way to write what means the same. */
static void normalises(void **state)
{
	static const struct {
		const char *text, *normal;
	} cases[] = {
		{ "http://h/%7ejoe/%61%2e", "http://h/~joe/a." },
		{ "http://h/a%2fb%c3%bc", "http://h/a%2Fb%C3%BC" },
		/* What follows an invalid escape does not make it one. */
		{ "http://h/a%%344", "http://h/a%2544" },
		{ "http://h/a%4%344", "http://h/a%25444" },
		{ "http://h/a b%20c?d%2fe", "http://h/a%20b%20c?d%2fe" },
		{ "http://h/100%/%zz%4", "http://h/100%25/%25zz%254" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct uri *uri = parse_uri(cases[i].text);
		char *text = format_uri_alloc(uri);

		assert_string_equal(text, cases[i].normal);
		free(text);
		uri_put(uri);
	}
}

static void decodes(void **state)
{
	char text[] = "a%2Fb%2b%25c%252F%00%zz%4";

	uri_decode(text);
	assert_string_equal(text, "a/b+%c%2F%00%zz%4");
}

static void cuts_off_what_does_not_fit(void **state)
{
	struct uri *uri = parse_uri("tftp://h/abc");
	char buf[5] = "....";

	assert_int_equal(format_uri(uri, buf, sizeof(buf)), 12);
	assert_string_equal(buf, "tftp");
	assert_int_equal(format_uri(uri, NULL, 0), 12);
	uri_put(uri);
}

static void encodes_what_could_hurt(void **state)
{
	struct uri parts = {
		.scheme = "http", .host = "h\r\nX: y", .path = "/a\x1b[2J%?%0a",
	};
	char *text = format_uri_alloc(&parts);

	assert_string_equal(text, "http://h%0D%0AX:%20y/a%1B%5B2J%25%3F%0A");
	free(text);
}

static void hides_passwords(void **state)
{
	struct uri *uri = parse_uri("http://joe:secret@h/x");
	char buf[64];

	format_uri_public(uri, buf, sizeof(buf));
	assert_string_equal(buf, "http://joe:***@h/x");
	uri_put(uri);
}

static void resolves(void **state)
{
	static const struct {
		const char *base, *relative, *result;
	} cases[] = {
		{ "tftp://h/a/b.ipxe", "c", "tftp://h/a/c" },
		{ "tftp://h/a/b.ipxe", "/c", "tftp://h/c" },
		{ "tftp://h/a/b.ipxe", "../c", "tftp://h/c" },
		{ "tftp://h/a/b.ipxe", "../../../c", "tftp://h/c" },
		{ "tftp://h/a/b.ipxe", "./d/./c", "tftp://h/a/d/c" },
		{ "tftp://h//a/b.ipxe", "c", "tftp://h//a/c" },
		{ "tftp://h", "c", "tftp://h/c" },
		{ "http://h/a%2Fb/c", "d%2F..%2Fe", "http://h/a%2Fb/d%2F..%2Fe" },
		{ "http://h/a/b/c", "%2e%2E/d", "http://h/a/d" },
		{ "tftp://h/", "c", "tftp://h/c" },
		{ "tftp://h/a", "http://g/c", "http://g/c" },
		{ "http://u:p@h:8/a?q", "c?r", "http://u:p@h:8/c?r" },
		{ "http://h/a?q", "?r", "http://h/a?r" },
		{ "http://h/a/b", "..", "http://h/" },
		{ "http://u:p@h:8/a?q", "//g/c", "http://g/c" },
		{ "http://h/a?q", "//g:81/b/../c?r", "http://g:81/c?r" },
		{ "http://h/a?q", "//g", "http://g" },
		{ "http://h/a?q", "//v:w@g?r", "http://v:w@g?r" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct uri *base = parse_uri(cases[i].base);
		struct uri *relative = parse_uri(cases[i].relative);
		struct uri *uri = resolve_uri(base, relative);
		char *text = format_uri_alloc(uri);

		assert_string_equal(text, cases[i].result);
		free(text);
		uri_put(uri);
		uri_put(relative);
		uri_put(base);
	}
}

static void knows_ports(void **state)
{
	static const struct {
		const char *text;
		unsigned int port;
	} cases[] = {
		{ "http://h/", 80 }, { "http://h:8080/", 8080 },
		{ "http://h:65536/", 0 }, { "http://h:-1/", 0 },
		{ "http://h:8x/", 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct uri *uri = parse_uri(cases[i].text);

		assert_int_equal(uri_port(uri, 80), cases[i].port);
		uri_put(uri);
	}
}

static void survives_a_full_heap(void **state)
{
	struct uri *base = parse_uri("tftp://h/a/b");
	struct uri *relative = parse_uri("c");
	long left;

	for (left = 0; left < 2; left++) {
		testhost_malloc_left = left;
		assert_null(parse_uri("tftp://h/x"));
		testhost_malloc_left = left;
		assert_null(resolve_uri(base, relative));
	}
	testhost_malloc_left = -1;
	uri_put(relative);
	uri_put(base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_apart),
		cmocka_unit_test(puts_together),
		cmocka_unit_test(normalises),
		cmocka_unit_test(decodes),
		cmocka_unit_test(cuts_off_what_does_not_fit),
		cmocka_unit_test(encodes_what_could_hurt),
		cmocka_unit_test(hides_passwords),
		cmocka_unit_test(resolves),
		cmocka_unit_test(knows_ports),
		cmocka_unit_test(survives_a_full_heap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
