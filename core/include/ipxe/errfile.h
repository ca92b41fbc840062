/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_ERRFILE_H
#define IPXE_ERRFILE_H

/*
 * Which file an error comes from. Objects of src/ name themselves as in iPXE
 * (ERRFILE_<object>, built on ERRFILE_OTHER); their build passes
 * -DERRFILE=ERRFILE_<object>. Objects of the core have no identity of their
 * own: their errors are told apart by number and uniq alone.
 */
#define ERRFILE_OTHER 0x0000e000

#ifndef ERRFILE
#define ERRFILE 0
#endif

#endif /* IPXE_ERRFILE_H */
