/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Drives Intel Gigabit controllers by polling: the code that e1000.c and e1000e.c
 * share. An idle device that is open holds 16 receive buffers, 33 KiB in all.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <ipxe/if_ether.h>
#include <ipxe/timer.h>
#include "intel.h"

#define RING_ALIGN 128
#define RESET_US 20000
#define EEPROM_US 1000
#define WAIT_US 10
#define LINK_TICKS (TICKS_PER_SEC / 20)

/* --- hardware */

/* Waits until the bits in mask of a register are as wanted, but no longer than us
 * microseconds. Returns 0, or -ETIMEDOUT. */
static int wait_for(struct intel_nic *nic, unsigned int reg, uint32_t mask,
		    uint32_t wanted, unsigned int us)
{
	for (; us > WAIT_US; us -= WAIT_US) {
		if ((intel_read(nic->regs, reg) & mask) == wanted)
			return 0;
		udelay(WAIT_US);
	}
	return -ETIMEDOUT;
}

/* Resets the controller (section 14.3). It then reads its address from the
 * EEPROM into RAL and RAH, which takes some ms in hardware. Returns 0, or
 * -ETIMEDOUT. */
static int reset(struct intel_nic *nic)
{
	uint32_t ctrl;
	int rc;

	intel_write(nic->regs, INTEL_IMC, ~0U);
	intel_write(nic->regs, INTEL_RCTL, 0);
	intel_write(nic->regs, INTEL_TCTL, 0);
	if (nic->family->quiesce)
		nic->family->quiesce(nic);
	ctrl = intel_read(nic->regs, INTEL_CTRL);
	intel_write(nic->regs, INTEL_CTRL, ctrl | CTRL_RESET);
	udelay(WAIT_US);
	rc = wait_for(nic, INTEL_CTRL, CTRL_RESET, 0, RESET_US);
	if (rc)
		return rc;
	wait_for(nic, INTEL_RAH, RAH_VALID, RAH_VALID, RESET_US);
	intel_write(nic->regs, INTEL_IMC, ~0U);
	intel_read(nic->regs, INTEL_ICR);
	return 0;
}

/* Reads a word of the EEPROM. Returns 0, or -ETIMEDOUT. */
static int read_eeprom(struct intel_nic *nic, unsigned int word,
		       uint16_t *value)
{
	uint32_t done = nic->family->eerd_done;
	int rc;

	intel_write(nic->regs, INTEL_EERD, EERD_START |
		    (word << nic->family->eerd_address_shift));
	rc = wait_for(nic, INTEL_EERD, done, done, EEPROM_US);
	*value = intel_read(nic->regs, INTEL_EERD) >> 16;
	return rc;
}

/* Returns non-zero if an address can be that of a device. */
static int valid_mac(const uint8_t *mac)
{
	static const uint8_t none[ETH_ALEN];

	return !(mac[0] & 1) && memcmp(mac, none, ETH_ALEN) != 0;
}

/* Reads the address, which the reset has put into RAL and RAH, or else words 0 to 2
 * of the EEPROM. Returns 0, or -EADDRNOTAVAIL if there is none. */
static int read_mac(struct intel_nic *nic, uint8_t *mac)
{
	uint32_t low = intel_read(nic->regs, INTEL_RAL);
	uint32_t high = intel_read(nic->regs, INTEL_RAH);
	uint16_t word;
	unsigned int i;

	memcpy(mac, &low, 4);
	memcpy(mac + 4, &high, 2);
	if ((high & RAH_VALID) && valid_mac(mac))
		return 0;
	for (i = 0; i < ETH_ALEN / 2; i++) {
		if (read_eeprom(nic, i, &word) != 0)
			return -EADDRNOTAVAIL;
		memcpy(mac + 2 * i, &word, 2);
	}
	return valid_mac(mac) ? 0 : -EADDRNOTAVAIL;
}

static void write_mac(struct intel_nic *nic, const uint8_t *mac)
{
	uint32_t low, high = 0;

	memcpy(&low, mac, 4);
	memcpy(&high, mac + 4, 2);
	intel_write(nic->regs, INTEL_RAL, low);
	intel_write(nic->regs, INTEL_RAH, high | RAH_VALID);
}

static void set_link_up(struct intel_nic *nic)
{
	uint32_t ctrl = intel_read(nic->regs, INTEL_CTRL);

	ctrl &= ~(CTRL_LINK_RESET | CTRL_FORCE_SPEED | CTRL_FORCE_DUPLEX |
		  CTRL_PHY_RESET | CTRL_GIO_MASTER_DISABLE);
	intel_write(nic->regs, INTEL_CTRL, ctrl | CTRL_SLU | CTRL_ASDE);
}

