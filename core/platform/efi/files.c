/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Shows the registered images to a program as files of a folder, by their names
 * (UEFI 2.10, 13.4 and 13.5): programs look for their files on the device that they
 * were loaded from. wimboot takes all that it finds there, and kernels before Linux
 * 5.8 take what "initrd=" on their command line names.
 *
 * Nothing can be written. Names differ in more than the case of letters, and both
 * slashes are the same in them.
 */

#include <stdlib.h>
#include <string.h>
#include <ipxe/image.h>
#include <ipxe/list.h>
#include <efi/file.h>
#include "efi.h"

/* A file or the folder, as often as it is open. */
struct open_file {
	/* What the program knows of it. */
	struct efi_file file;
	/* Its place in the list of what is open. */
	struct list_head list;
	/* The image that is the file, or NULL for the folder. */
	struct image *image;
	/* Where the next read begins, in bytes; of the folder, how many of its
	 * files have been read. */
	uint64_t position;
};

static const struct efi_guid system_guid = EFI_FILE_SYSTEM_GUID;
/* All that is open. */
static LIST_HEAD(open_files);
/* The handle that the folder is on, or NULL. */
static efi_handle offered_on;

static struct open_file *open_file(struct efi_file *file)
{
	return container_of(file, struct open_file, file);
}

/* --- names */

static int is_slash(efi_char16 c)
{
	return c == '/' || c == '\\';
}

