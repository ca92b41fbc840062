/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The commands colour and cpair, which define the colours of full screens. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <ipxe/command.h>
#include <ipxe/parseopt.h>
#include "screen.h"

/* The options of either command. Each command has two, and both are numbers. */
struct colour_options {
	/* The basic colour of "colour", or the foreground of "cpair". */
	unsigned int first;
	/* The RGB value of "colour", or the background of "cpair". */
	unsigned int second;
};

_Static_assert(SCREEN_COLOURS == 10 && SCREEN_PAIRS == 8, "the text below");

/* Reads the options and the number of the colour or pair that is to be
 * defined, which has to be below limit. The caller puts the default values
 * into opts, and the greatest value that is allowed for the second option is
 * its default. */
static int parse(int argc, char **argv, struct command_descriptor *cmd,
		 struct colour_options *opts, unsigned int limit,
		 unsigned int *number)
{
	unsigned int highest = opts->second;
	int rc = reparse_options(argc, argv, cmd, opts);

	if (rc == 0)
		rc = parse_integer(argv[optind], number);
	if (rc == 0 && (*number >= limit || opts->first >= SCREEN_COLOURS ||
			opts->second > highest)) {
		printf("%s: colours are 0 to 9, pairs 0 to 7\n", argv[0]);
		rc = -EINVAL;
	}
	return rc;
}

/* --- colour */

static struct option_descriptor colour_opts[] = {
	OPTION_DESC("basic", 'b', required_argument, struct colour_options,
		    first, parse_integer),
	OPTION_DESC("rgb", 'r', required_argument, struct colour_options,
		    second, parse_integer),
};

static struct command_descriptor colour_cmd =
	COMMAND_DESC(struct colour_options, colour_opts, 1, 1, "<colour>");

#define NO_RGB 0x01000000U
/* Brightness of red, green or blue in a colour from which on the ANSI colour
 * that is used in its place has that part too. */
#define THERE 0x60

/* Returns the number of the ANSI colour, one of eight, that is closest to an
 * RGB colour. */
static unsigned int closest(uint32_t rgb)
{
	return ((rgb >> 16 & 0xff) >= THERE) |
	       ((rgb >> 8 & 0xff) >= THERE) << 1 |
	       ((rgb & 0xff) >= THERE) << 2;
}

static int colour_exec(int argc, char **argv)
{
	struct colour_options opts = { COLOUR_DEFAULT, NO_RGB };
	unsigned int number;
	int rc = parse(argc, argv, &colour_cmd, &opts, SCREEN_COLOURS,
		       &number);

	if (rc != 0)
		return rc;
	if (opts.first == COLOUR_DEFAULT && opts.second != NO_RGB)
		opts.first = closest(opts.second);
	screen_colours[number] = opts.first;
	return 0;
}

COMMAND(colour, colour_exec);
COMMAND(color, colour_exec);

/* --- cpair */

static struct option_descriptor cpair_opts[] = {
	OPTION_DESC("foreground", 'f', required_argument,
		    struct colour_options, first, parse_integer),
	OPTION_DESC("background", 'b', required_argument,
		    struct colour_options, second, parse_integer),
};

static struct command_descriptor cpair_cmd =
	COMMAND_DESC(struct colour_options, cpair_opts, 1, 1, "<pair>");

static int cpair_exec(int argc, char **argv)
{
	struct colour_options opts = { COLOUR_DEFAULT, COLOUR_DEFAULT };
	unsigned int number;
	int rc = parse(argc, argv, &cpair_cmd, &opts, SCREEN_PAIRS, &number);

	if (rc != 0)
		return rc;
	screen_pairs[number][0] = opts.first;
	screen_pairs[number][1] = opts.second;
	return 0;
}

COMMAND(cpair, cpair_exec);
