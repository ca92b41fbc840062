/* SPDX-License-Identifier: GPL-2.0-or-later */

/* How a virtio device's registers are found and used, with configuration
 * space and registers that this test makes up. */

#include "unit.h"
#include <errno.h>
#include <string.h>
#include "registers.h"
#include "../../core/drivers/virtio.h"
#include "../../core/drivers/virtio_pci.h"
#include "../replace.h"

/* Fields of the header (PCI 3.0, 6.1). */
#define PCI_COMMAND 0x04
#define PCI_STATUS 0x06
#define PCI_BAR0 0x10
#define PCI_CAPABILITIES 0x34
#define STATUS_CAPABILITIES 0x0010
#define BAR_IO 0x1
#define BAR_64BIT 0x4

/* This test is the access to configuration space, in the place of the
 * platform's. */
REPLACES(pci_read8);
REPLACES(pci_read16);
REPLACES(pci_read32);
REPLACES(pci_write8);
REPLACES(pci_write16);
REPLACES(pci_write32);

/* --- the device: ports at c000, registers at fe000000 */

#define PORTS 0xc000
#define MMIO 0xfe000000UL
#define COMMON_AT 0x0000
#define DEVICE_AT 0x1000
#define NOTIFY_AT 0x2000
#define AREA 0x3000

static struct {
	uint8_t config[256];
	unsigned int config_reads;
	uint8_t ports[64];
	uint8_t mmio[AREA];
	uint64_t features;
	int stuck, refuses;
	unsigned int window;		/* capability; 0: none */
	unsigned int selected;		/* half of the features */
	uintptr_t written_at;		/* last */
	uint32_t written;
} device;

static uint32_t read_register(uintptr_t at, unsigned int bytes)
{
	uint32_t value = 0;

	if (at >= PORTS && at <= PORTS + sizeof(device.ports) - bytes)
		memcpy(&value, device.ports + at - PORTS, bytes);
	else if (at >= MMIO && at <= MMIO + AREA - bytes)
		memcpy(&value, device.mmio + at - MMIO, bytes);
	else
		fail_msg("read of %u bytes at 0x%lx", bytes, at);
	if (at == MMIO + COMMON_DEVICE_FEATURE)
		value = device.features >> (32 * device.selected);
	return value;
}

static void write_register(uint32_t value, uintptr_t at, unsigned int bytes)
{
	device.written_at = at;
	device.written = value;
	if (at == MMIO + COMMON_DEVICE_FEATURE_SELECT)
		device.selected = value;
	if (at == MMIO + COMMON_STATUS && device.refuses)
		value &= ~VIRTIO_FEATURES_OK;
	if ((at == MMIO + COMMON_STATUS || at == PORTS + LEGACY_STATUS) &&
	    device.stuck && !value)
		return;
	if (at >= PORTS && at <= PORTS + sizeof(device.ports) - bytes)
		memcpy(device.ports + at - PORTS, &value, bytes);
	else if (at >= MMIO && at <= MMIO + AREA - bytes)
		memcpy(device.mmio + at - MMIO, &value, bytes);
	else
		fail_msg("write of %u bytes at 0x%lx", bytes, at);
}

uint8_t readb(uintptr_t at)
{
	return read_register(at, 1);
}

uint16_t readw(uintptr_t at)
{
	return read_register(at, 2);
}

uint32_t readl(uintptr_t at)
{
	return read_register(at, 4);
}

uint8_t inb(uint16_t at)
{
	return read_register(at, 1);
}

uint16_t inw(uint16_t at)
{
	return read_register(at, 2);
}

uint32_t inl(uint16_t at)
{
	return read_register(at, 4);
}

void writeb(uint8_t value, uintptr_t at)
{
	write_register(value, at, 1);
}

void writew(uint16_t value, uintptr_t at)
{
	write_register(value, at, 2);
}

void writel(uint32_t value, uintptr_t at)
{
	write_register(value, at, 4);
}

void outb(uint8_t value, uint16_t at)
{
	write_register(value, at, 1);
}

void outw(uint16_t value, uint16_t at)
{
	write_register(value, at, 2);
}

void outl(uint32_t value, uint16_t at)
{
	write_register(value, at, 4);
}

/* Returns the register that the window shows (4.1.4.9). */
static uintptr_t window_at(unsigned int len)
{
	const uint8_t *cap = device.config + device.window;
	uint32_t offset, set_len;

	memcpy(&offset, cap + CAP_OFFSET, sizeof(offset));
	memcpy(&set_len, cap + CAP_LENGTH, sizeof(set_len));
	assert_int_equal(cap[CAP_BAR], 4);
	assert_int_equal(set_len, len);
	assert_int_equal(offset % len, 0);
	return MMIO + offset;
}

