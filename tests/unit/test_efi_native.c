/* SPDX-License-Identifier: GPL-2.0-or-later */

/* PCI functions that the core's own drivers take from firmware and give back,
 * and firmware that does not let them. */

#include "efi_fake.h"
#include <errno.h>
#include <ipxe/if_arp.h>
#include <ipxe/if_ether.h>
#include <ipxe/init.h>
#include <ipxe/netdevice.h>
#include <ipxe/pci.h>
#include <efi/pci_io.h>
#include <efi/snp.h>

static const struct efi_guid path_guid = EFI_DEVICE_PATH_GUID;
static const struct efi_guid snp_guid = EFI_SNP_GUID;
static const struct efi_guid pci_guid = EFI_PCI_IO_GUID;

extern struct init_fn snp_init_fn;

/* --- a driver of the core's, for chips cafe:0001 */

static int probe_rc;

static int nic_open(struct net_device *netdev)
{
	return 0;
}

static void nic_close(struct net_device *netdev)
{
}

static int nic_transmit(struct net_device *netdev, struct io_buffer *iobuf)
{
	return -ENOBUFS;
}

static void nic_poll(struct net_device *netdev)
{
}

static const struct net_device_operations nic_operations = {
	.open = nic_open, .close = nic_close, .transmit = nic_transmit,
	.poll = nic_poll,
};

static int nic_probe(struct pci_device *pci, const struct pci_device_id *id)
{
	struct net_device *netdev = alloc_etherdev(0);

	assert_non_null(efi_native_function(pci->busdevfn));
	if (probe_rc != 0) {
		netdev_put(netdev);
		return probe_rc;
	}
	netdev_init(netdev, &nic_operations);
	netdev->dev = &pci->dev;
	netdev->hw_addr[5] = PCI_SLOT(pci->busdevfn);
	pci->priv = netdev;
	return register_netdev(netdev);
}

static void nic_remove(struct pci_device *pci)
{
	struct net_device *netdev = pci->priv;

	unregister_netdev(netdev);
	netdev->dev = NULL;
	netdev_put(netdev);
}

static const struct pci_device_id ids[] = { PCI_ID(0xcafe, 1, "own", 0) };

struct pci_driver own_driver __pci_driver = {
	.name = "own", .ids = ids, .id_count = 1,
	.probe = nic_probe, .remove = nic_remove,
};

/* --- functions of firmware that may lie, each in the slot of its number + 3 */

#define FUNCTIONS 4
#define KNOWN 0x0001cafe
#define UNKNOWN 0x0002cafe
#define ALL_ATTRIBUTES (EFI_PCI_ATTRIBUTE_IO | EFI_PCI_ATTRIBUTE_MEMORY | \
			EFI_PCI_ATTRIBUTE_BUS_MASTER)
/* One that is on from the start, which is not ours to change. */
#define FIRMWARES 0x8000

static struct function {
	struct efi_pci_io io;
	struct fake_handle handle, snp_handle;
	struct fake_path path, snp_path;
	struct efi_snp snp;
	struct efi_snp_mode mode;
	unsigned int segment;
	uint32_t ids;
	uint64_t attributes, supported;
	efi_status attributes_status;
} functions[FUNCTIONS];

static efi_status EFIAPI get_location(struct efi_pci_io *io,
				      efi_uintn *segment, efi_uintn *bus,
				      efi_uintn *device, efi_uintn *function)
{
	struct function *it = (struct function *)io;

	*segment = it->segment;
	*bus = *function = 0;
	*device = 3 + (it - functions);
	return EFI_SUCCESS;
}

static efi_status EFIAPI config_read(struct efi_pci_io *io, uint32_t width,
				     uint32_t offset, efi_uintn count,
				     void *buffer)
{
	struct function *it = (struct function *)io;
	uint32_t value = offset == 8 ? 0x02000000 : it->ids;

	memcpy(buffer, &value, sizeof(value));
	return EFI_SUCCESS;
}

static efi_status EFIAPI attributes(struct efi_pci_io *io, uint32_t operation,
				    uint64_t value, uint64_t *result)
{
	struct function *it = (struct function *)io;

	if (operation == EFI_PCI_ATTRIBUTES_GET)
		*result = it->attributes;
	else if (it->attributes_status != EFI_SUCCESS)
		return it->attributes_status;
	else if (operation == EFI_PCI_ATTRIBUTES_SUPPORTED)
		*result = it->supported;
	else if (value & ~it->supported)
		return EFI_UNSUPPORTED;
	else if (operation == EFI_PCI_ATTRIBUTES_ENABLE)
		it->attributes |= value;
	else
		it->attributes = value;
	return EFI_SUCCESS;
}

