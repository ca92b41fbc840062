/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Settings as text: this file finds settings by the names that users type, and
 * formats and parses their values. It also fetches values as C types, for callers
 * that know the type. settings_expand.c replaces ${...} in command lines.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/numbers.h>
#include <ipxe/settings.h>
#include <ipxe/uuid.h>

/* --- typed access */

int fetch_string_setting(struct settings *settings,
			 const struct setting *setting, char *data, size_t len)
{
	int rc = fetch_setting(settings, setting, NULL, NULL, data,
			       len ? len - 1 : 0);

	if (len)
		data[rc < 0 ? 0 : (size_t)rc < len - 1 ? (size_t)rc
						       : len - 1] = '\0';
	return rc;
}

int fetch_string_setting_copy(struct settings *settings,
			      const struct setting *setting, char **data)
{
	void *copy;
	int rc = fetch_setting_copy(settings, setting, NULL, NULL, &copy);

	*data = copy;
	return rc;
}

int fetch_ipv4_setting(struct settings *settings,
		       const struct setting *setting, struct in_addr *inp)
{
	struct in_addr addr;
	int rc = fetch_setting(settings, setting, NULL, NULL, &addr,
			       sizeof(addr));

	if (rc < 0)
		return rc;
	if ((size_t)rc < sizeof(addr))
		return -ERANGE;
	*inp = addr;
	return sizeof(addr);
}

/* Fetches a number of up to four bytes. Returns their count, or a negative
 * error. */
static int fetch_number(struct settings *settings,
			const struct setting *setting, int is_signed,
			int64_t *value)
{
	uint8_t raw[sizeof(uint32_t)];
	int len = fetch_setting(settings, setting, NULL, NULL, raw,
				sizeof(raw));
	int rc;

	if (len < 0)
		return len;
	rc = decode_number(raw, len, is_signed, value);
	return rc < 0 ? rc : len;
}

int fetch_int_setting(struct settings *settings,
		      const struct setting *setting, long *value)
{
	int64_t number;
	int rc = fetch_number(settings, setting, 1, &number);

	if (rc >= 0)
		*value = number;
	return rc;
}

int fetch_uint_setting(struct settings *settings,
		       const struct setting *setting, unsigned long *value)
{
	int64_t number;
	int rc = fetch_number(settings, setting, 0, &number);

	if (rc >= 0)
		*value = number;
	return rc;
}

long fetch_intz_setting(struct settings *settings,
			const struct setting *setting)
{
	long value = 0;

	fetch_int_setting(settings, setting, &value);
	return value;
}

unsigned long fetch_uintz_setting(struct settings *settings,
				  const struct setting *setting)
{
	unsigned long value = 0;

	fetch_uint_setting(settings, setting, &value);
	return value;
}

int fetch_uuid_setting(struct settings *settings,
		       const struct setting *setting, union uuid *uuid)
{
	union uuid copy;
	int rc = fetch_setting(settings, setting, NULL, NULL, &copy,
			       sizeof(copy));

	if (rc < 0)
		return rc;
	if (rc != sizeof(copy))
		return -ERANGE;
	*uuid = copy;
	return sizeof(copy);
}

/* --- text access */

int storef_setting(struct settings *settings, const struct setting *setting,
		   const char *value)
{
	struct setting typed = *setting;
	void *raw;
	int len, rc;

	if (!value || !*value)
		return delete_setting(settings, setting);
	if (!typed.type)
		typed.type = &setting_type_string;
	len = typed.type->parse(typed.type, value, NULL, 0);
	if (len < 0)
		return len;
	raw = malloc(len ? len : 1);
	if (!raw)
		return -ENOMEM;
	typed.type->parse(typed.type, value, raw, len);
	rc = store_setting(settings, &typed, raw, len);
	free(raw);
	return rc;
}

