/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The commands vcreate and vdestroy, which make the VLANs on a net device devices of
 * their own, and remove them. */

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/command.h>
#include <ipxe/features.h>
#include <ipxe/netdevice.h>
#include <ipxe/parseopt.h>
#include <ipxe/vlan.h>

struct feature vlan_feature __feature = { "VLAN", FEATURE_VLAN, 1 };

/* The options of vcreate. */
struct vcreate_args {
	/* Identifier of the VLAN. */
	unsigned int tag;
	/* Priority of what it sends. */
	unsigned int priority;
};

static const struct option_descriptor vcreate_options[] = {
	OPTION_DESC("tag", 't', required_argument, struct vcreate_args, tag,
		    parse_integer),
	OPTION_DESC("priority", 'p', required_argument, struct vcreate_args,
		    priority, parse_integer),
};

static struct command_descriptor vcreate_usage =
	COMMAND_DESC(struct vcreate_args, vcreate_options, 1, 1,
		     "--tag <1 to 4094> [--priority <0 to 7>] <device>");

static int vcreate_exec(int argc, char **argv)
{
	struct net_device *trunk;
	struct vcreate_args args;
	int rc = parse_options(argc, argv, &vcreate_usage, &args);

	if (rc == 0)
		rc = parse_netdev(argv[optind], &trunk);
	if (rc != 0)
		return rc;
	rc = vlan_create(trunk, args.tag, args.priority);
	if (rc != 0)
		printf("vcreate: no VLAN %d on %s: %s\n", (int)args.tag,
		       trunk->name, strerror(rc));
	return rc;
}

COMMAND(vcreate, vcreate_exec);

struct no_options {};

static const struct option_descriptor no_options[] = {};

static struct command_descriptor vdestroy_usage =
	COMMAND_DESC(struct no_options, no_options, 1, 1, "<device>");

static int vdestroy_exec(int argc, char **argv)
{
	struct net_device *netdev;
	struct no_options none;
	int rc = parse_options(argc, argv, &vdestroy_usage, &none);

	if (rc == 0)
		rc = parse_netdev(argv[optind], &netdev);
	if (rc != 0)
		return rc;
	rc = vlan_destroy(netdev);
	if (rc != 0)
		printf("vdestroy: %s is no VLAN: ifstat lists them\n",
		       netdev->name);
	return rc;
}

COMMAND(vdestroy, vdestroy_exec);
