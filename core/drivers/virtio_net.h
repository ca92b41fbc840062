/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VIRTIO_NET_H
#define VIRTIO_NET_H

#include <stddef.h>
#include <stdint.h>
#include <core/slots.h>
#include <ipxe/pci.h>
#include "virtio.h"

/*
 * virtio network devices (virtio 1.2, 5.1): what the device defines, and what
 * the driver keeps of one.
 */

/* Features (5.1.3). */
#define VIRTIO_NET_F_GUEST_CSUM (1ULL << 1)
#define VIRTIO_NET_F_MAC (1ULL << 5)
#define VIRTIO_NET_F_GUEST_TSO4 (1ULL << 7)
#define VIRTIO_NET_F_MRG_RXBUF (1ULL << 15)
#define VIRTIO_NET_F_STATUS (1ULL << 16)

/* The features that the driver uses. */
#define VIRTIO_NET_FEATURES (VIRTIO_NET_F_MAC | VIRTIO_NET_F_STATUS)
/* The features that large receive needs. It is used with all of them or not at
 * all. */
#define VIRTIO_NET_LARGE (VIRTIO_NET_F_GUEST_CSUM | VIRTIO_NET_F_GUEST_TSO4 | \
			  VIRTIO_NET_F_MRG_RXBUF)

/* Offsets in the configuration space of the device (5.1.4). */
#define CONFIG_MAC 0
#define CONFIG_STATUS 6
#define STATUS_LINK_UP 1

/* Numbers of the queues (5.1.2). */
#define QUEUE_RX 0
#define QUEUE_TX 1

/* The header before each frame (virtio 1.2, 5.1.6), which is all zero without
 * offloads. */
struct virtio_net_hdr {
	/* HDR_*. */
	uint8_t flags;
	/* Whether the frame is one that has to be cut into segments, and how. */
	uint8_t gso_type;
	/* Length of the frame's own headers, as a hint for cutting it. */
	uint16_t hdr_len;
	/* How many bytes of payload each segment gets. */
	uint16_t gso_size;
	/* Offset at which the sum that is to be completed begins. */
	uint16_t csum_start;
	/* Offset from there at which the sum is to be written. */
	uint16_t csum_offset;
	/* How many buffers the frame takes. Only modern devices have this, and
	 * those with VIRTIO_NET_F_MRG_RXBUF. */
	uint16_t num_buffers;
};
_Static_assert(sizeof(struct virtio_net_hdr) == 12, "virtio 5.1.6");
/* Length of the header without num_buffers. */
#define LEGACY_HDR_LEN 10
/* Flags of the header. The first one says that the checksum is not complete, as the
 * frame has not been on a wire yet. The second one says that the checksum was
 * found right. */
#define HDR_NEEDS_CSUM 1
#define HDR_DATA_VALID 2
#define HDR_CHECKED (HDR_NEEDS_CSUM | HDR_DATA_VALID)

/* Length of a part in bytes, and how many parts there have to be for large receive,
 * where a frame takes as many parts as it needs. All of them together have to hold
 * the largest frame with its header, or the device waits for ever. */
#define RX_PART 16384
#define RX_PARTS_MIN 5

/* A network device, the private data of its struct net_device. */
struct virtio_net {
	/* The device. */
	struct virtio_device vdev;
	/* Length of the header before each frame, in bytes. */
	size_t hdr_len;
	/* Non-zero if the device has broken the rules, and is not used any
	 * more. */
	int broken;
	/* Non-zero if the device has not been told of all frames in its
	 * queue. */
	int tx_untold;
	/* The tick at which the state of the link was read last. */
	unsigned long link_checked;
	/* The queue of received frames. */
	struct virtqueue rx;
	/* The queue of frames to be sent. */
	struct virtqueue tx;
	/* The buffers that the device has. */
	struct netdev_slots slots;
	/* The parts for large receive, one for each slot, or NULL without large
	 * receive. */
	uint8_t *parts;
	/* Where the device writes the headers of all received frames, which are
	 * not read. */
	struct virtio_net_hdr rx_hdr;
	/* The header of all frames that are sent. */
	struct virtio_net_hdr tx_hdr;
};

/* The driver's entry in the table of drivers (<ipxe/pci.h>). */
extern struct pci_driver virtio_net_driver;

#endif /* VIRTIO_NET_H */
