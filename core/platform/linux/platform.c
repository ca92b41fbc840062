/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The platform "linux": the core as a program on Linux that plays the boot of a
 * machine on the host's network interfaces (docs/hosted.md).
 */

#include <string.h>
#include <core/given.h>
#include <core/machine.h>
#include <core/random.h>
#include <ipxe/features.h>
#include <ipxe/init.h>
#include <ipxe/pci.h>
#include "../hosted/host/host.h"
#include "host/pci.h"
#include "keep.h"
#include "linux_core.h"
#include "nic.h"
#include "report.h"

const char platform_name[] = "linux";
const char platform_arch[] = LINUX_ARCH;

/* Without a command line, the script that was built in is run. */
const char hosted_default_command[] = "";

struct linux_options linux_options;

/* Returns the architecture of the machine that is played. */
uint16_t platform_dhcp_arch(void)
{
	return linux_options.arch;
}

/* What the machine's firmware adds to the features: a BIOS starts network boot
 * programs, UEFI starts EFI programs. Servers choose the file by it. */
static struct feature firmware_feature __feature = { "PXE", FEATURE_PXE, 1 };

/* Lets the machine have the feature of its firmware. Without it a server would
 * name another file than to the machine that is played. */
static void choose_firmware_feature(void)
{
	if (linux_is_uefi()) {
		firmware_feature.name = "EFI";
		firmware_feature.code = FEATURE_EFI;
	}
}

struct init_fn firmware_feature_init_fn __init_fn(INIT_EARLY) = {
	.initialise = choose_firmware_feature,
};

/* Adds randomness of the kernel's to the core's, whose own sources are times
 * that another user of the host could guess. */
static void add_entropy(void)
{
	uint8_t bytes[32];

	random_stir(bytes, host_random(bytes, sizeof(bytes)));
}

struct init_fn entropy_init_fn __init_fn(INIT_EARLY) = {
	.initialise = add_entropy,
};

int platform_reboot(int warm)
{
	linux_reset("reboot");
}

int platform_poweroff(void)
{
	linux_reset("power off");
}

/* Reports that the machine would start from a disk. Whether a real one has that
 * disk cannot be known here. */
int platform_boot_drive(unsigned int drive)
{
	linux_reset("start from its disk");
}

/* Returns what the host has, for scripts that look at it. */
uint32_t pci_read32(unsigned int busdevfn, unsigned int where)
{
	return host_pci_read(busdevfn, where & ~3U);
}

/* --- SMBIOS: system, end (DSP0134 section 7) */

/* Where the UUID is in the structures. */
#define UUID_AT 8

/* The structures of a machine that the command line has given none. */
static uint8_t made_up[] =
	"\x01\x1b\x00\x01" "\x01\x02\x00\x00"
	"0123456789abcdef" "\x06\x00\x00"
	"multiboot\0" "Linux program\0\0"
	"\x7f\x04\x00\x7f\0\0";

/* Makes a UUID (RFC 9562 5.8) that is always the same for the same MAC address
 * of the first NIC. */
static void make_uuid(uint8_t *uuid)
{
	static const uint8_t start[] = {
		0x6c, 0x75, 0x6d, 0x62, 0x6f, 0x6f, 0x00, 0x80, 0x80, 0x00,
	};

	memcpy(uuid, start, sizeof(start));
	memset(uuid + sizeof(start), 0, MAC_LEN);
	if (nics[0].netdev)
		memcpy(uuid + sizeof(start), nics[0].netdev->hw_addr, MAC_LEN);
}

const void *platform_smbios(size_t *len)
{
	static const uint8_t none[sizeof(linux_options.uuid)];

	if (linux_options.smbios.data) {
		*len = linux_options.smbios.len;
		return linux_options.smbios.data;
	}
	if (memcmp(linux_options.uuid, none, sizeof(none)) == 0)
		make_uuid(made_up + UUID_AT);
	else
		memcpy(made_up + UUID_AT, linux_options.uuid, sizeof(none));
	*len = sizeof(made_up) - 1;
	return made_up;
}

/* --- the run */

/* The exit status, which main() returns. */
enum linux_status linux_status;
/* Runs what was given and reports how it has ended. main() lets core_main()
 * call it. Returns 0 or a negative error. */
int linux_run(void);

int linux_run(void)
{
	int rc;

	report_begin();
	rc = run_given();
	linux_status = report_end(rc);
	keep_end();
	return rc;
}
