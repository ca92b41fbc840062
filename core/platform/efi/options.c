/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What we were started with: load options (UEFI 2.10, 9.1), which are a
 * command line if they are text, and a script, which a loader offers as Linux
 * would be offered its initrd.
 */

#include <string.h>
#include <strings.h>
#include <core/machine.h>
#include <ipxe/umalloc.h>
#include "efi.h"

#define CMDLINE_MAX 1023
/* No script is longer. */
#define SCRIPT_MAX (16 << 20)

static char cmdline[CMDLINE_MAX + 1];
static void *script;
static size_t script_len;

/* Boot options may carry anything: what is not text is no command line. */
static void read_options(void)
{
	const efi_char16 *options = efi_our_image->options;
	size_t count = efi_our_image->options_size / sizeof(*options);
	size_t i;

	if (!options || count > CMDLINE_MAX)
		return;
	for (i = 0; i < count && options[i]; i++) {
		if (options[i] < ' ' || options[i] > '~') {
			memset(cmdline, 0, sizeof(cmdline));
			return;
		}
		cmdline[i] = options[i];
	}
}

/* The UEFI shell says our own name first. */
static void drop_program_name(void)
{
	static const char suffix[] = ".efi";
	const char *space = strchr(cmdline, ' ');
	size_t len = space ? (size_t)(space - cmdline) : strlen(cmdline);

	if (len < strlen(suffix) ||
	    strncasecmp(cmdline + len - strlen(suffix), suffix,
			strlen(suffix)) != 0)
		return;
	memmove(cmdline, cmdline + len, strlen(cmdline + len) + 1);
}

static void read_script(void)
{
	struct efi_device_path *rest;
	struct efi_load_file *file = efi_initrd_found(&rest, NULL);
	efi_uintn len = 0;

	if (!file || file->load_file(file, rest, 0, &len, NULL) !=
	    EFI_BUFFER_TOO_SMALL || !len || len > SCRIPT_MAX)
		return;
	script = umalloc(len);
	if (!script)
		return;
	script_len = len;
	if (file->load_file(file, rest, 0, &len, script) != EFI_SUCCESS ||
	    len > script_len) {
		ufree(script);
		script_len = 0;
		return;
	}
	script_len = len;
}

void efi_options_init(void)
{
	read_options();
	drop_program_name();
	read_script();
}

const char *platform_cmdline(void)
{
	return cmdline;
}

void platform_initrd(const void **data, size_t *len)
{
	*data = script;
	*len = script_len;
}
