/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Commands for net devices. Most of them take a list of devices, or all devices
 * if it is empty, and do the same to each.
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

/* The options of these commands. Each command has only some of them. */
struct device_args {
	/* Name of the configurator, or NULL for the default. */
	char *how;
	/* How long a device may take, in ticks; 0 stands for the default. */
	unsigned long limit;
};

#define LIMIT_OPTION \
	OPTION_DESC("timeout", 't', required_argument, struct device_args, \
		    limit, parse_timeout)

static const struct option_descriptor no_options[] = {};

static const struct option_descriptor wait_options[] = {
	LIMIT_OPTION,
};

static const struct option_descriptor conf_options[] = {
	OPTION_DESC("configurator", 'c', required_argument, struct device_args,
		    how, parse_string),
	LIMIT_OPTION,
};

#define DEVICES_USAGE(options) \
	COMMAND_DESC(struct device_args, options, 0, MAX_ARGUMENTS, \
		     "[<device>...]")

/* Does the command's work for one device. Returns 0, or a negative error. */
typedef int (*device_action)(struct net_device *netdev,
			     struct device_args *args);

/* A command on several devices while it runs. */
struct round {
	/* What is done to each device. */
	device_action act;
	/* Non-zero if the command ends with success as soon as one device
	 * succeeds. */
	int one_will_do;
	/* The options of the command. */
	struct device_args args;
	/* Result of the command if it does not get to another device. */
	int rc;
};

/* Runs the action for a device, or notes rc if that is an error, which then
 * stands for a device that does not exist. Returns non-zero if the command ends
 * after that. */
static int take_turn(struct round *round, struct net_device *netdev, int rc)
{
	if (rc == 0)
		rc = round->act(netdev, &round->args);
	if (rc != 0 || round->one_will_do)
		round->rc = rc;
	return rc == -ECANCELED || (rc == 0 && round->one_will_do);
}

/* Runs an action for the devices that are named, one after the other, or for
 * all devices if none is. Returns 0, or the error of the last device that
 * failed. With one_will_do it returns an error only if no device has
 * succeeded. */
static int for_devices(int argc, char **argv, struct command_descriptor *usage,
		       device_action act, int one_will_do)
{
	struct round round = { .act = act, .one_will_do = one_will_do };
	struct net_device *netdev;
	int at, ended = 0;
	int rc = parse_options(argc, argv, usage, &round.args);

	if (rc != 0)
		return rc;
	if (one_will_do)
		round.rc = -ENODEV;
	if (optind == argc) {
		for_each_netdev(netdev) {
			if (take_turn(&round, netdev, 0))
				break;
		}
	}
	/* A script that autoboot runs has commands of its own, which change
	 * optind. */
	at = optind;
	while (at < argc && !ended) {
		rc = parse_netdev(argv[at++], &netdev);
		ended = take_turn(&round, netdev, rc);
	}
	return round.rc;
}

static int do_open(struct net_device *netdev, struct device_args *args)
{
	return ifopen(netdev);
}

static int ifopen_exec(int argc, char **argv)
{
	static struct command_descriptor usage = DEVICES_USAGE(no_options);

	return for_devices(argc, argv, &usage, do_open, 0);
}

static int do_close(struct net_device *netdev, struct device_args *args)
{
	ifclose(netdev);
	return 0;
}

static int ifclose_exec(int argc, char **argv)
{
	static struct command_descriptor usage = DEVICES_USAGE(no_options);

	return for_devices(argc, argv, &usage, do_close, 0);
}

static int do_stat(struct net_device *netdev, struct device_args *args)
{
	ifstat(netdev);
	return 0;
}

static int ifstat_exec(int argc, char **argv)
{
	static struct command_descriptor usage = DEVICES_USAGE(no_options);

	return for_devices(argc, argv, &usage, do_stat, 0);
}

static int do_linkwait(struct net_device *netdev, struct device_args *args)
{
	return iflinkwait(netdev, args->limit, 1);
}

static int iflinkwait_exec(int argc, char **argv)
{
	static struct command_descriptor usage = DEVICES_USAGE(wait_options);

	return for_devices(argc, argv, &usage, do_linkwait, 1);
}

/* Returns the configurator with that name, or NULL after a message. */
static struct net_device_configurator *find_configurator(const char *name)
{
	struct net_device_configurator *configurator;

	for_each_table_entry(configurator, NET_DEVICE_CONFIGURATORS) {
		if (strcmp(configurator->name, name) == 0)
			return configurator;
	}
	printf("%s: no way to configure a device; use dhcp\n", name);
	return NULL;
}

static int do_conf(struct net_device *netdev, struct device_args *args)
{
	struct net_device_configurator *configurator = NULL;

	if (args->how) {
		configurator = find_configurator(args->how);
		if (!configurator)
			return -ENOENT;
	}
	return ifconf(netdev, configurator, args->limit);
}

static int ifconf_exec(int argc, char **argv)
{
	static struct command_descriptor usage = DEVICES_USAGE(conf_options);

	return for_devices(argc, argv, &usage, do_conf, 1);
}

static int do_autoboot(struct net_device *netdev, struct device_args *args)
{
	return autoboot(netdev);
}

static int autoboot_exec(int argc, char **argv)
{
	static struct command_descriptor usage = DEVICES_USAGE(no_options);
	struct device_args args;
	int rc = parse_options(argc, argv, &usage, &args);

	if (rc != 0)
		return rc;
	if (optind == argc)
		return autoboot(NULL);
	return for_devices(argc, argv, &usage, do_autoboot, 1);
}

/* Prints the addresses of a device, if it has any. Returns 0. */
static int do_route(struct net_device *netdev, struct device_args *args)
{
	struct in_addr addr, mask, gateway;

	if (net_address(netdev, &addr, &mask, &gateway) != 0)
		return 0;
	/* Each address needs a printf() of its own, because inet_ntoa() has
	 * only one buffer. */
	printf("%s: address %s", netdev->name, inet_ntoa(addr));
	printf(", netmask %s", inet_ntoa(mask));
	if (gateway.s_addr)
		printf(", gateway %s", inet_ntoa(gateway));
	printf("\n");
	return 0;
}

static int route_exec(int argc, char **argv)
{
	static struct command_descriptor usage = DEVICES_USAGE(no_options);

	return for_devices(argc, argv, &usage, do_route, 0);
}

static const struct option_descriptor ping_options[] = {
	OPTION_DESC("count", 'c', required_argument, struct ping_plan,
		    requests, parse_integer),
	OPTION_DESC("size", 's', required_argument, struct ping_plan,
		    payload, parse_integer),
	OPTION_DESC("timeout", 't', required_argument, struct ping_plan,
		    pause, parse_timeout),
	OPTION_DESC("quiet", 'q', no_argument, struct ping_plan, silent,
		    parse_flag),
};

static int ping_exec(int argc, char **argv)
{
	static struct command_descriptor usage =
		COMMAND_DESC(struct ping_plan, ping_options, 1, 1,
			     "<address or name>");
	struct ping_plan plan;
	int rc = parse_options(argc, argv, &usage, &plan);

	return rc != 0 ? rc : ping(argv[optind], &plan);
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
