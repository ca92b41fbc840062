/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The core's DHCP client against servers that are the test itself: each thing
 * the client sends is given to the script of the test, which answers or not.
 */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <core/dhcpclient.h>
#include <core/net.h>
#include <ipxe/dhcp.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>

#include "../replace.h"

REPLACES(net_udp_open);
REPLACES(net_udp_close);
REPLACES(net_udp_send);

/* How long a proxy that was not heard of is waited for, in ticks. */
#define PROXY_WINDOW (2 * TICKS_PER_SEC)
/* How long a lease is waited for where the caller names no limit, in ticks. */
#define DISCOVER_LIMIT (15 * TICKS_PER_SEC)

#define SERVER 0x0a030001
#define PROXY 0x0a030002
#define YIADDR 0x0a030033

static net_udp_rx_t client_rx;
static void *client_ctx;
static struct net_device *netdev;

/* What the servers do; set by each test. */
static void (*server)(struct dhcp_packet *request, unsigned int type,
		      uint32_t to, unsigned int port);
static unsigned int discovers, requests, proxy_requests;
static unsigned int reply_port = BOOTPS_PORT;

int __wrap_net_udp_open(struct net_udp **udp, struct net_device *dev,
			unsigned int port, net_udp_rx_t callback, void *ctx)
{
	assert_int_equal(port, BOOTPC_PORT);
	client_rx = callback;
	client_ctx = ctx;
	*udp = malloc(1);
	return *udp ? 0 : -ENOMEM;
}

void __wrap_net_udp_close(struct net_udp *udp)
{
	free(udp);
}

int __wrap_net_udp_send(struct net_udp *udp, struct in_addr to,
			unsigned int port, const void *data, size_t len)
{
	struct dhcphdr *copy = malloc(len);
	struct dhcp_packet pkt;
	uint8_t type = 0;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, data, len);
	dhcppkt_init(&pkt, copy, len);
	dhcppkt_fetch(&pkt, DHCP_MESSAGE_TYPE, &type, 1);
	discovers += type == DHCPDISCOVER;
	requests += type == DHCPREQUEST && port == BOOTPS_PORT;
	proxy_requests += type == DHCPREQUEST && port == PXE_PORT;
	if (server)
		server(&pkt, type, ntohl(to.s_addr), port);
	free(copy);
	return 0;
}

/* Answers a request, with options in wire form. */
static void reply_from(uint32_t from, struct dhcp_packet *request,
		       unsigned int type, uint32_t yiaddr, const char *file,
		       const void *options, size_t len)
{
	size_t size = sizeof(struct dhcphdr) + 3 + 6 + len + 1;
	struct dhcphdr *hdr = calloc(1, size);
	struct in_addr addr = { htonl(from) };
	uint8_t *out;

	if (!hdr)
		return;
	out = hdr->options;
	memcpy(hdr, request->dhcphdr, sizeof(*hdr));
	hdr->op = BOOTP_REPLY;
	hdr->yiaddr.s_addr = htonl(yiaddr);
	hdr->siaddr = addr;
	strcpy(hdr->file, file);
	memcpy(out, "\x35\1", 2);
	out[2] = type;
	memcpy(out + 3, "\x36\4", 2);
	memcpy(out + 5, &addr, 4);
	memcpy(out + 9, options, len);
	out[9 + len] = DHCP_END;
	client_rx(client_ctx, addr, reply_port, hdr, size);
	free(hdr);
}

#define REPLY(request, type, file) \
	reply_from(SERVER, request, type, YIADDR, file, "", 0)

static int setup(void **state)
{
	static struct device dev;

	netdev = alloc_etherdev(0);
	netdev->dev = &dev;
	memcpy(netdev->hw_addr, "\x52\x54\0\x12\x34\x56", 6);
	assert_int_equal(register_netdev(netdev), 0);
	server = NULL;
	discovers = requests = proxy_requests = 0;
	return 0;
}

static int teardown(void **state)
{
	struct settings *lease =
		find_child_settings(netdev_settings(netdev), "dhcp");

	if (lease)
		unregister_settings(lease);
	dhcp_forget_servers();
	unregister_netdev(netdev);
	netdev_put(netdev);
	return 0;
}

static void assert_leased(uint32_t expected)
{
	struct in_addr addr;

	assert_int_equal(fetch_ipv4_setting(netdev_settings(netdev),
					    &ip_setting, &addr), 4);
	assert_int_equal(ntohl(addr.s_addr), expected);
}