/* Counts the frames that a register says were lost, for the reason rc. */
static void count_lost(struct net_device *netdev, unsigned int reg, int rc)
{
	struct intel_nic *nic = netdev->priv;
	uint32_t lost = intel_read(nic->regs, reg);

	for (lost = lost < INTEL_LOST_MAX ? lost : INTEL_LOST_MAX; lost; lost--)
		netdev_rx_err(netdev, NULL, rc);
}

/* Reads the state of the link, and the counters of lost frames. */
static void check_link(struct net_device *netdev)
{
	struct intel_nic *nic = netdev->priv;

	nic->link_checked = currticks();
	if (intel_read(nic->regs, INTEL_STATUS) & STATUS_LINK_UP)
		netdev_link_up(netdev);
	else
		netdev_link_down(netdev);
	count_lost(netdev, INTEL_CRCERRS, -EILSEQ);
	count_lost(netdev, INTEL_MPC, -ENOBUFS);
}

/* --- rings */

/* Gives a receive buffer to the controller. */
static void rx_give(struct intel_nic *nic, unsigned int slot)
{
	volatile struct intel_rx_desc *desc = &nic->rings->rx[slot];

	desc->status = 0;
	desc->addr = (uintptr_t)nic->slots.rx[slot]->data;
}

/* Allocates the rings and their receive buffers. Returns 0, or -ENOMEM, after
 * which destroy_rings() is needed. */
static int create_rings(struct intel_nic *nic)
{
	unsigned int slot;
	int rc;

	nic->memory = zalloc(sizeof(*nic->rings) + RING_ALIGN - 1);
	if (!nic->memory)
		return -ENOMEM;
	nic->rings = (void *)(((uintptr_t)nic->memory + RING_ALIGN - 1) &
			      ~(uintptr_t)(RING_ALIGN - 1));
	nic->rx_next = nic->tx_next = nic->tx_done = 0;
	rc = slots_fill(&nic->slots, INTEL_RING, INTEL_BUFFER);
	for (slot = 0; rc == 0 && slot < INTEL_RING; slot++)
		rx_give(nic, slot);
	return rc;
}

/* Frees the rings and their buffers. The device must have been reset, so that
 * it does not write to them any more. */
static void destroy_rings(struct net_device *netdev)
{
	struct intel_nic *nic = netdev->priv;

	slots_free(netdev, &nic->slots);
	free(nic->memory);
	nic->memory = NULL;
	nic->rings = NULL;
}

/* Tells the controller where its rings are, and starts it (sections 14.4 and
 * 14.5). */
static void start_rings(struct intel_nic *nic)
{
	const struct intel_family *family = nic->family;
	uint64_t rx = (uintptr_t)nic->rings->rx;
	uint64_t tx = (uintptr_t)nic->rings->tx;

	intel_write(nic->regs, INTEL_RDBAL, rx);
	intel_write(nic->regs, INTEL_RDBAH, rx >> 32);
	intel_write(nic->regs, INTEL_RDLEN, sizeof(nic->rings->rx));
	intel_write(nic->regs, INTEL_RDH, 0);
	intel_write(nic->regs, INTEL_RDT, 0);
	intel_write(nic->regs, INTEL_TDBAL, tx);
	intel_write(nic->regs, INTEL_TDBAH, tx >> 32);
	intel_write(nic->regs, INTEL_TDLEN, sizeof(nic->rings->tx));
	intel_write(nic->regs, INTEL_TDH, 0);
	intel_write(nic->regs, INTEL_TDT, 0);
	if (family->txdctl)
		intel_write(nic->regs, INTEL_TXDCTL, family->txdctl);
	if (family->tipg)
		intel_write(nic->regs, INTEL_TIPG, family->tipg);
	intel_write(nic->regs, INTEL_TCTL, family->tctl);
	intel_write(nic->regs, INTEL_RCTL, RCTL_ENABLE | RCTL_MULTICAST |
		    RCTL_BROADCAST | RCTL_STRIP_CRC);
	mb();
	intel_write(nic->regs, INTEL_RDT, INTEL_RING - 1);
}

/* --- net device */

/* Completes the frames that the controller has sent. */
static void poll_tx(struct net_device *netdev)
{
	struct intel_nic *nic = netdev->priv;
	unsigned int slot;

	while (nic->tx_done != nic->tx_next) {
		slot = nic->tx_done;
		if (!(nic->rings->tx[slot].status & TX_STATUS_DONE))
			return;
		nic->tx_done = (slot + 1) % INTEL_RING;
		slots_sent(netdev, &nic->slots, slot);
	}
}

