/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Parses the options of commands, which are described by tables of descriptors.
 * Each command has the option --help in addition.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/netdevice.h>
#include <ipxe/parseopt.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>

/* Greatest number of options that a command may have. */
#define OPTIONS_MAX 24

#define MS_PER_SEC 1000
/* Longest time in seconds, about 24 days. In ticks it has to fit 31 bits, so
 * that differences of ticks can be computed. */
#define MAX_SECS (0x7fffffff / TICKS_PER_SEC)

int parse_string(char *text, char **value)
{
	*value = text;
	return 0;
}

int parse_integer(char *text, unsigned int *value)
{
	unsigned long long number;
	char *end;

	number = strtoull(text, &end, 0);
	if (!*text || *end || *text == '-' || number > 0xffffffff) {
		printf("%s: not a 32-bit number; give a decimal one, or 0x "
		       "and hexadecimal digits\n", text);
		return -EINVAL;
	}
	*value = number;
	return 0;
}

int parse_timeout(char *text, unsigned long *value)
{
	unsigned int ms;
	int rc = parse_integer(text, &ms);

	if (rc != 0)
		return rc;
	if (ms > MAX_SECS * MS_PER_SEC)
		ms = MAX_SECS * MS_PER_SEC;
	*value = (unsigned long)(ms / MS_PER_SEC) * TICKS_PER_SEC +
		 (ms % MS_PER_SEC) * TICKS_PER_SEC / MS_PER_SEC;
	return 0;
}

int parse_flag(char *text, int *flag)
{
	*flag = 1;
	return 0;
}

int parse_netdev(char *text, struct net_device **netdev)
{
	*netdev = strcmp(text, "netX") == 0 ? last_opened_netdev()
					    : find_netdev(text);
	if (*netdev)
		return 0;
	printf("%s: no such net device; ifstat lists them\n", text);
	return -ENODEV;
}

int parse_key(char *text, unsigned int *key)
{
	if (text[0] && !text[1]) {
		*key = (unsigned char)text[0];
		return 0;
	}
	return parse_integer(text, key);
}

int parse_settings(char *text, struct settings **settings)
{
	*settings = find_settings(text);
	if (*settings)
		return 0;
	printf("%s: no settings block has that name\n", text);
	return -ENODEV;
}

/* Prints the line on the arguments and a line for each option. If the text on
 * the arguments has several lines it describes the options itself, and nothing
 * is added. Descriptors do not contain the name of their command, which is
 * therefore taken from argv[0]. */
void print_usage(struct command_descriptor *cmd, char **argv)
{
	const struct option_descriptor *opt = cmd->options;
	const struct option_descriptor *end = opt + cmd->num_options;

	printf("usage: %s%s %s\n", argv[0], opt < end ? " [options]" : "",
	       cmd->usage);
	if (strchr(cmd->usage, '\n'))
		return;
	for (; opt < end; opt++) {
		printf("  --%s%s", opt->longopt,
		       opt->has_arg == required_argument ? " <value>" : "");
		if (opt->shortopt)
			printf(", -%c", opt->shortopt);
		printf("\n");
	}
}

/* The tables for getopt_long(), made from the descriptors of a command. */
struct getopt_tables {
	/* The long options, with --help and the empty entry at the end. */
	struct option longopts[OPTIONS_MAX + 2];
	/* The letters of the short options, with a colon after those that take
	 * a value. */
	char shortopts[3 * OPTIONS_MAX + 3];
};

/* getopt_long() returns a long option as its index plus LONG_BASE, which is
 * above all characters. */
#define LONG_BASE 0x100
#define HELP (LONG_BASE + OPTIONS_MAX)

static void fill_tables(struct getopt_tables *tables,
			const struct command_descriptor *cmd)
{
	char *out = tables->shortopts;
	unsigned int i;

	memset(tables, 0, sizeof(*tables));
	for (i = 0; i < cmd->num_options && i < OPTIONS_MAX; i++) {
		const struct option_descriptor *opt = &cmd->options[i];

		tables->longopts[i].name = opt->longopt;
		tables->longopts[i].has_arg = opt->has_arg;
		tables->longopts[i].val = LONG_BASE + i;
		if (!opt->shortopt)
			continue;
		*out++ = opt->shortopt;
		if (opt->has_arg != no_argument)
			*out++ = ':';
		if (opt->has_arg == optional_argument)
			*out++ = ':';
	}
	tables->longopts[i].name = "help";
	tables->longopts[i].val = HELP;
	*out = '\0';
	if (!strchr(tables->shortopts, 'h'))
		*out = 'h';
}

/* Returns the descriptor of the option for which getopt_long() has returned the
 * value, or NULL if it is -h. */
static const struct option_descriptor *
find_option(const struct command_descriptor *cmd, int value)
{
	unsigned int i;

	if (value >= LONG_BASE)
		return &cmd->options[value - LONG_BASE];
	for (i = 0; i < cmd->num_options; i++) {
		if (cmd->options[i].shortopt == value)
			return &cmd->options[i];
	}
	return NULL;
}

/* Parses the value of one option. Returns 0, or a negative error, after which
 * the caller prints the usage. */
static int take_option(struct command_descriptor *cmd, int value, void *opts)
{
	const struct option_descriptor *opt;

	if (value == HELP)
		return -ECANCELED;
	if (value == '?' || value == ':')
		return -EINVAL;
	opt = find_option(cmd, value);
	if (!opt)
		/* The option is -h, which asks for the usage. */
		return -ECANCELED;
	return opt->parse(optarg, (char *)opts + opt->offset);
}

int reparse_options(int argc, char **argv, struct command_descriptor *cmd,
		    void *opts)
{
	struct getopt_tables tables;
	int value, count, rc;

	fill_tables(&tables, cmd);
	reset_getopt();
	while ((value = getopt_long(argc, argv, tables.shortopts,
				    tables.longopts, NULL)) >= 0) {
		rc = take_option(cmd, value, opts);
		if (rc == -ECANCELED || rc == -EINVAL)
			print_usage(cmd, argv);
		if (rc != 0)
			return rc;
	}
	count = argc - optind;
	if (count < cmd->min_args ||
	    (cmd->max_args != MAX_ARGUMENTS && count > cmd->max_args)) {
		printf("%s: %s arguments\n", argv[0],
		       count < cmd->min_args ? "too few" : "too many");
		print_usage(cmd, argv);
		return -ERANGE;
	}
	return 0;
}

int parse_options(int argc, char **argv, struct command_descriptor *cmd,
		  void *opts)
{
	memset(opts, 0, cmd->len);
	return reparse_options(argc, argv, cmd, opts);
}
