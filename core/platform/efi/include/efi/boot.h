/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_BOOT_H
#define EFI_BOOT_H

#include <efi/base.h>

/* Boot services (UEFI 2.10, 4.4 and chapter 7). */

struct efi_device_path;

/* How AllocatePages chooses the address (EFI_ALLOCATE_TYPE, 7.2.1). */
#define EFI_ALLOCATE_ANY 0
#define EFI_ALLOCATE_MAX_ADDRESS 1
#define EFI_PAGE_SIZE 4096

/* EFI_MEMORY_TYPE (7.2.1). */
enum efi_memory_type {
	EFI_RESERVED_MEMORY,
	EFI_LOADER_CODE,
	EFI_LOADER_DATA,
	EFI_BOOT_SERVICES_CODE,
	EFI_BOOT_SERVICES_DATA,
	EFI_RUNTIME_SERVICES_CODE,
	EFI_RUNTIME_SERVICES_DATA,
	EFI_CONVENTIONAL_MEMORY,
	EFI_UNUSABLE_MEMORY,
	EFI_ACPI_RECLAIM_MEMORY,
	EFI_ACPI_NVS_MEMORY,
	EFI_MEMORY_MAPPED_IO,
	EFI_MEMORY_MAPPED_IO_PORTS,
	EFI_PAL_CODE,
	EFI_PERSISTENT_MEMORY,
};

/* EFI_MEMORY_DESCRIPTOR (7.2.3). Those of the firmware may be longer. */
struct efi_memory_descriptor {
	uint32_t type;
	uint32_t pad;
	uint64_t start;			/* physical */
	uint64_t virtual_start;
	uint64_t pages;
	uint64_t attribute;
};
_Static_assert(sizeof(struct efi_memory_descriptor) == 40, "7.2.3");

/* How LocateHandleBuffer chooses handles: those with a protocol
 * (EFI_LOCATE_SEARCH_TYPE, 7.3.5). */
#define EFI_BY_PROTOCOL 2

/* What for a protocol is opened: attributes of OpenProtocol (7.3.9). */
#define EFI_OPEN_GET 0x02
#define EFI_OPEN_BY_DRIVER 0x10
#define EFI_OPEN_EXCLUSIVE 0x20

/* EFI_OPEN_PROTOCOL_INFORMATION_ENTRY (7.3.11). */
struct efi_open_info {
	efi_handle agent;
	efi_handle controller;
	uint32_t attributes;
	uint32_t count;
};
_Static_assert(sizeof(struct efi_open_info) == 24, "7.3.11");

/* The number that the firmware logs when its watchdog resets the machine: codes
 * below this one are its own (SetWatchdogTimer, 7.5.1). */
#define EFI_WATCHDOG_CODE 0x10000

/* The kind of event that a timer signals (CreateEvent, 7.1.1). */
#define EFI_EVENT_TIMER 0x80000000U
/* How a timer is set (EFI_TIMER_DELAY, 7.1.7): once, in units of 100 ns from
 * now. */
#define EFI_TIMER_RELATIVE 2

