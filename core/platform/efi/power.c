/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Restarting, switching off, and the time of day (UEFI 2.10, chapter 8).
 */

#include <errno.h>
#include <stdio.h>
#include <core/calendar.h>
#include <core/clock.h>
#include <core/machine.h>
#include <ipxe/console.h>
#include "efi.h"

#define MINUTES_PER_DAY 1440

int platform_reboot(int warm)
{
	console_flush();
	efi_system->runtime->reset_system(warm ? EFI_RESET_WARM :
						 EFI_RESET_COLD,
					  EFI_SUCCESS, 0, NULL);
	return -ENOTSUP;
}

int platform_poweroff(void)
{
	console_flush();
	efi_system->runtime->reset_system(EFI_RESET_SHUTDOWN, EFI_SUCCESS, 0,
					  NULL);
	return -ENOTSUP;
}

/* UEFI starts disks by what stands in its own boot options, which come next when
 * we have ended. */
int platform_boot_drive(unsigned int drive)
{
	printf("sanboot: UEFI does not number its disks\n");
	return -ENOTSUP;
}

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