static int intel_open(struct net_device *netdev)
{
	struct intel_nic *nic = netdev->priv;
	int rc = reset(nic);

	if (rc)
		return rc;
	rc = create_rings(nic);
	if (rc) {
		destroy_rings(netdev);
		return rc;
	}
	write_mac(nic, netdev->ll_addr);
	set_link_up(nic);
	start_rings(nic);
	check_link(netdev);
	return 0;
}

/* Closes the device. If it cannot be reset it keeps its rings and buffers, as
 * it may still write to them. */
static void intel_close(struct net_device *netdev)
{
	struct intel_nic *nic = netdev->priv;

	poll_tx(netdev);
	if (reset(nic) == 0)
		destroy_rings(netdev);
	else
		slots_lose(netdev, &nic->slots);
}

/* Takes the frame of a receive descriptor. */
static void receive(struct net_device *netdev, unsigned int slot)
{
	struct intel_nic *nic = netdev->priv;
	volatile struct intel_rx_desc *desc = &nic->rings->rx[slot];
	size_t len = desc->len;

	if (!(desc->status & RX_STATUS_END) || len > INTEL_BUFFER)
		netdev_rx_err(netdev, NULL, -EMSGSIZE);
	else if (desc->errors & RX_ERRORS)
		netdev_rx_err(netdev, NULL, -EILSEQ);
	else
		slots_received(netdev, &nic->slots, slot, len, INTEL_BUFFER);
}

static void poll_rx(struct net_device *netdev)
{
	struct intel_nic *nic = netdev->priv;
	unsigned int slot, left;

	for (left = INTEL_RING; left; left--) {
		slot = nic->rx_next;
		if (!(nic->rings->rx[slot].status & RX_STATUS_DONE))
			break;
		mb();
		receive(netdev, slot);
		rx_give(nic, slot);
		nic->rx_next = (slot + 1) % INTEL_RING;
	}
	if (left == INTEL_RING)
		return;
	mb();
	intel_write(nic->regs, INTEL_RDT,
		    (nic->rx_next + INTEL_RING - 1) % INTEL_RING);
}

static void intel_poll(struct net_device *netdev)
{
	struct intel_nic *nic = netdev->priv;

	poll_tx(netdev);
	poll_rx(netdev);
	if (currticks() - nic->link_checked >= LINK_TICKS)
		check_link(netdev);
}

static int intel_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	struct intel_nic *nic = netdev->priv;
	unsigned int slot = nic->tx_next;
	unsigned int next = (slot + 1) % INTEL_RING;
	volatile struct intel_tx_desc *desc = &nic->rings->tx[slot];

	if (next == nic->tx_done)
		poll_tx(netdev);
	if (next == nic->tx_done)
		return -ENOBUFS;
	if (iob_len(iobuf) > INTEL_BUFFER)
		return -EMSGSIZE;
	nic->slots.tx[slot] = iobuf;
	desc->addr = (uintptr_t)iobuf->data;
	desc->len = iob_len(iobuf);
	desc->status = 0;
	desc->command = TX_COMMAND_END | TX_COMMAND_CRC | TX_COMMAND_REPORT;
	nic->tx_next = next;
	mb();
	intel_write(nic->regs, INTEL_TDT, next);
	return 0;
}

static const struct net_device_operations intel_operations = {
	.open = intel_open,
	.close = intel_close,
	.transmit = intel_transmit,
	.poll = intel_poll,
};

/* Gets the device ready and registers it. Returns 0, or a negative error. */
static int setup(struct net_device *netdev, struct pci_device *pci)
{
	struct intel_nic *nic = netdev->priv;
	struct pci_bar bar;
	int rc;

	pci_enable(pci);
	rc = pci_read_bar(pci, 0, &bar);
	if (rc)
		return rc;
	if (bar.is_io)
		return -ENOTSUP;
	nic->regs = bar.base;
	rc = reset(nic);
	if (rc)
		return rc;
	rc = read_mac(nic, netdev->hw_addr);
	if (rc)
		return rc;
	set_link_up(nic);
	check_link(netdev);
	return register_netdev(netdev);
}

int intel_probe(struct pci_device *pci, const struct intel_family *family)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct intel_nic));
	struct intel_nic *nic;
	int rc;

	if (!netdev)
		return -ENOMEM;
	nic = netdev->priv;
	nic->family = family;
	netdev_init(netdev, &intel_operations);
	netdev->dev = &pci->dev;
	pci->priv = netdev;
	rc = setup(netdev, pci);
	if (rc)
		netdev_put(netdev);
	return rc;
}

void intel_remove(struct pci_device *pci)
{
	struct net_device *netdev = pci->priv;

	unregister_netdev(netdev);
	reset(netdev->priv);
	netdev->dev = NULL;
	netdev_put(netdev);
}
