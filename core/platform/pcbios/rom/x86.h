/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ROM_X86_H
#define ROM_X86_H

/*
 * Code of x86 processors packs better when bytes of the same kind stand together: opcodes with
 * opcodes, displacements with displacements. So it is split into streams before it
 * is packed, and joined after it was unpacked. docs/rom.md shows what becomes of
 * twenty instructions.
 *
 * Splitting and joining both go along the code instruction by instruction, and use
 * the same table of what follows an opcode (x86_opcodes.h). All bytes come back as
 * they were, even those of data or of an instruction that is not in the table, as
 * both misread them in the same way. They only pack worse. If an address is
 * misread, tools/pack says so and fails.
 *
 * The streams do not tell how far jumps and calls go, but where they lead. Labels
 * stand among the opcodes, and a jump tells how many labels it passes. A call tells
 * after how many returns, counted from the start of the code, its function begins.
 * This packs better, as these numbers change less from one jump to the next. Where
 * a target is no such place, the count is 0 and the operand is kept as it was.
 */

#include <stddef.h>
#include <stdint.h>

/* Which code is split and joined: that of i386 (32), or that of x86-64 (64), where
 * 40 to 4F are prefixes (REX), some immediates have 64 bits, and addresses are
 * relative to the instruction pointer (Intel's Software Developer's Manual, volume
 * 2, 2.2.1). The streams of those tell where they lead in the code. */
#ifndef X86_BITS
#define X86_BITS 32
#endif

/* The streams. */
enum x86_stream {
	/*
	 * Two bytes for each opcode or prefix: the opcode itself, and its ModRM.
	 * If it has no ModRM, the second byte is 0. For the long form of a jump,
	 * the first byte is the opcode of the short form and the second is 1.
	 * The 0F before an opcode is left out if that opcode has a ModRM which
	 * is not 0, and would have no ModRM without the 0F. Such a second byte
	 * then shows that the 0F is missing.
	 */
	X86_OPCODES,
	/* The number of returns that come before the function of a call, 16
	 * bits. */
	X86_CALLS,
	/* Immediate operands of 32 bits, and operands of calls and long jumps
	 * that are kept. */
	X86_WORDS,
	/* Displacements of 32 bits that are not added to a register, which are
	 * addresses. */
	X86_ADDRESSES,
	/* Displacements of 32 bits that are added to a register. */
	X86_OFFSETS,
	/* SIB bytes. */
	X86_SIBS,
	/* Displacements of 8 bits that are added to the stack pointer. */
	X86_STACK,
	/* Displacements of 8 bits that are added to another register. */
	X86_DISPLACEMENTS,
	/* Immediate operands of 8 and 16 bits, and operands of short jumps that
	 * are kept. */
	X86_IMMEDIATES,
	/* The number of labels that a conditional jump passes, 8 bits,
	 * signed. */
	X86_BRANCHES,
	/* The number of labels that another jump passes, 8 bits, signed. */
	X86_JUMPS,
	/* How many streams there are. */
	X86_STREAMS,
	/* The first stream of numbers of 16 and 32 bits, which are
	 * big-endian. */
	X86_FIRST_NUMBER = X86_CALLS,
	/* The first stream of bytes. */
	X86_FIRST_BYTE = X86_SIBS,
};

/* How many bytes after the end of the code may be read or written, too, as the last
 * instruction may seem to reach so far. */
#define X86_OVERRUN 16

/* The most bytes that a stream can have. */
#define X86_ROOM(len) (4 * ((len) + X86_OVERRUN))

/* How many labels there can be, and how many returns: further ones are ignored. */
#define X86_PLACES 16384

/* How many bytes of memory are needed to split code, and to join it. */
#define X86_SPLIT_WORK(len) (8 * X86_PLACES + 3 * ((len) + X86_OVERRUN))
#define X86_JOIN_WORK(len) (8 * X86_PLACES + 2 * ((len) + X86_OVERRUN))

/*
 * Splits len bytes of code, less than 2 GiB. out has X86_STREAMS * X86_ROOM(len)
 * bytes and receives the streams, one after the other; lens[X86_STREAMS] receives
 * their lengths. work is X86_SPLIT_WORK(len) bytes of zeros, aligned to 4. Returns
 * the sum of the lengths, which is at most X86_ROOM(len).
 */
size_t x86_split(const uint8_t *code, size_t len, uint8_t *out, uint32_t *lens,
		 void *work);

/* A prefix and the opcode after it in 64-bit code, which have a name among the
 * opcodes: a value that no opcode in the code has. */
struct x86_merged {
	/* The prefix, or 0 for a value that stands for itself. */
	uint8_t prefix;
	/* The opcode, whose second byte is that of the name. */
	uint8_t opcode;
};

/* How many names there can be: one for each value of a byte. */
#define X86_NAMES 256

/* What x86_join() is to do. */
struct x86_joint {
	/* Where the code goes. */
	uint8_t *code;
	/* Length of the code in bytes. */
	uint32_t len;
	/* The streams, one after the other. For 64-bit code, X86_NAMES of struct
	 * x86_merged follow with what names stand for. */
	const uint8_t *streams;
	/* The lengths of the streams. */
	const uint32_t *lens;
	/* X86_JOIN_WORK(len) bytes, aligned to 4, which may hold anything. */
	void *work;
	/* The base of addresses in the streams (address.h), and the one that
	 * they get in the code. */
	uint32_t base, address;
};

/*
 * Joins code from what x86_split() has made of it. Reads no more than
 * X86_OVERRUN * len bytes from the start of each stream, whatever is in them.
 * Returns 0, or -1 if the streams do not have the lengths that they should have.
 */
int x86_join(const struct x86_joint *joint);

#endif /* ROM_X86_H */
