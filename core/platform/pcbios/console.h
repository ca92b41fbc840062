/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_CONSOLE_H
#define PCBIOS_CONSOLE_H

#include <ipxe/console.h>

extern struct console_driver bios_console;
extern struct console_driver serial_console;

/* Sets the port up as configured. Non-zero: there is none. */
int serial_init(void);

#endif /* PCBIOS_CONSOLE_H */
