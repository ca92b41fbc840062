/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_RANDOM_H
#define CORE_RANDOM_H

#include <stddef.h>

/*
 * What random() (<stdlib.h>) is made of. It is for identifiers that nobody
 * shall guess; docs/security.md says what it stands on, and on which machine.
 */

/* Seeds random() with all that the machine offers: its hardware generator, the
 * time, its identity and the jitter of its counter. From then on frames that
 * arrive and calls of random() add the moments at which they happen. */
void random_seed(void);

/* Makes random() depend on len bytes more, on their order and on their number.
 * Nothing is lost if others know them. */
void random_stir(const void *data, size_t len);

/* Makes random() depend on the moment at which something has happened. This
 * costs a few instructions. It does nothing after srandom(), which promises the
 * same numbers each time. */
void random_moment(void);

#endif /* CORE_RANDOM_H */
