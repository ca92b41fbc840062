/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The core's own DHCP client, for one device at a time (RFC 2131, PXE 2.1):
 *
 *   discover -> request      An offer names a file, or a proxyDHCP server has
 *                            made an offer as well, or 2 s have passed since
 *                            the first offer.
 *   request -> bound         The server has acknowledged the address.
 *   request -> discover      The server has refused the address (NAK), which
 *                            may happen once.
 *   bound -> proxy -> bound  The proxyDHCP server is asked on port 4011.
 *   discover -> bound        The answer of a BOOTP server is a lease.
 *
 * The race of src/ does not use this client, as it works on raw frames.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/dhcpclient.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>

/* How long an offer is waited for unless the caller says so, in ticks. */
#define DISCOVER_LIMIT (15 * TICKS_PER_SEC)
/* How long the server may take to acknowledge an address, in ticks. */
#define REQUEST_LIMIT (10 * TICKS_PER_SEC)
/* How long a proxyDHCP server's answer on port 4011 is waited for, in ticks. */
#define PROXY_LIMIT (3 * TICKS_PER_SEC)
/* How long an offer without a boot file waits for a proxyDHCP server's offer,
 * in ticks. */
#define PROXY_WINDOW (2 * TICKS_PER_SEC)
/* How many refusals (NAK) end the attempt. */
#define MAX_NAKS 2

/* An attempt to configure a device. */
struct dhcp {
	/* The exchange with servers that is in progress. */
	struct dhcp_exchange ex;
	/* The offer of an address that is taken, or NULL. */
	struct dhcp_packet *offer;
	/* The server of that offer knows BOOTP only, and is sent no request. */
	int is_bootp;
	/* Tick at which the offer came. */
	unsigned long offered;
	/* The offer or answer of a proxyDHCP server, or NULL. */
	struct dhcp_packet *proxy;
	/* Address of the proxyDHCP server. */
	struct in_addr proxy_server;
	/* The acknowledgement of the address, or NULL until it has come. */
	struct dhcp_packet *ack;
};

/* The limited broadcast address, which reaches servers on the same wire. */
static const struct in_addr broadcast = { 0xffffffff };

static int has_option(struct dhcp_packet *pkt, unsigned int tag)
{
	return dhcppkt_fetch(pkt, tag, NULL, 0) >= 0;
}

/* Returns non-zero if a packet names something to boot. */
static int has_boot(struct dhcp_packet *pkt)
{
	return has_option(pkt, DHCP_BOOTFILE_NAME) ||
	       has_option(pkt, DHCP_ROOT_PATH) ||
	       has_option(pkt, DHCP_PXE_BOOT_MENU);
}

/* Returns non-zero if there is no need to wait for a proxyDHCP server's offer:
 * the offer names something to boot, comes from a PXE server, or says that
 * there is no proxyDHCP server (option 175.176). */
static int is_complete(struct dhcp_packet *offer)
{
	uint8_t no_proxy = 0;

	dhcppkt_fetch(offer, DHCP_EB_NO_PXEDHCP, &no_proxy, sizeof(no_proxy));
	return has_boot(offer) || dhcp_is_pxe(offer) || no_proxy;
}

/* Replaces a packet by another one, or by NULL, with the references that this
 * needs. */
static void replace(struct dhcp_packet **pkt, struct dhcp_packet *new)
{
	if (*pkt)
		dhcppkt_put(*pkt);
	*pkt = new ? dhcppkt_get(new) : NULL;
}

/* Takes a server's answer to DHCPDISCOVER. An offer without an address is that
 * of a proxyDHCP server. */
static void rx_offer(struct dhcp_exchange *ex, struct dhcp_packet *pkt,
		     unsigned int msgtype, struct in_addr from)
{
	struct dhcp *dhcp = ex->ctx;
	struct in_addr yiaddr = pkt->dhcphdr->yiaddr;

	if (msgtype != DHCPOFFER && msgtype != DHCP_IS_BOOTP)
		return;
	if (!yiaddr.s_addr) {
		if (msgtype == DHCPOFFER && dhcp_is_pxe(pkt) && !dhcp->proxy) {
			replace(&dhcp->proxy, pkt);
			dhcp->proxy_server = dhcp_server_id(pkt);
			if (!dhcp->proxy_server.s_addr)
				dhcp->proxy_server = from;
		}
		return;
	}
	if (!dhcp_usable_address(yiaddr) ||
	    (msgtype == DHCPOFFER && !dhcp_server_id(pkt).s_addr))
		return;
	/* The first offer counts, unless only a later one can be booted. */
	if (dhcp->offer && (has_boot(dhcp->offer) || !has_boot(pkt)))
		return;
	replace(&dhcp->offer, pkt);
	dhcp->is_bootp = msgtype == DHCP_IS_BOOTP;
	dhcp->offered = currticks();
}

