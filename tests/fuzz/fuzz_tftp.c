/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A TFTP server's packets: each begins with its length in two bytes. The
 * highest bit of it lets a second pass first. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/image.h>
#include <ipxe/uri.h>

#define net_udp_open fake_open
#define net_udp_close fake_close
#define net_udp_send fake_send
#define net_udp_on_error fake_on_error
#define tftp_protocol tested_protocol
#include "../../core/net/tftp.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int fake_open(struct net_udp **udp, struct net_device *netdev,
	      unsigned int port, net_udp_rx_t rx, void *ctx);
void fake_close(struct net_udp *udp);
void fake_on_error(struct net_udp *udp, net_udp_error_t error);
int fake_send(struct net_udp *udp, struct in_addr to, unsigned int port,
	      const void *data, size_t len);

int fake_open(struct net_udp **udp, struct net_device *netdev,
	      unsigned int port, net_udp_rx_t rx_fn, void *ctx)
{
	*udp = malloc(1);
	return 0;
}

void fake_close(struct net_udp *udp)
{
	free(udp);
}

void fake_on_error(struct net_udp *udp, net_udp_error_t error)
{
}

int fake_send(struct net_udp *udp, struct in_addr to, unsigned int port,
	      const void *data, size_t len)
{
	if (len > 512)
		__builtin_trap();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct download dl = {
		.uri = parse_uri("tftp://10.0.0.1/boot.ipxe"),
		.image = alloc_image(NULL),
		.rc = -EINPROGRESS,
	};

	if (tftp_start(&dl) != 0)
		__builtin_trap();
	while (size >= 2 && dl.rc == -EINPROGRESS) {
		size_t len = (data[0] & 0x7f) << 8 | data[1];
		struct tftp *tftp = dl.priv;
		uint8_t *packet;

		if (data[0] & 0x80) {
			tftp->sent -= TICKS_PER_SEC;
			tftp->progress -= TICKS_PER_SEC;
			tftp_poll(&dl);
		}
		data += 2;
		size -= 2;
		if (len > size)
			len = size;
		packet = malloc(len + 1);
		memcpy(packet, data, len);
		rx(tftp, dl.server, 1000 + (len & 1), packet, len);
		free(packet);
		data += len;
		size -= len;
		if (dl.done > dl.image->len)
			__builtin_trap();
	}
	tftp_stop(&dl);
	image_put(dl.image);
	uri_put(dl.uri);
	return 0;
}
