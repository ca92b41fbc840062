/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The images as files for programs under UEFI: what is found, what is refused, and
 * that all is closed afterwards. */

#include "efi_fake.h"
#include <ipxe/image.h>
#include <efi/file.h>

static const struct efi_guid system_guid = EFI_FILE_SYSTEM_GUID;
static const struct efi_guid info_guid = EFI_FILE_INFO_GUID;
static const struct efi_guid system_info_guid = EFI_FILE_SYSTEM_INFO_GUID;

static struct fake_handle device, new_handle;
static efi_status install_status;
static struct efi_file *root;

static efi_status EFIAPI install(efi_handle *handle, ...)
{
	const struct efi_guid *guid;
	__builtin_ms_va_list args;

	if (install_status != EFI_SUCCESS)
		return install_status;
	__builtin_ms_va_start(args, handle);
	if (!*handle)
		*handle = &new_handle;
	guid = __builtin_va_arg(args, const struct efi_guid *);
	fake_install(*handle, *guid, __builtin_va_arg(args, void *));
	__builtin_ms_va_end(args);
	return EFI_SUCCESS;
}

static efi_status EFIAPI uninstall(efi_handle handle, ...)
{
	struct fake_handle *it = handle;

	assert_non_null(fake_find(it, &system_guid));
	memset(it->protocols, 0, sizeof(it->protocols));
	return EFI_SUCCESS;
}

static struct image *add(const char *name, const char *text)
{
	struct image *image = alloc_image(NULL);

	assert_int_equal(image_set_name(image, name), 0);
	assert_int_equal(image_set_data(image, text, strlen(text)), 0);
	assert_int_equal(register_image(image), 0);
	image_put(image);
	return image;
}

static int setup(void **state)
{
	struct efi_file_system *system;

	fake_firmware_start();
	memset(&device, 0, sizeof(device));
	memset(&new_handle, 0, sizeof(new_handle));
	install_status = EFI_SUCCESS;
	fake_boot.install_multiple_protocol_interfaces = install;
	fake_boot.uninstall_multiple_protocol_interfaces = uninstall;
	add("one", "content");
	add("Two.txt", "");
	add("//three", "3");
	add("hidden", "h")->flags |= IMAGE_HIDDEN;
	add("/", "a name of slashes alone");
	assert_ptr_equal(efi_files_offer(&device), &device);
	system = fake_find(&device, &system_guid);
	assert_non_null(system);
	assert_int_equal(system->open_volume(system, NULL),
			 EFI_INVALID_PARAMETER);
	assert_int_equal(system->open_volume(system, &root), EFI_SUCCESS);
	return 0;
}

static int teardown(void **state)
{
	efi_files_withdraw();
	assert_null(fake_find(&device, &system_guid));
	fake_firmware_check();
	unregister_images_since(0);
	return 0;
}

static efi_status open_by(const efi_char16 *name, struct efi_file **file)
{
	return root->open(root, file, name, EFI_FILE_MODE_READ, 0);
}

/* Reads the name and length of the next file in the folder. */
static uint64_t next(efi_char16 *name)
{
	struct efi_file_info *info;
	efi_uintn size = 0;

	assert_int_equal(root->read(root, &size, NULL), EFI_BUFFER_TOO_SMALL);
	/* The sanitizer sees each byte that is too many. */
	info = malloc(size);
	assert_int_equal(root->read(root, &size, info), EFI_SUCCESS);
	assert_int_equal(info->size, size);
	assert_int_equal(info->attributes, EFI_FILE_READ_ONLY);
	memcpy(name, info->name, size - sizeof(*info));
	size = info->file_size;
	free(info);
	return size;
}

static void the_folder_has_all_images(void **state)
{
	efi_char16 name[16];
	efi_uintn size = 500;
	char rest[500];

	assert_int_equal(next(name), 7);
	assert_memory_equal(name, u"one", 8);
	assert_int_equal(next(name), 0);
	assert_memory_equal(name, u"Two.txt", 16);
	assert_int_equal(next(name), 1);
	assert_memory_equal(name, u"three", 12);
	assert_int_equal(root->read(root, &size, rest), EFI_SUCCESS);
	assert_int_equal(size, 0);
	assert_int_equal(root->set_position(root, 1), EFI_UNSUPPORTED);
	assert_int_equal(root->set_position(root, 0), EFI_SUCCESS);
	assert_int_equal(next(name), 7);
}

static void names_are_found_as_programs_write_them(void **state)
{
	static const efi_char16 *const found[] = {
		u"one", u"\\one", u"/ONE", u".\\one", u"\\.\\.\\oNe",
		u"two.TXT", u"three", u"\\", u".", u"",
	};
	static const efi_char16 *const missing[] = {
		u"..", u"..\\one", u"\\..", u"on", u"ones", u"one\\", u"hidden",
		u"folder\\one", u"...", u".one",
	};
	struct efi_file *file;
	unsigned int i;

	for (i = 0; i < sizeof(found) / sizeof(*found); i++)
		assert_int_equal(open_by(found[i], &file), EFI_SUCCESS);
	for (i = 0; i < sizeof(missing) / sizeof(*missing); i++)
		assert_int_equal(open_by(missing[i], &file), EFI_NOT_FOUND);
	assert_int_equal(open_by(NULL, &file), EFI_INVALID_PARAMETER);
	assert_int_equal(open_by(u"one", NULL), EFI_INVALID_PARAMETER);
}

