/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The real-mode side of the PXE API (PXE 2.1 chapters 3 and 4): a segment that
 * pxe_bios.c copies to base memory and fills in. It has the structures that
 * programs look for, the entry points, the hooks of INT 18h and INT 1Ah, and the
 * code that goes to the 32-bit runtime and comes back. The buffers and the
 * program's first stack follow in the same segment.
 *
 *   program --lcall--> bang_entry / env_entry --enter--> pxe_pm_call (32 bits)
 *   pxe_pm_run (32 bits) --> start --> 0:7c00 --lret--> returned --> back
 *
 * Whatever a program does to registers and descriptor tables is undone with what
 * the segment itself keeps.
 */

/* Selectors of the table below. */
#define CODE32 0x08
#define DATA32 0x10
#define CODE16 0x18
#define DATA16 0x20

#define PROGRAM 0x7c00

/* Offsets in the frame of an entry: the segment registers come first, then what
 * PUSHAL has pushed, the flags, the return address and the parameters. */
#define FRAME_AX (8 + 28)
#define FRAME_OPCODE (8 + 32 + 4 + 4)
#define FRAME_PARAMS (FRAME_OPCODE + 2)

/* What a call returns in the upper half of EAX (enum pxe_after). */
#define AFTER_RESTART 1
#define AFTER_UNLOAD 2

#define REL(label) ((label) - pxe16)

	.section .data.pxe16, "aw"
	.code16
	.balign 16
	.globl pxe16
	.hidden pxe16
pxe16:

	.globl pxe16_bang, pxe16_env
	.hidden pxe16_bang, pxe16_env
pxe16_bang:
	.skip 0x58
	.balign 16
pxe16_env:
	.skip 0x2c
	.balign 16

/* The descriptor table; pxe_bios.c fills in the bases of the 16-bit segments. */
	.globl pxe16_gdt
	.hidden pxe16_gdt
pxe16_gdt:
	.quad 0
	.quad 0x00cf9b000000ffff
	.quad 0x00cf93000000ffff
	.quad 0x00009b000000ffff
	.quad 0x000093000000ffff
gdt_end:

/* The variables. pxe_bios.c fills in those of struct pxe16_vars, which come
 * first. */
	.globl pxe16_vars
	.hidden pxe16_vars
pxe16_vars:
gdtr:		.word gdt_end - pxe16_gdt - 1
		.long 0			/* flat address of the table */
core_gdtr:	.word 0			/* of the 32-bit runtime */
		.long 0
core_idtr:	.word 0
		.long 0
core_cs:	.word 0
core_ds:	.word 0
flat:		.long 0			/* address of this segment */
call_entry:	.long 0			/* pxe_pm_call */
		.word CODE32
back_entry:	.long 0			/* pxe_pm_back */
		.word CODE32
to_pm16:	.long REL(pm16)
		.word CODE16
to_real:	.word REL(real)
		.word 0			/* this segment */
real_next:	.word 0			/* where to go in real mode */
stack_top:	.word 0			/* the program's first stack */
old_int18:	.long 0
old_int1a:	.long 0
our_int15:	.long 0			/* what hides our memory, */
old_int15:	.long 0			/* and what was there before */
found_kib:	.word 0			/* base memory without us */
opcode:		.word 0
params:		.long 0
result:		.long 0
pm_esp:		.long 0			/* the runtime's stack */
saved_esp:	.long 0			/* the program's */
saved_ss:	.word 0
saved_gdtr:	.word 0
		.long 0
busy:		.byte 0
gone:		.byte 0
real_idtr:	.word 0x3ff
		.long 0

/* Is the entry point of !PXE: the opcode and the offset and segment of the
 * parameters are on the stack. */
	.globl pxe16_bang_entry
	.hidden pxe16_bang_entry
pxe16_bang_entry:
	pushfl
	pushal
	pushw %ds
	pushw %es
	pushw %fs
	pushw %gs
	movw %sp, %bp
	movw FRAME_OPCODE(%bp), %bx
	lesw FRAME_PARAMS(%bp), %di
	jmp api

