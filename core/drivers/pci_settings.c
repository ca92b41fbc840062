/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The block "pci": bytes of a device's configuration space, as in
 * ${pci/${net0/busloc}.0.2} (location, offset, length), lowest byte last.
 */

#include <errno.h>
#include <ipxe/init.h>
#include <ipxe/pci.h>
#include <ipxe/settings.h>

const struct settings_scope pci_scope;

/* The parts of a tag, which is location << 16 | offset << 8 | length. */
#define TAG_LOCATION(tag) ((tag) >> 16)
#define TAG_OFFSET(tag) (((tag) >> 8) & 0xff)
#define TAG_LENGTH(tag) ((tag) & 0xff)
#define LOCATION_MAX 0xffff

static int pci_applies(struct settings *settings,
		       const struct setting *setting)
{
	return setting->scope == &pci_scope;
}

/* Fetches bytes of configuration space. Values are little-endian there, and
 * big-endian as settings. */
static int pci_fetch(struct settings *settings, struct setting *setting,
		     void *data, size_t len)
{
	unsigned int offset = TAG_OFFSET(setting->tag);
	unsigned int count = TAG_LENGTH(setting->tag);
	unsigned int location = TAG_LOCATION(setting->tag);
	uint8_t *bytes = data;
	unsigned int i;

	if (TAG_LOCATION(setting->tag) > LOCATION_MAX || !count ||
	    count > 0x100 - offset)
		return -ENOENT;
	if (pci_read16(location, 0) == 0xffff)
		return -ENODEV;
	for (i = 0; i < count && i < len; i++)
		bytes[i] = pci_read8(location, offset + count - 1 - i);
	if (!setting->type)
		setting->type = &setting_type_hexraw;
	return count;
}

static const struct settings_operations pci_operations = {
	.applies = pci_applies,
	.fetch = pci_fetch,
};

static struct settings pci_settings;

static void pci_settings_start(void)
{
	settings_init(&pci_settings, &pci_operations, NULL, &pci_scope);
	register_settings(&pci_settings, NULL, "pci");
}

struct init_fn pci_settings_init_fn __init_fn(INIT_EARLY) = {
	.initialise = pci_settings_start,
};
