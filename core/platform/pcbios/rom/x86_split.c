/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Splits x86 code into streams (x86.h). It goes along the code twice: the first
 * time to find out where instructions, returns, and targets of jumps are, the
 * second time, when it can count them, to write the streams.
 */

#include <string.h>
#include "x86_opcodes.h"

/* What is known of a place in the code. */
enum {
	/* An instruction starts there. */
	START = 1,
	/* A jump goes there. */
	LABEL = 2,
	/* The operand of a short jump is there. */
	SHORT = 4,
	/* The operand of a long jump is there. */
	LONG = 8,
	/* The operand of a call is there. */
	CALL = 16,
};

/* Places in the code, ascending. */
struct places {
	/* Their offsets. */
	uint32_t *at;
	/* How many there are. */
	uint32_t count;
};

/* How far the code has been split. */
struct split {
	/* The code's start, and the next byte of it. */
	const uint8_t *code, *from;
	/* Length of the code. */
	size_t len;
	/* Where the next byte of each stream goes. */
	uint8_t *to[X86_STREAMS];
	/* The labels, and the ends of the returns. */
	struct places labels, returns;
	/* The count for the operand at each place in the code, or 0 if there is
	 * none. */
	int16_t *counts;
	/* What is known of each place in the code, as the bits above. */
	uint8_t *marks;
};

/* Adds a place unless there are too many. */
static void add_place(struct places *places, uint32_t at)
{
	if (places->count < X86_PLACES)
		places->at[places->count++] = at;
}

/* Returns how many of the places are not after one in the code. */
static unsigned int places_up_to(const struct places *places, uint32_t at)
{
	unsigned int i;

	for (i = 0; i < places->count && places->at[i] <= at; i++)
		;
	return i;
}

/* Returns the offset of the next byte in the code. */
static uint32_t offset(const struct split *split)
{
	return split->from - split->code;
}

/* Appends a byte to a stream. */
static void put(struct split *split, enum x86_stream stream, uint8_t byte)
{
	*split->to[stream]++ = byte;
}

/* Copies the next byte of the code to a stream. Returns it. */
static uint8_t copy_byte(struct split *split, enum x86_stream stream)
{
	put(split, stream, *split->from);
	return *split->from++;
}

/* Copies the next 32 bits of the code to a stream, where they are
 * big-endian. */
static void copy_word(struct split *split, enum x86_stream stream)
{
	int i;

	for (i = 3; i >= 0; i--)
		put(split, stream, split->from[i]);
	split->from += 4;
}

/* Takes an address, which is relative to what follows it in 64-bit code: it is
 * that of the target in the stream. */
static void split_address(struct split *split)
{
	uint32_t word;
	int shift;

	memcpy(&word, split->from, sizeof(word));
	split->from += sizeof(word);
	if (X86_BITS == 64)
		word += offset(split);
	for (shift = 24; shift >= 0; shift -= 8)
		put(split, X86_ADDRESSES, word >> shift);
}

/* Takes the operand of a jump; mark tells its form. opcode is that of the short
 * form. */
static void split_jump(struct split *split, uint8_t opcode, uint8_t mark)
{
	int8_t count = split->counts[offset(split)];

	split->marks[offset(split)] |= mark;
	put(split, x86_jump_stream(opcode), count);
	if (count)
		split->from += mark == SHORT ? 1 : X86_OPERAND;
	else if (mark == SHORT)
		copy_byte(split, X86_IMMEDIATES);
	else
		copy_word(split, X86_WORDS);
}

/* Takes the operand of a call. */
static void split_call(struct split *split)
{
	int16_t count = split->counts[offset(split)];

	split->marks[offset(split)] |= CALL;
	put(split, X86_CALLS, count >> 8);
	put(split, X86_CALLS, count);
	if (count)
		split->from += X86_OPERAND;
	else
		copy_word(split, X86_WORDS);
}

/* Takes a jump in its long form, if the code goes on with one. Returns non-zero
 * if it does. */
static int split_long_jump(struct split *split)
{
	const uint8_t *from = split->from;
	uint8_t opcode;

	if (from[0] == X86_JUMP_LONG) {
		opcode = X86_JUMP;
		split->from++;
	} else if (from[0] == X86_TWO_BYTES &&
		   (from[1] & 0xf0) == X86_LONG) {
		opcode = from[1] - X86_LONG + X86_SHORT;
		split->from += 2;
	} else {
		return 0;
	}
	put(split, X86_OPCODES, opcode);
	put(split, X86_OPCODES, 1);
	split_jump(split, opcode, LONG);
	return 1;
}

/* Takes a ModRM and what it calls for. Returns the ModRM. */
static uint8_t split_modrm(struct split *split)
{
	uint8_t modrm = copy_byte(split, X86_OPCODES);
	unsigned int mode = modrm >> 6, base = modrm & 7;

	if (mode == 3)
		return modrm;
	if (base == 4)
		base = copy_byte(split, X86_SIBS) & 7;
	if (mode == 1)
		copy_byte(split, x86_near(base));
	else if (mode == 2)
		copy_word(split, X86_OFFSETS);
	else if (base == 5)
		split_address(split);
	return modrm;
}

