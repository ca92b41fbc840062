/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Where a lease leads to, and what of it is shown: the console is the test's
 * own. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <core/download.h>
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
	assert_string_equal(uri->path, "//a b\033%41@x");
	assert_string_equal(uri->host, "10.0.0.1");
	uri_put(uri);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(shows_no_password, setup),
		cmocka_unit_test_setup(shows_a_name_as_it_is, setup),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
