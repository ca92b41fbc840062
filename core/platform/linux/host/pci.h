/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_PCI_H
#define LINUX_HOST_PCI_H

#include <stdint.h>

/* Returns the 32 bits at a multiple of 4 in the configuration space of a function of the
 * host's (bus << 8 | device << 3 | function), or all ones where there is none. */
uint32_t host_pci_read(unsigned int busdevfn, unsigned int where);

#endif /* LINUX_HOST_PCI_H */
