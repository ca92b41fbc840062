/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Commands that end the machine, on one that does not end: net devices are
 * closed, and still there for whoever uses them. */

#include "unit.h"
#include <stdlib.h>
#include <core/main.h>
#include <ipxe/init.h>
#include <ipxe/netdevice.h>

static struct net_device *net0, *net1;

static int setup(void **state)
{
	struct init_fn *fn;

	testhost_options.nics = 2;
	for_each_table_entry(fn, INIT_FNS) {
		if (fn->initialise)
			fn->initialise();
	}
	net0 = find_netdev("net0");
	net1 = find_netdev("net1");
	assert_non_null(net0);
	assert_non_null(net1);
	assert_int_equal(netdev_open(net0), 0);
	return 0;
}

static int teardown(void **state)
{
	core_shutdown();
	return 0;
}

static void assert_usable(void)
{
	assert_ptr_equal(find_netdev("net0"), net0);
	assert_ptr_equal(find_netdev("net1"), net1);
	assert_int_equal(netdev_open(net0), 0);
	assert_true(netdev_is_open(net0));
}

static void check(const char *command)
{
	assert_int_not_equal(system(command), 0);
	assert_false(netdev_is_open(net0));
	assert_usable();
}

static void poweroff_leaves_the_devices(void **state)
{
	check("poweroff");
}

static void reboot_leaves_the_devices(void **state)
{
	check("reboot --warm");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(poweroff_leaves_the_devices),
		cmocka_unit_test(reboot_leaves_the_devices),
	};

	hosted_options.virtual_clock = 1;
	testhost_options.endless = 1;
	return cmocka_run_group_tests(tests, setup, teardown);
}
