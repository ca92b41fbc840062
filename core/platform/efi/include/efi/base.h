/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_BASE_H
#define EFI_BASE_H

#include <stddef.h>
#include <stdint.h>
#include <efi/abi.h>

/*
 * Types that all of UEFI's interfaces share (UEFI Specification 2.10, 2.3.1,
 * 4.2, appendix A, appendix D). The headers beside this one declare the tables
 * of functions and the structures that this platform uses. Their members are
 * those of the specification, in its order and with its meaning, under names of
 * our own. Every table is complete, as the place of a member counts; functions
 * that nobody calls have no type (efi_unused).
 */

typedef uint64_t efi_status;
typedef uint8_t efi_boolean;		/* 0 or 1 */
typedef uint16_t efi_char16;		/* UCS-2; string literals: u"..." */
typedef uint64_t efi_uintn;
typedef void *efi_handle;
typedef void *efi_event;
/* A function of the firmware's that this platform never calls. */
typedef void *efi_unused;

/* The 16 bytes by which protocols and tables are told apart (appendix A). The
 * first three members are little-endian. */
struct efi_guid {
	uint32_t a;
	uint16_t b;
	uint16_t c;
	uint8_t d[8];
};
_Static_assert(sizeof(struct efi_guid) == 16, "appendix A");

#define EFI_GUID(a, b, c, ...) { (a), (b), (c), { __VA_ARGS__ } }

/* The header of the system table and of the tables of boot and runtime services
 * (4.2). */
struct efi_table_header {
	uint64_t signature;
	uint32_t revision;
	uint32_t size;
	uint32_t crc32;
	uint32_t reserved;
};
_Static_assert(sizeof(struct efi_table_header) == 24, "4.2");

/* Status codes (appendix D). */
#define EFI_SUCCESS 0ULL
#define EFI_WARN_DELETE_FAILURE 2ULL
#define EFI_ERROR_BIT (1ULL << 63)
#define EFI_ERROR(status) (((status) & EFI_ERROR_BIT) != 0)
#define EFI_LOAD_ERROR (EFI_ERROR_BIT | 1)
#define EFI_INVALID_PARAMETER (EFI_ERROR_BIT | 2)
#define EFI_UNSUPPORTED (EFI_ERROR_BIT | 3)
#define EFI_BAD_BUFFER_SIZE (EFI_ERROR_BIT | 4)
#define EFI_BUFFER_TOO_SMALL (EFI_ERROR_BIT | 5)
#define EFI_NOT_READY (EFI_ERROR_BIT | 6)
#define EFI_DEVICE_ERROR (EFI_ERROR_BIT | 7)
#define EFI_WRITE_PROTECTED (EFI_ERROR_BIT | 8)
#define EFI_OUT_OF_RESOURCES (EFI_ERROR_BIT | 9)
#define EFI_NOT_FOUND (EFI_ERROR_BIT | 14)
#define EFI_ACCESS_DENIED (EFI_ERROR_BIT | 15)
#define EFI_NO_RESPONSE (EFI_ERROR_BIT | 16)
#define EFI_TIMEOUT (EFI_ERROR_BIT | 18)
#define EFI_NOT_STARTED (EFI_ERROR_BIT | 19)
#define EFI_ALREADY_STARTED (EFI_ERROR_BIT | 20)
#define EFI_ABORTED (EFI_ERROR_BIT | 21)
#define EFI_PROTOCOL_ERROR (EFI_ERROR_BIT | 24)
#define EFI_SECURITY_VIOLATION (EFI_ERROR_BIT | 26)

#endif /* EFI_BASE_H */
