/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INTEL_H
#define INTEL_H

#include <stdint.h>
#include <arch/io.h>
#include <core/slots.h>
#include <ipxe/netdevice.h>
#include <ipxe/pci.h>

/*
 * What Intel's Gigabit controllers have in common: registers, descriptors and
 * rings ("PCI/PCI-X Family of Gigabit Ethernet Controllers Software
 * Developer's Manual", 317453; "82574 GbE Controller Family Datasheet"). The
 * driver of a family tells in which way that differs (struct intel_family).
 */

/* Offsets of registers and their bits (317453, 13.4). */
#define INTEL_CTRL 0x0000
#define CTRL_GIO_MASTER_DISABLE (1U << 2)
#define CTRL_LINK_RESET (1U << 3)
#define CTRL_ASDE (1U << 5)		/* takes the speed of the PHY */
#define CTRL_SLU (1U << 6)		/* sets the link up */
#define CTRL_FORCE_SPEED (1U << 11)
#define CTRL_FORCE_DUPLEX (1U << 12)
#define CTRL_RESET (1U << 26)
#define CTRL_PHY_RESET (1U << 31)
#define INTEL_STATUS 0x0008
#define STATUS_LINK_UP (1U << 1)
#define STATUS_GIO_MASTER (1U << 19)
#define INTEL_EERD 0x0014
#define EERD_START (1U << 0)
#define INTEL_ICR 0x00c0
#define INTEL_IMC 0x00d8
#define INTEL_RCTL 0x0100
#define RCTL_ENABLE (1U << 1)
#define RCTL_MULTICAST (1U << 4)	/* takes all multicast frames */
#define RCTL_BROADCAST (1U << 15)
#define RCTL_STRIP_CRC (1U << 26)
#define INTEL_TCTL 0x0400
#define TCTL_ENABLE (1U << 1)
#define TCTL_PAD (1U << 3)
#define TCTL_COLLISIONS (0x0fU << 4)
#define TCTL_DISTANCE (0x40U << 12)
#define TCTL_MULR (1U << 28)		/* only the 82574 has this */
#define INTEL_TIPG 0x0410
#define INTEL_RDBAL 0x2800
#define INTEL_RDBAH 0x2804
#define INTEL_RDLEN 0x2808
#define INTEL_RDH 0x2810
#define INTEL_RDT 0x2818
#define INTEL_TDBAL 0x3800
#define INTEL_TDBAH 0x3804
#define INTEL_TDLEN 0x3808
#define INTEL_TDH 0x3810
#define INTEL_TDT 0x3818
#define INTEL_TXDCTL 0x3828
/* Counters of frames with a wrong checksum, and of frames for which no buffer was
 * free. Reading clears them. */
#define INTEL_CRCERRS 0x4000
#define INTEL_MPC 0x4010
#define INTEL_RAL 0x5400
#define INTEL_RAH 0x5404
#define RAH_VALID (1U << 31)

struct intel_nic;

/* What differs between families of controllers. */
struct intel_family {
	/* Stops all DMA, so that a reset is safe. May be NULL if the reset
	 * does that. */
	void (*quiesce)(struct intel_nic *nic);
	/* How far the address of a word is shifted up in the register EERD. */
	unsigned int eerd_address_shift;
	/* The bit of EERD that says that the word has been read. */
	uint32_t eerd_done;
	/* Value of TCTL. */
	uint32_t tctl;
	/* Value of TIPG, or 0 to leave it as it is after a reset. */
	uint32_t tipg;
	/* Value of TXDCTL, or 0 to leave it as it is after a reset. */
	uint32_t txdctl;
};

/* Finds the registers of a device and makes a net device of it. Returns 0,
 * or a negative error after a message. */
int intel_probe(struct pci_device *pci, const struct intel_family *family);
/* Undoes intel_probe() and resets the hardware. */
void intel_remove(struct pci_device *pci);

/* Reads a register. */
static inline uint32_t intel_read(uintptr_t regs, unsigned int reg)
{
	return readl(regs + reg);
}

/* Writes a register. */
static inline void intel_write(uintptr_t regs, unsigned int reg,
			       uint32_t value)
{
	writel(value, regs + reg);
}

/* A legacy receive descriptor (317453, 3.2.3). */
struct intel_rx_desc {
	/* Address of the buffer. */
	uint64_t addr;
	/* Length of what was written to the buffer, in bytes. */
	uint16_t len;
	/* The checksum of the frame, which is not used. */
	uint16_t checksum;
	/* RX_STATUS_DONE and RX_STATUS_END, among other bits. */
	uint8_t status;
	/* What is wrong with the frame: bits of RX_ERRORS, among others. */
	uint8_t errors;
	/* The VLAN tag that was taken off the frame, which is not used. */
	uint16_t special;
};
_Static_assert(sizeof(struct intel_rx_desc) == 16, "317453, 3.2.3");
/* The status bit of a descriptor that the controller has done with. */
#define RX_STATUS_DONE 0x01
/* The status bit that says that the frame ends in this buffer. */
#define RX_STATUS_END 0x02
/* All error bits except those of the checksums of IP and TCP. */
#define RX_ERRORS 0x97

/* A legacy transmit descriptor (317453, 3.3.3). */
struct intel_tx_desc {
	/* Address of the buffer. */
	uint64_t addr;
	/* Length of the frame, in bytes. */
	uint16_t len;
	/* Offset in the frame at which a checksum is written. */
	uint8_t checksum_offset;
	/* TX_COMMAND_* bits. */
	uint8_t command;
	/* TX_STATUS_DONE, among other bits. */
	uint8_t status;
	/* Offset in the frame from which a checksum is computed. */
	uint8_t checksum_start;
	/* The VLAN tag to be put in, which is not used. */
	uint16_t special;
};
_Static_assert(sizeof(struct intel_tx_desc) == 16, "317453, 3.3.3");
/* Command bits: the frame ends here, gets a checksum, and is reported when it was
 * sent. */
#define TX_COMMAND_END 0x01
#define TX_COMMAND_CRC 0x02
#define TX_COMMAND_REPORT 0x08
/* The status bit of a frame that was sent. */
#define TX_STATUS_DONE 0x01

/* How many entries a ring has, a multiple of 8. One of them always stays empty. */
#define INTEL_RING NETDEV_SLOTS
/* How many bytes the hardware may write to each buffer, which RCTL has by
 * default. */
#define INTEL_BUFFER 2048

/* How many lost frames are counted at a time at most, whatever the registers
 * say. */
#define INTEL_LOST_MAX 1000

/* The rings of a controller. */
struct intel_rings {
	/* The descriptors of received frames. */
	volatile struct intel_rx_desc rx[INTEL_RING];
	/* The descriptors of frames to be sent. */
	volatile struct intel_tx_desc tx[INTEL_RING];
};

/* A controller, the private data of its struct net_device. */
struct intel_nic {
	/* The family of the controller. */
	const struct intel_family *family;
	/* Address of its registers. */
	uintptr_t regs;
	/* The tick at which the state of the link was read last. */
	unsigned long link_checked;
	/* The allocation that the rings are in. */
	void *memory;
	/* The rings, aligned as the controller wants them. */
	struct intel_rings *rings;
	/* Index of the receive descriptor that is looked at next. */
	unsigned int rx_next;
	/* Index of the transmit descriptor that is filled next. */
	unsigned int tx_next;
	/* Index of the transmit descriptor that is completed next. */
	unsigned int tx_done;
	/* The buffers that the controller has. */
	struct netdev_slots slots;
};

#endif /* INTEL_H */
