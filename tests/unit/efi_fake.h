/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_FAKE_H
#define EFI_FAKE_H

/*
 * Firmware that tests own: boot services on a small table of what is installed
 * where. A handle is a pointer to a struct fake_handle. What is opened has to
 * be closed: fake_firmware_check() says so.
 */

#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include "../../core/platform/efi/efi.h"

#define FAKE_PROTOCOLS 4
#define FAKE_HANDLES 16

struct fake_handle {
	struct {
		struct efi_guid guid;
		void *interface;	/* NULL: this entry is free */
	} protocols[FAKE_PROTOCOLS];
	unsigned int opened;		/* by us, exclusively */
	unsigned int connected;		/* calls of ConnectController */
	int recursive;			/* of the last call */
	int driver_on_it;		/* the firmware's */
};

static struct {
	struct fake_handle *handles[FAKE_HANDLES];
	unsigned int count;
	efi_status open_status;		/* of OpenProtocol */
	unsigned int pool;		/* buffers not freed yet */
	int watchdog;			/* whether it is on */
} fake;

struct efi_system_table *efi_system;
struct efi_boot_services *efi_boot;
efi_handle efi_our_handle;
struct efi_loaded_image *efi_our_image;

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

static efi_status EFIAPI fake_free_pool(void *buffer)
{
	assert_true(fake.pool > 0);
	fake.pool--;
	free(buffer);
	return EFI_SUCCESS;
}

static efi_status EFIAPI fake_handle_protocol(efi_handle handle,
					      const struct efi_guid *guid,
					      void **interface)
{
	*interface = fake_find(handle, guid);
	return *interface ? EFI_SUCCESS : EFI_UNSUPPORTED;
}

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

/* The handle whose path is the longest beginning of *path. */
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

static efi_status EFIAPI fake_connect(efi_handle handle, efi_handle *driver,
				      struct efi_device_path *child,
				      efi_boolean recursive)
{
	struct fake_handle *it = handle;

	it->connected++;
	it->recursive = recursive;
	return EFI_SUCCESS;
}

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

static efi_status EFIAPI fake_close(efi_handle handle,
				    const struct efi_guid *guid,
				    efi_handle agent, efi_handle controller)
{
	struct fake_handle *it = handle;

	assert_int_equal(it->opened, 1);
	it->opened--;
	return EFI_SUCCESS;
}

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

/* Stands in for that of clock.c. */
void efi_watchdog(int on)
{
	fake.watchdog = on;
}

static struct efi_boot_services fake_boot;
static struct efi_system_table fake_system;

static void fake_firmware_start(void)
{
	memset(&fake, 0, sizeof(fake));
	memset(&fake_boot, 0, sizeof(fake_boot));
	fake_boot.free_pool = fake_free_pool;
	fake_boot.handle_protocol = fake_handle_protocol;
	fake_boot.locate_handle_buffer = fake_locate_handle_buffer;
	fake_boot.locate_device_path = fake_locate_device_path;
	fake_boot.connect_controller = fake_connect;
	fake_boot.open_protocol = fake_open;
	fake_boot.close_protocol = fake_close;
	fake_boot.open_protocol_information = fake_open_info;
	fake_system.boot = &fake_boot;
	efi_boot = &fake_boot;
	efi_system = &fake_system;
	efi_our_handle = &fake_boot;
}

/* Nothing is left open, and no buffer. */
static __unused void fake_firmware_check(void)
{
	unsigned int i;

	for (i = 0; i < fake.count; i++)
		assert_int_equal(fake.handles[i]->opened, 0);
	assert_int_equal(fake.pool, 0);
}

/* --- device paths: a node at a time, into a buffer of that many bytes */

struct fake_path {
	union {
		struct efi_device_path header;
		uint8_t bytes[EFI_PATH_MAX + 64];
	};
	size_t len;
};

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

static __unused void fake_end(struct fake_path *path)
{
	fake_node(path, EFI_PATH_END, EFI_PATH_END_ALL, "", 0);
}

static __unused void fake_pci_node(struct fake_path *path, unsigned int device,
			  unsigned int function)
{
	uint8_t data[2] = { function, device };

	fake_node(path, EFI_PATH_HARDWARE, EFI_PATH_HARDWARE_PCI, data, 2);
}

static __unused void fake_mac_node(struct fake_path *path, unsigned int last)
{
	uint8_t data[33] = { 0x52, 0x54, 0, 0, 0, last };

	fake_node(path, EFI_PATH_MESSAGING, EFI_PATH_MESSAGING_MAC, data,
		  sizeof(data));
}

#endif /* EFI_FAKE_H */
