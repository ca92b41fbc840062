/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A program for Linux on i386 without a C library, around a TLS library that was
 * compiled as for the boot core. Arguments: the file of the trusted certificate, and
 * the server's name. File descriptor 0 is a connected socket. Prints five numbers: the
 * processor time of the handshake and of the rest in microseconds, what
 * library_fetch() returned, the most memory that was allocated at once, the stack that
 * was used, both in bytes.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "bench.h"

enum {
	SYS_EXIT = 1,
	SYS_READ = 3,
	SYS_WRITE = 4,
	SYS_OPEN = 5,
	SYS_TIME = 13,
	SYS_CLOCK_GETTIME = 265,
	SYS_GETRANDOM = 355,
};

#define STACK_LEN 131072
#define STACK_PAINT 0xa5
#define ARENA_LEN (512 << 10)
#define BINS 32

/* What stands before each piece of memory. */
struct header {
	/* Bytes that were asked for. */
	uint32_t len;
	/* The bin that the piece belongs to: it has 2^bin bytes. */
	uint32_t bin;
};

/* The program's stack. */
unsigned char bench_stack[STACK_LEN] __attribute__((aligned(16)));

static unsigned char arena[ARENA_LEN] __attribute__((aligned(16)));
static size_t arena_used, live, peak;
static struct header *unused[BINS];
static uint64_t connected;

const char bench_request[] = "GET /bulk HTTP/1.0\r\n\r\n";
const size_t bench_request_len = sizeof(bench_request) - 1;

static long call(long number, long a, long b, long c)
{
	long rc;

	asm volatile("int $0x80"
		     : "=a"(rc)
		     : "a"(number), "b"(a), "c"(b), "d"(c)
		     : "memory");
	return rc;
}

int bench_read(void *data, size_t len)
{
	return call(SYS_READ, 0, (long)data, len);
}

int bench_write(const void *data, size_t len)
{
	return call(SYS_WRITE, 0, (long)data, len);
}

int bench_random(void *data, size_t len)
{
	return call(SYS_GETRANDOM, (long)data, len, 0) == (long)len ? 0 : -1;
}

long bench_time(void)
{
	return call(SYS_TIME, 0, 0, 0);
}

/* Returns the processor time of this process in microseconds. */
static uint64_t now(void)
{
	int32_t time[2];

	call(SYS_CLOCK_GETTIME, 2, (long)time, 0);
	return (uint64_t)time[0] * 1000000 + (uint32_t)time[1] / 1000;
}

void bench_connected(void)
{
	connected = now();
}

void *malloc(size_t len)
{
	unsigned int bin = 4;
	struct header *piece;

	if (len > ARENA_LEN / 2)
		return NULL;
	while ((size_t)1 << bin < len + sizeof(*piece))
		bin++;
	piece = unused[bin];
	if (piece) {
		memcpy(&unused[bin], piece + 1, sizeof(piece));
	} else {
		if (ARENA_LEN - arena_used < (size_t)1 << bin)
			return NULL;
		piece = (struct header *)(arena + arena_used);
		arena_used += (size_t)1 << bin;
	}
	piece->len = len;
	piece->bin = bin;
	live += len + sizeof(*piece);
	if (live > peak)
		peak = live;
	return piece + 1;
}

void free(void *data)
{
	struct header *piece = (struct header *)data - 1;

	if (!data)
		return;
	live -= piece->len + sizeof(*piece);
	memcpy(data, &unused[piece->bin], sizeof(piece));
	unused[piece->bin] = piece;
}

void *calloc(size_t count, size_t len)
{
	void *data = len && count > ARENA_LEN / len ? NULL : malloc(count * len);

	return data ? memset(data, 0, count * len) : NULL;
}

void *realloc(void *old, size_t len)
{
	void *data = malloc(len);

	if (old && data) {
		size_t old_len = ((struct header *)old - 1)->len;

		memcpy(data, old, old_len < len ? old_len : len);
		free(old);
	}
	return data;
}

static void print(long value, char end)
{
	char text[16];
	size_t at = sizeof(text);
	unsigned long rest = value < 0 ? -value : value;

	text[--at] = end;
	do
		text[--at] = '0' + rest % 10;
	while (rest /= 10);
	if (value < 0)
		text[--at] = '-';
	call(SYS_WRITE, 1, (long)(text + at), sizeof(text) - at);
}

__attribute__((used, regparm(0))) static void start(long *args)
{
	static unsigned char trusted[TRUST_MAX];
	uint64_t begin;
	long file, len, rc;
	size_t untouched = 0;

	if (args[0] != 3)
		call(SYS_EXIT, 2, 0, 0);
	file = call(SYS_OPEN, args[2], 0, 0);
	len = call(SYS_READ, file, (long)trusted, sizeof(trusted));
	if (len <= 0)
		call(SYS_EXIT, 2, 0, 0);
	begin = connected = now();
	rc = library_fetch(trusted, len, (const char *)args[3]);
	while (bench_stack[untouched] == STACK_PAINT)
		untouched++;
	print(connected - begin, ' ');
	print(now() - connected, ' ');
	print(rc, ' ');
	print(peak, ' ');
	print(STACK_LEN - untouched, '\n');
	call(SYS_EXIT, 0, 0, 0);
}

/* Paints the stack, of STACK_LEN bytes, with STACK_PAINT and changes to it. */
asm(".pushsection .entry, \"ax\"\n"
    ".globl _start\n"
    "_start:\n"
    "	mov %esp, %esi\n"
    "	mov $bench_stack, %edi\n"
    "	mov $131072, %ecx\n"
    "	mov $0xa5, %al\n"
    "	rep stosb\n"
    "	mov %edi, %esp\n"
    "	push %esi\n"
    "	call start\n"
    ".popsection\n");