/* Returns what a character is compared by. */
static efi_char16 fold(efi_char16 c)
{
	return is_slash(c) ? '/' : c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* Returns a name without the slashes, and the dots for the folder itself, that it
 * begins with. */
static const efi_char16 *relative(const efi_char16 *name)
{
	while (is_slash(name[0]) ||
	       (name[0] == '.' && (!name[1] || is_slash(name[1]))))
		name++;
	return name;
}

/* Returns an image's name as a file, without slashes at its start. */
static const char *file_name(const struct image *image)
{
	const char *name = image->name;

	while (is_slash(*name))
		name++;
	return name;
}

/* Returns non-zero if an image is a file of the folder. */
static int is_shown(const struct image *image)
{
	return image->name && *file_name(image) &&
	       !(image->flags & IMAGE_HIDDEN);
}

static int has_name(const struct image *image, const efi_char16 *name)
{
	const char *its = file_name(image);

	while (*its && *name) {
		if (fold(efi_next_char(&its)) != fold(*name++))
			return 0;
	}
	return !*its && !*name;
}

/* Returns the first image of that name, or NULL. */
static struct image *find(const efi_char16 *name)
{
	struct image *image;

	for_each_image(image) {
		if (is_shown(image) && has_name(image, name))
			return image;
	}
	return NULL;
}

/* Returns the image that so many others come before in the folder, or NULL. */
static struct image *find_number(uint64_t number)
{
	struct image *image;

	for_each_image(image) {
		if (is_shown(image) && number-- == 0)
			return image;
	}
	return NULL;
}

/* --- opening, closing */

static const struct efi_file functions;

/* Opens an image, or the folder (NULL). */
static efi_status open_image(struct image *image, struct efi_file **opened)
{
	struct open_file *open = zalloc(sizeof(*open));

	if (!open)
		return EFI_OUT_OF_RESOURCES;
	open->file = functions;
	open->image = image;
	list_add(&open->list, &open_files);
	*opened = &open->file;
	return EFI_SUCCESS;
}

static efi_status EFIAPI file_open(struct efi_file *file,
				   struct efi_file **opened,
				   const efi_char16 *name, uint64_t mode,
				   uint64_t attributes)
{
	struct image *image = NULL;

	if (!opened || !name)
		return EFI_INVALID_PARAMETER;
	if (mode != EFI_FILE_MODE_READ)
		return EFI_WRITE_PROTECTED;
	name = relative(name);
	if (*name) {
		image = find(name);
		if (!image)
			return EFI_NOT_FOUND;
	}
	return open_image(image, opened);
}

static efi_status EFIAPI file_close(struct efi_file *file)
{
	struct open_file *open = open_file(file);

	list_del(&open->list);
	free(open);
	return EFI_SUCCESS;
}

/* Closes a file, and tells that it was not deleted. */
static efi_status EFIAPI file_delete(struct efi_file *file)
{
	file_close(file);
	return EFI_WARN_DELETE_FAILURE;
}

/* --- what is known of a file */

/* Stores how many bytes are needed in *size. Returns EFI_SUCCESS if the buffer has
 * them. */
static efi_status need(efi_uintn bytes, efi_uintn *size, const void *buffer)
{
	efi_uintn given = *size;

	*size = bytes;
	return buffer && given >= bytes ? EFI_SUCCESS : EFI_BUFFER_TOO_SMALL;
}

/* Describes a file, or the folder (NULL), which has no name. */
static efi_status give_info(const struct image *image, efi_uintn *size,
			    struct efi_file_info *info)
{
	const char *name = image ? file_name(image) : "";
	const char *text = name;
	size_t count = 1;
	efi_status status;

	for (; *text; count++)
		efi_next_char(&text);
	status = need(sizeof(*info) + count * sizeof(info->name[0]), size, info);
	if (status != EFI_SUCCESS)
		return status;
	memset(info, 0, *size);
	info->size = *size;
	info->file_size = image ? image->len : 0;
	info->physical_size = info->file_size;
	info->attributes = EFI_FILE_READ_ONLY | (image ? 0 : EFI_FILE_DIRECTORY);
	for (count = 0; *name; count++)
		info->name[count] = efi_next_char(&name);
	return EFI_SUCCESS;
}

static efi_status EFIAPI file_get_info(struct efi_file *file,
				       const struct efi_guid *type,
				       efi_uintn *size, void *buffer)
{
	static const struct efi_guid info = EFI_FILE_INFO_GUID;
	static const struct efi_guid system_info = EFI_FILE_SYSTEM_INFO_GUID;
	struct efi_file_system_info *about = buffer;
	efi_status status;

	if (!type || !size)
		return EFI_INVALID_PARAMETER;
	if (memcmp(type, &info, sizeof(info)) == 0)
		return give_info(open_file(file)->image, size, buffer);
	if (memcmp(type, &system_info, sizeof(system_info)) != 0)
		return EFI_UNSUPPORTED;
	status = need(sizeof(*about), size, buffer);
	if (status != EFI_SUCCESS)
		return status;
	memset(about, 0, sizeof(*about));
	about->size = sizeof(*about);
	about->read_only = 1;
	about->block_size = 1;
	return EFI_SUCCESS;
}

/* --- reading */

/* Reads the description of the folder's next file, or nothing at its end. */
static efi_status read_folder(struct open_file *folder, efi_uintn *size,
			      void *buffer)
{
	struct image *image = find_number(folder->position);
	efi_status status;

	if (!image) {
		*size = 0;
		return EFI_SUCCESS;
	}
	status = give_info(image, size, buffer);
	if (status == EFI_SUCCESS)
		folder->position++;
	return status;
}

static efi_status EFIAPI file_read(struct efi_file *file, efi_uintn *size,
				   void *buffer)
{
	struct open_file *open = open_file(file);
	size_t len;

	if (!size)
		return EFI_INVALID_PARAMETER;
	if (!open->image)
		return read_folder(open, size, buffer);
	if (open->position > open->image->len)
		return EFI_DEVICE_ERROR;
	len = open->image->len - open->position;
	if (len > *size)
		len = *size;
	if (len && !buffer)
		return EFI_INVALID_PARAMETER;
	memcpy(buffer, (const char *)open->image->data + open->position, len);
	open->position += len;
	*size = len;
	return EFI_SUCCESS;
}

static efi_status EFIAPI file_get_position(struct efi_file *file,
					   uint64_t *position)
{
	if (!position)
		return EFI_INVALID_PARAMETER;
	if (!open_file(file)->image)
		return EFI_UNSUPPORTED;
	*position = open_file(file)->position;
	return EFI_SUCCESS;
}

/* Moves to a position, which may be behind the end; in the folder only to its
 * start. */
static efi_status EFIAPI file_set_position(struct efi_file *file,
					   uint64_t position)
{
	struct open_file *open = open_file(file);

	if (!open->image && position)
		return EFI_UNSUPPORTED;
	open->position = position == EFI_FILE_END ? open->image->len : position;
	return EFI_SUCCESS;
}

/* --- nothing can be written */

static efi_status EFIAPI file_write(struct efi_file *file, efi_uintn *size,
				    const void *buffer)
{
	return EFI_WRITE_PROTECTED;
}

static efi_status EFIAPI file_set_info(struct efi_file *file,
				       const struct efi_guid *type,
				       efi_uintn size, const void *buffer)
{
	return EFI_WRITE_PROTECTED;
}

static efi_status EFIAPI file_flush(struct efi_file *file)
{
	return EFI_WRITE_PROTECTED;
}

static const struct efi_file functions = {
	.revision = EFI_FILE_REVISION,
	.open = file_open,
	.close = file_close,
	.delete = file_delete,
	.read = file_read,
	.write = file_write,
	.get_position = file_get_position,
	.set_position = file_set_position,
	.get_info = file_get_info,
	.set_info = file_set_info,
	.flush = file_flush,
};

/* --- offering */

static efi_status EFIAPI open_volume(struct efi_file_system *system,
				     struct efi_file **root)
{
	return root ? open_image(NULL, root) : EFI_INVALID_PARAMETER;
}

static struct efi_file_system file_system = {
	.revision = EFI_FILE_SYSTEM_REVISION,
	.open_volume = open_volume,
};

efi_handle efi_files_offer(efi_handle device)
{
	if (device && efi_interface(device, &system_guid))
		return device;
	offered_on = device;
	if (efi_boot->install_multiple_protocol_interfaces(
		    &offered_on, &system_guid, &file_system, NULL) !=
	    EFI_SUCCESS)
		offered_on = NULL;
	return offered_on ? offered_on : device;
}

void efi_files_withdraw(void)
{
	struct open_file *open;

	if (offered_on)
		efi_boot->uninstall_multiple_protocol_interfaces(
			offered_on, &system_guid, &file_system, NULL);
	offered_on = NULL;
	while ((open = list_first_entry(&open_files, struct open_file, list)))
		file_close(&open->file);
}
