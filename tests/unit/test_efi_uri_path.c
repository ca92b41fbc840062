/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The device path of a program that came by HTTP. */

#include "efi_fake.h"
#include "../replace.h"
#include <errno.h>
#include <stdio.h>
#include <core/main.h>
#include <ipxe/init.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>

REPLACES(efi_nic_handle);

static const struct efi_guid path_guid = EFI_DEVICE_PATH_GUID;

/* The path of a NIC: a MAC node that is cut short, and the end. */
static uint8_t nic_path[] = {
	EFI_PATH_MESSAGING, EFI_PATH_MESSAGING_MAC, 6, 0, 0x52, 0x54,
	EFI_PATH_END, EFI_PATH_END_ALL, 4, 0,
};
static struct fake_handle nic, offered;
static efi_status install_status;

efi_handle __wrap_efi_nic_handle(struct net_device *netdev)
{
	return &nic;
}

static efi_status EFIAPI install(efi_handle *handle, ...)
{
	const struct efi_guid *guid;
	__builtin_ms_va_list args;

	if (install_status != EFI_SUCCESS)
		return install_status;
	__builtin_ms_va_start(args, handle);
	*handle = &offered;
	while ((guid = __builtin_va_arg(args, const struct efi_guid *)))
		fake_install(*handle, *guid, __builtin_va_arg(args, void *));
	__builtin_ms_va_end(args);
	return EFI_SUCCESS;
}

static efi_status EFIAPI uninstall(efi_handle handle, ...)
{
	assert_ptr_equal(handle, &offered);
	memset(&offered, 0, sizeof(offered));
	return EFI_SUCCESS;
}

static void set(const char *name, const char *value)
{
	struct settings *settings;
	struct setting setting;
	char copy[64];

	snprintf(copy, sizeof(copy), "%s", name);
	assert_int_equal(parse_setting_name(copy, 1, &settings, &setting), 0);
	assert_int_equal(storef_setting(settings, &setting, value), 0);
}

static struct net_device *netdev;

static int begin(void **state)
{
	struct init_fn *fn;

	fake_firmware_start();
	testhost_options.nics = 1;
	for_each_table_entry(fn, INIT_FNS) {
		if (fn->initialise)
			fn->initialise();
	}
	netdev = find_netdev("net0");
	set("net0/ip", "10.1.0.135");
	set("net0/netmask", "255.255.255.0");
	set("net0/gateway", "10.1.0.1");
	return netdev ? 0 : -1;
}

static int end(void **state)
{
	core_shutdown();
	return 0;
}

static int setup(void **state)
{
	memset(&nic, 0, sizeof(nic));
	memset(&offered, 0, sizeof(offered));
	install_status = EFI_SUCCESS;
	fake_firmware_start();
	fake_boot.install_multiple_protocol_interfaces = install;
	fake_boot.uninstall_multiple_protocol_interfaces = uninstall;
	fake_install(&nic, path_guid, nic_path);
	return 0;
}

static int teardown(void **state)
{
	fake_firmware_check();
	return 0;
}

static efi_handle offer(const char *text)
{
	struct uri *uri = parse_uri(text);
	efi_handle handle = efi_uri_path_offer(netdev, uri);

	uri_put(uri);
	return handle;
}

static void the_path_has_the_address_and_the_uri(void **state)
{
	static const char uri[] = "http://10.1.0.1/a%20b/shim.efi?x=1";
	static const uint8_t ipv4[] = {
		3, 12, 27, 0, 10, 1, 0, 135, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
		10, 1, 0, 1, 255, 255, 255, 0,
	};
	const struct efi_device_path *path;
	const uint8_t *at;

	assert_ptr_equal(offer(uri), &offered);
	assert_int_equal(nic.connected, 1);
	assert_true(nic.recursive);
	path = efi_path_of(&offered);
	assert_int_equal(efi_path_len(path),
			 6 + sizeof(ipv4) + 4 + strlen(uri));
	at = (const uint8_t *)path;
	assert_memory_equal(at, nic_path, 6);
	at += 6;
	assert_memory_equal(at, ipv4, sizeof(ipv4));
	at += sizeof(ipv4);
	assert_true(efi_path_is((const void *)at, 3, 24));
	assert_int_equal(at[2] | at[3] << 8, 4 + strlen(uri));
	assert_memory_equal(at + 4, uri, strlen(uri));
	efi_uri_path_withdraw();
	assert_null(efi_path_of(&offered));
}

static void other_programs_have_none(void **state)
{
	assert_null(offer("tftp://10.1.0.1/shim.efi"));
	assert_null(offer("shim.efi"));
	assert_null(efi_uri_path_offer(netdev, NULL));
	assert_int_equal(nic.connected, 0);
	efi_uri_path_withdraw();
}

static void a_uri_that_no_path_can_hold_has_none(void **state)
{
	char uri[2 * EFI_PATH_MAX] = "http://10.1.0.1/";

	memset(uri + 16, 'a', sizeof(uri) - 17);
	assert_null(offer(uri));
}

/* The sanitizer sees memory that is not given back. */
static void what_the_firmware_does_not_take_is_freed(void **state)
{
	install_status = EFI_OUT_OF_RESOURCES;
	assert_null(offer("http://10.1.0.1/shim.efi"));
	nic_path[2] = 3;
	assert_null(offer("http://10.1.0.1/shim.efi"));
	nic_path[2] = 6;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_path_has_the_address_and_the_uri),
		TEST(other_programs_have_none),
		TEST(a_uri_that_no_path_can_hold_has_none),
		TEST(what_the_firmware_does_not_take_is_freed),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
