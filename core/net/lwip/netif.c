/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Net devices as lwIP's interfaces. An open device has one, made by
 * net_opened() and gone with net_closed(); settings give it its address. A
 * received frame is not copied: lwIP gets a pbuf that lies in the buffer's
 * header, points to its data, and frees it in the end.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <core/net.h>
#include <ipxe/dhcp.h>
#include <ipxe/process.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <lwip/dns.h>
#include <lwip/etharp.h>
#include <lwip/init.h>
#include <lwip/netif.h>
#include <lwip/sys.h>
#include "glue.h"
#include "lwiphooks.h"

/* lwIP reads the start of a UDP header before it has checked for one: no frame
 * is shorter than a tag, the longest IP header and that. */
#define MIN_FRAME (ETH_HLEN + 4 + 60 + 8)

/* Longest frame with large receive: lwIP counts in 16 bits. */
#define MAX_LARGE 0xffff

#define ALL_BUT_CHECKED (NETIF_CHECKSUM_ENABLE_ALL & \
			 ~(NETIF_CHECKSUM_CHECK_UDP | NETIF_CHECKSUM_CHECK_TCP))

/* Smallest MTU a server may set (RFC 2132 5.1). */
#define MIN_MTU 68

/* An open net device as lwIP knows it. */
struct interface {
	/* lwIP's interface. */
	struct netif netif;
	/* The net device. */
	struct net_device *netdev;
	/* Option 121 as it came (RFC 3442). */
	uint8_t routes[255];
	/* Length of option 121 in bytes. */
	size_t routes_len;
	/* The interface that was opened before this one, or NULL. */
	struct interface *next;
};

_Static_assert(sizeof(struct pbuf_custom) <=
	       sizeof(((struct io_buffer *)0)->stack), "room in a buffer");

static struct interface *interfaces;

u32_t sys_now(void)
{
	/* The tick is 1/1024 s, and 125 / 128 is 1000 / 1024. */
	return (uint64_t)currticks() * 125 >> 7;
}

static struct interface *find_interface(struct net_device *netdev)
{
	struct interface *interface = interfaces;

	while (interface && interface->netdev != netdev)
		interface = interface->next;
	return interface;
}

struct netif *glue_netif(struct net_device *netdev)
{
	struct interface *interface = find_interface(netdev);

	return interface ? &interface->netif : NULL;
}

static void free_frame(struct pbuf *pbuf)
{
	free_iob(container_of((void *)pbuf, struct io_buffer, stack));
}

void net_rx(struct net_device *netdev, struct io_buffer *iobuf)
{
	struct netif *netif = glue_netif(netdev);
	size_t max = netdev->state & NETDEV_RX_LARGE ? MAX_LARGE :
		     netdev->max_pkt_len;
	size_t len = iob_len(iobuf);
	struct pbuf_custom *custom = (void *)iobuf->stack;
	struct pbuf *pbuf;

	if (!netif || len < ETH_HLEN || len > max)
		goto drop;
	iob_pad(iobuf, MIN_FRAME);
	if (iob_len(iobuf) < MIN_FRAME)
		goto drop;
	custom->custom_free_function = free_frame;
	pbuf = pbuf_alloced_custom(PBUF_RAW, len, PBUF_REF, custom,
				   iobuf->data, len);
	NETIF_SET_CHECKSUM_CTRL(netif, iobuf->checked ? ALL_BUT_CHECKED :
				NETIF_CHECKSUM_ENABLE_ALL);
	glue_inside++;
	if (netif->input(pbuf, netif) != ERR_OK)
		pbuf_free(pbuf);
	glue_inside--;
	glue_deliver();
	return;
drop:
	free_iob(iobuf);
}

static err_t transmit(struct netif *netif, struct pbuf *pbuf)
{
	struct net_device *netdev = netif->state;
	struct io_buffer *iobuf;

	if (pbuf->tot_len > netdev->max_pkt_len)
		return ERR_VAL;
	iobuf = alloc_iob(pbuf->tot_len < IOB_ZLEN ? IOB_ZLEN :
			  pbuf->tot_len);
	if (!iobuf)
		return ERR_MEM;
	pbuf_copy_partial(pbuf, iob_put(iobuf, pbuf->tot_len), pbuf->tot_len,
			  0);
	return netdev_tx(netdev, iobuf) == 0 ? ERR_OK : ERR_IF;
}

