/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The PXE API as a program sees it: parameter blocks in a memory of the test's
 * own, of which a part is "ours", and a net device that does as it is told.
 */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/dhcp.h>
#include <ipxe/if_ether.h>
#include <ipxe/image.h>
#include <ipxe/tftp.h>
#include <ipxe/timer.h>
#include <ipxe/uri.h>
#include "../../core/platform/pcbios/pxe/pxe.h"
#include "recorder.h"

#define MEMORY 0x110000
#define OWN_SEGMENT 0x9000
#define OWN 0x90000
#define OWN_LEN 0x4000
#define BUFFERS 0x100
#define ROOM 0x80000

/* Where the tests put parameters and data. */
#define PARAMS ((struct pxe_segoff){ 0x0020, 0x1000 })
#define PARAMS_AT 0x10020
#define DATA ((struct pxe_segoff){ 0x0010, 0x2000 })
#define DATA_AT 0x20010

static uint8_t *memory;
static struct net_device *netdev;
static uint8_t frame[PXE_FRAME_LEN];	/* sent last */
static size_t frame_len;
static unsigned int frames;
static int serving;
static int complete_at_once;
static unsigned long poll_takes;	/* ticks */

void *pxe_ptr(uint32_t address, uint32_t len)
{
	/* Memory at 0 has NULL for a pointer on a PC. */
	if (!address || address > MEMORY || len > MEMORY - address)
		return NULL;
	return memory + address;
}

unsigned int pxe_own_memory(const struct memory_region **regions)
{
	static const struct memory_region own = { OWN, OWN + OWN_LEN };

	*regions = &own;
	return 1;
}

size_t pxe_program_room(void)
{
	return ROOM;
}

/* How many programs were run, and the device of the last one. */
static unsigned int runs;
static struct net_device *run_on;

int pxe_run(struct image *image, struct net_device *device)
{
	runs++;
	run_on = device;
	return image->len ? 0 : -EIO;
}

/* The device. */

/* What opening the device and sending return. */
static int open_rc, tx_rc;

static int fake_open(struct net_device *device)
{
	netdev_link_up(device);
	return open_rc;
}

static void fake_close(struct net_device *device)
{
}

/* Answers a frame as the server does, in the test that has a server. */
static void serve(const uint8_t *sent);
static void send_block(void);

static int fake_transmit(struct net_device *device, struct io_buffer *iobuf)
{
	if (tx_rc != 0)
		return tx_rc;
	frame_len = iob_len(iobuf);
	assert_true(frame_len <= device->max_pkt_len);
	memcpy(frame, iobuf->data, frame_len);
	frames++;
	if (serving)
		serve(iobuf->data);
	if (complete_at_once)
		netdev_tx_complete(device, iobuf);
	return 0;
}

static void fake_poll(struct net_device *device)
{
	hosted_clock_advance(poll_takes);
	if (serving)
		send_block();
}

static const struct net_device_operations operations = {
	.open = fake_open,
	.close = fake_close,
	.transmit = fake_transmit,
	.poll = fake_poll,
};

static struct device dev = {
	.name = "0000:00:03.0",
	.driver_name = "fake-net",
	.desc = { BUS_TYPE_PCI, 0x18, 0x1af4, 0x1041, 0x020000 },
};

/* Returns a buffer for a frame on the wire, which has memory where the allocations of
 * the API fail. */
static struct io_buffer *wire_alloc(size_t len)
{
	long left = testhost_malloc_left;
	struct io_buffer *iobuf;

	testhost_malloc_left = -1;
	iobuf = alloc_iob(len);
	testhost_malloc_left = left;
	return iobuf;
}

static void receive(const char *dest, unsigned int type, size_t len)
{
	struct io_buffer *iobuf = wire_alloc(len);
	struct ethhdr *eth = iob_put(iobuf, len);

	memset(eth, 0x55, len);
	memcpy(eth->h_dest, dest, ETH_ALEN);
	eth->h_protocol = htons(type);
	netdev_rx(netdev, iobuf);
}

#define MAC "\x52\x54\x00\x12\x34\xff"
#define OTHER_MAC "\x52\x54\x00\x12\x34\x56"
#define BROADCAST "\xff\xff\xff\xff\xff\xff"

/* A lease, as DHCP would have registered it. */

static struct {
	struct dhcphdr hdr;
	uint8_t options[64];
} lease_data;
static struct dhcp_packet lease;

static void add_lease(void)
{
	memset(&lease_data, 0, sizeof(lease_data));
	lease_data.hdr.op = BOOTP_REPLY;
	lease_data.hdr.xid = htonl(0x12345678);
	lease_data.hdr.yiaddr.s_addr = htonl(0x0a000064);
	lease_data.hdr.siaddr.s_addr = htonl(0x0a000001);
	strcpy(lease_data.hdr.file, "pxelinux.0");
	lease_data.hdr.magic = htonl(DHCP_MAGIC_COOKIE);
	memcpy(lease_data.options, "\x35\1\5\x36\4\x0a\0\0\1\xff", 10);
	dhcppkt_init(&lease, &lease_data.hdr, sizeof(lease_data));
	assert_int_equal(register_settings(&lease.settings,
					   netdev_settings(netdev), "dhcp"), 0);
}

static int setup(void **state)
{
	hosted_options.virtual_clock = 1;
	open_rc = tx_rc = 0;
	memory = calloc(1, MEMORY);
	netdev = alloc_etherdev(0);
	netdev_init(netdev, &operations);
	netdev->dev = &dev;
	memcpy(netdev->hw_addr, MAC, ETH_ALEN);
	assert_int_equal(register_netdev(netdev), 0);
	assert_int_equal(netdev_open(netdev), 0);
	add_lease();
	complete_at_once = 1;
	poll_takes = 0;
	serving = 0;
	frames = 0;
	pxe_activate(netdev, NULL, (struct pxe_segoff){ BUFFERS, OWN_SEGMENT });
	return 0;
}

static int teardown(void **state)
{
	serving = 0;
	pxe_deactivate();
	unregister_settings(&lease.settings);
	unregister_netdev(netdev);
	netdev_put(netdev);
	free(memory);
	return 0;
}

/* Calls with the block at PARAMS, and checks that AX and status agree. */
static unsigned int call(unsigned int opcode)
{
	uint16_t status;
	unsigned int ax;

	memset(memory + PARAMS_AT, 0xee, 2);
	ax = pxe_api_call(opcode, PARAMS);
	memcpy(&status, memory + PARAMS_AT, 2);
	assert_int_equal(ax, status != 0);
	return status;
}

#define BLOCK(type, name) \
	struct type *name = (void *)(memory + PARAMS_AT); \
	memset(name, 0, sizeof(*name))

static void test_opcodes(void **state)
{
	static const uint16_t unknown[] = {
		0x16, 0x1f, 0x24, 0x26, 0x34, 0x72, 0x74, 0x77, 0xff, 0x100,
		0x171, 0xffff,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(unknown); i++)
		assert_int_equal(call(unknown[i]), PXENV_STATUS_UNSUPPORTED);
}

