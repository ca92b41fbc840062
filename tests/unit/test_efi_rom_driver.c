/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The driver in ROMs, on firmware whose pages do have or do not have the right to be
 * executed. The application is a few instructions for x86-64. */

#include <sys/mman.h>
#include "efi_fake.h"
#include <efi/memory_attribute.h>
#include "../../core/platform/efi/rom/payload.h"

/* The value that the application writes to its data. */
#define WRITTEN 0x12345678
/* Lengths of the application's code, and of it with its data. */
#define CODE_LEN PAGE
#define APPLICATION_LEN (2 * PAGE)

/* The entry of the driver. */
efi_status EFIAPI efi_entry(efi_handle image, struct efi_system_table *system);

/* What the driver unpacks. */
const struct payload rom_payload = {
	.text_len = 64,
	.rest = CODE_LEN,
	.image_len = APPLICATION_LEN,
	.mem_len = APPLICATION_LEN,
};

/* The firmware's memory, and what the driver has done. */
static struct {
	/* Rights of the pages that the firmware hands out (PROT_EXEC and others). */
	int handed_out;
	/* Rights of the pages of the code and of the data. */
	int rights[APPLICATION_LEN / PAGE];
	/* The application's pages, or NULL if they have been given back. */
	uint8_t *application;
	/* The firmware's protocol, or NULL. */
	struct efi_memory_attribute *protocol;
	/* What GetMemoryAttributes() and ClearMemoryAttributes() return. */
	efi_status get_status, clear_status;
	/* Number of calls that changed attributes. */
	unsigned int changes;
	/* What is in the application's data when its pages are given back. */
	uint32_t data;
	/* What the driver has installed for the firmware to boot from. */
	struct efi_load_file *file;
} memory;

static struct efi_loaded_image loaded;
static struct fake_handle image, nic;
static struct fake_path nic_path;

/* --- the firmware */

static efi_status EFIAPI allocate_pages(uint32_t how, uint32_t type,
					efi_uintn pages, uint64_t *address)
{
	int rights = PROT_READ | PROT_WRITE;
	void *start;

	if (type == EFI_LOADER_CODE)
		rights = memory.handed_out;
	start = mmap(NULL, pages * PAGE, rights, MAP_PRIVATE | MAP_ANONYMOUS,
		     -1, 0);
	assert_ptr_not_equal(start, MAP_FAILED);
	if (type == EFI_LOADER_CODE) {
		assert_int_equal(pages, ARRAY_LEN(memory.rights));
		memory.rights[0] = memory.rights[1] = rights;
		memory.application = start;
	}
	*address = (uintptr_t)start;
	return EFI_SUCCESS;
}

static efi_status EFIAPI free_pages(uint64_t address, efi_uintn pages)
{
	uint8_t *start = (void *)(uintptr_t)address;

	if (start == memory.application) {
		memcpy(&memory.data, start + CODE_LEN, sizeof(memory.data));
		memory.application = NULL;
	}
	assert_int_equal(munmap(start, pages * PAGE), 0);
	return EFI_SUCCESS;
}

/* Gives pages of the application rights and takes others. */
static void change(uint64_t address, uint64_t len, int give, int take)
{
	unsigned int i;
	uint8_t *page;

	assert_non_null(memory.application);
	assert_int_equal(address % PAGE, 0);
	assert_int_equal(len % PAGE, 0);
	memory.changes++;
	for (i = 0; i < ARRAY_LEN(memory.rights); i++) {
		page = memory.application + i * PAGE;
		if ((uintptr_t)page - address >= len)
			continue;
		memory.rights[i] = (memory.rights[i] | give) & ~take;
		/* No page can be both written and executed. */
		assert_false(memory.rights[i] & PROT_WRITE &&
			     memory.rights[i] & PROT_EXEC);
		assert_int_equal(mprotect(page, PAGE, memory.rights[i]), 0);
	}
}

/* Returns the right that an attribute takes from a page. */
static int right_of(uint64_t attribute)
{
	assert_true(attribute == EFI_MEMORY_RO || attribute == EFI_MEMORY_XP);
	return attribute == EFI_MEMORY_RO ? PROT_WRITE : PROT_EXEC;
}

static efi_status EFIAPI get(struct efi_memory_attribute *it, uint64_t address,
			     uint64_t len, uint64_t *attributes)
{
	if (memory.get_status == EFI_SUCCESS)
		*attributes = memory.handed_out & PROT_EXEC ? 0 : EFI_MEMORY_XP;
	return memory.get_status;
}

static efi_status EFIAPI set(struct efi_memory_attribute *it, uint64_t address,
			     uint64_t len, uint64_t attributes)
{
	change(address, len, 0, right_of(attributes));
	return EFI_SUCCESS;
}

static efi_status EFIAPI clear(struct efi_memory_attribute *it,
			       uint64_t address, uint64_t len,
			       uint64_t attributes)
{
	if (memory.clear_status != EFI_SUCCESS &&
	    attributes == EFI_MEMORY_XP)
		return memory.clear_status;
	change(address, len, right_of(attributes), 0);
	return EFI_SUCCESS;
}

static struct efi_memory_attribute protocol = { get, set, clear };

static efi_status EFIAPI locate_protocol(const struct efi_guid *guid,
					 void *registration, void **interface)
{
	static const struct efi_guid its = EFI_MEMORY_ATTRIBUTE_GUID;

	*interface = NULL;
	if (memcmp(guid, &its, sizeof(its)) == 0)
		*interface = memory.protocol;
	return *interface ? EFI_SUCCESS : EFI_NOT_FOUND;
}

