/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_PING_H
#define CORE_PING_H

/* What ping() is to do. */
struct ping_plan {
	unsigned int requests;	/* how many; 0: until Ctrl-C */
	unsigned int payload;	/* bytes in each; 0: the default */
	unsigned long pause;	/* ticks for an answer; 0: the default */
	int silent;		/* print nothing about answers */
};

/* Sends ICMP echo requests to a name or address. Returns 0 if the last one was
 * answered, -ETIMEDOUT if it was not, -ECANCELED for Ctrl-C, or another negative
 * error after a message. */
int ping(const char *host, const struct ping_plan *plan);

#endif /* CORE_PING_H */
