/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Settings with what the firmware tells about the machine: fields of SMBIOS
 * structures (DMTF DSP0134, section 7). The setting
 * smbios/[instance.]type.offset.length is any field of them. A length of 0 means
 * that the byte at the offset is the number of a string, an offset of 0 that the
 * length itself is.
 */

#include <errno.h>
#include <string.h>
#include <core/machine.h>
#include <ipxe/init.h>
#include <ipxe/settings.h>
#include <ipxe/uuid.h>

const struct settings_scope smbios_scope;

/* The tag of a setting consists of bytes: instance, type, offset and length. */
#define TAG(type, offset, length) (((type) << 16) | ((offset) << 8) | (length))
#define TAG_INSTANCE(tag) (((tag) >> 24) & 0xff)
#define TAG_TYPE(tag) (((tag) >> 16) & 0xff)
#define TAG_OFFSET(tag) (((tag) >> 8) & 0xff)
#define TAG_LENGTH(tag) ((tag) & 0xff)

/* Length of the header of every structure: a byte each of type and length, and two
 * bytes of handle (section 6.1.2). */
#define HEADER_LEN 4
#define TYPE_SYSTEM 1
#define TYPE_BOARD 2
#define TYPE_CHASSIS 3
#define TYPE_END 127

/* Defines the variable id_setting, a setting that is a field of SMBIOS. */
#define SMBIOS(id, setting_name, setting_type, setting_tag, text)	\
	const struct setting id##_setting __setting = {			\
		.name = setting_name,					\
		.description = text,					\
		.type = &setting_type_##setting_type,			\
		.tag = setting_tag,					\
		.scope = &smbios_scope,					\
	}

SMBIOS(uuid, "uuid", uuid, TAG(TYPE_SYSTEM, 8, 16), "UUID");
static SMBIOS(serial, "serial", string, TAG(TYPE_SYSTEM, 7, 0),
	      "Serial number");
static SMBIOS(asset, "asset", string, TAG(TYPE_CHASSIS, 8, 0), "Asset tag");
static SMBIOS(manufacturer, "manufacturer", string, TAG(TYPE_SYSTEM, 4, 0),
	      "Manufacturer");
static SMBIOS(product, "product", string, TAG(TYPE_SYSTEM, 5, 0),
	      "Product name");
static SMBIOS(board_serial, "board-serial", string, TAG(TYPE_BOARD, 7, 0),
	      "Serial number of the board");

/* A structure with the strings that follow it (section 6.1.3). */
struct structure {
	/* The structure with its header. */
	const uint8_t *bytes;
	/* Length of the structure without its strings, in bytes. */
	size_t len;
	/* The strings, each with a NUL at its end. */
	const char *strings;
	/* Length of all strings with their NULs, in bytes. */
	size_t strings_len;
};

/* Reads the structure at *pos and moves *pos on to the next one. Returns non-zero,
 * or 0 if the table ends there or is broken. */
static int read_structure(const uint8_t *table, size_t table_len, size_t *pos,
			  struct structure *found)
{
	const uint8_t *start = table + *pos;
	size_t left = table_len - *pos;
	size_t end;

	if (left < HEADER_LEN || start[1] < HEADER_LEN || start[1] > left)
		return 0;
	for (end = start[1]; end + 1 < left; end++) {
		if (!start[end] && !start[end + 1])
			break;
	}
	if (end + 1 >= left)
		return 0;
	found->bytes = start;
	found->len = start[1];
	found->strings = (const char *)start + start[1];
	found->strings_len = end + 1 - start[1];
	*pos += end + 2;
	return 1;
}

/* Finds a structure by its type and by how many of that type come before it.
 * Returns 0, or -ENOENT if there is none. */
static int find_structure(unsigned int type, unsigned int instance,
			  struct structure *found)
{
	size_t table_len, pos = 0;
	const uint8_t *table = platform_smbios(&table_len);

	if (!table)
		return -ENOENT;
	while (read_structure(table, table_len, &pos, found)) {
		if (found->bytes[0] == TYPE_END)
			break;
		if (found->bytes[0] == type && instance-- == 0)
			return 0;
	}
	return -ENOENT;
}

/* Fetches a string by its number, which counts from 1. Returns its length, or
 * -ENOENT if the number is 0, if there is no such string or if it is empty. */
static int fetch_string(const struct structure *structure, unsigned int number,
			void *data, size_t len)
{
	const char *text = structure->strings;
	const char *end = text + structure->strings_len;
	size_t text_len;

	if (!number)
		return -ENOENT;
	while (text < end) {
		text_len = strnlen(text, end - text);
		if (--number == 0) {
			if (len > text_len)
				len = text_len;
			if (len)
				memcpy(data, text, len);
			return text_len ? (int)text_len : -ENOENT;
		}
		text += text_len + 1;
	}
	return -ENOENT;
}

/* Fetches a UUID. Returns its length, or -ENOENT if all bits are ones, which means
 * that the board has no UUID yet (section 7.2.1). All zeros mean that, too, but are
 * fetched all the same, as URIs in scripts would lack a part otherwise. */
static int fetch_uuid(const uint8_t *raw, void *data, size_t len)
{
	union uuid uuid;
	unsigned int i, ones = 0;

	memcpy(&uuid, raw, sizeof(uuid));
	for (i = 0; i < sizeof(uuid.bytes); i++)
		ones += uuid.bytes[i] == 0xff;
	if (ones == sizeof(uuid.bytes))
		return -ENOENT;
	uuid_mangle(&uuid);
	memcpy(data, &uuid, len < sizeof(uuid) ? len : sizeof(uuid));
	return sizeof(uuid);
}

static int smbios_applies(struct settings *settings,
			  const struct setting *setting)
{
	return setting->scope == &smbios_scope;
}

static int smbios_fetch(struct settings *settings, struct setting *setting,
			void *data, size_t len)
{
	unsigned int offset = TAG_OFFSET(setting->tag);
	unsigned int count = TAG_LENGTH(setting->tag);
	struct structure structure;
	int rc;

	rc = find_structure(TAG_TYPE(setting->tag),
			    TAG_INSTANCE(setting->tag), &structure);
	if (rc != 0)
		return rc;
	if (offset && (offset >= structure.len ||
		       count > structure.len - offset))
		return -ENOENT;
	if (!count || !offset) {
		if (!setting->type)
			setting->type = &setting_type_string;
		return fetch_string(&structure,
				    offset ? structure.bytes[offset] : count,
				    data, len);
	}
	if (setting_cmp(setting, &uuid_setting) == 0)
		return fetch_uuid(structure.bytes + offset, data, len);
	memcpy(data, structure.bytes + offset, len < count ? len : count);
	return count;
}

static const struct settings_operations smbios_operations = {
	.applies = smbios_applies,
	.fetch = smbios_fetch,
};

static struct settings smbios_settings;

static void smbios_start(void)
{
	settings_init(&smbios_settings, &smbios_operations, NULL,
		      &smbios_scope);
	register_settings(&smbios_settings, NULL, "smbios");
}

struct init_fn smbios_init_fn __init_fn(INIT_EARLY) = {
	.initialise = smbios_start,
};
