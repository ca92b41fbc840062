/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * e1000 and e1000e on a controller that says anything: the input is what its
 * registers are read as, and what it writes into descriptors.
 */

#include "fuzz.h"
#include <arch/io.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>

/* The drivers are included as source, as registers are inline functions: no
 * symbol is there that the linker could replace. */
static uint32_t hostile_readl(uintptr_t reg);
static void hostile_writel(uint32_t value, uintptr_t reg);
#define readl hostile_readl
#define writel hostile_writel
#include "../../core/drivers/intel.c"
#include "../../core/drivers/e1000.c"
#undef QUIESCE_US
#undef WAIT_US
#include "../../core/drivers/e1000e.c"
#include "../../core/platform/testhost/testhost.h"

REACHES(intel_probe, e1000e_quiesce, intel_remove);

static struct fuzz_input input;
static uint32_t regs[0x6000 / 4];

static uint32_t hostile_readl(uintptr_t reg)
{
	fuzz_assert(reg < sizeof(regs));
	/* An address that may be one, so that most inputs get past it. */
	if (reg == INTEL_RAL)
		return 0x12005452;
	if (reg == INTEL_RAH && fuzz_byte(&input) < 0xf0)
		return RAH_VALID | 0x5634;
	return fuzz_16(&input) * 0x10001U;
}

static void hostile_writel(uint32_t value, uintptr_t reg)
{
	fuzz_assert(reg < sizeof(regs));
	regs[reg / 4] = value;
}

void pci_enable(struct pci_device *pci)
{
}

int pci_read_bar(struct pci_device *pci, unsigned int index,
		 struct pci_bar *bar)
{
	bar->is_io = fuzz_byte(&input) == 0xff;
	bar->base = 0;
	return 0;
}

static void *ring(unsigned int low)
{
	return (void *)((uintptr_t)regs[low / 4] |
			(uintptr_t)regs[low / 4 + 1] << 32);
}

static void write_descriptor(unsigned int action)
{
	struct intel_rx_desc *rx = ring(INTEL_RDBAL);
	struct intel_tx_desc *tx = ring(INTEL_TDBAL);
	unsigned int index = fuzz_byte(&input) % INTEL_RING;

	if (!rx || !tx)
		return;
	if (action & 8) {
		tx[index].status = fuzz_byte(&input);
		return;
	}
	rx[index].len = fuzz_16(&input);
	rx[index].errors = action & 16 ? fuzz_byte(&input) : 0;
	rx[index].status = action & 32 ? fuzz_byte(&input) :
			   RX_STATUS_DONE | RX_STATUS_END;
}

static void act(struct net_device *netdev, unsigned int action)
{
	struct io_buffer *iobuf;

	switch (action & 3) {
	case 0:
	case 1:
		if (netdev_is_open(netdev))
			write_descriptor(action);
		break;
	case 2:
		iobuf = alloc_iob(60);
		memset(iob_put(iobuf, 60), 0, 60);
		netdev_tx(netdev, iobuf);
		hosted_clock_advance(TICKS_PER_SEC / 16);
		break;
	case 3:
		netdev_close(netdev);
		netdev_open(netdev);
		netdev_rx_freeze(netdev);
		break;
	}
	netdev_poll(netdev);
	while ((iobuf = netdev_rx_dequeue(netdev))) {
		fuzz_assert(iob_len(iobuf) <= INTEL_BUFFER);
		free(fuzz_copy(iobuf->data, iob_len(iobuf)));
		free_iob(iobuf);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct pci_device pci = { .busdevfn = 1 };
	struct net_device *netdev;
	int rc;

	hosted_options.virtual_clock = 1;
	input.data = data;
	input.len = len;
	memset(regs, 0, sizeof(regs));
	rc = fuzz_byte(&input) & 1 ? e1000e_probe(&pci, e1000e_ids) :
				     e1000_probe(&pci, e1000_ids);
	if (rc != 0)
		return 0;
	netdev = pci.priv;
	netdev_open(netdev);
	netdev_rx_freeze(netdev);
	while (input.len)
		act(netdev, fuzz_byte(&input));
	intel_remove(&pci);
	return 0;
}
