/* SPDX-License-Identifier: GPL-2.0-or-later */

/* PCI enumeration, on buses that this test makes up. */

#include "unit.h"
#include <errno.h>
#include <string.h>

#include <ipxe/pci.h>
#include "../replace.h"

/* Fields of the header (PCI 3.0, 6.1). */
#define PCI_COMMAND 0x04
#define PCI_STATUS 0x06
#define PCI_HEADER_TYPE 0x0e
#define PCI_BAR0 0x10
#define PCI_SECONDARY_BUS 0x19
#define PCI_CAPABILITIES 0x34
#define STATUS_CAPABILITIES 0x0010
#define HEADER_BRIDGE 1
#define HEADER_MULTIFUNCTION 0x80

/* This test is the access to configuration space, in the place of the
 * platform's. */
REPLACES(pci_read8);
REPLACES(pci_read16);
REPLACES(pci_read32);
REPLACES(pci_write16);

struct function {
	unsigned int busdevfn;
	uint8_t config[256];
};

static struct function functions[40];
static unsigned int function_count, reads;

static struct function *find(unsigned int busdevfn)
{
	unsigned int i;

	for (i = 0; i < function_count; i++) {
		if (functions[i].busdevfn == busdevfn)
			return &functions[i];
	}
	return NULL;
}

static void read_config(unsigned int busdevfn, unsigned int where, void *data,
			size_t len)
{
	struct function *function = find(busdevfn);

	reads++;
	assert_in_range(where, 0, 256 - len);
	assert_int_equal(where % len, 0);
	if (function)
		memcpy(data, function->config + where, len);
	else
		memset(data, 0xff, len);
}

uint8_t __wrap_pci_read8(unsigned int busdevfn, unsigned int where)
{
	uint8_t value;

	read_config(busdevfn, where, &value, sizeof(value));
	return value;
}

uint16_t __wrap_pci_read16(unsigned int busdevfn, unsigned int where)
{
	uint16_t value;

	read_config(busdevfn, where, &value, sizeof(value));
	return value;
}

uint32_t __wrap_pci_read32(unsigned int busdevfn, unsigned int where)
{
	uint32_t value;

	read_config(busdevfn, where, &value, sizeof(value));
	return value;
}

void __wrap_pci_write16(unsigned int busdevfn, unsigned int where,
			uint16_t value)
{
	memcpy(find(busdevfn)->config + where, &value, sizeof(value));
}

/* How far this platform reaches. */
static uintptr_t highest;

uintptr_t pci_highest_address(void)
{
	return highest;
}

/* The last bus that this firmware knows. */
static unsigned int last_bus;

unsigned int pci_last_bus(void)
{
	return last_bus;
}

static uint8_t *add(unsigned int busdevfn, uint16_t vendor, uint16_t device,
		    uint8_t header_type)
{
	uint8_t *config = functions[function_count].config;

	assert_in_range(function_count, 0, ARRAY_LEN(functions) - 1);
	functions[function_count++].busdevfn = busdevfn;
	memset(config, 0, 256);
	memcpy(config, &vendor, 2);
	memcpy(config + 2, &device, 2);
	config[PCI_COMMAND] = 0x01;
	config[PCI_HEADER_TYPE] = header_type;
	return config;
}

/* --- a driver for devices cafe:0001 to cafe:0003 */

static unsigned int probed[40], probed_count, removed[40], removed_count;
static unsigned int broken;

static int fake_probe(struct pci_device *pci, const struct pci_device_id *id)
{
	pci_enable(pci);
	if (pci->busdevfn == broken)
		return -ETIMEDOUT;
	probed[probed_count++] = pci->busdevfn;
	return 0;
}

static void fake_remove(struct pci_device *pci)
{
	removed[removed_count++] = pci->busdevfn;
}

static const struct pci_device_id ids[] = {
	PCI_ID(0xcafe, 1, "one", 0), PCI_ID(0xcafe, 2, "two", 0),
};

struct pci_driver fake_driver __pci_driver = {
	.name = "fake", .ids = ids, .id_count = 2,
	.probe = fake_probe, .remove = fake_remove,
};

static int setup(void **state)
{
	function_count = probed_count = removed_count = reads = 0;
	broken = ~0U;
	last_bus = 0;
	highest = 0xffffffff;
	return 0;
}

static void assert_probed(const unsigned int *wanted, unsigned int count)
{
	unsigned int i;

	assert_int_equal(probed_count, count);
	for (i = 0; i < count; i++)
		assert_int_equal(probed[i], wanted[i]);
}

