/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_SHELL_H
#define IPXE_SHELL_H

/* The interactive prompt; returns what "exit" was given, 0 by default. */
int shell ( void );

#endif /* IPXE_SHELL_H */
