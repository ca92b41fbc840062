/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Files that gzip may have packed: nothing outside of either buffer is touched,
 * whatever they say. */

#include "fuzz.h"
#include <core/inflate.h>

#define MAX_SIZE (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *why = NULL;
	struct gzip gzip;
	void *out;
	int rc;

	if (gzip_parse(data, len, &gzip, &why) != 0) {
		fuzz_assert(why);
		return 0;
	}
	fuzz_assert(gzip.start <= gzip.end && gzip.end <= len);
	if (gzip.size > MAX_SIZE)
		return 0;
	out = malloc(gzip.size);
	fuzz_assert(out);
	rc = gzip_unpack(data, &gzip, out, &why);
	fuzz_assert(rc == 0 || why);
	free(out);
	return 0;
}
