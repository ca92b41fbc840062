/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Packet buffers (<ipxe/iobuf.h>). Each is one allocation, in which the struct comes
 * before the memory of the packet.
 */

#include <stdlib.h>
#include <string.h>
#include <ipxe/iobuf.h>

#define ALIGN 16
#define HEADER ((sizeof(struct io_buffer) + ALIGN - 1) & ~(size_t)(ALIGN - 1))

struct io_buffer *alloc_iob(size_t len)
{
	struct io_buffer *iobuf;

	if (len > ~(size_t)0 - HEADER)
		return NULL;
	iobuf = malloc(HEADER + len);
	if (!iobuf)
		return NULL;
	iobuf->head = iobuf->data = iobuf->tail = (char *)iobuf + HEADER;
	iobuf->end = (char *)iobuf->head + len;
	iobuf->checked = 0;
	return iobuf;
}

void free_iob(struct io_buffer *iobuf)
{
	free(iobuf);
}

void iob_pad(struct io_buffer *iobuf, size_t min_len)
{
	size_t len = iob_len(iobuf);
	size_t missing = len < min_len ? min_len - len : 0;

	if (missing && missing <= iob_tailroom(iobuf))
		memset(iob_put(iobuf, missing), 0, missing);
}
