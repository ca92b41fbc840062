/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_PING_H
#define CORE_PING_H

struct in_addr;

/* Runs the stack until *done is no longer -EINPROGRESS (NULL: as long as it may).
 * Returns 0, -ETIMEDOUT after that many ticks, or -ECANCELED for Ctrl-C. */
int net_wait(unsigned long ticks, const int *done);
/* Finds the address of a host, which may be given as an address. Returns 0, or a
 * negative error after a message. */
int find_host(const char *host, struct in_addr *addr);

/* What ping() is to do. */
struct ping_plan {
	/* How many requests are sent; 0 means until Ctrl-C. */
	unsigned int requests;
	/* Bytes of payload in each request; 0 stands for the default. */
	unsigned int payload;
	/* Ticks to wait for an answer; 0 stands for the default. */
	unsigned long pause;
	/* Non-zero if nothing is printed about answers. */
	int silent;
};

/* Sends ICMP echo requests to a name or address. Returns 0 if the last one was
 * answered, -ETIMEDOUT if it was not, -ECANCELED for Ctrl-C, or another
 * negative error after a message. */
int ping(const char *host, const struct ping_plan *plan);

#endif /* CORE_PING_H */
