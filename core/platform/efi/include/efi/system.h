/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_SYSTEM_H
#define EFI_SYSTEM_H

#include <efi/base.h>
#include <efi/boot.h>

/* The system table and runtime services (UEFI 2.10, 4.3, 4.5, chapter 8). */

/* EFI_TIME (8.3.1). */
struct efi_time {
	uint16_t year;			/* 1900 to 9999 */
	uint8_t month;			/* from 1 */
	uint8_t day;			/* from 1 */
	uint8_t hour;
	uint8_t minute;
	uint8_t second;
	uint8_t pad1;
	uint32_t nanosecond;
	int16_t time_zone;		/* minutes: UTC = local time + this */
	uint8_t daylight;
	uint8_t pad2;
};
_Static_assert(sizeof(struct efi_time) == 16, "8.3.1");

/* The time zone of a clock that has none (EFI_UNSPECIFIED_TIMEZONE). */
#define EFI_NO_TIME_ZONE 0x7ff

/* EFI_RESET_TYPE (8.5.1). */
enum efi_reset {
	EFI_RESET_COLD,
	EFI_RESET_WARM,
	EFI_RESET_SHUTDOWN,
};

/* EFI_RUNTIME_SERVICES (4.5; the functions are described in chapter 8). */
struct efi_runtime_services {
	struct efi_table_header header;
	efi_status (EFIAPI *get_time)(struct efi_time *time,
				      void *capabilities);
	efi_unused set_time;
	efi_unused get_wakeup_time;
	efi_unused set_wakeup_time;
	efi_unused set_virtual_address_map;
	efi_unused convert_pointer;
	efi_status (EFIAPI *get_variable)(const efi_char16 *name,
					  const struct efi_guid *vendor,
					  uint32_t *attributes,
					  efi_uintn *size, void *data);
	efi_unused get_next_variable_name;
	efi_unused set_variable;
	efi_unused get_next_high_monotonic_count;
	void (EFIAPI *reset_system)(uint32_t type, efi_status status,
				    efi_uintn size, void *data);
	efi_unused update_capsule;
	efi_unused query_capsule_capabilities;
	efi_unused query_variable_info;
};
_Static_assert(offsetof(struct efi_runtime_services, get_variable) == 72,
	       "4.5");
_Static_assert(offsetof(struct efi_runtime_services, reset_system) == 104,
	       "4.5");
_Static_assert(sizeof(struct efi_runtime_services) == 136, "4.5");

/* EFI_CONFIGURATION_TABLE (4.6). */
struct efi_configuration_table {
	struct efi_guid guid;
	void *table;
};
_Static_assert(sizeof(struct efi_configuration_table) == 24, "4.6");

#define EFI_SMBIOS_GUID EFI_GUID(0xeb9d2d31, 0x2d88, 0x11d3,	\
	0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d)
#define EFI_SMBIOS3_GUID EFI_GUID(0xf2fd1544, 0x9794, 0x4a2c,	\
	0x99, 0x2e, 0xe5, 0xbb, 0xcf, 0x20, 0xe3, 0x94)

struct efi_text_input;
struct efi_text_output;

/* EFI_SYSTEM_TABLE (4.3). */
struct efi_system_table {
	struct efi_table_header header;
	efi_char16 *vendor;
	uint32_t vendor_revision;
	uint32_t pad;
	efi_handle console_in;
	struct efi_text_input *con_in;
	efi_handle console_out;
	struct efi_text_output *con_out;
	efi_handle standard_error;
	struct efi_text_output *std_err;
	struct efi_runtime_services *runtime;
	struct efi_boot_services *boot;
	efi_uintn table_count;
	struct efi_configuration_table *tables;
};
_Static_assert(offsetof(struct efi_system_table, console_in) == 40, "4.3");
_Static_assert(offsetof(struct efi_system_table, boot) == 96, "4.3");
_Static_assert(sizeof(struct efi_system_table) == 120, "4.3");

#endif /* EFI_SYSTEM_H */
