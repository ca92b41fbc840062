/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Reaches virtio devices over PCI (virtio 1.2, 4.1) in two ways. In the modern one
 * capabilities say in which BARs the registers are; in the legacy one (4.1.4.10)
 * they are ports at BAR 0. Some BIOSes put registers above 4 GiB when the machine
 * has memory there: those are reached through configuration space (4.1.4.9).
 *
 *   -device virtio-net-pci                       transitional: offers both
 *   -device virtio-net-pci,disable-modern=on     legacy
 *   -device virtio-net-pci,disable-legacy=on     modern
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <arch/io.h>
#include <ipxe/errortab.h>
#include "virtio.h"
#include "virtio_pci.h"

/* How long a reset may take. It takes effect at once in QEMU, but hardware may need
 * longer. */
#define RESET_MS 200

#define EINFO_FEATURES __einfo_uniqify(EINFO_ENOTSUP, 0x01, \
	"Device insists on a virtio feature that is not used here (in_order?)")

struct errortab virtio_pci_errors[] __errortab = {
	__einfo_errortab(EINFO_FEATURES),
};

/* --- registers */

/* Has the window show a register. Returns the offset in configuration space at
 * which the register can be read and written then. */
static unsigned int aim(const struct virtio_region *region, unsigned int offset,
			unsigned int len)
{
	pci_write8(region->busdevfn, region->window + CAP_BAR, region->bar);
	pci_write32(region->busdevfn, region->window + CAP_OFFSET,
		    region->base + offset);
	pci_write32(region->busdevfn, region->window + CAP_LENGTH, len);
	return region->window + CAP_WINDOW_DATA;
}

static uint8_t region_read8(const struct virtio_region *region,
			    unsigned int offset)
{
	uintptr_t at = region->base + offset;

	if (region->window)
		return pci_read8(region->busdevfn, aim(region, offset, 1));
	return region->is_io ? inb(at) : readb(at);
}

static uint16_t region_read16(const struct virtio_region *region,
			      unsigned int offset)
{
	uintptr_t at = region->base + offset;

	if (region->window)
		return pci_read16(region->busdevfn, aim(region, offset, 2));
	return region->is_io ? inw(at) : readw(at);
}

static uint32_t region_read32(const struct virtio_region *region,
			      unsigned int offset)
{
	uintptr_t at = region->base + offset;

	if (region->window)
		return pci_read32(region->busdevfn, aim(region, offset, 4));
	return region->is_io ? inl(at) : readl(at);
}

static void region_write8(const struct virtio_region *region,
			  unsigned int offset, uint8_t value)
{
	uintptr_t at = region->base + offset;

	if (region->window)
		pci_write8(region->busdevfn, aim(region, offset, 1), value);
	else if (region->is_io)
		outb(value, at);
	else
		writeb(value, at);
}

static void region_write16(const struct virtio_region *region,
			   unsigned int offset, uint16_t value)
{
	uintptr_t at = region->base + offset;

	if (region->window)
		pci_write16(region->busdevfn, aim(region, offset, 2), value);
	else if (region->is_io)
		outw(value, at);
	else
		writew(value, at);
}

static void region_write32(const struct virtio_region *region,
			   unsigned int offset, uint32_t value)
{
	uintptr_t at = region->base + offset;

	if (region->window)
		pci_write32(region->busdevfn, aim(region, offset, 4), value);
	else if (region->is_io)
		outl(value, at);
	else
		writel(value, at);
}

static void read_config(struct virtio_device *vdev, unsigned int offset,
			void *data, size_t len)
{
	uint8_t *byte = data;
	uint16_t word;

	/* Fields of two bytes are read at once (4.1.3.1). */
	if (len == sizeof(word) && vdev->config.len >= len &&
	    offset <= vdev->config.len - len) {
		word = region_read16(&vdev->config, offset);
		memcpy(data, &word, len);
		return;
	}
	for (; len; len--, offset++) {
		*byte++ = offset < vdev->config.len ?
			  region_read8(&vdev->config, offset) : 0;
	}
}

