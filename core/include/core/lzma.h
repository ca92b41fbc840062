/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_LZMA_H
#define CORE_LZMA_H

#include <stddef.h>
#include <stdint.h>

/* Decoder for raw LZMA1 data, as liblzma's raw encoder makes them. */

/* Probabilities (uint16_t each) the decoder needs for lc + lp = n. */
#define LZMA_PROBS( n ) ( 1984 + ( 0x300 << ( n ) ) )
/* More than that the decoder does not take. */
#define LZMA_LCLP_MAX 4

/* The encoder's parameters in one byte, as in the header of .lzma files. */
#define LZMA_PROPS( lc, lp, pb ) ( ( ( pb ) * 5 + ( lp ) ) * 9 + ( lc ) )

/*
 * Decodes exactly out_len bytes; an end marker behind them is not looked at.
 * probs: LZMA_PROBS ( LZMA_LCLP_MAX ) entries, or as many as props needs.
 * Returns 0, or -1 when the data are cut short or damaged, or props bad: then
 * what is in out is worth nothing, but nothing outside was touched.
 */
int lzma_decode ( void *out, size_t out_len, const void *in, size_t in_len,
		  unsigned int props, uint16_t *probs );

/*
 * A filter for i386 code, applied before packing: operands of near calls and
 * jumps become absolute and big-endian, which repeats itself more often.
 * unfilter is the exact opposite for any bytes, below 2 GiB of them.
 */
void x86_filter ( void *code, size_t len );
void x86_unfilter ( void *code, size_t len );

#endif /* CORE_LZMA_H */
