/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The tree of settings: lookup, order, registration, failures. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/init.h>
#include <ipxe/settings.h>
#include <ipxe/uuid.h>

static unsigned int applied;

static int count_apply(void)
{
	applied++;
	return 0;
}

struct settings_applicator test_applicator __settings_applicator = {
	.apply = count_apply,
};

/* Returns a value as text, in a static buffer, or "-" if there is none. */
static const char *value(const char *name)
{
	static char buf[128];
	struct settings *settings;
	struct setting setting;
	char *copy = strdup(name);

	strcpy(buf, "-");
	if (parse_setting_name(copy, 0, &settings, &setting) == 0 &&
	    fetchf_setting(settings, &setting, NULL, NULL, buf,
			   sizeof(buf)) < 0)
		strcpy(buf, "-");
	free(copy);
	return buf;
}

static int set(const char *name, const char *text)
{
	struct settings *settings;
	struct setting setting;
	char *copy = strdup(name);
	int rc;

	if (!copy)
		return -ENOMEM;
	rc = parse_setting_name(copy, 1, &settings, &setting);
	if (rc == 0)
		rc = storef_setting(settings, &setting, text);
	free(copy);
	return rc;
}

static struct generic_settings one, two, inner;

static int setup(void **state)
{
	generic_settings_init(&one, NULL);
	generic_settings_init(&two, NULL);
	generic_settings_init(&inner, NULL);
	assert_int_equal(register_settings(&one.settings, NULL, "one"), 0);
	assert_int_equal(register_settings(&two.settings, NULL, "two"), 0);
	assert_int_equal(register_settings(&inner.settings, &two.settings,
					   "inner"), 0);
	return 0;
}

static int teardown(void **state)
{
	testhost_malloc_left = -1;
	unregister_settings(&one.settings);
	unregister_settings(&two.settings);
	generic_settings_clear(&one.settings);
	generic_settings_clear(&two.settings);
	generic_settings_clear(&inner.settings);
	generic_settings_clear(&root_settings.settings);
	return 0;
}

static void looks_from_the_top(void **state)
{
	set("two.inner/x", "inner");
	assert_string_equal(value("x"), "inner");
	assert_string_equal(value("two/x"), "inner");
	assert_string_equal(value("one/x"), "-");
	set("two/x", "two");
	assert_string_equal(value("x"), "two");
	set("one/x", "one");
	assert_string_equal(value("x"), "one");
	set("x", "root");
	assert_string_equal(value("x"), "root");
	assert_string_equal(value("two.inner/x"), "inner");
	assert_string_equal(settings_name(&inner.settings), "two.inner");
	assert_ptr_equal(find_settings("two.inner"), &inner.settings);
	assert_null(find_settings("two.outer"));
	assert_null(find_settings("netX"));
}

static void priority_goes_first(void **state)
{
	set("one/x", "one");
	set("two/x", "two");
	assert_string_equal(value("x"), "one");
	set("two/priority", "5");
	assert_string_equal(value("x"), "two");
	set("one/priority", "9");
	assert_string_equal(value("x"), "one");
	set("one/priority", "-1");
	assert_string_equal(value("x"), "two");
	/* A child's counts for its parent. */
	set("two/priority", "");
	set("one/priority", "3");
	set("two.inner/priority", "4");
	assert_string_equal(value("x"), "two");
}

static void order_is_kept(void **state)
{
	struct generic_settings early;

	generic_settings_init(&early, NULL);
	early.settings.order = -1;
	register_settings(&early.settings, NULL, "early");
	set("early/x", "early");
	set("one/x", "one");
	assert_string_equal(value("x"), "early");
	unregister_settings(&early.settings);
	generic_settings_clear(&early.settings);
	assert_string_equal(value("x"), "one");
}

static void same_name_replaces(void **state)
{
	struct generic_settings other;

	generic_settings_init(&other, NULL);
	set("one/x", "old");
	register_settings(&other.settings, NULL, "one");
	assert_string_equal(value("x"), "-");
	assert_null(one.settings.parent);
	set("one/x", "new");
	assert_string_equal(value("x"), "new");
	unregister_settings(&other.settings);
	unregister_settings(&other.settings);
	assert_string_equal(value("x"), "-");
	generic_settings_clear(&other.settings);
}

static unsigned int freed;

static void count_free(struct refcnt *refcnt)
{
	freed++;
}

static void counts_references(void **state)
{
	struct refcnt refcnt;
	struct generic_settings held;

	ref_init(&refcnt, count_free);
	generic_settings_init(&held, &refcnt);
	register_settings(&held.settings, NULL, "held");
	register_settings(&held.settings, NULL, "held");
	set("held.child/x", "1");
	freed = 0;
	ref_put(&refcnt);
	assert_int_equal(freed, 0);
	unregister_settings(&held.settings);
	assert_int_equal(freed, 1);
}

static void applies_changes(void **state)
{
	struct generic_settings loose;
	unsigned int before = applied;

	set("one/x", "1");
	assert_int_equal(applied, before + 1);
	set("one/x", "");
	assert_int_equal(applied, before + 2);
	generic_settings_init(&loose, NULL);
	storef_setting(&loose.settings, &ip_setting, "1.2.3.4");
	assert_int_equal(applied, before + 2);
	register_settings(&loose.settings, &one.settings, "loose");
	assert_int_equal(applied, before + 3);
	unregister_settings(&loose.settings);
	assert_int_equal(applied, before + 4);
	generic_settings_clear(&loose.settings);
}

