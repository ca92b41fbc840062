/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Does the TFTP calls (PXE 2.1 section 3.4), with the download code that everything
 * else uses. TFTP_READ gives the program blocks of the size that it has asked
 * for. What has arrived and has not been read yet waits in a queue. The queue
 * stays short, as the network is polled only while it holds less than a block.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/download.h>
#include <ipxe/tftp.h>
#include <ipxe/uri.h>
#include "pxe.h"

/* Length of the longest queue in bytes: more than a window of blocks, and more
 * than one poll brings. */
#define MAX_QUEUE (512 * 1024)
/* How many bytes of a file are counted if the server does not tell its size, as
 * such a server may never end. */
#define MAX_COUNTED (512 * 1024 * 1024)

/* The open connection and its queue. */
static struct stream {
	/* The open connection, or NULL. */
	struct download *dl;
	/* Memory of the queue, or NULL. */
	uint8_t *data;
	/* Between which offsets in that memory the queue is, and the length of
	 * the memory in bytes. */
	size_t head, tail, size;
	/* Length in bytes of the blocks that the program gets. */
	unsigned int packet_size;
	/* Number of the block that the program got last. */
	uint16_t packet_number;
} stream;

/* Where a file goes that is read as a whole. */
struct place {
	/* Where the next byte goes. */
	uint8_t *next;
	/* How many bytes of room are left. */
	size_t left;
};

/* Puts what has arrived into the queue. Returns 0, -ENOBUFS if the queue is too
 * long, or -ENOMEM. */
static int stream_sink(struct download *dl, const void *data, size_t len)
{
	size_t used = stream.tail - stream.head;
	size_t size = stream.size ? stream.size : 4096;
	void *grown;

	if (len > MAX_QUEUE - used)
		return -ENOBUFS;
	if (used)
		memmove(stream.data, stream.data + stream.head, used);
	stream.head = 0;
	stream.tail = used;
	while (size < used + len)
		size *= 2;
	if (size != stream.size) {
		grown = realloc(stream.data, size);
		if (!grown)
			return -ENOMEM;
		stream.data = grown;
		stream.size = size;
	}
	memcpy(stream.data + used, data, len);
	stream.tail = used + len;
	return 0;
}

/* Puts what has arrived to its place. Returns 0, or -ENOSPC. */
static int place_sink(struct download *dl, const void *data, size_t len)
{
	struct place *place = dl->sink_ctx;

	if (len > place->left)
		return -ENOSPC;
	memcpy(place->next, data, len);
	place->next += len;
	place->left -= len;
	return 0;
}

/* Drops what has arrived, as only its length matters. Returns 0, or -EFBIG. */
static int nowhere_sink(struct download *dl, const void *data, size_t len)
{
	return dl->done < MAX_COUNTED ? 0 : -EFBIG;
}

void pxe_tftp_reset(void)
{
	download_close(stream.dl);
	free(stream.data);
	memset(&stream, 0, sizeof(stream));
}

/* Returns the status that stands for the result of a download. */
static enum pxe_status status_of(int rc)
{
	switch (rc) {
	case 0:
		return PXENV_STATUS_SUCCESS;
	case -ENOENT:
		return PXENV_STATUS_TFTP_FILE_NOT_FOUND;
	case -EACCES:
		return PXENV_STATUS_TFTP_ACCESS_VIOLATION;
	case -ETIMEDOUT:
		return PXENV_STATUS_TFTP_READ_TIMEOUT;
	case -ENOMEM:
	case -ENOBUFS:
	case -ENOSPC:
		return PXENV_STATUS_OUT_OF_RESOURCES;
	case -EFBIG:
		return PXENV_STATUS_TFTP_NO_FILESIZE;
	case -EPROTO:
	case -EIO:
		return PXENV_STATUS_TFTP_ERROR_OPCODE;
	default:
		return PXENV_STATUS_TFTP_CANNOT_OPEN;
	}
}

/* Starts the download of a file that a program names; the name need not end
 * with a NUL. The port is in network order, and 0 stands for the usual one.
 * Returns NULL if there is no memory. */
static struct download *start(struct in_addr server, unsigned int port,
			      const char *name,
			      int (*sink)(struct download *dl,
					  const void *data, size_t len),
			      void *sink_ctx)
{
	char text[32 + 3 * PXE_NAME_LEN];
	struct download *dl;
	struct uri *uri;
	size_t used, i;

	used = snprintf(text, sizeof(text), "tftp://%s:%d/", inet_ntoa(server),
			port ? ntohs(port) : TFTP_PORT);
	for (i = 0; i < PXE_NAME_LEN && name[i]; i++)
		used += snprintf(text + used, sizeof(text) - used,
				 isalnum(name[i]) || name[i] == '/' ?
				 "%c" : "%%%02x", (uint8_t)name[i]);
	uri = parse_uri(text);
	if (!uri)
		return NULL;
	dl = download_open(uri, sink, sink_ctx);
	uri_put(uri);
	return dl;
}

/* Runs a download up to its end. Returns 0, or a negative error. */
static int run_to_end(struct download *dl)
{
	int rc;

	do {
		pxe_poll();
		rc = download_step(dl);
	} while (rc == -EINPROGRESS);
	return rc;
}

/* Polls until so many bytes are in the queue or no more will come. Returns
 * 0, or the error with which the download has ended. */
