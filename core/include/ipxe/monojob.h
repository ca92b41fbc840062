/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_MONOJOB_H
#define IPXE_MONOJOB_H

/*
 * Waits for something that runs in step(), in one way for everything: prints
 * what is going on, Ctrl-C ends it, a limit ends it.
 */
struct job {
	/* Returns 0 if the job is done, -EINPROGRESS if it goes on, or another
	 * negative error if it has failed. */
	int ( *poll ) ( struct job *job );
	/* Tells the progress in any unit, such as bytes; a total of 0 means that
	 * it is not known. May be NULL. */
	void ( *progress ) ( struct job *job, unsigned long long *done,
			     unsigned long long *total );
	/* What is shown of a failure instead of strerror(). May be empty. */
	const char *message;
};

/* Prints "text...", then the progress, then " ok" or the error. Returns the
 * result of the job, -ECANCELED for Ctrl-C, or -ETIMEDOUT after timeout ticks
 * without progress; 0 ticks stand for no limit. */
int job_wait ( struct job *job, const char *text, unsigned long timeout );

#endif /* IPXE_MONOJOB_H */
