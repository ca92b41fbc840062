/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * URIs (RFC 3986). A URI is one block of memory: the struct, then the texts of
 * its parts. User, password and host are stored decoded. Path, query and fragment
 * are not, as decoding would remove the difference between "/" and "%2F" or "&" and
 * "%26".
 */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <core/digits.h>
#include <ipxe/uri.h>

struct uri *cwuri;

void churi(struct uri *uri)
{
	uri_get(uri);
	uri_put(cwuri);
	cwuri = uri;
}

/* The offsets of the parts in the struct, in the order in which a URI has
 * them. */
static const size_t part_offsets[] = {
	offsetof(struct uri, scheme), offsetof(struct uri, opaque),
	offsetof(struct uri, user), offsetof(struct uri, password),
	offsetof(struct uri, host), offsetof(struct uri, port),
	offsetof(struct uri, path), offsetof(struct uri, query),
	offsetof(struct uri, fragment), offsetof(struct uri, second_host),
};

#define NUM_PARTS (sizeof(part_offsets) / sizeof(part_offsets[0]))
/* How many of them, the first ones, are written. */
#define NUM_WRITTEN (NUM_PARTS - 1)

/* Returns the address of a URI's pointer to its part number i. */
static const char **part(const struct uri *uri, unsigned int i)
{
	return (const char **)((char *)uri + part_offsets[i]);
}

struct uri *uri_copy(const struct uri *parts)
{
	size_t len = sizeof(struct uri);
	struct uri *uri;
	unsigned int i;
	char *text;

	for (i = 0; i < NUM_PARTS; i++) {
		if (*part(parts, i))
			len += strlen(*part(parts, i)) + 1;
	}
	uri = zalloc(len);
	if (!uri)
		return NULL;
	ref_init(&uri->refcnt, NULL);
	text = (char *)(uri + 1);
	for (i = 0; i < NUM_PARTS; i++) {
		if (!*part(parts, i))
			continue;
		*part(uri, i) = strcpy(text, *part(parts, i));
		text += strlen(text) + 1;
	}
	return uri;
}

int uri_escape(const char *text)
{
	int high = *text == '%' ? hex_digit(text[1]) : -1;
	int low = high >= 0 ? hex_digit(text[2]) : -1;

	return low >= 0 ? high << 4 | low : -1;
}

/* Returns non-zero for a character that means the same whether it is
 * percent-encoded or not (RFC 3986 section 2.3). */
static int is_unreserved(char c)
{
	return isalnum(c) || (c && strchr("-._~", c));
}

/* Returns non-zero if a percent sign that begins no escape comes so shortly before
 * the end of a text that a character after it would make it one. */
static int open_escape(const char *start, const char *end)
{
	return (end > start && end[-1] == '%') ||
	       (end > start + 1 && end[-2] == '%' && hex_digit(end[-1]) >= 0);
}

/* Decodes percent-encoded text in place; in a path, only what need not be encoded
 * (RFC 3986 section 6.2.2.2) and does not make an escape of an invalid one. An
 * invalid escape and the one of a NUL stay. */
static void decode(char *text, int is_path)
{
	char *start = text, *out = text;

	while (*text) {
		int c = uri_escape(text);

		if (c > 0 && (!is_path || (is_unreserved(c) &&
					   !open_escape(start, out)))) {
			*out++ = c;
			text += 3;
		} else {
			*out++ = *text++;
		}
	}
	*out = '\0';
}

void uri_decode(char *text)
{
	decode(text, 0);
}

/* Returns the length of the scheme before a colon, or 0 if there is none
 * (RFC 3986 section 3.1). */
static size_t scheme_len(const char *text)
{
	size_t len = 0;

	if (!isalpha(*text))
		return 0;
	while (isalnum(text[len]) || text[len] == '+' || text[len] == '-' ||
	       text[len] == '.')
		len++;
	return text[len] == ':' ? len : 0;
}

/* Ends the text at its first character c. Returns the text after that character,
 * or NULL if the text does not contain it. */
