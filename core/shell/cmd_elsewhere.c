/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Commands that scripts for iPXE may have and that are not here, each with the
 * way out, and those that are accepted although there is nothing to do.
 */

#include <string.h>
#include <ipxe/command.h>
#include <ipxe/parseopt.h>
#include "shell.h"

static const struct {
	/* The names, each with a blank after it. */
	const char *names;
	const char *way_out;
} elsewhere[] = {
	{ "imgverify imgtrust imgdecrypt ",
	  "no signatures here: pin a digest (sha256sum --set)" },
	{ "md5sum ", "not in a ROM: use sha256sum" },
	{ "sanhook sanunhook ", "no network disks here" },
	{ "vcreate vdestroy ", "no VLANs here: have the port untagged" },
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

struct shim_args {
	/* Ticks that a download might take. */
	unsigned long timeout;
	/* A flag that has no effect. */
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

/* Accepts a shim for Secure Boot, which no kernel here is started by. */
static int shim_exec(int argc, char **argv)
{
	struct shim_args args;

	return parse_options(argc, argv, &shim_usage, &args);
}

COMMAND(shim, shim_exec);
