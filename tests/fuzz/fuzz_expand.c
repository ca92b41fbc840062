/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Names of settings and ${...}: each line is stored as a setting's value (up
 * to a "="), and the last line is expanded and parsed as a name.
 */

#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>
#include "fuzz.h"

REACHES(expand_settings, parse_setting_name);

static void store(char *line)
{
	char *value = strchr(line, '=');
	struct settings *settings;
	struct setting setting;

	if (!value)
		return;
	*value++ = '\0';
	if (parse_setting_name(line, 1, &settings, &setting) == 0)
		storef_setting(settings, &setting, value);
}

static void forget(void)
{
	struct settings *child, *tmp;

	list_for_each_entry_safe(child, tmp,
				 &root_settings.settings.children, siblings)
		unregister_settings(child);
	generic_settings_clear(&root_settings.settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = fuzz_text(data, len);
	char *line = text, *end, *expanded;

	while ((end = strchr(line, '\n')) != NULL) {
		*end = '\0';
		store(line);
		line = end + 1;
	}
	expanded = expand_settings(line);
	if (expanded)
		fuzz_assert(strlen(expanded) <= EXPAND_MAX);
	free(expanded);
	store(line);
	free(text);
	forget();
	return 0;
}
