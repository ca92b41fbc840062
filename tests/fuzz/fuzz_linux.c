/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What the platform "linux" reads itself: frames without a checksum, and the
 * headers of EFI programs. */

#include "fuzz.h"
#include "../../core/platform/linux/nic.h"
#include "../../core/platform/linux/pe.h"

REACHES(pe_machine, is_linux, fill_udp);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	int machine = pe_machine(data, size);

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	fill_checksum(copy, size);
	/* It has changed two bytes at the most. */
	while (size && copy[size - 1] == data[size - 1])
		size--;
	if (size > 2 && memcmp(copy, data, size - 2) != 0)
		__builtin_trap();
	free(copy);
	is_linux(data, size);
	if (machine < -1 || machine > 0xffff)
		__builtin_trap();
	return 0;
}
