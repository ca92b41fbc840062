/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Arguments that come from QEMU, with ports that this test makes up. */

#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <core/cpu.h>
#include <ipxe/init.h>
#include <ipxe/settings.h>
#include "registers.h"
#include "../replace.h"

/* This test says whether there is a hypervisor. */
REPLACES(cpu_features);

extern struct init_fn fw_cfg_init_fn;

#define DIRECTORY 0x19
#define ARGS 0x2a
#define ENTRY_LEN 64
#define ENTRIES 3

static struct {
	uint32_t ecx;
	const char *signature;
	uint8_t directory[4 + ENTRIES * ENTRY_LEN];
	const char *args;
	uint32_t high;			/* of the request's address */
	int fails;
	unsigned int reads;		/* of the signature */
	unsigned int requests;
} qemu;

void __wrap_cpu_features(int extended, uint32_t *ecx, uint32_t *edx)
{
	*ecx = extended ? 0 : qemu.ecx;
	*edx = 0;
}

uint32_t inl(uint16_t port)
{
	uint32_t value;

	assert_int_equal(port, 0x514);
	qemu.reads++;
	memcpy(&value, qemu.signature, sizeof(value));
	return value;
}

static uint32_t be32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 |
	       bytes[3];
}

/* Does what the request at that address wants. What follows a file's end is zeros. */
static void answer(uint8_t *request)
{
	uint32_t control = be32(request), len = be32(request + 4);
	uint8_t *to = (uint8_t *)(uintptr_t)
		((uint64_t)be32(request + 8) << 32 | be32(request + 12));
	const void *file = qemu.args;
	size_t size = strlen(qemu.args);

	assert_int_equal(control & 0xffff, 0x0a);
	if (control >> 16 == DIRECTORY) {
		file = qemu.directory;
		size = sizeof(qemu.directory);
	} else {
		assert_int_equal(control >> 16, ARGS);
	}
	memset(request, 0, 4);
	request[3] = qemu.fails;
	if (qemu.fails)
		return;
	memset(to, 0, len);
	memcpy(to, file, len < size ? len : size);
}

void outl(uint32_t value, uint16_t port)
{
	uint32_t half = ntohl(value);

	if (port == 0x514) {
		qemu.high = half;
		return;
	}
	assert_int_equal(port, 0x518);
	qemu.requests++;
	answer((uint8_t *)(uintptr_t)((uint64_t)qemu.high << 32 | half));
}

/* Adds an entry to the directory. */
static void add(unsigned int index, const char *name, uint32_t len,
		uint16_t number)
{
	uint8_t *entry = qemu.directory + 4 + index * ENTRY_LEN;

	len = htonl(len);
	number = htons(number);
	memcpy(entry, &len, sizeof(len));
	memcpy(entry + 4, &number, sizeof(number));
	snprintf((char *)entry + 8, ENTRY_LEN - 8, "%s", name);
}

static int setup(void **state)
{
	memset(&qemu, 0, sizeof(qemu));
	qemu.ecx = 0x80000000;
	qemu.signature = "QEMU";
	qemu.args = "--exclude net0";
	qemu.directory[3] = ENTRIES;
	add(0, "etc/boot-fail-wait", 4, 0x20);
	add(1, "opt/multiboot/arguments", 4, 0x21);
	add(2, "opt/multiboot/args", strlen(qemu.args), ARGS);
	return 0;
}

/* Starts anew and compares what the setting is then. */
static void assert_args(const char *expected)
{
	struct setting setting = { .name = "multiboot-args" };
	char *text;

	delete_setting(NULL, &setting);
	fw_cfg_init_fn.initialise();
	text = expand_settings("${multiboot-args}");
	assert_string_equal(text, expected);
	free(text);
}

static void the_file_becomes_a_setting(void **state)
{
	assert_args("--exclude net0");
}

static void other_machines_are_left_alone(void **state)
{
	qemu.ecx = 0x7fffffff;
	assert_args("");
	assert_int_equal(qemu.reads, 0);
	qemu.ecx = 0x80000000;
	qemu.signature = "\xff\xff\xff\xff";
	assert_args("");
	assert_int_equal(qemu.reads, 1);
	assert_int_equal(qemu.requests, 0);
}

static void a_refused_request_leaves_no_setting(void **state)
{
	qemu.fails = 1;
	assert_args("");
	assert_int_equal(qemu.requests, 1);
}

static void a_machine_without_arguments_has_none(void **state)
{
	add(2, "opt/multiboot/args2", 4, ARGS);
	assert_args("");
	qemu.directory[3] = 0;
	assert_args("");
	/* A directory may say that it is longer than it can be. */
	memset(qemu.directory, 0xff, 4);
	assert_args("");
}

static void what_is_too_long_is_left_out(void **state)
{
	static char most[1024 + 1];

	memset(most, 'x', 1023);
	qemu.args = most;
	add(2, "opt/multiboot/args", 1023, ARGS);
	assert_args(most);
	most[1023] = 'x';
	add(2, "opt/multiboot/args", 1024, ARGS);
	assert_args("");
	add(2, "opt/multiboot/args", 0xffffffff, ARGS);
	assert_args("");
	add(2, "opt/multiboot/args", 0, ARGS);
	assert_args("");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_file_becomes_a_setting, setup),
		cmocka_unit_test_setup(other_machines_are_left_alone, setup),
		cmocka_unit_test_setup(a_machine_without_arguments_has_none,
				       setup),
		cmocka_unit_test_setup(a_refused_request_leaves_no_setting,
				       setup),
		cmocka_unit_test_setup(what_is_too_long_is_left_out, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
