/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The type of settings that are locations on PCI: segment:bus:device.function.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/numbers.h>
#include <ipxe/pci.h>
#include <ipxe/settings.h>

/* Reads a hexadecimal number up to a separator, and moves *text past that.
 * Returns the number, or -1 if it is none or is more than max. */
static long hex_field(const char **text, int separator, unsigned long max)
{
	unsigned long value;
	char *end;

	if (!isxdigit(**text))
		return -1;
	value = strtoul(*text, &end, 16);
	if (*end != separator || value > max)
		return -1;
	*text = separator ? end + 1 : end;
	return value;
}

static int parse_busdevfn(const struct setting_type *type, const char *text,
			  void *buf, size_t len)
{
	const char *colon = strchr(text, ':');
	uint8_t raw[sizeof(uint32_t)];
	long segment = 0, bus, slot, function;

	if (colon && strchr(colon + 1, ':'))
		segment = hex_field(&text, ':', 0xffff);
	bus = hex_field(&text, ':', 0xff);
	slot = hex_field(&text, '.', 0x1f);
	function = hex_field(&text, '\0', 7);
	if (segment < 0 || bus < 0 || slot < 0 || function < 0)
		return -EINVAL;
	encode_number(((int64_t)segment << 16) |
		      PCI_BUSDEVFN(bus, slot, function), sizeof(raw), raw);
	if (len)
		memcpy(buf, raw, len < sizeof(raw) ? len : sizeof(raw));
	return sizeof(raw);
}

static int format_busdevfn(const struct setting_type *type, const void *raw,
			   size_t raw_len, char *buf, size_t len)
{
	int64_t value;
	unsigned int busdevfn;
	int rc = decode_number(raw, raw_len, 0, &value);

	if (rc < 0)
		return rc;
	busdevfn = value;
	return snprintf(buf, len, "%04x:%02x:%02x.%x", busdevfn >> 16,
			PCI_BUS(busdevfn), PCI_SLOT(busdevfn),
			PCI_FUNC(busdevfn));
}

const struct setting_type setting_type_busdevfn __setting_type = {
	.name = "busdevfn",
	.parse = parse_busdevfn,
	.format = format_busdevfn,
};
