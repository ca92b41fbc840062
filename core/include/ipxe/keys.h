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

#define KEY_MIN 0x101
#define KEY_UP 0x101
#define KEY_DOWN 0x102
#define KEY_RIGHT 0x103
#define KEY_LEFT 0x104
#define KEY_END 0x105
#define KEY_HOME 0x106
#define KEY_INS 0x107
#define KEY_DC 0x108
#define KEY_PPAGE 0x109
#define KEY_NPAGE 0x10a
#define KEY_F1 0x111
#define KEY_F( n ) ( KEY_F1 + ( n ) - 1 )	/* 1..12 */

#endif /* IPXE_KEYS_H */
