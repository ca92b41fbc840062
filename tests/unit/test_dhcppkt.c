/* SPDX-License-Identifier: GPL-2.0-or-later */

/* DHCP packets: options wherever they stand, written back, and requests as
 * servers see them. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/dhcp.h>
#include <core/dhcpopt.h>
#include <ipxe/netdevice.h>

#define ROOM 1024

static uint8_t *bytes;
static struct dhcp_packet pkt;

static int setup(void **state)
{
	bytes = calloc(1, sizeof(struct dhcphdr) + ROOM);
	return 0;
}

static int teardown(void **state)
{
	free(bytes);
	return 0;
}

static struct dhcphdr *hdr(void)
{
	return (struct dhcphdr *)bytes;
}

/* Receives a packet with exactly that many bytes of options: a byte more is out
 * of bounds for the sanitizer. */
static void receive(const void *options, size_t len)
{
	uint8_t *exact = malloc(sizeof(struct dhcphdr) + len);

	memcpy(exact, bytes, sizeof(struct dhcphdr));
	memcpy(exact + sizeof(struct dhcphdr), options, len);
	free(bytes);
	bytes = exact;
	dhcppkt_init(&pkt, hdr(), sizeof(struct dhcphdr) + len);
}

#define RECEIVE(text) receive(text, sizeof(text) - 1)

static void assert_option(unsigned int tag, const char *expected)
{
	char value[64];
	int len = dhcppkt_fetch(&pkt, tag, value, sizeof(value));

	assert_int_equal(len, strlen(expected));
	assert_memory_equal(value, expected, len);
}

static void assert_absent(unsigned int tag)
{
	char value[8];

	assert_int_equal(dhcppkt_fetch(&pkt, tag, value, sizeof(value)),
			 -ENOENT);
}

static void reads_plain_options(void **state)
{
	RECEIVE("\0\0\x35\x01\x02\x0c\x03" "abc" "\x50\x00\xff\x0f\x01x");
	assert_option(DHCP_MESSAGE_TYPE, "\x02");
	assert_option(DHCP_HOST_NAME, "abc");
	assert_option(DHCP_RAPID_COMMIT, "");
	assert_absent(DHCP_DOMAIN_NAME);
	assert_absent(DHCP_PAD);
	assert_absent(DHCP_END);
	assert_int_equal(dhcppkt_len(&pkt), sizeof(struct dhcphdr) + 13);
}

static void copies_no_more_than_there_is_room(void **state)
{
	char value[4] = "....";

	RECEIVE("\x0c\x05" "abcde" "\xff");
	assert_int_equal(dhcppkt_fetch(&pkt, 12, value, 2), 5);
	assert_memory_equal(value, "ab..", 4);
	assert_int_equal(dhcppkt_fetch(&pkt, 12, NULL, 0), 5);
}

static void ends_at_lies(void **state)
{
	RECEIVE("\x0c\x02" "ab" "\x0f\x09" "cd");
	assert_option(DHCP_HOST_NAME, "ab");
	assert_absent(DHCP_DOMAIN_NAME);
	RECEIVE("\x0c");
	assert_absent(DHCP_HOST_NAME);
	RECEIVE("");
	assert_absent(DHCP_HOST_NAME);
	RECEIVE("\x0c\x01");
	assert_absent(DHCP_HOST_NAME);
}

static void joins_split_options(void **state)
{
	RECEIVE("\x0c\x02" "ab" "\x0f\x01x\x0c\x03" "cde" "\xff");
	assert_option(DHCP_HOST_NAME, "abcde");
}

static void reads_overloaded_fields(void **state)
{
	strcpy(hdr()->file, "\x0c\x02" "cd" "\xff");
	strcpy(hdr()->sname, "\x0c\x02" "ef" "\x43\x03" "xyz" "\xff");
	RECEIVE("\x34\x01\x03\x0c\x02" "ab" "\xff");
	assert_option(DHCP_HOST_NAME, "abcdef");
	assert_option(DHCP_BOOTFILE_NAME, "xyz");
	assert_absent(DHCP_TFTP_SERVER_NAME);
}

