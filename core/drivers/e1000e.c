/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Intel 82574 ("82574 GbE Controller Family Datasheet").
 *
 *   -device e1000e,netdev=...
 */

#include <unistd.h>
#include "intel.h"

#define QUIESCE_US 1000
#define WAIT_US 10

/* Has the controller begin no new requests on the bus ("Master Disable"), and waits
 * for those under way to end. The reset follows whether they have ended or not. */
static void e1000e_quiesce(struct intel_nic *nic)
{
	uint32_t ctrl = intel_read(nic->regs, INTEL_CTRL);
	unsigned int us;

	intel_write(nic->regs, INTEL_CTRL, ctrl | CTRL_GIO_MASTER_DISABLE);
	for (us = 0; us < QUIESCE_US; us += WAIT_US) {
		if (!(intel_read(nic->regs, INTEL_STATUS) & STATUS_GIO_MASTER))
			return;
		udelay(WAIT_US);
	}
}

static const struct intel_family e1000e_family = {
	.quiesce = e1000e_quiesce,
	/* The layout of EERD is not that of the older controllers. */
	.eerd_address_shift = 2,
	.eerd_done = 1U << 1,
	.tctl = TCTL_ENABLE | TCTL_PAD | TCTL_COLLISIONS | TCTL_DISTANCE |
		TCTL_MULR,
	/* TXDCTL has descriptors counted one by one (bit 24) and written back
	 * at once (bit 16). Bit 22 has to be 1. */
	.txdctl = (1U << 22) | (1U << 24) | (1U << 16),
};

static int e1000e_probe(struct pci_device *pci,
			const struct pci_device_id *id __unused)
{
	return intel_probe(pci, &e1000e_family);
}

static const struct pci_device_id e1000e_ids[] = {
	PCI_ID(0x8086, 0x10d3, "82574l", 0),
	PCI_ID(0x8086, 0x10f6, "82574la", 0),
};

struct pci_driver e1000e_driver __pci_driver = {
	.name = "e1000e",
	.ids = e1000e_ids,
	.id_count = sizeof(e1000e_ids) / sizeof(e1000e_ids[0]),
	.probe = e1000e_probe,
	.remove = intel_remove,
};
