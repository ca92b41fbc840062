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
	struct refcnt refcnt;
	struct dhcphdr *dhcphdr;
	size_t used_len;		/* header and options with END */
	size_t alloc_len;		/* room there is */
	struct settings settings;
};

/* Wraps len received bytes (at least a dhcphdr; the caller has checked that).
 * The struct and the bytes must live as long as its settings are registered:
 * refcnt.free is the destructor for both. The options end with END or with the
 * bytes, whatever their lengths say. */
void dhcppkt_init ( struct dhcp_packet *dhcppkt, struct dhcphdr *data,
		    size_t len );
/* Sets an option (tag as in <ipxe/settings.h>; data NULL deletes it). */
int dhcppkt_store ( struct dhcp_packet *dhcppkt, unsigned int tag,
		    const void *data, size_t len );
/* Copies at most len bytes of an option; its length, or -ENOENT. */
int dhcppkt_fetch ( struct dhcp_packet *dhcppkt, unsigned int tag,
		    void *data, size_t len );

/* The packet that a settings block is, or NULL if it is none. */
struct dhcp_packet *dhcppkt_of ( struct settings *settings );

static inline int dhcppkt_len ( struct dhcp_packet *dhcppkt ) {
	return dhcppkt->used_len;
}
static inline struct dhcp_packet *dhcppkt_get ( struct dhcp_packet *dhcppkt ) {
	ref_get ( &dhcppkt->refcnt );
	return dhcppkt;
}
static inline void dhcppkt_put ( struct dhcp_packet *dhcppkt ) {
	ref_put ( &dhcppkt->refcnt );
}

#endif /* IPXE_DHCPPKT_H */