static int reset(struct virtio_device *vdev)
{
	unsigned int left;

	vdev->op->set_status(vdev, 0);
	for (left = RESET_MS; left; left--) {
		if (vdev->op->get_status(vdev) == 0)
			return 0;
		mdelay(1);
	}
	return -ETIMEDOUT;
}

/* --- legacy devices */

static uint8_t legacy_get_status(struct virtio_device *vdev)
{
	return region_read8(&vdev->common, LEGACY_STATUS);
}

static void legacy_set_status(struct virtio_device *vdev, uint8_t status)
{
	region_write8(&vdev->common, LEGACY_STATUS, status);
}

static uint64_t legacy_get_features(struct virtio_device *vdev)
{
	return region_read32(&vdev->common, LEGACY_DEVICE_FEATURES);
}

static void legacy_set_features(struct virtio_device *vdev, uint64_t features)
{
	region_write32(&vdev->common, LEGACY_DRIVER_FEATURES, features);
}

static unsigned int legacy_queue_size(struct virtio_device *vdev,
				      unsigned int index)
{
	region_write16(&vdev->common, LEGACY_QUEUE_SELECT, index);
	return region_read16(&vdev->common, LEGACY_QUEUE_SIZE);
}

static int legacy_queue_enable(struct virtio_device *vdev,
			       struct virtqueue *queue)
{
	region_write16(&vdev->common, LEGACY_QUEUE_SELECT, queue->index);
	region_write32(&vdev->common, LEGACY_QUEUE_ADDRESS,
		       (uintptr_t)queue->desc >> LEGACY_PAGE_SHIFT);
	return 0;
}

static void legacy_notify(struct virtio_device *vdev, struct virtqueue *queue)
{
	region_write16(&vdev->common, LEGACY_QUEUE_NOTIFY, queue->index);
}

static const struct virtio_transport legacy_transport = {
	.legacy = 1,
	.reset = reset,
	.get_status = legacy_get_status,
	.set_status = legacy_set_status,
	.get_features = legacy_get_features,
	.set_features = legacy_set_features,
	.queue_size = legacy_queue_size,
	.queue_enable = legacy_queue_enable,
	.notify = legacy_notify,
	.read_config = read_config,
};

static int setup_legacy(struct virtio_device *vdev, struct pci_device *pci)
{
	struct pci_bar bar;
	int rc = pci_read_bar(pci, 0, &bar);

	if (rc)
		return rc;
	if (!bar.is_io)
		return -ENOTSUP;
	vdev->common.is_io = vdev->config.is_io = 1;
	vdev->common.window = vdev->config.window = 0;
	vdev->common.base = bar.base;
	vdev->common.len = LEGACY_LEN;
	vdev->config.base = bar.base + LEGACY_CONFIG;
	vdev->config.len = LEGACY_LEN - LEGACY_CONFIG;
	vdev->op = &legacy_transport;
	return 0;
}

/* --- modern devices */

static uint8_t modern_get_status(struct virtio_device *vdev)
{
	return region_read8(&vdev->common, COMMON_STATUS);
}

static void modern_set_status(struct virtio_device *vdev, uint8_t status)
{
	region_write8(&vdev->common, COMMON_STATUS, status);
}

static uint64_t modern_get_features(struct virtio_device *vdev)
{
	uint64_t features;

	region_write32(&vdev->common, COMMON_DEVICE_FEATURE_SELECT, 1);
	features = region_read32(&vdev->common, COMMON_DEVICE_FEATURE);
	region_write32(&vdev->common, COMMON_DEVICE_FEATURE_SELECT, 0);
	return features << 32 |
	       region_read32(&vdev->common, COMMON_DEVICE_FEATURE);
}

static void modern_set_features(struct virtio_device *vdev, uint64_t features)
{
	region_write32(&vdev->common, COMMON_DRIVER_FEATURE_SELECT, 0);
	region_write32(&vdev->common, COMMON_DRIVER_FEATURE, features);
	region_write32(&vdev->common, COMMON_DRIVER_FEATURE_SELECT, 1);
	region_write32(&vdev->common, COMMON_DRIVER_FEATURE, features >> 32);
}

