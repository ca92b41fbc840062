/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_CONSOLE_H
#define PCBIOS_CONSOLE_H

#include <ipxe/console.h>

/* The console on the screen and keyboard of the BIOS (console_bios.c). */
extern struct console_driver bios_console;
/* The console on a serial port (console_serial.c). */
extern struct console_driver serial_console;

/* Non-zero if the BIOS itself sends what it shows on its screen to the
 * configured serial port, too, and takes keys from there. */
extern int bios_uses_serial;

/* Looks for the configured serial port. Returns 0, or -1 if there is none. */
int serial_find(void);
/* Looks for the configured serial port and sets it up. Returns 0, or -1 if
 * there is none. */
int serial_init(void);
/* Takes all characters that have come from the port into memory, so that none
 * is lost while nobody asks for it. Returns non-zero if a character is in
 * memory. */
int serial_iskey(void);
/* Returns non-zero if serial_iskey() has left a character in memory. */
int serial_has_key(void);
/* Returns the next character in memory; there must be one. */
int serial_getchar(void);
/* Waits until the port has sent all text that was written: 8 s at most until it has
 * taken everything, after which the rest is lost, and 100 ms at most until that is
 * sent. */
void serial_drain(void);

/* Gets all text out before other code takes the machine over, as that may throw away
 * what is still on its way, and before the event loop stands still. */
void console_drain(void);

#endif /* PCBIOS_CONSOLE_H */
