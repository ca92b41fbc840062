/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_EFI_EFI_H
#define IPXE_EFI_EFI_H

#include <stddef.h>
#include <stdint.h>

/*
 * What src/ uses of builds for UEFI (UEFI 2.10, 8.2), so that its file for them can
 * be compiled and tested without firmware. The calling convention is this host's.
 */

/* The types of the specification's tables. */
typedef uint8_t UINT8;
typedef uint16_t UINT16;
typedef uint16_t CHAR16;
typedef uint32_t UINT32;
typedef size_t UINTN;
typedef size_t EFI_STATUS;

/* A globally unique identifier. */
typedef struct {
	/* Its first four bytes. */
	UINT32 Data1;
	/* Its next two bytes. */
	UINT16 Data2;
	/* Its next two bytes. */
	UINT16 Data3;
	/* The rest. */
	UINT8 Data4[8];
} EFI_GUID;

/* The variable can be used until the operating system has taken over, and without
 * another attribute it is not kept. */
#define EFI_VARIABLE_BOOTSERVICE_ACCESS 0x00000002

/* The runtime services. */
typedef struct {
	/* Reads a variable. */
	EFI_STATUS (*GetVariable)(CHAR16 *name, EFI_GUID *vendor,
				       UINT32 *attributes, UINTN *len,
				       void *data);
	/* Writes a variable. */
	EFI_STATUS (*SetVariable)(CHAR16 *name, EFI_GUID *vendor,
				       UINT32 attributes, UINTN len,
				       void *data);
} EFI_RUNTIME_SERVICES;

/* The system table. */
typedef struct {
	/* The runtime services. */
	EFI_RUNTIME_SERVICES *RuntimeServices;
} EFI_SYSTEM_TABLE;

/* The firmware's system table. */
extern EFI_SYSTEM_TABLE *efi_systab;

#endif /* IPXE_EFI_EFI_H */
