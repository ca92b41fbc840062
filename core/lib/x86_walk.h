/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef X86_WALK_H
#define X86_WALK_H

/*
 * i386 code packs better when like stands with like (<core/lzma.h>): opcodes
 * with opcodes, displacements with displacements. One walk along the
 * instructions moves their parts from the code to the streams, or back where
 * JOIN is 1. It goes by what it has moved, so that both ways do the same with
 * any bytes, also where data, or an instruction that is not known here, is
 * misread.
 *
 * Each opcode has its ModRM behind it, or 0 where it takes none. There is room,
 * then: an opcode that takes none has 1 there for the long form of a jump, and
 * other two-byte opcodes do without their 0F where the second byte alone would
 * take none, and their ModRM is not 0.
 *
 * Where jumps and calls go is counted, not measured. There are labels among the
 * opcodes, and a jump says how many of them lie on its way; a call says behind
 * how many returns, from the start, the function is. Where that is not so, the
 * count is 0 and the operand follows.
 */

#include <core/lzma.h>

enum stream {
	OPCODES,		/* and prefixes, each with a second byte */
	CALLS,			/* 16 bits, big-endian */
	WORDS,			/* immediates of 32 bits */
	ADDRESSES,		/* displacements of 32 bits, from nothing */
	OFFSETS,		/* and from a register */
	SIBS,
	STACK,			/* displacements of 8 bits, from %esp */
	DISPLACEMENTS,		/* of 8 bits, from other registers */
	IMMEDIATES,		/* of 8 and 16 bits */
	BRANCHES,		/* conditional ones: 8 bits, signed */
	JUMPS,			/* and others */
};

_Static_assert(CALLS == X86_WORDS && SIBS == X86_BYTES, "<core/lzma.h>");

/* What follows an opcode (Intel's manual, volume 2, appendix A), 4 bits each:
 * N nothing, M ModRM, B an immediate byte, W 16 or 32 bits, J a short jump,
 * A an address, C a call, P another opcode, G ModRM and, for two of its eight
 * instructions, an immediate. M, B and W are bits. */
enum {
	N = 0, M = 1, B = 2, MB = 3, W = 4, MW = 5,
	J = 8, G = 9, A = 10, C = 12, P = 14,
};

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
	/* a0 */ ROW(A, A, A, A, N, N, N, N), ROW(B, W, N, N, N, N, N, N),
	/* b0 */ ROW(B, B, B, B, B, B, B, B), ROW(W, W, W, W, W, W, W, W),
	/* c0 */ ROW(MB, MB, B, N, M, M, MB, MW), ROW(N, N, B, N, N, B, N, N),
	/* d0 */ ROW(M, M, M, M, B, B, N, N), ROW(M, M, M, M, M, M, M, M),
	/* e0 */ ROW(J, J, J, J, B, B, B, B), ROW(C, N, N, J, N, N, N, N),
	/* f0 */ ROW(N, N, N, N, N, N, G, G), ROW(N, N, N, N, N, N, M, M),
};

#define OPERAND 4
#define TWO_BYTES 0x0f
#define CONDITIONAL 0x70	/* short: a nibble of 7 */
#define CONDITIONAL_LONG 0x80	/* and of 8, behind 0F */
#define JUMP 0xeb
#define JUMP_LONG 0xe9
#define RETURN 0xc3
/* Among the opcodes: a label, with 0 behind it, or with 1 an opcode. */
#define MARK 0xf1

/* What is known of a place in the code: where an instruction starts, where a
 * jump goes, and that it is an operand of a short or long jump or of a call. */
enum { START = 1, LABEL = 2, SHORT = 4, LONG = 8, CALLED = 16 };

/* Places in the code, ascending. */
struct places {
	uint32_t *at;
	uint32_t len;
};

struct walk {
	uint8_t *code, *start;
	uint8_t *streams[X86_STREAMS];
	struct places labels, returns;
	int16_t *counts;	/* of the operand at each place */
	uint8_t *marks;
};

