/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Where races that have failed are noted: in the BIOS data area, and in variables of
 * UEFI firmware, both of which this test makes up. */

#include "unit.h"
#include <string.h>
#include <realmode.h>
#include <ipxe/efi/efi.h>
#include <usr/multibootonce.h>

extern struct multiboot_mark multiboot_mark_bios, multiboot_mark_efi;

/* --- a BIOS: the bytes around those that programs may use */

static uint8_t area[0x20];

static uint8_t *real(unsigned int segment, unsigned int offset, size_t len)
{
	assert_int_equal(segment, 0x40);
	assert_in_range(offset, 0xf0, 0x100 - len);
	return area + offset - 0xe8;
}

void copy_from_real(void *dest, unsigned int segment, unsigned int offset,
		    size_t len)
{
	memcpy(dest, real(segment, offset, len), len);
}

void copy_to_real(unsigned int segment, unsigned int offset, void *src,
		  size_t len)
{
	memcpy(real(segment, offset, len), src, len);
}

static void a_bios_keeps_four(void **state)
{
	struct multiboot_mark *mark = &multiboot_mark_bios;
	uint32_t race;

	memset(area, 0, sizeof(area));
	assert_false(mark->known(1));
	mark->note(1);
	mark->note(1);
	for (race = 2; race <= 5; race++)
		mark->note(race << 16);
	assert_true(mark->known(1));
	for (race = 2; race <= 5; race++)
		assert_int_equal(mark->known(race << 16), race < 5);
	assert_int_equal(area[7] | area[0x18], 0);
}

static void what_others_keep_there_stays(void **state)
{
	uint8_t before[sizeof(area)];

	memset(area, 0x5a, sizeof(area));
	memcpy(before, area, sizeof(area));
	multiboot_mark_bios.note(1);
	assert_false(multiboot_mark_bios.known(1));
	assert_memory_equal(area, before, sizeof(area));
}

/* --- UEFI firmware with room for a number of variables */

static struct {
	CHAR16 names[4][9];
	EFI_GUID vendor;
	unsigned int count;
} variables;

static EFI_STATUS get_variable(CHAR16 *name, EFI_GUID *vendor,
			       UINT32 *attributes, UINTN *len, void *data)
{
	unsigned int i;

	for (i = 0; i < variables.count; i++) {
		if (memcmp(variables.names[i], name, sizeof(variables.names[i])) ||
		    memcmp(&variables.vendor, vendor, sizeof(*vendor)))
			continue;
		assert_int_equal(*len, 1);
		*(uint8_t *)data = 1;
		return 0;
	}
	return ~(~(EFI_STATUS)0 >> 1) | 14;
}

static EFI_STATUS set_variable(CHAR16 *name, EFI_GUID *vendor,
			       UINT32 attributes, UINTN len, void *data)
{
	if (variables.count == sizeof(variables.names) / sizeof(variables.names[0]))
		return ~(~(EFI_STATUS)0 >> 1) | 9;
	/* It is not kept, and the operating system does not see it. */
	assert_int_equal(attributes, 2);
	assert_int_equal(len, 1);
	assert_int_equal(name[8], 0);
	memcpy(variables.names[variables.count++], name,
	       sizeof(variables.names[0]));
	variables.vendor = *vendor;
	return 0;
}

static EFI_RUNTIME_SERVICES services = {
	.GetVariable = get_variable, .SetVariable = set_variable,
};
static EFI_SYSTEM_TABLE table = { .RuntimeServices = &services };
EFI_SYSTEM_TABLE *efi_systab = &table;

static void uefi_has_a_variable_for_each(void **state)
{
	static const CHAR16 name[9] = u"0123abcd";
	struct multiboot_mark *mark = &multiboot_mark_efi;

	assert_false(mark->known(0x0123abcd));
	mark->note(0x0123abcd);
	assert_true(mark->known(0x0123abcd));
	assert_false(mark->known(0x0123abce));
	assert_memory_equal(variables.names[0], name, sizeof(name));
	mark->note(0xffffffff);
	assert_true(mark->known(0xffffffff));
	mark->note(3);
	mark->note(4);
	mark->note(5);
	assert_true(mark->known(4));
	assert_false(mark->known(5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bios_keeps_four),
		cmocka_unit_test(what_others_keep_there_stays),
		cmocka_unit_test(uefi_has_a_variable_for_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
