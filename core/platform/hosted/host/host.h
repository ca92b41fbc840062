/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_H
#define HOST_H

#include <stddef.h>
#include <stdint.h>

/*
 * What hosted platforms take from the host's C library. The core's files cannot
 * include its headers, as their names would clash with the core's own.
 */

/* Allocates memory, at least one byte. Returns NULL if there is none. */
void *host_malloc(size_t len);
/* Changes the length of memory, to at least one byte. Returns its new address,
 * or NULL with the memory as it was. */
void *host_realloc(void *old, size_t len);
/* Frees memory; NULL does nothing. */
void host_free(void *ptr);

/* Returns microseconds of a clock that is never set. */
uint64_t host_clock_us(void);
/* Returns the time in seconds since 1970 (UTC). */
uint64_t host_unix_time(void);
/* Fetches random bytes from the kernel. Returns how many, which are fewer than
 * len if the kernel has not collected enough yet. */
size_t host_random(void *buf, size_t len);
/* Lets time pass, in microseconds. */
void host_sleep_us(unsigned long us);

/* Where the console's output goes. */
enum host_output { HOST_TO_STDOUT, HOST_TO_STDERR, HOST_TO_NOBODY };
/* Chooses where output goes. Escape sequences are removed from then on where
 * that is no terminal. A program that does not call this writes to stdout,
 * with escape sequences. */
void host_output(enum host_output where);
/* Writes output of the console. */
void host_write(const char *bytes, size_t len);
/* Writes all of the bytes to a descriptor, whatever host_output() has chosen.
 * Returns 0, or -1 with errno. */
int host_write_all(int fd, const char *bytes, size_t len);

/* Makes a terminal on stdin raw, so that keys are read one by one. When a
 * signal ends the program, the terminal is first set as it was. */
void host_terminal_open(void);
/* Sets the terminal as it was. */
void host_terminal_close(void);
/* Returns non-zero if stdin is a terminal. */
int host_terminal_is_tty(void);
/* Returns the next byte of input (0..255), -1 if there is none at the moment,
 * or -2 at the end of the input. */
int host_read(void);
/* Returns what host_read() would, and leaves the byte for it. */
int host_peek(void);

/* Waits until there is input or something to read from a watched descriptor,
 * for wait_us microseconds at the most. */
void host_wait(unsigned long wait_us);
/* How many descriptors can be watched. */
#define HOST_WATCHED 64
/* Adds a descriptor to those that end a wait. Returns 0, or -1 if HOST_WATCHED
 * are watched already. */
int host_watch(int fd);
/* Removes a descriptor from those that end a wait, if it is one of them. */
void host_unwatch(int fd);

/* Ends the program. */
void host_exit(int code) __attribute__((noreturn));

#endif /* HOST_H */
