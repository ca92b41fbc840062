/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * PXE boot menus and boot servers (PXE 2.1, section 2.2.2 and table 2-1):
 * option 43 of the lease or of the proxyDHCP's answer holds a prompt (10), a
 * menu (9), the boot servers of each type (8) and how they are to be found
 * (6, 7). The chosen item is asked for with 43.71; the answer names the file.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/console.h>
#include <core/dhcpclient.h>
#include <ipxe/keys.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>
#include "pxebs.h"

#define DISCOVERY_LIMIT (8 * TICKS_PER_SEC)

#define PXE_MULTICAST_ADDR DHCP_ENCAP_OPT(DHCP_VENDOR_ENCAP, 7)

/* Bits of 43.6, which say how boot servers are to be found. */
#define NO_BROADCAST 0x01
#define NO_MULTICAST 0x02
#define LISTED_SERVERS_ONLY 0x04
#define FILE_BEATS_MENU 0x08

/* The number of seconds in 43.10 that stands for an endless wait. */
#define PROMPT_FOREVER 255

/* Fetches an option as the proxy has told it, or else as the lease has.
 * Returns the length of what was fetched, or a negative error. */
static int fetch(struct net_device *netdev, unsigned int tag, void *data,
		 size_t len)
{
	struct setting setting = {
		.name = "", .type = &setting_type_hexraw, .tag = tag,
	};
	struct settings *proxy = find_settings(PROXYDHCP_SETTINGS_NAME);
	int rc = -ENOENT;

	if (proxy)
		rc = fetch_setting(proxy, &setting, NULL, NULL, data, len);
	if (rc < 0)
		rc = fetch_setting(netdev_settings(netdev), &setting, NULL,
				   NULL, data, len);
	return rc > (int)len ? (int)len : rc;
}

/* Takes the items one after the other. Each consists of its type (2 bytes), a length
 * (1 byte) and the text. */
void pxebs_parse_items(struct pxebs_menu *menu, size_t len)
{
	size_t pos = 0;

	while (menu->count < PXEBS_MAX_ITEMS && len - pos >= 3) {
		struct pxebs_item *item = &menu->items[menu->count];
		const uint8_t *raw = menu->menu + pos;

		item->type = raw[0] << 8 | raw[1];
		item->len = raw[2];
		item->text = (const char *)raw + 3;
		if (item->len > len - pos - 3)
			break;
		pos += 3 + item->len;
		menu->count++;
	}
}

static int read_menu(struct net_device *netdev, struct pxebs_menu *menu)
{
	int len;

	memset(menu, 0, sizeof(*menu));
	len = fetch(netdev, DHCP_PXE_BOOT_MENU, menu->menu,
		    sizeof(menu->menu));
	if (len < 0)
		return len;
	pxebs_parse_items(menu, len);
	if (!menu->count)
		return -ENOENT;
	len = fetch(netdev, DHCP_PXE_BOOT_SERVERS, menu->servers,
		    sizeof(menu->servers));
	menu->servers_len = len < 0 ? 0 : len;
	len = fetch(netdev, DHCP_PXE_BOOT_MENU_PROMPT, menu->prompt,
		    sizeof(menu->prompt));
	menu->prompt_len = len < 0 ? 0 : len;
	fetch(netdev, DHCP_PXE_DISCOVERY_CONTROL, &menu->control,
	      sizeof(menu->control));
	return 0;
}

int pxe_menu_exists(struct net_device *netdev)
{
	struct pxebs_menu *menu = malloc(sizeof(*menu));
	int exists;

	if (!menu)
		return 0;
	exists = read_menu(netdev, menu) == 0 &&
		 !(menu->control & FILE_BEATS_MENU &&
		   fetch(netdev, DHCP_BOOTFILE_NAME, NULL, 0) >= 0);
	free(menu);
	return exists;
}

/* Prints text that came from the network, with '?' for what is not
 * printable. */
static void print_text(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len && text[i]; i++)
		putchar(isprint(text[i]) ? text[i] : '?');
}

