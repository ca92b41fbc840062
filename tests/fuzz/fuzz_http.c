/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A web server's answers to two requests, in pieces as long as the first byte
 * says: the second file begins where the first one has ended, over the same
 * connection if that was kept. */

#include <errno.h>
#include "fuzz.h"
#include <core/download.h>
#include <core/net.h>
#include <ipxe/image.h>
#include <ipxe/uri.h>
#include "../../core/net/http.h"
#include "../../core/platform/testhost/testhost.h"
#include "../replace.h"

REPLACES(net_tcp_open);
REPLACES(net_tcp_close);
REPLACES(net_tcp_send);
REPLACES(net_tcp_attach);

REACHES(take_header, take_chunk_size, rx_body, http_keep, follow);

/* A connection: only what the client wants to be called with. */
struct net_tcp {
	const struct net_tcp_operations *op;
	void *ctx;
};

/* The connection of the download that runs, and whether it is still to be
 * accepted. */
static struct net_tcp *wire;
static int connecting;

int __wrap_net_tcp_open(struct net_tcp **tcp, struct in_addr to,
			unsigned int port, const struct net_tcp_operations *op,
			void *ctx)
{
	connecting = 1;
	*tcp = malloc(sizeof(**tcp));
	__wrap_net_tcp_attach(*tcp, op, ctx);
	return 0;
}

void __wrap_net_tcp_close(struct net_tcp *tcp)
{
	if (tcp == wire)
		wire = NULL;
	free(tcp);
}

int __wrap_net_tcp_send(struct net_tcp *tcp, const void *data, size_t len)
{
	return 0;
}

void __wrap_net_tcp_attach(struct net_tcp *tcp,
			   const struct net_tcp_operations *op, void *ctx)
{
	wire = tcp;
	tcp->op = op;
	tcp->ctx = ctx;
}

/* Downloads from what there is. Returns how much of it is left. */
static size_t load(struct download *dl, const uint8_t *data, size_t size,
		   size_t piece)
{
	while (size && dl->rc == -EINPROGRESS) {
		size_t len = size < piece ? size : piece;
		uint8_t *copy = malloc(len);

		memcpy(copy, data, len);
		wire->op->rx(wire->ctx, copy, len);
		free(copy);
		data += len;
		size -= len;
		if (dl->done > dl->image->len)
			__builtin_trap();
	}
	return size;
}

/* Breaks the connection until the download gives up. A body that broke in the
 * middle is asked for HTTP_MAX_RESUMES times, and once more where a kept
 * connection had nothing to say. */
static void break_off(struct download *dl)
{
	unsigned int i;

	for (i = 0; i <= HTTP_MAX_RESUMES + 1 && dl->rc == -EINPROGRESS; i++) {
		wire->op->closed(wire->ctx, 0);
		hosted_clock_advance(HTTP_RESUME_PAUSE);
		if (dl->rc == -EINPROGRESS)
			http_protocol.poll(dl);
	}
	if (dl->rc == -EINPROGRESS)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t piece = size ? data[0] + 1 : 1;
	size_t left = size ? size - 1 : 0;
	unsigned int i;

	hosted_options.virtual_clock = 1;
	for (i = 0; i < 2; i++) {
		struct download dl = {
			.uri = parse_uri("http://h/x"),
			.image = alloc_image(NULL),
			.rc = -EINPROGRESS,
		};

		connecting = 0;
		if (http_protocol.start(&dl) != 0)
			__builtin_trap();
		if (connecting)
			wire->op->connected(wire->ctx);
		left = load(&dl, data + size - left, left, piece);
		break_off(&dl);
		http_protocol.stop(&dl);
		uri_put(dl.location);
		image_put(dl.image);
		uri_put(dl.uri);
	}
	http_close_idle();
	return 0;
}
