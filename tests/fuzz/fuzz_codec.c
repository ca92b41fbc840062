/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The ROM's decoders on damaged data, and its codec for i386 code: whatever is
 * split comes back. The first byte chooses, and two more are the length of the
 * output.
 */

#include "fuzz.h"
#include "../../core/platform/pcbios/rom/lz4_decoder.h"
#include "../../core/platform/pcbios/rom/lzma_decoder.h"
#include "../../core/platform/pcbios/rom/x86.h"

REACHES(lzma_decode, lz4_decode, x86_split, x86_join);

#define CODE_MAX 4096

static void decode(struct fuzz_input *in, int is_lzma)
{
	static struct lzma_model model;
	size_t out_len = fuzz_16(in);
	unsigned int props = is_lzma ? fuzz_byte(in) : 0;
	uint8_t *packed = fuzz_copy(in->data, in->len);
	uint8_t *out = malloc(out_len);

	fuzz_assert(out);
	if (is_lzma)
		lzma_decode(out, out_len, packed, in->len, props, &model);
	else
		lz4_decode(out, out_len, packed, in->len);
	free(out);
	free(packed);
}

static void split_and_join(const uint8_t *data, size_t len)
{
	static uint32_t work[X86_SPLIT_WORK(CODE_MAX) / 4 + 1];
	uint32_t lens[X86_STREAMS];
	uint8_t *code, *streams, *joined;
	struct x86_joint joint;

	if (len > CODE_MAX)
		len = CODE_MAX;
	code = malloc(len + X86_OVERRUN);
	joined = malloc(len + X86_OVERRUN);
	streams = malloc(X86_STREAMS * X86_ROOM(len));
	fuzz_assert(code && joined && streams);
	memset(code, 0, len + X86_OVERRUN);
	memcpy(code, data, len);
	memset(work, 0, sizeof(work));
	fuzz_assert(x86_split(code, len, streams, lens, work) <=
		    X86_ROOM(len));
	joint = (struct x86_joint){
		.code = joined, .len = len, .streams = streams, .lens = lens,
		.work = work,
	};
	fuzz_assert(x86_join(&joint) == 0);
	fuzz_assert(memcmp(code, joined, len) == 0);
	free(code);
	free(joined);
	free(streams);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };

	switch (fuzz_byte(&in) % 3) {
	case 0:
		decode(&in, 1);
		break;
	case 1:
		decode(&in, 0);
		break;
	case 2:
		split_and_join(in.data, in.len);
		break;
	}
	return 0;
}
