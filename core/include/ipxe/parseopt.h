/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_PARSEOPT_H
#define IPXE_PARSEOPT_H

#include <stdint.h>
#include <stddef.h>
#include <getopt.h>

/*
 * Options of commands: a table of descriptors, each with the parser of its
 * argument and the place in the options struct where the value goes.
 */

struct net_device;
struct image;
struct settings;

/* An option of a command. */
struct option_descriptor {
	/* Its long name without the dashes, such as "timeout". */
	const char *longopt;
	/* Its letter, such as 't', or 0 if it has none. */
	char shortopt;
	/* no_argument or required_argument (<getopt.h>). */
	uint8_t has_arg;
	/* Where its field is in the options struct, in bytes. */
	uint8_t offset;
	/* Reads the argument into the field. Returns 0, or a negative error
	 * after a message. */
	int ( *parse ) ( char *text, void *value );
};

/* A parser as a member of option_descriptor. The compiler warns if the parser
 * does not take a pointer to the type of the field. */
#define OPTION_PARSER( type, field, parser )				\
	( ( int ( * ) ( char *, void * ) )				\
	  ( ( ( ( int ( * ) ( char *, typeof ( ( ( type * ) 0 )->field ) * ) ) \
		0 ) == ( parser ) ) ? ( parser ) : ( parser ) ) )

#define OPTION_DESC( long_name, short_name, arg, type, field, parser ) { \
	.longopt = ( long_name ),					\
	.shortopt = ( short_name ),					\
	.has_arg = ( arg ),						\
	.offset = offsetof ( type, field ),				\
	.parse = OPTION_PARSER ( type, field, parser ),			\
	}

/* Value of max_args for a command that takes any number of arguments. */
#define MAX_ARGUMENTS 0xff

/* What a command takes. */
struct command_descriptor {
	/* Its options. */
	const struct option_descriptor *options;
	/* Number of options. */
	uint8_t num_options;
	/* Length of the options struct, in bytes. */
	uint8_t len;
	/* Smallest number of arguments besides options. */
	uint8_t min_args;
	/* Largest number of arguments besides options. */
	uint8_t max_args;
	/* The arguments as the usage shows them on its first line; further
	 * lines, if there are any, explain the options. */
	const char *usage;
};

#define COMMAND_DESC( type, opts, min, max, text ) {			\
	.options = ( opts ),						\
	.num_options = ( sizeof ( opts ) / sizeof ( ( opts )[0] ) ),	\
	.len = sizeof ( type ),						\
	.min_args = ( min ),						\
	.max_args = ( max ),						\
	.usage = ( text ),						\
	}

/* Fills opts with zeros and then with the options in argv; the command's
 * arguments begin at argv[optind]. Returns 0, or a negative error after a
 * message: -ECANCELED for --help, -EINVAL, -ERANGE for a wrong number of
 * arguments. */
int parse_options ( int argc, char **argv, struct command_descriptor *cmd,
		    void *opts );
/* Fills opts as parse_options() does, except that the fields of options which
 * are not given keep their values. */
int reparse_options ( int argc, char **argv, struct command_descriptor *cmd,
		      void *opts );
/* Prints how a command is used; its name is argv[0]. */
void print_usage ( struct command_descriptor *cmd, char **argv );

/* Parsers for options. All return 0, or a negative error after a message. */

/* Stores the text itself. */
int parse_string ( char *text, char **value );
/* Reads a number of 32 bits, decimal or with the prefixes 0x and 0. */
int parse_integer ( char *text, unsigned int *value );
/* Reads a time in milliseconds and stores it in ticks. Times above 24
 * days become 24 days, so that they can be added to and compared with
 * currticks(). */
int parse_timeout ( char *text, unsigned long *value );
/* Sets a flag; the text is not used. */
int parse_flag ( char *text, int *flag );
/* Finds a net device by its name. */
int parse_netdev ( char *text, struct net_device **netdev );
/* Reads a key: a character, or its code as a number. */
int parse_key ( char *text, unsigned int *key );
/* Finds a settings block by its name. */
int parse_settings ( char *text, struct settings **settings );

#endif /* IPXE_PARSEOPT_H */
