/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UNIT_WIRE_BOOT_H
#define UNIT_WIRE_BOOT_H

/*
 * A wire with all servers that a boot needs: DHCP, which names a script, TFTP, which has
 * that script and a kernel, and HTTP, which has a short file under any name. What the
 * console shows is recorded.
 */

#include <stdio.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/dhcp.h>
#include <ipxe/http.h>
#include <ipxe/image.h>
#include <ipxe/timer.h>
#include "../sim/packet.h"
#include "make_bzimage.h"
#include "recorder.h"
#include "wire_tcp.h"

/* Ports of the servers (RFC 2131 section 4.1, RFC 1350 section 4). */
#define DHCP_PORT 67
#define TFTP_PORT 69
#define TFTP_TID 3000
/* Offset of the data of a datagram in a frame. */
#define AT_UDP_DATA (AT_TCP + 8)
#define TFTP_BLOCK 512

/* --- DHCP */

static void serve_dhcp(const uint8_t *frame, size_t len)
{
	struct packet packet;
	const uint8_t *type;
	size_t type_len;
	uint32_t xid;

	type = packet_find(frame, len, DHCP_MESSAGE_TYPE, &type_len);
	assert_non_null(type);
	memcpy(&xid, frame + PACKET_BOOTP + 4, sizeof(xid));
	packet_reply(&packet, xid, netdev->ll_addr, OUR_IP, SERVER);
	packet_option_byte(&packet, DHCP_MESSAGE_TYPE,
			   *type == DHCPDISCOVER ? DHCPOFFER : DHCPACK);
	packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER, SERVER);
	packet_option_addr(&packet, DHCP_SUBNET_MASK, 0xffffff00);
	packet_field_text(&packet, PACKET_FILE, "boot.ipxe");
	packet_end(&packet);
	packet_put32(&packet, PACKET_IP + 16, 0xffffffff);
	packet_checksums(&packet);
	wire_deliver(packet.bytes, packet.len);
}

/* --- TFTP: a server that tells the size and sends blocks of 512 bytes */

/* The file that the client has asked for. */
static const char *file;
static size_t file_len;

static uint8_t kernel[BZIMAGE_SETUP_LEN + 64];

static const char boot_script[] =
	"#!ipxe\nset reached yes\nimgfetch --name extra http://10.3.0.1/x\n"
	"imgfree extra\nexit 0\n";

static void choose_file(const char *name)
{
	file = boot_script;
	file_len = sizeof(boot_script) - 1;
	if (strstr(name, "vmlinuz")) {
		file = (const char *)kernel;
		file_len = sizeof(kernel);
	}
}

static void say_tftp(const uint8_t *to, const void *data, size_t len)
{
	uint8_t frame[AT_UDP_DATA + 4 + TFTP_BLOCK] = { 0 };
	uint8_t *ip = frame + AT_IP, *udp = frame + AT_TCP;

	memcpy(frame, netdev->ll_addr, ETH_ALEN);
	memcpy(frame + 6, "\2\0\0\0\0\1", ETH_ALEN);
	put16(frame + 12, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, IP_LEN + 8 + len);
	ip[8] = 64;
	ip[9] = 17;
	put32(ip + 12, SERVER);
	memcpy(ip + 16, to + AT_IP + 12, 4);
	put_checksum(ip, IP_LEN, 0, ip + 10);
	put16(udp, TFTP_TID);
	memcpy(udp + 2, to + AT_TCP, 2);
	put16(udp + 4, 8 + len);
	memcpy(udp + 8, data, len);
	wire_deliver(frame, AT_UDP_DATA + len);
}

static void serve_tftp(const uint8_t *frame)
{
	const uint8_t *packet = frame + AT_UDP_DATA;
	unsigned int block = get16(packet + 2);
	uint8_t answer[4 + TFTP_BLOCK] = "\0\6tsize";
	size_t len = file_len - block * TFTP_BLOCK;

	if (packet[1] == 1) {
		choose_file((const char *)packet + 2);
		snprintf((char *)answer + 8, 8, "%d", (int)file_len);
		say_tftp(frame, answer, 9 + strlen((char *)answer + 8));
	} else if (packet[1] == 4 && block * TFTP_BLOCK <= file_len) {
		if (len > TFTP_BLOCK)
			len = TFTP_BLOCK;
		put16(answer, 3);
		put16(answer + 2, block + 1);
		memcpy(answer + 4, file + block * TFTP_BLOCK, len);
		say_tftp(frame, answer, 4 + len);
	}
}

static void serve_udp(const uint8_t *frame, size_t len)
{
	unsigned int port = get16(frame + AT_TCP + 2);

	if (port == DHCP_PORT)
		serve_dhcp(frame, len);
	else if (port == TFTP_PORT || port == TFTP_TID)
		serve_tftp(frame);
}

/* --- HTTP: the same short file under any name */

static void serve(void)
{
	say(ACK, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "6\r\nHello,\r\n6\r\n world\r\n0\r\n\r\n");
}

/* Ends what lives on after a command by intention, such as a kept connection and
 * lwIP's memory of closed ones, and forgets what was stored. */
static void settle(void)
{
	unsigned int i;

	unregister_images_since(0);
	http_close_idle();
	for (i = 0; i < 50; i++) {
		run();
		hosted_clock_advance(8 * TICKS_PER_SEC);
	}
	assert_int_equal(system("clear reached || clear n || params --delete || "
				"clear net0/ip || clear net0/netmask ||"), 0);
	netdev_close(netdev);
}

/* --- works, of which a test lets every part fail */

/* Non-zero if a work that fails has to leave the device closed. */
static int work_closes;

/* A race and what it boots, as a work. */
static int race(void)
{
	return system("multiboot net0");
}

/* Makes the kernel one that can be started. */
static inline void make_kernel(void)
{
	make_bzimage(kernel, sizeof(kernel) - BZIMAGE_SETUP_LEN);
}

/* Makes the wire with its servers. The device is closed and has no address. Nobody
 * presses a key, however long it takes. A setup function of cmocka's. */
static int boot_setup(void **state)
{
	hosted_options.virtual_clock = 1;
	hosted_options.patience = 1000000000;
	testhost_options.endless = 1;
	hear_udp = serve_udp;
	wire_setup();
	assert_int_equal(system("clear net0/ip && clear net0/netmask"), 0);
	netdev_close(netdev);
	return 0;
}

/* Removes the device. A teardown function of cmocka's. */
static int boot_teardown(void **state)
{
	wire_teardown();
	return 0;
}

#endif /* UNIT_WIRE_BOOT_H */