static err_t setup(struct netif *netif)
{
	struct net_device *netdev = netif->state;

	netif->name[0] = 'e';
	netif->name[1] = 'n';
	netif->output = etharp_output;
	netif->linkoutput = transmit;
	netif->mtu = netdev->mtu;
	netif->hwaddr_len = ETH_ALEN;
	memcpy(netif->hwaddr, netdev->ll_addr, ETH_ALEN);
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
		       NETIF_FLAG_ETHERNET;
	return ERR_OK;
}

static void update_link(struct interface *interface)
{
	if (netdev_link_ok(interface->netdev))
		netif_set_link_up(&interface->netif);
	else
		netif_set_link_down(&interface->netif);
}

static void init_once(void)
{
	static int done;

	if (done)
		return;
	lwip_init();
	glue_unreachable_init();
	done = 1;
}

/* Returns the mask that goes with an address if nobody gives one (RFC 791). */
static uint32_t class_mask(struct in_addr addr)
{
	uint8_t first = ntohl(addr.s_addr) >> 24;

	if (first < 128)
		return htonl(0xff000000);
	return htonl(first < 192 ? 0xffff0000 : 0xffffff00);
}

/* Returns an address that is set for a device, or 0.0.0.0. */
static struct in_addr device_setting(struct net_device *netdev,
				     const struct setting *setting)
{
	struct in_addr addr;

	if (fetch_ipv4_setting(netdev_settings(netdev), setting, &addr) < 0)
		addr.s_addr = INADDR_ANY;
	return addr;
}

/* Finds the narrowest of an interface's routes that leads to an address, both in
 * network order. A route is the width of its prefix, as many bytes as have bits
 * of it, and the router. Returns that width with *router filled in, or -1. */
static int find_route(const struct interface *interface, uint32_t to,
		      uint32_t *router)
{
	const uint8_t *route = interface->routes;
	size_t left = interface->routes_len;
	int best = -1;

	while (left && route[0] <= 32) {
		int width = route[0];
		size_t bytes = (width + 7) / 8;
		uint32_t prefix = 0;

		if (left < 1 + bytes + sizeof(*router))
			break;
		memcpy(&prefix, route + 1, bytes);
		if (width > best && (!width || !(ntohl(prefix ^ to) >>
						 (32 - width)))) {
			best = width;
			memcpy(router, route + 1 + bytes, sizeof(*router));
		}
		route += 1 + bytes + sizeof(*router);
		left -= 1 + bytes + sizeof(*router);
	}
	return best;
}

/* Reads option 121, beside which option 3 does not count: of its routes, that
 * to everywhere is the gateway. */
static void configure_routes(struct interface *interface,
			     struct in_addr *gateway)
{
	static const struct setting routes = {
		.name = "", .type = &setting_type_hexraw,
		.tag = DHCP_CLASSLESS_ROUTES,
	};
	int len = fetch_setting(netdev_settings(interface->netdev), &routes,
				NULL, NULL, interface->routes,
				sizeof(interface->routes));

	interface->routes_len = 0;
	if (len <= 0 || (size_t)len > sizeof(interface->routes))
		return;
	interface->routes_len = len;
	gateway->s_addr = INADDR_ANY;
	find_route(interface, INADDR_NONE, &gateway->s_addr);
}

static void configure(struct interface *interface)
{
	struct net_device *netdev = interface->netdev;
	struct in_addr addr = device_setting(netdev, &ip_setting);
	struct in_addr mask = device_setting(netdev, &netmask_setting);
	struct in_addr gateway = device_setting(netdev, &gateway_setting);
	ip4_addr_t ip = { addr.s_addr };
	ip4_addr_t gw, nm;
	unsigned long mtu;

	/* The link may have come up during the race, in which the stack does not
	 * look at links. */
	update_link(interface);
	configure_routes(interface, &gateway);
	gw.addr = gateway.s_addr;
	nm.addr = mask.s_addr ? mask.s_addr : class_mask(addr);
	if (!addr.s_addr)
		nm.addr = gw.addr = 0;
	netif_set_addr(&interface->netif, &ip, &nm, &gw);

	mtu = fetch_uintz_setting(netdev_settings(netdev), &mtu_setting);
	if (mtu < MIN_MTU || mtu > netdev->mtu)
		mtu = netdev->mtu;
	interface->netif.mtu = mtu;
}

/* Chooses the interface for packets to other networks: of those with a gateway, or
 * else of those with an address, the one that was opened last. */
