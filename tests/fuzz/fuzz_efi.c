/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What UEFI firmware, cards and servers say: programs (PE32+) and device paths.
 * The second half of the input is a path that may have no end.
 */

#include "fuzz.h"
#include "../../core/platform/efi/efi.h"

REACHES(check_section, check_header, compare_nodes, efi_path_begins);

/* Nothing here has a handle. */
void *efi_interface(efi_handle handle, const struct efi_guid *protocol)
{
	return NULL;
}

/* Returns a path as long as anybody looks, with zeros after the input. */
static struct efi_device_path *path_of(const uint8_t *data, size_t len)
{
	uint8_t *path = malloc(EFI_PATH_MAX);

	fuzz_assert(path);
	memset(path, 0, EFI_PATH_MAX);
	memcpy(path, data, len < EFI_PATH_MAX ? len : EFI_PATH_MAX);
	return (struct efi_device_path *)path;
}

static void check_paths(const uint8_t *data, size_t len)
{
	struct efi_device_path *a = path_of(data, len / 2);
	struct efi_device_path *b = path_of(data + len / 2, len - len / 2);
	int a_len = efi_path_len(a);

	fuzz_assert(a_len < EFI_PATH_MAX);
	fuzz_assert(efi_path_compare(a, a) == 0);
	fuzz_assert(!efi_path_last(a) || a_len > 0);
	/* Whichever comes first does so from both sides. */
	fuzz_assert((efi_path_compare(a, b) > 0) ==
		    (efi_path_compare(b, a) < 0));
	if (efi_path_begins(a, b))
		fuzz_assert(efi_path_len(b) <= a_len);
	free(a);
	free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t *copy = fuzz_copy(data, len);
	const char *why;

	if (efi_pe_check(copy, len, &why) == 0)
		fuzz_assert(!why && len > 64);
	free(copy);
	check_paths(data, len);
	return 0;
}
