/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_REPORT_H
#define LINUX_REPORT_H

#include <stddef.h>
#include <core/bzimage.h>
#include "linux.h"

struct image;

/* What a machine would start. */
struct start {
	const char *type;	/* what it is, for people: "Linux" */
	struct image *image;	/* the image that would be started */
	const char *cmdline;	/* the command line it gets, or NULL */
	const char *version;	/* the version it says it has, or NULL */
	int is_linux;		/* it is a Linux kernel */
	struct initrd initrd;	/* a kernel's initrd, of length 0 for none */
};

/* --- report.c */

/* Adds to the report, at most 1023 characters a call. It goes to stdout, and
 * nothing else does where it is meant for a program. */
void report_print(const char *format, ...)
	__attribute__((format(__printf__, 1, 2)));
/* Writes what report_print() has collected. */
void report_flush(void);

/* Begins the time that the report tells at its end. */
void report_begin(void);

/*
 * One of the following three functions is called at the end of a run. It writes
 * the report in the form that the options want, and returns the exit status of
 * the program.
 */

/* Reports that the machine would start something. */
enum linux_status report_start(const struct start *start);
/* Reports that the machine would do something else that ends all programs, such
 * as "reboot". */
enum linux_status report_reset(const char *what);
/* Reports that what was run has ended with 0 or a negative error, and that
 * nothing was started for good. */
enum linux_status report_end(int rc);

/* --- offers.c */

/* Writes the member "nics": each NIC, and what was heard on it. */
void report_nics_json(void);
/* Writes the member "winner": the NIC that would boot, and from where. */
void report_winner_json(void);
/* Writes both for people. */
void report_winner_text(void);

/* --- kexec.c */

/* Writes a shell script that starts a kernel by kexec(8), from the files that
 * were kept. Returns STATUS_NOTHING after a message if it is no kernel, or if
 * its files are not there. */
enum linux_status report_kexec(const struct start *start);

#endif /* LINUX_REPORT_H */
