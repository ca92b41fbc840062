/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What every fuzzer starts with. */

/* Tries one input. Returns 0. libFuzzer calls it for each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/*
 * Names the functions that the seeds of a fuzzer have to get to. The makefile
 * reads these lines, which have to begin in the first column, and fails where
 * one of the functions is not entered: a fuzzer that never gets past a magic
 * number finds nothing, however long it runs.
 */
#define REACHES(...) extern int fuzz_reaches

/* A claim that must hold for every input. */
#define fuzz_assert(claim) do { if (!(claim)) __builtin_trap(); } while (0)

/* Returns the bytes as text, up to the first NUL, in a block of its own. */
static inline char *fuzz_text(const uint8_t *data, size_t len)
{
	size_t text_len = strnlen((const char *)data, len);
	char *text = malloc(text_len + 1);

	fuzz_assert(text);
	memcpy(text, data, text_len);
	text[text_len] = '\0';
	return text;
}

/* Returns a copy of the bytes in a block that is not a byte longer, so that
 * the sanitizer sees what is read after its end. */
static inline uint8_t *fuzz_copy(const void *data, size_t len)
{
	uint8_t *copy = malloc(len);

	fuzz_assert(copy);
	memcpy(copy, data, len);
	return copy;
}

/* An input that is taken piece by piece. */
struct fuzz_input {
	/* What has not been taken yet. */
	const uint8_t *data;
	/* Length of that, in bytes. */
	size_t len;
};

/* Takes a byte; it is 0 where there is none. */
static inline unsigned int fuzz_byte(struct fuzz_input *in)
{
	if (!in->len)
		return 0;
	in->len--;
	return *in->data++;
}

/* Takes a number of 16 bits, the high byte first. */
static inline unsigned int fuzz_16(struct fuzz_input *in)
{
	unsigned int high = fuzz_byte(in);

	return high << 8 | fuzz_byte(in);
}

/* Takes up to len bytes. Returns them and how many they are. */
static inline const uint8_t *fuzz_bytes(struct fuzz_input *in, size_t *len)
{
	const uint8_t *bytes = in->data;

	if (*len > in->len)
		*len = in->len;
	in->data += *len;
	in->len -= *len;
	return bytes;
}

/* A record of an input: 16 bits, of which the low 11 are its length and the
 * others flags; then a byte that says what it is; then its bytes.
 * tools/finding.py reads them, too. */
struct fuzz_record {
	/* FUZZ_LATER, and what the fuzzer makes of the other flags. */
	unsigned int flags;
	/* What the record is, as the fuzzer has it. */
	unsigned int kind;
	/* Its bytes. */
	const uint8_t *data;
	/* Length of these. */
	size_t len;
};

#define FUZZ_RECORD_MAX 0x7ff
/* A second passes before this record. */
#define FUZZ_LATER 0x8000

/* Takes a record. Returns 0 if there is none. */
static inline int fuzz_record(struct fuzz_input *in, struct fuzz_record *record)
{
	unsigned int head;

	if (in->len < 3)
		return 0;
	head = fuzz_16(in);
	record->flags = head & ~FUZZ_RECORD_MAX;
	record->kind = fuzz_byte(in);
	record->len = head & FUZZ_RECORD_MAX;
	record->data = fuzz_bytes(in, &record->len);
	return 1;
}

#endif /* FUZZ_H */
