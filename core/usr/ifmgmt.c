/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Opens, configures and lists net devices and waits for their links, as the
 * commands for users do. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <core/dhcpclient.h>
#include <ipxe/monojob.h>
#include <core/netconfig.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>
#include <usr/ifmgmt.h>

#define LINK_WAIT (15 * TICKS_PER_SEC)

struct net_device_configurator dhcp_configurator __net_device_configurator = {
	.name = "dhcp",
	.configure = dhcp_configure,
};

int ifopen(struct net_device *netdev)
{
	int rc = netdev_open(netdev);

	if (rc != 0)
		printf("%s: cannot be opened: %s\n", netdev->name,
		       strerror(rc));
	return rc;
}

void ifclose(struct net_device *netdev)
{
	netdev_close(netdev);
}

/* Prints a line about one direction of the traffic. It begins with the given
 * word and counts the errors, as in "sent 12" or "sent 12, failed 3 (2 Not
 * allowed, 1 Too long)". */
static void print_traffic(const char *word, const struct netdev_traffic *traffic)
{
	const char *before = " (";
	unsigned int i;

	printf("  %s %d", word, traffic->passed);
	if (traffic->failed)
		printf(", failed %d", traffic->failed);
	for (i = 0; i < NETDEV_FAILURES && traffic->failures[i].times; i++) {
		printf("%s%d %s", before, traffic->failures[i].times,
		       strerror(traffic->failures[i].rc));
		before = ", ";
	}
	printf("%s\n", i ? ")" : "");
}

void ifstat(struct net_device *netdev)
{
	const char *link = strerror(netdev->link_rc);

	if (netdev_link_ok(netdev))
		link = netdev_link_blocked(netdev) ?
		       "link up, port blocked by the switch" : "link up";
	printf("%s (%s, %s at %s) is %s: %s\n", netdev->name,
	       netdev_addr(netdev), netdev->dev->driver_name,
	       netdev->dev->name, netdev_is_open(netdev) ? "open" : "closed",
	       link);
	print_traffic("sent", &netdev->tx_stats);
	print_traffic("received", &netdev->rx_stats);
}

/* A wait for the link of a device. */
struct link_job {
	/* What job_wait() waits for. */
	struct job job;
	/* The device. */
	struct net_device *netdev;
	/* Tick at which the wait began. */
	unsigned long start;
	/* Longest time to wait, in ticks. */
	unsigned long limit;
};

static int poll_link(struct job *job)
{
	struct link_job *link = container_of(job, struct link_job, job);

	if (netdev_link_ok(link->netdev))
		return 0;
	if (currticks() - link->start >= link->limit)
		return link->netdev->link_rc;
	return -EINPROGRESS;
}

int iflinkwait(struct net_device *netdev, unsigned long timeout, int verbose)
{
	struct link_job link = {
		.job = { .poll = poll_link },
		.netdev = netdev,
		.start = currticks(),
		.limit = timeout ? timeout : LINK_WAIT,
	};
	char text[48];
	int rc;

	rc = ifopen(netdev);
	if (rc != 0)
		return rc;
	netdev_service(netdev);
	if (netdev_link_ok(netdev) && !verbose)
		return 0;
	snprintf(text, sizeof(text), "%s: waiting for its link", netdev->name);
	return job_wait(&link.job, text, 0);
}

int ifconf(struct net_device *netdev,
	   struct net_device_configurator *configurator, unsigned long timeout)
{
	int rc;

	rc = iflinkwait(netdev, timeout, 0);
	if (rc != 0)
		return rc;
	if (!configurator)
		configurator = &dhcp_configurator;
	return configurator->configure(netdev, timeout);
}
