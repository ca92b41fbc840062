/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Command lines of Linux kernels: their words, and the one that we add. Installers
 * and initrds configure the NIC that "BOOTIF=" names; without it a machine with
 * several would have to guess which one it was booted from.
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

static int expands_to(const char *text, const char *expected)
{
	char *expanded = expand_settings(text);
	int same = expanded && strcmp(expanded, expected) == 0;

	free(expanded);
	return same;
}

/* Returns non-zero if a kernel is to be told that it was booted from the NIC in
 * use: that has won the last race, and neither the command line nor a script says
 * otherwise. */
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
