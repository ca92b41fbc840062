/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multiboot_cmd ( ERRFILE_OTHER | 0x00750000 )

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <errno.h>
#include <getopt.h>
#include <ipxe/command.h>
#include <ipxe/parseopt.h>
#include <usr/multibootcompat.h>
#include <usr/multibootmgmt.h>
#include <usr/multibootonce.h>

/** @file
 *
 * The "multiboot" command
 *
 */

/** Milliseconds until the menu's default is taken, unless given otherwise */
#define MULTIBOOT_MENU_TIMEOUT 1000

/** "multiboot" options */
struct multiboot_cmd_options {
	/** Do nothing if a race has failed since the machine was started */
	int once;
	/** Show the menu */
	int menu;
	/** Milliseconds until the menu's default is taken; 0 for never */
	struct multiboot_number menu_timeout;
	/** Options of the race */
	struct multiboot_options run;
};

/**
 * Parse an optional number, of which 0 is a meaningful value
 *
 * @v text		Text
 * @v number		Number to fill in
 * @ret rc		Return status code
 */
static int multiboot_parse_number ( char *text,
				    struct multiboot_number *number ) {
	number->given = 1;
	return parse_integer ( text, &number->value );
}

/**
 * Parse an optional time, of which 0 is a meaningful value
 *
 * @v text		Text, in milliseconds
 * @v number		Number to fill in, in ticks
 * @ret rc		Return status code
 */
static int multiboot_parse_time ( char *text,
				  struct multiboot_number *number ) {
	unsigned long ticks;
	int rc;

	if ( ( rc = parse_timeout ( text, &ticks ) ) != 0 )
		return rc;
	number->given = 1;
	number->value = ticks;
	return 0;
}

/** "multiboot" option list */
static struct option_descriptor multiboot_opts[] = {
	OPTION_DESC ( "in-turn", 's', no_argument,
		      struct multiboot_cmd_options, run.in_turn, parse_flag ),
	OPTION_DESC ( "exclude", 'x', required_argument,
		      struct multiboot_cmd_options, run.exclude,
		      parse_string ),
	OPTION_DESC ( "vlan", 'V', required_argument,
		      struct multiboot_cmd_options, run.vlans,
		      parse_string ),
	OPTION_DESC ( "server", 'r', required_argument,
		      struct multiboot_cmd_options, run.server,
		      parse_string ),
	OPTION_DESC ( "match", 'M', required_argument,
		      struct multiboot_cmd_options, run.match,
		      parse_string ),
	OPTION_DESC ( "url", 'u', required_argument,
		      struct multiboot_cmd_options, run.url,
		      parse_string ),
	OPTION_DESC ( "sha256", 'H', required_argument,
		      struct multiboot_cmd_options, run.sha256,
		      parse_string ),
	OPTION_DESC ( "settle", 'S', required_argument,
		      struct multiboot_cmd_options, run.settle,
		      multiboot_parse_time ),
	OPTION_DESC ( "link-timeout", 'l', required_argument,
		      struct multiboot_cmd_options, run.link_timeout,
		      parse_timeout ),
	OPTION_DESC ( "dhcp-timeout", 't', required_argument,
		      struct multiboot_cmd_options, run.dhcp_timeout,
		      parse_timeout ),
	OPTION_DESC ( "timeout", 'T', required_argument,
		      struct multiboot_cmd_options, run.timeout,
		      parse_timeout ),
	OPTION_DESC ( "rounds", 'n', required_argument,
		      struct multiboot_cmd_options, run.rounds,
		      multiboot_parse_number ),
	OPTION_DESC ( "probe", 'p', no_argument,
		      struct multiboot_cmd_options, run.probe, parse_flag ),
	OPTION_DESC ( "menu", 'm', no_argument,
		      struct multiboot_cmd_options, menu, parse_flag ),
	OPTION_DESC ( "menu-timeout", 'w', required_argument,
		      struct multiboot_cmd_options, menu_timeout,
		      multiboot_parse_number ),
	OPTION_DESC ( "once", 'o', no_argument,
		      struct multiboot_cmd_options, once, parse_flag ),
	OPTION_DESC ( "no-bootif", 'B', no_argument,
		      struct multiboot_cmd_options, run.no_bootif,
		      parse_flag ),
	OPTION_DESC ( "quiet", 'q', no_argument,
		      struct multiboot_cmd_options, run.quiet, parse_flag ),
};