/* Adds a function with those IDs. */
static struct function *add(unsigned int i, uint32_t its_ids)
{
	struct function *it = &functions[i];

	it->io.get_location = get_location;
	it->io.config_read = config_read;
	it->io.attributes = attributes;
	it->ids = its_ids;
	it->attributes = FIRMWARES;
	it->supported = ALL_ATTRIBUTES | FIRMWARES;
	fake_pci_node(&it->path, 3 + i, 0);
	fake_pci_node(&it->snp_path, 3 + i, 0);
	fake_end(&it->path);
	fake_install(&it->handle, pci_guid, &it->io);
	fake_install(&it->handle, path_guid, &it->path.header);
	return it;
}

/* Adds the Simple Network Protocol that the firmware's driver puts on a
 * function. */
static struct function *add_snp(struct function *it)
{
	it->mode.if_type = ARPHRD_ETHER;
	it->mode.hw_address_size = ETH_ALEN;
	it->mode.media_header_size = ETH_HLEN;
	it->mode.current_address.address[5] = 0x10 + 3 + (it - functions);
	it->snp.mode = &it->mode;
	fake_mac_node(&it->snp_path, it - functions);
	fake_end(&it->snp_path);
	fake_install(&it->snp_handle, snp_guid, &it->snp);
	fake_install(&it->snp_handle, path_guid, &it->snp_path.header);
	return it;
}

static int setup(void **state)
{
	fake_firmware_start();
	memset(functions, 0, sizeof(functions));
	probe_rc = 0;
	return 0;
}

static int teardown(void **state)
{
	snp_init_fn.shutdown();
	assert_true(list_empty(&net_devices));
	fake_firmware_check();
	return 0;
}

/* Checks the net devices: each is its slot, plus 0x10 if the firmware's driver
 * has it. */
static void assert_nics(const uint8_t *expected, size_t count)
{
	struct net_device *netdev;
	size_t i = 0;

	for_each_netdev(netdev) {
		assert_in_range(i, 0, count - 1);
		assert_int_equal(netdev->hw_addr[5], expected[i++]);
	}
	assert_int_equal(i, count);
}
#define ASSERT_NICS(...) do { \
		static const uint8_t expected_[] = { __VA_ARGS__ }; \
		assert_nics(expected_, sizeof(expected_)); \
	} while (0)

static struct net_device *first(void)
{
	return list_first_entry(&net_devices, struct net_device, list);
}

/* --- tests */

static void both_kinds_are_in_the_order_of_their_locations(void **state)
{
	/* With and without the firmware's driver on it. */
	add(3, KNOWN);
	add_snp(add(2, UNKNOWN));
	add_snp(add(1, KNOWN));
	add_snp(add(0, UNKNOWN));
	snp_init_fn.initialise();
	ASSERT_NICS(0x13, 4, 0x15, 6);
	/* A driver of the firmware's is only put where the core has none. */
	assert_int_equal(functions[0].handle.connected, 1);
	assert_int_equal(functions[1].handle.connected, 0);
	assert_int_equal(functions[3].handle.connected, 0);
	assert_int_equal(functions[1].handle.opened, 1);
	assert_int_equal(functions[3].attributes, ALL_ATTRIBUTES | FIRMWARES);
}

static void what_was_used_is_connected_again_at_the_end(void **state)
{
	add(0, KNOWN)->handle.driver_on_it = 1;
	add(1, KNOWN);
	snp_init_fn.initialise();
	snp_init_fn.shutdown();
	assert_int_equal(functions[0].handle.connected, 1);
	assert_true(functions[0].handle.recursive);
	assert_int_equal(functions[1].handle.connected, 0);
	assert_int_equal(functions[0].handle.opened, 0);
	assert_int_equal(functions[0].attributes, FIRMWARES);
	assert_int_equal(functions[1].attributes, FIRMWARES);
}

static void with_an_iommu_all_is_left_to_the_firmware(void **state)
{
	fake.iommu = 1;
	add_snp(add(0, KNOWN));
	snp_init_fn.initialise();
	ASSERT_NICS(0x13);
	assert_int_equal(functions[0].handle.connected, 1);
}

static void other_segments_are_left_to_the_firmware(void **state)
{
	add_snp(add(0, KNOWN))->segment = 1;
	snp_init_fn.initialise();
	ASSERT_NICS(0x13);
}

