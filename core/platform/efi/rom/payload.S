/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The packed application (payload.h), as data of the ROM's driver.
 */

	.section .rodata.payload, "a", @progbits
	.balign	8
	.globl	rom_payload
	.hidden	rom_payload
rom_payload:
	.incbin	"payload.bin"