static efi_status EFIAPI allocate_pool(uint32_t type, efi_uintn len,
				       void **buffer)
{
	*buffer = malloc(len);
	fake.pool++;
	return EFI_SUCCESS;
}

/* Notes the Load File Protocol, and frees the path of its handle, which the driver
 * keeps for ever. */
static efi_status EFIAPI install(efi_handle *handle, ...)
{
	static const struct efi_guid path_guid = EFI_DEVICE_PATH_GUID;
	static const struct efi_guid file_guid = EFI_LOAD_FILE_GUID;
	const struct efi_guid *guid;
	__builtin_ms_va_list list;
	void *interface;

	__builtin_ms_va_start(list, handle);
	while ((guid = __builtin_va_arg(list, const struct efi_guid *))) {
		interface = __builtin_va_arg(list, void *);
		if (memcmp(guid, &path_guid, sizeof(path_guid)) == 0)
			fake_free_pool(interface);
		if (memcmp(guid, &file_guid, sizeof(file_guid)) == 0)
			memory.file = interface;
	}
	__builtin_ms_va_end(list);
	*handle = &fake_boot;
	return EFI_SUCCESS;
}

static efi_status EFIAPI set_watchdog_timer(efi_uintn seconds, uint64_t code,
					    efi_uintn size, efi_char16 *data)
{
	fake.watchdog = seconds != 0;
	return EFI_SUCCESS;
}

/* Stands in for that of unpack.c. The application writes to its data and fails. */
int unpack(const struct payload *payload, uint8_t *to, uint8_t *scratch)
{
	static const uint8_t code[] = {
		/* movl $WRITTEN, CODE_LEN - 10(%rip) */
		0xc7, 0x05, 0xf6, 0x0f, 0x00, 0x00, 0x78, 0x56, 0x34, 0x12,
		/* movabs $EFI_NOT_FOUND, %rax; ret */
		0x48, 0xb8, 0x0e, 0, 0, 0, 0, 0, 0, 0x80, 0xc3,
	};

	memcpy(to, code, sizeof(code));
	return 0;
}

/* Has the firmware boot from the ROM's NIC. Returns what it is told. */
static efi_status boot(void)
{
	efi_uintn len = 0;

	return memory.file->load_file(memory.file, NULL, 1, &len, NULL);
}

static int setup(void **state)
{
	static const struct efi_guid image_guid = EFI_LOADED_IMAGE_GUID;
	static const struct efi_guid path_guid = EFI_DEVICE_PATH_GUID;

	memset(&memory, 0, sizeof(memory));
	memset(&image, 0, sizeof(image));
	memset(&nic, 0, sizeof(nic));
	memset(&nic_path, 0, sizeof(nic_path));
	fake_firmware_start();
	fake_boot.allocate_pages = allocate_pages;
	fake_boot.free_pages = free_pages;
	fake_boot.allocate_pool = allocate_pool;
	fake_boot.locate_protocol = locate_protocol;
	fake_boot.install_multiple_protocol_interfaces = install;
	fake_boot.set_watchdog_timer = set_watchdog_timer;
	fake_pci_node(&nic_path, 3, 0);
	fake_end(&nic_path);
	fake_install(&nic, path_guid, &nic_path);
	loaded.device = &nic;
	fake_install(&image, image_guid, &loaded);
	assert_int_equal(efi_entry(&image, &fake_system), EFI_SUCCESS);
	assert_non_null(memory.file);
	return 0;
}

static int teardown(void **state)
{
	assert_null(memory.application);
	fake_firmware_check();
	return 0;
}

/* --- tests */

static void firmware_without_the_protocol(void **state)
{
	memory.handed_out = PROT_READ | PROT_WRITE | PROT_EXEC;
	assert_int_equal(boot(), EFI_NOT_FOUND);
	assert_int_equal(memory.data, WRITTEN);
}

static void pages_with_the_right_are_left_alone(void **state)
{
	memory.handed_out = PROT_READ | PROT_WRITE | PROT_EXEC;
	memory.protocol = &protocol;
	assert_int_equal(boot(), EFI_NOT_FOUND);
	assert_int_equal(memory.data, WRITTEN);
	assert_int_equal(memory.changes, 0);
}

/* Boots from pages that cannot be executed as they are handed out, which they are
 * afterwards. */
static void boot_without_the_right(efi_status status, uint32_t data)
{
	memory.handed_out = PROT_READ | PROT_WRITE;
	memory.protocol = &protocol;
	assert_int_equal(boot(), status);
	assert_int_equal(memory.data, data);
	assert_int_equal(memory.rights[0], memory.handed_out);
	assert_int_equal(memory.rights[1], memory.handed_out);
}

static void code_gets_the_right_and_data_does_not(void **state)
{
	boot_without_the_right(EFI_NOT_FOUND, WRITTEN);
	assert_int_equal(memory.changes, 4);
	assert_false(fake.watchdog);
}

static void pages_that_differ_get_the_right(void **state)
{
	memory.get_status = EFI_ERROR_BIT | 17;
	boot_without_the_right(EFI_NOT_FOUND, WRITTEN);
}

static void a_refusal_ends_it(void **state)
{
	memory.clear_status = EFI_ACCESS_DENIED;
	boot_without_the_right(EFI_ACCESS_DENIED, 0);
}

#define ROM_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROM_TEST(firmware_without_the_protocol),
		ROM_TEST(pages_with_the_right_are_left_alone),
		ROM_TEST(code_gets_the_right_and_data_does_not),
		ROM_TEST(pages_that_differ_get_the_right),
		ROM_TEST(a_refusal_ends_it),
	};

#ifndef __x86_64__
	/* ROMs have a driver for x86-64 alone. */
	return 0;
#endif
	return cmocka_run_group_tests(tests, NULL, NULL);
}
