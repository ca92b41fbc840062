/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_PXEBS_H
#define CORE_NET_PXEBS_H

#include <stddef.h>
#include <stdint.h>
#include <ipxe/in.h>

/*
 * The steps of a PXE boot menu (pxebs.c). <core/dhcpclient.h> has what others
 * call; tests go through the steps one by one.
 */

struct dhcp_exchange;
struct dhcp_packet;

/* The number of bytes after which option 43 is cut off. No real one is as long. */
#define PXEBS_MAX_VENDOR 1024
/* How many items of a menu are shown at most. There is a key for each. */
#define PXEBS_MAX_ITEMS 16

/* An item of the menu. */
struct pxebs_item {
	/* The type of boot server that it stands for; 0 is the local disk. */
	uint16_t type;
	/* The text for the user, which lies in the menu and has no NUL at its
	 * end. */
	const char *text;
	/* Length of the text, in bytes. */
	uint8_t len;
};

/* What option 43 says of a menu. */
struct pxebs_menu {
	/* 43.9 as it was received: the items. */
	uint8_t menu[PXEBS_MAX_VENDOR];
	/* 43.8 as it was received: the boot servers of each type. */
	uint8_t servers[PXEBS_MAX_VENDOR];
	/* 43.10 as it was received: the seconds to wait, then a text. */
	uint8_t prompt[256];
	/* Length of servers; 0 where none are told. */
	size_t servers_len;
	/* Length of prompt; 0 where there is none. */
	size_t prompt_len;
	/* The items that were read from 43.9. */
	struct pxebs_item items[PXEBS_MAX_ITEMS];
	/* Number of items. */
	unsigned int count;
	/* 43.6: how boot servers are to be found. */
	uint8_t control;
};

/* A search for the boot server of an item. */
struct pxebs_discovery {
	/* The type of boot server that is looked for. */
	uint16_t type;
	/* Non-zero if only servers that are asked directly may answer. */
	int listed_only;
	/* The answer, which is the owner's to give back; NULL until it comes. */
	struct dhcp_packet *reply;
};

/* Reads the items from the first len bytes of menu->menu. What is cut off, and
 * what is more than fits, is left out. */
void pxebs_parse_items(struct pxebs_menu *menu, size_t len);

/* Adds the boot servers of a type to those that the exchange asks, as many as
 * fit. A list that is cut off ends where that is seen. */
void pxebs_find_servers(const struct pxebs_menu *menu, unsigned int type,
			struct dhcp_exchange *ex);

/* Lets the user choose as the prompt says. Returns 0 with the item, -ECANCELED
 * if the user does not want any. */
int pxebs_ask(const struct pxebs_menu *menu, const struct pxebs_item **item);

/* Takes an answer of a boot server if it is the one that is looked for; the
 * exchange's ctx is a struct pxebs_discovery. */
void pxebs_rx(struct dhcp_exchange *ex, struct dhcp_packet *pkt,
	      unsigned int msgtype, struct in_addr from);

#endif /* CORE_NET_PXEBS_H */