static int fill_queue(size_t want)
{
	int rc = stream.dl->rc;

	while (rc == -EINPROGRESS && stream.tail - stream.head < want) {
		pxe_poll();
		rc = download_step(stream.dl);
	}
	return rc == -EINPROGRESS ? 0 : rc;
}

enum pxe_status pxe_tftp_open(void *params)
{
	struct pxe_tftp_open *open = params;
	int rc;

	if (stream.dl)
		return PXENV_STATUS_TFTP_OPEN;
	if (open->packet_size < TFTP_PLAIN_BLKSIZE)
		return PXENV_STATUS_TFTP_INVALID_PACKET_SIZE;
	if (pxe_use_stack() != 0)
		return PXENV_STATUS_TFTP_CANNOT_OPEN;
	stream.dl = start(open->server, open->port, open->name, stream_sink,
			  NULL);
	if (!stream.dl)
		return PXENV_STATUS_OUT_OF_RESOURCES;
	stream.packet_size = open->packet_size;
	rc = fill_queue(1);
	if (rc != 0)
		pxe_tftp_reset();
	return rc == -ETIMEDOUT ? PXENV_STATUS_TFTP_OPEN_TIMEOUT :
		status_of(rc);
}

enum pxe_status pxe_tftp_close(void *params)
{
	if (!stream.dl)
		return PXENV_STATUS_TFTP_CLOSED;
	pxe_tftp_reset();
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_tftp_read(void *params)
{
	struct pxe_tftp_read *read = params;
	size_t len;
	void *to;
	int rc;

	if (!stream.dl)
		return PXENV_STATUS_TFTP_CLOSED;
	to = pxe_real(read->buffer, stream.packet_size, 1);
	if (!to)
		return PXENV_STATUS_FAILURE;
	if (pxe_use_stack() != 0)
		return PXENV_STATUS_TFTP_CANNOT_READ;
	rc = fill_queue(stream.packet_size);
	if (rc != 0)
		return rc == -ETIMEDOUT ? PXENV_STATUS_TFTP_READ_TIMEOUT :
			PXENV_STATUS_TFTP_CANNOT_READ;
	len = stream.tail - stream.head;
	if (len > stream.packet_size)
		len = stream.packet_size;
	if (len)
		memcpy(to, stream.data + stream.head, len);
	stream.head += len;
	read->buffer_size = len;
	read->packet_number = ++stream.packet_number;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_tftp_get_fsize(void *params)
{
	struct pxe_tftp_get_fsize *fsize = params;
	struct download *dl;
	int rc = -EINPROGRESS;

	if (stream.dl)
		return PXENV_STATUS_TFTP_OPEN;
	if (pxe_use_stack() != 0)
		return PXENV_STATUS_TFTP_CANNOT_OPEN;
	dl = start(fsize->server, 0, fsize->name, nowhere_sink, NULL);
	if (!dl)
		return PXENV_STATUS_OUT_OF_RESOURCES;
	/* A server that does not tell the size has to send the whole file. */
	while (!dl->total && rc == -EINPROGRESS) {
		pxe_poll();
		rc = download_step(dl);
	}
	if (rc == -EINPROGRESS)
		rc = 0;
	fsize->file_size = dl->total ? dl->total : dl->done;
	download_close(dl);
	return status_of(rc);
}

/* Reads a file to the memory that the program names, of which there are
 * buffer_size bytes, and sets that member to the length of the file. */
static enum pxe_status read_file(struct pxe_tftp_read_file *file)
{
	struct place place = { .left = pxe_room(file->buffer) };
	struct download *dl;
	int rc;

	if (stream.dl)
		return PXENV_STATUS_TFTP_OPEN;
	/* Some programs say that their buffer is larger than all memory, so
	 * that only what arrives has to fit. */
	if (place.left > file->buffer_size)
		place.left = file->buffer_size;
	if (!place.left)
		return PXENV_STATUS_FAILURE;
	place.next = pxe_ptr(file->buffer, place.left);
	/* A null pointer leads to the interrupt vectors. */
	if (!place.next)
		return PXENV_STATUS_FAILURE;
	if (pxe_use_stack() != 0)
		return PXENV_STATUS_TFTP_CANNOT_OPEN;
	dl = start(file->server, file->server_port, file->name, place_sink,
		   &place);
	if (!dl)
		return PXENV_STATUS_OUT_OF_RESOURCES;
	rc = run_to_end(dl);
	file->buffer_size = dl->done;
	download_close(dl);
	return status_of(rc);
}

enum pxe_status pxe_tftp_read_file(void *params)
{
	struct pxe_tftp_read_file *file = params;
	struct pxe_tftp_read_file copy = *file;
	enum pxe_status status = read_file(&copy);

	file->buffer_size = copy.buffer_size;
	return status;
}

enum pxe_status pxe_restart_tftp(void *params)
{
	struct pxe_tftp_read_file copy = *(struct pxe_tftp_read_file *)params;
	enum pxe_status status;

	/* The file goes to where programs go, over the program that asks. */
	if (copy.buffer && copy.buffer != PXE_PROGRAM)
		return PXENV_STATUS_FAILURE;
	copy.buffer = PXE_PROGRAM;
	if (!copy.buffer_size || copy.buffer_size > pxe_program_room())
		copy.buffer_size = pxe_program_room();
	status = read_file(&copy);
	pxe.restart = status == PXENV_STATUS_SUCCESS;
	return status;
}