static unsigned int modern_queue_size(struct virtio_device *vdev,
				      unsigned int index)
{
	region_write16(&vdev->common, COMMON_QUEUE_SELECT, index);
	return region_read16(&vdev->common, COMMON_QUEUE_SIZE);
}

/* Writes an address to a register of 64 bits, in halves (4.1.3.1). */
static void write_address(struct virtio_device *vdev, unsigned int offset,
			  volatile void *ptr)
{
	uint64_t address = (uintptr_t)ptr;

	region_write32(&vdev->common, offset, address);
	region_write32(&vdev->common, offset + 4, address >> 32);
}

static int modern_queue_enable(struct virtio_device *vdev,
			       struct virtqueue *queue)
{
	uint32_t offset;

	region_write16(&vdev->common, COMMON_QUEUE_SELECT, queue->index);
	region_write16(&vdev->common, COMMON_QUEUE_SIZE, queue->size);
	if (__builtin_mul_overflow(region_read16(&vdev->common,
						 COMMON_QUEUE_NOTIFY_OFF),
				   vdev->notify_multiplier, &offset) ||
	    vdev->notify.len < 2 || offset > vdev->notify.len - 2)
		return -ENOTSUP;
	queue->notify_off = offset;
	write_address(vdev, COMMON_QUEUE_DESC, queue->desc);
	write_address(vdev, COMMON_QUEUE_DRIVER, queue->avail);
	write_address(vdev, COMMON_QUEUE_DEVICE, queue->used);
	region_write16(&vdev->common, COMMON_QUEUE_ENABLE, 1);
	return 0;
}

static void modern_notify(struct virtio_device *vdev, struct virtqueue *queue)
{
	region_write16(&vdev->notify, queue->notify_off, queue->index);
}

static const struct virtio_transport modern_transport = {
	.reset = reset,
	.get_status = modern_get_status,
	.set_status = modern_set_status,
	.get_features = modern_get_features,
	.set_features = modern_set_features,
	.queue_size = modern_queue_size,
	.queue_enable = modern_queue_enable,
	.notify = modern_notify,
	.read_config = read_config,
};

/* Returns one of the first four bytes of a capability. */
static uint8_t cap_byte(const struct pci_capability *cap, unsigned int offset)
{
	return cap->word >> 8 * (offset - CAP_LEN);
}

/* Returns the next capability of a type after another one, or after the start if
 * cap is NULL. Returns NULL if there is none. A capability that is too short, or
 * that does not end in configuration space, counts for nothing. */
static const struct pci_capability *
find_cap(struct pci_device *pci, unsigned int type,
	 const struct pci_capability *cap)
{
	unsigned int size = CAP_SIZE;

	/* That of notifications has one field more as well. */
	if (type == CAP_TYPE_NOTIFY || type == CAP_TYPE_WINDOW)
		size = CAP_WINDOW_SIZE;
	do {
		cap = pci_find_capability(pci, PCI_CAP_VENDOR, cap);
	} while (cap && (cap_byte(cap, CAP_LEN) < size ||
			 cap->pos > CONFIG_SPACE - size ||
			 cap_byte(cap, CAP_TYPE) != type));
	return cap;
}

/* Returns the offset of the capability that is a window to registers, or 0 if there
 * is none. */
static unsigned int find_window(struct pci_device *pci)
{
	const struct pci_capability *cap = find_cap(pci, CAP_TYPE_WINDOW, NULL);

	return cap ? cap->pos : 0;
}

/* Finds the registers of a capability (4.1.4.1). Returns 0, or -EINVAL if they are
 * too few or cannot be reached. */