/* How long a menu without a prompt, and one whose prompt may wait for ever, waits for
 * somebody at the keyboard, in seconds. It then goes on with the first item, as
 * after any other prompt. Once somebody has pressed a key it waits for ever, as the
 * specification says. */
#define UNATTENDED 5

/* Waits a number of seconds for a key and shows how many are left. Returns the key,
 * or 0 if none was pressed. */
static int wait_key(const struct pxebs_menu *menu, unsigned int seconds)
{
	int key = 0;

	for (; !key && seconds; seconds--) {
		putchar('\r');
		print_text((const char *)menu->prompt + 1,
			   menu->prompt_len - 1);
		printf(" (%d) ", seconds);
		console_flush();
		key = getkey(TICKS_PER_SEC);
	}
	printf("\n");
	return key;
}

/* Returns the number of the item that a key stands for, or -1. */
static int item_of(int key)
{
	if (isdigit(key))
		return key - '1';
	if (key >= 'a' && key < 'a' + 7)
		return key - 'a' + 9;
	return key == CR || key == LF ? 0 : -1;
}

/* Shows the menu and lets the user choose. patience is how many ticks the menu waits
 * for the first key, or 0 for an endless wait. If no key comes, the first item is
 * taken. Returns 0 or -ECANCELED. */
static int choose(const struct pxebs_menu *menu, unsigned long patience,
		  const struct pxebs_item **item)
{
	unsigned int i;
	int key;

	for (i = 0; i < menu->count; i++) {
		printf("  %c) ", "123456789abcdefg"[i]);
		print_text(menu->items[i].text, menu->items[i].len);
		printf("\n");
	}
	printf("Choose, or Ctrl-C: ");
	do {
		key = getkey(patience);
		patience = 0;
		i = item_of(key);
	} while (key && key != CTRL_C && key != ESC && i >= menu->count);
	printf("\n");
	if (!key)
		i = 0;
	if (i >= menu->count)
		return -ECANCELED;
	*item = &menu->items[i];
	return 0;
}

/* Takes the first item when the time of the prompt has passed. A key that comes
 * before that shows the menu. */
int pxebs_ask(const struct pxebs_menu *menu, const struct pxebs_item **item)
{
	unsigned long patience = UNATTENDED * TICKS_PER_SEC;
	unsigned int seconds = menu->prompt[0];
	int key;

	if (seconds == PROMPT_FOREVER)
		seconds = UNATTENDED;
	if (menu->prompt_len) {
		*item = &menu->items[0];
		key = seconds ? wait_key(menu, seconds) : 0;
		if (key == CTRL_C || key == ESC)
			return -ECANCELED;
		if (!key)
			return 0;
		patience = 0;
	}
	return choose(menu, patience, item);
}

/* Goes through the entries of 43.8. Each consists of a type (2 bytes), a count (1
 * byte) and as many addresses. */
void pxebs_find_servers(const struct pxebs_menu *menu, unsigned int type,
			struct dhcp_exchange *ex)
{
	const unsigned int max = sizeof(ex->to) / sizeof(ex->to[0]);
	const uint8_t *raw = menu->servers;
	size_t left = menu->servers_len;

	while (left >= 3) {
		unsigned int this_type = raw[0] << 8 | raw[1];
		unsigned int count = raw[2];
		unsigned int i;

		raw += 3;
		left -= 3;
		if (count * sizeof(struct in_addr) > left)
			return;
		for (i = 0; i < count; i++) {
			if (this_type == type && ex->num_to < max)
				memcpy(&ex->to[ex->num_to++], raw,
				       sizeof(struct in_addr));
			raw += sizeof(struct in_addr);
			left -= sizeof(struct in_addr);
		}
	}
}

/* Fills in whom the exchange asks, and on which port. Returns 0, or -ENOENT
 * if there is nobody to ask. */
