/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_IOBUF_H
#define IPXE_IOBUF_H

#include <stddef.h>
#include <stdint.h>
#include <ipxe/list.h>

/*
 * Packet buffers: head <= data <= tail <= end. iob_push/pull move data,
 * iob_put/unput move tail. None checks bounds: the caller does, with
 * iob_headroom, iob_tailroom and iob_len.
 */
struct io_buffer {
	struct list_head list;
	void *head;
	void *data;
	void *tail;
	void *end;
	int checked;	/* a received frame's: the device vouches for the
			 * checksums of UDP and TCP in it */
};

/* Shortest frame that a driver has to hand to Ethernet hardware. */
#define IOB_ZLEN 64

/* A buffer with len bytes of tailroom, or NULL. Aligned to 16 bytes. */
struct io_buffer *alloc_iob ( size_t len );
void free_iob ( struct io_buffer *iobuf );
/* Zero-pads the data up to min_len, if the tailroom allows it. */
void iob_pad ( struct io_buffer *iobuf, size_t min_len );

static inline void iob_reserve ( struct io_buffer *iobuf, size_t len ) {
	iobuf->data = ( ( char * ) iobuf->data ) + len;
	iobuf->tail = ( ( char * ) iobuf->tail ) + len;
}
static inline void *iob_push ( struct io_buffer *iobuf, size_t len ) {
	return ( iobuf->data = ( ( char * ) iobuf->data ) - len );
}
static inline void *iob_pull ( struct io_buffer *iobuf, size_t len ) {
	return ( iobuf->data = ( ( char * ) iobuf->data ) + len );
}
static inline void *iob_put ( struct io_buffer *iobuf, size_t len ) {
	void *old = iobuf->tail;
	iobuf->tail = ( ( char * ) iobuf->tail ) + len;
	return old;
}
static inline void iob_unput ( struct io_buffer *iobuf, size_t len ) {
	iobuf->tail = ( ( char * ) iobuf->tail ) - len;
}
static inline size_t iob_len ( struct io_buffer *iobuf ) {
	return ( ( char * ) iobuf->tail - ( char * ) iobuf->data );
}
static inline size_t iob_headroom ( struct io_buffer *iobuf ) {
	return ( ( char * ) iobuf->data - ( char * ) iobuf->head );
}
static inline size_t iob_tailroom ( struct io_buffer *iobuf ) {
	return ( ( char * ) iobuf->end - ( char * ) iobuf->tail );
}

#endif /* IPXE_IOBUF_H */