static void choose_default(void)
{
	struct interface *interface;
	struct netif *best = NULL;

	for (interface = interfaces; interface; interface = interface->next) {
		struct netif *netif = &interface->netif;

		if (ip4_addr_isany(netif_ip4_addr(netif)))
			continue;
		if (!ip4_addr_isany(netif_ip4_gw(netif))) {
			best = netif;
			break;
		}
		if (!best)
			best = netif;
	}
	netif_set_default(best);
}

struct netif *glue_route(const ip4_addr_t *to)
{
	struct interface *interface;
	struct netif *netif = NULL;
	uint32_t router;
	int best = 0;

	for (interface = interfaces; interface; interface = interface->next) {
		int width = find_route(interface, to->addr, &router);

		if (width <= best || !netif_is_link_up(&interface->netif) ||
		    ip4_addr_isany(netif_ip4_addr(&interface->netif)))
			continue;
		best = width;
		netif = &interface->netif;
	}
	return netif;
}

const ip4_addr_t *glue_router(struct netif *netif, const ip4_addr_t *to)
{
	static ip4_addr_t router;

	if (find_route(container_of(netif, struct interface, netif), to->addr,
		       &router.addr) <= 0)
		return NULL;
	return ip4_addr_isany(&router) ? to : &router;
}

void net_opened(struct net_device *netdev)
{
	struct interface *interface;

	init_once();
	if (find_interface(netdev))
		return;
	interface = zalloc(sizeof(*interface));
	if (!interface)
		return;
	if (!netif_add_noaddr(&interface->netif, netdev, setup,
			      netif_input)) {
		free(interface);
		return;
	}
	interface->netdev = netdev;
	interface->next = interfaces;
	interfaces = interface;
	netif_set_up(&interface->netif);
	configure(interface);
	choose_default();
}

void net_closed(struct net_device *netdev)
{
	struct interface **prev = &interfaces;
	struct interface *interface;

	while (*prev && (*prev)->netdev != netdev)
		prev = &(*prev)->next;
	interface = *prev;
	if (!interface)
		return;
	*prev = interface->next;
	netif_remove(&interface->netif);
	free(interface);
	choose_default();
}

static void net_turn(void)
{
	struct interface *interface;

	for (interface = interfaces; interface; interface = interface->next)
		update_link(interface);
	glue_timers();
	glue_deliver();
}

struct step_fn net_step __step_fn(STEP_NORMAL) = {
	.step = net_turn,
};

static int apply_ip_settings(void)
{
	struct interface *interface;

	for (interface = interfaces; interface; interface = interface->next)
		configure(interface);
	choose_default();
	return 0;
}

struct settings_applicator ip_applicator __settings_applicator = {
	.apply = apply_ip_settings,
};

struct net_device *net_route(struct in_addr to)
{
	ip4_addr_t ip = { to.s_addr };
	struct netif *netif = ip4_route(&ip);

	return netif ? netif->state : NULL;
}

/* Returns the address of the next machine on the way to an address, and its interface
 * in *netif; or NULL if there is no way. */
static const ip4_addr_t *next_hop(const ip4_addr_t *to, struct netif **netif)
{
	const ip4_addr_t *router;

	*netif = ip4_route(to);
	if (!*netif)
		return NULL;
	if (ip4_addr_netcmp(to, netif_ip4_addr(*netif),
			    netif_ip4_netmask(*netif)) ||
	    ip4_addr_islinklocal(to))
		return to;
	router = glue_router(*netif, to);
	if (!router)
		router = netif_ip4_gw(*netif);
	return ip4_addr_isany(router) ? NULL : router;
}

int net_reachable(struct in_addr to)
{
	ip4_addr_t ip = { to.s_addr };
	struct netif *netif;

	return next_hop(&ip, &netif) != NULL;
}

int net_neighbour_known(struct in_addr to)
{
	ip4_addr_t ip = { to.s_addr };
	const ip4_addr_t *next, *found_ip;
	struct eth_addr *found;
	struct netif *netif;

	next = next_hop(&ip, &netif);
	return next && etharp_find_addr(netif, next, &found, &found_ip) >= 0;
}

int net_address(struct net_device *netdev, struct in_addr *addr,
		struct in_addr *mask, struct in_addr *gateway)
{
	struct netif *netif = glue_netif(netdev);

	if (!netif || ip4_addr_isany(netif_ip4_addr(netif)))
		return -EADDRNOTAVAIL;
	addr->s_addr = netif_ip4_addr(netif)->addr;
	mask->s_addr = netif_ip4_netmask(netif)->addr;
	gateway->s_addr = netif_ip4_gw(netif)->addr;
	return 0;
}