static int find_peers(struct net_device *netdev, const struct pxebs_menu *menu,
		      unsigned int type, struct dhcp_exchange *ex)
{
	ex->port = PXE_PORT;
	pxebs_find_servers(menu, type, ex);
	if (ex->num_to)
		return 0;
	if (!(menu->control & NO_MULTICAST) &&
	    fetch(netdev, PXE_MULTICAST_ADDR, &ex->to[0],
		  sizeof(ex->to[0])) == sizeof(ex->to[0])) {
		ex->num_to = 1;
		return 0;
	}
	if (menu->control & NO_BROADCAST)
		return -ENOENT;
	ex->port = BOOTPS_PORT;
	ex->to[0].s_addr = 0xffffffff;
	ex->num_to = 1;
	return 0;
}

static int fill(struct dhcp_exchange *ex, struct dhcp_packet *pkt)
{
	struct pxebs_discovery *discovery = ex->ctx;
	uint16_t item[2] = { htons(discovery->type), 0 };

	return dhcppkt_store(pkt, DHCP_PXE_BOOT_MENU_ITEM, item,
			     sizeof(item));
}

void pxebs_rx(struct dhcp_exchange *ex, struct dhcp_packet *pkt,
	      unsigned int msgtype, struct in_addr from)
{
	struct pxebs_discovery *discovery = ex->ctx;
	uint8_t type[2];
	unsigned int i;

	if (msgtype != DHCPACK ||
	    dhcppkt_fetch(pkt, DHCP_BOOTFILE_NAME, NULL, 0) < 0)
		return;
	if (dhcppkt_fetch(pkt, DHCP_PXE_BOOT_MENU_ITEM, type,
			  sizeof(type)) >= (int)sizeof(type) &&
	    (type[0] << 8 | type[1]) != discovery->type)
		return;
	for (i = 0; i < ex->num_to && discovery->listed_only; i++) {
		if (ex->to[i].s_addr == from.s_addr)
			break;
	}
	if (discovery->listed_only && i == ex->num_to)
		return;
	discovery->reply = dhcppkt_get(pkt);
	ex->rc = 0;
}

/* Asks the boot server of an item and registers its answer. Returns 0, or a
 * negative error. */
static int discover(struct net_device *netdev, const struct pxebs_menu *menu,
		    const struct pxebs_item *item)
{
	struct pxebs_discovery discovery = {
		.type = item->type,
		.listed_only = menu->control & LISTED_SERVERS_ONLY,
	};
	struct dhcp_exchange ex;
	char text[48];
	int rc;

	rc = dhcp_exchange_open(&ex, netdev);
	if (rc != 0)
		return rc;
	ex.ctx = &discovery;
	ex.msgtype = DHCPREQUEST;
	fetch_ipv4_setting(netdev_settings(netdev), &ip_setting, &ex.ciaddr);
	ex.fill = fill;
	ex.rx = pxebs_rx;
	ex.limit = DISCOVERY_LIMIT;
	rc = find_peers(netdev, menu, item->type, &ex);
	if (rc == 0) {
		snprintf(text, sizeof(text), "Boot server for type %d",
			 item->type);
		dhcp_exchange_start(&ex);
		rc = job_wait(&ex.job, text, 0);
	} else {
		printf("No boot server is given for this item; check the "
		       "PXE service's options on the server\n");
	}
	dhcp_exchange_close(&ex);
	if (discovery.reply) {
		rc = register_settings(&discovery.reply->settings, NULL,
				       PXEBS_SETTINGS_NAME);
		dhcppkt_put(discovery.reply);
	}
	return rc;
}

int pxe_menu_boot(struct net_device *netdev)
{
	struct pxebs_menu *menu = malloc(sizeof(*menu));
	const struct pxebs_item *item;
	int rc;

	if (!menu)
		return -ENOMEM;
	rc = read_menu(netdev, menu);
	if (rc == 0)
		rc = pxebs_ask(menu, &item);
	/* Type 0 is the local disk, which the firmware boots after the core has
	 * returned. */
	if (rc == 0)
		rc = item->type ? discover(netdev, menu, item) : -ECANCELED;
	free(menu);
	return rc;
}