static void test_blocks_out_of_reach(void **state)
{
	static const struct pxe_segoff bad[] = {
		{ 0xffff, 0x1000 },	/* wraps in its segment */
		{ 0xfff5, 0x1000 },
		{ 0xfff8, 0xffff },	/* above all that real mode reaches */
		{ 0x0000, OWN_SEGMENT },
		{ OWN_LEN - 1, OWN_SEGMENT },
		{ 0xfff8, 0x8000 },	/* reaches into ours */
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(pxe_api_call(PXENV_GET_CACHED_INFO, bad[i]),
				 PXENV_EXIT_FAILURE);
	assert_int_equal(pxe_api_call(0xffff, bad[0]), PXENV_EXIT_FAILURE);
}

static void test_cached_info_in_place(void **state)
{
	struct dhcphdr *hdr;
	unsigned int type;

	for (type = 1; type <= 3; type++) {
		BLOCK(pxe_get_cached_info, info);
		info->packet_type = type;
		assert_int_equal(call(PXENV_GET_CACHED_INFO), 0);
		assert_int_equal(info->buffer.segment, OWN_SEGMENT);
		assert_int_equal(info->buffer_limit, PXE_PACKET_LEN);
		hdr = (void *)(memory + OWN + info->buffer.offset);
		assert_int_equal(hdr->xid, htonl(0x12345678));
		assert_int_equal(hdr->op, type == 1 ? BOOTP_REQUEST :
				 BOOTP_REPLY);
		assert_true(info->buffer_size > sizeof(*hdr));
	}
}

static void test_cached_info_copied(void **state)
{
	BLOCK(pxe_get_cached_info, info);
	info->packet_type = 2;
	info->buffer = DATA;
	info->buffer_size = 100;
	assert_int_equal(call(PXENV_GET_CACHED_INFO), 0);
	assert_int_equal(info->buffer_size, 100);
	assert_memory_equal(memory + DATA_AT, &lease_data, 100);
	assert_int_equal(memory[DATA_AT + 100], 0);
	info->buffer_size = 0xffff;
	assert_int_equal(call(PXENV_GET_CACHED_INFO), 0);
	assert_int_equal(info->buffer_size, sizeof(struct dhcphdr) + 10);
	info->buffer_size = 0xffff;
	info->buffer.segment = OWN_SEGMENT;
	assert_int_equal(call(PXENV_GET_CACHED_INFO), PXENV_STATUS_FAILURE);
	info->packet_type = 4;
	assert_int_equal(call(PXENV_GET_CACHED_INFO),
			 PXENV_STATUS_UNSUPPORTED);
	info->packet_type = 0;
	assert_int_equal(call(PXENV_GET_CACHED_INFO),
			 PXENV_STATUS_UNSUPPORTED);
}

static const struct dhcphdr *cached(unsigned int type)
{
	return (struct dhcphdr *)pxe.buffers->packet[type - 1];
}

/* A program that a script chained looks for its files where it came from. */
static void test_reply_names_the_program(void **state)
{
	struct uri *uri = parse_uri("tftp://10.0.0.9/dir/lpxelinux.0");

	pxe_deactivate();
	pxe_activate(netdev, uri, (struct pxe_segoff){ BUFFERS, OWN_SEGMENT });
	assert_int_equal(cached(3)->siaddr.s_addr, htonl(0x0a000009));
	assert_string_equal(cached(3)->file, "dir/lpxelinux.0");
	assert_int_equal(cached(2)->siaddr.s_addr, htonl(0x0a000001));
	assert_string_equal(cached(2)->file, "pxelinux.0");
	uri_put(uri);
}

/* A path as long as the field, with its NUL, or longer is not put there: what
 * DHCP said stays. */
static void test_reply_has_no_room_for_the_program(void **state)
{
	char text[32 + 300] = "tftp://10.0.0.9/";
	struct uri *uri;
	size_t len;

	for (len = 126; len < 300; len += len < 130 ? 1 : 50) {
		memset(text + 16, 'x', len);
		uri = parse_uri(text);
		pxe_deactivate();
		pxe_activate(netdev, uri,
			     (struct pxe_segoff){ BUFFERS, OWN_SEGMENT });
		assert_string_equal(cached(3)->file, len < 128 ? text + 16 :
				    "pxelinux.0");
		assert_int_equal(cached(3)->siaddr.s_addr,
				 htonl(len < 128 ? 0x0a000009 : 0x0a000001));
		assert_int_equal(cached(3)->magic, htonl(DHCP_MAGIC_COOKIE));
		uri_put(uri);
	}
}

/* Has the packets made anew for a program from that URI, or NULL. */
static void activate_from(const char *text)
{
	struct uri *uri = text ? parse_uri(text) : NULL;

	pxe_deactivate();
	pxe_activate(netdev, uri, (struct pxe_segoff){ BUFFERS, OWN_SEGMENT });
	uri_put(uri);
}

/* Returns what the reply says in option 67 itself, or "". */
static const char *cached_option_67(void)
{
	static char name[256];
	const uint8_t *option = cached(3)->options;

	name[0] = '\0';
	for (; *option != DHCP_END; option += *option ? 2 + option[1] : 1) {
		if (*option != DHCP_BOOTFILE_NAME)
			continue;
		memcpy(name, option + 2, option[1]);
		name[option[1]] = '\0';
	}
	return name;
}

/* What DHCP said stays for a program that came by HTTP, or from a server that has a
 * name only, as the fields have no place for that. */
static void test_reply_keeps_what_dhcp_said(void **state)
{
	static const char *const uris[] = {
		"http://10.0.0.9/a", "tftp://server/a", "tftp:/a", "a", NULL,
	};
	unsigned int i;

	assert_int_equal(dhcppkt_store(&lease, DHCP_BOOTFILE_NAME, "in-option",
				       9), 0);
	for (i = 0; i < ARRAY_LEN(uris); i++) {
		activate_from(uris[i]);
		assert_string_equal(cached(3)->file, "pxelinux.0");
		assert_int_equal(cached(3)->siaddr.s_addr, htonl(0x0a000001));
		assert_string_equal(cached_option_67(), "in-option");
	}
}

/* Option 67 stays if it names the program, and else gives way to the field. */
static void test_reply_has_one_name(void **state)
{
	assert_int_equal(dhcppkt_store(&lease, DHCP_BOOTFILE_NAME, "dir/b", 5),
			 0);
	activate_from("tftp://10.0.0.9/dir/b");
	assert_string_equal(cached_option_67(), "dir/b");
	assert_string_equal(cached(3)->file, "dir/b");
	activate_from("tftp://10.0.0.9/dir/c");
	assert_string_equal(cached_option_67(), "");
	assert_string_equal(cached(3)->file, "dir/c");
	activate_from("tftp://10.0.0.9/dir/bc");
	assert_string_equal(cached_option_67(), "");
	activate_from("tftp://10.0.0.9");
	assert_string_equal(cached(3)->file, "");
}

/* A field with options (option 52) is left alone. */
static void test_reply_with_options_in_fields(void **state)
{
	uint8_t overload = 1;

	assert_int_equal(dhcppkt_store(&lease, DHCP_OPTION_OVERLOAD, &overload,
				       1), 0);
	activate_from("tftp://10.0.0.9/dir/b");
	assert_string_equal(cached(3)->file, "pxelinux.0");
	assert_int_equal(cached(3)->siaddr.s_addr, htonl(0x0a000001));
}

static void test_packets_made_of_settings(void **state)
{
	struct settings *settings = netdev_settings(netdev);

	pxe_deactivate();
	unregister_settings(&lease.settings);
	assert_int_equal(storef_setting(settings, &ip_setting, "10.9.0.5"), 0);
	assert_int_equal(storef_setting(settings, &filename_setting, "f"), 0);
	pxe_activate(netdev, NULL, (struct pxe_segoff){ BUFFERS, OWN_SEGMENT });
	assert_int_equal(cached(2)->yiaddr.s_addr, htonl(0x0a090005));
	assert_string_equal(cached(2)->file, "f");
	assert_memory_equal(cached(2)->chaddr, MAC, ETH_ALEN);
	assert_int_equal(cached(2)->magic, htonl(DHCP_MAGIC_COOKIE));
}

/* UNDI. */

static void open_undi(unsigned int filter)
{
	BLOCK(pxe_undi_open, open);
	open->filter = filter;
	assert_int_equal(call(PXENV_UNDI_OPEN), 0);
}

static unsigned int isr(unsigned int function)
{
	BLOCK(pxe_undi_isr, isr);
	isr->function = function;
	assert_int_equal(call(PXENV_UNDI_ISR), 0);
	return isr->function;
}

static void test_receive(void **state)
{
	struct pxe_undi_isr *event = (void *)(memory + PARAMS_AT);

	open_undi(PXE_FILTER_DIRECTED | PXE_FILTER_BROADCAST);
	assert_int_equal(isr(PXE_ISR_IN_START), PXE_ISR_OUT_NOT_OURS);
	receive(MAC, ETH_P_IP, 100);
	receive(OTHER_MAC, ETH_P_IP, 101);
	receive(BROADCAST, ETH_P_ARP, 102);
	assert_int_equal(isr(PXE_ISR_IN_START), PXE_ISR_OUT_OURS);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_RECEIVE);
	assert_int_equal(event->frame_len, 100);
	assert_int_equal(event->buffer_len, 100);
	assert_int_equal(event->header_len, ETH_HLEN);
	assert_int_equal(event->protocol, PXE_P_IP);
	assert_int_equal(event->packet_type, PXE_PACKET_DIRECTED);
	assert_int_equal(event->frame.segment, OWN_SEGMENT);
	assert_memory_equal(memory + OWN + event->frame.offset, MAC, ETH_ALEN);
	assert_int_equal(isr(PXE_ISR_IN_GET_NEXT), PXE_ISR_OUT_RECEIVE);
	assert_int_equal(event->frame_len, 102);
	assert_int_equal(event->protocol, PXE_P_ARP);
	assert_int_equal(event->packet_type, PXE_PACKET_BROADCAST);
	assert_int_equal(isr(PXE_ISR_IN_GET_NEXT), PXE_ISR_OUT_DONE);
}