static void tags_are_names(void **state)
{
	set("one/67", "boot");
	assert_string_equal(value("one/filename"), "boot");
	assert_string_equal(value("one/0x43:string"), "boot");
	set("one/175.189:uint8", "0x80");
	assert_string_equal(value("san-drive"), "0x80");
	assert_string_equal(value("44989:uint8"), "0x80");
	assert_string_equal(value("one/175.190"), "-");
	assert_string_equal(value("175.256"), "-");
	assert_string_equal(value("1.2.3.4.5"), "-");
	assert_int_equal(set("6foo", "name"), 0);
	assert_string_equal(value("6foo"), "name");
}

static void deep_names_are_refused(void **state)
{
	assert_int_not_equal(set("a.b.c.d.e.f.g.h.i.j/x", "1"), 0);
	assert_int_equal(set("a.b.c/x", "1"), 0);
	assert_string_equal(value("a/x"), "1");
	unregister_settings(find_settings("a"));
	assert_string_equal(value("a/x"), "-");
	assert_int_not_equal(set("x..y/z", "1"), 0);
	assert_int_not_equal(set("netX/z", "1"), 0);
	unregister_settings(find_settings("x"));
}

static void typed_reads_check_lengths(void **state)
{
	struct in_addr in;
	union uuid uuid;
	char text[4];
	long number;

	set("one/ip:hex", "01:02:03");
	assert_true(fetch_ipv4_setting(NULL, &ip_setting, &in) < 0);
	set("one/ip:hex", "01:02:03:04:05");
	assert_int_equal(fetch_ipv4_setting(NULL, &ip_setting, &in), 4);
	assert_true(fetch_uuid_setting(NULL, &ip_setting, &uuid) < 0);
	assert_true(fetch_int_setting(NULL, &ip_setting, &number) < 0);
	set("one/mtu:hex", "ff");
	assert_int_equal(fetch_intz_setting(NULL, &mtu_setting), -1);
	assert_int_equal(fetch_uintz_setting(NULL, &mtu_setting), 255);
	assert_int_equal(fetch_uintz_setting(NULL, &mac_setting), 0);
	set("one/filename", "abcdef");
	assert_int_equal(fetch_string_setting(NULL, &filename_setting, text,
					      sizeof(text)), 6);
	assert_string_equal(text, "abc");
	assert_true(fetch_string_setting(NULL, &root_path_setting, text,
					 sizeof(text)) < 0);
	assert_string_equal(text, "");
}

static void survives_failing_allocations(void **state)
{
	const char *text = "some text";
	int left, rc = -ENOMEM;

	for (left = 0; rc != 0 && left < 20; left++) {
		testhost_malloc_left = left;
		rc = set("one/filename", text);
		testhost_malloc_left = -1;
		assert_string_equal(value("filename"), rc ? "-" : text);
	}
	assert_int_equal(rc, 0);
	for (left = 0; left < 20; left++) {
		char *copy;

		testhost_malloc_left = left;
		rc = fetch_string_setting_copy(NULL, &filename_setting, &copy);
		testhost_malloc_left = -1;
		if (rc >= 0)
			assert_string_equal(copy, text);
		else
			assert_null(copy);
		free(copy);
	}
}

static void smbios_is_read(void **state)
{
	struct init_fn *fn;

	for_each_table_entry(fn, INIT_FNS) {
		if (fn->initialise)
			fn->initialise();
	}
	assert_string_equal(value("uuid"),
			    "01234567-89ab-cdef-0123-456789abcdef");
	assert_string_equal(value("serial"), "SN-0042");
	assert_string_equal(value("smbios/1.5.0"), "Sim 3000");
	assert_string_equal(value("smbios/0.3.8.0"), "ASSET-9");
	assert_string_equal(value("smbios/1.3.8.0"), "-");
	assert_string_equal(value("smbios/1.26.4"), "-");
	assert_string_equal(value("smbios/1.255.255"), "-");
	assert_string_equal(value("pci/0x18.0.2"), "-");
	assert_int_equal(set("smbios/serial", "x"), -EROFS);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(looks_from_the_top, setup,
						teardown),
		cmocka_unit_test_setup_teardown(priority_goes_first, setup,
						teardown),
		cmocka_unit_test_setup_teardown(order_is_kept, setup,
						teardown),
		cmocka_unit_test_setup_teardown(same_name_replaces, setup,
						teardown),
		cmocka_unit_test_setup_teardown(counts_references, setup,
						teardown),
		cmocka_unit_test_setup_teardown(applies_changes, setup,
						teardown),
		cmocka_unit_test_setup_teardown(tags_are_names, setup,
						teardown),
		cmocka_unit_test_setup_teardown(deep_names_are_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(typed_reads_check_lengths,
						setup, teardown),
		cmocka_unit_test_setup_teardown(survives_failing_allocations,
						setup, teardown),
		cmocka_unit_test_setup_teardown(smbios_is_read, setup,
						teardown),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
