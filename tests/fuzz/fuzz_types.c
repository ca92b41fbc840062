/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Types of settings: the first byte chooses one, the rest is formatted as raw
 * bytes and parsed as text. Text that parses to bytes must format again.
 */

#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>
#include "fuzz.h"

static void format(const struct setting_type *type, const void *raw,
		   size_t len)
{
	int need = type->format(type, raw, len, NULL, 0);
	char *text;

	if (need < 0)
		return;
	text = malloc((size_t)need + 1);
	if (!text)
		return;
	fuzz_assert(type->format(type, raw, len, text, need + 1) == need);
	fuzz_assert(strlen(text) <= (size_t)need);
	free(text);
}

static void parse(const struct setting_type *type, const char *text)
{
	int need = type->parse(type, text, NULL, 0);
	void *raw;

	if (need < 0)
		return;
	raw = malloc(need ? need : 1);
	if (!raw)
		return;
	fuzz_assert(type->parse(type, text, raw, need) == need);
	format(type, raw, need);
	free(raw);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct setting_type *types = table_start(SETTING_TYPES);
	const struct setting_type *type;
	char *text;

	if (!len)
		return 0;
	type = &types[data[0] % table_num_entries(SETTING_TYPES)];
	format(type, data + 1, len - 1);
	text = fuzz_text(data + 1, len - 1);
	parse(type, text);
	free(text);
	return 0;
}