/* Is the entry point of PXENV+: the opcode is in BX, the parameters are at
 * ES:DI. */
	.globl pxe16_env_entry
	.hidden pxe16_env_entry
pxe16_env_entry:
	pushfl
	pushal
	pushw %ds
	pushw %es
	pushw %fs
	pushw %gs
	movw %sp, %bp
api:	cld
	call enter
	movw %ax, FRAME_AX(%bp)
	popw %gs
	popw %fs
	popw %es
	popw %ds
	popal
	popfl
	lretw

/* Does the call with the opcode in BX and the parameters at ES:DI. Returns its
 * result in AX; keeps only BP and SS:SP. Refuses to work in protected or virtual
 * 8086 mode, inside another call, and after the runtime was unloaded. */
enter:	cli
	smsww %ax
	testb $1, %al
	jnz refuse
	movw %cs, %ax
	movw %ax, %ds
	cmpb $0, REL(gone)
	jne refuse
	movb $1, %al
	xchgb %al, REL(busy)
	testb %al, %al
	jnz refuse
	movw %bx, REL(opcode)
	movw %di, REL(params)
	movw %es, REL(params) + 2
	movw %ss, REL(saved_ss)
	movl %esp, REL(saved_esp)
	sgdtl REL(saved_gdtr)
	movw $REL(called), REL(real_next)
	call protect
	ljmpl *REL(call_entry)

called:	lssl REL(saved_esp), %esp
	lgdtl REL(saved_gdtr)
	movl REL(result), %eax
	movb $0, REL(busy)
	movl %eax, %ecx
	shrl $16, %ecx
	cmpw $AFTER_RESTART, %cx
	je start
	cmpw $AFTER_UNLOAD, %cx
	jne 1f
	movb $1, REL(gone)
1:	ret
refuse:	movw $1, %ax
	ret

/* Switches to protected mode, still in 16-bit code, with the runtime's stack and
 * the flat address of this segment in EBX, and turns A20 on. DS must be this
 * segment's. It returns to the caller, who then jumps to 32-bit code. */
protect:
	popw %cx
	inb $0x92, %al
	testb $2, %al
	jnz 1f
	orb $2, %al
	andb $0xfe, %al
	outb %al, $0x92
1:	movl REL(flat), %ebx
	movl REL(pm_esp), %esp
	lgdtl REL(gdtr)
	movl %cr0, %eax
	orb $1, %al
	movl %eax, %cr0
	jmp *%cx

/* Comes from the runtime in 16-bit protected mode, and goes on in real mode. */
pm16:	movw $DATA16, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %fs
	movw %ax, %gs
	movw %ax, %ss
	movl %cr0, %eax
	andb $0xfe, %al
	movl %eax, %cr0
	ljmpw *REL(to_real)
real:	movw %cs, %ax
	movw %ax, %ds
	lidtl REL(real_idtr)
	jmp *REL(real_next)

/* Starts the program (PXE 2.1 section 4.4.5), with ES:BX at PXENV+, and with the
 * address of !PXE and a return address on the stack. */
start:	cli
	movw %cs, %ax
	movw %ax, %ss
	movzwl %cs:REL(stack_top), %esp
	pushw %cs
	pushw $REL(pxe16_bang)
	pushw %cs
	pushw $REL(returned)
	movw %ax, %es
	xorl %eax, %eax
	movl %eax, %ecx
	movl %eax, %edx
	movl %eax, %esi
	movl %eax, %edi
	movl %eax, %ebp
	movl $REL(pxe16_env), %ebx
	movw %ax, %ds
	movw %ax, %fs
	movw %ax, %gs
	movw $0x564e, %ax
	sti
	ljmpw $0, $PROGRAM

/* Ends the program: it has called INT 18h as it wants the next boot device, or,
 * at "returned", it has returned. */
	.globl pxe16_int18
	.hidden pxe16_int18
pxe16_int18:
	cmpb $0, %cs:REL(gone)
	jne 1f
	movl $0x10000, %eax
	jmp leave
