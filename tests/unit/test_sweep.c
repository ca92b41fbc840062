/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Every allocation of a boot fails, one after another. Each work (a race and what it
 * boots, downloads, commands) is done once to count its allocations. Then it is done
 * again for each of them: once with only that one failing, and once with all that
 * follow failing as well. Whatever comes of it, all memory has to be free afterwards
 * and the device closed, an error has to be shown, and the same work has to succeed
 * at once when there is memory again.
 */

#include "unit.h"
#include <errno.h>
#include <string.h>
#include "wire_boot.h"

/* --- the sweep */

/* Does a work once. Returns its status. */
static int work_once(int (*work)(void))
{
	int rc;

	shown_len = 0;
	shown[0] = '\0';
	rc = work();
	testhost_malloc_left = -1;
	return rc;
}

/* Lets the n-th allocation of a work fail, and maybe all after it. */
static void fail_nth(int (*work)(void), long n, int once, long blocks)
{
	int rc;

	testhost_malloc_once = once;
	testhost_malloc_left = n;
	rc = work_once(work);
	testhost_malloc_once = 0;
	/* Whoever runs a command names the error that it returns. */
	if (rc != 0 && !shown_len && errno_posix(rc) != errno_posix(-ENOMEM))
		fail_msg("allocation %ld (once %d): %d without a message", n,
			 once, rc);
	if (rc != 0 && work_closes && netdev_is_open(netdev))
		fail_msg("allocation %ld (once %d): the device is open; %s", n,
			 once, shown);
	settle();
	rc = work_once(work);
	if (rc != 0)
		fail_msg("after allocation %ld (once %d): %d; %s", n, once, rc,
			 shown);
	settle();
	/* Results of the last work stay until the next. */
	if (testhost_malloc_blocks != blocks)
		fail_msg("allocation %ld (once %d): %ld blocks left; %s", n,
			 once, testhost_malloc_blocks - blocks, shown);
}

static void sweep(int (*work)(void))
{
	long count, blocks, n;

	/* Some memory is allocated the first time and then kept. */
	assert_int_equal(work_once(work), 0);
	settle();
	blocks = testhost_malloc_blocks;
	testhost_malloc_left = 1000000;
	shown_len = 0;
	assert_int_equal(work(), 0);
	count = 1000000 - testhost_malloc_left;
	testhost_malloc_left = -1;
	settle();
	assert_int_equal(testhost_malloc_blocks, blocks);
	assert_true(count > 0);
	for (n = 0; n < count; n++) {
		fail_nth(work, n, 1, blocks);
		fail_nth(work, n, 0, blocks);
	}
}

static void a_race_and_its_boot(void **state)
{
	work_closes = 1;
	sweep(race);
}

/* Gives the device its address, as a lease would, and opens it. That is not part of
 * the work whose allocations fail. */
static void configure(void)
{
	long left = testhost_malloc_left;

	testhost_malloc_left = -1;
	assert_int_equal(system("set net0/ip 10.3.0.2 && "
				"set net0/netmask 255.255.255.0 && "
				"ifopen net0"), 0);
	testhost_malloc_left = left;
}

/* Fetches a kernel and an initrd and boots them. The host's build says that it would
 * start the kernel, and then fails. */
static int kernel_boot(void)
{
	int rc;

	configure();
	rc = system("kernel tftp://10.3.0.1/vmlinuz root=/dev/sda && "
		    "initrd http://10.3.0.1/x /etc/hello mkdir=1 && "
		    "initrd http://10.3.0.1/x && boot");

	return strstr(shown, "Linux would start now") ? 0 : rc;
}

static void a_kernel_with_initrds(void **state)
{
	make_kernel();
	work_closes = 0;
	sweep(kernel_boot);
}

/* The command line that is swept. */
static const char *line;

static int command(void)
{
	if (!strstr(line, "dhcp") && !strstr(line, "multiboot"))
		configure();
	return system(line);
}

static void commands(void **state)
{
	static const char *const lines[] = {
		"set reached a b ${mac} && echo ${reached:uristring}",
		"set reached:hex 01:02 && isset ${reached} && show reached",
		"set n 5 && inc n && iseq ${n} 6 && clear n",
		"route && time echo x",
		"ifstat && pciscan d && cpuid --ext 29 ||",
		"dhcp net0 && route && ifstat net0",
		"imgfetch --name i http://10.3.0.1/x && imgstat && "
			"md5sum i && sha256sum i && imgargs i x y",
		"imgfetch tftp://10.3.0.1/boot.ipxe && imgexec boot.ipxe",
		"chain --autofree tftp://10.3.0.1/boot.ipxe",
		"params && param a b && param c ${mac} && "
			"imgfetch --name p http://10.3.0.1/x##params",
		"menu Title && item a Alpha && item --gap b && "
			"menu --delete",
		"multiboot --time 20000 net0",
		"multiboot --url tftp://10.3.0.1/boot.ipxe?%{netX/mac} net0",
		"ping --count 1 --quiet 10.3.0.1 ||",
	};
	unsigned int i;

	work_closes = 0;
	for (i = 0; i < ARRAY_LEN(lines); i++) {
		line = lines[i];
		print_message("%s\n", line);
		sweep(command);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_race_and_its_boot),
		cmocka_unit_test(a_kernel_with_initrds),
		cmocka_unit_test(commands),
	};

	return cmocka_run_group_tests(tests, boot_setup,
				      boot_teardown);
}
