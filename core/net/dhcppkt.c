/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * DHCP packets. One reader for all options, whatever way they came: in the
 * options field, in file and sname when option 52 says so (RFC 2132 9.3),
 * split into several of the same code (RFC 3396), inside options 43 and 175,
 * or lying about their length. Everything is looked up anew in the packet's
 * bytes; nothing is kept beside them.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/dhcp.h>
#include <ipxe/dhcppkt.h>
#include <core/dhcpopt.h>

/* Bits of option 52, which say what fields hold options, too (RFC 2132 section
 * 9.3). */
#define OVERLOAD_FILE 1
#define OVERLOAD_SNAME 2

/* Longest value that one option on the wire can hold. */
#define OPTION_MAX 255

/* Copies as many bytes as the caller has room for. */
static void copy_out(void *data, size_t len, const void *src, size_t src_len)
{
	if (src_len < len)
		len = src_len;
	if (len)
		memcpy(data, src, len);
}

int dhcpopt_next(struct dhcpopt *opt)
{
	while (opt->pos < opt->len) {
		uint8_t code = opt->bytes[opt->pos];
		size_t left = opt->len - opt->pos - 1;
		size_t len;

		if (code == DHCP_PAD) {
			opt->pos++;
			continue;
		}
		if (code == DHCP_END || left < 1)
			return 0;
		len = opt->bytes[opt->pos + 1];
		if (len > left - 1)
			return 0;
		opt->start = opt->pos;
		opt->code = code;
		opt->value = opt->bytes + opt->pos + 2;
		opt->value_len = len;
		opt->pos += 2 + len;
		return 1;
	}
	return 0;
}

int dhcpopt_find(const void *bytes, size_t bytes_len, unsigned int code,
		 void *data, size_t len)
{
	struct dhcpopt opt = { .bytes = bytes, .len = bytes_len };
	size_t total = 0;
	int found = 0;

	while (dhcpopt_next(&opt)) {
		if (opt.code != code)
			continue;
		found = 1;
		if (total < len)
			copy_out((uint8_t *)data + total, len - total,
				 opt.value, opt.value_len);
		total += opt.value_len;
	}
	return found ? (int)total : -ENOENT;
}

/* Returns how many bytes of the packet belong to its options field. */
static size_t options_len(const struct dhcp_packet *pkt)
{
	return pkt->used_len - sizeof(*pkt->dhcphdr);
}

/* Returns the value of option 52, or 0 if the packet does not have it. */
static unsigned int overload(const struct dhcp_packet *pkt)
{
	uint8_t flags = 0;

	dhcpopt_find(pkt->dhcphdr->options, options_len(pkt),
		     DHCP_OPTION_OVERLOAD, &flags, sizeof(flags));
	return flags;
}

/* Fetches an option that is not inside another one, put together from all
 * places in the order of RFC 3396 section 5: options, file, sname. */
static int fetch_plain(const struct dhcp_packet *pkt, unsigned int code,
		       void *data, size_t len)
{
	const struct dhcphdr *hdr = pkt->dhcphdr;
	unsigned int flags = overload(pkt);
	const struct {
		const void *bytes;
		size_t len;
		int used;
	} areas[] = {
		{ hdr->options, options_len(pkt), 1 },
		{ hdr->file, sizeof(hdr->file), flags & OVERLOAD_FILE },
		{ hdr->sname, sizeof(hdr->sname), flags & OVERLOAD_SNAME },
	};
	size_t total = 0;
	int found = 0;
	unsigned int i;

	for (i = 0; i < sizeof(areas) / sizeof(areas[0]); i++) {
		size_t room = total < len ? len - total : 0;
		int part;

		if (!areas[i].used)
			continue;
		part = dhcpopt_find(areas[i].bytes, areas[i].len, code,
				    room ? (uint8_t *)data + total : NULL,
				    room);
		if (part < 0)
			continue;
		found = 1;
		total += part;
	}
	return found ? (int)total : -ENOENT;
}

/* Allocates a copy of a whole option. Returns its length, or a negative
 * error. */
static int copy_plain(const struct dhcp_packet *pkt, unsigned int code,
		      uint8_t **copy)
{
	int len = fetch_plain(pkt, code, NULL, 0);

	*copy = NULL;
	if (len < 0)
		return len;
	*copy = malloc(len ? len : 1);
	if (!*copy)
		return -ENOMEM;
	return fetch_plain(pkt, code, *copy, len);
}

/* Fetches an option that is inside another one, such as 43.6. Returns its length, or
 * a negative error. */
static int fetch_encapsulated(const struct dhcp_packet *pkt,
			      unsigned int outer, unsigned int inner,
			      void *data, size_t len)
{
	uint8_t *copy;
	int rc;

	rc = copy_plain(pkt, outer, &copy);
	if (rc >= 0)
		rc = dhcpopt_find(copy, rc, inner, data, len);
	free(copy);
	return rc;
}

/* Fetches a BOOTP field as text. Returns -ENOENT if it is empty. */
static int fetch_field(const char *field, size_t max, void *data, size_t len)
{
	size_t field_len = strnlen(field, max);

	if (!field_len)
		return -ENOENT;
	copy_out(data, len, field, field_len);
	return field_len;
}