/* Drivers may deliver more than Ethernet has. */
static void test_long_frames(void **state)
{
	uint8_t *behind = memory + OWN + BUFFERS + sizeof(struct pxe_buffers);

	open_undi(PXE_FILTER_DIRECTED);
	*behind = 0xaa;
	receive(MAC, ETH_P_IP, PXE_FRAME_LEN + 1);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_DONE);
	receive(MAC, ETH_P_IP, PXE_FRAME_LEN);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_RECEIVE);
	assert_int_equal(*behind, 0xaa);
}

static void test_filters(void **state)
{
	open_undi(PXE_FILTER_DIRECTED);
	receive(BROADCAST, ETH_P_IP, 60);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_DONE);
	open_undi(PXE_FILTER_PROMISCUOUS);
	receive(OTHER_MAC, ETH_P_IP, 60);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_RECEIVE);
}

/* What a frame is, by its address and its type. */
static void test_kinds_of_frames(void **state)
{
	static const struct {
		const char *dest;
		unsigned int type, packet_type, protocol;
	} kinds[] = {
		{ MAC, 0x8035, PXE_PACKET_DIRECTED, PXE_P_RARP },
		{ MAC, 0x86dd, PXE_PACKET_DIRECTED, PXE_P_UNKNOWN },
		{ BROADCAST, ETH_P_IP, PXE_PACKET_BROADCAST, PXE_P_IP },
		{ "\xff\xff\xff\xff\xff\xfe", ETH_P_ARP,
		  PXE_PACKET_MULTICAST, PXE_P_ARP },
		{ "\x01\0\x5e\0\0\1", ETH_P_IP, PXE_PACKET_MULTICAST,
		  PXE_P_IP },
		{ "\xff\xff\xff\xff\xfe\xff", ETH_P_IP,
		  PXE_PACKET_MULTICAST, PXE_P_IP },
	};
	struct pxe_undi_isr *event = (void *)(memory + PARAMS_AT);
	unsigned int i;

	open_undi(PXE_FILTER_PROMISCUOUS);
	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		receive(kinds[i].dest, kinds[i].type, 60);
		assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_RECEIVE);
		assert_int_equal(event->packet_type, kinds[i].packet_type);
		assert_int_equal(event->protocol, kinds[i].protocol);
	}
}

/* Multicast frames come once a program has named a group, whichever it is. */
static void test_multicast(void **state)
{
	const char *group = "\x01\0\x5e\0\0\1";

	open_undi(0);
	receive(group, ETH_P_IP, 60);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_DONE);
	{
		BLOCK(pxe_undi_set_mcast, set);
		set->mcast.count = PXE_MAX_MCAST + 1;
		assert_int_equal(call(PXENV_UNDI_SET_MCAST_ADDRESS),
				 PXENV_STATUS_UNDI_INVALID_PARAMETER);
		set->mcast.count = PXE_MAX_MCAST;
		assert_int_equal(call(PXENV_UNDI_SET_MCAST_ADDRESS), 0);
	}
	receive(group, ETH_P_IP, 60);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_RECEIVE);
	{
		BLOCK(pxe_undi_set_mcast, set);
		assert_int_equal(call(PXENV_UNDI_SET_MCAST_ADDRESS), 0);
	}
	receive(group, ETH_P_IP, 60);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_DONE);
	{
		BLOCK(pxe_undi_open, open);
		open->mcast.count = 1;
		assert_int_equal(call(PXENV_UNDI_OPEN), 0);
	}
	receive(group, ETH_P_IP, 60);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_RECEIVE);
}

static void test_set_filter(void **state)
{
	BLOCK(pxe_undi_set_filter, set);
	set->filter = PXE_FILTER_PROMISCUOUS;
	assert_int_equal(call(PXENV_UNDI_SET_PACKET_FILTER),
			 PXENV_STATUS_UNDI_INVALID_STATE);
	open_undi(0);
	receive(OTHER_MAC, ETH_P_IP, 60);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_DONE);
	memset(set, 0, sizeof(*set));
	set->filter = PXE_FILTER_PROMISCUOUS;
	assert_int_equal(call(PXENV_UNDI_SET_PACKET_FILTER), 0);
	receive(OTHER_MAC, ETH_P_IP, 60);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_RECEIVE);
}

/* The address of the card is what it is. */
static void test_set_station(void **state)
{
	BLOCK(pxe_undi_set_station, set);
	memcpy(set->address, MAC, ETH_ALEN);
	assert_int_equal(call(PXENV_UNDI_SET_STATION_ADDRESS), 0);
	set->address[5] ^= 1;
	assert_int_equal(call(PXENV_UNDI_SET_STATION_ADDRESS),
			 PXENV_STATUS_UNSUPPORTED);
}

/* A frame without a whole header, which no driver should deliver. */
static void test_short_frames(void **state)
{
	struct io_buffer *iobuf;

	open_undi(PXE_FILTER_PROMISCUOUS);
	iobuf = wire_alloc(60);
	memset(iob_put(iobuf, ETH_HLEN - 1), 0, ETH_HLEN - 1);
	netdev_rx(netdev, iobuf);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_DONE);
	receive(MAC, ETH_P_IP, ETH_HLEN);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_RECEIVE);
}

static void test_unknown_interrupts(void **state)
{
	static const uint16_t wrong[] = { 0, 4, 0xffff };
	unsigned int i;

	open_undi(0);
	for (i = 0; i < ARRAY_LEN(wrong); i++) {
		BLOCK(pxe_undi_isr, isr);
		isr->function = wrong[i];
		assert_int_equal(call(PXENV_UNDI_ISR),
				 PXENV_STATUS_UNDI_INVALID_PARAMETER);
	}
}

/* Frames are UNDI's while it is in use, and the stack's after UDP_OPEN. */
static void test_who_gets_frames(void **state)
{
	open_undi(0);
	assert_true(netdev_rx_frozen(netdev));
	assert_int_equal(call(PXENV_UDP_OPEN), 0);
	assert_false(netdev_rx_frozen(netdev));
	assert_int_equal(call(PXENV_UDP_OPEN), PXENV_STATUS_UDP_OPEN);
	assert_int_equal(call(PXENV_UDP_CLOSE), 0);
	assert_int_equal(call(PXENV_UDP_CLOSE), PXENV_STATUS_UDP_CLOSED);
	assert_int_equal(isr(PXE_ISR_IN_START), PXE_ISR_OUT_NOT_OURS);
	assert_true(netdev_rx_frozen(netdev));
}

/* Writes the parameters for sending len bytes of DATA. Returns the descriptor. */
static struct pxe_undi_tbd *fill_transmit(unsigned int protocol,
					  unsigned int len)
{
	struct pxe_undi_tbd *tbd = (void *)(memory + 0x30000);
	unsigned int i;

	BLOCK(pxe_undi_transmit, transmit);
	transmit->protocol = protocol;
	transmit->dest = DATA;
	transmit->tbd.segment = 0x3000;
	memcpy(memory + DATA_AT, OTHER_MAC, ETH_ALEN);
	memset(tbd, 0, sizeof(*tbd));
	tbd->immediate_len = len;
	tbd->immediate = DATA;
	for (i = ETH_ALEN; i < 2000; i++)
		memory[DATA_AT + i] = i;
	return tbd;
}

/* UDP. */

#define PORT 0x1234
#define OTHER_PORT 0x4321
#define IP_LEN 20
#define UDP_LEN 8

/* Receives a datagram for one of the machine's ports, from 10.0.0.1. */
static void receive_bytes(unsigned int port, const char *bytes, size_t len)
{
	size_t i;
	struct io_buffer *iobuf = wire_alloc(ETH_FRAME_LEN);
	uint8_t *eth = iob_put(iobuf, ETH_HLEN + IP_LEN + UDP_LEN + len);
	uint8_t *ip = eth + ETH_HLEN, *udp = ip + IP_LEN;
	uint32_t sum = 0;

	memcpy(eth, MAC OTHER_MAC "\x08\x00", ETH_HLEN);
	memcpy(ip, "\x45\0\0\0\0\0\0\0\x40\x11\0\0\x0a\0\0\x01\x0a\0\0\x64",
	       IP_LEN);
	ip[2] = (IP_LEN + UDP_LEN + len) >> 8;
	ip[3] = IP_LEN + UDP_LEN + len;
	for (i = 0; i < IP_LEN; i += 2)
		sum += ip[i] << 8 | ip[i + 1];
	sum = ~((sum & 0xffff) + (sum >> 16));
	ip[10] = sum >> 8;
	ip[11] = sum;
	memset(udp, 0, UDP_LEN);
	udp[1] = 69;
	udp[2] = port >> 8;
	udp[3] = port;
	udp[4] = (UDP_LEN + len) >> 8;
	udp[5] = UDP_LEN + len;
	memcpy(udp + UDP_LEN, bytes, len);
	netdev_rx(netdev, iobuf);
}

