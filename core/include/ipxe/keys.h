/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_KEYS_H
#define IPXE_KEYS_H

/* Key codes of getkey(): ASCII, control characters, and the keys below, which
 * terminals send as escape sequences (ECMA-48, ISO 6429). */

#define NUL 0x00
#define CTRL_A 0x01
#define CTRL_B 0x02
#define CTRL_C 0x03
#define CTRL_D 0x04
#define CTRL_E 0x05
#define CTRL_F 0x06
#define CTRL_G 0x07
#define CTRL_H 0x08
#define CTRL_I 0x09
#define CTRL_J 0x0a
#define CTRL_K 0x0b
#define CTRL_L 0x0c
#define CTRL_M 0x0d
#define CTRL_N 0x0e
#define CTRL_P 0x10
#define CTRL_U 0x15
#define CTRL_W 0x17
#define CTRL_X 0x18

#define BACKSPACE CTRL_H
#define TAB CTRL_I
#define LF CTRL_J
#define CR CTRL_M
#define ESC 0x1b
#define DEL 0x7f

/* The code of a key that terminals send as ESC [ number final; a number
 * that is missing counts as 0. Scripts name keys by these codes: "--key
 * 0x197e" is F12. */
#define KEY_ANSI( number, final ) ( ( ( number ) + 1 ) << 8 | ( final ) )
/* Smallest code of such a key. */
#define KEY_MIN 0x101
#define KEY_UP KEY_ANSI ( 0, 'A' )
#define KEY_DOWN KEY_ANSI ( 0, 'B' )
#define KEY_RIGHT KEY_ANSI ( 0, 'C' )
#define KEY_LEFT KEY_ANSI ( 0, 'D' )
#define KEY_END KEY_ANSI ( 0, 'F' )
#define KEY_HOME KEY_ANSI ( 0, 'H' )
#define KEY_INS KEY_ANSI ( 2, '~' )
#define KEY_DC KEY_ANSI ( 3, '~' )
#define KEY_PPAGE KEY_ANSI ( 5, '~' )
#define KEY_NPAGE KEY_ANSI ( 6, '~' )
/* The function key Fn, for n from 1 to 12. The numbers that terminals send skip
 * one after F5 and one after F10. */
#define KEY_F( n ) \
	KEY_ANSI ( 10 + ( n ) + ( ( n ) > 5 ) + ( ( n ) > 10 ), '~' )

#endif /* IPXE_KEYS_H */
