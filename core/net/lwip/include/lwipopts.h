/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

/*
 * Configures lwIP for one thread, its raw API and IPv4 alone. Memory comes from
 * malloc(), and limits bound everything that the network could make grow.
 */

#define NO_SYS 1
#define LWIP_TIMERS 0
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET 0
#define LWIP_NETCONN 0
#define LWIP_STATS 0

/* Memory. */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT __SIZEOF_POINTER__
#define LWIP_SUPPORT_CUSTOM_PBUF 1

/* Ethernet and ARP. */
#define LWIP_ARP 1
#define ARP_TABLE_SIZE 32
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN 4
#define ETHARP_TABLE_MATCH_NETIF 1
/* A tag of VLAN 0 says how urgent a frame is (IEEE 802.1Q 6.9). */
#define ETHARP_SUPPORT_VLAN 1
#define ETHARP_VLAN_CHECK 0
#define LWIP_NUM_NETIF_CLIENT_DATA 0
#define LWIP_NETIF_LOOPBACK 0
#define LWIP_HAVE_LOOPIF 0

/* IP. Reassembly: at most one 64 KiB datagram in full-sized fragments. */
#define LWIP_IPV4 1
#define LWIP_IPV6 0
#define IP_REASSEMBLY 1
#define IP_REASS_MAX_PBUFS 64
#define MEMP_NUM_REASSDATA 8
#define IP_FRAG 1
#define LWIP_ICMP 1
#define LWIP_RAW 1
#define LWIP_DHCP 0
#define LWIP_AUTOIP 0
#define LWIP_IGMP 0
#define LWIP_HOOK_FILENAME "lwiphooks.h"
#define LWIP_HOOK_IP4_INPUT glue_drop_foreign
#define LWIP_HOOK_IP4_ROUTE glue_route
#define LWIP_HOOK_ETHARP_GET_GW glue_router

/* UDP. DHCP's answers come before there is an address. */
#define LWIP_UDP 1
#define LWIP_IP_ACCEPT_UDP_PORT(port) ((port) == PP_NTOHS(68))

/* DNS. */
#define LWIP_DNS 1
#define DNS_MAX_SERVERS 4
#define DNS_TABLE_SIZE 8
#define DNS_MAX_REQUESTS 8
#define DNS_MAX_RETRIES 3
#define DNS_MAX_NAME_LENGTH 256

/* TCP. The window is what a tap device queues without losing anything; what
 * arrives in order leaves for the image at once, so that only segments out of
 * order take heap. */
#define LWIP_TCP 1
#define TCP_MSS 1460
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 3
#define TCP_WND (256 * 1024)
#define TCP_SND_BUF (4 * TCP_MSS)
#define TCP_SND_QUEUELEN 16
/* What the core sends is short, so that code which saves copies is left out. */
#define LWIP_NETIF_TX_SINGLE_PBUF 1
#define TCP_QUEUE_OOSEQ 1
#define TCP_OOSEQ_MAX_PBUFS 192
#define TCP_OOSEQ_MAX_BYTES (256 * 1024)
#define LWIP_TCP_SACK_OUT 1
#define LWIP_TCP_MAX_SACK_NUM 4
#define TCP_LISTEN_BACKLOG 0
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) \
	LWIP_RAND()

/* Devices that receive large frames check their sums (NETDEV_RX_LARGE). */
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
#define LWIP_CHKSUM net_checksum

/* These numbers only have to pass lwIP's checks at compile time, as memory comes from
 * malloc(). */
#define MEMP_NUM_TCP_SEG 64
#define MEMP_NUM_TCP_PCB 8
#define MEMP_NUM_UDP_PCB 8

#endif /* LWIPOPTS_H */