static void receive_datagram(unsigned int port, const char *text)
{
	receive_bytes(port, text, strlen(text));
}

/* Reads from a port (0: any), to DATA. */
static unsigned int udp_read(unsigned int port)
{
	BLOCK(pxe_udp_read, read);
	read->dest_port = htons(port);
	read->buffer_size = 100;
	read->buffer = DATA;
	memset(memory + DATA_AT, 0, 100);
	return call(PXENV_UDP_READ);
}

static void assert_datagram(unsigned int port, const char *text)
{
	const struct pxe_udp_read *read = (void *)(memory + PARAMS_AT);

	assert_int_equal(udp_read(port), 0);
	assert_string_equal(memory + DATA_AT, text);
	assert_int_equal(read->buffer_size, strlen(text));
	assert_int_equal(read->source.s_addr, htonl(0x0a000001));
	assert_int_equal(read->dest.s_addr, htonl(0x0a000064));
	assert_int_equal(read->source_port, htons(69));
}

static void open_udp(unsigned int port)
{
	assert_int_equal(call(PXENV_UDP_OPEN), 0);
	assert_int_equal(udp_read(port), PXENV_STATUS_FAILURE);
}

static void test_datagrams(void **state)
{
	open_udp(PORT);
	assert_int_equal(udp_read(OTHER_PORT), PXENV_STATUS_FAILURE);
	receive_datagram(PORT, "one");
	receive_datagram(OTHER_PORT, "two");
	receive_datagram(OTHER_PORT + 1, "to nobody");
	receive_datagram(PORT, "three");
	assert_datagram(OTHER_PORT, "two");
	assert_datagram(0, "one");
	assert_datagram(PORT, "three");
	assert_int_equal(udp_read(0), PXENV_STATUS_FAILURE);
}

/* A port that the program has done with, and others have not. */
static void test_port_that_is_not_read(void **state)
{
	static const char bytes[1400];
	unsigned int i, left = 0;

	open_udp(PORT);
	assert_int_equal(udp_read(OTHER_PORT), PXENV_STATUS_FAILURE);
	for (i = 0; i < 200; i++) {
		receive_bytes(OTHER_PORT, bytes, sizeof(bytes));
		assert_int_equal(udp_read(PORT), PXENV_STATUS_FAILURE);
	}
	receive_datagram(PORT, "wanted");
	assert_datagram(PORT, "wanted");
	while (udp_read(OTHER_PORT) == 0)
		left++;
	assert_in_range(left, 64, 128 * 1024 / sizeof(bytes));
}

/* Without memory a datagram is lost, and a port cannot be named. */
static void test_datagrams_without_memory(void **state)
{
	open_udp(PORT);
	receive_datagram(PORT, "lost");
	testhost_malloc_left = 0;
	assert_int_equal(udp_read(PORT), PXENV_STATUS_FAILURE);
	assert_int_equal(udp_read(OTHER_PORT), PXENV_STATUS_FAILURE);
	testhost_malloc_left = -1;
	assert_int_equal(udp_read(PORT), PXENV_STATUS_FAILURE);
	receive_datagram(PORT, "after");
	assert_datagram(PORT, "after");
	receive_datagram(OTHER_PORT, "other");
	assert_datagram(OTHER_PORT, "other");
}

/* A buffer that is not the program's, and one of no length. */
static void test_bad_buffers_of_datagrams(void **state)
{
	struct pxe_udp_read *read = (void *)(memory + PARAMS_AT);

	open_udp(PORT);
	receive_datagram(PORT, "kept");
	memset(read, 0, sizeof(*read));
	read->dest_port = htons(PORT);
	read->buffer_size = 100;
	read->buffer.segment = OWN_SEGMENT;
	assert_int_equal(call(PXENV_UDP_READ), PXENV_STATUS_FAILURE);
	assert_datagram(PORT, "kept");
	/* What does not fit is lost. */
	receive_datagram(PORT, "long");
	memset(read, 0, sizeof(*read));
	read->buffer_size = 2;
	read->buffer = DATA;
	assert_int_equal(call(PXENV_UDP_READ), 0);
	assert_int_equal(read->buffer_size, 2);
	assert_int_equal(udp_read(0), PXENV_STATUS_FAILURE);
}

/* Sends text from a port to 10.0.0.1. Returns the status. */
static unsigned int udp_write(unsigned int port, struct pxe_segoff buffer)
{
	BLOCK(pxe_udp_write, write);

	write->dest.s_addr = htonl(0x0a000001);
	write->source_port = htons(port);
	write->dest_port = htons(69);
	write->buffer = buffer;
	write->buffer_size = 4;
	memcpy(memory + DATA_AT, "data", 4);
	return call(PXENV_UDP_WRITE);
}

/* Datagrams of the program go out from its port, or from 2069 if it names none. */
static void test_sending_datagrams(void **state)
{
	const uint8_t *udp = frame + ETH_HLEN + IP_LEN;

	assert_int_equal(udp_write(PORT, DATA), PXENV_STATUS_UDP_CLOSED);
	assert_int_equal(udp_read(PORT), PXENV_STATUS_UDP_CLOSED);
	assert_int_equal(call(PXENV_UDP_OPEN), 0);
	serving = 1;
	assert_int_equal(udp_write(PORT, DATA), 0);
	assert_int_equal(frame_len, ETH_HLEN + IP_LEN + UDP_LEN + 4);
	assert_memory_equal(udp, "\x12\x34\0\x45\0\x0c", 6);
	assert_memory_equal(udp + UDP_LEN, "data", 4);
	assert_int_equal(udp_write(0, DATA), 0);
	assert_memory_equal(udp, "\x08\x15", 2);
	assert_int_equal(udp_write(PORT, (struct pxe_segoff){ 0xfffe, 0x2000 }),
			 PXENV_STATUS_FAILURE);
	testhost_malloc_left = 0;
	assert_int_equal(udp_write(PORT, DATA), PXENV_STATUS_FAILURE);
	assert_int_equal(udp_write(OTHER_PORT, DATA),
			 PXENV_STATUS_OUT_OF_RESOURCES);
	testhost_malloc_left = -1;
}

/* A TFTP server that tells nobody the size of its only file, which has no end
 * (or one that is too far away). It answers when it is polled. */
#define BLKSIZE 1468
#define LAST_BLOCK 500000

static struct {
	/* Port of the client that waits, or 0. */
	unsigned int port;
	/* Non-zero if the client has just asked for the file. */
	int asked;
	/* Number of the block that the client waits for. */
	uint16_t block;
	/* Number of blocks that were sent. */
	unsigned int sent;
	/* Number of the last block, or 0 for LAST_BLOCK. */
	unsigned int last;
	/* Number of errors that the client has sent. */
	unsigned int errors;
	/* Code of the error that the client gets when it asks, and one more, or 0. */
	unsigned int refuses;
	/* The server says nothing any more after that many blocks, if not 0. */
	unsigned int stops;
	/* Non-zero if the server tells the size of the file, 1000000 bytes. */
	int tells;
	/* The name that was asked for last. */
	char name[512];
} server;

static void answer_arp(const uint8_t *sent)
{
	struct io_buffer *iobuf = wire_alloc(ETH_FRAME_LEN);
	uint8_t *reply = iob_put(iobuf, 60);

	memset(reply, 0, 60);
	memcpy(reply, sent + 6, ETH_ALEN);
	memcpy(reply + 6, OTHER_MAC, ETH_ALEN);
	memcpy(reply + 12, sent + 12, 8);
	reply[21] = 2;
	memcpy(reply + 22, OTHER_MAC, ETH_ALEN);
	memcpy(reply + 28, sent + 38, 4);
	memcpy(reply + 32, sent + 22, 10);
	netdev_rx(netdev, iobuf);
}

static void serve(const uint8_t *sent)
{
	const uint8_t *udp = sent + ETH_HLEN + IP_LEN, *tftp = udp + UDP_LEN;

	if (sent[13] == (ETH_P_ARP & 0xff)) {
		answer_arp(sent);
		return;
	}
	server.errors += tftp[1] == TFTP_ERROR;
	if (tftp[1] != TFTP_RRQ && tftp[1] != TFTP_ACK)
		return;
	server.port = udp[0] << 8 | udp[1];
	server.asked = tftp[1] == TFTP_RRQ;
	if (server.asked)
		snprintf(server.name, sizeof(server.name), "%s", tftp + 2);
	server.block = (tftp[2] << 8 | tftp[3]) + 1;
}

