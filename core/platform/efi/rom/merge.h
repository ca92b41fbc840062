/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_ROM_MERGE_H
#define EFI_ROM_MERGE_H

/*
 * Merges prefixes with the opcodes that they come before, for pack.c. x86_join()
 * takes them apart again (x86.h).
 */

#include "buffer.h"
#include "x86.h"

/* Gives names to the most frequent pairs of a prefix and an opcode in the stream
 * X86_OPCODES, which has len bytes, and puts those there in their place. table has
 * X86_NAMES entries, and receives what they stand for. Returns the new length of
 * the stream. */
size_t x86_merge(uint8_t *stream, size_t len, struct x86_merged *table);

#endif /* EFI_ROM_MERGE_H */
