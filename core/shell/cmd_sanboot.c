/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The command sanboot, as far as it boots from local disks. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <core/localboot.h>
#include <core/machine.h>
#include <ipxe/command.h>
#include <ipxe/parseopt.h>

#define FIRST_HARD_DISK 0x80
#define DRIVE_MAX 0xff

struct sanboot_options {
	unsigned int drive;
	char *filename;
	int no_describe;
	int keep;
};

/* Under a BIOS a disk has no boot file that could be named, nor anything to be
 * described or kept when no disk was attached from a network. */
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
