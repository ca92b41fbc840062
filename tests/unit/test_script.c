/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Command lines and scripts, on commands of the test's own. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/command.h>
#include <ipxe/console.h>
#include <ipxe/image.h>
#include <ipxe/script.h>
#include <ipxe/settings.h>
#include <ipxe/shell.h>

/* What the commands were called with. */
static char trace[4096];

static int note(int argc, char **argv, int rc)
{
	int i;

	for (i = 1; i < argc; i++) {
		strcat(trace, argv[i]);
		strcat(trace, i + 1 < argc ? "," : "");
	}
	strcat(trace, "|");
	return rc;
}

static int good_exec(int argc, char **argv)
{
	return note(argc, argv, 0);
}

static int bad_exec(int argc, char **argv)
{
	return note(argc, argv, -EIO);
}

COMMAND(good, good_exec);
COMMAND(bad, bad_exec);

static int run(const char *line)
{
	trace[0] = '\0';
	return system(line);
}

static void assert_runs(const char *line, const char *expected, int rc)
{
	assert_int_equal(run(line), rc);
	assert_string_equal(trace, expected);
}

static void chains(void **state)
{
	assert_runs("", "", 0);
	assert_runs("good 1", "1|", 0);
	assert_runs("good 1 && good 2", "1|2|", 0);
	assert_runs("bad 1 && good 2", "1|", -EIO);
	assert_runs("bad 1 || good 2", "1|2|", 0);
	assert_runs("good 1 || good 2", "1|", 0);
	assert_runs("bad 1 ; good 2", "1|2|", 0);
	assert_runs("bad 1 && good 2 || good 3", "1|3|", 0);
	assert_runs("good 1 && bad 2 || good 3", "1|2|3|", 0);
	assert_runs("good 1 || good 2 && good 3", "1|3|", 0);
	assert_runs("bad 1 ||", "1|", 0);
	assert_runs("bad 1 &&", "1|", -EIO);
	assert_runs("bad 1 ; ", "1|", 0);
	assert_runs("|| good 1", "", 0);
	assert_runs("&& && ; good 1", "1|", 0);
	assert_runs("good a # good b", "a|", 0);
	assert_runs("# good", "", 0);
	assert_runs("good a#b", "a#b|", 0);
	assert_runs("good a;b &&x", "a;b,&&x|", 0);
	assert_runs("  good\ta  b\r\n", "a,b|", 0);
	assert_int_equal(errno_posix(run("nothing 1")), errno_posix(ENOEXEC));
	assert_runs("nothing || good 1", "1|", 0);
}

static void expands_word_by_word(void **state)
{
	assert_int_equal(system("set two a b"), 0);
	assert_runs("good ${two}", "a b|", 0);
	assert_runs("good x${two}y ${none} z", "xa by,,z|", 0);
	assert_runs("set v 1 && good ${v}", "1|", 0);
	assert_int_equal(storef_setting(NULL, &filename_setting, "||"), 0);
	assert_runs("good a ${filename} b", "a,||,b|", 0);
	assert_int_equal(system("set name good"), 0);
	assert_runs("${name} 1", "1|", 0);
	assert_runs("${none}", "", 0);
	system("clear two ; clear v ; clear name ; clear filename");
}

/* Runs a script from memory. */
static int run_script(const char *text, size_t len)
{
	struct image *image = alloc_image(NULL);
	int rc;

	trace[0] = '\0';
	image->data = (void *)text;
	image->len = len;
	image->flags |= IMAGE_STATIC;
	image_set_name(image, "test");
	register_image(image);
	rc = image_exec(image);
	unregister_image(image);
	image_put(image);
	return rc;
}

static void assert_script(const char *text, const char *expected, int rc)
{
	/* The text is copied to its exact length, so that a read after its end
	 * is seen. */
	size_t len = strlen(text);
	char *copy = malloc(len);

	memcpy(copy, text, len);
	assert_int_equal(run_script(copy, len), rc);
	assert_string_equal(trace, expected);
	free(copy);
}

static void runs_scripts(void **state)
{
	assert_script("#!ipxe", "", 0);
	assert_script("#!ipxe\ngood 1\ngood 2", "1|2|", 0);
	assert_script("#!ipxe\r\ngood 1\r\n\r\ngood 2\r\n", "1|2|", 0);
	assert_script("#!ipxe\nbad 1\ngood 2\n", "1|", -EIO);
	assert_script("#!ipxe\nbad 1 ||\ngood 2\n", "1|2|", 0);
	assert_script("#!ipxe\ngood a\\\nb \\\n c\n", "ab,c|", 0);
	assert_script("#!ipxe\ngood a\\", "a\\|", 0);
	assert_script("#!ipxe\n  :x good 1\n", "1|", 0);
	assert_script("#!ipxe\ngoto y\n:x\ngood x\nexit\n:y\ngood y\ngoto x\n",
		      "y|x|", 0);
	assert_script("#!ipxe\ngoto x && good 0\n:xy\ngood xy\n:x\ngood x\n",
		      "x|", 0);
	assert_script("#!ipxe\ngoto none\ngood 1\n", "", -ENOENT);
	assert_script("#!ipxe\ngoto none || good 1\n", "1|", 0);
	assert_script("#!ipxe\nexit && good 1\ngood 2\n", "", 0);
	assert_script("#!ipxe\nexit 3 || good 1\n", "", exit_result(3));
	assert_script("#!ipxenope\n", "", -ENOEXEC);
	assert_script("#!ipx", "", -ENOEXEC);
}

static void exit_codes(void **state)
{
	assert_int_equal(exit_result(0), 0);
	assert_int_equal(exit_code(exit_result(1)), 1);
	assert_int_equal(exit_code(exit_result(200)), 200);
	assert_int_equal(exit_code(exit_result(1000)), 255);
	assert_int_equal(exit_code(0), 0);
	assert_int_equal(exit_code(-EIO), 1);
	assert_int_equal(exit_code(-ECANCELED), 1);
	assert_int_equal(errno_posix(exit_result(7)),
			 errno_posix(-EPERM));
}

static void survives_failing_allocations(void **state)
{
	static const char text[] =
		"#!ipxe\nset x y\ngood ${x} && good \\\n2\ngoto end\n:end";
	int left, rc;

	for (left = 0; left < 200; left++) {
		struct image *image = alloc_image(NULL);

		trace[0] = '\0';
		image->data = (void *)text;
		image->len = sizeof(text) - 1;
		image->flags |= IMAGE_STATIC;
		image_set_name(image, "test");
		register_image(image);
		testhost_malloc_left = left;
		rc = image_exec(image);
		testhost_malloc_left = -1;
		unregister_image(image);
		image_put(image);
		if (rc == 0)
			break;
		assert_int_equal(rc, -ENOMEM);
	}
	assert_string_equal(trace, "y|2|");
	system("clear x");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(chains),
		cmocka_unit_test(expands_word_by_word),
		cmocka_unit_test(runs_scripts),
		cmocka_unit_test(exit_codes),
		cmocka_unit_test(survives_failing_allocations),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
