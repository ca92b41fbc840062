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
	/* Its destructor frees the packet and the bytes. */
	struct refcnt refcnt;
	/* The packet's bytes. */
	struct dhcphdr *dhcphdr;
	/* Length of the header and the options with END, in bytes. */
	size_t used_len;
	/* Room for them, in bytes. */
	size_t alloc_len;
	/* The block: options are settings by their codes. */
	struct settings settings;
};

/* Wraps len received bytes (at least a dhcphdr; the caller has checked that).
 * The struct and the bytes must live as long as its settings are registered:
 * refcnt.free is the destructor for both. The options end with END or with the
 * bytes, whatever their lengths say. */
void dhcppkt_init ( struct dhcp_packet *dhcppkt, struct dhcphdr *data,
		    size_t len );
/* Sets an option; tag is as in <ipxe/settings.h>, and data NULL deletes it.
 * Returns 0, or -ENOSPC if there is no room. */
int dhcppkt_store ( struct dhcp_packet *dhcppkt, unsigned int tag,
		    const void *data, size_t len );
/* Copies at most len bytes of an option. Returns its whole length, or -ENOENT. */
int dhcppkt_fetch ( struct dhcp_packet *dhcppkt, unsigned int tag,
		    void *data, size_t len );

/* Returns the packet that a settings block belongs to, or NULL if it belongs to
 * none. */
struct dhcp_packet *dhcppkt_of ( struct settings *settings );

/* Returns the length of the packet in bytes, options with END included. */
static inline int dhcppkt_len ( struct dhcp_packet *dhcppkt ) {
	return dhcppkt->used_len;
}
/* Takes a reference. Returns the packet. */
static inline struct dhcp_packet *dhcppkt_get ( struct dhcp_packet *dhcppkt ) {
	ref_get ( &dhcppkt->refcnt );
	return dhcppkt;
}
/* Gives a reference back. */
static inline void dhcppkt_put ( struct dhcp_packet *dhcppkt ) {
	ref_put ( &dhcppkt->refcnt );
}

#endif /* IPXE_DHCPPKT_H */
