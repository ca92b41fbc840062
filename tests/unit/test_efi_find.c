/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Device paths that lie, and which handles of the firmware's are NICs, in which
 * order. */

#include "efi_fake.h"
#include <errno.h>
#include <ipxe/if_arp.h>
#include <ipxe/init.h>
#include <ipxe/netdevice.h>
#include <ipxe/pci.h>
#include <efi/pci_io.h>
#include <efi/snp.h>

static const struct efi_guid path_guid = EFI_DEVICE_PATH_GUID;
static const struct efi_guid snp_guid = EFI_SNP_GUID;
static const struct efi_guid nii_guid = EFI_NII31_GUID;
static const struct efi_guid pci_guid = EFI_PCI_IO_GUID;

extern struct init_fn snp_init_fn;

/* --- device paths */

static struct fake_path path, other;

static int start(void **state)
{
	memset(&path, 0, sizeof(path));
	memset(&other, 0, sizeof(other));
	return 0;
}

static void paths_have_a_length_and_a_last_node(void **state)
{
	fake_pci_node(&path, 3, 0);
	fake_mac_node(&path, 1);
	fake_end(&path);
	assert_int_equal(efi_path_len(&path.header), 6 + 37);
	assert_true(efi_path_is(efi_path_last(&path.header),
				EFI_PATH_MESSAGING, EFI_PATH_MESSAGING_MAC));
	fake_end(&other);
	assert_int_equal(efi_path_len(&other.header), 0);
	assert_null(efi_path_last(&other.header));
	assert_false(efi_path_is(NULL, 1, 1));
}

static void a_node_shorter_than_its_header_breaks_the_path(void **state)
{
	unsigned int len;

	for (len = 0; len < 4; len++) {
		start(state);
		fake_pci_node(&path, 3, 0);
		path.bytes[2] = len;
		fake_end(&path);
		assert_int_equal(efi_path_len(&path.header), -EINVAL);
		assert_null(efi_path_last(&path.header));
	}
}

static void a_path_without_an_end_is_broken(void **state)
{
	/* Of the smallest nodes, to the last byte that is looked at, and of one
	 * that is longer than all. */
	while (path.len + 4 <= EFI_PATH_MAX)
		fake_node(&path, 1, 4, "", 0);
	assert_int_equal(efi_path_len(&path.header), -EINVAL);
	start(state);
	fake_pci_node(&path, 3, 0);
	path.bytes[2] = path.bytes[3] = 0xff;
	assert_int_equal(efi_path_len(&path.header), -EINVAL);
	assert_int_equal(efi_path_len(NULL), -EINVAL);
}

static void paths_have_an_order(void **state)
{
	/* By device, though the function comes first in the bytes. */
	fake_pci_node(&path, 3, 1);
	fake_end(&path);
	fake_pci_node(&other, 4, 0);
	fake_end(&other);
	assert_true(efi_path_compare(&path.header, &other.header) < 0);
	assert_true(efi_path_compare(&other.header, &path.header) > 0);
	assert_int_equal(efi_path_compare(&path.header, &path.header), 0);
	/* What is on a device comes after it. */
	start(NULL);
	fake_pci_node(&path, 3, 1);
	fake_end(&path);
	fake_pci_node(&other, 3, 1);
	fake_mac_node(&other, 1);
	fake_end(&other);
	assert_true(efi_path_compare(&path.header, &other.header) < 0);
	assert_true(efi_path_begins(&other.header, &path.header));
	assert_false(efi_path_begins(&path.header, &other.header));
	/* Broken ones come last. */
	path.bytes[2] = 0;
	assert_true(efi_path_compare(&path.header, &other.header) > 0);
	assert_false(efi_path_begins(&other.header, &path.header));
}

/* The bytes of a path with an end after them. */
#define PATH(bytes) ((const struct efi_device_path *)(bytes "\x7f\xff\4"))
/* A node of ACPI with four bytes, and one of PCI that is too short for its type. */
#define ACPI(last) "\2\1\x8\0\1\2\3" last
#define SHORT_PCI(byte) "\1\1\5\0" byte

