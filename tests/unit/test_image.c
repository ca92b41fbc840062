/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Images: their list, their types, running them and what they name as their
 * replacement. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/image.h>
#include <ipxe/uri.h>

/* A type of the test's own: "T" and what it does. */
static unsigned int runs;
static char *seen_cwuri;
static struct image *next;

static int probe_test(struct image *image)
{
	const char *text = image->data;

	if (image->len < 2 || text[0] != 'T')
		return -ENOEXEC;
	return text[1] == '!' ? -EIO : 0;
}

static int exec_test(struct image *image)
{
	const char *text = image->data;

	runs++;
	assert_true(image->flags & IMAGE_EXECUTING);
	free(seen_cwuri);
	seen_cwuri = cwuri ? format_uri_alloc(cwuri) : NULL;
	switch (text[1]) {
	case 'r':
		return image_exec(image);
	case 'n':
		return image_replace(next);
	case 'f':
		return -EPERM;
	}
	return 0;
}

struct image_type test_type __image_type(PROBE_NORMAL) = {
	.name = "test",
	.probe = probe_test,
	.exec = exec_test,
};

static int setup(void **state)
{
	runs = 0;
	next = NULL;
	return 0;
}

static int teardown(void **state)
{
	unregister_images_since(0);
	free(seen_cwuri);
	seen_cwuri = NULL;
	assert_true(list_empty(&images));
	return 0;
}

static struct image *add(const char *uri_text, const char *content)
{
	struct uri *uri = uri_text ? parse_uri(uri_text) : NULL;
	struct image *image = alloc_image(uri);

	uri_put(uri);
	assert_int_equal(image_set_data(image, content, strlen(content)), 0);
	assert_int_equal(register_image(image), 0);
	image_put(image);
	return image;
}

static void are_named_after_their_file(void **state)
{
	assert_string_equal(add("http://h/a/vmlinuz?x", "x")->name,
			    "vmlinuz");
	assert_string_equal(add("tftp:initrd", "x")->name, "initrd");
	assert_non_null(add("http://h/", "x")->name);
	assert_non_null(find_image("vmlinuz"));
	assert_null(find_image("nothing"));
	assert_int_equal(image_set_name(find_image("vmlinuz"), "linux"), 0);
	assert_non_null(find_image("linux"));
}

/* Messages show names: no sequences for the terminal among them. */
static void names_hold_no_control_characters(void **state)
{
	assert_string_equal(add("tftp://h/a/%1b%5b2Jx%7f%0a\xc3\xbc", "x")->name,
			    "?[2Jx??\xc3\xbc");
	assert_string_equal(add("tftp://h/%c2%9b2J", "x")->name, "\xc2?2J");
}

static void run_with_their_own_base(void **state)
{
	struct image *image = add("tftp://h/a/b", "T ");

	assert_int_equal(image_exec(image), 0);
	assert_int_equal(runs, 1);
	assert_string_equal(seen_cwuri, "tftp://h/a/b");
	assert_null(cwuri);
	assert_false(image->flags & IMAGE_EXECUTING);
}

static void fail_as_what_they_are(void **state)
{
	assert_int_equal(image_exec(add(NULL, "Tf")), -EPERM);
	assert_int_equal(image_exec(add(NULL, "T!")), -EIO);
	assert_int_equal(image_exec(add(NULL, "X?")), -ENOEXEC);
	assert_int_equal(image_exec(add(NULL, "")), -ENOEXEC);
	assert_int_equal(runs, 1);
}

static void cannot_run_each_other_for_ever(void **state)
{
	assert_int_equal(image_exec(add(NULL, "Tr")), -ELOOP);
	assert_int_equal(runs, 8);
	/* Each of those inside has the outer one's URI as its base, and gives it
	 * back, or memory leaks. */
	assert_int_equal(image_exec(add("tftp://h/loop", "Tr")), -ELOOP);
	assert_null(cwuri);
	/* And it can be done again. */
	runs = 0;
	assert_int_equal(image_exec(add(NULL, "T ")), 0);
	assert_int_equal(runs, 1);
}

static void are_followed_by_their_replacement(void **state)
{
	struct image *image = add(NULL, "Tn");

	next = add("tftp://h/next", "T ");
	image->flags |= IMAGE_AUTO_UNREGISTER;
	assert_int_equal(image_exec(image), 0);
	assert_int_equal(runs, 2);
	assert_string_equal(seen_cwuri, "tftp://h/next");
	assert_ptr_equal(list_first_entry(&images, struct image, list), next);
	assert_int_equal(image_replace(next), -ENOTTY);
}

static void are_replaced_by_what_can_run_only(void **state)
{
	next = add(NULL, "no");
	assert_int_equal(image_exec(add(NULL, "Tn")), -ENOEXEC);
	assert_int_equal(runs, 1);
}

/* The digests of "T " and of "Tn", as sha256sum has them. */
#define PIN_T \
	"860579de490b18dbc49146e1005e004ebefd061936968ababfa7ec144e66aac3"
#define PIN_TN \
	"a695008224641562141a7d65254d94085fd142399bfbe10d37df0e1de82e6d6e"

static void assert_refused(struct image *image)
{
	assert_string_equal(strerror(image_exec(image)),
			    "digest differs from --sha256");
}

static void run_with_the_digest_that_is_wanted(void **state)
{
	const char *const pin = PIN_T;

	image_pin = pin;
	assert_int_equal(image_exec(add(NULL, "T ")), 0);
	assert_int_equal(runs, 1);
	/* Each attempt is compared, the ones after a wrong one as well. */
	assert_refused(add(NULL, "Tf"));
	assert_refused(add(NULL, ""));
	assert_refused(add(NULL, "T  "));
	assert_int_equal(runs, 1);
	assert_ptr_equal(image_pin, pin);
	/* Digits are the same in any case. */
	image_pin = "860579DE490B18DBC49146E1005E004EBEFD061936968ABABFA7EC144E66AAC3";
	assert_int_equal(image_exec(add(NULL, "T ")), 0);
	image_pin = NULL;
	assert_int_equal(image_exec(add(NULL, "Tf")), -EPERM);
}

