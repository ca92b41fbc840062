/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Commands for images, with a protocol of the test's own: fake://1.2.3.4/NAME
 * gives NAME itself, which begins with what kind of image it is. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <core/download.h>
#include <ipxe/image.h>
#include <ipxe/uri.h>

static unsigned int downloads;
/* The server that was asked last. */
static struct in_addr server;

static int fake_start(struct download *dl)
{
	const char *name = dl->uri->path + 1;

	downloads++;
	server = dl->server;
	download_append(dl, name, strlen(name));
	download_end(dl, 0);
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

/* "good..." runs, "bad..." runs and fails. */
static int probe_test(struct image *image)
{
	if (image->len >= 4 && memcmp(image->data, "good", 4) == 0)
		return 0;
	return image->len >= 3 && memcmp(image->data, "bad", 3) == 0 ?
		0 : -ENOEXEC;
}

static int exec_test(struct image *image)
{
	return *(const char *)image->data == 'g' ? 0 : -EPERM;
}

struct image_type test_type __image_type(PROBE_MULTIBOOT) = {
	.name = "test",
	.probe = probe_test,
	.exec = exec_test,
};

static int setup(void **state)
{
	downloads = 0;
	return 0;
}

static int teardown(void **state)
{
	unregister_images_since(0);
	assert_true(list_empty(&images));
	return 0;
}

static unsigned int count_images(void)
{
	struct image *image;
	unsigned int count = 0;

	for_each_image(image)
		count++;
	return count;
}

#define URI(name) "fake://1.2.3.4/" name

/* What a failed boot has left is looked at before it is freed. */
static void a_failed_boot_frees_what_it_fetched(void **state)
{
	assert_int_not_equal(system("chain " URI("bad.kpxe")), 0);
	assert_int_equal(count_images(), 0);
	assert_int_not_equal(system("chain --autofree " URI("bad.kpxe")), 0);
	assert_int_equal(count_images(), 0);
	assert_int_equal(system("chain --autofree " URI("good.kpxe")), 0);
	assert_int_equal(count_images(), 0);
	assert_int_equal(downloads, 3);
}

static void names_of_images_are_not_downloaded(void **state)
{
	static const char *const commands[] = {
		"kernel good.linux a=b", "imgselect good.linux a=b",
		"imgload good.linux a=b", "imgargs good.linux a=b",
		"initrd good.linux a=b", "module good.linux a=b",
		"imgexec good.linux a=b", "boot good.linux a=b",
		"chain good.linux a=b",
	};
	struct image *image;
	unsigned int i;

	assert_int_equal(system("imgfetch " URI("good.linux")), 0);
	image = find_image("good.linux");
	for (i = 0; i < ARRAY_LEN(commands); i++) {
		image_set_cmdline(image, NULL);
		assert_int_equal(system(commands[i]), 0);
		assert_string_equal(image->cmdline, "a=b");
		assert_int_equal(count_images(), 1);
	}
	assert_int_equal(downloads, 1);
	assert_ptr_equal(find_image_tag_selected(), image);
}

static void what_is_there_survives_a_failure(void **state)
{
	assert_int_equal(system("imgfetch " URI("nothing")), 0);
	assert_int_not_equal(system("kernel nothing"), 0);
	assert_non_null(find_image("nothing"));
	assert_null(find_image_tag_selected());
	/* What was fetched for it does not stay. */
	assert_int_not_equal(system("kernel " URI("else")), 0);
	assert_null(find_image("else"));
}

static void a_uri_without_a_server_asks_the_current_one(void **state)
{
	struct uri *here = parse_uri(URI("boot.ipxe"));

	churi(here);
	uri_put(here);
	assert_int_equal(system("imgfetch fake:////vmlinuz"), 0);
	assert_string_equal(inet_ntoa(server), "1.2.3.4");
	assert_non_null(find_image("vmlinuz"));
	churi(NULL);
	assert_int_not_equal(system("imgfetch fake:////vmlinuz"), 0);
}

/* A script that wants another copy of an image fetches it again. */
static void imgfetch_always_fetches(void **state)
{
	assert_int_equal(system("imgfetch " URI("a")), 0);
	assert_int_equal(system("imgfetch " URI("a")), 0);
	assert_int_equal(downloads, 2);
	assert_int_equal(count_images(), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		TEST(a_failed_boot_frees_what_it_fetched),
		TEST(names_of_images_are_not_downloaded),
		TEST(what_is_there_survives_a_failure),
		TEST(imgfetch_always_fetches),
		TEST(a_uri_without_a_server_asks_the_current_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