/* Each of these comes before the next, whatever it is compared to. */
static void paths_of_all_kinds_have_an_order(void **state)
{
	const struct efi_device_path *const paths[] = {
		PATH(""), PATH(SHORT_PCI("\1")), PATH(SHORT_PCI("\2")),
		PATH("\1\2\4\0"), PATH(ACPI("\4")),
		PATH(ACPI("\4") SHORT_PCI("\1")),
		PATH(ACPI("\4") ACPI("\1")), PATH("\2\1\x9\0\1\2\3\4\0"),
		PATH(ACPI("\5")), PATH(ACPI("\xff")), PATH("\3\1\4\0"), NULL,
	};
	unsigned int i, j;
	int order;

	for (i = 0; i < ARRAY_LEN(paths); i++) {
		for (j = 0; j < ARRAY_LEN(paths); j++) {
			order = efi_path_compare(paths[i], paths[j]);
			assert_int_equal((order > 0) - (order < 0),
					 (i > j) - (i < j));
		}
	}
}

static void paths_begin_with_themselves(void **state)
{
	const struct efi_device_path *path = PATH(ACPI("\4") SHORT_PCI("\1"));

	assert_true(efi_path_begins(path, path));
	assert_true(efi_path_begins(path, PATH(ACPI("\4"))));
	assert_true(efi_path_begins(path, PATH("")));
	assert_false(efi_path_begins(path, PATH(ACPI("\5"))));
	assert_false(efi_path_begins(PATH(ACPI("\4")), path));
	assert_false(efi_path_begins(path, NULL));
	assert_false(efi_path_begins(NULL, path));
}

/* --- NICs */

#define NICS 6

static struct efi_snp_mode modes[NICS];
static struct efi_snp snps[NICS];
static struct fake_handle nics[NICS], functions[NICS];
static struct fake_path nic_paths[NICS], function_paths[NICS];

struct fake_function {
	struct efi_pci_io pci;
	unsigned int segment, bus, device;
	uint32_t class;
};
static struct fake_function pcis[NICS];

static efi_status EFIAPI get_location(struct efi_pci_io *pci,
				      efi_uintn *segment, efi_uintn *bus,
				      efi_uintn *device, efi_uintn *function)
{
	struct fake_function *it = (struct fake_function *)pci;

	*segment = it->segment;
	*bus = it->bus;
	*device = it->device;
	*function = 0;
	return EFI_SUCCESS;
}

static efi_status EFIAPI config_read(struct efi_pci_io *pci, uint32_t width,
				     uint32_t offset, efi_uintn count,
				     void *buffer)
{
	struct fake_function *it = (struct fake_function *)pci;
	uint32_t value = offset == 8 ? it->class << 24 : 0x10001af4;

	assert_int_equal(width, EFI_PCI_WIDTH_32);
	memcpy(buffer, &value, sizeof(value));
	return EFI_SUCCESS;
}

/* Adds a PCI function and the beginning of the path of what is on it. */
static void add_function(unsigned int i, unsigned int bus, unsigned int device)
{
	pcis[i].pci.get_location = get_location;
	pcis[i].pci.config_read = config_read;
	pcis[i].bus = bus;
	pcis[i].device = device;
	pcis[i].class = 2;
	fake_pci_node(&function_paths[i], device, bus);
	fake_end(&function_paths[i]);
	fake_install(&functions[i], pci_guid, &pcis[i].pci);
	fake_install(&functions[i], path_guid, &function_paths[i].header);
	fake_pci_node(&nic_paths[i], device, bus);
}

static void add_snp(unsigned int i)
{
	modes[i].if_type = ARPHRD_ETHER;
	modes[i].hw_address_size = 6;
	modes[i].media_header_size = 14;
	modes[i].current_address.address[5] = i;
	snps[i].mode = &modes[i];
	fake_install(&nics[i], snp_guid, &snps[i]);
	fake_install(&nics[i], path_guid, &nic_paths[i].header);
}

static void add_nic(unsigned int i, unsigned int bus, unsigned int device)
{
	add_function(i, bus, device);
	fake_mac_node(&nic_paths[i], i);
	fake_end(&nic_paths[i]);
	add_snp(i);
}

static int start_firmware(void **state)
{
	fake_firmware_start();
	memset(modes, 0, sizeof(modes));
	memset(nics, 0, sizeof(nics));
	memset(functions, 0, sizeof(functions));
	memset(nic_paths, 0, sizeof(nic_paths));
	memset(function_paths, 0, sizeof(function_paths));
	memset(pcis, 0, sizeof(pcis));
	return 0;
}

