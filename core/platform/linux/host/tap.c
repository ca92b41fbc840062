/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Uses a TAP device (Documentation/networking/tuntap in the kernel), at whose
 * end we take the place of a virtual machine. A device that was made here is
 * removed when its descriptor is closed, which therefore stays open between a
 * stop and the next start.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "../../hosted/host/host.h"
#include "nic_kind.h"

static int tap_create(struct host_nic *nic)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int reason;

	strncpy(request.ifr_name, nic->options->name,
		sizeof(request.ifr_name) - 1);
	nic->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (nic->fd < 0)
		return -1;
	/* The last user may have asked for larger frames without checksums. */
	if (ioctl(nic->fd, TUNSETIFF, &request) == 0 &&
	    ioctl(nic->fd, TUNSETOFFLOAD, 0) == 0)
		return 0;
	reason = errno;
	close(nic->fd);
	nic->fd = -1;
	errno = reason;
	return -1;
}

/* The most frames that are dropped at a start: more than a TAP device
 * queues. */
#define OLD_MAX 10000

/* Drops the frames that have come while the NIC was stopped. */
static int tap_start(struct host_nic *nic)
{
	char byte;
	int i;

	for (i = 0; i < OLD_MAX && read(nic->fd, &byte, 1) > 0; i++)
		;
	return 0;
}

/* Does nothing, as the descriptor stays open. */
static void tap_stop(struct host_nic *nic)
{
}

/* Takes one frame, and returns its length, or 0 if there is none. The kernel
 * cuts off what does not fit, so that a frame that fills the buffer is
 * dropped. */
static size_t tap_receive(struct host_nic *nic, void *buf, size_t len,
			  int *no_checksum)
{
	ssize_t got = read(nic->fd, buf, len);

	/* The device was removed by somebody: from now on poll() would always
	 * return at once. */
	if (got < 0 && errno == EBADFD)
		host_unwatch(nic->fd);
	return got < 0 || (size_t)got == len ? 0 : got;
}

static int tap_send(struct host_nic *nic, const void *frame, size_t len)
{
	if (write(nic->fd, frame, len) >= 0)
		return 0;
	return errno == EAGAIN || errno == EINTR ? -1 : -2;
}

const struct nic_kind tap_kind = {
	.driver = "tap",
	.create = tap_create,
	.start = tap_start,
	.stop = tap_stop,
	.receive = tap_receive,
	.send = tap_send,
};
