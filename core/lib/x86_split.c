/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * i386 code packs better when like stands with like (<core/lzma.h>): opcodes
 * with opcodes, displacements with displacements. One walk along the
 * instructions moves their parts from the code to the streams, or back. It
 * goes by what it has moved, so that both ways do the same with any bytes,
 * also where data, or an instruction that is not known here, is misread.
 */

#include <string.h>
#include <core/lzma.h>

enum stream {
	OPCODES,		/* with prefixes and ModRM */
	SIBS,
	DISPLACEMENTS,		/* of 8 bits */
	IMMEDIATES,		/* of 8 and 16 bits */
	SHORT_JUMPS,
	WORDS,			/* displacements and immediates of 32 bits */
	JUMPS,			/* big-endian distances */
	CALLS,			/* big-endian targets */
};

/* What follows an opcode (Intel's manual, volume 2, appendix A), 4 bits each:
 * N nothing, M ModRM, B an immediate byte, W 16 or 32 bits, J a short jump,
 * C the distance of a call or jump, G M and, for two of its eight instructions,
 * an immediate, P another opcode. M, B and W are bits. */
enum { N = 0, M = 1, B = 2, MB = 3, W = 4, MW = 5, J = 6, C = 8, G = 9, P = 10 };

#define ROW(a, b, c, d, e, f, g, h) \
	(a) | (b) << 4, (c) | (d) << 4, (e) | (f) << 4, (g) | (h) << 4
#define ARITHMETIC ROW(M, M, M, M, B, W, N, N)

static const uint8_t kinds[128] = {
	/* 00 */ ARITHMETIC, ROW(M, M, M, M, B, W, N, P),
	/* 10 */ ARITHMETIC, ARITHMETIC, ARITHMETIC, ARITHMETIC,
	/* 30 */ ARITHMETIC, ARITHMETIC,
	/* 40 */ ROW(N, N, N, N, N, N, N, N), ROW(N, N, N, N, N, N, N, N),
	/* 50 */ ROW(N, N, N, N, N, N, N, N), ROW(N, N, N, N, N, N, N, N),
	/* 60 */ ROW(N, N, M, M, N, N, P, N), ROW(W, MW, B, MB, N, N, N, N),
	/* 70 */ ROW(J, J, J, J, J, J, J, J), ROW(J, J, J, J, J, J, J, J),
	/* 80 */ ROW(MB, MW, MB, MB, M, M, M, M), ROW(M, M, M, M, M, M, M, M),
	/* 90 */ ROW(N, N, N, N, N, N, N, N), ROW(N, N, N, N, N, N, N, N),
	/* a0 */ ROW(W, W, W, W, N, N, N, N), ROW(B, W, N, N, N, N, N, N),
	/* b0 */ ROW(B, B, B, B, B, B, B, B), ROW(W, W, W, W, W, W, W, W),
	/* c0 */ ROW(MB, MB, B, N, M, M, MB, MW), ROW(N, N, B, N, N, B, N, N),
	/* d0 */ ROW(M, M, M, M, B, B, N, N), ROW(M, M, M, M, M, M, M, M),
	/* e0 */ ROW(J, J, J, J, B, B, B, B), ROW(C, C, N, J, N, N, N, N),
	/* f0 */ ROW(N, N, N, N, N, N, G, G), ROW(N, N, N, N, N, N, M, M),
};

#define OPERAND 4

struct walk {
	uint8_t *code, *start;
	uint8_t *streams[X86_STREAMS];
	int join;
};

/* Moves so many bytes; the last one of them. */
static uint8_t move(struct walk *walk, enum stream stream, unsigned int len)
{
	uint8_t **from = walk->join ? &walk->streams[stream] : &walk->code;
	uint8_t **to = walk->join ? &walk->code : &walk->streams[stream];

	while (len--)
		*(*to)++ = *(*from)++;
	return walk->code[-1];
}

