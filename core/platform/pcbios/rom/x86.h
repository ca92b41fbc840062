/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_X86_H
#define ROM_X86_H

/*
 * i386 code packs better when like stands with like: opcodes with opcodes,
 * displacements with displacements. So it is split into streams before it is
 * packed, and joined after. docs/rom.md shows twenty instructions on their way.
 *
 * Both sides go along the code instruction by instruction and use the same
 * table of what follows an opcode (x86_opcodes.h). Any bytes come back: data,
 * or an instruction that is not in the table, is misread in the same way by
 * both. It packs worse, and if an address is misread, tools/pack says so and
 * fails.
 *
 * Jumps and calls do not say how far they go, but where to: labels stand among
 * the opcodes, and a jump tells how many of them it passes; a call tells after
 * how many returns, counted from the start of the code, its function begins.
 * This packs better since it changes less from one jump to the next. Where a
 * target is no such place, the count is 0 and the operand is kept.
 */

#include <stddef.h>
#include <stdint.h>

enum x86_stream {
	/*
	 * Two bytes for each opcode or prefix: itself, and its ModRM. If it has
	 * none, the second byte is 0, or 1 for the long form of a jump whose
	 * short form the first byte is. An opcode that follows 0F and has a
	 * ModRM which is not 0 stands without that 0F if it has no ModRM of its
	 * own; that is how it is recognised.
	 */
	X86_OPCODES,
	/* Calls: how many returns come before the function, 16 bits. */
	X86_CALLS,
	/* Immediate operands of 32 bits, and long jumps that are kept. */
	X86_WORDS,
	/* Displacements of 32 bits with no register to add: addresses. */
	X86_ADDRESSES,
	/* Displacements of 32 bits that are added to a register. */
	X86_OFFSETS,
	/* SIB bytes. */
	X86_SIBS,
	/* Displacements of 8 bits that are added to the stack pointer. */
	X86_STACK,
	/* Displacements of 8 bits that are added to another register. */
	X86_DISPLACEMENTS,
	/* Immediate operands of 8 and 16 bits, and short jumps that are
	 * kept. */
	X86_IMMEDIATES,
	/* Conditional jumps: how many labels they pass, 8 bits, signed. */
	X86_BRANCHES,
	/* Other jumps: the same. */
	X86_JUMPS,
	X86_STREAMS,
	/* The first stream of 16 and 32-bit numbers, which are big-endian, and
	 * the first one of bytes. */
	X86_FIRST_NUMBER = X86_CALLS,
	X86_FIRST_BYTE = X86_SIBS,
};

/* The last instruction may lead that many bytes beyond the end of the code,
 * where they are read or written, too. */
#define X86_OVERRUN 16

/* The most that a stream takes, in bytes. */
#define X86_ROOM(len) (4 * ((len) + X86_OVERRUN))

/* How many labels there can be, and how many returns. */
#define X86_PLACES 16384

/* Memory that is needed to split code, and to join it. */
#define X86_SPLIT_WORK(len) (8 * X86_PLACES + 3 * ((len) + X86_OVERRUN))
#define X86_JOIN_WORK(len) (8 * X86_PLACES + 2 * ((len) + X86_OVERRUN))

/*
 * Split len bytes of code, less than 2 GiB. out has X86_STREAMS * X86_ROOM(len)
 * bytes and receives the streams, one after the other; lens[X86_STREAMS]
 * receives their lengths. work is X86_SPLIT_WORK(len) bytes of zeros, aligned
 * to 4.
 * Returns the sum of the lengths, which is at most X86_ROOM(len).
 */
size_t x86_split(const uint8_t *code, size_t len, uint8_t *out, uint32_t *lens,
		 void *work);

/* What x86_join() is to do. */
struct x86_joint {
	/* Where the code goes. */
	uint8_t *code;
	/* Length of the code in bytes. */
	uint32_t len;
	/* The streams, one after the other. */
	const uint8_t *streams;
	/* The lengths of the streams. */
	const uint32_t *lens;
	/* X86_JOIN_WORK(len) bytes, aligned to 4, with anything in them. */
	void *work;
	/* Words from base on are addresses, moved to be from address on
	 * (address.h). */
	uint32_t base, address;
};

/*
 * Join the code of what x86_split() has made of it. Reads no more than
 * X86_OVERRUN * len bytes from the start of each stream, whatever is in them.
 * Returns 0, or -1 if the streams do not have the lengths they should have.
 */
int x86_join(const struct x86_joint *joint);

#endif /* ROM_X86_H */
