/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A program that calls with everything wrong, and says what it got. */

#include "nbp.h"

static union {
	u16 status;
	struct tftp_file file;
	struct tftp_open open;
	struct tftp_read read;
	struct tftp_size size;
	struct udp_open udp;
	struct udp_read udp_read;
	struct udp_write udp_write;
	struct cached_info info;
	struct transmit transmit;
	struct isr isr;
	struct undi_open undi;
} p;
static struct tbd tbd;

static void fresh(void)
{
	clear(&p, sizeof(p));
	p.status = 0xeeee;
}

static void call(const char *name, u32 opcode)
{
	u32 ax = call_sp(opcode, NEAR(p));

	say_case(name, ax, p.status);
}

static void opcodes(void)
{
	fresh();
	call("opcode-ffff", 0xffff);
	fresh();
	call("opcode-16", 0x16);
	fresh();
	call("opcode-24", 0x24);
	fresh();
	call("opcode-high", 0x0171);
}

/* Parameter blocks where none can be. */
static void blocks(void)
{
	u16 segment = bang >> 16;

	say_case("block-at-the-end", call_sp(0x71, SEGOFF(0xffff, 0xffff)), 0);
	say_case("block-wraps", call_sp(0x71, SEGOFF(0x1000, 0xfffa)), 0);
	say_case("block-in-pxe", call_sp(0x71, SEGOFF(segment, 0)), 0);
	say_case("block-in-pxe-env", call_env(0xc, SEGOFF(segment, 0x20)), 0);
	say_case("pxe-intact", sum(flat(bang), 0x58) & 0xff,
		 sum(flat(env), 0x2c) & 0xff);
}

static void cached_info(void)
{
	static const u16 types[] = { 0, 4, 0xffff };
	u32 i;

	for (i = 0; i < 3; i++) {
		fresh();
		p.info.type = types[i];
		call("cached-type", 0x71);
	}
	fresh();
	p.info.type = 2;
	p.info.size = 0xffff;
	p.info.buffer = SEGOFF(bang >> 16, 0);
	call("cached-into-pxe", 0x71);
	fresh();
	p.info.type = 2;
	p.info.size = 0x1000;
	p.info.buffer = SEGOFF(0x5000, 0xfff0);
	call("cached-wraps", 0x71);
}

static void udp(void)
{
	fresh();
	call("udp-read-closed", 0x32);
	fresh();
	call("udp-write-closed", 0x33);
	fresh();
	call("udp-close-closed", 0x31);
	fresh();
	call("udp-open", 0x30);
	fresh();
	call("udp-open-again", 0x30);
	fresh();
	p.udp_write.dest = SERVER;
	p.udp_write.size = 0xffff;
	p.udp_write.buffer = SEGOFF(0x2000, 0x8000);
	call("udp-write-wraps", 0x33);
	fresh();
	p.udp_write.dest = SERVER;
	p.udp_write.size = 0xffff;
	p.udp_write.buffer = SEGOFF(0x2000, 0);
	call("udp-write-too-long", 0x33);
	fresh();
	p.udp_read.size = 0xffff;
	p.udp_read.buffer = SEGOFF(bang >> 16, 0);
	call("udp-read-nothing", 0x32);
	fresh();
	call("udp-close", 0x31);
}

static void tftp(void)
{
	u32 i;

	fresh();
	call("tftp-read-closed", 0x22);
	fresh();
	call("tftp-close-closed", 0x21);
	fresh();
	p.open.server = SERVER;
	p.open.packet_size = 4;
	call("tftp-packet-size", 0x20);
	fresh();
	p.open.server = SERVER;
	p.open.packet_size = 512;
	for (i = 0; i < sizeof(p.open.name); i++)
		p.open.name[i] = i % 2 ? 'A' : '%';
	call("tftp-name-endless", 0x20);
	fresh();
	p.file.server = SERVER;
	p.file.name[0] = 'x';
	p.file.buffer = 0xfffffff0;
	p.file.buffer_size = 0x1000;
	call("file-wraps", 0x23);
	fresh();
	p.file.server = SERVER;
	p.file.name[0] = 'x';
	p.file.buffer = flat(bang) - 16;
	p.file.buffer_size = 0x1000;
	call("file-into-pxe", 0x23);
	fresh();
	p.file.server = SERVER;
	p.file.name[0] = 'x';
	p.file.buffer = flat(bang);
	p.file.buffer_size = 0x1000;
	call("file-in-pxe", 0x23);
	fresh();
	p.file.server = SERVER;
	p.file.name[0] = 'x';
	p.file.buffer_size = 0x1000;
	call("file-over-vectors", 0x23);
	fresh();
	p.file.server = SERVER;
	p.file.name[0] = 'x';
	p.file.buffer = 0x100000;
	p.file.buffer_size = 0xf0000000;
	call("file-of-any-size", 0x23);
	fresh();
	p.file.server = SERVER;
	p.file.buffer = 0x1234;
	call("restart-elsewhere", 0x73);
}

static void transmit(const char *name, u16 len, u16 count, u8 type, u16 block)
{
	fresh();
	p.transmit.tbd = NEAR(tbd);
	tbd.immediate_len = len;
	tbd.immediate = SEGOFF(0x2000, 0x8000);
	tbd.count = count;
	tbd.block[0].type = type;
	tbd.block[0].len = block;
	tbd.block[0].data = 0xfffffff0;
	call(name, 8);
}

static void undi(void)
{
	transmit("undi-transmit", 60, 0, 0, 0);
	fresh();
	p.undi.mcast_count = 0xffff;
	call("undi-open", 6);
	transmit("undi-immediate-wraps", 0xffff, 0, 0, 0);
	transmit("undi-too-long", 0x2000, 0, 0, 0);
	transmit("undi-runt", 4, 0, 0, 0);
	transmit("undi-many-blocks", 60, 0xffff, 0, 0);
	transmit("undi-block-wraps", 60, 1, 0, 0xffff);
	transmit("undi-block-type", 60, 1, 7, 4);
	fresh();
	p.transmit.tbd = SEGOFF(0xffff, 0xfffc);
	call("undi-no-tbd", 8);
	fresh();
	p.transmit.tbd = NEAR(tbd);
	p.transmit.protocol = 99;
	call("undi-protocol", 8);
	fresh();
	p.isr.function = 99;
	call("undi-isr-function", 0x14);
	fresh();
	p.undi.flag = 0xffff;	/* where this call has its count */
	call("undi-mcast-count", 9);
	fresh();
	call("undi-close", 7);
	fresh();
	p.isr.function = 1;
	call("undi-isr-closed", 0x14);
}

int main(void)
{
	say("HOSTILE\n");
	opcodes();
	blocks();
	cached_info();
	udp();
	tftp();
	undi();
	say("HOSTILE IS THROUGH\n");
	return 0;
}
