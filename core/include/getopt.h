/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GETOPT_H
#define GETOPT_H

/*
 * Options of a command line, as POSIX describes them (Utility Syntax
 * Guidelines), with long names as GNU's getopt_long() takes them. "-t 5",
 * "-t5", "--timeout 5", "--timeout=5" and "--time 5" (a prefix that only one
 * option has) mean the same, and "--" ends the options.
 */

#define no_argument 0
#define required_argument 1
#define optional_argument 2

/* A long option. A table of them ends with an entry whose name is NULL. */
struct option {
	/* Its name, without "--". */
	const char *name;
	/* no_argument, required_argument or optional_argument. */
	int has_arg;
	/* Where val is stored if the option is given; NULL: val is returned. */
	int *flag;
	/* The option's value, which is mostly the letter of its short form. */
	int val;
};

/* The argument of the option that was returned last, or NULL if it has none. */
extern char *optarg;
/* Index in argv of the next word to be looked at; 0 makes the next call begin
 * at the first option. */
extern int optind;
/* Where in a word of several short options ("-abc") the next one is; 0 where a
 * new word is due. */
extern int nextchar;
/* Letter of the short option that was looked at last, also if it is unknown. */
extern int optopt;

/* Prepares getopt_long() for another list of arguments. */
static inline void reset_getopt ( void ) {
	optind = 1;
	nextchar = 0;
}

/* Returns the value of the next option, or -1 if there is none. Returns
 * '?' after a message for an option that is unknown or ambiguous, and
 * ':' after a message for one whose argument is missing. The first word
 * that is not an option ends the options, whereas GNU's function moves
 * such words to the end. */
int getopt_long ( int argc, char * const argv[], const char *optstring,
		  const struct option *longopts, int *longindex );

#endif /* GETOPT_H */
