/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_IF_ARP_H
#define IPXE_IF_ARP_H

/* ARP hardware types (IANA arp-parameters). */
#define ARPHRD_ETHER 1
#define ARPHRD_INFINIBAND 32

#endif /* IPXE_IF_ARP_H */
