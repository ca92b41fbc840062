/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The driver in a NIC's ROM (UEFI 2.10, 14.4.2). The firmware runs it once for each
 * NIC that has the ROM, long before anything is booted. It makes its NIC something
 * to boot from and stays: a handle with the Load File Protocol, for which the boot
 * manager makes a boot option.
 *
 * When the firmware boots from that, the application is unpacked and runs in the
 * driver's name, and so as the ROM of that NIC. It does not go through the
 * firmware's LoadImage, as that knows of no file that it comes from; the firmware
 * has allowed it with the driver that it is part of.
 *
 * The application races for all NICs. When it has failed, the drivers of other NICs
 * return at once, and the boot manager goes on. The same NIC started again runs a
 * new race.
 */

#include <efi/console.h>
#include <efi/memory_attribute.h>
#include <efi/pci_io.h>
#include <ipxe/pci.h>
#include "../efi.h"
#include "payload.h"

/* By which the drivers find what they share. */
#define SHARED_GUID EFI_GUID(0x2f0f4ee5, 0x9c5b, 0x4f0a,	\
	0xa3, 0x71, 0x6d, 0x75, 0x6c, 0x74, 0x69, 0x62)

/* What the drivers of all NICs share. */
struct shared {
	/* The handle of the NIC whose race has failed. */
	efi_handle tried;
};

/* The last node of our device path, whose text boot managers show. */
struct name_node {
	struct efi_device_path header;	/* a file's name (10.3.5.4) */
	efi_char16 text[24];		/* "multiboot (PCI 00:00.0)" */
	struct efi_device_path end;	/* the path's end */
};
_Static_assert(sizeof(struct name_node) == 4 + 48 + 4, "without gaps");

/* Where the digits of the bus are in that text. */
#define NAME_BUS 15

extern const struct payload rom_payload;

struct efi_system_table *efi_system;
struct efi_boot_services *efi_boot;
/* The handle of the driver's image. */
static efi_handle driver;
/* The handle with our Load File Protocol. */
static efi_handle boot_handle;
/* What we share with others if no other driver was first. */
static struct shared our_shared;

/* Makes our NIC one to boot from. The firmware calls it, as tools/elf2pe.c makes it
 * the entry of the image. */
efi_status EFIAPI efi_entry(efi_handle image, struct efi_system_table *system);

/* The entry of the application. */
typedef efi_status (EFIAPI *entry_function)(efi_handle image,
					    struct efi_system_table *system);

/* --- running the application */

/* Returns memory that is all zeros, or NULL if there is not enough. */
static uint8_t *get_pages(uint32_t type, uint32_t len)
{
	uint64_t address = 0, *word;

	if (efi_boot->allocate_pages(EFI_ALLOCATE_ANY, type,
				     (len + PAGE - 1) / PAGE, &address) !=
	    EFI_SUCCESS)
		return NULL;
	for (word = (void *)(uintptr_t)address; len > 7; len -= 8)
		*word++ = 0;
	return (void *)(uintptr_t)address;
}

static void free_pages(uint8_t *start, uint32_t len)
{
	if (start)
		efi_boot->free_pages((uintptr_t)start, (len + PAGE - 1) / PAGE);
}

static void print(const efi_char16 *text)
{
	if (efi_system->con_out)
		efi_system->con_out->output_string(efi_system->con_out, text);
}

/* Unpacks the application to memory in which it can run. Returns EFI_SUCCESS, or
 * an error after a message. */
static efi_status unpack_to(uint8_t *image)
{
	uint32_t len = scratch_of(&rom_payload).len;
	uint8_t *scratch = get_pages(EFI_LOADER_DATA, len);
	int rc;

	if (!image || !scratch) {
		free_pages(scratch, len);
		print(u"multiboot: not enough memory\r\n");
		return EFI_OUT_OF_RESOURCES;
	}
	rc = unpack(&rom_payload, image, scratch);
	free_pages(scratch, len);
	if (rc == 0)
		return EFI_SUCCESS;
	print(u"multiboot: the image is damaged\r\n");
	return EFI_LOAD_ERROR;
}

/* Returns the protocol by which the application's code gets the right to be
 * executed, or NULL if it has that already or the firmware has no such protocol. */
static struct efi_memory_attribute *find_rights(uint8_t *image)
{
	static const struct efi_guid guid = EFI_MEMORY_ATTRIBUTE_GUID;
	struct efi_memory_attribute *rights;
	uint64_t attributes;

	if (efi_boot->locate_protocol(&guid, NULL, (void **)&rights) !=
	    EFI_SUCCESS)
		return NULL;
	/* Pages that differ are treated as those that have no right. */
	if (rights->get(rights, (uintptr_t)image, rom_payload.rest,
			&attributes) == EFI_SUCCESS &&
	    !(attributes & EFI_MEMORY_XP))
		return NULL;
	return rights;
}

/* Gives the pages of the application's code some attributes and takes others. They
 * can at no time be both written and executed. */
static efi_status change_rights(struct efi_memory_attribute *rights,
				uint8_t *image, uint64_t set, uint64_t clear)
{
	uint32_t len = rom_payload.rest;
	efi_status status;

	if (!rights)
		return EFI_SUCCESS;
	status = rights->set(rights, (uintptr_t)image, len, set);
	if (status == EFI_SUCCESS)
		status = rights->clear(rights, (uintptr_t)image, len, clear);
	return status;
}

/* Runs the unpacked application, whose pages are afterwards as they were. Returns
 * its status. */