static char *cut(char *text, char c)
{
	char *at = strchr(text, c);

	if (!at)
		return NULL;
	*at = '\0';
	return at + 1;
}

/* Sets a URI's parts from "[user[:password]@]host[:port]", which it changes. */
static void parse_authority(struct uri *uri, char *text)
{
	char *at = strrchr(text, '@');
	char *colon;

	if (at) {
		*at = '\0';
		colon = cut(text, ':');
		decode(text, 0);
		uri->user = text;
		if (colon) {
			decode(colon, 0);
			uri->password = colon;
		}
		text = at + 1;
	}
	colon = strrchr(text, ':');
	if (colon && !strchr(colon, ']')) {
		*colon = '\0';
		decode(colon + 1, 0);
		if (colon[1])
			uri->port = colon + 1;
	}
	decode(text, 0);
	uri->host = text;
}

struct uri *parse_uri(const char *text)
{
	struct uri parts = { .scheme = NULL };
	struct uri *uri = NULL;
	char *copy, *rest, *path, *authority = NULL;
	size_t len;

	copy = malloc(strlen(text) + 1);
	if (!copy)
		return NULL;
	rest = strcpy(copy, text);
	parts.fragment = cut(rest, '#');
	len = scheme_len(rest);
	if (len) {
		rest[len] = '\0';
		parts.scheme = rest;
		rest += len + 1;
		if (*rest != '/') {
			parts.opaque = rest;
			goto done;
		}
	}
	parts.query = cut(rest, '?');
	path = rest;
	if (rest[0] == '/' && rest[1] == '/') {
		authority = rest + 2;
		path = strchr(authority, '/');
		if (path) {
			/* The authority moves down by one byte, over one of
			 * the two slashes, so that a NUL fits between it and
			 * the path. */
			memmove(authority - 1, authority, path - authority);
			authority--;
			path[-1] = '\0';
		}
	}
	if (authority)
		parse_authority(&parts, authority);
	if (path && *path) {
		decode(path, 1);
		parts.path = path;
	}
done:
	uri = uri_copy(&parts);
	free(copy);
	return uri;
}

/* The characters that a part may contain without being percent-encoded (RFC 3986
 * appendix A), in addition to letters, digits and "-._~". */
static const char *const allowed[NUM_WRITTEN] = {
	"+",				/* scheme */
	"!$&'()*+,;=:@/?%#[]",		/* opaque */
	"!$&'()*+,;=",			/* user */
	"!$&'()*+,;=:",			/* password */
	"!$&'()*+,;=:[]",		/* host */
	"",				/* port */
	"!$&'()*+,;=:@/",		/* path */
	"!$&'()*+,;=:@/?%",		/* query */
	"!$&'()*+,;=:@/?%",		/* fragment */
};

/* The punctuation before each part of a URI. */
static const char *const before[NUM_WRITTEN] = {
	"", "", "//", ":", "//", ":", "", "?", "#",
};

/* A buffer that text is written to, which may be too short for it. */
struct writer {
	/* The buffer. */
	char *buf;
	/* Its size, in bytes. */
	size_t len;
	/* Length of the whole text so far, including what did not fit. */
	size_t used;
};

static void write_char(struct writer *out, char c)
{
	if (out->used + 1 < out->len)
		out->buf[out->used] = c;
	out->used++;
}

static void write_text(struct writer *out, const char *text)
{
	while (*text)
		write_char(out, *text++);
}

/* Writes the text of a part, percent-encoding all characters except those that
 * may always stand for themselves and those in plain. The other escapes of a path
 * get capital letters (RFC 3986 section 6.2.2.1). */
static void write_encoded(struct writer *out, const char *text,
			  const char *plain, int is_path)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *text; text++) {
		int escape = is_path ? uri_escape(text) : -1;
		uint8_t c = *text;

		if (escape >= 0) {
			c = escape;
			text += 2;
		}
		if (is_unreserved(c) || (escape < 0 && strchr(plain, c))) {
			write_char(out, c);
		} else {
			write_char(out, '%');
			write_char(out, hex[c >> 4]);
			write_char(out, hex[c & 0xf]);
		}
	}
}

