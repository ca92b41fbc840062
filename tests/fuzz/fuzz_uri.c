/* SPDX-License-Identifier: GPL-2.0-or-later */

/* URIs: the first line is a base, the second one is resolved against it. What
 * is written reads as the same again. */

#include "fuzz.h"
#include <ipxe/uri.h>

REACHES(parse_uri, resolve_uri, format_uri_public, uri_port);

static void check(const struct uri *uri)
{
	char *text = format_uri_alloc(uri), *again;
	size_t len = format_uri_public(uri, NULL, 0);
	struct uri *read;
	char *shown;

	fuzz_assert(text);
	shown = malloc(len + 1);
	fuzz_assert(shown && format_uri_public(uri, shown, len + 1) == len);
	read = parse_uri(text);
	again = format_uri_alloc(read);
	fuzz_assert(read && again);
	/* A host with a colon at its end, which none has, loses it; and a path
	 * alone may read as a scheme or a host (RFC 3986 section 4.2). */
	if (uri->host && uri->scheme && !strchr(uri->host, ':'))
		fuzz_assert(strcmp(text, again) == 0);
	fuzz_assert(uri_port(uri, 80) <= 65535);
	uri_put(read);
	free(again);
	free(text);
	free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = fuzz_text(data, len);
	char *line = strchr(text, '\n');
	struct uri *base, *relative, *resolved;

	if (line)
		*line++ = '\0';
	base = parse_uri(text);
	relative = parse_uri(line ? line : "");
	fuzz_assert(base && relative);
	check(base);
	resolved = resolve_uri(base, relative);
	fuzz_assert(resolved);
	check(resolved);
	uri_put(resolved);
	uri_put(relative);
	uri_put(base);
	free(text);
	return 0;
}