static void good_server(struct dhcp_packet *request, unsigned int type,
			uint32_t to, unsigned int port)
{
	struct in_addr addr;

	assert_int_equal(to, 0xffffffff);
	if (type == DHCPDISCOVER) {
		REPLY(request, DHCPOFFER, "boot.ipxe");
		return;
	}
	dhcppkt_fetch(request, DHCP_REQUESTED_ADDRESS, &addr, 4);
	assert_int_equal(ntohl(addr.s_addr), YIADDR);
	dhcppkt_fetch(request, DHCP_SERVER_IDENTIFIER, &addr, 4);
	assert_int_equal(ntohl(addr.s_addr), SERVER);
	REPLY(request, DHCPACK, "boot.ipxe");
}

static void leases(void **state)
{
	char *file;

	server = good_server;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_int_equal(discovers, 1);
	assert_int_equal(requests, 1);
	assert_leased(YIADDR);
	fetch_string_setting_copy(netdev_settings(netdev), &filename_setting,
				  &file);
	assert_string_equal(file, "boot.ipxe");
	free(file);
}

static void gives_up(void **state)
{
	unsigned long start = currticks();

	assert_int_equal(dhcp_configure(netdev, 0), -ETIMEDOUT);
	assert_int_equal(discovers, 4);
	assert_in_range(currticks() - start, DISCOVER_LIMIT,
			DISCOVER_LIMIT + TICKS_PER_SEC);
	discovers = 0;
	assert_int_equal(dhcp_configure(netdev, 2 * TICKS_PER_SEC), -ETIMEDOUT);
	assert_int_equal(discovers, 2);
}

/* Nothing of this is an offer. */
static void bad_server(struct dhcp_packet *request, unsigned int type,
		       uint32_t to, unsigned int port)
{
	static const uint32_t addresses[] = {
		0, 0xffffffff, 0x7f000001, 0xe0000001, 5,
	};
	struct dhcphdr *hdr = request->dhcphdr;
	struct in_addr addr = { htonl(SERVER) };
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(addresses); i++)
		reply_from(SERVER, request, DHCPOFFER, addresses[i], "x", "",
			   0);
	reply_from(0, request, DHCPOFFER, YIADDR, "x", "", 0);
	REPLY(request, DHCPACK, "x");
	REPLY(request, DHCPNAK, "x");
	REPLY(request, 0, "x");
	hdr->xid ^= 1;
	REPLY(request, DHCPOFFER, "x");
	hdr->xid ^= 1;
	hdr->chaddr[5] ^= 1;
	REPLY(request, DHCPOFFER, "x");
	hdr->chaddr[5] ^= 1;
	hdr->magic ^= 1;
	REPLY(request, DHCPOFFER, "x");
	hdr->magic ^= 1;
	client_rx(client_ctx, addr, BOOTPS_PORT, hdr, sizeof(*hdr) - 1);
	client_rx(client_ctx, addr, BOOTPS_PORT, hdr, 0);
	client_rx(client_ctx, addr, BOOTPS_PORT, hdr, request->used_len);
}

static void ignores_bad_offers(void **state)
{
	server = bad_server;
	assert_int_equal(dhcp_configure(netdev, 3 * TICKS_PER_SEC), -ETIMEDOUT);
	assert_int_equal(requests, 0);
}

static void refusing_server(struct dhcp_packet *request, unsigned int type,
			    uint32_t to, unsigned int port)
{
	if (type == DHCPDISCOVER)
		REPLY(request, DHCPOFFER, "x");
	else if (discovers == 1)
		REPLY(request, DHCPNAK, "");
	else
		REPLY(request, DHCPACK, "x");
}

static void starts_over_after_a_nak(void **state)
{
	server = refusing_server;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_int_equal(discovers, 2);
	assert_leased(YIADDR);
}

/* Who was not asked has nothing to say: not with the right transaction from
 * another server, and not from another port than servers have. */
static void meddling_server(struct dhcp_packet *request, unsigned int type,
			    uint32_t to, unsigned int port)
{
	if (type == DHCPDISCOVER) {
		REPLY(request, DHCPOFFER, "x");
		return;
	}
	reply_from(PROXY, request, DHCPNAK, 0, "", "", 0);
	reply_from(PROXY, request, DHCPACK, YIADDR + 1, "evil", "", 0);
	reply_port = 1067;
	REPLY(request, DHCPNAK, "");
	reply_from(SERVER, request, DHCPACK, YIADDR + 1, "evil", "", 0);
	reply_port = BOOTPS_PORT;
	REPLY(request, DHCPACK, "x");
}

