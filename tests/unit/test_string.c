/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * core/lib/bare/string.c and the copies of core/arch/x86 against the host's own.
 * They are included as source, under other names, as both cannot be in one
 * program under the same ones.
 */

#include "unit.h"
#include <string.h>
#include <strings.h>

#define memcpy own_memcpy
#define memmove own_memmove
#define memset own_memset
#define memcmp own_memcmp
#define memchr own_memchr
#define memmem own_memmem
#define strlen own_strlen
#define strnlen own_strnlen
#define strcmp own_strcmp
#define strncmp own_strncmp
#define strchr own_strchr
#define strrchr own_strrchr
#define strstr own_strstr
#define strcpy own_strcpy
#define strncpy own_strncpy
#define strcat own_strcat
#define strcasecmp own_strcasecmp
#define strncasecmp own_strncasecmp
#undef STRING_H
#undef STRINGS_H
#include "../../core/arch/x86/copy.c"
#include "../../core/lib/bare/string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp

#define LEN 67

static void fill(uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		bytes[i] = i * 37 + 11;
}

static void copies(void **state)
{
	uint8_t from[LEN], own[LEN + 2], host[LEN + 2];
	size_t len, shift;

	for (len = 0; len + 4 <= LEN; len++) {
		for (shift = 0; shift < 4; shift++) {
			fill(from, LEN);
			memset(own, 0xee, sizeof(own));
			memset(host, 0xee, sizeof(host));
			assert_ptr_equal(own_memcpy(own + shift, from, len),
					 own + shift);
			memcpy(host + shift, from, len);
			assert_memory_equal(own, host, sizeof(own));
			own_memset(own + shift, 0x1a5, len);
			memset(host + shift, 0xa5, len);
			assert_memory_equal(own, host, sizeof(own));
		}
	}
}

static void moves(void **state)
{
	uint8_t own[LEN], host[LEN];
	size_t to, from, len = LEN / 2;

	for (to = 0; to <= LEN - len; to++) {
		for (from = 0; from <= LEN - len; from++) {
			fill(own, LEN);
			fill(host, LEN);
			own_memmove(own + to, own + from, len);
			memmove(host + to, host + from, len);
			assert_memory_equal(own, host, LEN);
			own_memmove(own + to, own + from, 0);
			assert_memory_equal(own, host, LEN);
		}
	}
}

static void compares(void **state)
{
	assert_int_equal(own_memcmp("abc", "abd", 2), 0);
	assert_true(own_memcmp("abc", "abd", 3) < 0);
	assert_true(own_memcmp("\xff", "\x01", 1) > 0);
	assert_int_equal(own_strcmp("", ""), 0);
	assert_true(own_strcmp("a", "") > 0);
	assert_true(own_strcmp("a", "\xe4") < 0);
	assert_int_equal(own_strncmp("abc", "abd", 2), 0);
	assert_int_equal(own_strncmp("ab", "ab\0c", 9), 0);
	assert_int_equal(own_strncmp("x", "y", 0), 0);
	assert_int_equal(own_strcasecmp("NetX", "nETx"), 0);
	assert_true(own_strcasecmp("neta", "NETB") < 0);
	assert_int_equal(own_strncasecmp("file://", "FILE:x", 5), 0);
}

static void finds(void **state)
{
	static const char text[] = "a needle, a needles";

	assert_ptr_equal(own_memchr(text, 'n', 3), text + 2);
	assert_null(own_memchr(text, 'n', 2));
	assert_ptr_equal(own_strchr(text, 'n'), text + 2);
	assert_ptr_equal(own_strchr(text, '\0'), text + sizeof(text) - 1);
	assert_null(own_strchr(text, 'z'));
	assert_ptr_equal(own_strrchr(text, 'a'), text + 10);
	assert_ptr_equal(own_strrchr(text, '\0'), text + sizeof(text) - 1);
	assert_null(own_strrchr(text, 'z'));
	assert_ptr_equal(own_strstr(text, "needles"), text + 12);
	assert_ptr_equal(own_strstr(text, ""), text);
	assert_null(own_strstr(text, "needless"));
	assert_null(own_memmem("ab", 2, "abc", 3));
	assert_null(own_memmem("", 0, "a", 1));
	assert_ptr_equal(own_memmem(text, 4, "ne", 2), text + 2);
	assert_null(own_memmem(text, 3, "ne", 2));
}

static void lengths_and_copies(void **state)
{
	char buf[16];

	assert_int_equal(own_strlen("four"), 4);
	assert_int_equal(own_strnlen("four", 2), 2);
	assert_int_equal(own_strnlen("four", 9), 4);
	memset(buf, 'x', sizeof(buf));
	own_strncpy(buf, "ab", 5);
	assert_memory_equal(buf, "ab\0\0\0xx", 7);
	own_strncpy(buf, "abcdef", 3);
	assert_memory_equal(buf, "abc\0\0xx", 7);
	own_strcpy(buf, "net");
	own_strcat(buf, "42");
	assert_string_equal(buf, "net42");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies),
		cmocka_unit_test(moves),
		cmocka_unit_test(compares),
		cmocka_unit_test(finds),
		cmocka_unit_test(lengths_and_copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