/* EFI_BOOT_SERVICES (4.4; the functions are described in chapter 7). */
struct efi_boot_services {
	struct efi_table_header header;
	efi_unused raise_tpl;
	efi_unused restore_tpl;
	efi_status (EFIAPI *allocate_pages)(uint32_t how, uint32_t type,
					    efi_uintn pages,
					    uint64_t *address);
	efi_status (EFIAPI *free_pages)(uint64_t address, efi_uintn pages);
	efi_status (EFIAPI *get_memory_map)(efi_uintn *size, void *map,
					    efi_uintn *key,
					    efi_uintn *descriptor_size,
					    uint32_t *version);
	efi_status (EFIAPI *allocate_pool)(uint32_t type, efi_uintn size,
					   void **buffer);
	efi_status (EFIAPI *free_pool)(void *buffer);
	efi_status (EFIAPI *create_event)(uint32_t type, efi_uintn notify_tpl,
					  efi_unused notify, void *context,
					  efi_event *event);
	efi_status (EFIAPI *set_timer)(efi_event event, uint32_t how,
				       uint64_t time);
	efi_status (EFIAPI *wait_for_event)(efi_uintn count, efi_event *events,
					    efi_uintn *index);
	efi_unused signal_event;
	efi_status (EFIAPI *close_event)(efi_event event);
	efi_status (EFIAPI *check_event)(efi_event event);
	efi_unused install_protocol_interface;
	efi_status (EFIAPI *reinstall_protocol_interface)(
		efi_handle handle, const struct efi_guid *protocol,
		void *old_interface, void *new_interface);
	efi_status (EFIAPI *uninstall_protocol_interface)(
		efi_handle handle, const struct efi_guid *protocol,
		void *interface);
	efi_status (EFIAPI *handle_protocol)(efi_handle handle,
					     const struct efi_guid *protocol,
					     void **interface);
	efi_unused reserved;
	efi_unused register_protocol_notify;
	efi_unused locate_handle;
	efi_status (EFIAPI *locate_device_path)(
		const struct efi_guid *protocol, struct efi_device_path **path,
		efi_handle *handle);
	efi_unused install_configuration_table;
	efi_status (EFIAPI *load_image)(efi_boolean boot_policy,
					efi_handle parent,
					struct efi_device_path *path,
					void *source, efi_uintn size,
					efi_handle *image);
	efi_status (EFIAPI *start_image)(efi_handle image, efi_uintn *exit_size,
					 efi_char16 **exit_data);
	efi_unused exit;
	efi_status (EFIAPI *unload_image)(efi_handle image);
	efi_unused exit_boot_services;
	efi_unused get_next_monotonic_count;
	efi_status (EFIAPI *stall)(efi_uintn microseconds);
	efi_status (EFIAPI *set_watchdog_timer)(efi_uintn seconds,
						uint64_t code, efi_uintn size,
						efi_char16 *data);
	efi_status (EFIAPI *connect_controller)(efi_handle controller,
						efi_handle *driver,
						struct efi_device_path *child,
						efi_boolean recursive);
	efi_status (EFIAPI *disconnect_controller)(efi_handle controller,
						   efi_handle driver,
						   efi_handle child);
	efi_status (EFIAPI *open_protocol)(efi_handle handle,
					   const struct efi_guid *protocol,
					   void **interface, efi_handle agent,
					   efi_handle controller,
					   uint32_t attributes);
	efi_status (EFIAPI *close_protocol)(efi_handle handle,
					    const struct efi_guid *protocol,
					    efi_handle agent,
					    efi_handle controller);
	efi_status (EFIAPI *open_protocol_information)(
		efi_handle handle, const struct efi_guid *protocol,
		struct efi_open_info **entries, efi_uintn *count);
	efi_unused protocols_per_handle;
	efi_status (EFIAPI *locate_handle_buffer)(
		uint32_t how, const struct efi_guid *protocol, void *key,
		efi_uintn *count, efi_handle **handles);
	efi_status (EFIAPI *locate_protocol)(const struct efi_guid *protocol,
					     void *registration,
					     void **interface);
	efi_status (EFIAPI *install_multiple_protocol_interfaces)(
		efi_handle *handle, ...);
	efi_status (EFIAPI *uninstall_multiple_protocol_interfaces)(
		efi_handle handle, ...);
	efi_unused calculate_crc32;
	efi_unused copy_mem;
	efi_unused set_mem;
	efi_unused create_event_ex;
};
_Static_assert(offsetof(struct efi_boot_services, allocate_pages) == 40, "4.4");
_Static_assert(offsetof(struct efi_boot_services, check_event) == 120, "4.4");
_Static_assert(offsetof(struct efi_boot_services, handle_protocol) == 152,
	       "4.4");
_Static_assert(offsetof(struct efi_boot_services, load_image) == 200, "4.4");
_Static_assert(offsetof(struct efi_boot_services, stall) == 248, "4.4");
_Static_assert(offsetof(struct efi_boot_services, open_protocol) == 280, "4.4");
_Static_assert(offsetof(struct efi_boot_services, locate_protocol) == 320,
	       "4.4");
_Static_assert(sizeof(struct efi_boot_services) == 376, "4.4");

#endif /* EFI_BOOT_H */