static void option_67_beats_the_file_field(void **state)
{
	strcpy(hdr()->file, "field");
	RECEIVE("\xff");
	assert_option(DHCP_BOOTFILE_NAME, "field");
	RECEIVE("\x43\x07" "opt\0\0\0\0" "\xff");
	assert_option(DHCP_BOOTFILE_NAME, "opt");
	RECEIVE("\x43\x02" "\0\0" "\xff");
	assert_option(DHCP_BOOTFILE_NAME, "field");
	memset(hdr()->file, 'x', sizeof(hdr()->file));
	RECEIVE("\xff");
	assert_int_equal(dhcppkt_fetch(&pkt, DHCP_BOOTFILE_NAME, NULL, 0),
			 128);
}

static void option_66_beats_the_name_field(void **state)
{
	char value[256];

	strcpy(hdr()->sname, "field");
	RECEIVE("\xff");
	assert_option(DHCP_TFTP_SERVER_NAME, "field");
	RECEIVE("\x42\x03opt\xff");
	assert_option(DHCP_TFTP_SERVER_NAME, "opt");
	RECEIVE("\x42\x01\0\xff");
	assert_option(DHCP_TFTP_SERVER_NAME, "field");
	memset(hdr()->sname, 'x', sizeof(hdr()->sname));
	RECEIVE("\xff");
	assert_int_equal(dhcppkt_fetch(&pkt, DHCP_TFTP_SERVER_NAME, value,
				       sizeof(value)), 64);
}

/* Where it is an address it is that of the next server, if there is no other. */
static void a_servers_name_may_be_its_address(void **state)
{
	static const struct {
		const char *name;
		uint32_t address;
	} cases[] = {
		{ "10.3.0.1", 0x0a030001 },
		{ "255.255.255.254", 0xfffffffe },
		{ "255.255.255.2540", 0 }, { "255.255.255.254.1", 0 },
		{ "server", 0 }, { "", 0 }, { "0.0.0.0", 0 },
	};
	struct in_addr addr;
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		memset(hdr()->sname, 0, sizeof(hdr()->sname));
		strcpy(hdr()->sname, cases[i].name);
		RECEIVE("\xff");
		assert_int_equal(fetch_ipv4_setting(&pkt.settings,
						    &next_server_setting,
						    &addr) > 0,
				 cases[i].address != 0);
		if (cases[i].address)
			assert_int_equal(addr.s_addr, htonl(cases[i].address));
	}
}

static void reads_encapsulated_options(void **state)
{
	RECEIVE("\xaf\x03\xb0\x01\x01\x2b\x03\x06\x01\x08\x2b\x02\x0a\x00"
		"\xaf\x05\xbd\x01\x80\xbe\x09\xff");
	assert_option(DHCP_EB_NO_PXEDHCP, "\x01");
	assert_option(DHCP_ENCAP_OPT(175, 189), "\x80");
	assert_absent(DHCP_ENCAP_OPT(175, 190));
	assert_option(DHCP_PXE_DISCOVERY_CONTROL, "\x08");
	assert_option(DHCP_PXE_BOOT_MENU_PROMPT, "");
	assert_absent(DHCP_ENCAP_OPT(12, 1));
}

static void is_a_settings_block(void **state)
{
	struct in_addr addr;
	char *text;

	hdr()->yiaddr.s_addr = htonl(0x0a030033);
	strcpy(hdr()->file, "boot.ipxe");
	RECEIVE("\x01\x04\xff\xff\xff\0\x42\x08" "10.3.0.1" "\xff");
	assert_int_equal(fetch_ipv4_setting(&pkt.settings, &ip_setting,
					    &addr), 4);
	assert_int_equal(addr.s_addr, htonl(0x0a030033));
	fetch_ipv4_setting(&pkt.settings, &netmask_setting, &addr);
	assert_int_equal(addr.s_addr, htonl(0xffffff00));
	fetch_ipv4_setting(&pkt.settings, &next_server_setting, &addr);
	assert_int_equal(addr.s_addr, htonl(0x0a030001));
	hdr()->siaddr.s_addr = htonl(0x0a030002);
	fetch_ipv4_setting(&pkt.settings, &next_server_setting, &addr);
	assert_int_equal(addr.s_addr, htonl(0x0a030002));
	assert_int_equal(fetch_string_setting_copy(&pkt.settings,
						   &filename_setting, &text),
			 9);
	assert_string_equal(text, "boot.ipxe");
	free(text);
	hdr()->yiaddr.s_addr = 0;
	assert_true(fetch_ipv4_setting(&pkt.settings, &ip_setting, &addr) < 0);
}