/* Ends the exchange as soon as the offers that have come are enough. */
static void tick_offer(struct dhcp_exchange *ex)
{
	struct dhcp *dhcp = ex->ctx;

	if (!dhcp->offer)
		return;
	if (dhcp->proxy || is_complete(dhcp->offer) ||
	    currticks() - dhcp->offered >= PROXY_WINDOW)
		ex->rc = 0;
}

/* Adds to a DHCPREQUEST whose offer it accepts and for which address (RFC 2131
 * section 4.3.2). Returns 0, or a negative error. */
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

/* Takes the server's answer to DHCPREQUEST: the acknowledgement or the refusal
 * of the address. */
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

/* Takes the answer of a proxyDHCP server on port 4011 if it names something to
 * boot. */
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

/* Waits for a job and shows it to the user with its name and the address of the
 * device. Returns 0, or a negative error after a message. */
static int run(struct dhcp *dhcp, struct job *job, const char *name)
{
	struct net_device *netdev = dhcp->ex.netdev;
	char text[64];

	snprintf(text, sizeof(text), "%s: %s as %s", netdev->name, name,
		 netdev_addr(netdev));
	return job_wait(job, text, 0);
}

/* The exchanges with DHCPDISCOVER and DHCPREQUEST, joined to one job, as the
 * user only wants to know whether the device gets an address. */
struct lease_job {
	/* What job_wait() of <ipxe/monojob.h> waits for. */
	struct job job;
	/* The attempt that the job belongs to. */
	struct dhcp *dhcp;
	/* How many refusals (NAK) have come. */
	unsigned int naks;
	/* How long an offer is waited for, in ticks. */
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

/* Polls the exchange in progress and starts the next one when it has ended.
 * Returns -EINPROGRESS, 0 if an address is acknowledged, or another negative
 * error. */
static int poll_lease(struct job *job)
{
	struct lease_job *lease = container_of(job, struct lease_job, job);
	struct dhcp_exchange *ex = &lease->dhcp->ex;
	int rc = ex->job.poll(&ex->job);

	if (rc == 0 && lease->dhcp->is_bootp) {
		replace(&lease->dhcp->ack, lease->dhcp->offer);
	} else if (rc == 0 && ex->msgtype == DHCPDISCOVER) {
		start_request(lease);
		return -EINPROGRESS;
	}
	if (rc == -EAGAIN && ++lease->naks < MAX_NAKS) {
		start_discover(lease);
		return -EINPROGRESS;
	}
	return rc;
}

/* Leases an address. Returns 0, or a negative error after a message. */
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

/* Asks a proxyDHCP server on port 4011 what to boot, because its offer does not
 * say so (PXE 2.1 section 2.2.3). Without an answer only the lease can name
 * something to boot. */
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
		/* This needs no memory, unlike find_settings(). */
		settings = find_child_settings(&root_settings.settings,
					       names[i]);
		if (settings)
			unregister_settings(settings);
	}
}

/* Makes the servers' answers settings, which gives the device its address. Some
 * servers name the file in the offer alone. One that calls itself a PXE server and
 * names none is a proxyDHCP server as well (PXE 2.1 section 2.2.3). Returns 0, or
 * a negative error. */
static int bind(struct dhcp *dhcp)
{
	struct net_device *netdev = dhcp->ex.netdev;
	struct dhcp_packet *lease = dhcp->ack;
	int rc;

	if (!has_boot(lease) && has_boot(dhcp->offer)) {
		lease = dhcp->offer;
		lease->dhcphdr->yiaddr = dhcp->ack->dhcphdr->yiaddr;
	}
	rc = register_settings(&lease->settings, netdev_settings(netdev),
			       DHCP_SETTINGS_NAME);
	if (rc != 0)
		return rc;
	if (dhcp->proxy ? !has_boot(dhcp->proxy) :
	    !has_boot(lease) && dhcp_is_pxe(lease)) {
		if (!dhcp->proxy)
			dhcp->proxy_server = dhcp_server_id(lease);
		ask_proxy(dhcp);
	}
	return dhcp->proxy ? register_settings(&dhcp->proxy->settings, NULL,
					       PROXYDHCP_SETTINGS_NAME) : 0;
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