static void split_operand(struct split *split, unsigned int follows,
			  uint8_t opcode, uint8_t before)
{
	if (follows & J) {
		split_jump(split, opcode, SHORT);
	} else if (follows & C) {
		split_call(split);
	} else if (follows & A) {
		copy_word(split, X86_ADDRESSES);
	} else if (follows & B) {
		copy_byte(split, X86_IMMEDIATES);
	} else if (follows & W && before == X86_OPERAND_SIZE) {
		copy_byte(split, X86_IMMEDIATES);
		copy_byte(split, X86_IMMEDIATES);
	} else if (follows & W) {
		copy_word(split, X86_WORDS);
		if (x86_is_wide(opcode, before))
			copy_word(split, X86_WORDS);
	}
}

/* Takes an opcode with what follows it. before is the prefix or 0F before it,
 * or 0. Returns what the next opcode has before it in the same way. */
static uint8_t split_opcode(struct split *split, uint8_t before)
{
	unsigned int follows;
	uint8_t opcode;

	if (before != X86_TWO_BYTES) {
		if (split_long_jump(split))
			return 0;
		if (split->from[0] == X86_TWO_BYTES &&
		    x86_implies_0f(split->from[1], split->from[2])) {
			before = X86_TWO_BYTES;
			split->from++;
		}
	}
	opcode = copy_byte(split, X86_OPCODES);
	follows = before == X86_TWO_BYTES ? x86_follows_0f(opcode) :
					    x86_follows_opcode(opcode);
	if (follows & M)
		follows = x86_immediate(follows, opcode, split_modrm(split));
	else
		put(split, X86_OPCODES, opcode == X86_MARK);
	if (follows == P)
		return x86_before(opcode, before);
	split_operand(split, follows, opcode, before);
	if (opcode == X86_RETURN)
		add_place(&split->returns, offset(split));
	return 0;
}

static void split_all(struct split *split)
{
	const uint8_t *end = split->code + split->len;
	uint8_t before = 0, *mark;

	split->from = split->code;
	split->returns.count = 0;
	while (split->from < end) {
		mark = &split->marks[offset(split)];
		if (!before && *mark & LABEL) {
			put(split, X86_OPCODES, X86_MARK);
			put(split, X86_OPCODES, 0);
		}
		if (!before)
			*mark |= START;
		before = split_opcode(split, before);
	}
}

/* Returns where the operand at a place leads. */
static uint32_t target_of(const struct split *split, uint32_t at)
{
	int32_t distance = (int8_t)split->code[at];

	if (split->marks[at] & SHORT)
		return at + 1 + distance;
	memcpy(&distance, split->code + at, sizeof(distance));
	return at + X86_OPERAND + distance;
}

/* Puts labels where jumps lead, if instructions start there. */
static void find_labels(struct split *split)
{
	uint32_t at, target;

	for (at = 0; at < split->len; at++) {
		target = target_of(split, at);
		if (split->marks[at] & (SHORT | LONG) && target < split->len &&
		    split->marks[target] & START)
			split->marks[target] |= LABEL;
	}
	for (at = 0; at < split->len; at++) {
		if (split->labels.count == X86_PLACES)
			split->marks[at] &= ~LABEL;
		else if (split->marks[at] & LABEL)
			add_place(&split->labels, at);
	}
}

/* Returns the number, from 1 on, of the return that ends at the target. Returns
 * 0 if none does or if there are too many. */
static int count_returns(const struct split *split, uint32_t target)
{
	unsigned int number = places_up_to(&split->returns, target);

	return number && split->returns.at[number - 1] == target ? number : 0;
}

/* Returns how many labels there are from a place to the target, which is a
 * label itself. The number is negative if the target comes before the place,
 * and 0 if there are too many labels between them. */
static int count_labels(const struct split *split, uint32_t at,
			uint32_t target)
{
	int count = places_up_to(&split->labels, target) -
		    places_up_to(&split->labels, at);

	if (target < at)
		count--;
	return count == (int8_t)count ? count : 0;
}

/* Works out the counts of all jumps and calls. */
static void count(struct split *split)
{
	uint32_t at, target;

	for (at = 0; at < split->len; at++) {
		target = target_of(split, at);
		if (split->marks[at] & CALL)
			split->counts[at] = count_returns(split, target);
		else if (split->marks[at] & (SHORT | LONG) &&
			 target < split->len && split->marks[target] & LABEL)
			split->counts[at] = count_labels(split, at, target);
	}
}

size_t x86_split(const uint8_t *code, size_t len, uint8_t *out, uint32_t *lens,
		 void *work)
{
	struct split split = { .code = code, .len = len };
	size_t room = X86_ROOM(len), total = 0;
	unsigned int i, round;

	split.labels.at = work;
	split.returns.at = split.labels.at + X86_PLACES;
	split.counts = (int16_t *)(split.returns.at + X86_PLACES);
	split.marks = (uint8_t *)(split.counts + len + X86_OVERRUN);
	for (round = 0; round < 2; round++) {
		for (i = 0; i < X86_STREAMS; i++)
			split.to[i] = out + i * room;
		split_all(&split);
		if (round == 0) {
			find_labels(&split);
			count(&split);
		}
	}
	for (i = 0; i < X86_STREAMS; i++) {
		lens[i] = split.to[i] - (out + i * room);
		memmove(out + total, out + i * room, lens[i]);
		total += lens[i];
	}
	return total;
}
