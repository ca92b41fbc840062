/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Scripts, run with all commands on a machine with two silent net devices.
 * Ctrl-C is pressed after a while, again and again, so that everything ends.
 */

#include <stdlib.h>
#include <ipxe/console.h>
#include <ipxe/image.h>
#include <ipxe/init.h>
#include <ipxe/keys.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>
#include <ipxe/shell.h>
#include "fuzz.h"
#include "../../core/platform/testhost/testhost.h"

REACHES(script_goto, run_line, multiboot, menu_choose);

/* Looks at the keyboard between two presses. */
#define LOOKS 64
/* After so many looks at it in one script somebody leans on Ctrl-C. */
#define LOOKS_MAX 20000

static unsigned int looks;

static int fuzz_iskey(void)
{
	return ++looks % LOOKS == 0 || looks > LOOKS_MAX;
}

static int fuzz_getchar(void)
{
	/* Escape leaves what does not listen to Ctrl-C; Ctrl-D the prompt. */
	static const int keys[] = { CTRL_C, CTRL_D, ESC, CTRL_C, CR };
	static unsigned int next;

	if (looks > LOOKS_MAX)
		return CTRL_C;
	return keys[next++ % (sizeof(keys) / sizeof(keys[0]))];
}

struct console_driver fuzz_console __console_driver = {
	.name = "fuzz",
	.iskey = fuzz_iskey,
	.getchar = fuzz_getchar,
};

extern struct console_driver hosted_console;

static void start(void)
{
	struct init_fn *fn;

	hosted_options.virtual_clock = 1;
	testhost_options.endless = 1;
	testhost_options.nics = 2;
	hosted_console.disabled = 1;
	for_each_table_entry(fn, INIT_FNS) {
		if (fn->initialise)
			fn->initialise();
	}
}

static void tidy_up(void)
{
	struct image *image, *tmp;
	struct net_device *netdev;
	struct settings *child, *next;

	for_each_image_safe(image, tmp)
		unregister_image(image);
	for_each_netdev(netdev) {
		netdev_close(netdev);
		generic_settings_clear(netdev_settings(netdev));
	}
	list_for_each_entry_safe(child, next,
				 &root_settings.settings.children, siblings) {
		if (child->op == &generic_settings_operations)
			unregister_settings(child);
	}
	generic_settings_clear(&root_settings.settings);
	system("menu --delete");
	hosted_console.disabled = 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static int started;
	struct image *image;

	if (!started)
		start();
	started = 1;
	looks = 0;
	image = alloc_image(NULL);
	image->data = (void *)data;
	image->len = len;
	image->flags |= IMAGE_STATIC;
	image_set_name(image, "fuzz");
	if (register_image(image) == 0)
		image_exec(image);
	image_put(image);
	tidy_up();
	return 0;
}
