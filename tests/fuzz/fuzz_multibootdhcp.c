/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A received frame, as the race reads it: what says something about the
 * switch, and DHCP replies, whose clean copy other parsers then read. */

#include "fuzz.h"
#include <byteswap.h>
#include <ipxe/dhcp.h>
#include <ipxe/settings.h>
#include <usr/multibootdhcp.h>

REACHES(check, multiboot_note_boot, multiboot_copy_options);

#define IP 14
#define UDP 34
#define BOOTP 42
#define HEADERS 282

static const uint8_t mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };

/* Headers that are let through, so that the fuzzer gets at the options; the
 * first byte says which of them. */
static void repair(uint8_t *frame, size_t len, uint8_t which)
{
	static const uint8_t ip[] = { 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17 };
	uint32_t magic = htonl(DHCP_MAGIC_COOKIE), xid = 1, sum = 0;
	uint16_t ip_len = htons(len - IP), udp_len = htons(len - UDP);
	unsigned int i;

	if (which & 1) {
		memcpy(frame + 12, "\x08\x00", 2);
		memcpy(frame + IP, ip, sizeof(ip));
		memcpy(frame + IP + 2, &ip_len, 2);
		memcpy(frame + UDP, "\0\x43\0\x44", 4);
		memcpy(frame + UDP + 4, &udp_len, 2);
		memset(frame + UDP + 6, 0, 2);
	}
	if (which & 2) {
		frame[BOOTP] = BOOTP_REPLY;
		memcpy(frame + BOOTP + 4, &xid, 4);
		memcpy(frame + BOOTP + 28, mac, 6);
		memcpy(frame + BOOTP + 236, &magic, 4);
	}
	memset(frame + IP + 10, 0, 2);
	for (i = IP; i < IP + 20; i += 2)
		sum += frame[i] << 8 | frame[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	frame[IP + 10] = ~sum >> 8;
	frame[IP + 11] = ~sum;
}

/* Checks what holds for every reply that is taken. */
static void check(struct multiboot_reply *reply)
{
	static const unsigned int tags[] = {
		DHCP_SUBNET_MASK, DHCP_ROOT_PATH, DHCP_BOOTFILE_NAME,
		DHCP_PXE_BOOT_MENU, DHCP_EB_NO_PXEDHCP, DHCP_HOST_NAME,
	};
	uint8_t value[255];
	unsigned int i;
	char *text;

	for (i = 0; reply->name[i]; i++) {
		if (i >= sizeof(reply->name) - 1 || reply->name[i] < ' ' ||
		    reply->name[i] > '~')
			__builtin_trap();
	}
	if (reply->type != DHCPNAK && !multiboot_is_proxy(reply) &&
	    (!reply->address.s_addr || !reply->server.s_addr))
		__builtin_trap();
	if (dhcppkt_fetch(&reply->dhcppkt, DHCP_OPTION_OVERLOAD, value,
			  1) >= 0)
		__builtin_trap();
	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		dhcppkt_fetch(&reply->dhcppkt, tags[i], value, sizeof(value));
	if (fetch_string_setting_copy(&reply->dhcppkt.settings,
				      &filename_setting, &text) >= 0)
		free(text);
	/* A reply that is said to have a file has a name that the firmware
	 * finds. */
	else if (reply->flags & MULTIBOOT_FILE)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct multiboot_reply *reply;
	uint8_t *frame;
	uint8_t which;

	if (size < 2 || size > 2048)
		return 0;
	which = *data++;
	frame = malloc(--size);
	memcpy(frame, data, size);
	if (size >= HEADERS)
		repair(frame, size, which);
	multiboot_frame_type(frame, size);
	reply = multiboot_dhcp_parse(frame, size, mac, 1);
	free(frame);
	if (reply)
		check(reply);
	multiboot_reply_put(reply);
	return 0;
}
