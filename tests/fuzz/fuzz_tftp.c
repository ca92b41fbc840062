/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A TFTP server's packets: each begins with its length in two bytes. The
 * highest bit of it lets a second pass first. */

#include <errno.h>
#include "fuzz.h"
#include <core/download.h>
#include <core/net.h>
#include <ipxe/image.h>
#include <ipxe/timer.h>
#include <ipxe/uri.h>
#include "../../core/net/tftp.h"
#include "../../core/platform/testhost/testhost.h"
#include "../replace.h"

REPLACES(net_udp_open);
REPLACES(net_udp_close);
REPLACES(net_udp_send);
REPLACES(net_udp_on_error);

REACHES(rx_data, rx_oack, rx_error, rx_stray_block, take_option);

static net_udp_rx_t client_rx;
static void *client_ctx;

int __wrap_net_udp_open(struct net_udp **udp, struct net_device *netdev,
			unsigned int port, net_udp_rx_t rx_fn, void *ctx)
{
	client_rx = rx_fn;
	client_ctx = ctx;
	*udp = malloc(1);
	return 0;
}

void __wrap_net_udp_close(struct net_udp *udp)
{
	free(udp);
}

void __wrap_net_udp_on_error(struct net_udp *udp, net_udp_error_t error)
{
}

int __wrap_net_udp_send(struct net_udp *udp, struct in_addr to,
			unsigned int port, const void *data, size_t len)
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

	hosted_options.virtual_clock = 1;
	if (tftp_protocol.start(&dl) != 0)
		__builtin_trap();
	while (size >= 2 && dl.rc == -EINPROGRESS) {
		size_t len = (data[0] & 0x7f) << 8 | data[1];
		uint8_t *packet;

		if (data[0] & 0x80) {
			hosted_clock_advance(TICKS_PER_SEC);
			tftp_protocol.poll(&dl);
		}
		data += 2;
		size -= 2;
		if (len > size)
			len = size;
		packet = malloc(len + 1);
		memcpy(packet, data, len);
		client_rx(client_ctx, dl.server, 1000 + (len & 1), packet, len);
		free(packet);
		data += len;
		size -= len;
		if (dl.done > dl.image->len)
			__builtin_trap();
	}
	tftp_protocol.stop(&dl);
	image_put(dl.image);
	uri_put(dl.uri);
	return 0;
}