static void takes_the_ack_of_its_server_only(void **state)
{
	server = meddling_server;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_int_equal(discovers, 1);
	assert_int_equal(requests, 1);
	assert_leased(YIADDR);
}

static void always_refusing_server(struct dhcp_packet *request,
				   unsigned int type, uint32_t to,
				   unsigned int port)
{
	REPLY(request, type == DHCPDISCOVER ? DHCPOFFER : DHCPNAK, "x");
}

static void does_not_start_over_for_ever(void **state)
{
	server = always_refusing_server;
	assert_int_equal(dhcp_configure(netdev, 0), -EAGAIN);
	assert_int_equal(discovers, 2);
}

static void late_server(struct dhcp_packet *request, unsigned int type,
			uint32_t to, unsigned int port)
{
	static const unsigned int secs[] = { 0, 1, 3, 7 };

	if (type == DHCPDISCOVER)
		assert_int_equal(ntohs(request->dhcphdr->secs),
				 secs[discovers - 1]);
	else
		assert_in_range(ntohs(request->dhcphdr->secs), 7, 8);
	if (discovers == ARRAY_LEN(secs))
		good_server(request, type, to, port);
}

/* The field "secs" counts from the first message, as relays look at it (RFC
 * 2131 section 2). */
static void tells_how_long_it_has_tried(void **state)
{
	server = late_server;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_int_equal(requests, 1);
}

/* Answers with a lease from one server and the file from another. */
static void two_servers(struct dhcp_packet *request, unsigned int type,
			uint32_t to, unsigned int port)
{
	static const char class[] = "\x3c\x09PXEClient";

	if (port == PXE_PORT) {
		assert_int_equal(to, PROXY);
		assert_int_equal(ntohl(request->dhcphdr->ciaddr.s_addr),
				 YIADDR);
		reply_from(PROXY, request, DHCPACK, 0, "proxy.0", class, 11);
	} else if (type == DHCPDISCOVER) {
		REPLY(request, DHCPOFFER, "");
		reply_from(PROXY, request, DHCPOFFER, 0, "", class, 11);
	} else {
		REPLY(request, DHCPACK, "");
	}
}

/* What a reply is, up to the longest one that is taken. */
static void replies_have_a_length(void **state)
{
	struct dhcphdr *hdr = calloc(1, 4097);
	struct dhcp_packet *pkt;
	unsigned int type;

	hdr->op = BOOTP_REPLY;
	hdr->xid = 5;
	hdr->magic = htonl(DHCP_MAGIC_COOKIE);
	memcpy(hdr->chaddr, netdev->ll_addr, 6);
	memcpy(hdr->options, "\x35\1\2\xff", 4);
	pkt = dhcp_parse_reply(netdev, 5, hdr, 4096, &type);
	assert_non_null(pkt);
	assert_int_equal(type, DHCPOFFER);
	dhcppkt_put(pkt);
	assert_null(dhcp_parse_reply(netdev, 5, hdr, 4097, &type));
	assert_null(dhcp_parse_reply(netdev, 5, hdr, sizeof(*hdr) - 1, &type));
	pkt = dhcp_parse_reply(netdev, 5, hdr, sizeof(*hdr), &type);
	assert_non_null(pkt);
	assert_int_equal(type, DHCP_IS_BOOTP);
	dhcppkt_put(pkt);
	/* The type of a message has one byte. */
	hdr->options[1] = 2;
	assert_null(dhcp_parse_reply(netdev, 5, hdr, 300, &type));
	free(hdr);
}

/* The proxy on port 4011 has nothing to boot at first. */
static void two_servers_with_little(struct dhcp_packet *request,
				    unsigned int type, uint32_t to,
				    unsigned int port)
{
	static const char class[] = "\x3c\x09PXEClient";

	if (port != PXE_PORT || proxy_requests == 2) {
		two_servers(request, type, to, port);
		return;
	}
	reply_from(PROXY, request, DHCPNAK, 0, "nak.0", class, 11);
	reply_from(PROXY, request, DHCPACK, 0, "", class, 11);
}

static void a_proxy_has_something_to_boot(void **state)
{
	char *file;

	server = two_servers_with_little;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_int_equal(proxy_requests, 2);
	fetch_string_setting_copy(find_settings("proxydhcp"),
				  &filename_setting, &file);
	assert_string_equal(file, "proxy.0");
	free(file);
}

