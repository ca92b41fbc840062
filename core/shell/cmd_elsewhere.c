/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Commands that scripts for iPXE may use and that do not exist here, each with
 * what can be done instead, and commands that are accepted although they have
 * nothing to do here.
 */

#include <string.h>
#include <ipxe/command.h>
#include <ipxe/parseopt.h>
#include "shell.h"

static const struct {
	/* Names of commands, each with a blank after it. */
	const char *names;
	/* What the user is told to do instead, or why there is nothing. */
	const char *way_out;
} elsewhere[] = {
	{ "imgverify imgtrust imgdecrypt ",
	  "no signatures here: pin a digest (sha256sum --set)" },
	{ "md5sum ", "not in a ROM: use sha256sum" },
	{ "sanhook sanunhook ", "no network disks here" },
	{ "certstat certfree certstore ", "no TLS here: use http" },
	{ "imgextract imgmem form present ipstat nstat neighbour pxebs "
	  "startpxe stoppxe fcstat fcels ibstat usbscan gdbstub lotest "
	  "profstat sync ", "not here" },
};

const char *command_elsewhere(const char *name)
{
	size_t len = strlen(name);
	const char *at;
	unsigned int i;

	for (i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		for (at = elsewhere[i].names; *at; at = strchr(at, ' ') + 1) {
			if (strncmp(at, name, len) == 0 && at[len] == ' ')
				return elsewhere[i].way_out;
		}
	}
	return NULL;
}

/* The options of the command shim, none of which has an effect. */
struct shim_args {
	/* How long a download of the shim might take, in ticks. */
	unsigned long timeout;
	/* Non-zero if one of the flags was given. */
	int flag;
};

static const struct option_descriptor shim_options[] = {
	OPTION_DESC("timeout", 't', required_argument, struct shim_args,
		    timeout, parse_timeout),
	OPTION_DESC("require-loader", 'l', no_argument, struct shim_args, flag,
		    parse_flag),
	OPTION_DESC("allow-pxe", 'p', no_argument, struct shim_args, flag,
		    parse_flag),
	OPTION_DESC("allow-sbat", 's', no_argument, struct shim_args, flag,
		    parse_flag),
};

static struct command_descriptor shim_usage =
	COMMAND_DESC(struct shim_args, shim_options, 0, MAX_ARGUMENTS,
		     "[<image or URI>]");

/* Accepts a shim for Secure Boot and ignores it, because no kernel is started
 * through a shim here. */
static int shim_exec(int argc, char **argv)
{
	struct shim_args args;

	return parse_options(argc, argv, &shim_usage, &args);
}

COMMAND(shim, shim_exec);
