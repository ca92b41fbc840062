/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_DOWNLOAD_H
#define CORE_DOWNLOAD_H

#include <stddef.h>
#include <stdint.h>
#include <ipxe/in.h>
#include <ipxe/monojob.h>
#include <ipxe/tables.h>

/*
 * A download: one file on its way into an image's memory, which is allocated
 * once where the size is known beforehand. The protocol runs in callbacks from
 * step() and in poll(); whatever happens, it ends in download_end() once.
 */

struct image;
struct uri;
struct download;

struct download_protocol {
	const char *scheme;	/* "tftp" */
	/* dl->server is known. 0, or a negative error. */
	int (*start)(struct download *dl);
	/* Timers; called again and again while it runs. May be NULL. */
	void (*poll)(struct download *dl);
	/* Gives back everything. Called once if start() was, also when that
	 * failed. dl->rc is -EINPROGRESS when the user has cancelled. */
	void (*stop)(struct download *dl);
};

#define DOWNLOAD_PROTOCOLS \
	__table(struct download_protocol, "download_protocols")
#define __download_protocol __table_entry(DOWNLOAD_PROTOCOLS, 01)

struct download {
	struct job job;
	struct uri *uri;
	struct image *image;
	struct in_addr server;
	const struct download_protocol *protocol;
	void *priv;		/* the protocol's own */
	int started;
	size_t done;		/* bytes in the image */
	size_t total;		/* 0: not known */
	int rc;			/* -EINPROGRESS while it runs */
	unsigned long rate;	/* bytes a second that it has to bring, and */
	unsigned long patience;	/* seconds it may be late with them */
	unsigned long long late;	/* bytes it is late with, times
					 * TICKS_PER_SEC */
	unsigned long polled;	/* tick of the last look at that */
	size_t counted;		/* bytes it has been given credit for */
	unsigned int redirects;
	struct uri *location;	/* where the server wants us to go */
	/* Takes the bytes in place of the image, which is NULL then. */
	int (*sink)(struct download *dl, const void *data, size_t len);
	void *sink_ctx;
	char message[128];	/* what the server or we have to say to rc */
};

/* For protocols. */

/* The size, as soon as it is known: allocates. -ENOMEM, with a message, when
 * there is not enough memory. */
int download_size(struct download *dl, unsigned long long total);
/* The next bytes. -ENOMEM. */
int download_append(struct download *dl, const void *data, size_t len);
/* It is over; rc 0 or a negative error. Later calls are ignored. */
void download_end(struct download *dl, int rc);
/* Tells the user in the place of rc's own text. What does not fit dl->message
 * is cut off, and what is not printable is replaced. */
void download_message(struct download *dl, const char *text);

/* What an image's file could be downloaded from: 0, -EPROTONOSUPPORT. */
int download_check(const struct uri *uri);

/* Downloads uri into image, with progress on the console. timeout in ticks
 * without progress (0: the protocol's own). Negative error after a message. */
int download(struct uri *uri, struct image *image, unsigned long timeout);

/*
 * The same without an image, for who reads as it goes: bytes are given to
 * sink(), which returns 0 or a negative error that ends the download. Nothing
 * comes but from download_step(), so that whoever waits with it slows the
 * server down. NULL when out of memory.
 */
struct download *download_open(struct uri *uri,
				 int (*sink)(struct download *dl,
						 const void *data,
						 size_t len),
				 void *sink_ctx);
/* Its timers and redirections, once; the caller polls the network besides.
 * -EINPROGRESS while it runs, then 0 or a negative error. */
int download_step(struct download *dl);
/* Ends it, at any time, and frees it. NULL is ignored. */
void download_close(struct download *dl);

#endif /* CORE_DOWNLOAD_H */