static void send_block(void)
{
	static const char oack[] = "\0\6blksize\0001468\0tsize\0001000000";
	const size_t without_size = sizeof("\0\6blksize\0001468");
	static char data[4 + BLKSIZE] = { 0, TFTP_DATA };
	unsigned int last = server.last ? server.last : LAST_BLOCK;
	unsigned int port = server.port;

	if (!port)
		return;
	server.port = 0;
	if (server.asked && server.refuses) {
		data[1] = TFTP_ERROR;
		data[2] = 0;
		data[3] = server.refuses - 1;
		data[4] = 0;
		receive_bytes(port, data, 5);
		data[1] = TFTP_DATA;
		return;
	}
	if (server.stops && server.sent >= server.stops)
		return;
	memset(data + 4, 0xaa, BLKSIZE);
	data[2] = server.block >> 8;
	data[3] = server.block;
	if (server.asked)
		receive_bytes(port, oack, server.tells ? sizeof(oack) :
			      without_size);
	else
		receive_bytes(port, data, ++server.sent < last ?
			      sizeof(data) : 4);
}

static void test_size_of_an_endless_file(void **state)
{
	BLOCK(pxe_tftp_get_fsize, fsize);
	serving = 1;
	memset(&server, 0, sizeof(server));
	fsize->server.s_addr = htonl(0x0a000001);
	strcpy(fsize->name, "endless");
	assert_int_equal(call(PXENV_TFTP_GET_FSIZE),
			 PXENV_STATUS_TFTP_NO_FILESIZE);
}

/* A program loads another one over itself and over its own parameter block,
 * which must not be written any more. */
static void test_restart_over_the_block(void **state)
{
	const struct pxe_segoff at = { 0x0040, PXE_PROGRAM >> 4 };
	struct pxe_tftp_read_file *file =
		(void *)(memory + PXE_PROGRAM + 0x40);
	unsigned int i;

	serving = 1;
	memset(&server, 0, sizeof(server));
	server.last = 3;
	memset(file, 0, sizeof(*file));
	strcpy(file->name, "next");
	file->server.s_addr = htonl(0x0a000001);
	assert_int_equal(pxe_api_call(PXENV_RESTART_TFTP, at),
			 PXENV_EXIT_SUCCESS);
	for (i = 0; i < 2 * BLKSIZE; i++)
		assert_int_equal(memory[PXE_PROGRAM + i], 0xaa);
	assert_int_equal(pxe_after_call(), PXE_AFTER_RESTART);
	assert_int_equal(pxe_after_call(), PXE_AFTER_RETURN);
}

/* A file that a program has left open ends with the base code: its server is
 * told, and the next one starts afresh. */
static void test_unload_ends_tftp(void **state)
{
	struct pxe_tftp_open *open = (void *)(memory + PARAMS_AT);

	serving = 1;
	memset(&server, 0, sizeof(server));
	memset(open, 0, sizeof(*open));
	open->server.s_addr = htonl(0x0a000001);
	open->packet_size = BLKSIZE;
	strcpy(open->name, "endless");
	assert_int_equal(call(PXENV_TFTP_OPEN), 0);
	assert_int_equal(server.errors, 0);
	assert_int_equal(call(PXENV_UNLOAD_STACK), 0);
	assert_int_equal(server.errors, 1);
}

/* Starts a server with a file of two whole blocks, and an empty one. */
static void start_server(void)
{
	serving = 1;
	memset(&server, 0, sizeof(server));
	server.last = 3;
	poll_takes = 1;
}

/* Opens the server's file. Returns the status. */
static unsigned int tftp_open(unsigned int packet_size)
{
	BLOCK(pxe_tftp_open, open);

	open->server.s_addr = htonl(0x0a000001);
	open->packet_size = packet_size;
	strcpy(open->name, "dir/a file");
	return call(PXENV_TFTP_OPEN);
}

/* Reads the next block to DATA. Returns the status, and its length in *len. */
static unsigned int tftp_read(unsigned int *len)
{
	unsigned int status;
	BLOCK(pxe_tftp_read, read);

	read->buffer = DATA;
	memset(memory + DATA_AT, 0, 4096);
	status = call(PXENV_TFTP_READ);
	*len = read->buffer_size;
	return status;
}

/* Reads the server's file as a whole to DATA, where there is that much room. */
static unsigned int tftp_read_file(size_t room)
{
	BLOCK(pxe_tftp_read_file, file);

	file->server.s_addr = htonl(0x0a000001);
	strcpy(file->name, "file");
	file->buffer = DATA_AT;
	file->buffer_size = room;
	return call(PXENV_TFTP_READ_FILE);
}

/* A file comes in blocks of the length that the program wants, however long those of
 * the server are. */
static void test_tftp_in_blocks(void **state)
{
	static const unsigned int sizes[] = { 512, 1000, BLKSIZE, 2048 };
	unsigned int i, len, total, number;

	for (i = 0; i < ARRAY_LEN(sizes); i++) {
		start_server();
		assert_int_equal(tftp_open(sizes[i]), 0);
		assert_int_equal(tftp_open(sizes[i]), PXENV_STATUS_TFTP_OPEN);
		for (total = 0, number = 1;; number++) {
			struct pxe_tftp_read *read =
				(void *)(memory + PARAMS_AT);

			assert_int_equal(tftp_read(&len), 0);
			assert_int_equal(read->packet_number, number);
			total += len;
			if (len < sizes[i])
				break;
			assert_int_equal(memory[DATA_AT + len - 1], 0xaa);
			assert_int_equal(memory[DATA_AT + len], 0);
		}
		assert_int_equal(total, 2 * BLKSIZE);
		assert_int_equal(call(PXENV_TFTP_CLOSE), 0);
		assert_int_equal(call(PXENV_TFTP_CLOSE),
				 PXENV_STATUS_TFTP_CLOSED);
		assert_int_equal(tftp_read(&len), PXENV_STATUS_TFTP_CLOSED);
	}
	assert_int_equal(tftp_open(511), PXENV_STATUS_TFTP_INVALID_PACKET_SIZE);
}

static void test_tftp_files(void **state)
{
	unsigned int i;

	start_server();
	assert_int_equal(tftp_read_file(4096), 0);
	assert_int_equal(((struct pxe_tftp_read_file *)
			  (memory + PARAMS_AT))->buffer_size, 2 * BLKSIZE);
	for (i = 0; i < 2 * BLKSIZE; i++)
		assert_int_equal(memory[DATA_AT + i], 0xaa);
	assert_int_equal(memory[DATA_AT + i], 0);
	start_server();
	assert_int_equal(tftp_read_file(2 * BLKSIZE), 0);
	start_server();
	assert_int_equal(tftp_read_file(2 * BLKSIZE - 1),
			 PXENV_STATUS_OUT_OF_RESOURCES);
	assert_int_equal(tftp_read_file(0), PXENV_STATUS_FAILURE);
	/* One file at a time. */
	start_server();
	assert_int_equal(tftp_open(BLKSIZE), 0);
	assert_int_equal(tftp_read_file(4096), PXENV_STATUS_TFTP_OPEN);
	assert_int_equal(call(PXENV_TFTP_GET_FSIZE), PXENV_STATUS_TFTP_OPEN);
	assert_int_equal(call(PXENV_TFTP_CLOSE), 0);
}

static void test_tftp_errors(void **state)
{
	static const struct {
		unsigned int code;
		unsigned int status;
	} errors[] = {
		{ 1, PXENV_STATUS_TFTP_FILE_NOT_FOUND },
		{ 2, PXENV_STATUS_TFTP_ACCESS_VIOLATION },
		{ 4, PXENV_STATUS_TFTP_ERROR_OPCODE },
	};
	unsigned int i, len;

	for (i = 0; i < ARRAY_LEN(errors); i++) {
		start_server();
		server.refuses = errors[i].code + 1;
		assert_int_equal(tftp_open(BLKSIZE), errors[i].status);
		assert_int_equal(tftp_read_file(4096), errors[i].status);
		/* Nothing is open after an error. */
		assert_int_equal(call(PXENV_TFTP_CLOSE),
				 PXENV_STATUS_TFTP_CLOSED);
	}
	/* A server that says no more. */
	start_server();
	server.stops = 1;
	assert_int_equal(tftp_open(BLKSIZE), 0);
	assert_int_equal(tftp_read(&len), 0);
	assert_int_equal(tftp_read(&len), PXENV_STATUS_TFTP_READ_TIMEOUT);
	assert_int_equal(call(PXENV_TFTP_CLOSE), 0);
	/* A server that is not there. */
	serving = 0;
	assert_int_equal(tftp_open(BLKSIZE), PXENV_STATUS_TFTP_OPEN_TIMEOUT);
	assert_int_equal(tftp_read_file(4096), PXENV_STATUS_TFTP_READ_TIMEOUT);
}