/* Room for so many bytes of options, the first one being END. */
static void create(size_t room)
{
	hdr()->options[0] = DHCP_END;
	dhcppkt_init(&pkt, hdr(), sizeof(struct dhcphdr) + room);
}

static void stores_and_deletes(void **state)
{
	create(ROOM);
	assert_int_equal(dhcppkt_store(&pkt, 12, "abc", 3), 0);
	assert_int_equal(dhcppkt_store(&pkt, 15, "de", 2), 0);
	assert_int_equal(dhcppkt_store(&pkt, 12, "xyzzy", 5), 0);
	assert_option(12, "xyzzy");
	assert_option(15, "de");
	assert_int_equal(dhcppkt_len(&pkt), sizeof(struct dhcphdr) + 12);
	assert_int_equal(hdr()->options[11], DHCP_END);
	assert_int_equal(dhcppkt_store(&pkt, 15, NULL, 0), 0);
	assert_absent(15);
	assert_int_equal(dhcppkt_store(&pkt, 80, "", 0), 0);
	assert_option(80, "");
	assert_int_equal(dhcppkt_store(&pkt, 0, "x", 1), -EINVAL);
	assert_int_equal(dhcppkt_store(&pkt, 255, "x", 1), -EINVAL);
	assert_option(12, "xyzzy");
}

static void stores_long_values_in_pieces(void **state)
{
	uint8_t value[600], back[600];
	unsigned int i;

	for (i = 0; i < sizeof(value); i++)
		value[i] = i * 7;
	create(ROOM);
	assert_int_equal(dhcppkt_store(&pkt, 43, value, sizeof(value)), 0);
	assert_int_equal(dhcppkt_fetch(&pkt, 43, back, sizeof(back)), 600);
	assert_memory_equal(value, back, sizeof(back));
	assert_int_equal(dhcppkt_len(&pkt),
			 sizeof(struct dhcphdr) + 600 + 6 + 1);
}

static void stores_encapsulated_options(void **state)
{
	create(ROOM);
	assert_int_equal(dhcppkt_store(&pkt, 0xaf13, "\1", 1), 0);
	assert_int_equal(dhcppkt_store(&pkt, 0xaf15, "\2", 1), 0);
	assert_int_equal(dhcppkt_store(&pkt, 0xaf13, "\3\4", 2), 0);
	assert_option(0xaf13, "\3\4");
	assert_option(0xaf15, "\2");
	assert_int_equal(dhcppkt_store(&pkt, 0xaf13, NULL, 0), 0);
	assert_absent(0xaf13);
	assert_int_equal(dhcppkt_store(&pkt, 0xaf15, NULL, 0), 0);
	assert_absent(175);
	assert_int_equal(dhcppkt_store(&pkt, 0xaf15, bytes, 256), -ENOSPC);
}

static void keeps_within_its_room(void **state)
{
	size_t room;

	for (room = 1; room < 9; room++) {
		create(room);
		assert_int_equal(dhcppkt_store(&pkt, 12, "abcde", 5),
				 room < 8 ? -ENOSPC : 0);
		assert_int_equal(dhcppkt_len(&pkt), sizeof(struct dhcphdr) +
				 (room < 8 ? 1 : 8));
	}
	assert_int_equal(dhcppkt_store(&pkt, 12, "abcdef", 6), -ENOSPC);
	assert_option(12, "abcde");
	assert_int_equal(dhcppkt_store(&pkt, 12, "abc", 3), 0);
	assert_int_equal(dhcppkt_store(&pkt, 0xaf01, "a", 1), -ENOSPC);
}

