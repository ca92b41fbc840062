/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The ROM's decoders on damaged data, its encoder, and its codec for i386 code:
 * whatever is packed or split comes back. The first byte chooses, and two more are the
 * length of the output, or the parameters of the encoder.
 */

#include "fuzz.h"
#include "../../core/platform/pcbios/rom/lz4_decoder.h"
#include "../../core/platform/pcbios/rom/lz_encoder.h"
#include "../../core/platform/pcbios/rom/x86.h"

REACHES(lz_decode, lz_encode, lz4_decode, x86_split, x86_join);

#define CODE_MAX 4096

static struct lz_model model;

static void decode(struct fuzz_input *in, int is_lz)
{
	size_t out_len = fuzz_16(in);
	unsigned int props = is_lz ? fuzz_16(in) : 0;
	uint8_t *packed = fuzz_copy(in->data, in->len);
	uint8_t *out = malloc(out_len);

	fuzz_assert(out);
	if (is_lz)
		lz_decode(out, out_len, packed, in->len, props, &model);
	else
		lz4_decode(out, out_len, packed, in->len);
	free(out);
	free(packed);
}

static void pack_and_unpack(struct fuzz_input *in)
{
	static const struct lz_effort effort = { 64, 2, 0 };
	unsigned int props = fuzz_16(in);
	uint8_t out[CODE_MAX];
	struct buffer packed, data = {
		(uint8_t *)in->data, in->len < CODE_MAX ? in->len : CODE_MAX,
	};
	struct lz_matches matches = lz_find_matches(&data);

	packed = lz_encode(&data, &matches, props, effort);
	fuzz_assert(lz_decode(out, data.len, packed.data, packed.len, props,
			      &model) == 0);
	fuzz_assert(memcmp(out, data.data, data.len) == 0);
	lz_free_matches(&matches);
	free(packed.data);
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

	switch (fuzz_byte(&in) % 4) {
	case 0:
		decode(&in, 1);
		break;
	case 1:
		decode(&in, 0);
		break;
	case 2:
		split_and_join(in.data, in.len);
		break;
	case 3:
		pack_and_unpack(&in);
		break;
	}
	return 0;
}