/* The length of a file as the server tells it, or counted where it does not. */
static void test_tftp_sizes(void **state)
{
	BLOCK(pxe_tftp_get_fsize, fsize);
	start_server();
	fsize->server.s_addr = htonl(0x0a000001);
	strcpy(fsize->name, "file");
	assert_int_equal(call(PXENV_TFTP_GET_FSIZE), 0);
	assert_int_equal(fsize->file_size, 2 * BLKSIZE);
	start_server();
	server.tells = 1;
	server.last = 700;
	assert_int_equal(call(PXENV_TFTP_GET_FSIZE), 0);
	assert_int_equal(fsize->file_size, 1000000);
	assert_true(server.sent < 20);
	testhost_malloc_left = 0;
	assert_int_equal(call(PXENV_TFTP_GET_FSIZE),
			 PXENV_STATUS_OUT_OF_RESOURCES);
	testhost_malloc_left = -1;
}

/* A name that fills its field has no NUL, and bytes that mean something in a URI are
 * only bytes. */
static void test_tftp_names(void **state)
{
	char name[PXE_NAME_LEN + 1];
	BLOCK(pxe_tftp_get_fsize, fsize);

	start_server();
	memset(name, 'x', PXE_NAME_LEN);
	name[PXE_NAME_LEN] = '\0';
	memcpy(name, "a%41?b#c;:@ \xff", 13);
	memcpy(fsize->name, name, PXE_NAME_LEN);
	fsize->server.s_addr = htonl(0x0a000001);
	assert_int_equal(call(PXENV_TFTP_GET_FSIZE), 0);
	assert_string_equal(server.name, name);
}

/* The queue grows with what a program wants at a time. */
static void test_tftp_long_blocks(void **state)
{
	unsigned int len;

	start_server();
	server.last = 15;
	assert_int_equal(tftp_open(16384), 0);
	assert_int_equal(tftp_read(&len), 0);
	assert_int_equal(len, 16384);
	assert_int_equal(memory[DATA_AT + 16383], 0xaa);
	assert_int_equal(tftp_read(&len), 0);
	assert_int_equal(len, 14 * BLKSIZE - 16384);
	assert_int_equal(call(PXENV_TFTP_CLOSE), 0);
	/* More than is ever kept for a program. */
	start_server();
	server.last = 100;
	assert_int_equal(tftp_open(0xffff), 0);
	assert_int_equal(tftp_read(&len), PXENV_STATUS_FAILURE);
	assert_int_equal(call(PXENV_TFTP_CLOSE), 0);
}

/* A buffer that is not the program's. */
static void test_tftp_bad_buffers(void **state)
{
	BLOCK(pxe_tftp_read, read);

	start_server();
	assert_int_equal(tftp_open(BLKSIZE), 0);
	memset(read, 0, sizeof(*read));
	read->buffer.segment = OWN_SEGMENT;
	assert_int_equal(call(PXENV_TFTP_READ), PXENV_STATUS_FAILURE);
	assert_int_equal(call(PXENV_TFTP_CLOSE), 0);
}

/* The next program goes to where programs go, and nowhere else. */
static void test_restart_elsewhere(void **state)
{
	BLOCK(pxe_tftp_read_file, file);

	start_server();
	file->server.s_addr = htonl(0x0a000001);
	strcpy(file->name, "next");
	file->buffer = DATA_AT;
	assert_int_equal(call(PXENV_RESTART_TFTP), PXENV_STATUS_FAILURE);
	assert_int_equal(pxe_after_call(), PXE_AFTER_RETURN);
	file->buffer = PXE_PROGRAM;
	file->buffer_size = BLKSIZE;
	assert_int_equal(call(PXENV_RESTART_TFTP),
			 PXENV_STATUS_OUT_OF_RESOURCES);
	assert_int_equal(pxe_after_call(), PXE_AFTER_RETURN);
}

/* A card that can no longer be opened is an error of every call that needs it. */
static void test_dead_card(void **state)
{
	unsigned int len;

	start_server();
	open_udp(PORT);
	assert_int_equal(tftp_open(BLKSIZE), 0);
	open_rc = -EIO;
	netdev_close(netdev);
	assert_int_equal(udp_read(PORT), PXENV_STATUS_FAILURE);
	assert_int_equal(udp_write(PORT, DATA), PXENV_STATUS_FAILURE);
	assert_int_equal(tftp_read(&len), PXENV_STATUS_TFTP_CANNOT_READ);
	assert_int_equal(call(PXENV_TFTP_CLOSE), 0);
	assert_int_equal(call(PXENV_UDP_CLOSE), 0);
	assert_int_equal(call(PXENV_UDP_OPEN), PXENV_STATUS_FAILURE);
	assert_int_equal(tftp_open(BLKSIZE), PXENV_STATUS_TFTP_CANNOT_OPEN);
	assert_int_equal(tftp_read_file(4096), PXENV_STATUS_TFTP_CANNOT_OPEN);
	assert_int_equal(call(PXENV_TFTP_GET_FSIZE),
			 PXENV_STATUS_TFTP_CANNOT_OPEN);
	{
		BLOCK(pxe_undi_open, open);
		assert_int_equal(call(PXENV_UNDI_OPEN),
				 PXENV_STATUS_UNDI_CANNOT_INITIALIZE_NIC);
	}
	assert_int_equal(call(PXENV_UNDI_RESET_ADAPTER),
			 PXENV_STATUS_UNDI_CANNOT_INITIALIZE_NIC);
	fill_transmit(PXE_P_UNKNOWN, 60);
	assert_int_equal(call(PXENV_UNDI_TRANSMIT),
			 PXENV_STATUS_UNDI_INVALID_STATE);
	assert_int_equal(isr(PXE_ISR_IN_START), PXE_ISR_OUT_NOT_OURS);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_DONE);
}

/* When no program runs there is no API. */
static void test_nobody_to_call(void **state)
{
	pxe_deactivate();
	assert_int_equal(call(PXENV_GET_CACHED_INFO),
			 PXENV_STATUS_UNSUPPORTED);
	assert_int_equal(call(PXENV_UNDI_GET_STATE), PXENV_STATUS_UNSUPPORTED);
	pxe_deactivate();
}

static void test_tftp_without_memory(void **state)
{
	unsigned int i;

	for (i = 0; i < 10; i++) {
		start_server();
		testhost_malloc_left = i;
		assert_int_not_equal(tftp_read_file(4096), 0);
		testhost_malloc_left = i;
		assert_int_not_equal(tftp_open(BLKSIZE), 0);
		testhost_malloc_left = -1;
		assert_int_equal(call(PXENV_TFTP_CLOSE),
				 PXENV_STATUS_TFTP_CLOSED);
	}
	start_server();
	assert_int_equal(tftp_read_file(4096), 0);
}

/* Whatever UNDI does with the adapter in between. */
static void test_ports_stay(void **state)
{
	static const uint16_t opcodes[] = {
		PXENV_UNDI_RESET_ADAPTER, PXENV_UNDI_CLOSE,
		PXENV_UNDI_SHUTDOWN, PXENV_UNDI_CLEANUP,
	};
	unsigned int i;

	open_udp(PORT);
	for (i = 0; i < ARRAY_LEN(opcodes); i++) {
		receive_datagram(PORT, "before");
		assert_int_equal(udp_read(OTHER_PORT), PXENV_STATUS_FAILURE);
		assert_int_equal(call(opcodes[i]), 0);
		assert_datagram(PORT, "before");
		receive_datagram(PORT, "after");
		assert_datagram(PORT, "after");
		assert_int_equal(call(opcodes[i]), 0);
		assert_int_equal(udp_read(0), PXENV_STATUS_FAILURE);
		receive_datagram(PORT, "for any");
		assert_datagram(0, "for any");
	}
	assert_int_equal(call(PXENV_STOP_UNDI), 0);
	assert_int_equal(udp_read(PORT), PXENV_STATUS_FAILURE);
	receive_datagram(PORT, "in the end");
	assert_datagram(PORT, "in the end");
}

static void test_transmit(void **state)
{
	uint32_t address = DATA_AT + 60;
	struct pxe_undi_tbd *tbd;

	open_undi(0);
	fill_transmit(PXE_P_UNKNOWN, 60);
	assert_int_equal(call(PXENV_UNDI_TRANSMIT), 0);
	assert_int_equal(frame_len, 60);
	assert_memory_equal(frame, memory + DATA_AT, 60);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_TRANSMIT);
	assert_int_equal(isr(PXE_ISR_IN_GET_NEXT), PXE_ISR_OUT_DONE);

	tbd = fill_transmit(PXE_P_ARP, 40);
	tbd->count = 2;
	tbd->block[0].type = PXE_TD_SEGOFF;
	tbd->block[0].len = 20;
	tbd->block[0].data = (struct pxe_segoff){ 0x10 + 40, 0x2000 };
	tbd->block[1].type = PXE_TD_PHYSICAL;
	tbd->block[1].len = 30;
	memcpy(&tbd->block[1].data, &address, 4);
	assert_int_equal(call(PXENV_UNDI_TRANSMIT), 0);
	assert_int_equal(frame_len, ETH_HLEN + 90);
	assert_memory_equal(frame, OTHER_MAC MAC "\x08\x06", ETH_HLEN);
	assert_memory_equal(frame + ETH_HLEN, memory + DATA_AT, 90);
}

