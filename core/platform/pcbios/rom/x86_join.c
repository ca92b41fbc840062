/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Joins x86 code (x86.h). This runs in the ROM before the runtime is whole and
 * relocated, and so depends on nothing but itself. It is packed with the data of
 * the runtime.
 */

#include "address.h"
#include "x86_opcodes.h"

/* Places in the code, ascending. */
struct places {
	/* Their offsets. */
	uint32_t *at;
	/* How many there are. */
	uint32_t count;
};

/* How far the code has been joined. */
struct join {
	/* What is to be joined. */
	const struct x86_joint *joint;
	/* Where the next byte of code goes. */
	uint8_t *to;
	/* The next byte of each stream. */
	const uint8_t *from[X86_STREAMS];
	/* The labels, and the ends of the returns. */
	struct places labels, returns;
	/* The operands of jumps and calls that still hold their counts. */
	struct places counts;
	/* What names stand for, in 64-bit code. */
	const struct x86_merged *merged;
};

/* Adds the place where the next byte of code goes. */
static void add_place(struct join *join, struct places *places)
{
	if (places->count < X86_PLACES)
		places->at[places->count++] = join->to - join->joint->code;
}

/* Takes the next byte of a stream. Returns it. */
static uint8_t next(struct join *join, enum x86_stream stream)
{
	return *join->from[stream]++;
}

/* Copies the next byte of a stream to the code. Returns it. */
static uint8_t copy_byte(struct join *join, enum x86_stream stream)
{
	return *join->to++ = next(join, stream);
}

/* Appends 32 bits to the code. */
static void put_word(struct join *join, uint32_t word)
{
	__builtin_memcpy(join->to, &word, sizeof(word));
	join->to += sizeof(word);
}

/* Copies the next 32 bits of a stream to the code, where they are
 * little-endian. Moves them if they are an address. */
static void copy_word(struct join *join, enum x86_stream stream)
{
	const struct x86_joint *joint = join->joint;
	uint32_t word;

	__builtin_memcpy(&word, join->from[stream], sizeof(word));
	join->from[stream] += sizeof(word);
	word = __builtin_bswap32(word);
	if (is_address(word, joint->base))
		word += joint->address - joint->base;
	put_word(join, word);
}

/* Copies an address to the code, where it is relative to what follows it in 64-bit
 * code. */
static void copy_address(struct join *join)
{
	uint8_t *at = join->to;
	uint32_t word;

	copy_word(join, X86_ADDRESSES);
	if (X86_BITS != 64)
		return;
	__builtin_memcpy(&word, at, sizeof(word));
	word -= join->to - join->joint->code;
	__builtin_memcpy(at, &word, sizeof(word));
}

/* Puts a count where the operand of a jump or call will be, and notes that
 * place. There is memory to note all of them, as an operand has at least an
 * opcode before it. */
static void put_count(struct join *join, int count, unsigned int size)
{
	join->counts.at[join->counts.count++] = join->to - join->joint->code;
	if (size == 1)
		*join->to++ = count;
	else
		put_word(join, count);
}

/* Appends the operand of a jump. */
static void join_jump(struct join *join, uint8_t opcode, unsigned int size)
{
	int8_t count = next(join, x86_jump_stream(opcode));

	if (count)
		put_count(join, count, size);
	else if (size == 1)
		copy_byte(join, X86_IMMEDIATES);
	else
		copy_word(join, X86_WORDS);
}

/* Appends the operand of a call. */
static void join_call(struct join *join)
{
	unsigned int high = next(join, X86_CALLS);
	int16_t count = high << 8 | next(join, X86_CALLS);

	if (count)
		put_count(join, count, X86_OPERAND);
	else
		copy_word(join, X86_WORDS);
}

/* Appends a jump in its long form. opcode is that of the short form. */
static void join_long_jump(struct join *join, uint8_t opcode)
{
	if (opcode == X86_JUMP) {
		*join->to++ = X86_JUMP_LONG;
	} else {
		*join->to++ = X86_TWO_BYTES;
		*join->to++ = opcode - X86_SHORT + X86_LONG;
	}
	join_jump(join, opcode, X86_OPERAND);
}

/* Appends a ModRM and what it calls for. */
static void join_modrm(struct join *join, uint8_t modrm)
{
	unsigned int mode = modrm >> 6, base = modrm & 7;

	*join->to++ = modrm;
	if (mode == 3)
		return;
	if (base == 4)
		base = copy_byte(join, X86_SIBS) & 7;
	if (mode == 1)
		copy_byte(join, x86_near(base));
	else if (mode == 2)
		copy_word(join, X86_OFFSETS);
	else if (base == 5)
		copy_address(join);
}