static void follows_bridges(void **state)
{
	static const unsigned int wanted[] = { 0x18, 0x20, 0x21, 0x27, 0x100,
					       0x208 };
	uint8_t *bridge;

	add(0x00, 0x8086, 0x1237, 0);
	bridge = add(0x08, 0x1b36, 1, HEADER_BRIDGE);
	bridge[PCI_SECONDARY_BUS] = 1;
	add(0x18, 0xcafe, 1, 0);
	add(0x19, 0xcafe, 1, 0);	/* of no multi-function device */
	add(0x20, 0xcafe, 2, HEADER_MULTIFUNCTION);
	add(0x21, 0xcafe, 1, 0);
	add(0x27, 0xcafe, 1, 0);
	add(0x30, 0xcafe, 3, 0);
	add(0x100, 0xcafe, 1, 0);
	bridge = add(0x108, 0x1b36, 1, HEADER_BRIDGE);
	bridge[PCI_SECONDARY_BUS] = 2;
	add(0x208, 0xcafe, 1, 0);
	add(0x300, 0xcafe, 1, 0);	/* on a bus without a bridge */
	pci_probe_all(-1);
	assert_probed(wanted, ARRAY_LEN(wanted));
	pci_remove_all();
	assert_int_equal(removed_count, ARRAY_LEN(wanted));
	assert_int_equal(removed[0], 0x208);
	assert_int_equal(removed[5], 0x18);
	assert_true(list_empty(&pci_devices));
	assert_int_equal(find(0x18)->config[PCI_COMMAND], 0x01);
	pci_remove_all();
	assert_int_equal(removed_count, ARRAY_LEN(wanted));
}

/* Of several roots, only the first one's number is always the same. */
static void finds_further_roots(void **state)
{
	static const unsigned int wanted[] = { 0x18, 0x8018, 0x8100, 0xff00 };
	uint8_t *bridge;

	add(0x18, 0xcafe, 1, 0);
	add(0x8018, 0xcafe, 1, 0);
	bridge = add(0x8020, 0x1b36, 1, HEADER_BRIDGE);
	bridge[PCI_SECONDARY_BUS] = 0x81;
	add(0x8100, 0xcafe, 1, 0);
	bridge = add(0x8028, 0x1b36, 1, HEADER_BRIDGE);
	bridge[PCI_SECONDARY_BUS] = 0xff;
	add(0xff00, 0xcafe, 1, 0);
	add(0x9000, 0xcafe, 1, 0);	/* after the last one */
	last_bus = 0x80;
	pci_probe_all(-1);
	assert_probed(wanted, ARRAY_LEN(wanted));
	pci_remove_all();
}

static void boot_nic_is_first(void **state)
{
	static const unsigned int wanted[] = { 0x20, 0x18, 0x28 };

	add(0x18, 0xcafe, 1, 0);
	add(0x20, 0xcafe, 1, 0);
	add(0x28, 0xcafe, 1, 0);
	pci_probe_all(0x20);
	assert_probed(wanted, ARRAY_LEN(wanted));
	pci_remove_all();
}

static void broken_devices_are_left_out(void **state)
{
	static const unsigned int wanted[] = { 0x18, 0x28 };

	add(0x18, 0xcafe, 1, 0);
	add(0x20, 0xcafe, 1, 0);
	add(0x28, 0xcafe, 1, 0);
	broken = 0x20;
	pci_probe_all(-1);
	assert_probed(wanted, ARRAY_LEN(wanted));
	assert_int_equal(find(0x20)->config[PCI_COMMAND], 0x01);
	pci_remove_all();
}

/* Bridges that lead back, to themselves and to everywhere. */
static void loops_end(void **state)
{
	unsigned int slot;

	for (slot = 0; slot < 30; slot++) {
		add(slot << 3, 0x1b36, 1, HEADER_BRIDGE)[PCI_SECONDARY_BUS] =
			slot % 3 ? 0xff - slot : 0;
	}
	pci_probe_all(-1);
	assert_in_range(reads, 0, 3000);
	pci_remove_all();
}

static struct pci_device device = { .busdevfn = 0x18 };

static void reads_bars(void **state)
{
	uint8_t *config = add(0x18, 0xcafe, 1, 0);
	struct pci_bar bar;

	memcpy(config + PCI_BAR0, "\x01\xc0\x00\x00" "\x0c\x00\x00\xfe"
	       "\x00\x00\x00\x00" "\x04\x00\x00\x00" "\x01\x00\x00\x00"
	       "\x04\x00\x00\xfe", 24);
	assert_int_equal(pci_read_bar(&device, 0, &bar), 0);
	assert_true(bar.is_io);
	assert_int_equal(bar.base, 0xc000);
	assert_int_equal(pci_read_bar(&device, 1, &bar), 0);
	assert_false(bar.is_io);
	assert_int_equal(bar.base, 0xfe000000);
	assert_int_equal(pci_read_bar(&device, 2, &bar), -ENXIO);
	assert_int_equal(pci_read_bar(&device, 3, &bar), -ERANGE);
	assert_int_equal(pci_read_bar(&device, 5, &bar), -EINVAL);
	assert_int_equal(pci_read_bar(&device, 6, &bar), -EINVAL);
}

