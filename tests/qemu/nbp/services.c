/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A program that uses what there is, and says what it got: a file by every way
 * there is to read one, the cached packets, the structures. */

#include "nbp.h"

#define BUFFER_SEGMENT 0x2000
#define NAME "data.bin"

static struct tftp_size fsize;
static struct tftp_open topen;
static struct tftp_read tread;
static struct tftp_file tfile;
static struct udp_open uopen;
static struct udp_read uread;
static struct udp_write uwrite;
static struct cached_info info;
static u16 status;

static void set_name(char *name)
{
	const char *from = NAME;

	while ((*name++ = *from++))
		;
}

static void report(const char *what, u32 a, u32 b, u32 c)
{
	say("got ");
	say(what);
	put(' ');
	say_hex(a);
	put(' ');
	say_hex(b);
	put(' ');
	say_hex(c);
	say(" .\n");
}

static void structures(void)
{
	u32 found = int1a();

	report("int1a", found == env, peek(flat(found)), peek(flat(bang) + 1));
	report("checksums", sum(flat(bang), peek(flat(bang) + 4)) & 0xff,
	       sum(flat(env), peek(flat(env) + 8)) & 0xff, 0);
	report("base", peek(0x413) | peek(0x414) << 8,
	       (flat(bang) & ~1023) >> 10, 0);
}

static void packets(void)
{
	u32 type, at;

	for (type = 1; type <= 3; type++) {
		clear(&info, sizeof(info));
		info.type = type;
		call_env(0x71, NEAR(info));
		at = flat(info.buffer);
		report("packet", peek(at), sum(at + 16, 4), sum(at + 20, 4));
	}
}

static void file_size(void)
{
	u32 ax;

	fsize.server = SERVER;
	set_name(fsize.name);
	ax = call_sp(0x25, NEAR(fsize));
	report("fsize", ax, fsize.status, fsize.size);
}

static void read_blocks(void)
{
	u32 len = 0, total = 0, blocks = 0;

	topen.server = SERVER;
	topen.port = 69 << 8;
	topen.packet_size = 1000;
	set_name(topen.name);
	if (call_env(0x20, NEAR(topen)) != 0) {
		report("tftp-open", topen.status, 0, 0);
		return;
	}
	do {
		tread.buffer = SEGOFF(BUFFER_SEGMENT, 0);
		if (call_sp(0x22, NEAR(tread)) != 0 || tread.size > 1000)
			break;
		len += tread.size;
		total += sum(BUFFER_SEGMENT * 16, tread.size);
		blocks++;
	} while (tread.size == 1000);
	call_sp(0x21, NEAR(status));
	report("tftp", len, total, blocks - tread.number);
}

static void read_file(void)
{
	tfile.server = SERVER;
	tfile.buffer = BUFFER_SEGMENT * 16;
	tfile.buffer_size = 0x30000;
	set_name(tfile.name);
	call_sp(0x23, NEAR(tfile));
	report("file", tfile.status, tfile.buffer_size,
	       sum(BUFFER_SEGMENT * 16, tfile.buffer_size));
	tfile.buffer_size = 100;
	call_sp(0x23, NEAR(tfile));
	report("file-small", tfile.status, 0, 0);
	/* As large as can be: the file decides. */
	tfile.buffer_size = 0xffffffff;
	call_sp(0x23, NEAR(tfile));
	report("file-any", tfile.status, tfile.buffer_size,
	       sum(BUFFER_SEGMENT * 16, tfile.buffer_size));
}

/* Sends a request of TFTP by hand and takes the first block that comes. */
static void datagrams(void)
{
	static const char request[] = "\0\1" NAME "\0octet";
	u32 tries = 100000;

	call_sp(0x30, NEAR(uopen));
	uwrite.dest = SERVER;
	uwrite.source_port = 0x3412;
	uwrite.dest_port = 69 << 8;
	uwrite.size = sizeof(request);
	uwrite.buffer = NEAR(request);
	report("udp-write", call_env(0x33, NEAR(uwrite)), uwrite.status, 0);
	do {
		uread.dest_port = 0x3412;
		uread.size = 600;
		uread.buffer = SEGOFF(BUFFER_SEGMENT, 0);
	} while (call_sp(0x32, NEAR(uread)) != 0 && --tries);
	report("udp-read", uread.source, uread.size,
	       sum(BUFFER_SEGMENT * 16 + 4, 512));
	call_sp(0x31, NEAR(status));
}

int main(void)
{
	say("SERVICES\n");
	structures();
	packets();
	file_size();
	read_blocks();
	read_file();
	datagrams();
	say("SERVICES DONE\n");
	return 0;
}
