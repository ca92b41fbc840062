/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_HOST_PCI_H
#define LINUX_HOST_PCI_H

#include <stdint.h>

/* Returns 32 bits of the configuration space of a PCI function of the host's,
 * or all ones if it is not there. busdevfn is segment << 16 | bus << 8 | device
 * << 3 | function, and where a multiple of 4. */
uint32_t host_pci_read(unsigned int busdevfn, unsigned int where);

#endif /* LINUX_HOST_PCI_H */