static void survives_a_full_heap(void **state)
{
	create(ROOM);
	assert_int_equal(dhcppkt_store(&pkt, 0xaf01, "abc", 3), 0);
	testhost_malloc_left = 0;
	assert_int_equal(dhcppkt_fetch(&pkt, 0xaf01, NULL, 0), -ENOMEM);
	assert_int_equal(dhcppkt_store(&pkt, 0xaf02, "x", 1), -ENOMEM);
	testhost_malloc_left = 1;
	assert_int_equal(dhcppkt_store(&pkt, 0xaf02, "x", 1), -ENOMEM);
	testhost_malloc_left = -1;
	assert_option(0xaf01, "abc");
}

static struct net_device *nic(void)
{
	static struct device dev = {
		.desc = { BUS_TYPE_PCI, 0x18, 0x1af4, 0x1000, 0 },
	};
	struct net_device *netdev = alloc_etherdev(0);

	netdev->dev = &dev;
	memcpy(netdev->ll_addr, "\x52\x54\0\x12\x34\x56", 6);
	return netdev;
}

static void requests_tell_who_we_are(void **state)
{
	struct net_device *netdev = nic();
	struct in_addr ciaddr = { htonl(0x0a030033) };
	uint8_t id[17 + 1];

	assert_int_equal(storef_setting(NULL, &uuid_setting, "01234567-89ab-"
					"cdef-0123-456789abcdef"), 0);
	assert_int_equal(dhcp_create_request(&pkt, netdev, DHCPDISCOVER,
					     0x12345678, ciaddr, bytes,
					     ROOM), 0);
	assert_int_equal(hdr()->op, BOOTP_REQUEST);
	assert_int_equal(hdr()->htype, 1);
	assert_int_equal(hdr()->hlen, 6);
	assert_int_equal(hdr()->xid, 0x12345678);
	assert_int_equal(hdr()->ciaddr.s_addr, ciaddr.s_addr);
	assert_int_equal(hdr()->magic, htonl(DHCP_MAGIC_COOKIE));
	assert_memory_equal(hdr()->chaddr, "\x52\x54\0\x12\x34\x56", 7);
	assert_option(DHCP_MESSAGE_TYPE, "\x01");
	assert_option(DHCP_VENDOR_CLASS_ID,
		      "PXEClient:Arch:00000:UNDI:002001");
	assert_option(DHCP_USER_CLASS_ID, "iPXE");
	assert_int_equal(dhcppkt_fetch(&pkt, DHCP_CLIENT_ARCHITECTURE, id, 2),
			 2);
	assert_memory_equal(id, "\0\0", 2);
	assert_option(DHCP_CLIENT_NDI, "\1\2\1");
	assert_int_equal(dhcppkt_fetch(&pkt, DHCP_CLIENT_ID, id, sizeof(id)),
			 7);
	assert_memory_equal(id, "\1\x52\x54\0\x12\x34\x56", 7);
	/* PXE 2.1: the UUID in the byte order of SMBIOS. */
	assert_int_equal(dhcppkt_fetch(&pkt, DHCP_CLIENT_UUID, id,
				       sizeof(id)), 17);
	assert_memory_equal(id, "\0\x67\x45\x23\x01\xab\x89\xef\xcd", 9);
	assert_int_equal(dhcppkt_fetch(&pkt, 0xaf00 | 177, id, sizeof(id)),
			 5);
	assert_memory_equal(id, "\x01\x1a\xf4\x10\x00", 5);
	assert_option(DHCP_ENCAP_OPT(175, 19), "\1");
	assert_option(DHCP_ENCAP_OPT(175, 24), "\1");
	assert_int_equal(dhcppkt_fetch(&pkt, 0xaf00 | 235, id, sizeof(id)),
			 3);
	assert_memory_equal(id, "\1\0\0", 3);
	assert_option(DHCP_PARAMETER_REQUEST_LIST,
		      "\1\171\3\103\102\74\53\257\21\32\7\6\167\17\14\321\322");
	assert_true(dhcppkt_len(&pkt) <= 548);
	/* A UUID of zeros is none. */
	assert_int_equal(storef_setting(NULL, &uuid_setting, "00000000-0000-"
					"0000-0000-000000000000"), 0);
	assert_int_equal(dhcp_create_request(&pkt, netdev, DHCPDISCOVER,
					     0x12345678, ciaddr, bytes,
					     ROOM), 0);
	assert_int_equal(dhcppkt_fetch(&pkt, DHCP_CLIENT_UUID, id,
				       sizeof(id)), -ENOENT);
	delete_setting(NULL, &uuid_setting);
	netdev_put(netdev);
}