1:	ljmpw *%cs:REL(old_int18)
returned:
	movzwl %ax, %eax
leave:	cli
	cld
	cmpb $0, %cs:REL(gone)
	jne 1f
	movw %cs, %cx
	movw %cx, %ds
	movl %eax, REL(result)
	movb $1, REL(busy)
	call protect
	ljmpl *REL(back_entry)
/* The runtime was unloaded, and only this segment is left. It puts back what the
 * program could not know of, unless the program has put that back itself. */
1:	xorw %ax, %ax
	movw %ax, %ds
	movl %cs:REL(our_int15), %eax
	cmpl %eax, 0x15 * 4
	jne 2f
	movl %cs:REL(old_int15), %eax
	movl %eax, 0x15 * 4
2:	movw %cs, %ax
	shrw $6, %ax
	cmpw %ax, 0x413
	jne 3f
	movw %cs:REL(found_kib), %ax
	movw %ax, 0x413
3:	int $0x18

/* Answers the installation check of PXE (PXE 2.1, INT 1Ah function 5650h); all
 * other calls go on to the BIOS. */
	.globl pxe16_int1a
	.hidden pxe16_int1a
pxe16_int1a:
	cmpw $0x5650, %ax
	jne 1f
	cmpb $0, %cs:REL(gone)
	jne 1f
	pushw %bp
	movw %sp, %bp
	andb $0xfe, 6(%bp)	/* carry flag off */
	popw %bp
	pushw %cs
	popw %es
	movw $REL(pxe16_env), %bx
	xorl %edx, %edx
	movw $0x564e, %ax
	iretw
1:	ljmpw *%cs:REL(old_int1a)

	.globl pxe16_end
	.hidden pxe16_end
pxe16_end:

/* The 32-bit side. EBX always holds the flat address of the segment. */

	.section .text.pxe_entry, "ax"
	.code32

/* Does a call of the program; jumped to from "enter". */
	.globl pxe_pm_call
	.hidden pxe_pm_call
pxe_pm_call:
	movw $DATA32, %ax
	movw %ax, %ds
	movw %ax, %ss
	call load_core
	movzwl REL(opcode)(%ebx), %eax
	movl REL(params)(%ebx), %edx
	call pxe_bios_call
	movl %eax, REL(result)(%ebx)
	jmp to16

/* Returns from pxe_pm_run() at the program's end; jumped to from "leave". */
	.globl pxe_pm_back
	.hidden pxe_pm_back
pxe_pm_back:
	movw $DATA32, %ax
	movw %ax, %ds
	movw %ax, %ss
	call load_core
	movl REL(result)(%ebx), %eax
	popfl
	popl %ebp
	popl %edi
	popl %esi
	popl %ebx
	ret

/* unsigned int pxe_pm_run(void *flat) starts the program. It returns what the
 * program has in AX at its end, or 0x10000 if it asks for the next boot
 * device. */
	.globl pxe_pm_run
	.hidden pxe_pm_run
pxe_pm_run:
	pushl %ebx
	pushl %esi
	pushl %edi
	pushl %ebp
	pushfl
	movl %eax, %ebx
	movl %esp, REL(pm_esp)(%ebx)
	sgdt REL(core_gdtr)(%ebx)
	sidt REL(core_idtr)(%ebx)
	movw %cs, REL(core_cs)(%ebx)
	movw %ds, REL(core_ds)(%ebx)
	movw $REL(start), REL(real_next)(%ebx)
to16:	cli
	lgdt REL(gdtr)(%ebx)
	ljmpl *REL(to_pm16)(%ebx)

/* Changes from the segment's descriptor table to that of the runtime, whose stack
 * is in use. */
load_core:
	popl %edx
	lgdt REL(core_gdtr)(%ebx)
	lidt REL(core_idtr)(%ebx)
	movw REL(core_ds)(%ebx), %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %fs
	movw %ax, %gs
	movw %ax, %ss
	movzwl REL(core_cs)(%ebx), %eax
	pushl %eax
	pushl %edx
	lret
	.section .note.GNU-stack, "", @progbits
