/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Unpacks what gzip has packed (RFC 1952) by "deflate" (RFC 1951): blocks of
 * literal bytes and of references to what has been unpacked before, both in
 * Huffman codes. The output is all there while that goes on, and is the window.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <core/inflate.h>

/* --- the state */

/* The longest code, in bits (RFC 1951 section 3.2.7). */
#define MAX_BITS 15
/* Codes up to this length are found by one look into a table. */
#define FAST_BITS 9
#define FAST_SIZE (1U << FAST_BITS)
/* Symbols that the fixed code has for literals and lengths; 286 are used. */
#define MAX_SYMBOLS 288
#define MAX_LENGTHS 286
#define MAX_DISTANCES 30
/* The literal symbol that ends a block; those above it are lengths. */
#define END_OF_BLOCK 256
/* The last length, counted from the first one, has the longest match to itself. */
#define LAST_LENGTH 28
#define MIN_MATCH 3
#define MAX_MATCH 258
/* The longest match has 258 bytes, for which two bits are enough. */
#define MAX_RATIO 1032

/* A Huffman code (section 3.2.2): codes of one length follow each other, and
 * those of a greater length come after them. */
struct code {
	/* How many codes of each length there are. */
	uint16_t count[MAX_BITS + 1];
	/* The first code of each length. */
	uint16_t first[MAX_BITS + 1];
	/* Where that one's symbol stands. */
	uint16_t index[MAX_BITS + 1];
	/* All symbols, in the order of their codes. */
	uint16_t symbols[MAX_SYMBOLS];
	/* By the next bits of the input: symbol << 4 | length, or 0 where the
	 * code is longer. */
	uint16_t fast[FAST_SIZE];
};

struct inflate {
	/* What has not been read yet. */
	const uint8_t *in;
	/* Where it ends. */
	const uint8_t *end;
	/* Bits that have been read and not used, the next one lowest. */
	uint32_t hold;
	/* Their number. */
	unsigned int held;
	/* The output. */
	uint8_t *out;
	/* How much of it there is. */
	size_t pos;
	/* How much there is to be. */
	size_t size;
	/* The codes of the current block. */
	struct code literals;
	struct code distances;
	/* What is wrong. */
	const char *why;
};

static int broken(struct inflate *inflate, const char *why)
{
	inflate->why = why;
	return -EINVAL;
}

static int cut_off(struct inflate *inflate)
{
	return broken(inflate, "it is cut short");
}

/* --- the input */

/* Reads ahead as much as fits, which is 25 bits at least until the input ends. */
static void fill(struct inflate *inflate)
{
	while (inflate->held <= 24 && inflate->in < inflate->end) {
		inflate->hold |= (uint32_t)*inflate->in++ << inflate->held;
		inflate->held += 8;
	}
}

static void drop(struct inflate *inflate, unsigned int count)
{
	inflate->hold >>= count;
	inflate->held -= count;
}

/* Returns the number in the next bits, at most 16 of them, or -EINVAL where the
 * input ends. */
static int take(struct inflate *inflate, unsigned int count)
{
	int value;

	fill(inflate);
	if (inflate->held < count)
		return cut_off(inflate);
	value = inflate->hold & ((1U << count) - 1);
	drop(inflate, count);
	return value;
}

/* --- Huffman codes */

/* Enters a code of len bits into the table for short ones. The input has the
 * first bit of a code lowest. */
static void enter_fast(struct code *code, unsigned int value, unsigned int len,
		       unsigned int symbol)
{
	unsigned int i, at = 0;

	for (i = 0; i < len; i++)
		at |= (value >> i & 1) << (len - 1 - i);
	for (; at < FAST_SIZE; at += 1U << len)
		code->fast[at] = symbol << 4 | len;
}

/* Counts the codes of each length. Returns 0, or -EINVAL where there are more of
 * them than bits allow, or fewer: but one code alone may be incomplete. */
static int count_codes(struct inflate *inflate, struct code *code,
		       const uint8_t *lengths, unsigned int symbols)
{
	unsigned int i, len, total = 0;
	int room = 1;

	memset(code, 0, sizeof(*code));
	for (i = 0; i < symbols; i++)
		code->count[lengths[i]]++;
	code->count[0] = 0;
	for (len = 1; len <= MAX_BITS; len++) {
		room = room * 2 - code->count[len];
		if (room < 0)
			return broken(inflate, "a code has too many symbols");
		code->first[len] = (code->first[len - 1] +
				    code->count[len - 1]) << 1;
		code->index[len] = total;
		total += code->count[len];
	}
	if (room && total > 1)
		return broken(inflate, "a code is incomplete");
	return 0;
}

