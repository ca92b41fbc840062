/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_H
#define HOST_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the platform "testhost" takes from the host's C library, which the core's
 * files cannot include: the names would clash.
 */

void *host_malloc(size_t len);
void *host_realloc(void *old, size_t len);
void host_free(void *ptr);

/* Microseconds of a clock that never steps; seconds since 1970. */
uint64_t host_clock_us(void);
uint64_t host_unix_time(void);
void host_sleep_us(unsigned long us);

/* Memory below 4 GiB for external RAM; NULL when there is none. */
void *host_low_memory(size_t len);

/* The terminal on stdin and stdout: raw while we run where it is one. */
void host_terminal_open(void);
void host_terminal_close(void);
int host_terminal_is_tty(void);
void host_write(const char *bytes, size_t len);
/* One byte (0..255), -1: none at the moment, -2: end of input. Waits for at
 * most wait_us. */
int host_read(unsigned long wait_us);
/* The same without taking it. */
int host_peek(unsigned long wait_us);

/* Ends the process. */
void host_exit(int code) __attribute__((noreturn));

#endif /* HOST_H */