int fetchf_setting(struct settings *settings, const struct setting *setting,
		   struct settings **origin, struct setting *fetched,
		   char *buf, size_t len)
{
	struct setting found;
	void *raw;
	int rc;

	rc = fetch_setting_copy(settings, setting, origin, &found, &raw);
	if (rc < 0)
		return rc;
	if (!found.type)
		found.type = &setting_type_hex;
	rc = found.type->format(found.type, raw, rc, buf, len);
	free(raw);
	if (fetched)
		*fetched = found;
	return rc;
}

int fetchf_setting_copy(struct settings *settings,
			const struct setting *setting,
			struct settings **origin, struct setting *fetched,
			char **value)
{
	int len = fetchf_setting(settings, setting, origin, fetched, NULL, 0);

	*value = NULL;
	if (len < 0)
		return len;
	*value = malloc((size_t)len + 1);
	if (!*value)
		return -ENOMEM;
	len = fetchf_setting(settings, setting, NULL, NULL, *value,
			     (size_t)len + 1);
	if (len < 0) {
		free(*value);
		*value = NULL;
	}
	return len;
}

/* --- names */

/* Returns the type with a name, or NULL if there is none. */
static const struct setting_type *find_setting_type(const char *name)
{
	const struct setting_type *type;

	for_each_table_entry(type, SETTING_TYPES) {
		if (strcmp(type->name, name) == 0)
			return type;
	}
	return NULL;
}

/* Reads a tag: numbers with dots between them, of which the first has up to 24 bits
 * (it may be a PCI location) and all others have eight. Returns non-zero if the text
 * is a tag. */
static int parse_tag(const char *text, uint64_t *tag)
{
	uint64_t value = 0;
	unsigned int count = 0;

	do {
		unsigned long part;
		char *end;

		if (!isdigit(*text))
			return 0;
		part = strtoul(text, &end, 0);
		if ((count && part > 0xff) || part > 0xffffff || count > 3)
			return 0;
		value = (value << 8) | part;
		count++;
		text = end;
	} while (*text == '.' && *++text);
	if (*text || !value)
		return 0;
	*tag = value;
	return 1;
}

/* Returns the named setting with a tag, or NULL if there is none. */
static const struct setting *find_tag(uint64_t tag,
				      const struct settings_scope *scope)
{
	struct setting wanted = { .tag = tag, .scope = scope };
	const struct setting *setting;

	for_each_table_entry(setting, SETTINGS) {
		if (setting_cmp(setting, &wanted) == 0)
			return setting;
	}
	return NULL;
}

/* Returns the settings block with a path such as "net0.dhcp", which it changes. A
 * block that does not exist is made if autovivify is non-zero. Returns NULL if there
 * is none or if it cannot be made. */
static struct settings *find_block(char *path, int autovivify)
{
	struct settings *settings = &root_settings.settings;
	char *dot;

	for (; path && *path && settings; path = dot) {
		dot = strchr(path, '.');
		if (dot)
			*dot++ = '\0';
		settings = autovivify ?
			autovivify_child_settings(settings, path) :
			find_child_settings(settings, path);
	}
	return settings;
}

int parse_setting_name(char *name, int autovivify, struct settings **settings,
		       struct setting *setting)
{
	const struct setting *predefined;
	char *slash = strchr(name, '/');
	char *colon;

	memset(setting, 0, sizeof(*setting));
	*settings = &root_settings.settings;
	if (slash) {
		*slash++ = '\0';
		*settings = find_block(name, autovivify);
		if (!*settings)
			return -ENODEV;
		name = slash;
	}
	colon = strchr(name, ':');
	if (colon) {
		*colon++ = '\0';
		setting->type = find_setting_type(colon);
		if (!setting->type)
			return -EINVAL;
	}
	setting->name = name;
	if (parse_tag(name, &setting->tag)) {
		setting->scope = (*settings)->default_scope;
		predefined = find_tag(setting->tag, setting->scope);
	} else {
		predefined = find_setting(name);
	}
	if (predefined) {
		setting->name = predefined->name;
		setting->description = predefined->description;
		setting->tag = predefined->tag;
		setting->scope = predefined->scope;
		if (!setting->type)
			setting->type = predefined->type;
	}
	return 0;
}
