/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Options of commands. */

#include "unit.h"
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <ipxe/parseopt.h>

struct options {
	int flag;
	char *name;
	unsigned int number;
	unsigned long timeout;
	unsigned int key;
};

static struct option_descriptor opts_list[] = {
	OPTION_DESC("flag", 'f', no_argument, struct options, flag,
		    parse_flag),
	OPTION_DESC("name", 'n', required_argument, struct options, name,
		    parse_string),
	OPTION_DESC("number", 'N', required_argument, struct options, number,
		    parse_integer),
	OPTION_DESC("timeout", 't', required_argument, struct options,
		    timeout, parse_timeout),
	OPTION_DESC("key", '\0', required_argument, struct options, key,
		    parse_key),
};

static struct command_descriptor cmd =
	COMMAND_DESC(struct options, opts_list, 0, 2, "[<a>] [<b>]");

static struct options opts;

/* Parses words that stand in one string. */
static int parse(const char *line)
{
	static char buf[256];
	char *argv[20] = { "cmd" };
	int argc = 1;
	char *text = buf;

	strcpy(buf, line);
	while (*text) {
		argv[argc++] = text;
		while (*text && *text != ' ')
			text++;
		if (*text)
			*text++ = '\0';
	}
	argv[argc] = NULL;
	return parse_options(argc, argv, &cmd, &opts);
}

static void takes_options(void **state)
{
	assert_int_equal(parse(""), 0);
	assert_int_equal(opts.flag, 0);
	assert_int_equal(parse("-f -n x a b"), 0);
	assert_int_equal(opts.flag, 1);
	assert_string_equal(opts.name, "x");
	assert_int_equal(optind, 4);
	assert_int_equal(parse("--name=y --number 0x10 a"), 0);
	assert_string_equal(opts.name, "y");
	assert_int_equal(opts.number, 16);
	assert_int_equal(opts.flag, 0);
	assert_int_equal(parse("-fnz -N3"), 0);
	assert_string_equal(opts.name, "z");
	assert_int_equal(opts.number, 3);
	assert_int_equal(parse("--fl --nam q"), 0);
	assert_int_equal(opts.flag, 1);
	assert_int_equal(parse("--timeout 2000"), 0);
	assert_int_equal(opts.timeout, 2048);
	assert_int_equal(parse("-t 1"), 0);
	assert_int_equal(opts.timeout, 1);
	assert_int_equal(parse("-t 86400999"), 0);
	assert_int_equal(opts.timeout, 88474622);
	/* Beyond what 31 bits of ticks can say. */
	assert_int_equal(parse("-t 2097152000"), 0);
	assert_int_equal(opts.timeout, 2097151UL * 1024);
	assert_int_equal(parse("-t 4294967295"), 0);
	assert_int_equal(opts.timeout, 2097151UL * 1024);
	assert_int_equal(parse("-t 4294967296"), -EINVAL);
}

static void takes_keys(void **state)
{
	assert_int_equal(parse("--key a"), 0);
	assert_int_equal(opts.key, 'a');
	assert_int_equal(parse("--key 0x02"), 0);
	assert_int_equal(opts.key, 2);
	assert_int_equal(parse("--key 7"), 0);
	assert_int_equal(opts.key, '7');
	assert_int_equal(parse("--key up"), -EINVAL);
}

static void stops_at_arguments(void **state)
{
	assert_int_equal(parse("a -f"), 0);
	assert_int_equal(opts.flag, 0);
	assert_int_equal(optind, 1);
	assert_int_equal(parse("-- -f"), 0);
	assert_int_equal(optind, 2);
	assert_int_equal(parse("-"), 0);
	assert_int_equal(optind, 1);
	assert_int_equal(parse("-5"), 0);
	assert_int_equal(optind, 1);
}

static void refuses(void **state)
{
	assert_int_equal(parse("-x"), -EINVAL);
	assert_int_equal(parse("-:"), -EINVAL);
	assert_int_equal(parse("--what"), -EINVAL);
	assert_int_equal(parse("--n x"), -EINVAL);
	assert_int_equal(parse("--flag=1"), -EINVAL);
	assert_int_equal(parse("--name"), -EINVAL);
	assert_int_equal(parse("-n"), -EINVAL);
	assert_int_equal(parse("-N -1"), -EINVAL);
	assert_int_equal(parse("-N 4294967296"), -EINVAL);
	assert_int_equal(parse("-N 1x"), -EINVAL);
	assert_int_equal(parse("--number="), -EINVAL);
	assert_int_equal(parse("a b c"), -ERANGE);
	assert_int_equal(parse("--help"), -ECANCELED);
	assert_int_equal(parse("-h"), -ECANCELED);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_options),
		cmocka_unit_test(takes_keys),
		cmocka_unit_test(stops_at_arguments),
		cmocka_unit_test(refuses),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