/* Makes a code of the lengths of its symbols' codes, 0 for those not used.
 * Returns 0 or -EINVAL. */
static int make_code(struct inflate *inflate, struct code *code,
		     const uint8_t *lengths, unsigned int symbols)
{
	uint16_t next[MAX_BITS + 1];
	unsigned int i, len;
	int rc;

	rc = count_codes(inflate, code, lengths, symbols);
	if (rc != 0)
		return rc;
	memcpy(next, code->first, sizeof(next));
	for (i = 0; i < symbols; i++) {
		len = lengths[i];
		if (!len)
			continue;
		code->symbols[code->index[len] + next[len] -
			      code->first[len]] = i;
		if (len <= FAST_BITS)
			enter_fast(code, next[len], len, i);
		next[len]++;
	}
	return 0;
}

/* Returns the next symbol, or -EINVAL. */
static int decode(struct inflate *inflate, const struct code *code)
{
	unsigned int entry, value = 0, len;

	fill(inflate);
	entry = code->fast[inflate->hold & (FAST_SIZE - 1)];
	if (entry) {
		if ((entry & 15) > inflate->held)
			return cut_off(inflate);
		drop(inflate, entry & 15);
		return entry >> 4;
	}
	for (len = 1; len <= MAX_BITS && len <= inflate->held; len++) {
		value = value << 1 | (inflate->hold >> (len - 1) & 1);
		if (value < code->first[len] ||
		    value - code->first[len] >= code->count[len])
			continue;
		drop(inflate, len);
		return code->symbols[code->index[len] + value -
				     code->first[len]];
	}
	return len > MAX_BITS ? broken(inflate, "it has a code without symbol") :
				cut_off(inflate);
}

/* --- blocks */

/* Section 3.2.4: bytes as they are, from a whole byte on. */
static int stored_block(struct inflate *inflate)
{
	int len, complement;

	drop(inflate, inflate->held % 8);
	len = take(inflate, 16);
	complement = take(inflate, 16);
	if (len < 0 || complement < 0)
		return -EINVAL;
	if ((len ^ complement) != 0xffff)
		return broken(inflate, "the length of a block is wrong");
	/* What has been read ahead is given back. */
	inflate->in -= inflate->held / 8;
	inflate->hold = inflate->held = 0;
	if (len > inflate->end - inflate->in)
		return cut_off(inflate);
	if ((size_t)len > inflate->size - inflate->pos)
		return broken(inflate, "it is longer than it says");
	memcpy(inflate->out + inflate->pos, inflate->in, len);
	inflate->in += len;
	inflate->pos += len;
	return 0;
}

/* Reads the bits that follow the symbol of a length or distance. Returns its value,
 * counted from 0, or -EINVAL. Always 1 << group symbols in a row have the same number
 * of bits after them: none in the first two such rows, and from there on one more in
 * each row (section 3.2.5). */
static int take_value(struct inflate *inflate, unsigned int symbol,
		      unsigned int group)
{
	unsigned int bits = symbol >> group;
	int extra;

	bits = bits ? bits - 1 : 0;
	extra = take(inflate, bits);
	if (extra < 0)
		return extra;
	return ((symbol - (bits << group)) << bits) + extra;
}

/* Copies what a length's symbol and the distance after it refer to. Returns 0 or
 * -EINVAL. */
static int copy_match(struct inflate *inflate, unsigned int symbol)
{
	int len, distance;
	uint8_t *to;

	symbol -= END_OF_BLOCK + 1;
	if (symbol > LAST_LENGTH)
		return broken(inflate, "it has a length that does not exist");
	len = symbol == LAST_LENGTH ? MAX_MATCH - MIN_MATCH :
				      take_value(inflate, symbol, 2);
	if (len < 0)
		return len;
	len += MIN_MATCH;
	distance = decode(inflate, &inflate->distances);
	if (distance < 0)
		return distance;
	if (distance >= MAX_DISTANCES)
		return broken(inflate, "it has a distance that does not exist");
	distance = take_value(inflate, distance, 1);
	if (distance < 0)
		return distance;
	distance++;
	if ((size_t)distance > inflate->pos)
		return broken(inflate, "it refers to before its start");
	if ((size_t)len > inflate->size - inflate->pos)
		return broken(inflate, "it is longer than it says");
	to = inflate->out + inflate->pos;
	inflate->pos += len;
	/* The source may reach into what this writes. */
	for (; len; len--, to++)
		*to = *(to - distance);
	return 0;
}

