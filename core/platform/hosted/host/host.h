/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_H
#define HOST_H

#include <stddef.h>
#include <stdint.h>

/*
 * What hosted platforms take from the host's C library, which the core's files
 * cannot include: the names would clash.
 */

void *host_malloc(size_t len);
void *host_realloc(void *old, size_t len);
void host_free(void *ptr);

/* Microseconds of a clock that never steps; seconds since 1970. */
uint64_t host_clock_us(void);
uint64_t host_unix_time(void);
/* Random bytes from the kernel: how many, fewer than len while it has none. */
size_t host_random(void *buf, size_t len);
void host_sleep_us(unsigned long us);

/* Where the console's output goes. */
enum host_output { HOST_TO_STDOUT, HOST_TO_STDERR, HOST_TO_NOBODY };
/* Chooses that; what is no terminal gets no escape sequences from then on. A
 * program that does not call this writes to stdout, sequences and all. */
void host_output(enum host_output where);
void host_write(const char *bytes, size_t len);
/* Writes all of it to a descriptor, whatever host_output() says. Returns 0, or -1
 * with errno. */
int host_write_all(int fd, const char *bytes, size_t len);

/* The terminal on stdin: raw while we run where it is one, and as it was when
 * a signal ends the program. */
void host_terminal_open(void);
void host_terminal_close(void);
int host_terminal_is_tty(void);
/* Returns the next byte of input (0..255), or -1 if there is none at the moment,
 * or -2 at the end of the input. */
int host_read(void);
/* Returns what host_read() would, and leaves it there. */
int host_peek(void);

/* Waits until there is input or something to read from a watched descriptor,
 * for wait_us at most. */
void host_wait(unsigned long wait_us);
/* Adds a descriptor to those that end a wait. Returns 0, or -1 if there are
 * HOST_WATCHED already. */
#define HOST_WATCHED 64
int host_watch(int fd);
void host_unwatch(int fd);

/* Ends the process. */
void host_exit(int code) __attribute__((noreturn));

#endif /* HOST_H */
