/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Texts of errors. Any object file may add errors with their own texts to a linker
 * table (<ipxe/errortab.h>). All other errors have the text of their POSIX number.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/errortab.h>

int errno;

/* A POSIX error with its text. */
struct posix_error {
	/* The POSIX error number, such as EINVAL without its sign. */
	int posix;
	/* The text that users see. */
	const char *text;
};

#define POSIX_ERROR(einfo) { __einfo_posix(einfo), __einfo_desc(einfo) }

static const struct posix_error posix_errors[] = {
	POSIX_ERROR(EINFO_EPERM),
	POSIX_ERROR(EINFO_ENOENT),
	POSIX_ERROR(EINFO_EIO),
	POSIX_ERROR(EINFO_ENXIO),
	POSIX_ERROR(EINFO_E2BIG),
	POSIX_ERROR(EINFO_ENOEXEC),
	POSIX_ERROR(EINFO_EBADF),
	POSIX_ERROR(EINFO_EAGAIN),
	POSIX_ERROR(EINFO_ENOMEM),
	POSIX_ERROR(EINFO_EACCES),
	POSIX_ERROR(EINFO_EFAULT),
	POSIX_ERROR(EINFO_EBUSY),
	POSIX_ERROR(EINFO_EEXIST),
	POSIX_ERROR(EINFO_ENODEV),
	POSIX_ERROR(EINFO_EINVAL),
	POSIX_ERROR(EINFO_ENOTTY),
	POSIX_ERROR(EINFO_EFBIG),
	POSIX_ERROR(EINFO_ENOSPC),
	POSIX_ERROR(EINFO_EROFS),
	POSIX_ERROR(EINFO_EPIPE),
	POSIX_ERROR(EINFO_EDOM),
	POSIX_ERROR(EINFO_ERANGE),
	POSIX_ERROR(EINFO_ENAMETOOLONG),
	POSIX_ERROR(EINFO_ENOSYS),
	POSIX_ERROR(EINFO_ELOOP),
	POSIX_ERROR(EINFO_EPROTO),
	POSIX_ERROR(EINFO_EBADMSG),
	POSIX_ERROR(EINFO_EOVERFLOW),
	POSIX_ERROR(EINFO_EILSEQ),
	POSIX_ERROR(EINFO_EMSGSIZE),
	POSIX_ERROR(EINFO_EPROTONOSUPPORT),
	POSIX_ERROR(EINFO_ENOTSUP),
	POSIX_ERROR(EINFO_EAFNOSUPPORT),
	POSIX_ERROR(EINFO_EADDRINUSE),
	POSIX_ERROR(EINFO_EADDRNOTAVAIL),
	POSIX_ERROR(EINFO_ENETDOWN),
	POSIX_ERROR(EINFO_ENETUNREACH),
	POSIX_ERROR(EINFO_ENETRESET),
	POSIX_ERROR(EINFO_ECONNABORTED),
	POSIX_ERROR(EINFO_ECONNRESET),
	POSIX_ERROR(EINFO_ENOBUFS),
	POSIX_ERROR(EINFO_EISCONN),
	POSIX_ERROR(EINFO_ENOTCONN),
	POSIX_ERROR(EINFO_ETIMEDOUT),
	POSIX_ERROR(EINFO_ECONNREFUSED),
	POSIX_ERROR(EINFO_EHOSTUNREACH),
	POSIX_ERROR(EINFO_EALREADY),
	POSIX_ERROR(EINFO_EINPROGRESS),
	POSIX_ERROR(EINFO_ECANCELED),
};

const char *strerror(int rc)
{
	static char unknown[] = "Error 0x12345678";
	int num = rc < 0 ? -rc : rc;
	const struct errortab *error;
	unsigned int i;

	if (!num)
		return "No error";
	for_each_table_entry(error, ERRORTAB) {
		/* Whoever raises an error may set its lowest eight bits at will. */
		if (error->num == (num & ~0xff))
			return error->text;
	}
	for (i = 0; i < sizeof(posix_errors) / sizeof(posix_errors[0]); i++) {
		if (posix_errors[i].posix == errno_posix(num))
			return posix_errors[i].text;
	}
	snprintf(unknown, sizeof(unknown), "Error 0x%08x", (unsigned int)num);
	return unknown;
}
