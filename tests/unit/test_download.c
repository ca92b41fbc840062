/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What all downloads have in common, with a protocol that is the test itself:
 * servers that are slow, never end, or send from one to the other.
 */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/download.h>
#include <core/memory.h>
#include <ipxe/image.h>
#include <ipxe/process.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <ipxe/umalloc.h>
#include <ipxe/uri.h>

#define MIB 0x100000UL
#define MEMORY (16 * MIB)

extern const struct setting download_rate_setting, download_timeout_setting;

/* What the server does each time it is asked, and how often that was. */
static void (*serve)(struct download *dl);
static unsigned int polls, starts, stops;
/* What a stop() found: whether the server is to be told of it. */
static int stop_rc;

static int fake_start(struct download *dl)
{
	starts++;
	return 0;
}

static void fake_poll(struct download *dl)
{
	polls++;
	serve(dl);
}

static void fake_stop(struct download *dl)
{
	stops++;
	stop_rc = dl->rc;
}

static struct download_protocol fake_protocol __download_protocol = {
	.scheme = "fake",
	.start = fake_start,
	.poll = fake_poll,
	.stop = fake_stop,
};

static int sink(struct download *dl, const void *data, size_t len)
{
	return 0;
}

static struct download *dl;
static unsigned long started;

static void open_download(void)
{
	struct uri *uri = parse_uri("fake://10.0.0.1/x");

	download_close(dl);
	polls = starts = stops = 0;
	dl = download_open(uri, sink, NULL);
	assert_non_null(dl);
	uri_put(uri);
	started = currticks();
}

static int setup(void **state)
{
	open_download();
	return 0;
}

static int teardown(void **state)
{
	download_close(dl);
	dl = NULL;
	delete_setting(NULL, &download_rate_setting);
	delete_setting(NULL, &download_timeout_setting);
	return 0;
}

/* Looks at it so often, until it has ended or that many seconds are over; how
 * many it took. */
static unsigned long run_for(unsigned int seconds, unsigned long look_every)
{
	while (download_step(dl) == -EINPROGRESS &&
	       currticks() - started < seconds * TICKS_PER_SEC)
		hosted_clock_advance(look_every);
	return (currticks() - started) / TICKS_PER_SEC;
}

static void set(const struct setting *setting, const char *value)
{
	assert_int_equal(storef_setting(NULL, setting, value), 0);
}

static void send_bytes(struct download *dl, size_t len)
{
	static const char data[65536];

	assert_true(len <= sizeof(data));
	assert_int_equal(download_append(dl, data, len), 0);
}

static void serve_nothing(struct download *dl)
{
}

/* 34 bytes a second: 1 KiB in 30 s. */
static void serve_trickle(struct download *dl)
{
	send_bytes(dl, 34);
}

static void serve_enough(struct download *dl)
{
	send_bytes(dl, 4200);
}

/* 60 MiB in the first minute, and then nothing. */
static void serve_and_stop(struct download *dl)
{
	unsigned int i;

	for (i = 0; i < 16 && currticks() - started < 60 * TICKS_PER_SEC; i++)
		send_bytes(dl, 65536);
}

static void ends_when_nothing_comes(void **state)
{
	serve = serve_nothing;
	assert_in_range(run_for(1000, TICKS_PER_SEC / 4), 60, 61);
	assert_int_equal(dl->rc, -ETIMEDOUT);
	assert_non_null(strstr(dl->message, "4096 bytes a second"));
	/* The server has been told. */
	assert_int_equal(stops, 1);
	assert_int_equal(stop_rc, -EINPROGRESS);
}

static void ends_when_next_to_nothing_comes(void **state)
{
	serve = serve_trickle;
	assert_in_range(run_for(1000, TICKS_PER_SEC), 60, 63);
	assert_int_equal(dl->rc, -ETIMEDOUT);
}

/* What came fast earns no right to be slow for ever. */
static void ends_when_it_becomes_slow(void **state)
{
	serve = serve_and_stop;
	assert_in_range(run_for(1000, TICKS_PER_SEC), 119, 122);
	assert_int_equal(dl->rc, -ETIMEDOUT);
}

static void goes_on_while_enough_comes(void **state)
{
	serve = serve_enough;
	run_for(1000, TICKS_PER_SEC);
	assert_int_equal(dl->rc, -EINPROGRESS);
}

static void minds_what_is_set(void **state)
{
	set(&download_rate_setting, "30");
	set(&download_timeout_setting, "20");
	open_download();
	serve = serve_trickle;
	run_for(1000, TICKS_PER_SEC);
	assert_int_equal(dl->rc, -EINPROGRESS);
	serve = serve_nothing;
	started = currticks();
	assert_in_range(run_for(1000, TICKS_PER_SEC / 4), 20, 21);
	assert_int_equal(dl->rc, -ETIMEDOUT);
	set(&download_rate_setting, "0");
	open_download();
	run_for(1000, TICKS_PER_SEC / 4);
	assert_int_equal(dl->rc, -EINPROGRESS);
}

static void serve_redirect(struct download *dl)
{
	static unsigned long since;
	static unsigned int number;

	if (number != starts) {
		number = starts;
		since = currticks();
	}
	if (currticks() - since < 14 * TICKS_PER_SEC)
		return;
	dl->location = parse_uri("fake://10.0.0.1/y");
	download_end(dl, 0);
}

/* Each of them takes 14 s. */
static void bounds_redirections_as_a_whole(void **state)
{
	serve = serve_redirect;
	assert_in_range(run_for(1000, TICKS_PER_SEC / 4), 60, 62);
	assert_int_equal(dl->rc, -ETIMEDOUT);
	assert_int_equal(starts, 5);
}

