/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * IPv4 addresses as text (<ipxe/in.h>).
 */

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/in.h>

char *inet_ntoa(struct in_addr in)
{
	static char text[16];
	const uint8_t *byte = (const uint8_t *)&in.s_addr;

	snprintf(text, sizeof(text), "%d.%d.%d.%d",
		 byte[0], byte[1], byte[2], byte[3]);
	return text;
}

/* Reads one number of an address, 0 to 255 with at most three digits, and moves
 * the text on. Returns non-zero, or 0 if there is no such number. */
static int parse_octet(const char **text, uint8_t *octet)
{
	unsigned int value = 0, digits;

	for (digits = 0; isdigit(**text); digits++, (*text)++) {
		if (digits == 3)
			return 0;
		value = value * 10 + **text - '0';
	}
	*octet = value;
	return digits && value <= 0xff;
}

int inet_aton(const char *text, struct in_addr *in)
{
	uint8_t octets[4];
	unsigned int i;

	for (i = 0; i < 4; i++) {
		if (i && *text++ != '.')
			return 0;
		if (!parse_octet(&text, &octets[i]))
			return 0;
	}
	if (*text)
		return 0;
	memcpy(&in->s_addr, octets, sizeof(octets));
	return 1;
}
