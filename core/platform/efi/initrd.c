/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Offers Linux its initrd: the kernel's EFI stub looks for a handle with a
 * device path that stands for nothing else, and reads the initrd through the
 * LoadFile2 protocol (UEFI 2.10, 13.2) on it. Only one handle can have that
 * path. A loader that started us may have made one, by which it gave us our
 * script: then its interface is replaced by ours while a program runs.
 */

#include <errno.h>
#include <string.h>
#include <core/bzimage.h>
#include <ipxe/image.h>
#include "efi.h"

static const struct efi_guid load_file2 = EFI_LOAD_FILE2_GUID;
static const struct efi_guid device_path = EFI_DEVICE_PATH_GUID;

/* The path by which the kernel finds its initrd. */
static struct efi_path_vendor path = {
	.header = { EFI_PATH_MEDIA, EFI_PATH_MEDIA_VENDOR,
		    { offsetof(struct efi_path_vendor, end), 0 } },
	.guid = EFI_LINUX_INITRD_GUID,
	.end = { EFI_PATH_END, EFI_PATH_END_ALL,
		 { sizeof(struct efi_device_path), 0 } },
};

/* What is offered: all images except the kernel, in one piece. It is empty until it
 * is built. */
static struct initrd initrd;
/* The kernel that it is offered to. */
static struct image *kernel;

/* The handle on which we offer it, or NULL while nothing is offered. */
static efi_handle our_handle;
/* The handle of a loader whose interface is put aside, or NULL. */
static efi_handle found_handle;
/* The interface that was put aside. */
static struct efi_load_file *found_file;

struct efi_load_file *efi_initrd_found(struct efi_device_path **rest,
				       efi_handle *handle)
{
	efi_handle found;

	*rest = &path.header;
	if (efi_boot->locate_device_path(&load_file2, rest, &found) !=
	    EFI_SUCCESS)
		return NULL;
	if (handle)
		*handle = found;
	return efi_interface(found, &load_file2);
}

/* Copies the initrd into a buffer, after building it for a program that is not known
 * to be a kernel. The kernel's stub calls it without a buffer first, to learn the
 * size (UEFI 2.10, 13.1). */
static efi_status EFIAPI load(struct efi_load_file *file,
			      struct efi_device_path *rest,
			      efi_boolean boot_policy, efi_uintn *size,
			      void *buffer)
{
	if (!size)
		return EFI_INVALID_PARAMETER;
	if (boot_policy)
		return EFI_UNSUPPORTED;
	if (!initrd.len && initrd_build(kernel, &initrd) != 0)
		return EFI_OUT_OF_RESOURCES;
	if (!buffer || *size < initrd.len) {
		*size = initrd.len;
		return EFI_BUFFER_TOO_SMALL;
	}
	memcpy(buffer, initrd.data, initrd.len);
	*size = initrd.len;
	return EFI_SUCCESS;
}

static struct efi_load_file our_file = { .load_file = load };

/* Takes a loader's interface off its handle, so that ours can be put there. */
static void put_aside(void)
{
	struct efi_device_path *rest;

	found_file = efi_initrd_found(&rest, &found_handle);
	if (!found_file || efi_boot->uninstall_protocol_interface(
		    found_handle, &load_file2, found_file) != EFI_SUCCESS)
		found_handle = NULL;
}

/* Gives the loader's handle its interface again. */
static void put_back(void)
{
	if (found_handle)
		efi_boot->install_multiple_protocol_interfaces(
			&found_handle, &load_file2, found_file, NULL);
	found_handle = NULL;
}

/* Puts our interface on the loader's handle, or on a new one with the path if
 * there is none: no two handles may have the same path. */
static efi_status install(void)
{
	efi_status status;

	our_handle = found_handle;
	if (found_handle)
		status = efi_boot->install_multiple_protocol_interfaces(
			&our_handle, &load_file2, &our_file, NULL);
	else
		status = efi_boot->install_multiple_protocol_interfaces(
			&our_handle, &load_file2, &our_file, &device_path,
			&path, NULL);
	if (status != EFI_SUCCESS)
		our_handle = NULL;
	return status;
}

int efi_initrd_offer(struct image *image, int is_kernel)
{
	int rc = is_kernel ? initrd_build(image, &initrd) : 0;

	if (rc != 0)
		return rc;
	kernel = image;
	put_aside();
	if (!initrd_exists(image))
		return 0;
	rc = efi_rc(install());
	if (rc != 0)
		efi_initrd_withdraw();
	return rc;
}

void efi_initrd_withdraw(void)
{
	if (our_handle && our_handle == found_handle)
		efi_boot->uninstall_multiple_protocol_interfaces(
			our_handle, &load_file2, &our_file, NULL);
	else if (our_handle)
		efi_boot->uninstall_multiple_protocol_interfaces(
			our_handle, &load_file2, &our_file, &device_path,
			&path, NULL);
	our_handle = NULL;
	put_back();
	initrd_free(&initrd);
}
