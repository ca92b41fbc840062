/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_REPORT_H
#define LINUX_REPORT_H

#include <stddef.h>
#include <core/bzimage.h>
#include "linux.h"

struct image;

/* What a machine would start. */
struct start {
	const char *type;	/* "Linux kernel" */
	struct image *image;
	const char *version;	/* what it says of itself, or NULL */
	int is_linux;
	struct initrd initrd;	/* for a kernel; len 0: none */
};

/* Text for stdout, which nothing else goes to where the report is meant for a
 * program. At most 1023 characters a call. */
void report_print(const char *format, ...)
	__attribute__((format(__printf__, 1, 2)));
void report_flush(void);

/* The end, told as the options want it; each is called once at the most and
 * returns the exit status. */
enum linux_status report_start(const struct start *start);
enum linux_status report_reset(const char *what);
enum linux_status report_end(int rc);

/* The time that counts begins. */
void report_begin(void);

/* offers.c: the NICs and what was heard on them. */
void report_nics_json(void);
void report_winner_json(void);
void report_winner_text(void);

/* kexec.c: a shell script that starts it by kexec(8). */
enum linux_status report_kexec(const struct start *start);

#endif /* LINUX_REPORT_H */
