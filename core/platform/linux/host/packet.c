/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Uses an interface that the host uses as well, by a packet socket on it
 * (packet(7)), with an address of our own besides the host's. The kernel asks
 * the NIC to receive frames for that address, too, and makes it promiscuous
 * only if the NIC knows no other way. It takes that back when the socket is
 * closed.
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "nic_kind.h"

/* The bytes that may wait in the socket, which are more than a TCP window of
 * ours. */
#define RECEIVE_BUFFER (4 << 20)

/* The groups that switches send their spanning tree and LACP frames to (IEEE
 * 802.1D 7.12.3, 802.3 annex 57A). */
static const uint8_t switch_addresses[][MAC_LEN] = {
	{ 0x01, 0x80, 0xc2, 0x00, 0x00, 0x00 },
	{ 0x01, 0x80, 0xc2, 0x00, 0x00, 0x02 },
};

/* Lets the kernel give us frames to our address and to groups only, so that a
 * busy host does not keep us busy. Returns 0, or -1 with errno. */
static int set_filter(int fd, const uint8_t *mac)
{
	uint32_t high = (uint32_t)mac[0] << 24 | mac[1] << 16 | mac[2] << 8 |
			mac[3];
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 1, 4, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, high, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, mac[4] << 8 | mac[5], 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]), .filter = code,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program));
}

/* Lets the interface receive frames to one more address, for as long as the
 * socket is open. Returns 0, or -1 with errno. */
static int join(const struct host_nic *nic, int fd, int type,
		const uint8_t *address)
{
	struct packet_mreq request = {
		.mr_ifindex = nic->ifindex, .mr_type = type,
		.mr_alen = MAC_LEN,
	};

	memcpy(request.mr_address, address, MAC_LEN);
	return setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request,
			  sizeof(request));
}

/* Sets what frames a new socket receives, and what the kernel notes about them.
 * Returns 0, or -1 with errno. */
static int set_options(const struct host_nic *nic, int fd)
{
	static const int size = RECEIVE_BUFFER;
	static const int on = 1;
	unsigned int i;

	if (set_filter(fd, nic->mac) != 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) != 0)
		return -1;
	/* If these fail, frames are received all the same: we drop our own
	 * ones ourselves where the kernel is older than 4.20, and a smaller
	 * buffer or unknown groups only cost frames. */
	setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	for (i = 0; i < 2; i++)
		join(nic, fd, PACKET_MR_MULTICAST, switch_addresses[i]);
	if (nic->options->mac_choice == MAC_OWN)
		return 0;
	return join(nic, fd, PACKET_MR_UNICAST, nic->mac);
}

static int packet_start(struct host_nic *nic)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET, .sll_ifindex = nic->ifindex,
		.sll_protocol = htons(ETH_P_ALL),
	};
	/* Nothing is received before it is bound to the interface. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int reason;

	if (fd < 0)
		return -1;
	if (set_options(nic, fd) != 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		reason = errno;
		close(fd);
		errno = reason;
		return -1;
	}
	nic->fd = fd;
	return 0;
}

static void packet_stop(struct host_nic *nic)
{
	close(nic->fd);
	nic->fd = -1;
}

/* Returns the kernel's notes on a frame, or NULL if it made none. */
static const struct tpacket_auxdata *notes_of(struct msghdr *message)
{
	struct cmsghdr *part;

	for (part = CMSG_FIRSTHDR(message); part;
	     part = CMSG_NXTHDR(message, part)) {
		if (part->cmsg_level == SOL_PACKET &&
		    part->cmsg_type == PACKET_AUXDATA)
			return (const void *)CMSG_DATA(part);
	}
	return NULL;
}

/* Takes one frame. Returns its length, 0 if it is not for us, or -1 if there is
 * none. */
static ssize_t receive_one(struct host_nic *nic, void *buf, size_t len,
			   int *no_checksum)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	struct sockaddr_ll from = { .sll_pkttype = PACKET_HOST };
	struct iovec piece = { .iov_base = buf, .iov_len = len };
	struct msghdr message = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = &piece, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	ssize_t got = recvmsg(nic->fd, &message, 0);
	const struct tpacket_auxdata *notes;

	/* The kernel reports ENETDOWN once when the interface goes down, after
	 * which more frames may come. */
	if (got < 0)
		return errno == ENETDOWN || errno == EINTR ? 0 : -1;
	notes = notes_of(&message);
	if (message.msg_flags & MSG_TRUNC || !notes ||
	    from.sll_pkttype == PACKET_OUTGOING)
		return 0;
	/* Such a frame belongs to a VLAN, whose tag the kernel has removed. */
	if (notes->tp_status & TP_STATUS_VLAN_VALID)
		return 0;
	*no_checksum = !!(notes->tp_status & TP_STATUS_CSUMNOTREADY);
	return got;
}

/* How many frames that are not for us are skipped in a row. */
#define SKIP_MAX 64

static size_t packet_receive(struct host_nic *nic, void *buf, size_t len,
			     int *no_checksum)
{
	unsigned int i;
	ssize_t got;

	for (i = 0; i < SKIP_MAX; i++) {
		got = receive_one(nic, buf, len, no_checksum);
		if (got != 0)
			return got < 0 ? 0 : got;
	}
	return 0;
}

static int packet_send(struct host_nic *nic, const void *frame, size_t len)
{
	if (send(nic->fd, frame, len, 0) >= 0)
		return 0;
	return errno == ENOBUFS || errno == EAGAIN || errno == EINTR ? -1 : -2;
}

const struct nic_kind packet_kind = {
	.driver = "packet",
	.merges = 1,
	.start = packet_start,
	.stop = packet_stop,
	.receive = packet_receive,
	.send = packet_send,
};