static uint32_t read_config_space(unsigned int where, unsigned int len)
{
	uint32_t value = 0;

	device.config_reads++;
	assert_in_range(where, 0, sizeof(device.config) - len);
	if (device.window && where == device.window + CAP_WINDOW_DATA)
		return read_register(window_at(len), len);
	memcpy(&value, device.config + where, len);
	return value;
}

static void write_config_space(unsigned int where, uint32_t value,
			       unsigned int len)
{
	assert_in_range(where, 0, sizeof(device.config) - len);
	if (device.window && where == device.window + CAP_WINDOW_DATA)
		write_register(value, window_at(len), len);
	else
		memcpy(device.config + where, &value, len);
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

void __wrap_pci_write8(unsigned int busdevfn, unsigned int where, uint8_t value)
{
	write_config_space(where, value, 1);
}

void __wrap_pci_write16(unsigned int busdevfn, unsigned int where,
			uint16_t value)
{
	write_config_space(where, value, 2);
}

void __wrap_pci_write32(unsigned int busdevfn, unsigned int where,
			uint32_t value)
{
	write_config_space(where, value, 4);
}

/* Returns the highest address that a BIOS gives to devices. */
uintptr_t pci_highest_address(void)
{
	return 0xffffffff;
}

/* --- what the capabilities say */

#define CAP_AT(n) (0x40 + 0x20 * (n))

static void put32(unsigned int where, uint32_t value)
{
	memcpy(device.config + where, &value, sizeof(value));
}

static void capability(unsigned int n, uint8_t type, uint8_t bar,
		       uint32_t offset, uint32_t len)
{
	uint8_t *cap = device.config + CAP_AT(n);

	cap[0] = PCI_CAP_VENDOR;
	cap[1] = n < 4 ? CAP_AT(n + 1) : 0;
	cap[CAP_LEN] = 20;
	cap[CAP_TYPE] = type;
	cap[CAP_BAR] = bar;
	put32(CAP_AT(n) + CAP_OFFSET, offset);
	put32(CAP_AT(n) + CAP_LENGTH, len);
}

static struct pci_device pci;
static struct virtio_device vdev;

static int setup(void **state)
{
	memset(&device, 0, sizeof(device));
	hosted_options.virtual_clock = 1;
	pci.device = 0x1041;
	pci.status = STATUS_CAPABILITIES;
	device.config[PCI_CAPABILITIES] = CAP_AT(0);
	put32(PCI_BAR0, PORTS | BAR_IO);
	put32(PCI_BAR0 + 4 * 4, MMIO | BAR_64BIT);
	capability(0, CAP_TYPE_WINDOW, 0, 0, 0);
	capability(1, CAP_TYPE_COMMON, 4, COMMON_AT, COMMON_LEN);
	capability(2, CAP_TYPE_NOTIFY, 4, NOTIFY_AT, 0x1000);
	capability(3, CAP_TYPE_DEVICE, 4, DEVICE_AT, 8);
	put32(CAP_AT(2) + CAP_MULTIPLIER, 4);
	device.features = 1ULL << 5 | VIRTIO_F_VERSION_1;
	return 0;
}

static void finds_modern(void **state)
{
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_false(vdev.op->legacy);
	assert_int_equal(vdev.common.base, MMIO + COMMON_AT);
	assert_int_equal(vdev.notify.base, MMIO + NOTIFY_AT);
	assert_int_equal(vdev.config.base, MMIO + DEVICE_AT);
	assert_int_equal(virtio_start(&vdev, 1ULL << 5), 0);
	assert_int_equal(vdev.features, device.features);
	virtio_ready(&vdev);
	assert_int_equal(device.mmio[COMMON_STATUS], 0x0f);
	/* The start of the chain; five capabilities; bar, offset and length of
	 * three, a multiplier; both halves of a BAR. */
	assert_int_equal(device.config_reads, 1 + 5 + 9 + 1 + 2);
}

static void prefers_what_works(void **state)
{
	pci.device = 0x1000;
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_false(vdev.op->legacy);
	/* Memory out of reach: ports do. */
	put32(PCI_BAR0 + 5 * 4, 1);
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_true(vdev.op->legacy);
	/* Nor a window. */
	device.config[CAP_AT(0) + CAP_TYPE] = 9;
	pci.device = 0x1041;
	assert_int_equal(virtio_pci_setup(&vdev, &pci), -ENOTSUP);
	/* A second place for the same, in ports. */
	capability(0, CAP_TYPE_COMMON, 0, 0, COMMON_LEN);
	capability(2, CAP_TYPE_NOTIFY, 0, 0x20, 4);
	capability(3, CAP_TYPE_DEVICE, 0, 0x30, 8);
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_true(vdev.common.is_io);
}

/* Registers out of reach, and a window to them. */
static void high_registers_through_the_window(void **state)
{
	struct virtqueue queue = { .index = 1, .size = 32 };
	uint8_t mac[8] = { 0 };

	put32(PCI_BAR0 + 5 * 4, 1);
	device.window = CAP_AT(0);
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_false(vdev.op->legacy);
	assert_int_equal(virtio_start(&vdev, 1ULL << 5), 0);
	assert_int_equal(vdev.features, device.features);
	assert_int_equal(device.mmio[COMMON_STATUS], 0x0b);
	device.mmio[COMMON_QUEUE_SIZE] = 64;
	assert_int_equal(vdev.op->queue_size(&vdev, 1), 64);
	device.mmio[COMMON_QUEUE_NOTIFY_OFF] = 1;
	assert_int_equal(vdev.op->queue_enable(&vdev, &queue), 0);
	vdev.op->notify(&vdev, &queue);
	assert_int_equal(device.written_at, MMIO + NOTIFY_AT + 4);
	memset(device.mmio + DEVICE_AT, 0x77, sizeof(mac));
	vdev.op->read_config(&vdev, 0, mac, sizeof(mac));
	assert_memory_equal(mac, "\x77\x77\x77\x77\x77\x77\x77\x77", 8);
	/* Ports are preferred to it. */
	pci.device = 0x1000;
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_true(vdev.op->legacy);
	assert_int_equal(virtio_start(&vdev, 0), 0);
	assert_int_equal(device.ports[LEGACY_STATUS], 3);
	/* And if there are none it will do. */
	put32(PCI_BAR0, 0);
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_false(vdev.op->legacy);
	assert_int_equal(virtio_start(&vdev, 1ULL << 5), 0);
}

/* A window that ends after configuration space, or is too short, is refused. */
static void broken_windows_are_refused(void **state)
{
	put32(PCI_BAR0 + 5 * 4, 1);
	device.config[CAP_AT(0) + CAP_LEN] = 12;
	assert_int_equal(virtio_pci_setup(&vdev, &pci), -ENOTSUP);
	device.config[CAP_AT(3) + 1] = 0xf0;
	device.config[0xf0] = PCI_CAP_VENDOR;
	device.config[0xf0 + CAP_LEN] = 20;
	device.config[0xf0 + CAP_TYPE] = CAP_TYPE_WINDOW;
	assert_int_equal(virtio_pci_setup(&vdev, &pci), -ENOTSUP);
}

static void broken_capabilities_are_refused(void **state)
{
	static const struct {
		uint8_t bar;
		uint32_t offset, len;
	} bad[] = {
		{ 6, COMMON_AT, COMMON_LEN }, { 255, COMMON_AT, COMMON_LEN },
		{ 5, COMMON_AT, COMMON_LEN }, { 1, COMMON_AT, COMMON_LEN },
		{ 4, COMMON_AT, COMMON_LEN - 1 }, { 4, COMMON_AT, 0 },
		{ 4, 0xffffffff, COMMON_LEN }, { 4, 0x02000000, COMMON_LEN },
		{ 4, 0, 0xffffffff },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(bad); i++) {
		setup(state);
		capability(1, CAP_TYPE_COMMON, bad[i].bar, bad[i].offset,
			   bad[i].len);
		assert_int_equal(virtio_pci_setup(&vdev, &pci), -ENOTSUP);
	}
	setup(state);
	device.config[CAP_AT(1) + CAP_LEN] = 8;
	assert_int_equal(virtio_pci_setup(&vdev, &pci), -ENOTSUP);
	setup(state);
	device.config[CAP_AT(1) + 1] = CAP_AT(0);
	assert_int_equal(virtio_pci_setup(&vdev, &pci), -ENOTSUP);
}

/* The reads of configuration space fail the test if they go beyond it. */
static void capabilities_beyond_the_end_are_refused(void **state)
{
	static const unsigned int places[] = { 0xf0, 0xf4, 0xf8, 0xfc };
	unsigned int i, n;

	for (n = 1; n < 4; n++) {
		for (i = 0; i < ARRAY_LEN(places); i++) {
			setup(state);
			memcpy(device.config + places[i],
			       device.config + CAP_AT(n), 256 - places[i]);
			device.config[places[i] + 1] = CAP_AT(n + 1);
			device.config[CAP_AT(n - 1) + 1] = places[i];
			if (n == 3)
				device.config[places[i] + 1] = 0;
			assert_int_equal(virtio_pci_setup(&vdev, &pci),
					 n != 2 && places[i] == 0xf0 ? 0 :
					 -ENOTSUP);
		}
	}
}

static void features_are_agreed_on(void **state)
{
	int rc;

	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	device.features = ~0ULL;
	assert_int_equal(virtio_start(&vdev, 1), 0);
	assert_int_equal(vdev.features, 1 | VIRTIO_F_VERSION_1 |
			 VIRTIO_F_ACCESS_PLATFORM);
	device.features = 1;
	rc = virtio_start(&vdev, 1);
	assert_non_null(strstr(strerror(rc), "virtio feature"));
	assert_true(device.mmio[COMMON_STATUS] & VIRTIO_FAILED);
	device.features = ~0ULL;
	device.refuses = 1;
	rc = virtio_start(&vdev, 1);
	assert_non_null(strstr(strerror(rc), "in_order"));
	device.stuck = 1;
	assert_int_equal(virtio_start(&vdev, 1), -ETIMEDOUT);
}

static void queues_are_set_up(void **state)
{
	struct virtqueue queue = {
		.index = 1, .size = 32, .desc = (void *)0x123456000,
		.avail = (void *)0x123456200, .used = (void *)0x123457000,
	};
	uint64_t address;

	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	device.mmio[COMMON_QUEUE_NOTIFY_OFF] = 1;
	assert_int_equal(vdev.op->queue_enable(&vdev, &queue), 0);
	memcpy(&address, device.mmio + COMMON_QUEUE_DESC, 8);
	assert_int_equal(address, 0x123456000);
	memcpy(&address, device.mmio + COMMON_QUEUE_DEVICE, 8);
	assert_int_equal(address, 0x123457000);
	assert_int_equal(device.mmio[COMMON_QUEUE_ENABLE], 1);
	vdev.op->notify(&vdev, &queue);
	assert_int_equal(device.written_at, MMIO + NOTIFY_AT + 4);
	assert_int_equal(device.written, 1);
}

/* A place to notify that lies outside of the region for notifications is
 * refused. */
static void notifications_stay_inside(void **state)
{
	struct virtqueue queue = { .index = 0, .size = 32 };

	device.mmio[COMMON_QUEUE_NOTIFY_OFF] = 0xff;
	device.mmio[COMMON_QUEUE_NOTIFY_OFF + 1] = 0xff;
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_int_equal(vdev.op->queue_enable(&vdev, &queue), -ENOTSUP);
	put32(CAP_AT(2) + CAP_MULTIPLIER, 0xffffffff);
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_int_equal(vdev.op->queue_enable(&vdev, &queue), -ENOTSUP);
	put32(CAP_AT(2) + CAP_MULTIPLIER, 0);
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_int_equal(vdev.op->queue_enable(&vdev, &queue), 0);
}

static void config_stays_inside(void **state)
{
	uint8_t bytes[16];

	memset(device.mmio + DEVICE_AT, 0x77, sizeof(bytes));
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	vdev.op->read_config(&vdev, 4, bytes, sizeof(bytes));
	assert_memory_equal(bytes, "\x77\x77\x77\x77\0\0\0\0\0\0\0\0\0\0\0\0",
			    16);
}

static void legacy_works(void **state)
{
	struct virtqueue queue = {
		.index = 1, .size = 256, .desc = (void *)0x12345000,
	};
	uint32_t page;

	pci.device = 0x1000;
	pci.status = 0;
	device.ports[LEGACY_DEVICE_FEATURES] = 0x20;
	assert_int_equal(virtio_pci_setup(&vdev, &pci), 0);
	assert_true(vdev.op->legacy);
	assert_int_equal(virtio_start(&vdev, 0x21), 0);
	assert_int_equal(vdev.features, 0x20);
	assert_int_equal(device.ports[LEGACY_STATUS], 3);
	assert_int_equal(vdev.op->queue_enable(&vdev, &queue), 0);
	memcpy(&page, device.ports + LEGACY_QUEUE_ADDRESS, 4);
	assert_int_equal(page, 0x12345);
	device.stuck = 1;
	assert_int_equal(virtio_start(&vdev, 0), -ETIMEDOUT);
	put32(PCI_BAR0, MMIO);
	assert_int_equal(virtio_pci_setup(&vdev, &pci), -ENOTSUP);
	put32(PCI_BAR0, 0);
	assert_int_equal(virtio_pci_setup(&vdev, &pci), -ENXIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(finds_modern, setup),
		cmocka_unit_test_setup(prefers_what_works, setup),
		cmocka_unit_test_setup(high_registers_through_the_window, setup),
		cmocka_unit_test_setup(broken_windows_are_refused, setup),
		cmocka_unit_test_setup(broken_capabilities_are_refused, setup),
		cmocka_unit_test_setup(capabilities_beyond_the_end_are_refused,
				       setup),
		cmocka_unit_test_setup(features_are_agreed_on, setup),
		cmocka_unit_test_setup(queues_are_set_up, setup),
		cmocka_unit_test_setup(notifications_stay_inside, setup),
		cmocka_unit_test_setup(config_stays_inside, setup),
		cmocka_unit_test_setup(legacy_works, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
