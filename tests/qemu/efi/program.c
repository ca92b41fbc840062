/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A program for UEFI that says what it was given and ends with the status that
 * the build names (-DSTATUS=...): its load options, whether the device it came
 * from has a lease for it, and which file that names; and the URI that the path of
 * that device ends with.
 */

#include <stddef.h>
#include <efi/console.h>
#include <efi/device_path.h>
#include <efi/image.h>
#include <efi/pxe_bc.h>
#include <efi/system.h>

/* Of the mode: the DHCP packets follow two addresses (UEFI 2.10, 24.3). */
#define ACK_OFFSET (52 + EFI_PXE_PACKET_LEN)
#define BOOTP_FILE 108

static struct efi_system_table *system;

static void say(const efi_char16 *text)
{
	system->con_out->output_string(system->con_out, text);
}

/* Of a text in bytes. */
static void say_bytes(const uint8_t *text, size_t max)
{
	efi_char16 pair[2] = { 0, 0 };

	for (; max && *text; max--) {
		pair[0] = *text++;
		say(pair);
	}
}

static void *interface(efi_handle handle, const struct efi_guid *guid)
{
	void *found = NULL;

	if (!handle || system->boot->handle_protocol(handle, guid, &found) !=
	    EFI_SUCCESS)
		return NULL;
	return found;
}

/* Says which URI a device path ends with, if it does. */
static void say_uri(const struct efi_device_path *node)
{
	size_t len = 0;

	for (; node && node->type != EFI_PATH_END;
	     node = (const void *)((const uint8_t *)node + len)) {
		len = node->len[0] | node->len[1] << 8;
		if (node->type != EFI_PATH_MESSAGING ||
		    node->subtype != EFI_PATH_MESSAGING_URI)
			continue;
		say(u"PROGRAM CAME FROM <");
		say_bytes((const uint8_t *)(node + 1), len - sizeof(*node));
		say(u">\r\n");
	}
}

efi_status EFIAPI efi_entry(efi_handle image, struct efi_system_table *table);

efi_status EFIAPI efi_entry(efi_handle image, struct efi_system_table *table)
{
	static const struct efi_guid loaded_guid = EFI_LOADED_IMAGE_GUID;
	static const struct efi_guid pxe_guid = EFI_PXE_BC_GUID;
	static const struct efi_guid path_guid = EFI_DEVICE_PATH_GUID;
	struct efi_loaded_image *loaded;
	struct efi_pxe_bc *pxe;

	system = table;
	loaded = interface(image, &loaded_guid);
	say(u"\r\nPROGRAM RUNS WITH <");
	if (loaded && loaded->options_size)
		say(loaded->options);
	say(u">\r\n");
	pxe = loaded ? interface(loaded->device, &pxe_guid) : NULL;
	if (pxe && pxe->mode->dhcp_ack_received) {
		say(u"PROGRAM HAS A LEASE FOR <");
		say_bytes((const uint8_t *)pxe->mode + ACK_OFFSET + BOOTP_FILE,
			  128);
		say(u">\r\n");
	}
	if (loaded)
		say_uri(interface(loaded->device, &path_guid));
	return STATUS;
}
