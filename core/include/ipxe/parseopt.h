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

struct option_descriptor {
	/* "timeout", for --timeout. */
	const char *longopt;
	/* 't', for -t. */
	char shortopt;
	/* no_argument or required_argument (<getopt.h>). */
	uint8_t has_arg;
	/* Where its field is in the options struct, in bytes. */
	uint8_t offset;
	/* Reads the argument into the field. */
	int ( *parse ) ( char *text, void *value );
};

/* A parser, checked to take a pointer to the field's type. */
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

#define MAX_ARGUMENTS 0xff

struct command_descriptor {
	/* The options it knows. */
	const struct option_descriptor *options;
	/* Their number. */
	uint8_t num_options;
	/* Length of the options struct, in bytes. */
	uint8_t len;
	/* Fewest arguments besides options. */
	uint8_t min_args;
	/* Most of them; MAX_ARGUMENTS for no limit. */
	uint8_t max_args;
	/* The arguments as the usage shows them. If it has further lines, they
	 * tell of the options, too. */
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

/* Fills opts with zeros and then from argv; the other arguments are those from
 * argv[optind] on. Returns 0, or a negative error after a message: -ECANCELED for
 * --help, -EINVAL, -ERANGE for a wrong number of arguments. */
int parse_options ( int argc, char **argv, struct command_descriptor *cmd,
		    void *opts );
/* Fills opts as parse_options() does, but begins with what is in it. */
int reparse_options ( int argc, char **argv, struct command_descriptor *cmd,
		      void *opts );
/* Prints how a command is used; its name is argv[0]. */
void print_usage ( struct command_descriptor *cmd, char **argv );

/* Parsers. All return 0, or a negative error after a message. */

/* Takes the text as it is. */
int parse_string ( char *text, char **value );
/* Reads a number of 32 bits, decimal or with the prefixes 0x and 0. */
int parse_integer ( char *text, unsigned int *value );
/* Reads a time in ms into ticks. More than 24 days are 24 days, which differences
 * of ticks can hold in any place. */
int parse_timeout ( char *text, unsigned long *value );
/* Sets a flag, whatever the text. */
int parse_flag ( char *text, int *flag );
/* Finds a net device by its name. */
int parse_netdev ( char *text, struct net_device **netdev );
/* Reads a key: a character, or its code as a number. */
int parse_key ( char *text, unsigned int *key );
/* Finds a settings block by its name. */
int parse_settings ( char *text, struct settings **settings );

#endif /* IPXE_PARSEOPT_H */