static void reads_end_where_the_file_does(void **state)
{
	struct efi_file *file;
	efi_uintn size = 4;
	uint64_t at;
	char *bytes = malloc(7);

	assert_int_equal(open_by(u"one", &file), EFI_SUCCESS);
	assert_int_equal(file->read(file, NULL, bytes), EFI_INVALID_PARAMETER);
	assert_int_equal(file->read(file, &size, NULL), EFI_INVALID_PARAMETER);
	assert_int_equal(file->read(file, &size, bytes), EFI_SUCCESS);
	assert_int_equal(size, 4);
	size = ~0ULL;
	assert_int_equal(file->read(file, &size, bytes + 4), EFI_SUCCESS);
	assert_int_equal(size, 3);
	assert_memory_equal(bytes, "content", 7);
	assert_int_equal(file->get_position(file, &at), EFI_SUCCESS);
	assert_int_equal(at, 7);
	assert_int_equal(file->get_position(file, NULL), EFI_INVALID_PARAMETER);
	assert_int_equal(file->read(file, &size, NULL), EFI_SUCCESS);
	assert_int_equal(size, 0);
	file->set_position(file, 8);
	assert_int_equal(file->read(file, &size, bytes), EFI_DEVICE_ERROR);
	file->set_position(file, EFI_FILE_END - 1);
	assert_int_equal(file->read(file, &size, bytes), EFI_DEVICE_ERROR);
	file->set_position(file, EFI_FILE_END);
	assert_int_equal(file->get_position(file, &at), EFI_SUCCESS);
	assert_int_equal(at, 7);
	assert_int_equal(file->close(file), EFI_SUCCESS);
	free(bytes);
}

static void what_is_known_fits_or_is_not_written(void **state)
{
	struct efi_file_system_info *about;
	struct efi_file_info *info;
	efi_uintn size, whole = sizeof(*info) + 2;

	for (size = 0; size <= whole; size++) {
		efi_uintn given = size;
		efi_status status;

		info = malloc(size ? size : 1);
		status = root->get_info(root, &info_guid, &given, info);
		assert_int_equal(given, whole);
		assert_int_equal(status, size < whole ? EFI_BUFFER_TOO_SMALL :
							EFI_SUCCESS);
		if (status == EFI_SUCCESS)
			assert_int_equal(info->attributes, EFI_FILE_DIRECTORY |
					 EFI_FILE_READ_ONLY);
		free(info);
	}
	size = sizeof(*about) - 1;
	about = malloc(sizeof(*about));
	assert_int_equal(root->get_info(root, &system_info_guid, &size, about),
			 EFI_BUFFER_TOO_SMALL);
	assert_int_equal(root->get_info(root, &system_info_guid, &size, about),
			 EFI_SUCCESS);
	assert_true(about->read_only);
	assert_int_equal(about->label[0], 0);
	free(about);
	assert_int_equal(root->get_info(root, &system_guid, &size, NULL),
			 EFI_UNSUPPORTED);
	assert_int_equal(root->get_info(root, NULL, &size, NULL),
			 EFI_INVALID_PARAMETER);
	assert_int_equal(root->get_info(root, &info_guid, NULL, NULL),
			 EFI_INVALID_PARAMETER);
}

static void nothing_is_written(void **state)
{
	struct efi_file *file;
	efi_uintn size = 1;

	assert_int_equal(root->open(root, &file, u"new", EFI_FILE_MODE_READ | 2,
				    0), EFI_WRITE_PROTECTED);
	assert_int_equal(open_by(u"one", &file), EFI_SUCCESS);
	assert_int_equal(file->write(file, &size, "x"), EFI_WRITE_PROTECTED);
	assert_int_equal(file->set_info(file, &info_guid, 0, NULL),
			 EFI_WRITE_PROTECTED);
	assert_int_equal(file->flush(file), EFI_WRITE_PROTECTED);
	assert_int_equal(file->delete(file), EFI_WARN_DELETE_FAILURE);
	assert_non_null(find_image("one"));
}

static void a_device_keeps_files_of_its_own(void **state)
{
	static int its_own;

	efi_files_withdraw();
	fake_install(&device, system_guid, &its_own);
	assert_ptr_equal(efi_files_offer(&device), &device);
	assert_ptr_equal(fake_find(&device, &system_guid), &its_own);
	efi_files_withdraw();
	assert_ptr_equal(fake_find(&device, &system_guid), &its_own);
	memset(&device, 0, sizeof(device));
}

static void without_a_device_there_is_a_new_handle(void **state)
{
	efi_files_withdraw();
	assert_ptr_equal(efi_files_offer(NULL), &new_handle);
	efi_files_withdraw();
	install_status = EFI_OUT_OF_RESOURCES;
	assert_null(efi_files_offer(NULL));
	assert_ptr_equal(efi_files_offer(&device), &device);
}

#define FILES_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILES_TEST(the_folder_has_all_images),
		FILES_TEST(names_are_found_as_programs_write_them),
		FILES_TEST(reads_end_where_the_file_does),
		FILES_TEST(what_is_known_fits_or_is_not_written),
		FILES_TEST(nothing_is_written),
		FILES_TEST(a_device_keeps_files_of_its_own),
		FILES_TEST(without_a_device_there_is_a_new_handle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
