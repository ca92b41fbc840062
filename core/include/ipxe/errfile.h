/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_ERRFILE_H
#define IPXE_ERRFILE_H

/*
 * The part of an error number that tells which file raised the error. Files of
 * src/ have such numbers, as in iPXE: each defines ERRFILE_<object> on the
 * basis of ERRFILE_OTHER, and is compiled with -DERRFILE=ERRFILE_<object>.
 * Files of the core have none, so that their errors differ by the other parts
 * alone.
 */
#define ERRFILE_OTHER 0x0000e000

#ifndef ERRFILE
#define ERRFILE 0
#endif

#endif /* IPXE_ERRFILE_H */
