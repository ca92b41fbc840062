/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Settings that describe this program and the machine it runs on: read-only,
 * worked out when asked for.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <byteswap.h>
#include <core/platform.h>
#include <ipxe/init.h>
#include <ipxe/settings.h>
#include <ipxe/uri.h>

const struct settings_scope builtin_scope;

static int copy_bytes(const void *bytes, size_t bytes_len, void *data,
		      size_t len)
{
	if (len > bytes_len)
		len = bytes_len;
	if (len)
		memcpy(data, bytes, len);
	return bytes_len;
}

static int copy_text(const char *text, void *data, size_t len)
{
	return copy_bytes(text, strlen(text), data, len);
}

static int copy_number(uint32_t number, void *data, size_t len)
{
	number = htonl(number);
	return copy_bytes(&number, sizeof(number), data, len);
}

/* --- the processor (CPUID) */

static void cpuid(uint32_t leaf, uint32_t regs[4])
{
	__asm__ ("cpuid" : "=a" (regs[0]), "=b" (regs[1]), "=c" (regs[2]),
			   "=d" (regs[3])
			 : "a" (leaf), "c" (0));
}

static int fetch_cpuvendor(void *data, size_t len)
{
	uint32_t regs[4];
	uint32_t text[3];

	cpuid(0, regs);
	text[0] = regs[1];
	text[1] = regs[3];
	text[2] = regs[2];
	return copy_bytes(text, strnlen((char *)text, sizeof(text)), data,
			  len);
}

#define CPUID_EXTENDED 0x80000000U
#define CPUID_MODEL 0x80000002U
#define CPUID_MODEL_LEAVES 3

static int fetch_cpumodel(void *data, size_t len)
{
	char text[CPUID_MODEL_LEAVES * 16];
	const char *start = text;
	uint32_t regs[4];
	unsigned int i;

	cpuid(CPUID_EXTENDED, regs);
	if (regs[0] < CPUID_MODEL + CPUID_MODEL_LEAVES - 1)
		return -ENOENT;
	for (i = 0; i < CPUID_MODEL_LEAVES; i++) {
		cpuid(CPUID_MODEL + i, regs);
		memcpy(text + sizeof(regs) * i, regs, sizeof(regs));
	}
	/* Some processors put spaces in front. */
	while (start < text + sizeof(text) && *start == ' ')
		start++;
	return copy_bytes(start, strnlen(start, text + sizeof(text) - start),
			  data, len);
}

/* --- the rest */

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

static int fetch_unixtime(void *data, size_t len)
{
	uint64_t now = platform_time();

	return now ? copy_number(now, data, len) : -ENOENT;
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
BUILTIN(unixtime, uint32, "Seconds since 1970");
BUILTIN(version, string, "Version of this program");
BUILTIN(cwuri, string, "URI that relative names start from");

static const struct {
	const struct setting *setting;
	int (*fetch)(void *data, size_t len);
} builtins[] = {
	{ &memsize_setting, fetch_memsize },
	{ &platform_setting, fetch_platform },
	{ &buildarch_setting, fetch_buildarch },
	{ &cpuvendor_setting, fetch_cpuvendor },
	{ &cpumodel_setting, fetch_cpumodel },
	{ &unixtime_setting, fetch_unixtime },
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