/* A platform that is not limited to 4 GiB reads both halves. */
static void reads_bars_above_4_gib(void **state)
{
	static struct pci_device far = { .busdevfn = 0x18 };
	uint8_t *config = add(0x18, 0xcafe, 1, 0);
	struct pci_bar bar;

	highest = UINTPTR_MAX;
	memcpy(config + PCI_BAR0, "\x0c\x00\x00\xfe" "\x38\x00\x00\x00"
	       "\x04\x00\x00\x00" "\x01\x00\x00\x00"
	       "\x00\x00\x00\xfd" "\xff\xff\xff\xff", 24);
	assert_false(pci_bar_is_high(&far, 0));
	assert_int_equal(pci_read_bar(&far, 0, &bar), 0);
	assert_int_equal(bar.base, 0x38fe000000);
	assert_int_equal(pci_read_bar(&far, 2, &bar), 0);
	assert_int_equal(bar.base, 0x100000000);
	/* One of 32 bits has nothing to do with the register after it. */
	assert_int_equal(pci_read_bar(&far, 4, &bar), 0);
	assert_int_equal(bar.base, 0xfd000000);
}

/* Returns the position of the first capability with an id that comes after
 * another position, or 0 if there is none. */
static unsigned int find_after(unsigned int id, unsigned int pos)
{
	const struct pci_capability *cap = NULL;

	do {
		cap = pci_find_capability(&device, id, cap);
	} while (cap && pos && cap->pos <= pos);
	return cap ? cap->pos : 0;
}

static void walks_capabilities(void **state)
{
	uint8_t *config = add(0x18, 0xcafe, 1, 0);

	config[PCI_CAPABILITIES] = 0x40;
	memcpy(config + 0x40, "\x05\x50", 2);
	memcpy(config + 0x50, "\x09\x61\x34\x12", 4);
	memcpy(config + 0x60, "\x09\xfc", 2);
	memcpy(config + 0xfc, "\x11\x00\x00\x80", 4);
	pci_enable(&device);
	assert_int_equal(find_after(5, 0), 0);
	device.status = STATUS_CAPABILITIES;
	pci_enable(&device);
	assert_int_equal(find_after(5, 0), 0x40);
	assert_int_equal(find_after(9, 0), 0x50);
	assert_int_equal(pci_find_capability(&device, 9, NULL)->word, 0x1234);
	assert_int_equal(find_after(9, 0x50), 0x60);
	assert_int_equal(find_after(9, 0x60), 0);
	assert_int_equal(find_after(0x11, 0), 0xfc);
	assert_int_equal(find_after(0x10, 0), 0);
	/* MSI-X is switched off. */
	assert_int_equal(config[0xff], 0);
	/* In circles, into the header, nowhere. */
	config[0x61] = 0x40;
	pci_enable(&device);
	assert_int_equal(find_after(0x11, 0), 0);
	config[0x61] = 0x10;
	pci_enable(&device);
	assert_int_equal(find_after(0x11, 0), 0);
	config[PCI_CAPABILITIES] = 0xff;
	pci_enable(&device);
	assert_int_equal(find_after(0x11, 0), 0xfc);
}

/* Each register of a device is read once, and of others no more than tells
 * what they are. */
static void reads_no_register_twice(void **state)
{
	unsigned int alone;

	add(0x00, 0x8086, 1, 0);
	pci_probe_all(-1);
	pci_remove_all();
	alone = reads;
	add(0x18, 0xcafe, 1, 0);
	reads = 0;
	pci_probe_all(-1);
	pci_remove_all();
	/* Its type, subsystem, class, command; that it is there was asked
	 * before, too. */
	assert_int_equal(reads, alone + 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(follows_bridges, setup),
		cmocka_unit_test_setup(finds_further_roots, setup),
		cmocka_unit_test_setup(boot_nic_is_first, setup),
		cmocka_unit_test_setup(broken_devices_are_left_out, setup),
		cmocka_unit_test_setup(loops_end, setup),
		cmocka_unit_test_setup(reads_bars, setup),
		cmocka_unit_test_setup(reads_bars_above_4_gib, setup),
		cmocka_unit_test_setup(walks_capabilities, setup),
		cmocka_unit_test_setup(reads_no_register_twice, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
