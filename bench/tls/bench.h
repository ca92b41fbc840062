/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_TLS_BENCH_H
#define BENCH_TLS_BENCH_H

/*
 * What the clients of bench/tls.py share: one runtime (runtime.c), and a file for
 * each library.
 */

#include <stddef.h>

/* The largest file of trusted certificates, in bytes. */
#define TRUST_MAX 8192

/* Connects by the library to the server at the socket, with one trusted certificate
 * (DER) and the name that the server's must have. Calls bench_connected() when the
 * handshake is over, sends bench_request, and reads to the end. Returns the number
 * of bytes read, or a negative error of the library. */
long library_fetch(const unsigned char *trusted, size_t len, const char *name);

/* The HTTP request to send, with its length. */
extern const char bench_request[];
extern const size_t bench_request_len;

/* Notes the moment at which the handshake is over. */
void bench_connected(void);

/* Reads from the socket. Returns the number of bytes, at most len, 0 at the end, or
 * a negative error. */
int bench_read(void *data, size_t len);

/* Writes to the socket. Returns the number of bytes, or a negative error. */
int bench_write(const void *data, size_t len);

/* Fills data with random bytes of the system. Returns 0, or a negative error. */
int bench_random(void *data, size_t len);

/* Returns the seconds since 1970. */
long bench_time(void);

#endif /* BENCH_TLS_BENCH_H */