static void serve_redirect_at_once(struct download *dl)
{
	dl->location = parse_uri("fake://10.0.0.1/y");
	download_end(dl, 0);
}

static void follows_a_few_redirections(void **state)
{
	serve = serve_redirect_at_once;
	run_for(10, TICKS_PER_SEC / 4);
	assert_int_equal(dl->rc, -ELOOP);
	assert_string_equal(dl->message, "too many redirections");
	assert_int_equal(starts, 1 + 8);
	assert_int_equal(stops, starts);
}

/* Whoever reads rarely is not the server's fault. */
static void bears_a_slow_reader(void **state)
{
	serve = serve_trickle;
	run_for(1000, 30 * TICKS_PER_SEC);
	assert_int_equal(dl->rc, -EINPROGRESS);
}

static void serve_without_end(struct download *dl)
{
	static const char data[4096];
	int rc = download_append(dl, data, sizeof(data));

	if (rc != 0)
		download_end(dl, rc);
}

static unsigned int moves;
static void *last_place;

static void serve_and_count_moves(struct download *dl)
{
	serve_without_end(dl);
	moves += dl->image->data != last_place;
	last_place = dl->image->data;
}

/* A file of unknown length takes all the memory there is, is moved a few times
 * only, and is refused then. */
static void refuses_a_file_without_end(void **state)
{
	struct uri *uri = parse_uri("fake://10.0.0.1/x");
	struct image *image = alloc_image(uri);

	polls = 0;
	serve = serve_and_count_moves;
	assert_int_equal(download(uri, image, 0), -ENOMEM);
	assert_int_equal(polls, MEMORY / 4096 + 1);
	assert_in_range(moves, 1, 16);
	image_put(image);
	uri_put(uri);
}

/* A file that is known to be too long is refused at once, with how much there is. */
static void says_how_much_memory_there_is(void **state)
{
	struct uri *uri = parse_uri("fake://10.0.0.1/x");
	struct image *image = alloc_image(uri);

	dl->image = image;
	assert_int_equal(download_size(dl, MEMORY + 1024), -ENOMEM);
	assert_string_equal(dl->message, "needs 16385 KiB, and 16384 KiB of "
			    "memory are free; give the machine more");
	assert_int_equal(dl->total, 0);
	assert_int_equal(download_size(dl, MEMORY), 0);
	assert_int_equal(dl->total, MEMORY);
	/* What it has taken counts as free. */
	assert_int_equal(download_size(dl, 2 * MEMORY), -ENOMEM);
	assert_string_equal(dl->message, "needs 32768 KiB, and 16384 KiB of "
			    "memory are free; give the machine more");
	/* More than a number of bytes can be. */
	assert_int_equal(download_size(dl, (~0ULL >> 1) + 1), -EFBIG);
	assert_string_equal(dl->message, "file too large");
	dl->image = NULL;
	image_put(image);
	uri_put(uri);
}

/* Runs a download up to its end. Returns its result, and says why in dl->message. */
static int result_of(const char *text)
{
	struct uri *uri = parse_uri(text);
	int rc = -EINPROGRESS;

	download_close(dl);
	dl = download_open(uri, sink, NULL);
	assert_non_null(dl);
	uri_put(uri);
	while (rc == -EINPROGRESS) {
		rc = download_step(dl);
		hosted_clock_advance(TICKS_PER_SEC);
	}
	return rc;
}

static void needs_a_server_and_a_protocol(void **state)
{
	starts = 0;
	assert_int_equal(result_of("fake:///x"), -EINVAL);
	assert_string_equal(dl->message, "no server in this URI");
	assert_int_equal(result_of("x"), -EPROTONOSUPPORT);
	assert_int_equal(result_of("gopher://10.0.0.1/x"), -EPROTONOSUPPORT);
	assert_string_equal(dl->message, "this client knows tftp:// and "
			    "http:// only");
	/* Nobody knows names here. */
	assert_true(result_of("fake://server/x") < 0);
	assert_non_null(strstr(dl->message, "server"));
	assert_int_equal(starts, 0);
}

static void serve_some(struct download *dl)
{
	serve_without_end(dl);
	if (dl->done == 12 * MIB)
		download_end(dl, 0);
}

/* A file of unknown length that has an end lies where it would have been put if
 * its length had been known. */
static void leaves_the_rest_to_others(void **state)
{
	struct uri *uri = parse_uri("fake://10.0.0.1/x");
	struct image *image = alloc_image(uri);
	struct memory_region used;

	serve = serve_some;
	assert_int_equal(download(uri, image, 0), 0);
	assert_int_equal(image->len, 12 * MIB);
	assert_int_equal(umalloc_used(&used, 1), 1);
	assert_int_equal(used.end - used.start, 12 * MIB);
	assert_int_equal(umalloc_largest(), 4 * MIB);
	assert_ptr_equal((void *)(uintptr_t)used.start, image->data);
	image_put(image);
	uri_put(uri);
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ends_when_nothing_comes),
		TEST(ends_when_next_to_nothing_comes),
		TEST(ends_when_it_becomes_slow),
		TEST(goes_on_while_enough_comes),
		TEST(minds_what_is_set),
		TEST(bounds_redirections_as_a_whole),
		TEST(follows_a_few_redirections),
		TEST(bears_a_slow_reader),
		TEST(needs_a_server_and_a_protocol),
		TEST(refuses_a_file_without_end),
		TEST(says_how_much_memory_there_is),
		TEST(leaves_the_rest_to_others),
	};

	hosted_options.virtual_clock = 1;
	hosted_options.memory = MEMORY;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