/* Fetches options 66 and 67, which some servers end with NULs; some send
 * nothing else. Returns -ENOENT if nothing is left. */
static int fetch_text(const struct dhcp_packet *pkt, unsigned int code,
		      void *data, size_t len)
{
	uint8_t *copy;
	int rc;

	rc = copy_plain(pkt, code, &copy);
	if (rc > 0) {
		rc = strnlen((char *)copy, rc);
		copy_out(data, len, copy, rc);
	}
	free(copy);
	return rc ? rc : -ENOENT;
}

/* Fetches the name of the boot file: option 67, or else the field. Returns its
 * length, or a negative error. */
static int fetch_file(const struct dhcp_packet *pkt, void *data, size_t len)
{
	int rc = fetch_text(pkt, DHCP_BOOTFILE_NAME, data, len);

	if (rc == -ENOENT && !(overload(pkt) & OVERLOAD_FILE))
		rc = fetch_field(pkt->dhcphdr->file,
				 sizeof(pkt->dhcphdr->file), data, len);
	return rc;
}

/* Fetches the name of the server: option 66, or else the field. Returns its length,
 * or a negative error. */
static int fetch_server_name(const struct dhcp_packet *pkt, void *data,
			     size_t len)
{
	int rc = fetch_text(pkt, DHCP_TFTP_SERVER_NAME, data, len);

	if (rc == -ENOENT && !(overload(pkt) & OVERLOAD_SNAME))
		rc = fetch_field(pkt->dhcphdr->sname,
				 sizeof(pkt->dhcphdr->sname), data, len);
	return rc;
}

int dhcppkt_fetch(struct dhcp_packet *pkt, unsigned int tag, void *data,
		  size_t len)
{
	if (tag == DHCP_BOOTFILE_NAME)
		return fetch_file(pkt, data, len);
	if (tag == DHCP_TFTP_SERVER_NAME)
		return fetch_server_name(pkt, data, len);
	if (tag > 0xff)
		return fetch_encapsulated(pkt, tag >> 8, tag & 0xff, data,
					  len);
	if (tag == DHCP_PAD || tag == DHCP_END)
		return -ENOENT;
	return fetch_plain(pkt, tag, data, len);
}

/* Returns how many bytes a value of this length takes on the wire, where one that is
 * too long for an option is split into several. */
static size_t wire_len(size_t len)
{
	size_t pieces = len ? (len + OPTION_MAX - 1) / OPTION_MAX : 1;

	return len + 2 * pieces;
}

/* Writes a value, split into several options if it is too long for one. Returns
 * where the options end. */
static uint8_t *write_option(uint8_t *out, unsigned int code,
			     const uint8_t *data, size_t len)
{
	do {
		size_t piece = len < OPTION_MAX ? len : OPTION_MAX;

		*out++ = code;
		*out++ = piece;
		copy_out(out, piece, data, piece);
		out += piece;
		data += piece;
		len -= piece;
	} while (len);
	return out;
}

/* Replaces an option that is not inside another one. The packet stays as it
 * was on failure. */
static int store_plain(struct dhcp_packet *pkt, unsigned int code,
		       const void *data, size_t len)
{
	struct dhcphdr *hdr = pkt->dhcphdr;
	size_t room = pkt->alloc_len - sizeof(*hdr);
	struct dhcpopt opt = { .bytes = hdr->options,
			       .len = options_len(pkt) };
	size_t kept = 0;
	uint8_t *end;

	if (len > room)
		return -ENOSPC;
	while (dhcpopt_next(&opt)) {
		if (opt.code != code)
			kept += opt.pos - opt.start;
	}
	if (data)
		kept += wire_len(len);
	if (kept + 1 > room)
		return -ENOSPC;

	/* The options that stay are moved together without the padding between
	 * them, so that they fit. */
	end = hdr->options;
	opt = (struct dhcpopt) { .bytes = hdr->options,
				 .len = options_len(pkt) };
	while (dhcpopt_next(&opt)) {
		size_t opt_len = 2 + opt.value_len;

		if (opt.code == code)
			continue;
		memmove(end, opt.bytes + opt.start, opt_len);
		end += opt_len;
	}
	if (data)
		end = write_option(end, code, data, len);
	*end++ = DHCP_END;
	pkt->used_len = end - (uint8_t *)hdr;
	return 0;
}

/* Replaces an option that is inside another one. The packet stays as it was on
 * failure. Returns 0, or a negative error. */
static int store_encapsulated(struct dhcp_packet *pkt, unsigned int outer,
			      unsigned int inner, const void *data, size_t len)
{
	uint8_t *old, *new;
	int old_len;
	size_t new_len = 0;
	int rc;

	if (len > OPTION_MAX)
		return -ENOSPC;
	old_len = copy_plain(pkt, outer, &old);
	if (old_len < 0 && old_len != -ENOENT)
		return old_len;
	if (old_len < 0)
		old_len = 0;
	new = malloc(old_len + 2 + len);
	if (!new) {
		rc = -ENOMEM;
		goto err_alloc;
	}
	if (old_len) {
		struct dhcpopt opt = { .bytes = old, .len = old_len };

		while (dhcpopt_next(&opt)) {
			if (opt.code == inner)
				continue;
			memcpy(new + new_len, opt.bytes + opt.start,
			       2 + opt.value_len);
			new_len += 2 + opt.value_len;
		}
	}
	if (data)
		new_len = write_option(new + new_len, inner, data, len) - new;
	rc = store_plain(pkt, outer, new_len ? new : NULL, new_len);

	free(new);
err_alloc:
	free(old);
	return rc;
}