static void test_transmit_to_all(void **state)
{
	struct pxe_undi_transmit *transmit = (void *)(memory + PARAMS_AT);

	open_undi(0);
	fill_transmit(PXE_P_RARP, 46);
	transmit->flag = PXE_XMT_BROADCAST;
	assert_int_equal(call(PXENV_UNDI_TRANSMIT), 0);
	assert_int_equal(frame_len, ETH_HLEN + 46);
	assert_memory_equal(frame, BROADCAST MAC "\x80\x35", ETH_HLEN);
	/* The end of sending is an event, too. */
	assert_int_equal(isr(PXE_ISR_IN_START), PXE_ISR_OUT_OURS);
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_TRANSMIT);
	assert_int_equal(isr(PXE_ISR_IN_START), PXE_ISR_OUT_NOT_OURS);
}

static void test_transmit_fails(void **state)
{
	open_undi(0);
	fill_transmit(PXE_P_UNKNOWN, 60);
	tx_rc = -EIO;
	assert_int_equal(call(PXENV_UNDI_TRANSMIT),
			 PXENV_STATUS_UNDI_TRANSMIT_ERROR);
	tx_rc = 0;
	fill_transmit(PXE_P_UNKNOWN, 60);
	testhost_malloc_left = 0;
	assert_int_equal(call(PXENV_UNDI_TRANSMIT),
			 PXENV_STATUS_OUT_OF_RESOURCES);
	testhost_malloc_left = -1;
	assert_int_equal(frames, 0);
	/* Neither of them counts as sent. */
	assert_int_equal(isr(PXE_ISR_IN_PROCESS), PXE_ISR_OUT_DONE);
}

/* A program with nothing to send immediately need not say from where. */
static void test_transmit_of_blocks_only(void **state)
{
	struct pxe_undi_tbd *tbd;

	open_undi(0);
	tbd = fill_transmit(PXE_P_UNKNOWN, 0);
	memset(&tbd->immediate, 0, sizeof(tbd->immediate));
	tbd->count = 2;
	tbd->block[0].type = PXE_TD_SEGOFF;
	tbd->block[0].len = 60;
	tbd->block[0].data = DATA;
	tbd->block[1].type = PXE_TD_PHYSICAL;
	assert_int_equal(call(PXENV_UNDI_TRANSMIT), 0);
	assert_int_equal(frame_len, 60);
	assert_memory_equal(frame, memory + DATA_AT, 60);
}

static void assert_bad_transmit(void)
{
	unsigned int before = frames;

	assert_int_equal(call(PXENV_UNDI_TRANSMIT),
			 PXENV_STATUS_UNDI_INVALID_PARAMETER);
	assert_int_equal(frames, before);
}

static void test_bad_transmits(void **state)
{
	struct pxe_undi_transmit *transmit = (void *)(memory + PARAMS_AT);
	struct pxe_undi_tbd *tbd = (void *)(memory + 0x30000);

	open_undi(0);
	fill_transmit(PXE_P_UNKNOWN, ETH_HLEN - 1);
	assert_bad_transmit();
	fill_transmit(PXE_P_UNKNOWN, ETH_FRAME_LEN + 1);
	assert_bad_transmit();
	fill_transmit(PXE_P_IP, ETH_DATA_LEN + 1);
	assert_bad_transmit();
	fill_transmit(PXE_P_UNKNOWN, 0xffff);
	assert_bad_transmit();
	fill_transmit(PXE_P_RARP + 1, 60);
	assert_bad_transmit();
	fill_transmit(PXE_P_UNKNOWN, 60)->count = PXE_MAX_DATA_BLOCKS + 1;
	assert_bad_transmit();
	/* Blocks of no known type, above all memory, and of too many bytes. */
	fill_transmit(PXE_P_UNKNOWN, 60)->count = 1;
	tbd->block[0].type = PXE_TD_PHYSICAL + PXE_TD_SEGOFF + 2;
	assert_bad_transmit();
	fill_transmit(PXE_P_UNKNOWN, 60)->count = 1;
	tbd->block[0].type = PXE_TD_PHYSICAL;
	tbd->block[0].len = 100;
	memset(&tbd->block[0].data, 0xff, 4);
	assert_bad_transmit();
	fill_transmit(PXE_P_UNKNOWN, ETH_FRAME_LEN)->count = 1;
	tbd->block[0].type = PXE_TD_SEGOFF;
	tbd->block[0].len = 1;
	tbd->block[0].data = DATA;
	assert_bad_transmit();
	fill_transmit(PXE_P_IP, 60);
	transmit->flag = 2;
	assert_bad_transmit();
	fill_transmit(PXE_P_IP, 60);
	transmit->dest = (struct pxe_segoff){ 0xfffb, 0x2000 };
	assert_bad_transmit();
	transmit->tbd = (struct pxe_segoff){ 0xfff9, 0x2000 };
	assert_bad_transmit();
}

/* A ring that stays full costs a while, not for ever. */
static void test_stuck_transmitter(void **state)
{
	unsigned int i, status = 0;

	open_undi(0);
	complete_at_once = 0;
	for (i = 0; i < 40; i++) {
		fill_transmit(PXE_P_UNKNOWN, 60);
		status = call(PXENV_UNDI_TRANSMIT);
	}
	assert_int_equal(status, 0);
	assert_int_equal(call(PXENV_UNDI_CLOSE), 0);
	assert_false(netdev_is_open(netdev));
}

static void test_information(void **state)
{
	BLOCK(pxe_undi_get_information, info);
	assert_int_equal(call(PXENV_UNDI_GET_INFORMATION), 0);
	assert_int_equal(info->mtu, 1500);
	assert_int_equal(info->hw_addr_len, ETH_ALEN);
	assert_memory_equal(info->current_address, MAC, ETH_ALEN);
	assert_int_equal(info->irq, 0);
}

/* What is told of the card comes from its PCI configuration space, which has no card
 * at that place in the host's build. */
static void test_nic_type(void **state)
{
	BLOCK(pxe_undi_get_nic_type, get);
	assert_int_equal(call(PXENV_UNDI_GET_NIC_TYPE), 0);
	assert_int_equal(get->type, 2);
	assert_int_equal(get->vendor, 0x1af4);
	assert_int_equal(get->device, 0x1041);
	assert_int_equal(get->busdevfn, 0x18);
	assert_int_equal(get->base_class, 0xff);
	assert_int_equal(get->subvendor, 0xffff);
	testhost_options.nics = 1;
	assert_int_equal(call(PXENV_UNDI_GET_NIC_TYPE), 0);
	testhost_options.nics = 0;
	assert_int_equal(get->base_class, 2);
	assert_int_equal(get->sub_class, 0);
	assert_int_equal(get->interface, 0);
	assert_int_equal(get->revision, 0);
	assert_int_equal(get->subvendor, 0x1af4);
	assert_int_equal(get->subdevice, 1);
	dev.desc.bus_type = BUS_TYPE_PCI + 1;
	assert_int_equal(call(PXENV_UNDI_GET_NIC_TYPE),
			 PXENV_STATUS_UNSUPPORTED);
	dev.desc.bus_type = BUS_TYPE_PCI;
}

static void test_interface(void **state)
{
	BLOCK(pxe_undi_get_iface_info, get);
	assert_int_equal(call(PXENV_UNDI_GET_IFACE_INFO), 0);
	assert_string_equal(get->type, "DIX+802.3");
	assert_int_equal(get->link_speed, 1000000000);
	assert_true(get->service_flags & PXE_SERVICE_BROADCAST);
	assert_true(get->service_flags & PXE_SERVICE_PROMISCUOUS);
}

static void test_statistics(void **state)
{
	BLOCK(pxe_undi_get_statistics, get);
	receive(MAC, ETH_P_IP, 60);
	assert_int_equal(call(PXENV_UNDI_GET_STATISTICS), 0);
	assert_int_equal(get->rx_good, 1);
	assert_int_equal(call(PXENV_UNDI_CLEAR_STATISTICS), 0);
	assert_int_equal(call(PXENV_UNDI_GET_STATISTICS), 0);
	assert_int_equal(get->rx_good, 0);
}

