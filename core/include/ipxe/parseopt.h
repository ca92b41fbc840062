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
	const char *longopt;
	char shortopt;
	uint8_t has_arg;
	uint8_t offset;		/* of the field in the options struct */
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
	const struct option_descriptor *options;
	uint8_t num_options;
	uint8_t len;		/* of the options struct */
	uint8_t min_args;
	uint8_t max_args;	/* MAX_ARGUMENTS: no limit */
	const char *usage;	/* behind "Usage: NAME " */
};

#define COMMAND_DESC( type, opts, min, max, text ) {			\
	.options = ( opts ),						\
	.num_options = ( sizeof ( opts ) / sizeof ( ( opts )[0] ) ),	\
	.len = sizeof ( type ),						\
	.min_args = ( min ),						\
	.max_args = ( max ),						\
	.usage = ( text ),						\
	}

/* Zeroes opts and fills it from argv; the other arguments are argv[optind]...
 * 0, or a negative error after a message: -ECANCELED for --help, -EINVAL,
 * -ERANGE for a wrong number of arguments. */
int parse_options ( int argc, char **argv, struct command_descriptor *cmd,
		    void *opts );
/* The same with defaults: opts is left as it is. */
int reparse_options ( int argc, char **argv, struct command_descriptor *cmd,
		      void *opts );
void print_usage ( struct command_descriptor *cmd, char **argv );

/* Parsers: 0 or -EINVAL and such, after a message. */
int parse_string ( char *text, char **value );
int parse_integer ( char *text, unsigned int *value );
/* ms to ticks. More than 24 days are 24 days, which differences of ticks can
 * hold in any place. */
int parse_timeout ( char *text, unsigned long *value );
int parse_flag ( char *text, int *flag );
int parse_netdev ( char *text, struct net_device **netdev );
int parse_key ( char *text, unsigned int *key );
int parse_settings ( char *text, struct settings **settings );

#endif /* IPXE_PARSEOPT_H */