static void join_operand(struct join *join, unsigned int follows,
			 uint8_t opcode, uint8_t before)
{
	if (follows & J) {
		join_jump(join, opcode, 1);
	} else if (follows & C) {
		join_call(join);
	} else if (follows & A) {
		copy_word(join, X86_ADDRESSES);
	} else if (follows & B) {
		copy_byte(join, X86_IMMEDIATES);
	} else if (follows & W && before == X86_OPERAND_SIZE) {
		copy_byte(join, X86_IMMEDIATES);
		copy_byte(join, X86_IMMEDIATES);
	} else if (follows & W) {
		copy_word(join, X86_WORDS);
		if (x86_is_wide(opcode, before))
			copy_word(join, X86_WORDS);
	}
}

/* Appends the prefix that a name among the opcodes stands for. Returns the opcode
 * after that, or the opcode itself if it is no name. */
static uint8_t take_name(struct join *join, uint8_t opcode, uint8_t *before)
{
	const struct x86_merged *merged = &join->merged[opcode];

	if (!merged->prefix)
		return opcode;
	*join->to++ = merged->prefix;
	*before = x86_before(merged->prefix, *before);
	return merged->opcode;
}

/* Appends an opcode with what follows it. before is the prefix or 0F before it,
 * or 0. Returns what the next opcode has before it in the same way. */
static uint8_t join_opcode(struct join *join, uint8_t before)
{
	uint8_t opcode = next(join, X86_OPCODES);
	uint8_t second = next(join, X86_OPCODES);
	unsigned int follows;

	if (X86_BITS == 64)
		opcode = take_name(join, opcode, &before);
	follows = x86_follows_opcode(opcode);
	if (before != X86_TWO_BYTES) {
		if (follows == J && second) {
			join_long_jump(join, opcode);
			return 0;
		}
		if (x86_implies_0f(opcode, second)) {
			*join->to++ = X86_TWO_BYTES;
			before = X86_TWO_BYTES;
		}
	}
	if (before == X86_TWO_BYTES)
		follows = x86_follows_0f(opcode);
	*join->to++ = opcode;
	if (follows == P)
		return x86_before(opcode, before);
	if (follows & M) {
		join_modrm(join, second);
		follows = x86_immediate(follows, opcode, second);
	}
	if (follows)
		join_operand(join, follows, opcode, before);
	if (opcode == X86_RETURN)
		add_place(join, &join->returns);
	return 0;
}

static void join_all(struct join *join)
{
	const uint8_t *end = join->to + join->joint->len;
	uint8_t before = 0;

	while (join->to < end) {
		const uint8_t *opcode = join->from[X86_OPCODES];

		if (!before && opcode[0] == X86_MARK && !opcode[1]) {
			join->from[X86_OPCODES] += 2;
			add_place(join, &join->labels);
		}
		before = join_opcode(join, before);
	}
}

/* Puts the operand of a jump or call in the place of its count. passed is the
 * number of labels up to there. */
static void resolve(struct join *join, uint32_t at, uint32_t passed)
{
	uint8_t *operand = join->joint->code + at, opcode = operand[-1];
	const struct places *places = &join->labels;
	uint32_t index, distance;
	int32_t count;

	__builtin_memcpy(&count, operand, sizeof(count));
	if (x86_follows_opcode(opcode) & J)
		count = (int8_t)count;
	index = passed + count - (count > 0);
	if (opcode == X86_CALL) {
		places = &join->returns;
		index = count - 1;
	}
	if (index >= places->count)
		return;
	distance = places->at[index] - at;
	if (x86_follows_opcode(opcode) & J) {
		*operand = distance - 1;
		return;
	}
	distance -= X86_OPERAND;
	__builtin_memcpy(operand, &distance, sizeof(distance));
}

static void resolve_all(struct join *join)
{
	const struct places *labels = &join->labels;
	uint32_t passed = 0, i;

	for (i = 0; i < join->counts.count; i++) {
		while (passed < labels->count &&
		       labels->at[passed] <= join->counts.at[i])
			passed++;
		resolve(join, join->counts.at[i], passed);
	}
}

int x86_join(const struct x86_joint *joint)
{
	struct join join;
	const uint8_t *from = joint->streams;
	unsigned int i;

	join.joint = joint;
	join.to = joint->code;
	join.labels = (struct places){ joint->work, 0 };
	join.returns = (struct places){ join.labels.at + X86_PLACES, 0 };
	join.counts = (struct places){ join.returns.at + X86_PLACES, 0 };
	for (i = 0; i < X86_STREAMS; i++) {
		join.from[i] = from;
		from += joint->lens[i];
	}
	if (X86_BITS == 64)
		join.merged = (const struct x86_merged *)from;
	join_all(&join);
	from = joint->streams;
	for (i = 0; i < X86_STREAMS; i++) {
		from += joint->lens[i];
		if (join.from[i] != from)
			return -1;
	}
	resolve_all(&join);
	return 0;
}