static int coded_block(struct inflate *inflate)
{
	int symbol, rc;

	for (;;) {
		symbol = decode(inflate, &inflate->literals);
		if (symbol < 0 || symbol == END_OF_BLOCK)
			return symbol < 0 ? symbol : 0;
		if (symbol > END_OF_BLOCK) {
			rc = copy_match(inflate, symbol);
			if (rc != 0)
				return rc;
			continue;
		}
		if (inflate->pos == inflate->size)
			return broken(inflate, "it is longer than it says");
		inflate->out[inflate->pos++] = symbol;
	}
}

/* Section 3.2.6. */
static int fixed_block(struct inflate *inflate)
{
	uint8_t lengths[MAX_SYMBOLS];
	int rc;

	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 256 - 144);
	memset(lengths + 256, 7, 280 - 256);
	memset(lengths + 280, 8, MAX_SYMBOLS - 280);
	rc = make_code(inflate, &inflate->literals, lengths, MAX_SYMBOLS);
	if (rc != 0)
		return rc;
	/* 32 distances, of which the last two do not exist. */
	memset(lengths, 5, 32);
	rc = make_code(inflate, &inflate->distances, lengths, 32);
	return rc == 0 ? coded_block(inflate) : rc;
}

/* Reads the lengths of both codes, which are in a code themselves, the one for
 * literals at this moment. Returns 0 or -EINVAL. */
