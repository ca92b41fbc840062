/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GETOPT_H
#define GETOPT_H

/* Command-line options, POSIX style with GNU long options: "-t 5", "-t5",
 * "--timeout 5", "--timeout=5", unique prefixes of long names, "--". */

#define no_argument 0
#define required_argument 1
#define optional_argument 2

struct option {
	const char *name;
	int has_arg;
	int *flag;
	int val;
};

extern char *optarg;	/* argument of the option just returned */
extern int optind;	/* index of the next argument; set to 0 to restart */
extern int nextchar;	/* position inside a group of short options */
extern int optopt;	/* the option that was not understood */

/* Starts over, with another argument list. */
static inline void reset_getopt ( void ) {
	optind = 1;
	nextchar = 0;
}

/* The next option's value, -1 at the end, '?' for one that is unknown or
 * ambiguous, ':' for a missing argument (with a message in both cases). Unlike
 * GNU's, stops at the first word that is no option. */
int getopt_long ( int argc, char * const argv[], const char *optstring,
		  const struct option *longopts, int *longindex );

#endif /* GETOPT_H */