static void add_place(struct places *places, uint32_t at)
{
	if (places->len < X86_PLACES)
		places->at[places->len++] = at;
}

/* Moves so many bytes; the last one of them. */
static uint8_t move(struct walk *walk, enum stream stream, unsigned int len)
{
	uint8_t **from = JOIN ? &walk->streams[stream] : &walk->code;
	uint8_t **to = JOIN ? &walk->code : &walk->streams[stream];

	while (len--)
		*(*to)++ = *(*from)++;
	return walk->code[-1];
}

/* A number of 32 bits, which is big-endian in the stream. */
static void move_word(struct walk *walk, enum stream stream)
{
	uint8_t *word = walk->streams[stream];
	uint32_t value;

	__builtin_memcpy(&value, JOIN ? word : walk->code, sizeof(value));
	value = __builtin_bswap32(value);
	__builtin_memcpy(JOIN ? walk->code : word, &value, sizeof(value));
	walk->code += sizeof(value);
	walk->streams[stream] += sizeof(value);
}

/* A byte that is in the stream only. */
static uint8_t move_extra(struct walk *walk, enum stream stream, uint8_t byte)
{
	uint8_t *at = walk->streams[stream]++;

	if (!JOIN)
		*at = byte;
	return *at;
}

/* The operand of a jump or call. */
static void move_branch(struct walk *walk, enum stream stream,
			unsigned int mark)
{
	size_t at = walk->code - walk->start;
	unsigned int size = mark == SHORT ? 1 : OPERAND;
	int16_t *count = &walk->counts[at];

	walk->marks[at] |= mark;
	if (mark == CALLED) {
		unsigned int high = move_extra(walk, stream, *count >> 8);

		*count = high << 8 | move_extra(walk, stream, *count);
	} else {
		*count = (int8_t)move_extra(walk, stream, *count);
	}
	if (*count)
		walk->code += size;
	else if (mark == SHORT)
		move(walk, IMMEDIATES, size);
	else
		move_word(walk, WORDS);
}

static enum stream jump_stream(uint8_t opcode)
{
	return opcode == JUMP ? JUMPS : BRANCHES;
}

/* ModRM and what it announces; the instruction's number in its group. */
static unsigned int move_modrm(struct walk *walk)
{
	uint8_t modrm = move(walk, OPCODES, 1);
	unsigned int mod = modrm >> 6, base = modrm & 7;
	enum stream stream = DISPLACEMENTS;

	if (mod != 3 && base == 4) {
		base = move(walk, SIBS, 1) & 7;
		if (base == 4)
			stream = STACK;
	}
	if (mod == 1)
		move(walk, stream, 1);
	else if (mod == 2)
		move_word(walk, OFFSETS);
	else if (mod == 0 && base == 5)
		move_word(walk, ADDRESSES);
	return (modrm >> 3) & 7;
}

/* What stands behind an opcode and its ModRM. */
static void move_operand(struct walk *walk, unsigned int kind, uint8_t opcode,
			 int short_words)
{
	if (kind == J)
		move_branch(walk, jump_stream(opcode), SHORT);
	else if (kind == C)
		move_branch(walk, CALLS, CALLED);
	else if (kind == A)
		move_word(walk, ADDRESSES);
	else if (kind & B)
		move(walk, IMMEDIATES, 1);
	else if (kind & W && short_words)
		move(walk, IMMEDIATES, 2);
	else if (kind & W)
		move_word(walk, WORDS);
}

static unsigned int kind_of(uint8_t opcode)
{
	return (kinds[opcode / 2] >> (opcode % 2 * 4)) & 0xf;
}

/* What follows an opcode behind 0F, but for jumps. */
static unsigned int second_kind(uint8_t opcode)
{
	return opcode == 0xac || opcode == 0xa4 || opcode == 0xba ? MB : M;
}

