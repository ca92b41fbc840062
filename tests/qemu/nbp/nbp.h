/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NBP_H
#define NBP_H

/* What a boot program of the tests has to call and to hand over. It is 16-bit
 * code by gcc -m16 with everything in segment 0. */

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;

extern u32 bang, env;		/* far pointers to !PXE and PXENV+ */

/* Calls the API by !PXE. Returns AX. */
u32 call_sp(u32 opcode, u32 params);
/* Calls the API by PXENV+. Returns AX. */
u32 call_env(u32 opcode, u32 params);
/* Returns ES:BX after INT 1Ah with AX=5650h, or 0 if that does not know PXE. */
u32 int1a(void);
/* Asks the BIOS for the next boot device by INT 18h. */
void int18(void);
/* Prints a character on the screen. */
void put(int c);

#define SEGOFF(segment, offset) ((u32)(segment) << 16 | (u16)(offset))
#define NEAR(object) SEGOFF(0, (u32)&(object))
#define PACKED __attribute__((packed))

/* Prints a text. */
static inline void say(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			put('\r');
		put(*text);
	}
}

/* Prints a number in hexadecimal digits. */
static inline void say_hex(u32 value)
{
	int shift;

	for (shift = 28; shift > 0 && !(value >> shift); shift -= 4)
		;
	for (; shift >= 0; shift -= 4)
		put("0123456789abcdef"[value >> shift & 15]);
}

/* Prints a line with what a call has returned, for the test that watches. */
static inline void say_case(const char *name, u32 ax, u32 status)
{
	say("case ");
	say(name);
	say(" ax ");
	say_hex(ax);
	say(" status ");
	say_hex(status);
	say(" .\n");
}

/* Returns the byte at an address below 1 MiB. */
static inline u8 peek(u32 address)
{
	u8 value;

	__asm__ __volatile__("movw %w1, %%fs\n\tmovb %%fs:(%2), %0"
			     : "=q"(value)
			     : "r"(address >> 4), "r"(address & 15)
			     : "memory");
	return value;
}

/* Returns the flat address of a segment and an offset. */
static inline u32 flat(u32 segoff)
{
	return (segoff >> 16) * 16 + (u16)segoff;
}

/* Returns the sum of all bytes from an address below 1 MiB. */
static inline u32 sum(u32 address, u32 len)
{
	u32 total = 0;

	while (len--)
		total += peek(address++);
	return total;
}

/* Sets bytes to 0. */
static inline void clear(void *data, u32 len)
{
	volatile u8 *byte = data;

	while (len--)
		*byte++ = 0;
}

#define SERVER 0x0100000a	/* 10.0.0.1 */

struct tftp_file {
	u16 status;
	char name[128];
	u32 buffer_size, buffer, server, gateway, mcast;
	u16 client_port, server_port, open_timeout, reopen_delay;
} PACKED;

struct tftp_open {
	u16 status;
	u32 server, gateway;
	char name[128];
	u16 port, packet_size;
} PACKED;

struct tftp_read {
	u16 status, number, size;
	u32 buffer;
} PACKED;

struct tftp_size {
	u16 status;
	u32 server, gateway;
	char name[128];
	u32 size;
} PACKED;

struct udp_open {
	u16 status;
	u32 address;
} PACKED;

struct udp_read {
	u16 status;
	u32 source, dest;
	u16 source_port, dest_port, size;
	u32 buffer;
} PACKED;

struct udp_write {
	u16 status;
	u32 dest, gateway;
	u16 source_port, dest_port, size;
	u32 buffer;
} PACKED;

struct cached_info {
	u16 status, type, size;
	u32 buffer;
	u16 limit;
} PACKED;

struct transmit {
	u16 status;
	u8 protocol, flag;
	u32 dest, tbd, reserved[2];
} PACKED;

struct tbd {
	u16 immediate_len;
	u32 immediate;
	u16 count;
	struct {
		u8 type, reserved;
		u16 len;
		u32 data;
	} PACKED block[8];
} PACKED;

struct isr {
	u16 status, function, buffer_len, frame_len, header_len;
	u32 frame;
	u8 protocol, type;
} PACKED;

struct undi_open {
	u16 status, flag, filter, mcast_count;
	u8 mcast[128];
} PACKED;

#endif /* NBP_H */