static int end_firmware(void **state)
{
	snp_init_fn.shutdown();
	assert_true(list_empty(&net_devices));
	fake_firmware_check();
	return 0;
}

/* Last bytes of the MAC addresses, in order. */
static void assert_nics(const char *expected)
{
	struct net_device *netdev;
	char found[NICS + 1] = "";
	unsigned int count = 0;

	for_each_netdev(netdev)
		found[count++] = '0' + netdev->hw_addr[5];
	assert_string_equal(found, expected);
}

static void they_are_in_the_order_of_their_locations(void **state)
{
	add_nic(0, 1, 0);
	add_nic(1, 0, 4);
	add_nic(2, 0, 3);
	/* Without PCI: after all others. */
	fake_mac_node(&nic_paths[3], 3);
	fake_end(&nic_paths[3]);
	add_snp(3);
	add_nic(4, 0, 5);
	pcis[4].segment = 1;
	snp_init_fn.initialise();
	assert_nics("21043");
}

static void network_controllers_are_connected_and_nothing_else(void **state)
{
	add_nic(0, 0, 3);
	add_function(1, 0, 4);
	pcis[1].class = 1;
	/* A card's UNDI without SNP on it. */
	fake_mac_node(&nic_paths[2], 2);
	fake_end(&nic_paths[2]);
	fake_install(&nics[2], nii_guid, &modes[2]);
	fake_install(&nics[2], path_guid, &nic_paths[2].header);
	/* One with SNP is left alone. */
	fake_install(&nics[0], nii_guid, &modes[0]);
	snp_init_fn.initialise();
	assert_int_equal(functions[0].connected, 1);
	assert_false(functions[0].recursive);
	assert_int_equal(functions[1].connected, 0);
	assert_int_equal(nics[2].connected, 1);
	assert_int_equal(nics[0].connected, 0);
}

static void parts_of_the_firmware_s_stack_are_no_nics(void **state)
{
	static const uint8_t ipv4[23], vlan[2];

	add_nic(0, 0, 3);
	add_function(1, 0, 3);
	fake_mac_node(&nic_paths[1], 1);
	fake_node(&nic_paths[1], EFI_PATH_MESSAGING, EFI_PATH_MESSAGING_IPV4,
		  ipv4, sizeof(ipv4));
	fake_end(&nic_paths[1]);
	add_snp(1);
	add_function(2, 0, 3);
	fake_mac_node(&nic_paths[2], 2);
	fake_node(&nic_paths[2], EFI_PATH_MESSAGING, 20, vlan, sizeof(vlan));
	fake_end(&nic_paths[2]);
	add_snp(2);
	/* A path without an end, and a handle without a path. */
	add_function(3, 0, 4);
	fake_mac_node(&nic_paths[3], 3);
	nic_paths[3].bytes[2] = 1;
	add_snp(3);
	snps[4].mode = &modes[4];
	fake_install(&nics[4], snp_guid, &snps[4]);
	snp_init_fn.initialise();
	assert_nics("0");
}

static void the_same_path_is_the_same_nic(void **state)
{
	add_nic(0, 0, 3);
	add_nic(1, 0, 3);
	nic_paths[1] = nic_paths[0];
	snp_init_fn.initialise();
	assert_nics("0");
}

static void a_location_that_cannot_be_is_none(void **state)
{
	add_nic(0, 0, 3);
	pcis[0].bus = 256;
	add_nic(1, 0, 4);
	snp_init_fn.initialise();
	assert_nics("10");
}

#define PATH_TEST(name) cmocka_unit_test_setup(name, start)
#define NIC_TEST(name) \
	cmocka_unit_test_setup_teardown(name, start_firmware, end_firmware)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PATH_TEST(paths_have_a_length_and_a_last_node),
		PATH_TEST(a_node_shorter_than_its_header_breaks_the_path),
		PATH_TEST(a_path_without_an_end_is_broken),
		PATH_TEST(paths_of_all_kinds_have_an_order),
		PATH_TEST(paths_begin_with_themselves),
		PATH_TEST(paths_have_an_order),
		NIC_TEST(they_are_in_the_order_of_their_locations),
		NIC_TEST(network_controllers_are_connected_and_nothing_else),
		NIC_TEST(parts_of_the_firmware_s_stack_are_no_nics),
		NIC_TEST(the_same_path_is_the_same_nic),
		NIC_TEST(a_location_that_cannot_be_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
