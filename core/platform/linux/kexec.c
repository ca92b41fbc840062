/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Writes the report as a shell script that starts what was found (kexec(8)),
 * from the files that were kept. All text that comes from a server or a script
 * is put in single quotes, so that the shell runs none of it.
 */

#include <stdio.h>
#include <string.h>
#include <ipxe/image.h>
#include "keep.h"
#include "report.h"

/* Returns non-zero if a text has no control characters. */
static int is_clean(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return 0;
	}
	return 1;
}

/* Writes a text so that the shell takes it as one word, whatever is in it. */
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

/* Writes the path of a file that was kept. */
static void quoted_file(const char *name)
{
	quoted(linux_options.fetch);
	report_print("/");
	quoted(name);
}

/* Returns the name of the file that holds the initrd, or NULL after a message.
 * If there is more than one, they are put together in a new file, as a boot
 * loader does. */
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
	const char *cmdline = start->cmdline;
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
