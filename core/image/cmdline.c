/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Command lines of Linux kernels: this file finds words in them and adds "BOOTIF=".
 * Installers and initrds configure the NIC that "BOOTIF=" names. Without it they
 * would have to guess which of several NICs the machine was booted from.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/bzimage.h>
#include <ipxe/image.h>
#include <ipxe/settings.h>

const char *cmdline_word(const char *cmdline, const char *name)
{
	size_t len = strlen(name);

	while (cmdline) {
		while (*cmdline == ' ')
			cmdline++;
		if (strncmp(cmdline, name, len) == 0)
			return cmdline + len;
		cmdline = strchr(cmdline, ' ');
	}
	return NULL;
}

/* Returns non-zero if a text with ${...} expands to the expected one. */
static int expands_to(const char *text, const char *expected)
{
	char *expanded = expand_settings(text);
	int same = expanded && strcmp(expanded, expected) == 0;

	free(expanded);
	return same;
}

/* Returns non-zero if "BOOTIF=" is to be added to a command line. This is so if the
 * NIC in use has won the last race, unless the command line has such a word already
 * or a script has set ${bootif} to 0. */
static int wants_bootif(const char *cmdline, const char *bootif)
{
	return !cmdline_word(cmdline, "BOOTIF=") &&
	       !expands_to("${bootif}", "0") &&
	       expands_to("${multiboot/bootif}", bootif);
}

char *kernel_cmdline(const struct image *image, size_t max)
{
	const char *given = image->cmdline ? image->cmdline : "";
	char *bootif = expand_settings(" BOOTIF=01-${netX/mac:hexhyp}");
	char *cmdline;
	size_t len;

	if (!bootif)
		return NULL;
	if (!wants_bootif(given, bootif + 1))
		*bootif = '\0';
	len = strlen(given) + strlen(bootif);
	if (*bootif && len > max) {
		printf("%s: no room for%s in its command line\n", image->name,
		       bootif);
		*bootif = '\0';
	}
	cmdline = malloc(len + 1);
	if (cmdline)
		snprintf(cmdline, len + 1, "%s%s", given,
			 *given ? bootif : bootif + !!*bootif);
	free(bootif);
	return cmdline;
}
