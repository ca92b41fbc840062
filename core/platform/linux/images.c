/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Recognizes what a machine of the chosen architecture would start: a PC with a
 * BIOS starts bzImages and network boot programs, UEFI starts PE images for its
 * processor. Instead of starting it, the program reports that and ends, as the
 * machine would be lost to us from then on.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <core/bzimage.h>
#include <core/main.h>
#include <core/nbp.h>
#include <ipxe/console.h>
#include <ipxe/errortab.h>
#include <ipxe/image.h>
#include "../hosted/host/host.h"
#include "keep.h"
#include "linux_core.h"
#include "pe.h"
#include "report.h"

#define EINFO_ENOEXEC_ARCH \
	__einfo_uniqify(EINFO_ENOEXEC, 0x01, "Not for this machine")
#define ENOEXEC_ARCH __einfo_error(EINFO_ENOEXEC_ARCH)

struct errortab linux_errors[] __errortab = {
	__einfo_errortab(EINFO_ENOEXEC_ARCH),
};

/* The client architectures that have a name here. */
static const struct architecture {
	unsigned int number;	/* IANA's, "Processor Architecture Types" */
	const char *name;	/* for people */
	int pe_machine;		/* of its programs, or -1 if it starts none
				 * that are PE images */
} architectures[] = {
	{ 0, "a PC with a BIOS", -1 },
	{ 6, "x86 with UEFI", PE_MACHINE_I386 },
	{ 7, "x86-64 with UEFI", PE_MACHINE_X86_64 },
	{ 9, "x86-64 with UEFI", PE_MACHINE_X86_64 },
	{ 10, "Arm with UEFI", PE_MACHINE_ARM },
	{ 11, "arm64 with UEFI", PE_MACHINE_ARM64 },
	{ 15, "x86 with UEFI, by HTTP", PE_MACHINE_I386 },
	{ 16, "x86-64 with UEFI, by HTTP", PE_MACHINE_X86_64 },
	{ 18, "Arm with UEFI, by HTTP", PE_MACHINE_ARM },
	{ 19, "arm64 with UEFI, by HTTP", PE_MACHINE_ARM64 },
	{ 27, "RISC-V with UEFI", PE_MACHINE_RISCV64 },
	{ 28, "RISC-V with UEFI, by HTTP", PE_MACHINE_RISCV64 },
};

/* Returns the architecture that the command line has chosen, or NULL if that
 * has no name here. */
static const struct architecture *architecture(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(architectures) / sizeof(architectures[0]); i++) {
		if (architectures[i].number == linux_options.arch)
			return &architectures[i];
	}
	return NULL;
}

static int is_bios(void)
{
	return linux_options.arch == 0;
}

/* All architectures with names are UEFI's, except the BIOS. */
int linux_is_uefi(void)
{
	return !is_bios() && architecture();
}

/* --- the end */

/* Ends the program with a status, and the core in it as for a reboot. */
static void leave(enum linux_status status) __attribute__((noreturn));

static void leave(enum linux_status status)
{
	core_shutdown();
	keep_end();
	host_exit(status);
}

void linux_reset(const char *what)
{
	leave(report_reset(what));
}

/* Returns the version that an x86 kernel has in its header
 * (Documentation/arch/x86/boot in the kernel), made printable, or NULL if it
 * has none. */
static const char *kernel_version(const struct image *image)
{
	static char version[80];
	const struct bzimage_header *header;
	const char *text;
	size_t offset, i;

	if (image->len < BZIMAGE_HEADER_OFFSET + sizeof(*header))
		return NULL;
	header = (const void *)((const char *)image->data +
				BZIMAGE_HEADER_OFFSET);
	offset = header->kernel_version + 0x200;
	if (header->header != BZIMAGE_MAGIC || !header->kernel_version ||
	    offset >= image->len)
		return NULL;
	text = (const char *)image->data + offset;
	for (i = 0; i < sizeof(version) - 1 && i < image->len - offset &&
		    text[i] && text[i] != ' '; i++)
		version[i] = text[i];
	version[i] = '\0';
	replace_controls(version);
	return version;
}

/* Reports that an image would be started, and ends the program. Returns only if
 * a kernel's initrd cannot be put together: then a negative error. */
