/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_LZ4_DECODER_H
#define ROM_LZ4_DECODER_H

/*
 * A decoder for blocks of LZ4 (lz4_Block_format.md in LZ4's documentation),
 * as liblz4 makes them.
 */

#include <stddef.h>
#include <stdint.h>

/*
 * Decodes a block of at most 4 MiB that becomes exactly out_len bytes. Returns 0, or
 * -1 if the block is cut short, damaged, or of another length. What is in out is then of no use,
 * but nothing else was written to.
 */
int lz4_decode(void *out, size_t out_len, const void *in, size_t in_len);

#endif /* ROM_LZ4_DECODER_H */
