/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A web server's answers to two requests, in pieces as long as the first byte
 * says: the second file begins where the first one has ended, over the same
 * connection if that was kept. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/image.h>

#define net_tcp_open fake_open
#define net_tcp_close fake_close
#define net_tcp_send fake_send
#define net_tcp_attach fake_attach
#define http_protocol tested_protocol
#define http_keep tested_keep
#define http_take tested_take
#define http_close_idle tested_close_idle
#define http_idle_step tested_step
#define http_idle_init tested_init
#include "../../core/net/http_keep.c"
#include "../../core/net/http.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int fake_open(struct net_tcp **tcp, struct in_addr to, unsigned int port,
	      const struct net_tcp_operations *op, void *ctx);
void fake_close(struct net_tcp *tcp);
int fake_send(struct net_tcp *tcp, const void *data, size_t len);
void fake_attach(struct net_tcp *tcp, const struct net_tcp_operations *op,
		 void *ctx);

int fake_open(struct net_tcp **tcp, struct in_addr to, unsigned int port,
	      const struct net_tcp_operations *op, void *ctx)
{
	*tcp = malloc(1);
	return 0;
}

void fake_close(struct net_tcp *tcp)
{
	free(tcp);
}

int fake_send(struct net_tcp *tcp, const void *data, size_t len)
{
	return 0;
}

void fake_attach(struct net_tcp *tcp, const struct net_tcp_operations *op,
		 void *ctx)
{
}

/* A download from what there is; how much of it is left. */
static size_t load(struct download *dl, const uint8_t *data, size_t size,
		   size_t piece)
{
	while (size && dl->rc == -EINPROGRESS) {
		size_t len = size < piece ? size : piece;
		uint8_t *copy = malloc(len);

		memcpy(copy, data, len);
		rx(dl->priv, copy, len);
		free(copy);
		data += len;
		size -= len;
		if (dl->done > dl->image->len)
			__builtin_trap();
	}
	return size;
}

/* What broke in the middle is asked for some times more, and once more where
 * a kept connection had nothing to say. */
static void break_off(struct download *dl)
{
	unsigned int i;

	for (i = 0; i <= MAX_RESUMES + 1 && dl->rc == -EINPROGRESS; i++) {
		closed(dl->priv, 0);
		((struct http *)dl->priv)->since -= RESUME_PAUSE;
		if (dl->rc == -EINPROGRESS)
			http_poll(dl);
	}
	if (dl->rc == -EINPROGRESS)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t piece = size ? data[0] + 1 : 1;
	size_t left = size ? size - 1 : 0;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct download dl = {
			.uri = parse_uri("http://h/x"),
			.image = alloc_image(NULL),
			.rc = -EINPROGRESS,
		};

		if (http_start(&dl) != 0)
			__builtin_trap();
		if (((struct http *)dl.priv)->state == HTTP_CONNECTING)
			connected(dl.priv);
		left = load(&dl, data + size - left, left, piece);
		break_off(&dl);
		http_stop(&dl);
		uri_put(dl.location);
		image_put(dl.image);
		uri_put(dl.uri);
	}
	http_close_idle();
	return 0;
}
