/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHACHA20_H
#define CHACHA20_H

#include <stdint.h>

/* The words of 32 bits in a state and in a block of key stream, and in a key,
 * which are the words 4 to 11 of a state (RFC 8439 section 2.3). */
#define CHACHA20_WORDS 16
#define CHACHA20_KEY_WORDS 8

/* Turns a state into the block of key stream that belongs to it (RFC 8439
 * section 2.3). */
void chacha20(uint32_t state[CHACHA20_WORDS]);

#endif /* CHACHA20_H */