int dhcppkt_store(struct dhcp_packet *pkt, unsigned int tag, const void *data,
		  size_t len)
{
	unsigned int code = tag > 0xff ? tag >> 8 : tag;

	if (code == DHCP_PAD || code >= DHCP_END)
		return -EINVAL;
	if (tag > 0xff)
		return store_encapsulated(pkt, code, tag & 0xff, data, len);
	return store_plain(pkt, tag, data, len);
}

/* --- settings that are fields of the packet and have no tag of their own */

/* Fetches an address as a setting. Returns its length, or -ENOENT if it is
 * 0.0.0.0. */
static int fetch_address(struct in_addr addr, void *data, size_t len)
{
	if (!addr.s_addr)
		return -ENOENT;
	copy_out(data, len, &addr, sizeof(addr));
	return sizeof(addr);
}

static int fetch_yiaddr(struct dhcp_packet *pkt, void *data, size_t len)
{
	return fetch_address(pkt->dhcphdr->yiaddr, data, len);
}

/* Fetches the server's address: siaddr, or option 66 where it holds an
 * address. */
static int fetch_next_server(struct dhcp_packet *pkt, void *data, size_t len)
{
	struct in_addr addr = pkt->dhcphdr->siaddr;
	char text[sizeof("255.255.255.255")];
	int rc;

	if (!addr.s_addr) {
		rc = fetch_server_name(pkt, text, sizeof(text) - 1);
		if (rc < 0 || (size_t)rc >= sizeof(text))
			return -ENOENT;
		text[rc] = '\0';
		if (!inet_aton(text, &addr))
			return -ENOENT;
	}
	return fetch_address(addr, data, len);
}

static const struct {
	const struct setting *setting;
	int (*fetch)(struct dhcp_packet *pkt, void *data, size_t len);
} fields[] = {
	{ &ip_setting, fetch_yiaddr },
	{ &next_server_setting, fetch_next_server },
};

#define NUM_FIELDS (sizeof(fields) / sizeof(fields[0]))

/* Returns the index of the field that a setting stands for, or NUM_FIELDS. */
static unsigned int field_of(const struct setting *setting)
{
	unsigned int i;

	for (i = 0; i < NUM_FIELDS; i++) {
		if (setting->name &&
		    strcmp(setting->name, fields[i].setting->name) == 0)
			break;
	}
	return i;
}

static int dhcppkt_settings_applies(struct settings *settings,
				    const struct setting *setting)
{
	if (field_of(setting) < NUM_FIELDS)
		return 1;
	return setting->scope == NULL && setting->tag &&
	       setting->tag <= 0xffff;
}

static int dhcppkt_settings_store(struct settings *settings,
				  const struct setting *setting,
				  const void *data, size_t len)
{
	struct dhcp_packet *pkt =
		container_of(settings, struct dhcp_packet, settings);

	if (field_of(setting) < NUM_FIELDS)
		return -ENOTSUP;
	return dhcppkt_store(pkt, setting->tag, data, len);
}

static int dhcppkt_settings_fetch(struct settings *settings,
				  struct setting *setting, void *data,
				  size_t len)
{
	struct dhcp_packet *pkt =
		container_of(settings, struct dhcp_packet, settings);
	unsigned int field = field_of(setting);

	if (field < NUM_FIELDS)
		return fields[field].fetch(pkt, data, len);
	return dhcppkt_fetch(pkt, setting->tag, data, len);
}

static const struct settings_operations dhcppkt_settings_operations = {
	.applies = dhcppkt_settings_applies,
	.store = dhcppkt_settings_store,
	.fetch = dhcppkt_settings_fetch,
};

struct dhcp_packet *dhcppkt_of(struct settings *settings)
{
	if (!settings || settings->op != &dhcppkt_settings_operations)
		return NULL;
	return container_of(settings, struct dhcp_packet, settings);
}

void dhcppkt_init(struct dhcp_packet *pkt, struct dhcphdr *data, size_t len)
{
	struct dhcpopt opt = { .bytes = data->options,
			       .len = len - sizeof(*data) };

	memset(pkt, 0, sizeof(*pkt));
	ref_init(&pkt->refcnt, NULL);
	pkt->dhcphdr = data;
	pkt->alloc_len = len;
	while (dhcpopt_next(&opt)) {
	}
	/* The option END is part of the length if the packet has it. */
	pkt->used_len = sizeof(*data) + opt.pos + (opt.pos < opt.len);
	settings_init(&pkt->settings, &dhcppkt_settings_operations,
		      &pkt->refcnt, NULL);
}
