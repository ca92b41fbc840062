/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What every fuzzer starts with. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A claim that must hold for every input. */
#define fuzz_assert(claim) do { if (!(claim)) __builtin_trap(); } while (0)

/* The bytes as text, up to the first NUL, in a block of its own. */
static inline char *fuzz_text(const uint8_t *data, size_t len)
{
	size_t text_len = strnlen((const char *)data, len);
	char *text = malloc(text_len + 1);

	if (!text)
		__builtin_trap();
	memcpy(text, data, text_len);
	text[text_len] = '\0';
	return text;
}

#endif /* FUZZ_H */
