/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_PING_H
#define CORE_PING_H

struct ping_options {
	unsigned int size;	/* bytes of payload; 0: the default */
	unsigned long timeout;	/* ticks for each; 0: the default */
	unsigned int count;	/* 0: until Ctrl-C */
	int quiet;
};

/* ICMP echo. 0 if the last one was answered, -ETIMEDOUT, -ECANCELED, or
 * another negative error after a message. */
int ping(const char *host, const struct ping_options *options);

#endif /* CORE_PING_H */
