/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Where a lease leads to, and what of it is shown: the console is the test's
 * own. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <core/download.h>
#include <ipxe/dhcp.h>
#include <ipxe/console.h>
#include <ipxe/image.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>
#include <usr/autoboot.h>
#include <usr/imgmgmt.h>

static char shown[4096];
static size_t shown_len;

static void record(int c)
{
	if (shown_len < sizeof(shown) - 1)
		shown[shown_len++] = c;
}

struct console_driver recorder __console_driver = {
	.name = "recorder",
	.putchar = record,
};

/* The password that it was started with. */
static char password[16];

static int fake_start(struct download *dl)
{
	if (dl->uri->password)
		strcpy(password, dl->uri->password);
	download_end(dl, -ENOENT);
	return 0;
}

static void fake_stop(struct download *dl)
{
}

struct download_protocol fake_protocol __download_protocol = {
	.scheme = "fake",
	.start = fake_start,
	.stop = fake_stop,
};

static int setup(void **state)
{
	memset(shown, 0, sizeof(shown));
	shown_len = 0;
	return 0;
}

static struct uri *fetch(const char *filename)
{
	assert_int_equal(storef_setting(NULL, &filename_setting, filename), 0);
	return fetch_next_server_and_filename(NULL);
}

static void shows_no_password(void **state)
{
	struct uri *uri = fetch("fake://joe:s3cret@10.0.0.1/boot");
	struct image *image;

	assert_string_equal(uri->password, "s3cret");
	assert_non_null(strstr(shown,
			       "Boot file fake://joe:***@10.0.0.1/boot"));
	assert_int_equal(imgdownload(uri, 0, &image), -ENOENT);
	assert_string_equal(password, "s3cret");
	assert_null(strstr(shown, "s3cret"));
	uri_put(uri);
}

static void shows_a_name_as_it_is(void **state)
{
	struct in_addr server = { htonl(0x0a000001) };
	struct uri *uri;

	assert_int_equal(store_setting(NULL, &next_server_setting, &server,
				       sizeof(server)), 0);
	uri = fetch("/a b\033%41@x");
	assert_non_null(strstr(shown, "Boot file /a b?%41@x, server "
			       "10.0.0.1\n"));
	assert_string_equal(uri->path, "//a b\033%2541@x");
	assert_string_equal(uri->host, "10.0.0.1");
	uri_put(uri);
}

static void set_server(const char *next, const char *second)
{
	static const struct setting server_id = {
		.name = "", .type = &setting_type_ipv4,
		.tag = DHCP_SERVER_IDENTIFIER,
	};
	static const struct setting server_name = {
		.name = "", .type = &setting_type_string,
		.tag = DHCP_TFTP_SERVER_NAME,
	};

	assert_int_equal(storef_setting(NULL, &next_server_setting, next), 0);
	assert_int_equal(storef_setting(NULL, &server_name, second), 0);
	assert_int_equal(storef_setting(NULL, &server_id, "10.0.0.9"), 0);
}

static void assert_hosts(const char *host, const char *second)
{
	struct uri *uri = fetch("boot.ipxe");

	assert_string_equal(uri->host, host);
	if (second)
		assert_string_equal(uri->second_host, second);
	else
		assert_null(uri->second_host);
	uri_put(uri);
}

static void asks_the_servers_in_order(void **state)
{
	set_server("10.0.0.1", NULL);
	assert_hosts("10.0.0.1", NULL);
	set_server("10.0.0.1", "10.0.0.2");
	assert_hosts("10.0.0.1", "10.0.0.2");
	assert_non_null(strstr(shown, "server 10.0.0.1 or 10.0.0.2\n"));
	set_server("10.0.0.1", "10.0.0.1");
	assert_hosts("10.0.0.1", NULL);
	set_server(NULL, "tftp.example");
	assert_hosts("tftp.example", NULL);
	assert_null(strstr(shown, "the DHCP server"));
	set_server(NULL, NULL);
	assert_hosts("10.0.0.9", NULL);
	assert_non_null(strstr(shown, "server 10.0.0.9 (the DHCP server, as it "
			       "names no other)\n"));
}

/* Which hosts were asked, one after the other. */
static char asked[64];

static int other_start(struct download *dl)
{
	strcat(asked, dl->uri->host);
	strcat(asked, " ");
	download_end(dl, -ENOENT);
	return 0;
}

struct download_protocol other_protocol __download_protocol = {
	.scheme = "other",
	.start = other_start,
	.stop = fake_stop,
};

static void asks_the_second_server(void **state)
{
	struct uri *uri = parse_uri("other://10.0.0.1/x");
	struct uri *both;

	assert_int_equal(uriboot(uri, NULL, 0, 0, NULL, 0), -ENOENT);
	assert_string_equal(asked, "10.0.0.1 ");
	asked[0] = '\0';
	uri->second_host = "10.0.0.2";
	both = uri_copy(uri);
	uri->second_host = NULL;
	uri_put(uri);
	assert_int_equal(uriboot(both, NULL, 0, 0, NULL, 0), -ENOENT);
	assert_string_equal(asked, "10.0.0.1 10.0.0.2 ");
	uri_put(both);
}

static void a_colon_does_not_make_a_scheme(void **state)
{
	struct uri *uri;

	set_server("10.0.0.1", NULL);
	uri = fetch("ca:fe:9b:11/boot.ipxe");
	assert_string_equal(uri->scheme, "tftp");
	assert_string_equal(uri->path, "/ca:fe:9b:11/boot.ipxe");
	uri_put(uri);
	uri = fetch("nfs://10.0.0.2/boot.ipxe");
	assert_string_equal(uri->scheme, "nfs");
	uri_put(uri);
	uri = fetch("tftp:/boot.ipxe");
	assert_string_equal(uri->scheme, "tftp");
	assert_null(uri->host);
	uri_put(uri);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(shows_no_password, setup),
		cmocka_unit_test_setup(shows_a_name_as_it_is, setup),
		cmocka_unit_test_setup(asks_the_servers_in_order, setup),
		cmocka_unit_test_setup(asks_the_second_server, setup),
		cmocka_unit_test_setup(a_colon_does_not_make_a_scheme, setup),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
