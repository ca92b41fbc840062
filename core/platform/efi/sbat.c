/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The table that shim reads before it starts an image (format: shim's SBAT.md).
 * Its first line has the version of the format, each other one a component of
 * the image with its generation. That number is raised when a hole is closed
 * through which Secure Boot could be circumvented, so that images of earlier
 * generations can be refused.
 */

extern const char sbat[];

const char sbat[] __attribute__((used, section(".sbat"))) =
	"sbat,1,SBAT Version,sbat,1,"
	"https://github.com/rhboot/shim/blob/main/SBAT.md\n"
	"multiboot,1,multiboot,multiboot," VERSION ",docs/uefi.md\n";
