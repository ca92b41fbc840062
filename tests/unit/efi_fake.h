/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_FAKE_H
#define EFI_FAKE_H

/*
 * Firmware for tests. Its boot services work on a small table that says which
 * protocols are installed on which handle. A handle is a pointer to a struct
 * fake_handle. fake_firmware_check() fails if something that was opened has not
 * been closed.
 */

#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <ipxe/pci.h>
#include "../../core/platform/efi/efi.h"

/* Greatest number of protocols on a handle. */
#define FAKE_PROTOCOLS 4
/* Greatest number of handles. */
#define FAKE_HANDLES 16

/* A handle. */
struct fake_handle {
	/* The protocols that are installed on it. */
	struct {
		/* GUID of the protocol. */
		struct efi_guid guid;
		/* The protocol's structure, or NULL if this entry is free. */
		void *interface;
	} protocols[FAKE_PROTOCOLS];
	/* How often our code has opened it exclusively and not closed it. */
	unsigned int opened;
	/* How often ConnectController() was called for it. */
	unsigned int connected;
	/* The argument "recursive" of the latest of these calls. */
	int recursive;
	/* How often DisconnectController() was called for it. */
	unsigned int disconnected;
	/* Non-zero if a driver of the firmware uses it. */
	int driver_on_it;
};

/* The state of the firmware. */
static struct {
	/* All handles. */
	struct fake_handle *handles[FAKE_HANDLES];
	/* Number of handles. */
	unsigned int count;
	/* Error that OpenProtocol() returns, or EFI_SUCCESS if it works. */
	efi_status open_status;
	/* Number of buffers that were allocated and not freed. */
	unsigned int pool;
	/* Non-zero if the watchdog timer is on. */
	int watchdog;
	/* Non-zero if there is an IOMMU. */
	int iommu;
} fake;

/* The system table that the code under test uses. */
struct efi_system_table *efi_system;
/* The boot services that the code under test uses. */
struct efi_boot_services *efi_boot;
/* The handle of the image that the code under test is part of. */
efi_handle efi_our_handle;
/* The loaded image protocol on that handle. */
struct efi_loaded_image *efi_our_image;

/* Installs a protocol on a handle, and adds the handle to the table if it is
 * new. */
static __unused void fake_install(struct fake_handle *handle,
				  struct efi_guid guid, void *interface)
{
	unsigned int i;

	for (i = 0; i < fake.count && fake.handles[i] != handle; i++)
		;
	if (i == fake.count) {
		assert_true(fake.count < FAKE_HANDLES);
		fake.handles[fake.count++] = handle;
	}
	for (i = 0; handle->protocols[i].interface; i++)
		assert_true(i + 1 < FAKE_PROTOCOLS);
	handle->protocols[i].guid = guid;
	handle->protocols[i].interface = interface;
}

/* Returns the structure of a protocol on a handle, or NULL. */
static void *fake_find(struct fake_handle *handle,
		       const struct efi_guid *guid)
{
	unsigned int i;

	for (i = 0; i < FAKE_PROTOCOLS; i++) {
		if (handle->protocols[i].interface &&
		    memcmp(&handle->protocols[i].guid, guid,
			   sizeof(*guid)) == 0)
			return handle->protocols[i].interface;
	}
	return NULL;
}

/* Implements FreePool(). */
static efi_status EFIAPI fake_free_pool(void *buffer)
{
	assert_true(fake.pool > 0);
	fake.pool--;
	free(buffer);
	return EFI_SUCCESS;
}

/* Implements HandleProtocol(). */
static efi_status EFIAPI fake_handle_protocol(efi_handle handle,
					      const struct efi_guid *guid,
					      void **interface)
{
	*interface = fake_find(handle, guid);
	return *interface ? EFI_SUCCESS : EFI_UNSUPPORTED;
}

/* Implements LocateHandleBuffer(), which finds the handles with a protocol. */
static efi_status EFIAPI fake_locate_handle_buffer(
	uint32_t how, const struct efi_guid *guid, void *key,
	efi_uintn *count, efi_handle **handles)
{
	unsigned int i;

	assert_int_equal(how, EFI_BY_PROTOCOL);
	*count = 0;
	*handles = calloc(FAKE_HANDLES, sizeof(**handles));
	for (i = 0; i < fake.count; i++) {
		if (fake_find(fake.handles[i], guid))
			(*handles)[(*count)++] = fake.handles[i];
	}
	if (*count) {
		fake.pool++;
		return EFI_SUCCESS;
	}
	free(*handles);
	return EFI_NOT_FOUND;
}

/* Implements LocateDevicePath(), which finds the handle with the longest path
 * with which *path begins. */
static efi_status EFIAPI fake_locate_device_path(
	const struct efi_guid *guid, struct efi_device_path **path,
	efi_handle *handle)
{
	static const struct efi_guid path_guid = EFI_DEVICE_PATH_GUID;
	struct efi_device_path *its;
	int best = -1;
	unsigned int i;

	for (i = 0; i < fake.count; i++) {
		its = fake_find(fake.handles[i], &path_guid);
		if (!its || !fake_find(fake.handles[i], guid) ||
		    !efi_path_begins(*path, its) ||
		    efi_path_len(its) <= best)
			continue;
		best = efi_path_len(its);
		*handle = fake.handles[i];
	}
	if (best < 0)
		return EFI_NOT_FOUND;
	*path = (struct efi_device_path *)efi_path_at(*path, best);
	return EFI_SUCCESS;
}

/* Implements ConnectController(), which only notes how it was called. */
static efi_status EFIAPI fake_connect(efi_handle handle, efi_handle *driver,
				      struct efi_device_path *child,
				      efi_boolean recursive)
{
	struct fake_handle *it = handle;

	it->connected++;
	it->recursive = recursive;
	return EFI_SUCCESS;
}

