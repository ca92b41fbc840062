/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Finds what is to be run: load options (UEFI 2.10, 9.1), which are a command
 * line if they are text, and a script, which a loader offers to us in the way
 * in which it offers Linux an initrd.
 */

#include <string.h>
#include <strings.h>
#include <ipxe/umalloc.h>
#include "efi.h"

/* The longest command line, in characters. */
#define CMDLINE_MAX (sizeof(efi_options.cmdline) - 1)
/* The longest script in bytes: a real initrd, which is longer, is none. */
#define SCRIPT_MAX (16 << 20)

struct efi_options efi_options;

/* Takes the load options for our command line, unless they are not printable
 * text: those of a boot option may hold any data. */
static void read_options(void)
{
	const efi_char16 *options = efi_our_image->options;
	size_t count = efi_our_image->options_size / sizeof(*options);
	char *cmdline = efi_options.cmdline;
	size_t i;

	if (!options || count > CMDLINE_MAX)
		return;
	for (i = 0; i < count && options[i]; i++) {
		if (options[i] < ' ' || options[i] > '~') {
			memset(cmdline, 0, CMDLINE_MAX);
			return;
		}
		cmdline[i] = options[i];
	}
}

/* Takes the name of our own file off the command line, which the UEFI shell
 * puts there and other loaders do not. */
static void drop_program_name(void)
{
	static const char suffix[] = ".efi";
	char *cmdline = efi_options.cmdline;
	const char *space = strchr(cmdline, ' ');
	size_t len = space ? (size_t)(space - cmdline) : strlen(cmdline);

	if (len < strlen(suffix) ||
	    strncasecmp(cmdline + len - strlen(suffix), suffix,
			strlen(suffix)) != 0)
		return;
	memmove(cmdline, cmdline + len, strlen(cmdline + len) + 1);
}

/* Reads the script that a loader may offer, if there is memory for it. */
static void read_script(void)
{
	struct efi_device_path *rest;
	struct efi_load_file *file = efi_initrd_found(&rest, NULL);
	efi_uintn len = 0, room;
	void *script;

	if (!file || file->load_file(file, rest, 0, &len, NULL) !=
	    EFI_BUFFER_TOO_SMALL || !len || len > SCRIPT_MAX)
		return;
	script = umalloc(len);
	if (!script)
		return;
	room = len;
	if (file->load_file(file, rest, 0, &len, script) != EFI_SUCCESS ||
	    len > room) {
		ufree(script);
		return;
	}
	efi_options.script = script;
	efi_options.script_len = len;
}

void efi_options_init(void)
{
	read_options();
	drop_program_name();
	read_script();
}
