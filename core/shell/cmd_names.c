/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The command nslookup, which asks a server for the address of a name, and the
 * command ntp, which asks one for the time. */

#include <getopt.h>
#include <core/ntp.h>
#include <core/ping.h>
#include <ipxe/command.h>
#include <ipxe/in.h>
#include <ipxe/parseopt.h>
#include "shell.h"

struct no_options {};

static const struct option_descriptor no_options[] = {};

static struct command_descriptor nslookup_usage =
	COMMAND_DESC(struct no_options, no_options, 2, 2, "<setting> <name>");

static int nslookup_exec(int argc, char **argv)
{
	struct no_options none;
	struct in_addr addr;
	int rc = parse_options(argc, argv, &nslookup_usage, &none);

	if (rc == 0)
		rc = find_host(argv[optind + 1], &addr);
	return rc != 0 ? rc : store_named(argv[optind], inet_ntoa(addr));
}

COMMAND(nslookup, nslookup_exec);

static struct command_descriptor ntp_usage =
	COMMAND_DESC(struct no_options, no_options, 1, 1, "<server>");

static int ntp_exec(int argc, char **argv)
{
	struct no_options none;
	int rc = parse_options(argc, argv, &ntp_usage, &none);

	return rc != 0 ? rc : ntp_ask(argv[optind]);
}

COMMAND(ntp, ntp_exec);