/* What the right image starts may have any digest. */
static void answer_for_what_they_run(void **state)
{
	next = add(NULL, "T ");
	image_pin = PIN_TN;
	assert_int_equal(image_exec(add(NULL, "Tn")), 0);
	assert_int_equal(runs, 2);
	assert_refused(next);
	image_pin = NULL;
}

static void wrong_ones_are_freed_like_others(void **state)
{
	struct image *image = add(NULL, "T ");

	image->flags |= IMAGE_AUTO_UNREGISTER;
	image_pin = PIN_TN;
	assert_refused(image);
	image_pin = NULL;
	assert_true(list_empty(&images));
}

static void go_when_they_ask_for_it(void **state)
{
	struct image *image = add(NULL, "Tf");

	image->flags |= IMAGE_AUTO_UNREGISTER;
	assert_int_equal(image_exec(image), -EPERM);
	assert_true(list_empty(&images));
}

static void one_is_selected(void **state)
{
	struct image *a = add(NULL, "T ");
	struct image *b = add(NULL, "T ");

	assert_null(find_image_tag_selected());
	assert_int_equal(image_select(a), 0);
	assert_int_equal(image_select(b), 0);
	assert_ptr_equal(find_image_tag_selected(), b);
	assert_int_equal(image_select(add(NULL, "no")), -ENOEXEC);
	assert_ptr_equal(find_image_tag_selected(), b);
	unregister_image(b);
	assert_null(find_image_tag_selected());
}

static void newer_ones_are_freed(void **state)
{
	struct image *old = add(NULL, "old");
	unsigned int serial = image_last_serial();

	add(NULL, "new");
	add(NULL, "newer");
	unregister_images_since(serial);
	assert_ptr_equal(list_first_entry(&images, struct image, list), old);
	assert_ptr_equal(list_last_entry(&images, struct image, list), old);
}

static void keep_what_is_not_theirs(void **state)
{
	static char text[] = "T static";
	struct image *image = alloc_image(NULL);

	image->data = text;
	image->len = sizeof(text) - 1;
	image->flags = IMAGE_STATIC;
	assert_int_equal(image_set_len(image, 3), -EROFS);
	image_put(image);
	assert_string_equal(text, "T static");
}

/* A URI without a path names nothing, and who has no name gets a number. */
static void have_a_name_in_any_case(void **state)
{
	struct uri *uri = parse_uri("http://server");
	struct image *image = alloc_image(uri);

	assert_non_null(image);
	uri_put(uri);
	assert_null(image->name);
	assert_int_equal(image_set_data(image, NULL, 0), 0);
	assert_int_equal(image->len, 0);
	assert_int_equal(register_image(image), 0);
	assert_int_equal(strncmp(image->name, "img", 3), 0);
	/* Once is enough. */
	assert_int_equal(register_image(image), 0);
	unregister_image(image);
	unregister_image(image);
	assert_null(find_image("img"));
	image_put(image);
}

/* What runs is not freed under its own feet, and is freed after the last of too
 * many that start one another. */
static void running_ones_stay(void **state)
{
	unsigned int serial = image_last_serial();
	struct image *image = alloc_image(NULL);

	assert_int_equal(image_set_name(image, "running"), 0);
	assert_int_equal(image_set_data(image, "Tr", 2), 0);
	assert_int_equal(register_image(image), 0);
	image->flags |= IMAGE_EXECUTING;
	unregister_images_since(serial);
	assert_ptr_equal(find_image("running"), image);
	image->flags &= ~IMAGE_EXECUTING;
	image->flags |= IMAGE_AUTO_UNREGISTER;
	assert_int_equal(image_exec(image), -ELOOP);
	assert_null(find_image("running"));
	image_put(image);
}

static void survive_a_full_heap(void **state)
{
	struct uri *uri = parse_uri("tftp://h/a");
	struct image *image;
	long left;

	for (left = 0; left < 2; left++) {
		testhost_malloc_left = left;
		assert_null(alloc_image(uri));
	}
	testhost_malloc_left = -1;
	image = alloc_image(uri);
	testhost_malloc_left = 0;
	assert_int_equal(image_set_name(image, "b"), -ENOMEM);
	assert_int_equal(image_set_len(image, 1), -ENOMEM);
	testhost_malloc_left = -1;
	assert_string_equal(image->name, "a");
	image_put(image);
	image = alloc_image(NULL);
	testhost_malloc_left = 0;
	assert_int_equal(register_image(image), -ENOMEM);
	testhost_malloc_left = -1;
	assert_true(list_empty(&images));
	image_put(image);
	uri_put(uri);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(are_named_after_their_file),
		TEST(names_hold_no_control_characters),
		TEST(run_with_their_own_base),
		TEST(fail_as_what_they_are),
		TEST(cannot_run_each_other_for_ever),
		TEST(are_followed_by_their_replacement),
		TEST(are_replaced_by_what_can_run_only),
		TEST(run_with_the_digest_that_is_wanted),
		TEST(answer_for_what_they_run),
		TEST(wrong_ones_are_freed_like_others),
		TEST(go_when_they_ask_for_it),
		TEST(one_is_selected),
		TEST(newer_ones_are_freed),
		TEST(keep_what_is_not_theirs),
		TEST(have_a_name_in_any_case),
		TEST(running_ones_stay),
		TEST(survive_a_full_heap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