static int read_lengths(struct inflate *inflate, uint8_t *lengths,
			unsigned int total)
{
	unsigned int at = 0;
	int symbol, count;
	uint8_t value;

	while (at < total) {
		symbol = decode(inflate, &inflate->literals);
		if (symbol < 0)
			return symbol;
		if (symbol < 16) {
			lengths[at++] = symbol;
			continue;
		}
		if (symbol == 16 && !at)
			return broken(inflate, "it repeats a length before the "
				      "first");
		value = symbol == 16 ? lengths[at - 1] : 0;
		count = take(inflate, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
		if (count < 0)
			return count;
		count += symbol == 18 ? 11 : 3;
		if ((unsigned int)count > total - at)
			return broken(inflate, "it has too many lengths");
		memset(lengths + at, value, count);
		at += count;
	}
	return 0;
}

/* Section 3.2.7. */
static int dynamic_block(struct inflate *inflate)
{
	static const uint8_t order[] = {
		16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
	};
	uint8_t lengths[MAX_LENGTHS + MAX_DISTANCES] = { 0 };
	int literals, distances, count, i, len, rc;

	literals = take(inflate, 5) + 257;
	distances = take(inflate, 5) + 1;
	count = take(inflate, 4) + 4;
	if (inflate->why)
		return -EINVAL;
	if (literals > MAX_LENGTHS || distances > MAX_DISTANCES)
		return broken(inflate, "a code has too many symbols");
	for (i = 0; i < count; i++) {
		len = take(inflate, 3);
		if (len < 0)
			return len;
		lengths[order[i]] = len;
	}
	rc = make_code(inflate, &inflate->literals, lengths, sizeof(order));
	if (rc == 0)
		rc = read_lengths(inflate, lengths, literals + distances);
	if (rc == 0)
		rc = make_code(inflate, &inflate->literals, lengths, literals);
	if (rc == 0)
		rc = make_code(inflate, &inflate->distances, lengths + literals,
			       distances);
	return rc == 0 ? coded_block(inflate) : rc;
}

static int all_blocks(struct inflate *inflate)
{
	int last, type, rc;

	do {
		last = take(inflate, 1);
		type = take(inflate, 2);
		if (last < 0 || type < 0)
			return -EINVAL;
		if (type == 0)
			rc = stored_block(inflate);
		else if (type == 1)
			rc = fixed_block(inflate);
		else if (type == 2)
			rc = dynamic_block(inflate);
		else
			rc = broken(inflate, "a block is of no known type");
		if (rc != 0)
			return rc;
	} while (!last);
	if (inflate->pos < inflate->size)
		return broken(inflate, "it is shorter than it says");
	if ((size_t)(inflate->end - inflate->in) + inflate->held / 8)
		return broken(inflate, "more follows after its end");
	return 0;
}

/* --- gzip files */

/* The header (RFC 1952 section 2.3): ten bytes, and what the flags name. */
#define HEADER_LEN 10
#define FLAGS 3
#define FLAG_CRC 0x02
#define FLAG_EXTRA 0x04
#define FLAG_NAME 0x08
#define FLAG_COMMENT 0x10
#define FLAGS_UNKNOWN 0xe0
/* The CRC and the size, at the end. */
#define TRAILER_LEN 8

static const uint8_t magic[] = { 0x1f, 0x8b, 8 };

int gzip_is(const void *data, size_t len)
{
	return len >= sizeof(magic) && memcmp(data, magic, sizeof(magic)) == 0;
}

static uint32_t get32(const uint8_t *from)
{
	return from[0] | from[1] << 8 | from[2] << 16 | (uint32_t)from[3] << 24;
}

/* Returns the header's length, or 0 if it does not end within len bytes. */
static size_t header_len(const uint8_t *data, size_t len)
{
	unsigned int flag, flags = data[FLAGS];
	size_t at = HEADER_LEN;
	const uint8_t *end;

	if (flags & FLAG_EXTRA) {
		if (len - at < 2)
			return 0;
		at += 2;
		if ((size_t)(data[at - 2] | data[at - 1] << 8) > len - at)
			return 0;
		at += data[at - 2] | data[at - 1] << 8;
	}
	for (flag = FLAG_NAME; flag <= FLAG_COMMENT; flag <<= 1) {
		if (!(flags & flag))
			continue;
		end = memchr(data + at, 0, len - at);
		if (!end)
			return 0;
		at = end + 1 - data;
	}
	if (flags & FLAG_CRC)
		at += 2;
	return at <= len ? at : 0;
}

static int refuse(const char **why, const char *text)
{
	*why = text;
	return -EINVAL;
}

int gzip_parse(const void *data, size_t len, struct gzip *gzip,
	       const char **why)
{
	const uint8_t *bytes = data;

	if (!gzip_is(data, len))
		return refuse(why, "it is none");
	if (len < HEADER_LEN + TRAILER_LEN)
		return refuse(why, "it is cut short");
	if (bytes[FLAGS] & FLAGS_UNKNOWN)
		return refuse(why, "its header has flags that are not known");
	gzip->end = len - TRAILER_LEN;
	gzip->start = header_len(bytes, gzip->end);
	if (!gzip->start)
		return refuse(why, "its header is cut short");
	gzip->crc = get32(bytes + gzip->end);
	gzip->size = get32(bytes + gzip->end + 4);
	if (!gzip->size)
		return refuse(why, "there is nothing in it");
	if (gzip->size / MAX_RATIO > len)
		return refuse(why, "it cannot be as long as it says");
	return 0;
}

/* Returns the CRC-32 of these bytes (RFC 1952 section 8), four bits at a time. */
static uint32_t crc32(const uint8_t *data, size_t len)
{
	uint32_t table[16], crc = 0xffffffff;
	unsigned int i, bit;

	for (i = 0; i < 16; i++) {
		table[i] = i;
		for (bit = 0; bit < 4; bit++)
			table[i] = table[i] >> 1 ^
				   (table[i] & 1 ? 0xedb88320 : 0);
	}
	while (len--) {
		crc ^= *data++;
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

int gzip_unpack(const void *data, const struct gzip *gzip, void *out,
		const char **why)
{
	struct inflate *inflate = zalloc(sizeof(*inflate));
	int rc;

	if (!inflate)
		return -ENOMEM;
	inflate->in = (const uint8_t *)data + gzip->start;
	inflate->end = (const uint8_t *)data + gzip->end;
	inflate->out = out;
	inflate->size = gzip->size;
	rc = all_blocks(inflate);
	*why = inflate->why;
	free(inflate);
	if (rc == 0 && crc32(out, gzip->size) != gzip->crc)
		return refuse(why, "its checksum is wrong");
	return rc;
}
