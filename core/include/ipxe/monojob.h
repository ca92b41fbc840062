/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_MONOJOB_H
#define IPXE_MONOJOB_H

/*
 * Something that runs in step() and that the user waits for, such as a
 * download. All such waits print their progress and end on Ctrl-C or after a
 * time limit.
 */
struct job {
	/* Returns 0 if the job is done, -EINPROGRESS if it goes on, or another
	 * negative error if it has failed. */
	int ( *poll ) ( struct job *job );
	/* Fills in the progress in any unit, such as bytes; *total is 0 if it
	 * is not known. May be NULL. */
	void ( *progress ) ( struct job *job, unsigned long long *done,
			     unsigned long long *total );
	/* Text that is shown of a failure, or "" for that of strerror(). */
	const char *message;
};

/* Prints "text...", then the progress, then " ok" or the error. Returns the
 * result of the job, -ECANCELED for Ctrl-C, or -ETIMEDOUT after timeout ticks
 * without progress; 0 ticks stand for no limit. */
int job_wait ( struct job *job, const char *text, unsigned long timeout );

#endif /* IPXE_MONOJOB_H */
