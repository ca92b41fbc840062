/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The stack's DHCP client, its proxyDHCP and its PXE menus: each request is
 * answered by the next records of the input, up to one that says that it is the
 * last. A record is a reply, whose kind says who sends it.
 */

#include "fuzz.h"
#include <errno.h>
#include <core/dhcpclient.h>
#include <core/net.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/netdevice.h>
#include <ipxe/process.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include "../../core/platform/testhost/testhost.h"
#include "../replace.h"

REPLACES(net_udp_open);
REPLACES(net_udp_close);
REPLACES(net_udp_send);
REPLACES(getkey);

extern struct console_driver hosted_console;

REACHES(rx_offer, rx_ack, rx_proxy, bind, ask_proxy, pxe_menu_boot);
REACHES(choose, discover, pxebs_rx, pxebs_find_servers);

/* Bits of a record's kind: it has the right numbers; it comes from the second
 * server; from the port of PXE; more answers follow. */
enum { RIGHT = 1, SECOND = 2, FROM_PXE = 4, MORE = 8 };
#define REPLY_LEN 240

static struct fuzz_input input;
static net_udp_rx_t client_rx;
static void *client_ctx;
static struct net_device *netdev;

int __wrap_net_udp_open(struct net_udp **udp, struct net_device *dev,
			unsigned int port, net_udp_rx_t rx_fn, void *ctx)
{
	client_rx = rx_fn;
	client_ctx = ctx;
	*udp = malloc(1);
	return 0;
}

void __wrap_net_udp_close(struct net_udp *udp)
{
	free(udp);
}

/* Nobody is kept waiting for what does not come. */
static void hurry(void)
{
	hosted_clock_advance(TICKS_PER_SEC / 4);
}

struct step_fn fuzz_step __step_fn(STEP_NORMAL) = {
	.step = hurry,
};

int __wrap_getkey(unsigned long timeout)
{
	int key = fuzz_byte(&input);

	return key ? key : timeout ? 0 : CTRL_C;
}

static void answer(const struct fuzz_record *record, const uint8_t *request)
{
	struct in_addr from = { htonl(record->kind & SECOND ? 0x0a000002 :
				      0x0a000001) };
	size_t len = record->len < REPLY_LEN ? REPLY_LEN : record->len;
	uint8_t *reply = malloc(len);

	fuzz_assert(reply);
	memset(reply, 0, len);
	memcpy(reply, record->data, record->len);
	if (record->kind & RIGHT) {
		reply[0] = BOOTP_REPLY;
		memcpy(reply + 4, request + 4, 4);
		memcpy(reply + 28, request + 28, 16);
		memcpy(reply + 236, request + 236, 4);
	}
	client_rx(client_ctx, from, record->kind & FROM_PXE ? PXE_PORT :
		  BOOTPS_PORT, reply, len);
	free(reply);
}

int __wrap_net_udp_send(struct net_udp *udp, struct in_addr to,
			unsigned int port, const void *data, size_t len)
{
	struct fuzz_record record;

	fuzz_assert(len >= 300 || len >= REPLY_LEN);
	do {
		if (!fuzz_record(&input, &record))
			break;
		answer(&record, data);
	} while (record.kind & MORE);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct device dev;
	struct settings *lease;
	struct in_addr addr;

	if (!netdev) {
		hosted_options.virtual_clock = 1;
		hosted_console.disabled = 1;
		netdev = alloc_etherdev(0);
		netdev->dev = &dev;
		netdev->hw_addr[0] = 2;
		fuzz_assert(register_netdev(netdev) == 0);
	}
	input.data = data;
	input.len = len;
	if (dhcp_configure(netdev, 0) == 0) {
		/* A lease that is taken has an address that can be used. */
		fuzz_assert(fetch_ipv4_setting(netdev_settings(netdev),
					       &ip_setting, &addr) == 4);
		fuzz_assert(dhcp_usable_address(addr));
		if (pxe_menu_exists(netdev))
			pxe_menu_boot(netdev);
	}
	lease = find_child_settings(netdev_settings(netdev),
				    DHCP_SETTINGS_NAME);
	if (lease)
		unregister_settings(lease);
	dhcp_forget_servers();
	return 0;
}
