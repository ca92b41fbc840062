/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_DHCPPKT_H
#define IPXE_DHCPPKT_H

#include <stdint.h>
#include <stddef.h>
#include <ipxe/refcnt.h>
#include <ipxe/settings.h>

struct dhcphdr;
struct net_device;

/* A DHCP packet as a settings block. */
struct dhcp_packet {
	/* References to it; the destructor frees the packet and its bytes. */
	struct refcnt refcnt;
	/* The packet's bytes. */
	struct dhcphdr *dhcphdr;
	/* Length of the header and the options, END included, in bytes. */
	size_t used_len;
	/* Room for the header and the options, in bytes. */
	size_t alloc_len;
	/* The settings block, in which options are settings by their codes. */
	struct settings settings;
};

/* Makes a packet of len received bytes; the caller has checked that they are a
 * dhcphdr at least. The struct and the bytes must live as long as its settings
 * are registered, so that the caller sets refcnt.free to a destructor for both.
 * Options that claim to reach beyond the bytes are ignored. */
void dhcppkt_init ( struct dhcp_packet *dhcppkt, struct dhcphdr *data,
		    size_t len );
/* Sets the option with a tag as struct setting of <ipxe/settings.h>
 * describes it, or deletes it if data is NULL. Returns 0, or -ENOSPC if
 * there is no room. */
int dhcppkt_store ( struct dhcp_packet *dhcppkt, unsigned int tag,
		    const void *data, size_t len );
/* Copies at most len bytes of an option. Returns its whole length, or
 * -ENOENT. */
int dhcppkt_fetch ( struct dhcp_packet *dhcppkt, unsigned int tag,
		    void *data, size_t len );

/* Returns the packet that a settings block belongs to, or NULL if it belongs to
 * none. */
struct dhcp_packet *dhcppkt_of ( struct settings *settings );

/* Returns the length of the packet in bytes, END included. */
static inline int dhcppkt_len ( struct dhcp_packet *dhcppkt ) {
	return dhcppkt->used_len;
}
/* Takes a reference to a packet. Returns the packet. */
static inline struct dhcp_packet *dhcppkt_get ( struct dhcp_packet *dhcppkt ) {
	ref_get ( &dhcppkt->refcnt );
	return dhcppkt;
}
/* Gives a reference to a packet back. */
static inline void dhcppkt_put ( struct dhcp_packet *dhcppkt ) {
	ref_put ( &dhcppkt->refcnt );
}

#endif /* IPXE_DHCPPKT_H */