static efi_status run_at(uint8_t *image)
{
	struct efi_memory_attribute *rights = find_rights(image);
	efi_status status = change_rights(rights, image, EFI_MEMORY_RO,
					  EFI_MEMORY_XP);

	if (status == EFI_SUCCESS) {
		status = ((entry_function)(image + rom_payload.entry))(
			driver, efi_system);
		/* The firmware had none running when it called us. */
		efi_boot->set_watchdog_timer(0, EFI_WATCHDOG_CODE, 0, NULL);
	}
	change_rights(rights, image, EFI_MEMORY_XP, EFI_MEMORY_RO);
	return status;
}

/* Unpacks and runs the application. Returns its status. */
static efi_status run(void)
{
	uint32_t len = (rom_payload.mem_len + PAGE - 1) & ~(PAGE - 1);
	uint8_t *image = get_pages(EFI_LOADER_CODE, len);
	efi_status status = unpack_to(image);

	if (status == EFI_SUCCESS)
		status = run_at(image);
	free_pages(image, len);
	return status;
}

/* --- what the firmware sees */

/* Returns what the drivers share, or NULL if no race has failed yet. */
static struct shared *find_shared(void)
{
	static const struct efi_guid guid = SHARED_GUID;
	void *shared;

	if (efi_boot->locate_protocol(&guid, NULL, &shared) != EFI_SUCCESS)
		return NULL;
	return shared;
}

/* Lets the drivers of other NICs know that our race has failed. */
static void share_failure(struct shared *shared)
{
	static const struct efi_guid guid = SHARED_GUID;

	if (!shared) {
		shared = &our_shared;
		efi_boot->install_multiple_protocol_interfaces(
			&boot_handle, &guid, shared, NULL);
	}
	shared->tried = boot_handle;
}

/* Is called when the firmware boots from our NIC (UEFI 2.10, 13.1). It never has a
 * file for the firmware, which goes on with the next boot option. */
static efi_status EFIAPI load_file(struct efi_load_file *file,
				   struct efi_device_path *path,
				   efi_boolean boot_policy, efi_uintn *size,
				   void *buffer)
{
	struct shared *shared = find_shared();
	efi_status status;

	if (!boot_policy)
		return EFI_UNSUPPORTED;
	if (shared && shared->tried != boot_handle) {
		print(u"multiboot: the NICs have been tried already\r\n");
		return EFI_NOT_FOUND;
	}
	status = run();
	share_failure(shared);
	return EFI_ERROR(status) ? status : EFI_ABORTED;
}

/* Writes a number with its last digits to a text. */
static void put_digits(efi_char16 *text, unsigned int value,
		       unsigned int digits)
{
	while (digits--) {
		text[digits] = "0123456789abcdef"[value & 15];
		value >>= 4;
	}
}

/* Fills in the last node of our path, with the place of our NIC. */
static void make_name(struct name_node *node, struct efi_pci_io *pci)
{
	static const struct name_node name = {
		.header = { EFI_PATH_MEDIA, EFI_PATH_MEDIA_FILE,
			    { offsetof(struct name_node, end), 0 } },
		.text = u"multiboot (PCI 00:00.0)",
		.end = { EFI_PATH_END, EFI_PATH_END_ALL, { 4, 0 } },
	};
	unsigned int segment, location;

	*node = name;
	if (!pci || efi_pci_location(pci, &segment, &location) != 0)
		return;
	put_digits(&node->text[NAME_BUS], location >> 8, 2);
	put_digits(&node->text[NAME_BUS + 3], PCI_SLOT(location), 2);
	put_digits(&node->text[NAME_BUS + 6], PCI_FUNC(location), 1);
}

/* Returns the path of our handle, below that of the NIC, or NULL if the NIC has
 * none or there is no memory. */
static void *make_path(efi_handle nic)
{
	static const struct efi_guid pci_io = EFI_PCI_IO_GUID;
	const struct efi_device_path *above = efi_path_of(nic);
	int i, len = efi_path_len(above);
	void *path;

	if (!above || len < 0 ||
	    efi_boot->allocate_pool(EFI_BOOT_SERVICES_DATA,
				    len + sizeof(struct name_node), &path) !=
	    EFI_SUCCESS)
		return NULL;
	for (i = 0; i < len; i++)
		((uint8_t *)path)[i] = ((const uint8_t *)above)[i];
	make_name((struct name_node *)((uint8_t *)path + len),
		  efi_interface(nic, &pci_io));
	return path;
}

efi_status EFIAPI efi_entry(efi_handle image, struct efi_system_table *system)
{
	static const struct efi_guid loaded_image = EFI_LOADED_IMAGE_GUID;
	static const struct efi_guid device_path = EFI_DEVICE_PATH_GUID;
	static const struct efi_guid load_file_guid = EFI_LOAD_FILE_GUID;
	static struct efi_load_file file = { .load_file = load_file };
	struct efi_loaded_image *loaded;
	efi_status status;
	void *path;

	efi_system = system;
	efi_boot = system->boot;
	driver = image;
	loaded = efi_interface(image, &loaded_image);
	if (!loaded || !loaded->device)
		return EFI_UNSUPPORTED;
	path = make_path(loaded->device);
	if (!path)
		return EFI_OUT_OF_RESOURCES;
	status = efi_boot->install_multiple_protocol_interfaces(
		&boot_handle, &device_path, path, &load_file_guid, &file,
		NULL);
	if (EFI_ERROR(status))
		efi_boot->free_pool(path);
	return status;
}
