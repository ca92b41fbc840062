/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Device paths (UEFI 2.10, chapter 10), which say where a device sits.
 */

#include <errno.h>
#include <string.h>
#include "efi.h"

static size_t node_len(const struct efi_device_path *node)
{
	return node->len[0] | node->len[1] << 8;
}

/* Returns the length of a path up to the node that ends it, with its last node
 * in *last, or NULL if it has none; or -EINVAL as efi_path_len() does. */
static int walk(const struct efi_device_path *path,
		const struct efi_device_path **last)
{
	const struct efi_device_path *node;
	size_t len = 0;

	*last = NULL;
	while (path) {
		node = efi_path_at(path, len);
		/* This also ends at the first of several paths in a row. */
		if (node->type == EFI_PATH_END)
			return len;
		if (node_len(node) < sizeof(*node) ||
		    node_len(node) > EFI_PATH_MAX - sizeof(*node) - len)
			break;
		*last = node;
		len += node_len(node);
	}
	*last = NULL;
	return -EINVAL;
}

int efi_path_len(const struct efi_device_path *path)
{
	const struct efi_device_path *last;

	return walk(path, &last);
}

const struct efi_device_path *efi_path_last(const struct efi_device_path *path)
{
	const struct efi_device_path *last;

	walk(path, &last);
	return last;
}

/* Returns the order of two nodes, as efi_path_compare() does. Both have to be
 * parts of paths whose lengths have been checked. */
static int compare_nodes(const struct efi_device_path *a,
			 const struct efi_device_path *b)
{
	size_t a_len = node_len(a), b_len = node_len(b);
	int result = memcmp(a, b, 2);

	if (result != 0)
		return result;
	if (efi_path_is(a, EFI_PATH_HARDWARE, EFI_PATH_HARDWARE_PCI) &&
	    a_len == sizeof(struct efi_path_pci) && a_len == b_len) {
		const struct efi_path_pci *x = (const void *)a;
		const struct efi_path_pci *y = (const void *)b;

		return x->device != y->device ? x->device - y->device :
						x->function - y->function;
	}
	result = memcmp(a + 1, b + 1,
			(a_len < b_len ? a_len : b_len) - sizeof(*a));
	return result ? result : (int)a_len - (int)b_len;
}

int efi_path_compare(const struct efi_device_path *a,
		     const struct efi_device_path *b)
{
	int a_len = efi_path_len(a), b_len = efi_path_len(b);
	int result, at = 0, b_at = 0;

	if (a_len < 0 || b_len < 0)
		return (a_len < 0) - (b_len < 0);
	while (at < a_len && b_at < b_len) {
		const struct efi_device_path *x = efi_path_at(a, at);
		const struct efi_device_path *y = efi_path_at(b, b_at);

		result = compare_nodes(x, y);
		if (result != 0)
			return result;
		at += node_len(x);
		b_at += node_len(y);
	}
	return a_len - b_len;
}

int efi_path_begins(const struct efi_device_path *path,
		    const struct efi_device_path *prefix)
{
	int len = efi_path_len(path), prefix_len = efi_path_len(prefix);

	return len >= 0 && prefix_len >= 0 && len >= prefix_len &&
	       memcmp(path, prefix, prefix_len) == 0;
}

struct efi_device_path *efi_path_of(efi_handle handle)
{
	static const struct efi_guid device_path = EFI_DEVICE_PATH_GUID;

	return efi_interface(handle, &device_path);
}