static void asks_a_proxy(void **state)
{
	char *file;

	server = two_servers;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_int_equal(proxy_requests, 1);
	assert_leased(YIADDR);
	fetch_string_setting_copy(find_settings("proxydhcp"),
				  &filename_setting, &file);
	assert_string_equal(file, "proxy.0");
	free(file);
}

static void plain_server(struct dhcp_packet *request, unsigned int type,
			 uint32_t to, unsigned int port)
{
	REPLY(request, type == DHCPDISCOVER ? DHCPOFFER : DHCPACK, "");
}

static void no_proxy_server(struct dhcp_packet *request, unsigned int type,
			    uint32_t to, unsigned int port)
{
	reply_from(SERVER, request, type == DHCPDISCOVER ? DHCPOFFER :
		   DHCPACK, YIADDR, "", "\xaf\x03\xb0\x01\x01", 5);
}

static void waits_for_a_proxy_where_there_may_be_one(void **state)
{
	unsigned long start = currticks();

	server = plain_server;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_in_range(currticks() - start, PROXY_WINDOW,
			PROXY_WINDOW + TICKS_PER_SEC);
	start = currticks();
	server = no_proxy_server;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_in_range(currticks() - start, 0, TICKS_PER_SEC / 2);
}

static void assert_file(struct settings *settings, const char *expected)
{
	char *file;

	fetch_string_setting_copy(settings, &filename_setting, &file);
	assert_non_null(file);
	assert_string_equal(file, expected);
	free(file);
}

/* A root path, or a menu, is something to boot. */
static const char *named;

static void naming_server(struct dhcp_packet *request, unsigned int type,
			  uint32_t to, unsigned int port)
{
	reply_from(SERVER, request, type == DHCPDISCOVER ? DHCPOFFER : DHCPACK,
		   YIADDR, "", named, 2 + named[1]);
}

static void what_can_be_booted_is_enough(void **state)
{
	static const struct {
		const char *option;
		int enough;
	} cases[] = {
		{ "\x11\1x", 1 }, { "\x2b\4\x09\2\1\1", 1 },
		{ "\x3c\x09PXEClient", 1 }, { "\x2b\3\x06\1\1", 0 },
		{ "\x3c\x09PXEclient", 0 }, { "\x3c\x08PXEClien", 0 },
		{ "\xaf\3\xb0\1", 0 },
	};
	unsigned long start;
	unsigned int i;

	server = naming_server;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		named = cases[i].option;
		start = currticks();
		assert_int_equal(dhcp_configure(netdev, 0), 0);
		/* A PXE server that names nothing is asked once more. */
		if (i != 2 && (currticks() - start < PROXY_WINDOW) !=
			      cases[i].enough)
			fail_msg("option %d: %ld ticks", (int)i,
				 currticks() - start);
	}
}

/* Of three offers the second is the first that can be booted. Its server's first
 * acknowledgement has no address. */
static void three_servers(struct dhcp_packet *request, unsigned int type,
			  uint32_t to, unsigned int port)
{
	struct in_addr addr;

	if (type == DHCPDISCOVER) {
		reply_from(SERVER, request, DHCPOFFER, YIADDR, "", "", 0);
		reply_from(PROXY, request, DHCPOFFER, YIADDR + 1, "b", "", 0);
		reply_from(SERVER + 7, request, DHCPOFFER, YIADDR + 2, "c", "",
			   0);
		return;
	}
	dhcppkt_fetch(request, DHCP_SERVER_IDENTIFIER, &addr, 4);
	assert_int_equal(ntohl(addr.s_addr), PROXY);
	reply_from(PROXY, request, DHCPACK, requests == 1 ? 0 : YIADDR + 1,
		   "b", "", 0);
}

static void the_first_that_can_be_booted_is_taken(void **state)
{
	server = three_servers;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_leased(YIADDR + 1);
	assert_int_equal(requests, 2);
}

/* Of two proxies the first is asked. One that calls itself nothing is none. */
static void three_proxies(struct dhcp_packet *request, unsigned int type,
			  uint32_t to, unsigned int port)
{
	static const char class[] = "\x3c\x09PXEClient";

	if (type == DHCPDISCOVER) {
		reply_from(PROXY + 2, request, DHCPOFFER, 0, "x", "", 0);
		reply_from(PROXY, request, DHCPOFFER, 0, "", class, 11);
		reply_from(PROXY + 1, request, DHCPOFFER, 0, "", class, 11);
		REPLY(request, DHCPOFFER, "");
	} else {
		two_servers(request, type, to, port);
	}
}