static int would_start(struct image *image, const char *type)
{
	struct start start = {
		.image = image, .type = type, .cmdline = image->cmdline,
		.is_linux = is_linux(image->data, image->len),
	};
	char *cmdline = NULL;
	enum linux_status status;
	int rc;

	if (start.is_linux) {
		start.type = "Linux";
		start.version = kernel_version(image);
		rc = initrd_build(image, &start.initrd);
		if (rc != 0)
			return rc;
		cmdline = kernel_cmdline(image, KERNEL_CMDLINE_MAX);
		if (cmdline && *cmdline)
			start.cmdline = cmdline;
	}
	status = report_start(&start);
	free(cmdline);
	initrd_free(&start.initrd);
	leave(status);
}

/* --- a PC with a BIOS */

static int bios_linux_probe(struct image *image)
{
	return is_bios() ? bzimage_probe(image) : -ENOEXEC;
}

/* Checks a kernel as thoroughly as a BIOS version of the firmware does before
 * it starts one, so that the report tells the same. */
static int bios_linux_exec(struct image *image)
{
	struct bzimage bzimage;
	const char *why;
	int rc = bzimage_parse(image->data, image->len, &bzimage, &why);

	if (rc == 0)
		rc = bzimage_check_cmdline(image, &bzimage);
	return rc == 0 ? would_start(image, "Linux") : rc;
}

struct image_type bios_linux_type __image_type(PROBE_NORMAL) = {
	.name = "bzImage",
	.probe = bios_linux_probe,
	.exec = bios_linux_exec,
};

static int nbp_exec(struct image *image)
{
	return would_start(image, "a network boot program, which cannot run "
			   "here");
}

static int bios_nbp_probe(struct image *image)
{
	return is_bios() ? nbp_probe(image) : -ENOEXEC;
}

struct image_type bios_nbp_type __image_type(PROBE_PXE) = {
	.name = "PXE-NBP",
	.probe = bios_nbp_probe,
	.exec = nbp_exec,
};

/* --- UEFI */

/* Returns 0 for a PE image for the chosen architecture. With an architecture
 * that has no name here, any processor's will do. */
static int efi_probe(struct image *image)
{
	const struct architecture *arch = architecture();
	int machine = pe_machine(image->data, image->len);

	if (is_bios() || machine < 0)
		return -ENOEXEC;
	return !arch || machine == arch->pe_machine ? 0 : -ENOEXEC;
}

static int efi_exec(struct image *image)
{
	return would_start(image, "an EFI program, which cannot run here");
}

struct image_type efi_type __image_type(PROBE_NORMAL) = {
	.name = "EFI",
	.probe = efi_probe,
	.exec = efi_exec,
};

/* --- programs of other machines, to say so */

/* Returns what kind of machine a file is for, or NULL if that is not known. */
static const char *foreign(struct image *image)
{
	int machine = pe_machine(image->data, image->len);
	unsigned int i;

	for (i = 0; i < sizeof(architectures) / sizeof(architectures[0]); i++) {
		if (machine >= 0 && architectures[i].pe_machine == machine)
			return architectures[i].name;
	}
	if (machine >= 0)
		return "a machine with UEFI";
	if (is_linux(image->data, image->len))
		return "a boot loader of its own kind, or a PC with a BIOS";
	return !is_bios() && nbp_probe(image) == 0 ? architectures[0].name :
						    NULL;
}

/* Returns -ENOEXEC_ARCH, after a message, for a program that another machine
 * would start, and -ENOEXEC for any other file. */
static int foreign_probe(struct image *image)
{
	const struct architecture *arch = architecture();
	const char *what = foreign(image);

	if (!what)
		return -ENOEXEC;
	printf("%s: a program for %s; this machine is %s (--arch %d)\n",
	       image->name, what, arch ? arch->name : "another one",
	       linux_options.arch);
	return -ENOEXEC_ARCH;
}

static int foreign_exec(struct image *image)
{
	return -ENOEXEC_ARCH;
}

/* The order 04 comes after those of all other types, so that only files reach
 * it that none of them has taken (<ipxe/tables.h>). */
struct image_type foreign_type __image_type(04) = {
	.name = "foreign",
	.probe = foreign_probe,
	.exec = foreign_exec,
};
