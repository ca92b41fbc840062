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
 * i386 code, taken apart before it is packed and put together again after.
 * X86_OVERRUN bytes behind len are read or written, too, as the last
 * instruction may lead there.
 */
#define X86_STREAMS 11
/* The first stream of those that are words, and of those that are bytes; the
 * one before has opcodes, with something else in every second byte. */
#define X86_WORDS 1
#define X86_BYTES 5
#define X86_OVERRUN 16
/* The most that a stream takes. */
#define X86_ROOM( len ) ( 4 * ( ( len ) + X86_OVERRUN ) )
/* Memory for both, all zero, aligned to 4 bytes. */
#define X86_PLACES 16384
#define X86_WORK( len ) ( 8 * X86_PLACES + 3 * ( ( len ) + X86_OVERRUN ) )

/*
 * Takes len bytes of code apart, any bytes, below 2 GiB of them. out needs
 * X86_STREAMS * X86_ROOM ( len ) bytes and receives the streams, one behind
 * the other; lens[X86_STREAMS] their lengths. Returns the sum of these: at most
 * X86_ROOM ( len ).
 */
size_t x86_split ( void *code, size_t len, void *out, uint32_t *lens,
		   void *work );
/* The opposite. Reads no more than X86_OVERRUN * len bytes from the start of
 * each stream, whatever they hold. Returns 0, or -1 if the lengths are not what
 * x86_split() has found. */
int x86_join ( void *code, size_t len, void *in, const uint32_t *lens,
	       void *work );

#endif /* CORE_LZMA_H */
