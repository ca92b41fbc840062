/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The core's own DHCP client, for one device at a time (RFC 2131, PXE 2.1):
 *
 *   discover -> request -> bound        an offer that has something to boot
 *         \-> window -> request         2 s for a proxyDHCP's offer, else
 *   request -> discover                 NAK: from the start, once more
 *   bound -> proxy -> bound             the proxy is asked on port 4011
 *
 * The race of src/ is not in here: it works on raw frames.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/dhcpclient.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>

#define DISCOVER_LIMIT (15 * TICKS_PER_SEC)
#define REQUEST_LIMIT (10 * TICKS_PER_SEC)
#define PROXY_LIMIT (3 * TICKS_PER_SEC)
#define PROXY_WINDOW (2 * TICKS_PER_SEC)
#define MAX_NAKS 2

struct dhcp {
	struct dhcp_exchange ex;
	/* The offer of an address that is taken, or NULL. */
	struct dhcp_packet *offer;
	/* Tick at which it came. */
	unsigned long offered;
	/* The offer of a proxyDHCP server, or NULL. */
	struct dhcp_packet *proxy;
	struct in_addr proxy_server;
	struct dhcp_packet *ack;
};

static const struct in_addr broadcast = { 0xffffffff };

static int has_option(struct dhcp_packet *pkt, unsigned int tag)
{
	return dhcppkt_fetch(pkt, tag, NULL, 0) >= 0;
}

static int has_boot(struct dhcp_packet *pkt)
{
	return has_option(pkt, DHCP_BOOTFILE_NAME) ||
	       has_option(pkt, DHCP_ROOT_PATH) ||
	       has_option(pkt, DHCP_PXE_BOOT_MENU);
}

/* Returns non-zero if nobody else has to be waited for. */
static int is_complete(struct dhcp_packet *offer)
{
	uint8_t no_proxy = 0;

	dhcppkt_fetch(offer, DHCP_EB_NO_PXEDHCP, &no_proxy, sizeof(no_proxy));
	return has_boot(offer) || dhcp_is_pxe(offer) || no_proxy;
}

static void replace(struct dhcp_packet **pkt, struct dhcp_packet *new)
{
	if (*pkt)
		dhcppkt_put(*pkt);
	*pkt = new ? dhcppkt_get(new) : NULL;
}

static void rx_offer(struct dhcp_exchange *ex, struct dhcp_packet *pkt,
		     unsigned int msgtype, struct in_addr from)
{
	struct dhcp *dhcp = ex->ctx;
	struct in_addr yiaddr = pkt->dhcphdr->yiaddr;

	if (msgtype != DHCPOFFER)
		return;
	if (!yiaddr.s_addr) {
		if (dhcp_is_pxe(pkt) && !dhcp->proxy) {
			replace(&dhcp->proxy, pkt);
			dhcp->proxy_server = dhcp_server_id(pkt);
			if (!dhcp->proxy_server.s_addr)
				dhcp->proxy_server = from;
		}
		return;
	}
	if (!dhcp_usable_address(yiaddr) || !dhcp_server_id(pkt).s_addr)
		return;
	/* The first offer counts, unless only a later one can be booted. */
	if (dhcp->offer && (has_boot(dhcp->offer) || !has_boot(pkt)))
		return;
	replace(&dhcp->offer, pkt);
	dhcp->offered = currticks();
}

static void tick_offer(struct dhcp_exchange *ex)
{
	struct dhcp *dhcp = ex->ctx;

	if (!dhcp->offer)
		return;
	if (dhcp->proxy || is_complete(dhcp->offer) ||
	    currticks() - dhcp->offered >= PROXY_WINDOW)
		ex->rc = 0;
}

static int fill_request(struct dhcp_exchange *ex, struct dhcp_packet *pkt)
{
	struct dhcp *dhcp = ex->ctx;
	struct in_addr server = dhcp_server_id(dhcp->offer);
	int rc;

	rc = dhcppkt_store(pkt, DHCP_SERVER_IDENTIFIER, &server,
			   sizeof(server));
	if (rc == 0)
		rc = dhcppkt_store(pkt, DHCP_REQUESTED_ADDRESS,
				   &dhcp->offer->dhcphdr->yiaddr,
				   sizeof(struct in_addr));
	return rc;
}

static void rx_ack(struct dhcp_exchange *ex, struct dhcp_packet *pkt,
		   unsigned int msgtype, struct in_addr from)
{
	struct dhcp *dhcp = ex->ctx;

	if (dhcp_server_id(pkt).s_addr != dhcp_server_id(dhcp->offer).s_addr)
		return;
	if (msgtype == DHCPNAK)
		ex->rc = -EAGAIN;
	if (msgtype != DHCPACK || !dhcp_usable_address(pkt->dhcphdr->yiaddr))
		return;
	replace(&dhcp->ack, pkt);
	ex->rc = 0;
}

static void rx_proxy(struct dhcp_exchange *ex, struct dhcp_packet *pkt,
		     unsigned int msgtype, struct in_addr from)
{
	struct dhcp *dhcp = ex->ctx;

	if (msgtype != DHCPACK && msgtype != DHCPOFFER)
		return;
	if (!has_boot(pkt))
		return;
	replace(&dhcp->proxy, pkt);
	ex->rc = 0;
}

