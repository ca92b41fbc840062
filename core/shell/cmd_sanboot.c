/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The command sanboot, limited to booting from local disks. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <core/localboot.h>
#include <core/machine.h>
#include <ipxe/command.h>
#include <ipxe/parseopt.h>

#define FIRST_HARD_DISK 0x80
#define DRIVE_MAX 0xff

/* The options of sanboot. */
struct sanboot_options {
	/* BIOS number of the disk, which is 0x80 for the first hard disk. */
	unsigned int drive;
	/* Path of the boot file on the disk, or NULL for the usual one. */
	char *filename;
	/* Non-zero if no description of the disk is left to the operating
	 * system, which never gets one here. */
	int no_describe;
	/* Non-zero if the disk stays attached, which has no effect for a local
	 * disk. */
	int keep;
};

/* Under a BIOS the option --filename has no effect, as a disk has no boot file
 * with a name. --no-describe and --keep have none either, as no disk is ever
 * attached from a network. */
static struct option_descriptor sanboot_opts[] = {
	OPTION_DESC("drive", 'd', required_argument, struct sanboot_options,
		    drive, parse_integer),
	OPTION_DESC("filename", 'f', required_argument, struct sanboot_options,
		    filename, parse_string),
	OPTION_DESC("no-describe", 'n', no_argument, struct sanboot_options,
		    no_describe, parse_flag),
	OPTION_DESC("keep", 'k', no_argument, struct sanboot_options, keep,
		    parse_flag),
};

static struct command_descriptor sanboot_cmd =
	COMMAND_DESC(struct sanboot_options, sanboot_opts, 0, MAX_ARGUMENTS,
		     "");

static int boot_drive(unsigned int drive)
{
	int rc = -ENODEV;

	local_boot_wanted = 1;
	printf("Booting from drive %#x\n", drive);
	if (drive <= DRIVE_MAX)
		rc = platform_boot_drive(drive);
	printf(rc == -ENOEXEC ? "sanboot: drive %#x has no boot sector\n" :
	       "sanboot: drive %#x cannot be read; is it there?\n", drive);
	return rc;
}

static int sanboot_exec(int argc, char **argv)
{
	struct sanboot_options opts = { .drive = FIRST_HARD_DISK };
	int rc = reparse_options(argc, argv, &sanboot_cmd, &opts);

	if (rc != 0)
		return rc;
	if (optind == argc)
		return boot_drive(opts.drive);
	printf("sanboot: %s: local disks only here (--drive 0x80)\n",
	       argv[optind]);
	return -ENOTSUP;
}

COMMAND(sanboot, sanboot_exec);
