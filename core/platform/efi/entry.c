/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The platform's life: from the firmware to core_main() and back (UEFI 2.10,
 * 4.1). The firmware has relocated us, gives 128 KiB of stack and interrupts
 * that are on, and goes on when we return.
 */

#include <stdio.h>
#include <core/given.h>
#include <core/machine.h>
#include <core/main.h>
#include <ipxe/console.h>
#include <ipxe/features.h>
#include <efi/pci_io.h>
#include "efi.h"

struct feature efi_feature __feature = { "EFI", FEATURE_EFI, 1 };

const char platform_name[] = "efi";
const char platform_arch[] = EFI_ARCH_NAME;

uint16_t platform_dhcp_arch(void)
{
	return EFI_DHCP_ARCHITECTURE;
}

struct efi_system_table *efi_system;
struct efi_boot_services *efi_boot;
efi_handle efi_our_handle;
struct efi_loaded_image *efi_our_image;

/* Runs the whole program. The firmware calls it, as tools/elf2pe.c makes it the
 * entry of the image. */
efi_status EFIAPI efi_entry(efi_handle image, struct efi_system_table *system);

/* Returns the place of the NIC whose ROM we are, or -1 if we are none: only an
 * image in a ROM comes from the PCI function itself, and not from something that
 * the firmware has made on top of that. */
int platform_boot_nic(void)
{
	static const struct efi_guid pci_io = EFI_PCI_IO_GUID;
	struct efi_pci_io *pci = efi_interface(efi_our_image->device, &pci_io);
	unsigned int segment, location;

	if (!pci || efi_pci_location(pci, &segment, &location) != 0 || segment)
		return -1;
	return location;
}

const char *platform_cmdline(void)
{
	return efi_options.cmdline;
}

void platform_initrd(const void **data, size_t *len)
{
	*data = efi_options.script;
	*len = efi_options.script_len;
}

efi_status EFIAPI efi_entry(efi_handle image, struct efi_system_table *system)
{
	static const struct efi_guid loaded_image = EFI_LOADED_IMAGE_GUID;
	efi_status status;
	int rc;

	efi_system = system;
	efi_boot = system->boot;
	efi_our_handle = image;
	efi_our_image = efi_interface(image, &loaded_image);
	if (!efi_our_image)
		return EFI_UNSUPPORTED;
	efi_watchdog(0);		/* we may wait for long */
	efi_clock_init();		/* currticks() */
	if (efi_memory_init() != 0) {	/* malloc() */
		efi_clock_exit();
		return EFI_OUT_OF_RESOURCES;
	}
	efi_console_init();		/* printf() */
	efi_options_init();		/* what there is to run */
	rc = core_main(run_given);
	console_flush();
	status = efi_exit_status(rc, efi_program_ended_well());
	efi_memory_exit();
	efi_clock_exit();
	efi_watchdog(1);
	return status;
}