/** "multiboot" command descriptor */
static struct command_descriptor multiboot_cmd =
	COMMAND_DESC ( struct multiboot_cmd_options, multiboot_opts, 0,
		       MAX_ARGUMENTS,
		       "[<interface>...]\n\n"
		       "Boots from whichever interface answers first "
		       "(default: all of them)\n\n"
		       "  -s, --in-turn            one after another\n"
		       "  -x, --exclude <list>     leave these out, "
		       "comma separated\n"
		       "  -V, --vlan <list>        also these VLANs on each of "
		       "them\n"
		       "  -r, --server <list>      only offers of these "
		       "addresses, prefixes\n"
		       "  -M, --match <text>       only with that in option "
		       "43, 60 or 125\n"
		       "  -u, --url <URI>          boot this with whatever lease "
		       "will do\n"
		       "  -H, --sha256 <digest>    only a file with that "
		       "SHA-256\n"
		       "  -S, --settle <ms>        after the first offer, wait "
		       "for preferred ones (20)\n"
		       "  -l, --link-timeout <ms>  how long a link may stay "
		       "down\n"
		       "  -t, --dhcp-timeout <ms>  how long one may stay silent "
		       "(15000)\n"
		       "  -T, --timeout <ms>       the whole round, downloads "
		       "excepted (30000)\n"
		       "  -n, --rounds <n>         rounds, 0 for ever (1)\n"
		       "  -p, --probe              boot nothing, leave the "
		       "winner configured\n"
		       "  -m, --menu               let the user choose\n"
		       "  -w, --menu-timeout <ms>  0 waits for ever (1000)\n"
		       "  -o, --once               not again if one has failed "
		       "since power-on\n"
		       "  -B, --no-bootif          do not tell kernels which "
		       "one it was\n"
		       "  -q, --quiet              only the result, no message to "
		       "log servers" );

/**
 * Parse the arguments that the machine has for the command
 *
 * @v name		Name of the command
 * @v opts		Options to fill in
 * @ret args		Arguments, to be freed by the caller, or NULL if there are
 *			none that can be used
 *
 * Wrong arguments leave a machine that boots as if there were none, as nobody may
 * be there to mend them. If a digest is among them, which the options then tell, it
 * must not boot just anything.
 */
static struct multiboot_args *
multiboot_parse_args ( char *name, struct multiboot_cmd_options *opts ) {
	struct multiboot_args *args = multiboot_args ( name );

	if ( ! args )
		return NULL;
	if ( ( parse_options ( args->argc, args->argv, &multiboot_cmd,
			       opts ) == 0 ) && ( ! args->too_many ) &&
	     ( multiboot_check ( &opts->run, &args->argv[optind],
				 ( args->argc - optind ) ) == 0 ) ) {
		if ( ! opts->run.quiet )
			printf ( "multiboot: using this machine's arguments\n" );
		return args;
	}
	printf ( "multiboot: this machine's arguments are wrong, %s\n",
		 ( opts->run.sha256 ? "giving up" : "going on without them" ) );
	multiboot_args_free ( args );
	return NULL;
}

/**
 * Check whether the command has no argument but "--once"
 *
 * @v argc		Argument count
 * @v argv		Argument list
 * @v once		Nonzero if "--once" is in it
 * @ret bare		It has no other one, not in the same word either ("-oq")
 */
static int multiboot_is_bare ( int argc, char **argv, int once ) {
	if ( argc != ( 1 + once ) )
		return 0;
	return ( ( ! once ) || ( argv[1][1] == '-' ) || ( ! argv[1][2] ) );
}

/**
 * Run the command
 *
 * @v opts		Options
 * @v names		Names of devices
 * @v count		Number of names
 * @ret rc		Return status code
 */
static int multiboot_do ( struct multiboot_cmd_options *opts, char **names,
			  unsigned int count ) {
	struct multiboot_number *wait = &opts->menu_timeout;

	if ( opts->menu )
		return multiboot_menu ( &opts->run, names, count,
					( wait->given ? wait->value :
					  MULTIBOOT_MENU_TIMEOUT ) );
	return multiboot ( &opts->run, names, count );
}

/**
 * The "multiboot" command
 *
 * @v argc		Argument count
 * @v argv		Argument list
 * @ret rc		Return status code
 */
static int multiboot_exec ( int argc, char **argv ) {
	struct multiboot_cmd_options *opts;
	struct multiboot_args *args = NULL;
	int once;
	int rc;

	/* The stack is small, and what is booted from here needs much of it. */
	opts = malloc ( sizeof ( *opts ) );
	if ( ! opts )
		return -ENOMEM;
	if ( ( rc = parse_options ( argc, argv, &multiboot_cmd, opts ) ) != 0 )
		goto err_parse;
	once = opts->once;
	if ( once && multiboot_once_failed() ) {
		printf ( "multiboot: these net devices have failed already, "
			 "going on\n" );
		rc = -EALREADY;
		goto err_once;
	}
	if ( multiboot_is_bare ( argc, argv, once ) ) {
		args = multiboot_parse_args ( argv[0], opts );
		if ( args ) {
			argc = args->argc;
			argv = args->argv;
		} else if ( opts->run.sha256 ) {
			rc = -EINVAL;
			goto err_args;
		} else {
			parse_options ( argc, argv, &multiboot_cmd, opts );
		}
	}
	rc = multiboot_do ( opts, &argv[optind], ( argc - optind ) );
	if ( once && ( rc != 0 ) )
		multiboot_once_note();
	multiboot_args_free ( args );
 err_args:
 err_once:
 err_parse:
	free ( opts );
	return rc;
}

/** The "multiboot" command */
COMMAND ( multiboot, multiboot_exec );
