/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Settings that describe this program and the machine it runs on. They are
 * read-only, and each is computed when it is fetched.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <byteswap.h>
#include <core/clock.h>
#include <core/cpu.h>
#include <core/machine.h>
#include <core/memory.h>
#include <ipxe/init.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <ipxe/uri.h>

const struct settings_scope builtin_scope;

/* Fetches bytes as the value of a setting. Returns their number. */
static int copy_bytes(const void *bytes, size_t bytes_len, void *data,
		      size_t len)
{
	if (len > bytes_len)
		len = bytes_len;
	if (len)
		memcpy(data, bytes, len);
	return bytes_len;
}

/* Fetches text as the value of a setting. Returns its length. */
static int copy_text(const char *text, void *data, size_t len)
{
	return copy_bytes(text, strlen(text), data, len);
}

/* Fetches a number as the value of a setting. Returns its size in bytes. */
static int copy_number(uint32_t number, void *data, size_t len)
{
	number = htonl(number);
	return copy_bytes(&number, sizeof(number), data, len);
}

/* --- the processor */

static int fetch_cpuvendor(void *data, size_t len)
{
	return cpu_vendor(data, len);
}

static int fetch_cpumodel(void *data, size_t len)
{
	return cpu_model(data, len);
}

/* --- this program and its surroundings */

static int fetch_memsize(void *data, size_t len)
{
	return copy_number(platform_memsize() >> 20, data, len);
}

static int fetch_platform(void *data, size_t len)
{
	return copy_text(platform_name, data, len);
}

static int fetch_buildarch(void *data, size_t len)
{
	return copy_text(platform_arch, data, len);
}

/* The time that was set, or 0, and the tick at which that was. */
static uint32_t time_set;
static unsigned long time_set_at;

void settings_set_time(uint32_t now)
{
	time_set = now;
	time_set_at = currticks();
}

static int fetch_unixtime(void *data, size_t len)
{
	uint64_t now = platform_time();

	if (time_set)
		now = time_set + (currticks() - time_set_at) / TICKS_PER_SEC;
	return now ? copy_number(now, data, len) : -ENOENT;
}

/* Fetches the number of the last error, by which a script can say what went
 * wrong. */
static int fetch_errno(void *data, size_t len)
{
	return copy_number(errno, data, len);
}

static int fetch_version(void *data, size_t len)
{
	return copy_text(VERSION, data, len);
}

static int fetch_cwuri(void *data, size_t len)
{
	char buf[512];
	size_t uri_len;

	if (!cwuri)
		return -ENOENT;
	uri_len = format_uri_public(cwuri, buf, sizeof(buf));
	if (uri_len >= sizeof(buf))
		return -ENAMETOOLONG;
	return copy_bytes(buf, uri_len, data, len);
}

/* Defines a setting of this block, whose name is its id. */
#define BUILTIN(id, setting_type, text)					\
	static const struct setting id##_setting __setting = {		\
		.name = #id,						\
		.description = text,					\
		.type = &setting_type_##setting_type,			\
		.scope = &builtin_scope,				\
	}

BUILTIN(memsize, int32, "Memory, in MiB");
BUILTIN(platform, string, "Firmware");
BUILTIN(buildarch, string, "Architecture of this program");
BUILTIN(cpuvendor, string, "Vendor of the processor");
BUILTIN(cpumodel, string, "Model of the processor");
/* BUILTIN() cannot define the setting "errno", as errno may be a macro. */
static const struct setting last_error_setting __setting = {
	.name = "errno",
	.description = "Number of the last error",
	.type = &setting_type_uint32,
	.scope = &builtin_scope,
};
BUILTIN(unixtime, uint32, "Seconds since 1970");
BUILTIN(version, string, "Version of this program");
BUILTIN(cwuri, string, "URI that relative names start from");

/* The settings of this block. */
static const struct {
	/* The setting. */
	const struct setting *setting;
	/* Fetches its value. Returns the value's length, or a negative error. */
	int (*fetch)(void *data, size_t len);
} builtins[] = {
	{ &memsize_setting, fetch_memsize },
	{ &platform_setting, fetch_platform },
	{ &buildarch_setting, fetch_buildarch },
	{ &cpuvendor_setting, fetch_cpuvendor },
	{ &cpumodel_setting, fetch_cpumodel },
	{ &unixtime_setting, fetch_unixtime },
	{ &last_error_setting, fetch_errno },
	{ &version_setting, fetch_version },
	{ &cwuri_setting, fetch_cwuri },
};

static int builtin_applies(struct settings *settings,
			   const struct setting *setting)
{
	return setting->scope == &builtin_scope;
}

static int builtin_fetch(struct settings *settings, struct setting *setting,
			 void *data, size_t len)
{
	unsigned int i;

	for (i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++) {
		if (setting_cmp(setting, builtins[i].setting) == 0)
			return builtins[i].fetch(data, len);
	}
	return -ENOENT;
}

static const struct settings_operations builtin_operations = {
	.applies = builtin_applies,
	.fetch = builtin_fetch,
};

static struct settings builtin_settings;

static void builtin_init(void)
{
	settings_init(&builtin_settings, &builtin_operations, NULL,
		      &builtin_scope);
	register_settings(&builtin_settings, NULL, "builtin");
}

struct init_fn builtin_init_fn __init_fn(INIT_EARLY) = {
	.initialise = builtin_init,
};
