/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A program for Linux on i386, without a C library, that runs the decoder as it
 * is in the ROM, with its assembler code. From its input it reads three dwords,
 * which are the length of the output, LZ_PROPS(), and the length of the
 * packed data, and then these data. It writes what lz_decode() returned, and
 * the output.
 *
 * Each piece of the decoder's memory ends right before a page that cannot be
 * accessed, so that the program dies of a signal if the decoder goes beyond.
 */

#include "../../core/platform/pcbios/rom/lz_decoder.h"

enum { SYS_exit = 1, SYS_read = 3, SYS_write = 4, SYS_mprotect = 125 };
enum { PAGE = 4096, PAGES = 160, NO_ACCESS = 0 };

/* Of each piece, the first and the last page become inaccessible. */
static uint8_t memory[3][PAGES * PAGE] __attribute__((aligned(PAGE)));

static int system_call(int number, uintptr_t a, uintptr_t b, uintptr_t c)
{
	int result;

	__asm__ __volatile__("int $0x80" : "=a"(result)
			     : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
	return result;
}

static void end(int status)
{
	system_call(SYS_exit, status, 0, 0);
	__builtin_unreachable();
}

/* Returns memory of that length at the end of a piece. */
static void *place(unsigned int index, size_t len)
{
	uint8_t *last = memory[index] + sizeof(memory[index]) - PAGE;

	if (len > sizeof(memory[index]) - 2 * PAGE ||
	    system_call(SYS_mprotect, (uintptr_t)last, PAGE, NO_ACCESS) ||
	    system_call(SYS_mprotect, (uintptr_t)memory[index], PAGE,
			NO_ACCESS))
		end(2);
	return last - len;
}

static void read_all(void *to, size_t len)
{
	int got;

	for (; len; len -= got, to = (uint8_t *)to + got) {
		got = system_call(SYS_read, 0, (uintptr_t)to, len);
		if (got <= 0)
			end(3);
	}
}

static void write_all(const void *from, size_t len)
{
	int put;

	for (; len; len -= put, from = (const uint8_t *)from + put) {
		put = system_call(SYS_write, 1, (uintptr_t)from, len);
		if (put <= 0)
			end(4);
	}
}

void _start(void);
void _start(void)
{
	uint32_t header[3];
	uint8_t *in, *out;
	int32_t result;

	read_all(header, sizeof(header));
	out = place(0, header[0]);
	in = place(1, header[2]);
	read_all(in, header[2]);
	result = lz_decode(out, header[0], in, header[2], header[1],
			     place(2, sizeof(struct lz_model)));
	write_all(&result, sizeof(result));
	write_all(out, header[0]);
	end(0);
}
