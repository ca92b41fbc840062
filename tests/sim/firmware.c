/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Booting, as the race sees it. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>
#include <usr/autoboot.h>
#include "firmware.h"
#include "world.h"

struct firmware firmware;

int uriboot(struct uri *filename, struct uri **root_paths,
	    unsigned int root_path_count, int drive,
	    struct san_boot_config *san, unsigned int flags)
{
	char text[256];

	world_check(filename, "uriboot() without a file");
	world_check(!root_path_count && !san && (flags & URIBOOT_NO_SAN) ==
		    URIBOOT_NO_SAN, "uriboot() with SAN");
	format_uri(filename, text, sizeof(text));
	world_event("uriboot %s", text);
	firmware.boots++;
	return firmware.boot(text);
}

struct uri *fetch_next_server_and_filename(struct settings *settings)
{
	struct in_addr server = { 0 };
	char *name;
	char text[320];

	world_check(settings, "file name of whatever device");
	fetch_ipv4_setting(settings, &next_server_setting, &server);
	if (fetch_string_setting_copy(settings, &filename_setting, &name) < 0)
		return NULL;
	snprintf(text, sizeof(text), "tftp://%s/%s", inet_ntoa(server), name);
	free(name);
	return parse_uri(text);
}

int system(const char *line)
{
	world_event("system %s", line);
	firmware.commands++;
	return firmware.command ? firmware.command(line) : -ENOEXEC;
}
