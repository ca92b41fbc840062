/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_X86_OPCODES_H
#define ROM_X86_OPCODES_H

/*
 * What follows an opcode in i386 code (Intel's Software Developer's Manual,
 * volume 2, appendix A), as far as those need to know who split and join it.
 */

#include <stdint.h>
#include "x86.h"

enum {
	/* Nothing. */
	N = 0,
	/* A ModRM byte, and what that calls for. */
	M = 1,
	/* An immediate byte. */
	B = 2,
	/* An immediate of 32 bits, or of 16 after the prefix 66. */
	W = 4,
	/* A short jump's displacement of 8 bits. */
	J = 8,
	/* A call's displacement of 32 bits. */
	C = 16,
	/* An address of 32 bits. */
	A = 32,
	/* Another opcode. */
	P = 64,
	MB = M | B,
	MW = M | W,
	/* A ModRM byte, and an immediate for the first two of the eight
	 * instructions between which it chooses: a byte if the opcode is even,
	 * else as W. */
	G = M | B | W,
	/* Besides: nothing follows this opcode after 0F, where others have a
	 * ModRM byte. */
	Z = 128,
};

/* The first seven opcodes of add, or, adc, sbb, and, sub, xor, cmp. */
#define ARITHMETIC M, M, M, M, B, W, N
/* Eight opcodes after which nothing follows if they come after 0F. */
#define AFTER_0F(a, b, c, d, e, f, g, h) \
	a | Z, b | Z, c | Z, d | Z, e | Z, f | Z, g | Z, h | Z

static const uint8_t x86_follows[256] = {
	/* 00 */ M, M, M, M, B, W, N | Z, N, M | Z, M | Z, M, M | Z, B, W, N, P,
	/* 10 */ ARITHMETIC, N, ARITHMETIC, N,
	/* 20 */ ARITHMETIC, N, ARITHMETIC, N,
	/* 30 */ AFTER_0F(M, M, M, M, B, W, N, N), ARITHMETIC, N,
	/* 40 */ N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	/* 50 */ N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	/* 60 */ N, N, M, M, N, N, P, N, W, MW, B, MB, N, N, N, N,
	/* 70 */ J, J, J, J, J, J, J, J, J, J, J, J, J, J, J, J,
	/* 80 */ MB, MW, MB, MB, M, M, M, M, M, M, M, M, M, M, M, M,
	/* 90 */ N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	/* a0 */ A | Z, A | Z, A | Z, A, N, N, N, N,
	/* a8 */ B | Z, W | Z, N, N, N, N, N, N,
	/* b0 */ B, B, B, B, B, B, B, B, W, W, W, W, W, W, W, W,
	/* c0 */ MB, MB, B, N, M, M, MB, MW, AFTER_0F(N, N, B, N, N, B, N, N),
	/* d0 */ M, M, M, M, B, B, N, N, M, M, M, M, M, M, M, M,
	/* e0 */ J, J, J, J, B, B, B, B, C, N, N, J, N, N, N, N,
	/* f0 */ N, N, N, N, N, N, G, G, N, N, N, N, N, N, M, M,
};

#define X86_TWO_BYTES 0x0f
#define X86_OPERAND_SIZE 0x66
/* A conditional jump's opcode: short, and long after 0F. */
#define X86_SHORT 0x70
#define X86_LONG 0x80
#define X86_JUMP 0xeb
#define X86_JUMP_LONG 0xe9
#define X86_CALL 0xe8
#define X86_RETURN 0xc3

/* A label among the opcodes, if 0 is the second byte. The instruction of that
 * opcode, which nobody uses, has 1 there. */
#define X86_MARK 0xf1

/* Bytes of a call's or long jump's operand. */
#define X86_OPERAND 4

/* Returns what follows an opcode that is not after 0F. */
static inline unsigned int x86_follows_opcode(uint8_t opcode)
{
	return x86_follows[opcode] & ~Z;
}

/* Returns what follows an opcode after 0F. Jumps are treated elsewhere. */
static inline unsigned int x86_follows_0f(uint8_t opcode)
{
	if (x86_follows[opcode] & Z)
		return N;
	return opcode == 0xa4 || opcode == 0xac || opcode == 0xba ? MB : M;
}

/* Returns whether 0F may be left out before an opcode with that ModRM. */
static inline int x86_implies_0f(uint8_t opcode, uint8_t modrm)
{
	return !(x86_follows[opcode] & (M | J | Z)) && opcode != X86_MARK &&
	       modrm;
}

/* Returns the stream of a displacement of 8 bits. base is the register of the
 * ModRM, and of the SIB if there is one; 4 is the stack pointer then. */
static inline enum x86_stream x86_near(unsigned int base)
{
	return base == 4 ? X86_STACK : X86_DISPLACEMENTS;
}

static inline enum x86_stream x86_jump_stream(uint8_t opcode)
{
	return opcode == X86_JUMP ? X86_JUMPS : X86_BRANCHES;
}

/* Returns which immediate operand follows: what G means for that ModRM. */
static inline unsigned int x86_immediate(unsigned int follows, uint8_t opcode,
					 uint8_t modrm)
{
	if (follows != G)
		return follows;
	if (modrm >> 3 & 6)
		return N;
	return opcode & 1 ? W : B;
}

#endif /* ROM_X86_OPCODES_H */