/* Whether an opcode has room for something else behind it. */
static int has_room(uint8_t opcode)
{
	return !(kind_of(opcode) & M) && opcode != MARK;
}

/* A long jump, as the short one with 1 behind it. Returns 0 if there is none. */
static int move_long_jump(struct walk *walk)
{
	const uint8_t *opcodes = walk->streams[OPCODES];
	uint8_t *code = walk->code, opcode;

	if (JOIN) {
		opcode = opcodes[0];
		if (kind_of(opcode) != J || !opcodes[1])
			return 0;
		if (opcode == JUMP) {
			*code++ = JUMP_LONG;
		} else {
			*code++ = TWO_BYTES;
			*code++ = opcode - CONDITIONAL + CONDITIONAL_LONG;
		}
	} else if (*code == JUMP_LONG) {
		code++;
		opcode = JUMP;
	} else if (code[0] == TWO_BYTES && code[1] / 16 == CONDITIONAL_LONG / 16) {
		opcode = code[1] - CONDITIONAL_LONG + CONDITIONAL;
		code += 2;
	} else {
		return 0;
	}
	walk->code = code;
	move_extra(walk, OPCODES, opcode);
	move_extra(walk, OPCODES, 1);
	move_branch(walk, jump_stream(opcode), LONG);
	return 1;
}

/* The 0F that goes without saying. Returns 0 if there is none. */
static int move_two_bytes(struct walk *walk)
{
	const uint8_t *next = walk->streams[OPCODES];

	if (!JOIN) {
		if (*walk->code != TWO_BYTES)
			return 0;
		next = walk->code + 1;
	}
	if (!has_room(next[0]) || kind_of(next[0]) == J || !next[1])
		return 0;
	*walk->code++ = TWO_BYTES;
	return 1;
}

/* At the start of an instruction: the label, if there is one. */
static void move_label(struct walk *walk)
{
	uint32_t at = walk->code - walk->start;
	const uint8_t *opcodes = walk->streams[OPCODES];

	if (JOIN ? opcodes[0] == MARK && opcodes[1] == 0 :
			 walk->marks[at] & LABEL) {
		move_extra(walk, OPCODES, MARK);
		move_extra(walk, OPCODES, 0);
		add_place(&walk->labels, at);
	}
	walk->marks[at] |= START;
}

static void walk_along(struct walk *walk, size_t len)
{
	const uint8_t *end = walk->code + len;
	uint8_t opcode = 0, before;
	unsigned int kind, number;

	while (walk->code < end) {
		before = opcode;
		opcode = 0;
		if (!before)
			move_label(walk);
		if (before != TWO_BYTES) {
			if (move_long_jump(walk))
				continue;
			if (move_two_bytes(walk))
				before = TWO_BYTES;
		}
		opcode = move(walk, OPCODES, 1);
		kind = before == TWO_BYTES ? second_kind(opcode) :
		       kind_of(opcode);
		if (kind & M) {
			number = move_modrm(walk);
			if (kind == G)
				kind = number > 1 ? N : opcode & 1 ? W : B;
		} else {
			move_extra(walk, OPCODES, opcode == MARK);
		}
		if (kind == P)
			continue;
		move_operand(walk, kind, opcode, before == 0x66);
		if (opcode == RETURN)
			add_place(&walk->returns, walk->code - walk->start);
		opcode = 0;
	}
}

/* Gives a new walk its streams, and memory for what it finds. */
static void start_walk(struct walk *walk, uint8_t *code, size_t len, void *work)
{
	walk->code = walk->start = code;
	walk->labels = (struct places){ work, 0 };
	walk->returns = (struct places){ walk->labels.at + X86_PLACES, 0 };
	walk->counts = (int16_t *)(walk->returns.at + X86_PLACES);
	walk->marks = (uint8_t *)(walk->counts + len + X86_OVERRUN);
}

#endif /* X86_WALK_H */
