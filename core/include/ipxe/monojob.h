/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_MONOJOB_H
#define IPXE_MONOJOB_H

/*
 * Waits for something that runs in step(), in one way for everything: prints
 * what is going on, Ctrl-C ends it, a limit ends it.
 */
struct job {
	/* 0: done. -EINPROGRESS: goes on. Another error: failed. */
	int ( *poll ) ( struct job *job );
	/* Progress, in any unit (bytes); total 0: not known. May be NULL. */
	void ( *progress ) ( struct job *job, unsigned long long *done,
			     unsigned long long *total );
	/* Shown in place of strerror() when it failed, if not empty. */
	const char *message;
};

/* Prints "text...", then progress, then " ok" or the error. timeout in ticks
 * without progress (0: none). Result of the job, -ECANCELED or -ETIMEDOUT. */
int job_wait ( struct job *job, const char *text, unsigned long timeout );

#endif /* IPXE_MONOJOB_H */
