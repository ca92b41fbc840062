/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Options of commands (POSIX Utility Syntax Guidelines, with long names). "-5" is
 * an option only if the command has one that is called "5", as it may be a
 * negative number otherwise.
 */

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <getopt.h>

char *optarg;
int optind = 1;
int nextchar;
int optopt;

/* Takes the next word as the argument of an option. Returns non-zero, or 0 if
 * there is no word left. */
static int next_word(int argc, char * const argv[])
{
	if (optind >= argc)
		return 0;
	optarg = argv[optind++];
	return 1;
}

/* Reports that an option lacks its argument. Returns ':'. */
static int missing_argument(const char *name, const char *dashes)
{
	printf("option \"%s%s\" needs an argument\n", dashes, name);
	return ':';
}

/* Returns the index of the long option with the name text, which has len
 * characters, or of the only option whose name begins with it. Returns -1 if no
 * name begins with it, -2 if several do. */
static int match_long(const char *text, size_t len,
		      const struct option *longopts)
{
	int found = -1;
	int i;

	for (i = 0; longopts && longopts[i].name; i++) {
		if (strncmp(longopts[i].name, text, len) != 0)
			continue;
		if (!longopts[i].name[len])
			return i;
		found = found == -1 ? i : -2;
	}
	return found;
}

/* Handles the long option that text gives without its dashes. Returns what
 * getopt_long() returns. */
static int long_option(int argc, char * const argv[], const char *text,
		       const struct option *longopts, int *longindex)
{
	const char *equals = strchr(text, '=');
	size_t len = equals ? (size_t)(equals - text) : strlen(text);
	int index = match_long(text, len, longopts);
	const struct option *opt;

	if (index < 0) {
		printf("%s option \"--%s\"\n",
		       index == -1 ? "unknown" : "ambiguous", text);
		return '?';
	}
	opt = &longopts[index];
	if (equals && opt->has_arg == no_argument) {
		printf("option \"--%s\" takes no argument\n", opt->name);
		return '?';
	}
	if (equals)
		optarg = (char *)equals + 1;
	else if (opt->has_arg == required_argument && !next_word(argc, argv))
		return missing_argument(opt->name, "--");
	if (longindex)
		*longindex = index;
	if (!opt->flag)
		return opt->val;
	*opt->flag = opt->val;
	return 0;
}

/* Handles the short option at nextchar of the current word. Returns what
 * getopt_long() returns. */
static int short_option(int argc, char * const argv[], const char *optstring)
{
	const char *word = argv[optind];
	char name[2] = { word[nextchar++], '\0' };
	const char *found = strchr(optstring, name[0]);
	const char *rest = word + nextchar;

	optopt = name[0];
	if (!*rest) {
		optind++;
		nextchar = 0;
	}
	if (!found || name[0] == ':') {
		printf("unknown option \"-%s\"\n", name);
		return '?';
	}
	if (found[1] != ':')
		return name[0];
	if (*rest) {
		optarg = (char *)rest;
		optind++;
		nextchar = 0;
	} else if (found[2] != ':' && !next_word(argc, argv)) {
		return missing_argument(name, "-");
	}
	return name[0];
}

/* Returns non-zero if a word holds options rather than an argument. */
static int is_option(const char *word, const char *optstring)
{
	if (word[0] != '-' || !word[1])
		return 0;
	return !isdigit(word[1]) || strchr(optstring, word[1]);
}

int getopt_long(int argc, char * const argv[], const char *optstring,
		const struct option *longopts, int *longindex)
{
	const char *word;

	optarg = NULL;
	if (optind == 0)
		reset_getopt();
	if (nextchar)
		return short_option(argc, argv, optstring);
	if (optind >= argc)
		return -1;
	word = argv[optind];
	if (!is_option(word, optstring))
		return -1;
	if (word[1] != '-') {
		nextchar = 1;
		return short_option(argc, argv, optstring);
	}
	optind++;
	if (!word[2])
		return -1;
	return long_option(argc, argv, word + 2, longopts, longindex);
}
