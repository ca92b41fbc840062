/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Net devices as people handle them: open, wait for the link, configure,
 * look at. */

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
		printf("Could not open %s: %s\n", netdev->name, strerror(rc));
	return rc;
}

void ifclose(struct net_device *netdev)
{
	netdev_close(netdev);
}

static void print_stats(const char *what, const struct net_device_stats *stats)
{
	unsigned int i;

	for (i = 0; i < NETDEV_MAX_UNIQUE_ERRORS; i++) {
		if (!stats->errors[i].count)
			continue;
		printf("  [%s: %d x \"%s\"]\n", what, stats->errors[i].count,
		       strerror(stats->errors[i].rc));
	}
}

void ifstat(struct net_device *netdev)
{
	printf("%s: %s using %s on %s (%s) [%s]\n", netdev->name,
	       netdev_addr(netdev), netdev->dev->driver_name,
	       netdev->dev->name, netdev->ll_protocol->name,
	       netdev_is_open(netdev) ? "open" : "closed");
	printf("  [Link:%s%s, TX:%d TXE:%d RX:%d RXE:%d]\n",
	       netdev_link_ok(netdev) ? "up" : "down",
	       netdev_link_blocked(netdev) ? " (blocked)" : "",
	       netdev->tx_stats.good, netdev->tx_stats.bad,
	       netdev->rx_stats.good, netdev->rx_stats.bad);
	if (!netdev_link_ok(netdev))
		printf("  [Link status: %s]\n", strerror(netdev->link_rc));
	print_stats("TXE", &netdev->tx_stats);
	print_stats("RXE", &netdev->rx_stats);
}

struct link_job {
	struct job job;
	struct net_device *netdev;
	unsigned long start;
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
	netdev_poll(netdev);
	if (netdev_link_ok(netdev) && !verbose)
		return 0;
	snprintf(text, sizeof(text), "Waiting for link-up on %s",
		 netdev->name);
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
