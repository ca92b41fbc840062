/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Intel 82540, 82544, 82545 and 82546 (317453: "PCI/PCI-X Family of Gigabit
 * Ethernet Controllers Software Developer's Manual").
 *
 *   -device e1000,netdev=...            82540EM, QEMU's default NIC
 *   -device e1000-82544gc,netdev=...
 *   -device e1000-82545em,netdev=...
 */

#include "intel.h"

static const struct intel_family e1000_family = {
	/* The layout of EERD is that of section 13.4.4. */
	.eerd_address_shift = 8,
	.eerd_done = 1U << 4,
	.tctl = TCTL_ENABLE | TCTL_PAD | TCTL_COLLISIONS | TCTL_DISTANCE,
	/* TIPG has the values for copper of section 13.4.34: 10, 8 and 6. */
	.tipg = 10 | (8U << 10) | (6U << 20),
};

static int e1000_probe(struct pci_device *pci,
		       const struct pci_device_id *id __unused)
{
	return intel_probe(pci, &e1000_family);
}

static const struct pci_device_id e1000_ids[] = {
	PCI_ID(0x8086, 0x100e, "82540em", 0),
	PCI_ID(0x8086, 0x1015, "82540em", 0),
	PCI_ID(0x8086, 0x1016, "82540ep", 0),
	PCI_ID(0x8086, 0x1017, "82540ep", 0),
	PCI_ID(0x8086, 0x1008, "82544ei", 0),
	PCI_ID(0x8086, 0x100c, "82544gc", 0),
	PCI_ID(0x8086, 0x100d, "82544gc", 0),
	PCI_ID(0x8086, 0x100f, "82545em", 0),
	PCI_ID(0x8086, 0x1026, "82545gm", 0),
	PCI_ID(0x8086, 0x1010, "82546eb", 0),
	PCI_ID(0x8086, 0x1079, "82546gb", 0),
};

struct pci_driver e1000_driver __pci_driver = {
	.name = "e1000",
	.ids = e1000_ids,
	.id_count = sizeof(e1000_ids) / sizeof(e1000_ids[0]),
	.probe = e1000_probe,
	.remove = intel_remove,
};