static int read_region(struct pci_device *pci, unsigned int pos,
		       uint32_t min_len, struct virtio_region *region)
{
	unsigned int index = pci_read8(pci->busdevfn, pos + CAP_BAR);
	uint32_t offset = pci_read32(pci->busdevfn, pos + CAP_OFFSET);
	struct pci_bar bar = { 0 };

	region->len = pci_read32(pci->busdevfn, pos + CAP_LENGTH);
	region->busdevfn = pci->busdevfn;
	region->bar = index;
	region->window = 0;
	if (region->len < min_len)
		return -EINVAL;
	if (pci_bar_is_high(pci, index))
		region->window = find_window(pci);
	if (!region->window && pci_read_bar(pci, index, &bar) != 0)
		return -EINVAL;
	if (offset > pci_highest_address() - bar.base ||
	    region->len > pci_highest_address() - bar.base - offset)
		return -EINVAL;
	region->is_io = bar.is_io;
	region->base = bar.base + offset;
	return 0;
}

/* Finds the first capability of a type whose registers can be reached. Returns its
 * offset, or 0 if there is none. */
static unsigned int find_region(struct pci_device *pci, unsigned int type,
				uint32_t min_len,
				struct virtio_region *region)
{
	const struct pci_capability *cap = NULL;

	while ((cap = find_cap(pci, type, cap))) {
		if (read_region(pci, cap->pos, min_len, region) == 0)
			return cap->pos;
	}
	return 0;
}

static int setup_modern(struct virtio_device *vdev, struct pci_device *pci)
{
	unsigned int notify;

	if (!find_region(pci, CAP_TYPE_COMMON, COMMON_LEN, &vdev->common))
		return -ENOTSUP;
	notify = find_region(pci, CAP_TYPE_NOTIFY, 2, &vdev->notify);
	if (!notify || !find_region(pci, CAP_TYPE_DEVICE, 1, &vdev->config))
		return -ENOTSUP;
	vdev->notify_multiplier = pci_read32(pci->busdevfn,
					     notify + CAP_MULTIPLIER);
	vdev->op = &modern_transport;
	return 0;
}

/* The highest device identifier of a transitional device; modern ones have higher
 * ones (4.1.2.1). */
#define TRANSITIONAL_MAX 0x103f

int virtio_pci_setup(struct virtio_device *vdev, struct pci_device *pci)
{
	int rc, legacy_rc;

	memset(vdev, 0, sizeof(*vdev));
	pci_enable(pci);
	rc = setup_modern(vdev, pci);
	/* The ports of a transitional device are faster than the window. */
	if ((rc || vdev->common.window) && pci->device <= TRANSITIONAL_MAX) {
		legacy_rc = setup_legacy(vdev, pci);
		if (rc)
			rc = legacy_rc;
	}
	return rc;
}

/* The features that are accepted of all modern devices. A driver has to accept
 * VERSION_1 (6.1). ACCESS_PLATFORM says that the device uses the IOMMU if there is
 * one. No BIOS turns the IOMMU on, and under UEFI devices are left to the firmware
 * where it is on, so that addresses are the same as without. IN_ORDER is not
 * accepted: it lets a device tell of several frames by one entry, without the
 * lengths of the others (2.7.9), and devices work without it as well. */
#define MODERN_FEATURES (VIRTIO_F_VERSION_1 | VIRTIO_F_ACCESS_PLATFORM)

int virtio_start(struct virtio_device *vdev, uint64_t wanted)
{
	uint8_t status = VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER;
	int rc = vdev->op->reset(vdev);

	if (rc)
		return rc;
	vdev->op->set_status(vdev, VIRTIO_ACKNOWLEDGE);
	vdev->op->set_status(vdev, status);
	if (!vdev->op->legacy)
		wanted |= MODERN_FEATURES;
	vdev->features = vdev->op->get_features(vdev) & wanted;
	vdev->op->set_features(vdev, vdev->features);
	vdev->status = status;
	if (vdev->op->legacy)
		return 0;
	vdev->status |= VIRTIO_FEATURES_OK;
	vdev->op->set_status(vdev, vdev->status);
	if ((vdev->features & VIRTIO_F_VERSION_1) &&
	    (vdev->op->get_status(vdev) & VIRTIO_FEATURES_OK))
		return 0;
	vdev->op->set_status(vdev, status | VIRTIO_FAILED);
	return -__einfo_error(EINFO_FEATURES);
}
