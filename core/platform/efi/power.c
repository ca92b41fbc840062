/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Restarts the machine, switches it off, and tells the time of day (UEFI 2.10,
 * chapter 8).
 */

#include <errno.h>
#include <stdio.h>
#include <core/calendar.h>
#include <core/clock.h>
#include <core/machine.h>
#include <ipxe/console.h>
#include "efi.h"

#define MINUTES_PER_DAY 1440

/* Restarts the machine. Returns -ENOTSUP if the firmware does not do it. */
int platform_reboot(int warm)
{
	console_flush();
	efi_system->runtime->reset_system(warm ? EFI_RESET_WARM :
						 EFI_RESET_COLD,
					  EFI_SUCCESS, 0, NULL);
	return -ENOTSUP;
}

/* Switches the machine off. Returns -ENOTSUP if the firmware does not do it. */
int platform_poweroff(void)
{
	console_flush();
	efi_system->runtime->reset_system(EFI_RESET_SHUTDOWN, EFI_SUCCESS, 0,
					  NULL);
	return -ENOTSUP;
}

/* Refuses to boot a disk by its number, which UEFI does not know: disks are
 * started by the firmware's own boot options, which come next when we have
 * ended. */
int platform_boot_drive(unsigned int drive)
{
	printf("sanboot: UEFI does not number its disks\n");
	return -ENOTSUP;
}

/* Returns the time in seconds since 1970 (UTC), or 0 if the firmware has no
 * clock or it is not set. A clock without a time zone is taken for one that
 * shows UTC. */
uint64_t platform_time(void)
{
	struct efi_time time;
	int64_t seconds;

	if (efi_system->runtime->get_time(&time, NULL) != EFI_SUCCESS ||
	    time.year < 1970 || time.month < 1 || time.month > 12 ||
	    time.day < 1 || time.day > 31)
		return 0;
	seconds = ((calendar_days(time.year, time.month, time.day) * 24 +
		    time.hour) * 60 + time.minute) * 60 + time.second;
	if (time.time_zone != EFI_NO_TIME_ZONE &&
	    time.time_zone >= -MINUTES_PER_DAY &&
	    time.time_zone <= MINUTES_PER_DAY)
		seconds += time.time_zone * 60;
	return seconds > 0 ? seconds : 0;
}
