/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_RANDOM_H
#define CORE_RANDOM_H

#include <stddef.h>

/*
 * Where the numbers of random() (<stdlib.h>) come from. They serve as
 * identifiers that others on the network shall not guess. docs/security.md
 * tells how hard that is on which machine.
 */

/* Seeds random() with all that the machine offers: its hardware generator, the
 * time, its identity and the jitter of its counter. From then on frames that
 * arrive and calls of random() add the moments at which they happen. */
void random_seed(void);

/* Makes random() depend on len bytes more, on their order and on their number.
 * Bytes that others know do no harm. */
void random_stir(const void *data, size_t len);

/* Makes random() depend on the time of this call, by the processor's counter.
 * That costs a few instructions. It does nothing after srandom(), which
 * promises the same numbers each time. */
void random_moment(void);

#endif /* CORE_RANDOM_H */
