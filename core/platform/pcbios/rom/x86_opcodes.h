/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_X86_OPCODES_H
#define ROM_X86_OPCODES_H

/*
 * What follows an opcode in x86 code (Intel's Software Developer's Manual,
 * volume 2, appendix A), as far as splitting and joining the code needs it.
 */

#include <stdint.h>
#include "x86.h"

/* What can follow an opcode. */
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
	/* A ModRM byte, what that calls for, and an immediate byte. */
	MB = M | B,
	/* A ModRM byte, what that calls for, and an immediate as for W. */
	MW = M | W,
	/* A ModRM byte, and an immediate for the first two of the eight
	 * instructions between which it chooses: a byte if the opcode is even,
	 * else as W. */
	G = M | B | W,
	/* Is set besides the others if nothing follows this opcode when it
	 * comes after 0F, where most opcodes have a ModRM byte. */
	Z = 128,
};

/* The first seven opcodes of each of add, or, adc, sbb, and, sub, xor and cmp. */
#define ARITHMETIC M, M, M, M, B, W, N
/* Eight opcodes after which nothing follows if they come after 0F. */
#define AFTER_0F(a, b, c, d, e, f, g, h) \
	a | Z, b | Z, c | Z, d | Z, e | Z, f | Z, g | Z, h | Z

/* What follows 40 to 4F: in 64-bit code, where they are prefixes, an opcode. */
#define R (X86_BITS == 64 ? P : N)

/* What follows each opcode. */
static const uint8_t x86_follows[256] = {
	/* 00 */ M, M, M, M, B, W, N | Z, N, M | Z, M | Z, M, M | Z, B, W, N, P,
	/* 10 */ ARITHMETIC, N, ARITHMETIC, N,
	/* 20 */ ARITHMETIC, N, ARITHMETIC, N,
	/* 30 */ AFTER_0F(M, M, M, M, B, W, N, N), ARITHMETIC, N,
	/* 40 */ R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R,
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

/* The first byte of opcodes of two bytes. */
#define X86_TWO_BYTES 0x0f
/* The prefix that makes operands of 32 bits those of 16 bits. */
#define X86_OPERAND_SIZE 0x66
/* The first opcode of conditional jumps: of the short form, and of the long one,
 * which comes after 0F. */
#define X86_SHORT 0x70
#define X86_LONG 0x80
/* Opcodes of jumps, of calls, and of returns without an operand. */
#define X86_JUMP 0xeb
#define X86_JUMP_LONG 0xe9
#define X86_CALL 0xe8
#define X86_RETURN 0xc3

/* Stands for a label among the opcodes if its second byte is 0. The instruction
 * with that opcode, which no compiler uses, has 1 there. */
#define X86_MARK 0xf1

/* Length of the operand of a call or long jump, in bytes. */
#define X86_OPERAND 4

/* Returns what follows an opcode that does not come after 0F. */
static inline unsigned int x86_follows_opcode(uint8_t opcode)
{
	return x86_follows[opcode] & ~Z;
}

/* Returns what follows an opcode that comes after 0F and is not a jump. */
static inline unsigned int x86_follows_0f(uint8_t opcode)
{
	if (x86_follows[opcode] & Z)
		return N;
	return opcode == 0xa4 || opcode == 0xac || opcode == 0xba ? MB : M;
}

/* Returns non-zero if 0F is left out before an opcode with that ModRM. */
static inline int x86_implies_0f(uint8_t opcode, uint8_t modrm)
{
	return !(x86_follows[opcode] & (M | J | Z)) && opcode != X86_MARK &&
	       modrm;
}

/* Returns what comes before the next opcode: the prefix or 0F that opcode is, or
 * the one before it that makes operands shorter and stays in force. */
static inline uint8_t x86_before(uint8_t opcode, uint8_t before)
{
	if (X86_BITS == 64 && before == X86_OPERAND_SIZE &&
	    (opcode & 0xf0) == 0x40)
		return before;
	return opcode;
}

/* Returns non-zero if an opcode moves an immediate of 64 bits to a register:
 * those are B8 to BF after a REX prefix for operands of 64 bits. */
static inline int x86_is_wide(uint8_t opcode, uint8_t before)
{
	return X86_BITS == 64 && (before & 0xf8) == 0x48 &&
	       (opcode & 0xf8) == 0xb8;
}

/* Returns the stream of a displacement of 8 bits. base is the number of the
 * register that it is added to. */
static inline enum x86_stream x86_near(unsigned int base)
{
	return base == 4 ? X86_STACK : X86_DISPLACEMENTS;
}

/* Returns the stream that has the count of a jump; opcode is that of its short
 * form. */
static inline enum x86_stream x86_jump_stream(uint8_t opcode)
{
	return opcode == X86_JUMP ? X86_JUMPS : X86_BRANCHES;
}

/* Returns what follows besides the ModRM: it resolves G, which depends on the
 * ModRM, and leaves everything else as it is. */
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
