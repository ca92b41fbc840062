/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_PROCESS_H
#define IPXE_PROCESS_H

/* One turn of everything that runs while something waits: net_poll(), lwIP's
 * timers, and, when the network has been quiet for a while, the platform's
 * idle hook. Never blocks for longer than a tick of the platform. Not
 * reentrant: a call from inside does nothing. */
void step ( void );

#endif /* IPXE_PROCESS_H */
