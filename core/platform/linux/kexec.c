/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The report as a shell script that starts what was found (kexec(8)), from the
 * files that were kept. Whatever a server or a script has chosen stands in it
 * between single quotes.
 */

#include <stdio.h>
#include <string.h>
#include <ipxe/image.h>
#include "keep.h"
#include "report.h"

static int is_clean(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return 0;
	}
	return 1;
}

static void quoted(const char *text)
{
	report_print("'");
	for (; *text; text++) {
		if (*text == '\'')
			report_print("'\\''");
		else
			report_print("%c", *text);
	}
	report_print("'");
}

/* A kept file, with its folder. */
static void quoted_file(const char *name)
{
	quoted(linux_options.fetch);
	report_print("/");
	quoted(name);
}

/* The file that holds the initrd: the only one there is, or all of them put
 * together, as a loader hands them over. NULL after a message. */
static const char *initrd_file(const struct start *start)
{
	const struct image *image;

	for_each_image(image) {
		if (image->data == start->initrd.data &&
		    image->len == start->initrd.len && kept_name(image))
			return kept_name(image);
	}
	return keep_bytes("initrds", start->initrd.data, start->initrd.len);
}

enum linux_status report_kexec(const struct start *start)
{
	const char *kernel = kept_name(start->image);
	const char *cmdline = start->image->cmdline;
	const char *initrd = NULL;

	if (!start->is_linux) {
		printf("%s: no Linux kernel, so that kexec cannot start it\n",
		       start->image->name);
		return STATUS_NOTHING;
	}
	if (start->initrd.len)
		initrd = initrd_file(start);
	if (!kernel || (start->initrd.len && !initrd))
		return STATUS_NOTHING;
	if (cmdline && !is_clean(cmdline)) {
		printf("%s: control characters in its command line\n",
		       start->image->name);
		return STATUS_NOTHING;
	}
	report_print("#!/bin/sh\nkexec --load ");
	quoted_file(kernel);
	if (initrd) {
		report_print(" --initrd=");
		quoted_file(initrd);
	}
	report_print(" --command-line=");
	quoted(cmdline ? cmdline : "");
	report_print(" &&\nkexec --exec\n");
	return STATUS_BOOT;
}
