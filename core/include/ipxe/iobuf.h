/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_IOBUF_H
#define IPXE_IOBUF_H

#include <stddef.h>
#include <stdint.h>
#include <ipxe/list.h>

/*
 * Packet buffers: head <= data <= tail <= end. iob_push() and iob_pull() move
 * data, iob_put() and iob_unput() move tail. None of them checks bounds: the
 * caller does, with iob_headroom(), iob_tailroom() and iob_len().
 */
struct io_buffer {
	/* Place in the queue of whoever owns the buffer. */
	struct list_head list;
	/* First byte of the memory. */
	void *head;
	/* First byte of the packet. */
	void *data;
	/* First byte after the packet. */
	void *tail;
	/* First byte after the memory. */
	void *end;
	/* Non-zero for a received frame whose UDP or TCP checksum the device
	 * has found right. */
	int checked;
	/* What the IP stack knows of a received frame, so that it needs no
	 * memory of its own for each. */
	void *stack[5];
};

/* Shortest frame that a driver has to hand to Ethernet hardware. */
#define IOB_ZLEN 64

/* Allocates an empty buffer with len bytes of tailroom, aligned to 16 bytes.
 * Returns NULL when out of memory. */
struct io_buffer *alloc_iob ( size_t len );
/* Frees a buffer; NULL does nothing. */
void free_iob ( struct io_buffer *iobuf );
/* Zero-pads the data up to min_len, if the tailroom allows it. */
void iob_pad ( struct io_buffer *iobuf, size_t min_len );

/* Makes len bytes of headroom in an empty buffer. */
static inline void iob_reserve ( struct io_buffer *iobuf, size_t len ) {
	iobuf->data = ( ( char * ) iobuf->data ) + len;
	iobuf->tail = ( ( char * ) iobuf->tail ) + len;
}
/* Adds len bytes of the headroom to the start of the data. Returns the new
 * start. */
static inline void *iob_push ( struct io_buffer *iobuf, size_t len ) {
	return ( iobuf->data = ( ( char * ) iobuf->data ) - len );
}
/* Takes len bytes away from the start of the data. Returns the new start. */
static inline void *iob_pull ( struct io_buffer *iobuf, size_t len ) {
	return ( iobuf->data = ( ( char * ) iobuf->data ) + len );
}
/* Adds len bytes of the tailroom to the end of the data. Returns where these
 * bytes begin. */
static inline void *iob_put ( struct io_buffer *iobuf, size_t len ) {
	void *old = iobuf->tail;
	iobuf->tail = ( ( char * ) iobuf->tail ) + len;
	return old;
}
/* Takes len bytes away from the end of the data. */
static inline void iob_unput ( struct io_buffer *iobuf, size_t len ) {
	iobuf->tail = ( ( char * ) iobuf->tail ) - len;
}
/* Returns the length of the data in bytes. */
static inline size_t iob_len ( struct io_buffer *iobuf ) {
	return ( ( char * ) iobuf->tail - ( char * ) iobuf->data );
}
/* Returns how many bytes iob_push() may add. */
static inline size_t iob_headroom ( struct io_buffer *iobuf ) {
	return ( ( char * ) iobuf->data - ( char * ) iobuf->head );
}
/* Returns how many bytes iob_put() may add. */
static inline size_t iob_tailroom ( struct io_buffer *iobuf ) {
	return ( ( char * ) iobuf->end - ( char * ) iobuf->tail );
}

#endif /* IPXE_IOBUF_H */
