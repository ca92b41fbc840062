/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Translates the firmware's status codes (UEFI 2.10, appendix D) into our
 * errors, and errors into status codes.
 */

#include <errno.h>
#include "efi.h"

int efi_rc(efi_status status)
{
	if (!EFI_ERROR(status))
		return 0;
	switch (status) {
	case EFI_LOAD_ERROR: return -ENOEXEC;
	case EFI_INVALID_PARAMETER: return -EINVAL;
	case EFI_UNSUPPORTED: return -ENOTSUP;
	case EFI_BAD_BUFFER_SIZE: return -EMSGSIZE;
	case EFI_BUFFER_TOO_SMALL: return -ENOBUFS;
	case EFI_NOT_READY: return -EAGAIN;
	case EFI_OUT_OF_RESOURCES: return -ENOMEM;
	case EFI_NOT_FOUND: return -ENOENT;
	case EFI_ACCESS_DENIED: return -EACCES;
	case EFI_NO_RESPONSE: return -EHOSTUNREACH;
	case EFI_TIMEOUT: return -ETIMEDOUT;
	case EFI_NOT_STARTED: return -ENETDOWN;
	case EFI_ALREADY_STARTED: return -EALREADY;
	case EFI_ABORTED: return -ECANCELED;
	case EFI_PROTOCOL_ERROR: return -EPROTO;
	case EFI_SECURITY_VIOLATION: return -EPERM;
	}
	return -EIO;
}

efi_status efi_exit_status(int rc, int program_ended_well)
{
	if (rc == 0)
		return program_ended_well ? EFI_SUCCESS : EFI_ABORTED;
	switch (errno_posix(rc)) {
	case __einfo_posix(EINFO_ENOMEM): return EFI_OUT_OF_RESOURCES;
	case __einfo_posix(EINFO_ETIMEDOUT): return EFI_TIMEOUT;
	case __einfo_posix(EINFO_ECANCELED): return EFI_ABORTED;
	}
	return EFI_NOT_FOUND;
}