static void firmware_that_refuses_keeps_it(void **state)
{
	fake.open_status = EFI_ACCESS_DENIED;
	add_snp(add(0, KNOWN));
	add(1, KNOWN);
	snp_init_fn.initialise();
	ASSERT_NICS(0x13);
	assert_int_equal(functions[0].handle.connected, 1);
}

static void a_driver_that_fails_leaves_it_to_the_firmware(void **state)
{
	probe_rc = -ETIMEDOUT;
	add_snp(add(0, KNOWN));
	snp_init_fn.initialise();
	ASSERT_NICS(0x13);
	assert_int_equal(functions[0].handle.opened, 0);
	assert_int_equal(functions[0].attributes, FIRMWARES);
	assert_null(efi_native_function(PCI_BUSDEVFN(0, 3, 0)));
}

static void attributes_that_cannot_be_are_not_asked_for(void **state)
{
	add(0, KNOWN)->supported = EFI_PCI_ATTRIBUTE_MEMORY | FIRMWARES;
	add(1, KNOWN)->attributes_status = EFI_DEVICE_ERROR;
	snp_init_fn.initialise();
	ASSERT_NICS(3);
	assert_int_equal(functions[0].attributes,
			 EFI_PCI_ATTRIBUTE_MEMORY | FIRMWARES);
	assert_int_equal(functions[1].handle.opened, 0);
}

static void a_program_finds_the_firmware_s_nic(void **state)
{
	add(0, KNOWN);
	add(1, KNOWN)->handle.driver_on_it = 1;
	add(2, KNOWN);
	snp_init_fn.initialise();
	assert_ptr_equal(efi_nic_handle(first()), &functions[0].handle);
	efi_native_lend(first());
	/* The firmware has none yet, and then one. */
	assert_ptr_equal(efi_nic_handle(first()), &functions[0].handle);
	add_snp(&functions[0]);
	assert_ptr_equal(efi_nic_handle(first()), &functions[0].snp_handle);
	assert_int_equal(functions[0].handle.opened, 0);
	assert_int_equal(functions[0].attributes, FIRMWARES);
	assert_true(functions[0].handle.recursive);
	/* Another one that it had before, without its network stack. */
	assert_int_equal(functions[1].handle.opened, 0);
	assert_int_equal(functions[1].handle.connected, 1);
	assert_false(functions[1].handle.recursive);
	assert_int_equal(functions[2].handle.opened, 1);
	assert_int_equal(functions[0].snp_handle.disconnected, 0);
	efi_native_take_back();
	/* Its network stack leaves the NIC before that leaves the function. */
	assert_int_equal(functions[0].snp_handle.disconnected, 1);
	assert_ptr_equal(efi_nic_handle(first()), &functions[0].handle);
	assert_int_equal(functions[0].handle.opened, 1);
	assert_int_equal(functions[1].handle.opened, 1);
	assert_int_equal(functions[0].attributes, ALL_ATTRIBUTES | FIRMWARES);
	assert_int_equal(netdev_open(first()), 0);
	netdev_close(first());
}

static void what_firmware_does_not_give_back_is_not_opened(void **state)
{
	add(0, KNOWN);
	snp_init_fn.initialise();
	efi_native_lend(first());
	fake.open_status = EFI_ACCESS_DENIED;
	efi_native_take_back();
	assert_int_equal(netdev_open(first()), -EBUSY);
	/* Not later either. */
	fake.open_status = EFI_SUCCESS;
	efi_native_take_back();
	assert_int_equal(functions[0].handle.opened, 0);
}

static void an_unknown_net_device_has_no_handle(void **state)
{
	add(0, KNOWN);
	snp_init_fn.initialise();
	efi_native_lend(NULL);
	assert_int_equal(functions[0].handle.opened, 1);
	assert_null(efi_nic_handle(NULL));
}

#define NATIVE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		NATIVE_TEST(both_kinds_are_in_the_order_of_their_locations),
		NATIVE_TEST(what_was_used_is_connected_again_at_the_end),
		NATIVE_TEST(with_an_iommu_all_is_left_to_the_firmware),
		NATIVE_TEST(other_segments_are_left_to_the_firmware),
		NATIVE_TEST(firmware_that_refuses_keeps_it),
		NATIVE_TEST(a_driver_that_fails_leaves_it_to_the_firmware),
		NATIVE_TEST(attributes_that_cannot_be_are_not_asked_for),
		NATIVE_TEST(a_program_finds_the_firmware_s_nic),
		NATIVE_TEST(what_firmware_does_not_give_back_is_not_opened),
		NATIVE_TEST(an_unknown_net_device_has_no_handle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
