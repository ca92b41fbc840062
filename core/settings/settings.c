/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The tree of settings blocks, and storing and fetching raw values in it. A value
 * is looked for in a block itself, then in its children in their order. In the
 * root it is also looked for in the blocks that the root's aliases stand for,
 * before the children, so that "ip" means the address of the device that was
 * opened last ("netX").
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/settings.h>

/* Greatest depth of blocks inside of blocks. It limits the stack that recursive
 * functions need. */
#define DEPTH_MAX 8

/* The root of the tree. It holds the settings that users set without naming a
 * block. */
struct generic_settings root_settings = {
	.settings = {
		.name = "",
		.siblings = LIST_HEAD_INIT(root_settings.settings.siblings),
		.children = LIST_HEAD_INIT(root_settings.settings.children),
		.op = &generic_settings_operations,
	},
	.list = LIST_HEAD_INIT(root_settings.list),
};

#define ROOT (&root_settings.settings)

void settings_init(struct settings *settings,
		   const struct settings_operations *op,
		   struct refcnt *refcnt,
		   const struct settings_scope *default_scope)
{
	memset(settings, 0, sizeof(*settings));
	INIT_LIST_HEAD(&settings->siblings);
	INIT_LIST_HEAD(&settings->children);
	settings->op = op;
	settings->refcnt = refcnt;
	settings->default_scope = default_scope;
}

int setting_cmp(const struct setting *a, const struct setting *b)
{
	if (a->scope != b->scope)
		return 1;
	if (a->tag || b->tag)
		return a->tag != b->tag;
	if (!a->name || !b->name)
		return 1;
	return strcmp(a->name, b->name);
}

/* --- names */

/* Returns the alias with a name, or NULL if there is none. Only the root has
 * aliases. */
static const struct settings_alias *find_alias(const struct settings *parent,
					       const char *name)
{
	const struct settings_alias *alias;

	if (parent != ROOT)
		return NULL;
	for_each_table_entry(alias, SETTINGS_ALIASES) {
		if (strcmp(name, alias->name) == 0)
			return alias;
	}
	return NULL;
}

/* Returns the number of blocks that a block is inside of. */
static unsigned int depth_of(const struct settings *settings)
{
	unsigned int depth = 0;

	for (; settings->parent; settings = settings->parent)
		depth++;
	return depth;
}

/* Returns non-zero if a block is the root or has a parent. */
static int is_registered(const struct settings *settings)
{
	return settings == ROOT || settings->parent;
}

/* Returns non-zero if a block can be reached from the root. */
static int in_tree(const struct settings *settings)
{
	while (settings->parent)
		settings = settings->parent;
	return settings == ROOT;
}

struct settings *find_child_settings(struct settings *parent,
				     const char *name)
{
	const struct settings_alias *alias = find_alias(parent, name);
	struct settings *child;

	if (alias)
		return alias->target();
	list_for_each_entry(child, &parent->children, siblings) {
		if (strcmp(child->name, name) == 0)
			return child;
	}
	return NULL;
}

/* A block that was made because somebody stored a setting in it. */
struct named_settings {
	/* Reference counter of this struct. */
	struct refcnt refcnt;
	/* The block itself. */
	struct generic_settings generic;
	/* The block's name, as a NUL-terminated string. */
	char name[];
};

static void free_named(struct refcnt *refcnt)
{
	struct named_settings *named =
		container_of(refcnt, struct named_settings, refcnt);

	generic_settings_clear(&named->generic.settings);
	free(named);
}

struct settings *autovivify_child_settings(struct settings *parent,
					   const char *name)
{
	struct settings *child = find_child_settings(parent, name);
	struct named_settings *named;
	int rc;

	if (child)
		return child;
	if (!*name || depth_of(parent) + 1 >= DEPTH_MAX ||
	    find_alias(parent, name))
		return NULL;
	named = zalloc(sizeof(*named) + strlen(name) + 1);
	if (!named)
		return NULL;
	ref_init(&named->refcnt, free_named);
	generic_settings_init(&named->generic, &named->refcnt);
	strcpy(named->name, name);
	rc = register_settings(&named->generic.settings, parent, named->name);
	ref_put(&named->refcnt);
	return rc == 0 ? &named->generic.settings : NULL;
}

struct settings *find_settings(const char *name)
{
	struct settings *settings = ROOT;
	char *copy, *part, *dot;

	if (!name || !*name)
		return settings;
	copy = strdup(name);
	if (!copy)
		return NULL;
	for (part = copy; part && settings; part = dot) {
		dot = strchr(part, '.');
		if (dot)
			*dot++ = '\0';
		settings = find_child_settings(settings, part);
	}
	free(copy);
	return settings;
}

const char *settings_name(struct settings *settings)
{
	static char buf[64];
	const char *names[DEPTH_MAX];
	unsigned int count = 0;
	size_t used = 0;

	buf[0] = '\0';
	for (; settings->parent && count < DEPTH_MAX;
	     settings = settings->parent)
		names[count++] = settings->name;
	while (count && used < sizeof(buf)) {
		used += snprintf(buf + used, sizeof(buf) - used, "%s%s",
				 used ? "." : "", names[--count]);
	}
	return buf;
}

/* --- registration */

/* Moves a block to the place among its siblings that its priority and its order
 * give it. The search starts at the end, as most blocks belong there. */
