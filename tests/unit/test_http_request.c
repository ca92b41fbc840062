/* SPDX-License-Identifier: GPL-2.0-or-later */

/* HTTP requests: every header line, and what is too long or cannot be allocated. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/uri.h>
#include "../../core/net/http.h"

#define AGENT "User-Agent: iPXE/multiboot\r\n"
#define KEEP "Connection: keep-alive\r\n\r\n"
/* The first line and the host of most requests here. */
#define GET_A "GET /a HTTP/1.1\r\nHost: boot.lab\r\n" AGENT

static char request[HTTP_MAX_REQUEST];

/* Asks for a URI. Returns what http_request() returns. */
static int ask(const char *text, unsigned long long from, const char *etag,
	       const char *body, size_t len)
{
	struct uri *uri = parse_uri(text);
	int rc;

	assert_non_null(uri);
	memset(request, 'x', sizeof(request));
	rc = http_request(uri, from, etag, body, request, len);
	uri_put(uri);
	return rc;
}

static void assert_request(int len, const char *expected)
{
	assert_string_equal(request, expected);
	assert_int_equal(len, strlen(expected));
}

static void names_the_file_and_the_host(void **state)
{
	assert_request(ask("http://boot.lab/a", 0, NULL, NULL,
			   sizeof(request)), GET_A KEEP);
	assert_request(ask("http://10.0.0.1:8080/d/a?b=c", 0, NULL, NULL,
			   sizeof(request)),
		       "GET /d/a?b=c HTTP/1.1\r\nHost: 10.0.0.1:8080\r\n"
		       AGENT KEEP);
	/* A URI without a path means the root. */
	assert_request(ask("http://boot.lab", 0, NULL, NULL, sizeof(request)),
		       "GET / HTTP/1.1\r\nHost: boot.lab\r\n" AGENT KEEP);
}

/* A user without a password has an empty one. */
static void shows_who_asks(void **state)
{
	assert_request(ask("http://me:secret@boot.lab/a", 0, NULL, NULL,
			   sizeof(request)),
		       GET_A "Authorization: Basic bWU6c2VjcmV0\r\n" KEEP);
	assert_request(ask("http://me@boot.lab/a", 0, NULL, NULL,
			   sizeof(request)),
		       GET_A "Authorization: Basic bWU6\r\n" KEEP);
}

static void goes_on_where_it_was(void **state)
{
	assert_request(ask("http://boot.lab/a", 5000000000ULL, "\"tag\"", NULL,
			   sizeof(request)),
		       GET_A "Range: bytes=5000000000-\r\n"
		       "If-Range: \"tag\"\r\n" KEEP);
	assert_request(ask("http://boot.lab/a", 1, NULL, NULL,
			   sizeof(request)),
		       GET_A "Range: bytes=1-\r\n" KEEP);
	/* The whole file is the same, whatever its tag was. */
	assert_request(ask("http://boot.lab/a", 0, "\"tag\"", NULL,
			   sizeof(request)), GET_A KEEP);
}

static void posts_a_form(void **state)
{
	assert_request(ask("http://boot.lab/a", 0, NULL, "a=b&c=d",
			   sizeof(request)),
		       "POST /a HTTP/1.1\r\nHost: boot.lab\r\n" AGENT
		       "Content-Type: application/x-www-form-urlencoded\r\n"
		       "Content-Length: 7\r\n" KEEP "a=b&c=d");
}

/* The entity tag may be as long as http.c keeps one. */
static void has_room_for_a_tag(void **state)
{
	char tag[HTTP_MAX_ETAG];

	memset(tag, 't', sizeof(tag) - 1);
	tag[sizeof(tag) - 1] = '\0';
	assert_true(ask("http://boot.lab/a", ~0ULL >> 1, tag, NULL,
			sizeof(request)) > 0);
	assert_non_null(strstr(request, tag));
	assert_non_null(strstr(request, "ttt\r\n" KEEP));
}

/* A user, colon and password of 191 bytes fit, and no more. */
static void too_long_a_password_is_an_error(void **state)
{
	char text[400] = "http://me:";
	size_t len;

	for (len = 180; len < 260; len++) {
		memset(text + 10, 'p', len);
		strcpy(text + 10 + len, "@boot.lab/a");
		if (3 + len < 192)
			assert_true(ask(text, 0, NULL, NULL,
					sizeof(request)) > (int)len);
		else
			assert_int_equal(ask(text, 0, NULL, NULL,
					     sizeof(request)), -ENAMETOOLONG);
	}
}

/* A host of 297 bytes, with the two slashes and the NUL, fits. */
static void too_long_a_host_is_an_error(void **state)
{
	char text[400] = "http://", expected[400];
	size_t len;

	for (len = 290; len < 310; len++) {
		memset(text + 7, 'h', len);
		strcpy(text + 7 + len, "/a");
		if (2 + len < 300) {
			assert_true(ask(text, 0, NULL, NULL,
					sizeof(request)) > (int)len);
			memcpy(expected, "Host: ", 6);
			memset(expected + 6, 'h', len);
			strcpy(expected + 6 + len, "\r\n");
			assert_non_null(strstr(request, expected));
		} else {
			assert_int_equal(ask(text, 0, NULL, NULL,
					     sizeof(request)), -ENAMETOOLONG);
		}
	}
}

/* With its NUL the request has to fit, and what follows the buffer stays as it is. */
static void too_small_a_buffer_is_an_error(void **state)
{
	size_t whole = strlen(GET_A KEEP);

	assert_int_equal(ask("http://boot.lab/a", 0, NULL, NULL, whole),
			 -ENAMETOOLONG);
	assert_int_equal(request[whole], 'x');
	assert_request(ask("http://boot.lab/a", 0, NULL, NULL, whole + 1),
		       GET_A KEEP);
	assert_int_equal(request[whole + 1], 'x');
}

static void no_memory_is_an_error(void **state)
{
	struct uri *uri = parse_uri("http://me@boot.lab/a?b");
	long blocks = testhost_malloc_blocks;

	testhost_malloc_left = 0;
	assert_int_equal(http_request(uri, 0, NULL, NULL, request,
				      sizeof(request)), -ENOMEM);
	testhost_malloc_left = -1;
	assert_int_equal(testhost_malloc_blocks, blocks);
	uri_put(uri);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_the_file_and_the_host),
		cmocka_unit_test(shows_who_asks),
		cmocka_unit_test(goes_on_where_it_was),
		cmocka_unit_test(posts_a_form),
		cmocka_unit_test(has_room_for_a_tag),
		cmocka_unit_test(too_long_a_password_is_an_error),
		cmocka_unit_test(too_long_a_host_is_an_error),
		cmocka_unit_test(too_small_a_buffer_is_an_error),
		cmocka_unit_test(no_memory_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
