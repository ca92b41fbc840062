/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_CONSOLE_H
#define PCBIOS_CONSOLE_H

#include <ipxe/console.h>

extern struct console_driver bios_console;
extern struct console_driver serial_console;

/* Non-zero if the BIOS shows the screen on the port that is configured, too, and
 * takes keys from there. */
extern int bios_uses_serial;

/* Looks for that port. Returns non-zero if there is none. */
int serial_find(void);
/* Finds it and sets it up as configured. Returns non-zero if there is none. */
int serial_init(void);
/* Takes all characters that have come from the port into memory, so that none is
 * lost meanwhile. Returns non-zero if there is one. */
int serial_iskey(void);
/* Returns non-zero if there is one in memory. */
int serial_has_key(void);
/* Returns the next of these characters. */
int serial_getchar(void);
/* Waits, 100 ms at most, until the port has sent what it was given. */
void serial_drain(void);

/* Gets all text out before somebody else takes the machine, who would begin by
 * throwing away what is on its way. */
void console_drain(void);

#endif /* PCBIOS_CONSOLE_H */
