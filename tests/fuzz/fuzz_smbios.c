/* SPDX-License-Identifier: GPL-2.0-or-later */

/* SMBIOS tables: the first eight bytes name a field that is asked for besides
 * those that have names; the rest is the table. */

#include "fuzz.h"
#include <stdio.h>
#include <core/machine.h>
#include <ipxe/init.h>
#include <ipxe/settings.h>
#include "../replace.h"

REPLACES(platform_smbios);
REACHES(find_structure, smbios_fetch);

static uint8_t *table;
static size_t table_len;

const void *__wrap_platform_smbios(size_t *len)
{
	*len = table_len;
	return table;
}

static void fetch(const char *name)
{
	struct settings *settings;
	struct setting setting;
	uint8_t value[256];
	char text[48];
	int rc;

	strcpy(text, name);
	fuzz_assert(parse_setting_name(text, 0, &settings, &setting) == 0);
	rc = fetch_setting(settings, &setting, NULL, NULL, value,
			   sizeof(value));
	fuzz_assert(rc <= (int)table_len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const names[] = {
		"smbios/uuid", "smbios/serial", "smbios/asset",
		"smbios/manufacturer", "smbios/product",
	};
	static int started;
	struct fuzz_input in = { data, len };
	struct init_fn *fn;
	char name[48];
	unsigned int i;

	for_each_table_entry(fn, INIT_FNS) {
		if (!started && fn->initialise)
			fn->initialise();
	}
	started = 1;
	snprintf(name, sizeof(name), "smbios/%d.%d.%d.%d", fuzz_byte(&in),
		 fuzz_byte(&in), fuzz_byte(&in), fuzz_byte(&in));
	table = fuzz_copy(in.data, in.len);
	table_len = in.len;
	fetch(name);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		fetch(names[i]);
	free(table);
	table = NULL;
	return 0;
}