/* Implements OpenProtocol(), which has to be called for exclusive use. */
static efi_status EFIAPI fake_open(efi_handle handle,
				   const struct efi_guid *guid,
				   void **interface, efi_handle agent,
				   efi_handle controller, uint32_t attributes)
{
	struct fake_handle *it = handle;

	assert_int_equal(attributes, EFI_OPEN_EXCLUSIVE);
	if (fake.open_status != EFI_SUCCESS)
		return fake.open_status;
	*interface = fake_find(it, guid);
	assert_non_null(*interface);
	assert_int_equal(it->opened, 0);
	it->opened++;
	return EFI_SUCCESS;
}

/* Implements CloseProtocol(). */
static efi_status EFIAPI fake_close(efi_handle handle,
				    const struct efi_guid *guid,
				    efi_handle agent, efi_handle controller)
{
	struct fake_handle *it = handle;

	assert_int_equal(it->opened, 1);
	it->opened--;
	return EFI_SUCCESS;
}

/* Implements OpenProtocolInformation(), which tells of one user of the
 * handle. */
static efi_status EFIAPI fake_open_info(efi_handle handle,
					const struct efi_guid *guid,
					struct efi_open_info **info,
					efi_uintn *count)
{
	struct fake_handle *it = handle;

	*info = calloc(1, sizeof(**info));
	(*info)->attributes = it->driver_on_it ? EFI_OPEN_BY_DRIVER :
						 EFI_OPEN_GET;
	*count = 1;
	fake.pool++;
	return EFI_SUCCESS;
}

/* Notes whether the watchdog timer is on. It replaces the function in
 * clock.c. */
void efi_watchdog(int on)
{
	fake.watchdog = on;
}

/* DisconnectController() of the firmware, which counts. */
static efi_status EFIAPI fake_disconnect(efi_handle handle, efi_handle driver,
					 efi_handle child)
{
	struct fake_handle *it = handle;

	assert_null(driver);
	assert_null(child);
	it->disconnected++;
	return EFI_SUCCESS;
}

/* LocateProtocol() of the firmware. The only protocol that is looked for by
 * itself is that of the IOMMU. */
static efi_status EFIAPI fake_locate_protocol(const struct efi_guid *guid,
					      void *registration,
					      void **interface)
{
	*interface = fake.iommu ? &fake : NULL;
	return fake.iommu ? EFI_SUCCESS : EFI_NOT_FOUND;
}

/* Stands in for that of pci.c. */
uintptr_t pci_highest_address(void)
{
	return UINTPTR_MAX;
}

/* The boot services of this firmware. */
static struct efi_boot_services fake_boot;
/* The system table of this firmware. */
static struct efi_system_table fake_system;

/* Starts the firmware without any handle. */
static void fake_firmware_start(void)
{
	memset(&fake, 0, sizeof(fake));
	memset(&fake_boot, 0, sizeof(fake_boot));
	fake_boot.free_pool = fake_free_pool;
	fake_boot.handle_protocol = fake_handle_protocol;
	fake_boot.locate_handle_buffer = fake_locate_handle_buffer;
	fake_boot.locate_device_path = fake_locate_device_path;
	fake_boot.connect_controller = fake_connect;
	fake_boot.disconnect_controller = fake_disconnect;
	fake_boot.locate_protocol = fake_locate_protocol;
	fake_boot.open_protocol = fake_open;
	fake_boot.close_protocol = fake_close;
	fake_boot.open_protocol_information = fake_open_info;
	fake_system.boot = &fake_boot;
	efi_boot = &fake_boot;
	efi_system = &fake_system;
	efi_our_handle = &fake_boot;
}

/* Checks that every protocol is closed and every buffer is freed. */
static __unused void fake_firmware_check(void)
{
	unsigned int i;

	for (i = 0; i < fake.count; i++)
		assert_int_equal(fake.handles[i]->opened, 0);
	assert_int_equal(fake.pool, 0);
}

/* --- device paths, which tests make node by node */

/* A device path. */
struct fake_path {
	/* The bytes of the path. */
	union {
		/* The header of the first node. */
		struct efi_device_path header;
		/* All nodes. */
		uint8_t bytes[EFI_PATH_MAX + 64];
	};
	/* Length of the path in bytes. */
	size_t len;
};

/* Appends a node to a path. */
static __unused void fake_node(struct fake_path *path, unsigned int type,
		      unsigned int subtype, const void *data, size_t len)
{
	uint8_t *node = path->bytes + path->len;

	assert_true(path->len + 4 + len <= sizeof(path->bytes));
	node[0] = type;
	node[1] = subtype;
	node[2] = (4 + len) & 0xff;
	node[3] = (4 + len) >> 8;
	memcpy(node + 4, data, len);
	path->len += 4 + len;
}

/* Appends the node that ends a path. */
static __unused void fake_end(struct fake_path *path)
{
	fake_node(path, EFI_PATH_END, EFI_PATH_END_ALL, "", 0);
}

/* Appends the node of a PCI function. */
static __unused void fake_pci_node(struct fake_path *path, unsigned int device,
			  unsigned int function)
{
	uint8_t data[2] = { function, device };

	fake_node(path, EFI_PATH_HARDWARE, EFI_PATH_HARDWARE_PCI, data, 2);
}

/* Appends the node of a net device, whose MAC address ends with the given
 * byte. */
static __unused void fake_mac_node(struct fake_path *path, unsigned int last)
{
	uint8_t data[33] = { 0x52, 0x54, 0, 0, 0, last };

	fake_node(path, EFI_PATH_MESSAGING, EFI_PATH_MESSAGING_MAC, data,
		  sizeof(data));
}

#endif /* EFI_FAKE_H */
