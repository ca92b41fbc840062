/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What shim wants to read before it starts an image (its SBAT.md): the version
 * of the format, and a line a component with its generation, which rises when
 * a hole is closed that Secure Boot is about.
 */

extern const char sbat[];

const char sbat[] __attribute__((used, section(".sbat"))) =
	"sbat,1,SBAT Version,sbat,1,"
	"https://github.com/rhboot/shim/blob/main/SBAT.md\n"
	"multiboot,1,multiboot,multiboot," VERSION ",docs/uefi.md\n";