/* The indexes of those parts that are treated in a special way. */
enum part_index { SCHEME, OPAQUE, USER, PASSWORD, HOST, PORT, PATH };

/* Writes a URI as text, with its password or with asterisks in its place. Returns
 * the length of the whole text, even if the buffer is too short for it. */
static size_t format(const struct uri *uri, char *buf, size_t len,
		     int show_password)
{
	struct writer out = { buf, len, 0 };
	unsigned int i;

	for (i = 0; i < NUM_WRITTEN; i++) {
		const char *text = *part(uri, i);

		if (!text)
			continue;
		write_text(&out, i == HOST && uri->user ? "@" : before[i]);
		if (i == PASSWORD && !show_password)
			text = "***";
		write_encoded(&out, text, allowed[i], i == PATH);
		if (i == SCHEME)
			write_char(&out, ':');
	}
	if (len)
		buf[out.used < len ? out.used : len - 1] = '\0';
	return out.used;
}

size_t format_uri(const struct uri *uri, char *buf, size_t len)
{
	return format(uri, buf, len, 1);
}

size_t format_uri_public(const struct uri *uri, char *buf, size_t len)
{
	return format(uri, buf, len, 0);
}

char *format_uri_alloc(const struct uri *uri)
{
	size_t len = format_uri(uri, NULL, 0) + 1;
	char *text = malloc(len);

	if (text)
		format_uri(uri, text, len);
	return text;
}

/* Removes "." and ".." in place (RFC 3986 section 5.2.4): "a/./b" and
 * "a/x/../b" become "a/b". Double slashes are kept, as they mean an absolute
 * path in TFTP. */
static void remove_dots(char *path)
{
	char *root = path + (*path == '/');
	char *out = root;
	char *in = root;

	while (*in) {
		char *end = strchr(in, '/');
		size_t len = end ? (size_t)(end - in) : strlen(in);
		size_t step = len + (end != NULL);

		if (len == 2 && in[0] == '.' && in[1] == '.') {
			if (out > root)
				out--;
			while (out > root && out[-1] != '/')
				out--;
		} else if (len != 1 || in[0] != '.') {
			memmove(out, in, step);
			out += step;
		}
		in += step;
	}
	*out = '\0';
}

/* Returns the path that a relative path means in the folder of the base path, in
 * allocated memory, or NULL when out of memory. */
static char *resolve_path(const char *base, const char *relative)
{
	const char *slash = base ? strrchr(base, '/') : NULL;
	size_t len = 0;
	char *path;

	if (relative[0] != '/' && slash)
		len = slash + 1 - base;
	path = malloc(len + strlen(relative) + 1);
	if (!path)
		return NULL;
	if (len)
		memcpy(path, base, len);
	strcpy(path + len, relative);
	remove_dots(path);
	return path;
}

struct uri *resolve_uri(const struct uri *base, struct uri *relative)
{
	struct uri parts;
	struct uri *uri;
	char *path = NULL;

	if (!base || uri_is_absolute(relative))
		return uri_get(relative);
	parts = relative->host ? *relative : *base;
	parts.scheme = base->scheme;
	parts.fragment = relative->fragment;
	if (relative->path) {
		path = resolve_path(base->host && !base->path ? "/" :
				    base->path, relative->path);
		if (!path)
			return NULL;
		parts.path = path;
		parts.query = relative->query;
		parts.opaque = NULL;
	} else if (relative->query) {
		parts.query = relative->query;
	}
	uri = uri_copy(&parts);
	free(path);
	return uri;
}

unsigned int uri_port(const struct uri *uri, unsigned int default_port)
{
	unsigned long port;
	char *end;

	if (!uri->port)
		return default_port;
	port = strtoul(uri->port, &end, 10);
	return *end || port > 0xffff ? 0 : port;
}
