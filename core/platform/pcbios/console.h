/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_CONSOLE_H
#define PCBIOS_CONSOLE_H

#include <ipxe/console.h>

extern struct console_driver bios_console;
extern struct console_driver serial_console;

/* Sets the port up as configured. Returns non-zero if there is none. */
int serial_init(void);
/* Waits, 100 ms at most, until the port has sent what it was given. */
void serial_drain(void);

/* Gets all text out before somebody else takes the machine, who would begin by
 * throwing away what is on its way. */
void console_drain(void);

#endif /* PCBIOS_CONSOLE_H */
