/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_RANDOM_H
#define CORE_RANDOM_H

#include <stddef.h>

/*
 * What random() (<stdlib.h>) is made of. It is for identifiers that nobody
 * shall guess; docs/security.md says what it stands on, and on which machine.
 */

/* Begins with all that the machine offers: its hardware generator, the time, its
 * identity and the jitter of its counter. From then on frames that arrive and
 * calls of random() add their moments. */
void random_seed(void);

/* Adds len bytes to what random() depends on. Their order and number count; they
 * may be known to others. */
void random_stir(const void *data, size_t len);

/* Adds the moment at which something has happened. Cheap; does nothing after
 * srandom(), which promises the same numbers each time. */
void random_moment(void);

#endif /* CORE_RANDOM_H */