static void test_multicast_address(void **state)
{
	BLOCK(pxe_undi_get_mcast, get);
	get->ip.s_addr = htonl(0xe0812345);
	assert_int_equal(call(PXENV_UNDI_GET_MCAST_ADDRESS), 0);
	assert_memory_equal(get->address, "\x01\x00\x5e\x01\x23\x45", 6);
}

/* The end. */

static void test_state_and_stop(void **state)
{
	struct pxe_undi_get_state *get = (void *)(memory + PARAMS_AT);

	open_undi(0);
	assert_int_equal(call(PXENV_UNDI_GET_STATE), 0);
	assert_int_equal(get->state, PXE_UNDI_OPENED);
	assert_int_equal(call(PXENV_UNDI_CLOSE), 0);
	assert_int_equal(call(PXENV_UNDI_GET_STATE), 0);
	assert_int_equal(get->state, PXE_UNDI_INITIALIZED);
	assert_int_equal(call(PXENV_UNDI_SHUTDOWN), 0);
	assert_int_equal(call(PXENV_STOP_UNDI), 0);
	assert_int_equal(pxe_after_call(), PXE_AFTER_RETURN);
	assert_int_equal(call(PXENV_UNDI_OPEN), PXENV_STATUS_UNSUPPORTED);
	assert_int_equal(call(PXENV_UNLOAD_STACK), 0);
	assert_int_equal(pxe_after_call(), PXE_AFTER_UNLOAD);
	assert_false(netdev_is_open(netdev));
}

static void test_unload(void **state)
{
	assert_int_equal(call(PXENV_UNLOAD_STACK), 0);
	assert_int_equal(pxe_after_call(), PXE_AFTER_RETURN);
	assert_false(netdev_is_open(netdev));
	assert_int_equal(call(PXENV_UDP_OPEN), PXENV_STATUS_UNSUPPORTED);
	assert_int_equal(call(PXENV_GET_CACHED_INFO),
			 PXENV_STATUS_UNSUPPORTED);
	/* UNDI lives on, for who brings a stack of its own. */
	open_undi(0);
	assert_true(netdev_is_open(netdev));
}

/* Whoever ends UNDI first may not come to end the rest. */
static void test_stop_alone(void **state)
{
	assert_true(netdev_is_open(netdev));
	assert_int_equal(call(PXENV_STOP_UNDI), 0);
	assert_false(netdev_is_open(netdev));
	assert_int_equal(pxe_after_call(), PXE_AFTER_RETURN);
}

/* Random blocks in random places: no status is wrong, but all come back, and
 * nothing of ours is written to. */
static void test_anything(void **state)
{
	struct pxe_segoff at;
	uint8_t *own = malloc(OWN_LEN);
	unsigned int i, j, opcode;

	srandom(1);
	poll_takes = TICKS_PER_SEC;	/* servers that never answer */
	for (i = 0; i < 20000; i++) {
		opcode = random() % 0x80;
		/* Those two end it all. */
		if (opcode == PXENV_UNLOAD_STACK || opcode == PXENV_STOP_UNDI)
			continue;
		at.segment = random();
		at.offset = random();
		for (j = 0; j < 200; j++)
			memory[(at.segment * 16U + at.offset + j) % OWN] =
				random() % 3 ? random() : 0;
		memcpy(own, memory + OWN, BUFFERS);
		pxe_api_call(opcode, at);
		assert_memory_equal(own, memory + OWN, BUFFERS);
		assert_int_equal(pxe_after_call(), PXE_AFTER_RETURN);
	}
	free(own);
}

/* Images. */

extern struct image_type pxe_image_type;

/* Returns 0 if the data are taken for a boot program. Other types of images of this
 * build, of which the BIOS's has fewer, are not asked. */
static int probe(const void *data, size_t len)
{
	struct image *image = alloc_image(NULL);
	int rc;

	assert_non_null(image);
	assert_int_equal(image_set_name(image, "test"), 0);
	assert_int_equal(image_set_data(image, data, len), 0);
	rc = pxe_image_type.probe(image);
	image_put(image);
	return rc;
}

static void test_images(void **state)
{
	static uint8_t program[ROOM + 1] = { 0xea, 5, 0, 0xc0, 7, 0x90 };
	static const char *const others[] = {
		"<html><body>404 Not Found</body></html>",
		"Dear reader, this is text.\r\n",
		"\x7f" "ELF\1\1\1\0\0\0\0\0\0\0\0\0\0\0",
		"MZ\x90\1\3\1\1\1\4\1\1\1\xff\xff\1\1\1\1",
		"\x1f\x8b\x08\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1",
		"070701000000010000\1",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(others); i++)
		assert_int_equal(probe(others[i], strlen(others[i])), -ENOEXEC);
	assert_int_equal(probe(program, 1000), 0);
	assert_int_equal(probe(program, ROOM), 0);
	assert_int_equal(probe(program, ROOM + 1), -ENOEXEC);
	assert_int_equal(probe(program, 15), -ENOEXEC);
	assert_int_equal(probe(program, 0), -ENOEXEC);
	assert_int_equal(probe(program + 6, 1000), -ENOEXEC);
}

/* Runs so many bytes as a boot program. Returns what comes of it. */
static int run_program(size_t len)
{
	struct image *image = alloc_image(NULL);
	int rc;

	assert_int_equal(image_set_name(image, "test"), 0);
	assert_int_equal(image_set_len(image, len), 0);
	shown_len = 0;
	shown[0] = '\0';
	rc = pxe_image_type.exec(image);
	image_put(image);
	return rc;
}

/* A program runs on the device that was opened last, and whatever is in its way is
 * said. */
static void test_running_images(void **state)
{
	runs = 0;
	assert_int_equal(run_program(ROOM), 0);
	assert_int_equal(runs, 1);
	assert_ptr_equal(run_on, netdev);
	assert_string_equal(shown, "");
	assert_int_equal(run_program(0), -EIO);
	assert_int_equal(runs, 2);
	assert_string_equal(shown, "test: Input or output failed\n");
	assert_int_equal(run_program(ROOM + 1), -ENOMEM);
	assert_string_equal(shown, "test: 512 KiB are too many for a network "
			    "boot program; 512 KiB of base memory are free\n");
	netdev_close(netdev);
	assert_int_equal(run_program(ROOM), -ENETDOWN);
	assert_string_equal(shown, "test: a network boot program needs an open "
			    "network device; use ifopen or dhcp first\n");
	assert_int_equal(runs, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_opcodes),
		TEST(test_blocks_out_of_reach),
		TEST(test_cached_info_in_place),
		TEST(test_cached_info_copied),
		TEST(test_reply_names_the_program),
		TEST(test_reply_keeps_what_dhcp_said),
		TEST(test_reply_has_one_name),
		TEST(test_reply_with_options_in_fields),
		TEST(test_packets_made_of_settings),
		TEST(test_receive),
		TEST(test_long_frames),
		TEST(test_filters),
		TEST(test_kinds_of_frames),
		TEST(test_multicast),
		TEST(test_set_filter),
		TEST(test_set_station),
		TEST(test_short_frames),
		TEST(test_unknown_interrupts),
		TEST(test_who_gets_frames),
		TEST(test_datagrams_without_memory),
		TEST(test_bad_buffers_of_datagrams),
		TEST(test_sending_datagrams),
		TEST(test_tftp_sizes),
		TEST(test_tftp_names),
		TEST(test_tftp_long_blocks),
		TEST(test_tftp_bad_buffers),
		TEST(test_restart_elsewhere),
		TEST(test_dead_card),
		TEST(test_nobody_to_call),
		TEST(test_transmit_to_all),
		TEST(test_transmit_fails),
		TEST(test_datagrams),
		TEST(test_port_that_is_not_read),
		TEST(test_size_of_an_endless_file),
		TEST(test_ports_stay),
		TEST(test_transmit),
		TEST(test_transmit_of_blocks_only),
		TEST(test_bad_transmits),
		TEST(test_stuck_transmitter),
		TEST(test_information),
		TEST(test_nic_type),
		TEST(test_interface),
		TEST(test_statistics),
		TEST(test_multicast_address),
		TEST(test_state_and_stop),
		TEST(test_unload),
		TEST(test_reply_has_no_room_for_the_program),
		TEST(test_restart_over_the_block),
		TEST(test_unload_ends_tftp),
		TEST(test_tftp_in_blocks),
		TEST(test_tftp_files),
		TEST(test_tftp_errors),
		TEST(test_tftp_without_memory),
		TEST(test_stop_alone),
		TEST(test_anything),
		cmocka_unit_test(test_images),
		TEST(test_running_images),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
