/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * How a virtio device's registers are found: the first 256 bytes of the input
 * are configuration space, with capabilities that lie or lead in circles; the
 * rest is what registers say when they are read.
 */

#include "fuzz.h"
#include <arch/io.h>
#include "../replace.h"

static uint32_t read_register(uintptr_t at);
static void write_register(uint32_t value, uintptr_t at);
#define readb(at) read_register(at)
#define readw(at) read_register(at)
#define readl(at) read_register(at)
#define inb(at) read_register(at)
#define inw(at) read_register(at)
#define inl(at) read_register(at)
#define writeb(value, at) write_register(value, at)
#define writew(value, at) write_register(value, at)
#define writel(value, at) write_register(value, at)
#define outb(value, at) write_register(value, at)
#define outw(value, at) write_register(value, at)
#define outl(value, at) write_register(value, at)
/* The registers are macros and inline functions: no symbol is there that the
 * linker could replace. */
#include "../../core/drivers/virtio_pci.c"
#include "../../core/platform/testhost/testhost.h"

REPLACES(pci_read8);
REPLACES(pci_read16);
REPLACES(pci_read32);
REPLACES(pci_write8);
REPLACES(pci_write16);
REPLACES(pci_write32);

REACHES(virtio_pci_setup, virtio_start, pci_read_bar);

static struct fuzz_input input;
static uint8_t config[256];
static unsigned int reads;

static uint32_t read_register(uintptr_t at)
{
	/* A device that never answers is given up. */
	fuzz_assert(++reads < 1000000);
	return fuzz_16(&input);
}

static void write_register(uint32_t value, uintptr_t at)
{
}

static uint32_t read_config_space(unsigned int where, size_t len)
{
	uint32_t value = 0;

	fuzz_assert(where <= sizeof(config) - len);
	memcpy(&value, config + where, len);
	return value;
}

uint8_t __wrap_pci_read8(unsigned int busdevfn, unsigned int where)
{
	return read_config_space(where, 1);
}

uint16_t __wrap_pci_read16(unsigned int busdevfn, unsigned int where)
{
	return read_config_space(where, 2);
}

uint32_t __wrap_pci_read32(unsigned int busdevfn, unsigned int where)
{
	return read_config_space(where, 4);
}

/* Returns the highest address of devices: 4 GiB for a BIOS, all for other
 * firmware. */
uintptr_t pci_highest_address(void)
{
	return config[0] & 1 ? UINTPTR_MAX : 0xffffffff;
}

static void write_config_space(unsigned int where, size_t len)
{
	fuzz_assert(where <= sizeof(config) - len);
}

void __wrap_pci_write8(unsigned int busdevfn, unsigned int where, uint8_t value)
{
	write_config_space(where, 1);
}

void __wrap_pci_write16(unsigned int busdevfn, unsigned int where,
			uint16_t value)
{
	write_config_space(where, 2);
}

void __wrap_pci_write32(unsigned int busdevfn, unsigned int where,
			uint32_t value)
{
	write_config_space(where, 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct virtio_device vdev = { .features = 0 };
	struct virtqueue queue = { .index = 1, .size = 32 };
	struct pci_device pci = { .busdevfn = 8 };
	uint8_t mac[6];
	size_t part = sizeof(config);

	hosted_options.virtual_clock = 1;
	input.data = data;
	input.len = len;
	memset(config, 0, sizeof(config));
	memcpy(config, fuzz_bytes(&input, &part), part);
	memcpy(&pci.device, config + 2, 2);
	memcpy(&pci.status, config + 6, 2);
	reads = 0;
	if (virtio_pci_setup(&vdev, &pci) != 0 ||
	    virtio_start(&vdev, ~0ULL) != 0)
		return 0;
	vdev.op->queue_size(&vdev, 1);
	if (vdev.op->queue_enable(&vdev, &queue) == 0)
		vdev.op->notify(&vdev, &queue);
	vdev.op->read_config(&vdev, 0, mac, sizeof(mac));
	return 0;
}
