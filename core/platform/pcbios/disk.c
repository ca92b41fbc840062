/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Starts the boot sector of a disk as the BIOS would (BIOS Boot Specification
 * 1.01): at 0:7c00, with the number of the drive in DL.
 */

#include <errno.h>
#include <core/machine.h>
#include "pcbios.h"

#define DISK 0x13
#define READ_ONE_SECTOR 0x0201
#define FIRST_SECTOR 0x0001
#define BOOT_SECTOR 0x7c00
#define MARK (BOOT_SECTOR + 0x1fe)
#define MARK_VALUE 0xaa55

int platform_boot_drive(unsigned int drive)
{
	struct bios_regs regs = {
		.eax = READ_ONE_SECTOR,
		.ebx = BOOT_SECTOR,
		.ecx = FIRST_SECTOR,
		.edx = drive,
	};

	bios_data(uint16_t, MARK) = 0;
	bios_call(DISK, &regs);
	if (regs.flags & FLAG_CF)
		return -ENODEV;
	if (bios_data(uint16_t, MARK) != MARK_VALUE)
		return -ENOEXEC;
	leave_to(EXIT_BOOT_SECTOR | drive);
}