/* Adds to a big-endian or little-endian number, and makes it the opposite. */
static void add(uint8_t *at, uint32_t what, int big_endian)
{
	uint32_t value;

	__builtin_memcpy(&value, at, sizeof(value));
	if (big_endian)
		value = __builtin_bswap32(value) + what;
	else
		value = __builtin_bswap32(value + what);
	__builtin_memcpy(at, &value, sizeof(value));
}

/* The operand of a call or jump, little-endian in the code. */
static void move_branch(struct walk *walk, enum stream stream)
{
	uint32_t next = 0;

	if (stream == CALLS)
		next = walk->code + OPERAND - walk->start;
	if (walk->join) {
		add(walk->streams[stream], -next, 1);
		move(walk, stream, OPERAND);
	} else {
		move(walk, stream, OPERAND);
		add(walk->streams[stream] - OPERAND, next, 0);
	}
}

/* ModRM and what it announces; the instruction's number in its group. */
static unsigned int move_modrm(struct walk *walk)
{
	uint8_t modrm = move(walk, OPCODES, 1);
	unsigned int mod = modrm >> 6, base = modrm & 7;

	if (mod != 3 && base == 4)
		base = move(walk, SIBS, 1) & 7;
	if (mod == 1)
		move(walk, DISPLACEMENTS, 1);
	if (mod == 2 || (mod == 0 && base == 5))
		move(walk, WORDS, 4);
	return (modrm >> 3) & 7;
}

/* What follows an opcode behind 0F. */
static unsigned int second_kind(uint8_t opcode)
{
	if ((opcode & 0xf0) == 0x80)
		return C;
	return opcode == 0xac || opcode == 0xa4 || opcode == 0xba ? MB : M;
}

static void walk_along(struct walk *walk, size_t len)
{
	const uint8_t *end = walk->code + len;
	unsigned int kind;
	uint8_t opcode = 0, before;

	while (walk->code < end) {
		before = opcode;
		opcode = move(walk, OPCODES, 1);
		kind = (kinds[opcode / 2] >> (opcode % 2 * 4)) & 0xf;
		if (before == 0x0f)
			kind = second_kind(opcode);
		if (kind == P)
			continue;
		if (kind == C)
			move_branch(walk, opcode == 0xe8 ? CALLS : JUMPS);
		if (kind == G)
			kind = move_modrm(walk) > 1 ? N :
			       opcode & 1 ? W : B;
		else if (kind & M)
			move_modrm(walk);
		if (kind == J)
			move(walk, SHORT_JUMPS, 1);
		else if (kind & B)
			move(walk, IMMEDIATES, 1);
		else if (kind & W && before == 0x66)
			move(walk, IMMEDIATES, 2);
		else if (kind & W)
			move(walk, WORDS, 4);
		opcode = 0;
	}
}

size_t x86_split(void *code, size_t len, void *out, uint32_t *lens)
{
	struct walk walk = { .code = code, .start = code };
	size_t room = len + X86_OVERRUN, total = 0;
	uint8_t *to = out;
	unsigned int i;

	for (i = 0; i < X86_STREAMS; i++)
		walk.streams[i] = to + i * room;
	walk_along(&walk, len);
	for (i = 0; i < X86_STREAMS; i++) {
		lens[i] = walk.streams[i] - (to + i * room);
		memmove(to + total, to + i * room, lens[i]);
		total += lens[i];
	}
	return total;
}

int x86_join(void *code, size_t len, void *in, const uint32_t *lens)
{
	struct walk walk = { .code = code, .start = code, .join = 1 };
	uint8_t *from = in;
	unsigned int i;

	for (i = 0; i < X86_STREAMS; i++) {
		walk.streams[i] = from;
		from += lens[i];
	}
	walk_along(&walk, len);
	from = in;
	for (i = 0; i < X86_STREAMS; i++) {
		from += lens[i];
		if (walk.streams[i] != from)
			return -1;
	}
	return 0;
}