static void place(struct settings *settings)
{
	struct settings *parent = settings->parent;
	long priority = fetch_intz_setting(settings, &priority_setting);
	struct list_head *after = &parent->children;
	struct settings *other;

	list_del(&settings->siblings);
	list_for_each_entry_reverse(other, &parent->children, siblings) {
		long theirs = fetch_intz_setting(other, &priority_setting);

		if (theirs > priority ||
		    (theirs == priority && other->order <= settings->order)) {
			after = &other->siblings;
			break;
		}
	}
	list_add(&settings->siblings, after);
}

/* Moves a block and all that it is inside of to their places, as the priority of a
 * block may come from one of its children. */
static void place_upwards(struct settings *settings)
{
	for (; settings->parent; settings = settings->parent)
		place(settings);
}

int register_settings(struct settings *settings, struct settings *parent,
		      const char *name)
{
	struct settings *old;

	if (!parent)
		parent = ROOT;
	if (settings == ROOT || depth_of(parent) + 1 >= DEPTH_MAX ||
	    find_alias(parent, name))
		return -EINVAL;
	if (settings->refcnt)
		ref_get(settings->refcnt);
	unregister_settings(settings);
	old = find_child_settings(parent, name);
	if (old)
		unregister_settings(old);

	settings->name = name;
	settings->parent = parent;
	if (parent->refcnt)
		ref_get(parent->refcnt);
	list_add_tail(&settings->siblings, &parent->children);
	place_upwards(settings);
	return in_tree(settings) ? apply_settings() : 0;
}

void unregister_settings(struct settings *settings)
{
	struct settings *parent = settings->parent;
	struct settings *child;
	int live;

	if (!parent)
		return;
	live = in_tree(settings);
	while ((child = list_first_entry(&settings->children,
					 struct settings, siblings)))
		unregister_settings(child);
	list_del(&settings->siblings);
	INIT_LIST_HEAD(&settings->siblings);
	settings->parent = NULL;
	if (parent->refcnt)
		ref_put(parent->refcnt);
	if (settings->refcnt)
		ref_put(settings->refcnt);
	if (live)
		apply_settings();
}

int apply_settings(void)
{
	static int applying;
	struct settings_applicator *applicator;
	int rc = 0;

	/* An applicator may change settings, which would call all applicators
	 * again. It handles the effects of its changes itself. */
	if (applying)
		return 0;
	applying = 1;
	for_each_table_entry(applicator, SETTINGS_APPLICATORS) {
		int applied = applicator->apply();

		if (applied != 0 && rc == 0)
			rc = applied;
	}
	applying = 0;
	return rc;
}

/* --- values */

/* Returns non-zero if a block can hold a setting. */
static int applies(struct settings *settings, const struct setting *setting)
{
	return !settings->op->applies ||
	       settings->op->applies(settings, setting);
}

int store_setting(struct settings *settings, const struct setting *setting,
		  const void *data, size_t len)
{
	int rc;

	if (!settings)
		settings = ROOT;
	if (!applies(settings, setting))
		return -ENOTTY;
	if (!settings->op->store)
		return -EROFS;
	rc = settings->op->store(settings, setting, data, len);
	if (rc != 0)
		return rc;
	if (!is_registered(settings))
		return 0;
	if (setting_cmp(setting, &priority_setting) == 0)
		place_upwards(settings);
	return in_tree(settings) ? apply_settings() : 0;
}

/* Fetches a setting from a block, from those that its aliases stand for or from its
 * children. Returns the length of the value, or -ENOENT if none has it. */
static int fetch_from(struct settings *settings,
		      const struct setting *setting,
		      struct settings **origin, struct setting *fetched,
		      void *data, size_t len)
{
	const struct settings_alias *alias;
	struct settings *child;
	int rc;

	if (applies(settings, setting) && settings->op->fetch) {
		*fetched = *setting;
		rc = settings->op->fetch(settings, fetched, data, len);
		if (rc >= 0) {
			*origin = settings;
			return rc;
		}
	}
	for_each_table_entry(alias, SETTINGS_ALIASES) {
		if (settings != ROOT || !(child = alias->target()))
			continue;
		rc = fetch_from(child, setting, origin, fetched, data, len);
		if (rc >= 0)
			return rc;
	}
	list_for_each_entry(child, &settings->children, siblings) {
		rc = fetch_from(child, setting, origin, fetched, data, len);
		if (rc >= 0)
			return rc;
	}
	return -ENOENT;
}

int fetch_setting(struct settings *settings, const struct setting *setting,
		  struct settings **origin, struct setting *fetched,
		  void *data, size_t len)
{
	struct settings *found_origin = NULL;
	struct setting found;
	int rc;

	rc = fetch_from(settings ? settings : ROOT, setting, &found_origin,
			&found, data, len);
	if (rc < 0)
		found = *setting;
	if (origin)
		*origin = found_origin;
	if (fetched)
		*fetched = found;
	return rc;
}

int fetch_setting_copy(struct settings *settings,
		       const struct setting *setting,
		       struct settings **origin, struct setting *fetched,
		       void **data)
{
	char *copy;
	int len, again;

	*data = NULL;
	len = fetch_setting(settings, setting, origin, fetched, NULL, 0);
	if (len < 0)
		return len;
	copy = malloc((size_t)len + 1);
	if (!copy)
		return -ENOMEM;
	again = fetch_setting(settings, setting, origin, fetched, copy, len);
	if (again < 0) {
		free(copy);
		return again;
	}
	if (again < len)
		len = again;
	copy[len] = '\0';
	*data = copy;
	return len;
}

int setting_exists(struct settings *settings, const struct setting *setting)
{
	return fetch_setting(settings, setting, NULL, NULL, NULL, 0) >= 0;
}