/* A user's class of no length is none. */
static void requests_have_a_user_class(void **state)
{
	struct net_device *netdev = nic();
	struct in_addr none = { 0 };

	assert_int_equal(storef_setting(NULL, find_setting("user-class"),
					"mine"), 0);
	assert_int_equal(dhcp_create_request(&pkt, netdev, DHCPDISCOVER, 1,
					     none, bytes, ROOM), 0);
	assert_option(DHCP_USER_CLASS_ID, "mine");
	assert_int_equal(store_setting(NULL, find_setting("user-class"), "",
				       0), 0);
	assert_int_equal(dhcp_create_request(&pkt, netdev, DHCPDISCOVER, 1,
					     none, bytes, ROOM), 0);
	assert_option(DHCP_USER_CLASS_ID, "iPXE");
	delete_setting(NULL, find_setting("user-class"));
	netdev_put(netdev);
}

/* A device whose address does not fit, and of which nothing else is known. */
static void requests_come_from_any_device(void **state)
{
	static const uint8_t zeros[16];
	struct ll_protocol infiniband = ethernet_protocol;
	struct net_device *netdev = nic();
	struct in_addr none = { 0 };

	infiniband.ll_proto = htons(32);
	infiniband.ll_addr_len = 20;
	netdev->ll_protocol = &infiniband;
	netdev->dev = NULL;
	assert_int_equal(dhcp_create_request(&pkt, netdev, DHCPDISCOVER, 1,
					     none, bytes, ROOM), 0);
	assert_int_equal(hdr()->htype, 32);
	assert_int_equal(hdr()->hlen, 0);
	assert_int_equal(hdr()->flags, htons(BOOTP_FL_BROADCAST));
	assert_memory_equal(hdr()->chaddr, zeros, sizeof(zeros));
	assert_absent(DHCP_ENCAP_OPT(175, 177));
	netdev->ll_protocol = &ethernet_protocol;
	netdev_put(netdev);
}

static void requests_need_room(void **state)
{
	struct net_device *netdev = nic();
	struct in_addr none = { 0 };
	size_t full, len;

	assert_int_equal(dhcp_create_request(&pkt, netdev, DHCPREQUEST, 1,
					     none, bytes, ROOM), 0);
	full = dhcppkt_len(&pkt);
	for (len = 0; len < full; len++) {
		uint8_t *exact = malloc(len ? len : 1);

		assert_int_equal(dhcp_create_request(&pkt, netdev,
						     DHCPREQUEST, 1, none,
						     exact, len), -ENOSPC);
		free(exact);
	}
	assert_int_equal(dhcp_create_request(&pkt, netdev, DHCPREQUEST, 1,
					     none, bytes, full), 0);
	netdev_put(netdev);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_plain_options),
		TEST(copies_no_more_than_there_is_room),
		TEST(ends_at_lies),
		TEST(joins_split_options),
		TEST(reads_overloaded_fields),
		TEST(option_67_beats_the_file_field),
		TEST(option_66_beats_the_name_field),
		TEST(a_servers_name_may_be_its_address),
		TEST(reads_encapsulated_options),
		TEST(is_a_settings_block),
		TEST(stores_and_deletes),
		TEST(stores_long_values_in_pieces),
		TEST(stores_encapsulated_options),
		TEST(keeps_within_its_room),
		TEST(survives_a_full_heap),
		TEST(requests_tell_who_we_are),
		TEST(requests_have_a_user_class),
		TEST(requests_come_from_any_device),
		TEST(requests_need_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