static void the_first_proxy_is_asked(void **state)
{
	server = three_proxies;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_int_equal(proxy_requests, 1);
	assert_file(find_settings("proxydhcp"), "proxy.0");
}

/* A BOOTP server answers once, without a type: with zeros in place of options,
 * with none after the magic number, or with its identifier alone. */
static unsigned int bootp_kind;

static void bootp_server(struct dhcp_packet *request, unsigned int type,
			 uint32_t to, unsigned int port)
{
	size_t size = sizeof(struct dhcphdr) + 64;
	struct dhcphdr *hdr = calloc(1, size);
	struct in_addr addr = { htonl(SERVER) };

	memcpy(hdr, request->dhcphdr, sizeof(*hdr));
	hdr->op = BOOTP_REPLY;
	hdr->yiaddr.s_addr = htonl(YIADDR);
	hdr->siaddr = addr;
	strcpy(hdr->file, "boot.ipxe");
	if (bootp_kind == 0)
		hdr->magic = 0;
	if (bootp_kind == 2)
		memcpy(hdr->options, "\x36\4\x0a\3\0\1", 6);
	client_rx(client_ctx, addr, reply_port, hdr, size);
	free(hdr);
}

static void takes_bootp(void **state)
{
	server = bootp_server;
	for (bootp_kind = 0; bootp_kind < 3; bootp_kind++) {
		discovers = 0;
		assert_int_equal(dhcp_configure(netdev, 0), 0);
		assert_int_equal(discovers, 1);
		assert_int_equal(requests, 0);
		assert_leased(YIADDR);
		assert_file(netdev_settings(netdev), "boot.ipxe");
	}
}

static void offer_only_server(struct dhcp_packet *request, unsigned int type,
			      uint32_t to, unsigned int port)
{
	if (type == DHCPDISCOVER)
		REPLY(request, DHCPOFFER, "boot.ipxe");
	else
		reply_from(SERVER, request, DHCPACK, YIADDR + 1, "", "", 0);
}

static void the_offer_may_name_the_file(void **state)
{
	server = offer_only_server;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_leased(YIADDR + 1);
	assert_file(netdev_settings(netdev), "boot.ipxe");
}

/* PXE 2.1 section 2.2.3: both services are on one machine, which has nothing
 * else to say of itself: siaddr is empty. */
static int pxe_answers;

static void pxe_server(struct dhcp_packet *request, unsigned int type,
		       uint32_t to, unsigned int port)
{
	static const char class[] = "\x3c\x09PXEClient";

	if (port == PXE_PORT) {
		assert_int_equal(to, SERVER);
		if (pxe_answers)
			reply_from(SERVER, request, DHCPACK, 0, "pxe.0", class,
				   11);
		return;
	}
	reply_from(SERVER, request, type == DHCPDISCOVER ? DHCPOFFER : DHCPACK,
		   YIADDR, "", class, 11);
}

static void asks_a_pxe_server_without_a_file(void **state)
{
	server = pxe_server;
	pxe_answers = 1;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_int_equal(proxy_requests, 1);
	assert_leased(YIADDR);
	assert_file(find_settings("proxydhcp"), "pxe.0");
	pxe_answers = 0;
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_null(find_settings("proxydhcp"));
}

static void survives_a_full_heap(void **state)
{
	long left;

	server = good_server;
	for (left = 0; left < 40; left++) {
		testhost_malloc_left = left;
		dhcp_configure(netdev, TICKS_PER_SEC);
		testhost_malloc_left = -1;
	}
	assert_int_equal(dhcp_configure(netdev, 0), 0);
	assert_leased(YIADDR);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(leases),
		TEST(gives_up),
		TEST(ignores_bad_offers),
		TEST(starts_over_after_a_nak),
		TEST(takes_the_ack_of_its_server_only),
		TEST(does_not_start_over_for_ever),
		TEST(tells_how_long_it_has_tried),
		TEST(asks_a_proxy),
		TEST(replies_have_a_length),
		TEST(a_proxy_has_something_to_boot),
		TEST(waits_for_a_proxy_where_there_may_be_one),
		TEST(what_can_be_booted_is_enough),
		TEST(the_first_that_can_be_booted_is_taken),
		TEST(the_first_proxy_is_asked),
		TEST(takes_bootp),
		TEST(the_offer_may_name_the_file),
		TEST(asks_a_pxe_server_without_a_file),
		TEST(survives_a_full_heap),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
