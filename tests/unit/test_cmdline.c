/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The command line that a kernel gets: the image's own, and BOOTIF. */

#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/bzimage.h>
#include <core/main.h>
#include <ipxe/image.h>
#include <ipxe/init.h>
#include <ipxe/netdevice.h>
#include <ipxe/settings.h>

static struct image *image;
static char won_by_net0[64];

static void set(const char *name, const char *value)
{
	struct settings *settings;
	struct setting setting;
	char copy[64];

	snprintf(copy, sizeof(copy), "%s", name);
	assert_int_equal(parse_setting_name(copy, 1, &settings, &setting), 0);
	if (!setting.type)
		setting.type = &setting_type_string;
	assert_int_equal(storef_setting(settings, &setting, value), 0);
}

static int begin(void **state)
{
	struct init_fn *fn;
	char *mac;

	testhost_options.nics = 2;
	for_each_table_entry(fn, INIT_FNS) {
		if (fn->initialise)
			fn->initialise();
	}
	assert_int_equal(netdev_open(find_netdev("net0")), 0);
	image = alloc_image(NULL);
	assert_int_equal(image_set_name(image, "vmlinuz"), 0);
	mac = expand_settings("BOOTIF=01-${net0/mac:hexhyp}");
	snprintf(won_by_net0, sizeof(won_by_net0), "%s", mac);
	assert_int_equal(strlen(mac), strlen("BOOTIF=01-xx-xx-xx-xx-xx-xx"));
	free(mac);
	return 0;
}

static int end(void **state)
{
	image_put(image);
	core_shutdown();
	return 0;
}

/* Checks that the kernel gets the command line "expected" when the user gives
 * "given", and after it the winner's BOOTIF if that is wanted. */
static void assert_gets(const char *given, const char *expected, int bootif)
{
	char text[256];
	char *cmdline;

	assert_int_equal(image_set_cmdline(image, given), 0);
	cmdline = kernel_cmdline(image, 100);
	snprintf(text, sizeof(text), "%s%s%s", expected,
		 bootif && *expected ? " " : "", bootif ? won_by_net0 : "");
	assert_string_equal(cmdline, text);
	free(cmdline);
}

static void the_winner_is_named(void **state)
{
	assert_gets("a=1", "a=1", 0);
	set("multiboot/bootif", won_by_net0);
	assert_gets("a=1", "a=1", 1);
	assert_gets(NULL, "", 1);
	assert_gets("", "", 1);
	assert_gets("xBOOTIF=1", "xBOOTIF=1", 1);
	/* The image keeps its own: another NIC may win when it runs again. */
	assert_string_equal(image->cmdline, "xBOOTIF=1");
}

static void who_says_otherwise_is_obeyed(void **state)
{
	assert_gets("BOOTIF=01-aa", "BOOTIF=01-aa", 0);
	assert_gets("a=1 BOOTIF= b", "a=1 BOOTIF= b", 0);
	set("bootif", "0");
	assert_gets("a=1", "a=1", 0);
	set("bootif", "1");
	assert_gets("a=1", "a=1", 1);
}

/* A script has gone on with another NIC than the one that has won. */
static void only_the_nic_in_use_is_named(void **state)
{
	assert_int_equal(netdev_open(find_netdev("net1")), 0);
	assert_gets("a=1", "a=1", 0);
	netdev_close(find_netdev("net1"));
	assert_gets("a=1", "a=1", 1);
	netdev_close(find_netdev("net0"));
	assert_gets("a=1", "a=1", 0);
	assert_int_equal(netdev_open(find_netdev("net0")), 0);
}

static void a_line_without_room_stays_as_it_is(void **state)
{
	char given[102];

	memset(given, 'x', sizeof(given));
	given[100 - strlen(won_by_net0) - 1] = '\0';
	assert_gets(given, given, 1);
	given[100 - strlen(won_by_net0) - 1] = 'x';
	given[100 - strlen(won_by_net0)] = '\0';
	assert_gets(given, given, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_winner_is_named),
		cmocka_unit_test(who_says_otherwise_is_obeyed),
		cmocka_unit_test(only_the_nic_in_use_is_named),
		cmocka_unit_test(a_line_without_room_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
