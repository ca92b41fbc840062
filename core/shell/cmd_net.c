/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Commands for net devices. Most take a list of devices, or all there are, and
 * do one thing to each.
 */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/command.h>
#include <core/net.h>
#include <core/netconfig.h>
#include <ipxe/netdevice.h>
#include <ipxe/parseopt.h>
#include <usr/autoboot.h>
#include <usr/ifmgmt.h>
#include <core/ping.h>

struct if_options {
	unsigned long timeout;
	char *configurator;
};

static const struct option_descriptor if_opts[0] = {};

static const struct option_descriptor linkwait_opts[] = {
	OPTION_DESC("timeout", 't', required_argument, struct if_options,
		    timeout, parse_timeout),
};

static const struct option_descriptor ifconf_opts[] = {
	OPTION_DESC("timeout", 't', required_argument, struct if_options,
		    timeout, parse_timeout),
	OPTION_DESC("configurator", 'c', required_argument, struct if_options,
		    configurator, parse_string),
};

#define IF_COMMAND(opts) \
	COMMAND_DESC(struct if_options, opts, 0, MAX_ARGUMENTS, \
		     "[<interface>...]")

typedef int (*if_action)(struct net_device *netdev, struct if_options *opts);

/* One after the other. first: the first success is enough, and only if none
 * succeeds it is a failure. */
static int for_devices(int argc, char **argv, struct command_descriptor *cmd,
		       if_action action, int first)
{
	struct if_options opts;
	struct net_device *netdev;
	int rc, failed = first ? -ENODEV : 0;

	rc = parse_options(argc, argv, cmd, &opts);
	if (rc != 0)
		return rc;
	if (optind == argc) {
		for_each_netdev(netdev) {
			rc = action(netdev, &opts);
			if (rc == 0 && first)
				return 0;
			if (rc != 0)
				failed = rc;
			if (rc == -ECANCELED)
				break;
		}
		return failed;
	}
	for (; optind < argc; optind++) {
		rc = parse_netdev(argv[optind], &netdev);
		if (rc == 0)
			rc = action(netdev, &opts);
		if (rc == 0 && first)
			return 0;
		if (rc != 0)
			failed = rc;
		if (rc == -ECANCELED)
			break;
	}
	return failed;
}

static int do_open(struct net_device *netdev, struct if_options *opts)
{
	return ifopen(netdev);
}

static int do_close(struct net_device *netdev, struct if_options *opts)
{
	ifclose(netdev);
	return 0;
}

static int do_stat(struct net_device *netdev, struct if_options *opts)
{
	ifstat(netdev);
	return 0;
}

static int do_linkwait(struct net_device *netdev, struct if_options *opts)
{
	return iflinkwait(netdev, opts->timeout, 1);
}

static struct net_device_configurator *find_configurator(const char *name)
{
	struct net_device_configurator *configurator;

	for_each_table_entry(configurator, NET_DEVICE_CONFIGURATORS) {
		if (strcmp(configurator->name, name) == 0)
			return configurator;
	}
	printf("\"%s\": no such configurator\n", name);
	return NULL;
}

static int do_conf(struct net_device *netdev, struct if_options *opts)
{
	struct net_device_configurator *configurator = NULL;

	if (opts->configurator) {
		configurator = find_configurator(opts->configurator);
		if (!configurator)
			return -ENOENT;
	}
	return ifconf(netdev, configurator, opts->timeout);
}

static int do_autoboot(struct net_device *netdev, struct if_options *opts)
{
	return autoboot(netdev);
}

static int ifopen_exec(int argc, char **argv)
{
	static struct command_descriptor cmd = IF_COMMAND(if_opts);

	return for_devices(argc, argv, &cmd, do_open, 0);
}

static int ifclose_exec(int argc, char **argv)
{
	static struct command_descriptor cmd = IF_COMMAND(if_opts);

	return for_devices(argc, argv, &cmd, do_close, 0);
}

static int ifstat_exec(int argc, char **argv)
{
	static struct command_descriptor cmd = IF_COMMAND(if_opts);

	return for_devices(argc, argv, &cmd, do_stat, 0);
}

static int iflinkwait_exec(int argc, char **argv)
{
	static struct command_descriptor cmd = IF_COMMAND(linkwait_opts);

	return for_devices(argc, argv, &cmd, do_linkwait, 1);
}

static int ifconf_exec(int argc, char **argv)
{
	static struct command_descriptor cmd = IF_COMMAND(ifconf_opts);

	return for_devices(argc, argv, &cmd, do_conf, 1);
}

static int autoboot_exec(int argc, char **argv)
{
	static struct command_descriptor cmd = IF_COMMAND(if_opts);
	struct if_options opts;
	int rc;

	rc = parse_options(argc, argv, &cmd, &opts);
	if (rc != 0)
		return rc;
	if (optind == argc)
		return autoboot(NULL);
	return for_devices(argc, argv, &cmd, do_autoboot, 1);
}

static void print_address(const char *label, struct in_addr addr)
{
	printf("%s%s", label, inet_ntoa(addr));
}

static int do_route(struct net_device *netdev, struct if_options *opts)
{
	struct in_addr addr, mask, gateway;

	if (net_address(netdev, &addr, &mask, &gateway) != 0)
		return 0;
	printf("%s: ", netdev->name);
	print_address("", addr);
	print_address("/", mask);
	if (gateway.s_addr)
		print_address(" gw ", gateway);
	printf("\n");
	return 0;
}

static int route_exec(int argc, char **argv)
{
	static struct command_descriptor cmd = IF_COMMAND(if_opts);

	return for_devices(argc, argv, &cmd, do_route, 0);
}

static const struct option_descriptor ping_opts[] = {
	OPTION_DESC("size", 's', required_argument, struct ping_options,
		    size, parse_integer),
	OPTION_DESC("timeout", 't', required_argument, struct ping_options,
		    timeout, parse_timeout),
	OPTION_DESC("count", 'c', required_argument, struct ping_options,
		    count, parse_integer),
	OPTION_DESC("quiet", 'q', no_argument, struct ping_options,
		    quiet, parse_flag),
};

static int ping_exec(int argc, char **argv)
{
	static struct command_descriptor cmd =
		COMMAND_DESC(struct ping_options, ping_opts, 1, 1, "<host>");
	struct ping_options opts;
	int rc;

	rc = parse_options(argc, argv, &cmd, &opts);
	if (rc != 0)
		return rc;
	return ping(argv[optind], &opts);
}

COMMAND(ifopen, ifopen_exec);
COMMAND(ifclose, ifclose_exec);
COMMAND(ifstat, ifstat_exec);
COMMAND(iflinkwait, iflinkwait_exec);
COMMAND(ifconf, ifconf_exec);
COMMAND(dhcp, ifconf_exec);
COMMAND(autoboot, autoboot_exec);
COMMAND(route, route_exec);
COMMAND(ping, ping_exec);
