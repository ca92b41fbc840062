/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Generic settings blocks, which hold any setting. Each has a list of the values
 * that were stored in it, together with their settings.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>

/* Largest value, in bytes. */
#define VALUE_MAX EXPAND_MAX

/* A value in a generic settings block. */
struct generic_setting {
	/* Links the values of a block. */
	struct list_head list;
	/* The setting with the type that it was stored with. */
	struct setting setting;
	/* Length of the value, in bytes. */
	size_t len;
	/* The value, which follows the name in the same allocation. */
	char *data;
	/* The setting's name, as a NUL-terminated string. */
	char name[];
};

/* Returns the generic settings block that a settings block is part of. */
static struct generic_settings *to_generic(struct settings *settings)
{
	return container_of(settings, struct generic_settings, settings);
}

/* Returns the value of a setting in a block, or NULL if there is none. */
static struct generic_setting *find_generic(struct generic_settings *generics,
					    const struct setting *setting)
{
	struct generic_setting *generic;

	list_for_each_entry(generic, &generics->list, list) {
		if (setting_cmp(&generic->setting, setting) == 0)
			return generic;
	}
	return NULL;
}

/* Returns a new value that is in no block yet, or NULL when out of memory. */
static struct generic_setting *
make_generic(const struct setting *setting, const void *data, size_t len)
{
	const char *name = setting->name ? setting->name : "";
	size_t name_len = strlen(name) + 1;
	struct generic_setting *generic;

	generic = zalloc(sizeof(*generic) + name_len + len);
	if (!generic)
		return NULL;
	strcpy(generic->name, name);
	generic->setting.name = generic->name;
	generic->setting.type = setting->type;
	generic->setting.tag = setting->tag;
	generic->setting.scope = setting->scope;
	generic->data = generic->name + name_len;
	generic->len = len;
	if (len)
		memcpy(generic->data, data, len);
	return generic;
}

static int generic_store(struct settings *settings,
			 const struct setting *setting, const void *data,
			 size_t len)
{
	struct generic_settings *generics = to_generic(settings);
	struct generic_setting *old = find_generic(generics, setting);
	struct generic_setting *new = NULL;

	if (len > VALUE_MAX)
		return -E2BIG;
	if (data) {
		new = make_generic(setting, data, len);
		if (!new)
			return -ENOMEM;
		list_add_tail(&new->list, &generics->list);
	}
	if (old) {
		list_del(&old->list);
		free(old);
	}
	return 0;
}

static int generic_fetch(struct settings *settings, struct setting *setting,
			 void *data, size_t len)
{
	struct generic_setting *generic =
		find_generic(to_generic(settings), setting);

	if (!generic)
		return -ENOENT;
	if (!setting->type)
		setting->type = generic->setting.type;
	if (len > generic->len)
		len = generic->len;
	if (len)
		memcpy(data, generic->data, len);
	return generic->len;
}

void generic_settings_clear(struct settings *settings)
{
	struct generic_settings *generics = to_generic(settings);
	struct generic_setting *generic, *tmp;

	list_for_each_entry_safe(generic, tmp, &generics->list, list) {
		list_del(&generic->list);
		free(generic);
	}
}

int generic_settings_each(struct settings *settings,
			  int (*visit)(void *opaque,
				       const struct setting *setting),
			  void *opaque)
{
	struct generic_settings *generics = to_generic(settings);
	struct generic_setting *generic;
	int rc;

	list_for_each_entry(generic, &generics->list, list) {
		rc = visit(opaque, &generic->setting);
		if (rc != 0)
			return rc;
	}
	return 0;
}

const struct settings_operations generic_settings_operations = {
	.store = generic_store,
	.fetch = generic_fetch,
	.clear = generic_settings_clear,
	.each = generic_settings_each,
};

void generic_settings_init(struct generic_settings *generics,
			   struct refcnt *refcnt)
{
	settings_init(&generics->settings, &generic_settings_operations,
		      refcnt, NULL);
	INIT_LIST_HEAD(&generics->list);
}
