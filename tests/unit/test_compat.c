/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What a firmware for UEFI tells in an error, as builds for it compile it. */

#define PLATFORM_efi
#include "unit.h"
#include <usr/multibootcompat.h>

/* An error of the firmware's: bits 8 to 23 say where it was raised, and the lowest
 * byte is the status (UEFI 2.10, appendix D), with bit 7 for an error. */
static int firmware_error(int status)
{
	return -(0x7f048100 | 0x80 | status);
}

static void statuses_are_told_in_words(void **state)
{
	assert_string_equal(multiboot_strerror(firmware_error(26)),
			    "refused by Secure Boot");
	assert_string_equal(multiboot_strerror(firmware_error(15)),
			    "access denied, perhaps by Secure Boot");
	assert_string_equal(multiboot_strerror(firmware_error(14)),
			    "not found");
}

static void other_errors_keep_their_texts(void **state)
{
	/* A status without words, a warning, and a POSIX error whose lowest byte
	 * looks like a status. */
	static const int others[] = { -0x7f0481e3, -0x7f04811a, -0x0204819a };
	unsigned int i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_null(multiboot_firmware_error(others[i]));
		assert_string_equal(multiboot_strerror(others[i]),
				    strerror(others[i]));
	}
	assert_string_equal(multiboot_strerror(-ENOMEM), strerror(-ENOMEM));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statuses_are_told_in_words),
		cmocka_unit_test(other_errors_keep_their_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