/* Waits for a job of this device, which the user sees under that name. */
static int run(struct dhcp *dhcp, struct job *job, const char *name)
{
	struct net_device *netdev = dhcp->ex.netdev;
	char text[64];

	snprintf(text, sizeof(text), "%s: %s as %s", netdev->name, name,
		 netdev_addr(netdev));
	return job_wait(job, text, 0);
}

/* Discover and request, as one job for the user. */
struct lease_job {
	struct job job;
	struct dhcp *dhcp;
	unsigned int naks;
	unsigned long limit;
};

static void start_discover(struct lease_job *lease)
{
	struct dhcp_exchange *ex = &lease->dhcp->ex;

	replace(&lease->dhcp->offer, NULL);
	replace(&lease->dhcp->proxy, NULL);
	ex->msgtype = DHCPDISCOVER;
	ex->fill = NULL;
	ex->rx = rx_offer;
	ex->tick = tick_offer;
	ex->limit = lease->limit;
	dhcp_exchange_start(ex);
}

static void start_request(struct lease_job *lease)
{
	struct dhcp_exchange *ex = &lease->dhcp->ex;
	uint32_t xid = ex->xid;

	ex->msgtype = DHCPREQUEST;
	ex->fill = fill_request;
	ex->rx = rx_ack;
	ex->tick = NULL;
	ex->limit = REQUEST_LIMIT;
	dhcp_exchange_start(ex);
	/* The request has the identifier of the offer (RFC 2131 section
	 * 4.4.1). */
	ex->xid = xid;
}

static int poll_lease(struct job *job)
{
	struct lease_job *lease = container_of(job, struct lease_job, job);
	struct dhcp_exchange *ex = &lease->dhcp->ex;
	int rc = ex->job.poll(&ex->job);

	if (rc == 0 && ex->msgtype == DHCPDISCOVER) {
		start_request(lease);
		return -EINPROGRESS;
	}
	if (rc == -EAGAIN && ++lease->naks < MAX_NAKS) {
		start_discover(lease);
		return -EINPROGRESS;
	}
	return rc;
}

static int get_lease(struct dhcp *dhcp, unsigned long limit)
{
	struct lease_job lease = {
		.job = { .poll = poll_lease },
		.dhcp = dhcp,
		.limit = limit ? limit : DISCOVER_LIMIT,
	};

	dhcp->ex.to[0] = broadcast;
	dhcp->ex.num_to = 1;
	dhcp->ex.port = BOOTPS_PORT;
	start_discover(&lease);
	return run(dhcp, &lease.job, "DHCP");
}

/* Asks a proxy whose offer names nothing on its own port (PXE 2.1 section
 * 2.2.3). If it does not answer, the lease alone has to do. */
static void ask_proxy(struct dhcp *dhcp)
{
	struct dhcp_exchange *ex = &dhcp->ex;

	ex->msgtype = DHCPREQUEST;
	ex->ciaddr = dhcp->ack->dhcphdr->yiaddr;
	ex->to[0] = dhcp->proxy_server;
	ex->port = PXE_PORT;
	ex->fill = NULL;
	ex->rx = rx_proxy;
	ex->tick = NULL;
	ex->limit = PROXY_LIMIT;
	dhcp_exchange_start(ex);
	run(dhcp, &ex->job, "ProxyDHCP");
}

void dhcp_forget_servers(void)
{
	static const char *const names[] = {
		PROXYDHCP_SETTINGS_NAME, PXEBS_SETTINGS_NAME,
	};
	struct settings *settings;
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		settings = find_settings(names[i]);
		if (settings)
			unregister_settings(settings);
	}
}

static int bind(struct dhcp *dhcp)
{
	struct net_device *netdev = dhcp->ex.netdev;
	int rc;

	rc = register_settings(&dhcp->ack->settings, netdev_settings(netdev),
			       DHCP_SETTINGS_NAME);
	if (rc != 0 || !dhcp->proxy)
		return rc;
	if (!has_boot(dhcp->proxy))
		ask_proxy(dhcp);
	return register_settings(&dhcp->proxy->settings, NULL,
				 PROXYDHCP_SETTINGS_NAME);
}

int dhcp_configure(struct net_device *netdev, unsigned long limit)
{
	struct dhcp *dhcp = zalloc(sizeof(*dhcp));
	struct settings *old;
	int rc;

	if (!dhcp)
		return -ENOMEM;
	dhcp_forget_servers();
	old = find_child_settings(netdev_settings(netdev),
				  DHCP_SETTINGS_NAME);
	if (old)
		unregister_settings(old);
	rc = dhcp_exchange_open(&dhcp->ex, netdev);
	if (rc != 0) {
		printf("%s: DHCP: %s\n", netdev->name, strerror(rc));
		goto err_open;
	}
	dhcp->ex.ctx = dhcp;
	rc = get_lease(dhcp, limit);
	if (rc == 0)
		rc = bind(dhcp);
	dhcp_exchange_close(&dhcp->ex);
	replace(&dhcp->offer, NULL);
	replace(&dhcp->proxy, NULL);
	replace(&dhcp->ack, NULL);
err_open:
	free(dhcp);
	return rc;
}
