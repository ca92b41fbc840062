/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A web server's answer, in pieces as long as its first byte says. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/image.h>

#define net_tcp_open fake_open
#define net_tcp_close fake_close
#define net_tcp_send fake_send
#define http_protocol tested_protocol
#include "../../core/net/http.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int fake_open(struct net_tcp **tcp, struct in_addr to, unsigned int port,
	      const struct net_tcp_operations *op, void *ctx);
void fake_close(struct net_tcp *tcp);
int fake_send(struct net_tcp *tcp, const void *data, size_t len);

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct download dl = {
		.uri = parse_uri("http://h/x"),
		.image = alloc_image(NULL),
		.rc = -EINPROGRESS,
	};
	unsigned int i;
	size_t piece = size ? data[0] + 1 : 1;

	if (http_start(&dl) != 0)
		__builtin_trap();
	connected(dl.priv);
	while (size) {
		size_t len = size < piece ? size : piece;
		uint8_t *copy = malloc(len);

		memcpy(copy, data, len);
		rx(dl.priv, copy, len);
		free(copy);
		data += len;
		size -= len;
		if (dl.done > dl.image->len)
			__builtin_trap();
	}
	/* What broke in the middle is asked for some times more. */
	for (i = 0; i <= MAX_RESUMES; i++) {
		closed(dl.priv, 0);
		((struct http *)dl.priv)->period -= RESUME_PAUSE;
		if (dl.rc == -EINPROGRESS)
			http_poll(&dl);
	}
	if (dl.rc == -EINPROGRESS)
		__builtin_trap();
	http_stop(&dl);
	uri_put(dl.location);
	image_put(dl.image);
	uri_put(dl.uri);
	return 0;
}
