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

/* An entry in the table of protocols. */
struct download_protocol {
	/* The scheme of its URIs, such as "tftp". */
	const char *scheme;
	/* Starts a download whose dl->server is known. Returns 0, or a negative
	 * error. */
	int (*start)(struct download *dl);
	/* Looks after timers. It is called again and again while the download
	 * runs. May be NULL. */
	void (*poll)(struct download *dl);
	/* Frees whatever the protocol holds. It is called once after start(),
	 * also if that has failed. dl->rc is -EINPROGRESS if the user has
	 * cancelled. */
	void (*stop)(struct download *dl);
};

/* The table of protocols. */
#define DOWNLOAD_PROTOCOLS \
	__table(struct download_protocol, "download_protocols")
/* Makes a protocol an entry of the table. */
#define __download_protocol __table_entry(DOWNLOAD_PROTOCOLS, 01)

/* A download while it runs. */
struct download {
	/* What job_wait() of <ipxe/monojob.h> waits for. */
	struct job job;
	/* Where the file is. */
	struct uri *uri;
	/* A form that goes to the server with the request, or NULL. It is
	 * allocated. */
	char *body;
	/* Where its bytes go, or NULL if they go to sink(). */
	struct image *image;
	/* Address of the server. */
	struct in_addr server;
	/* The protocol of the URI's scheme. */
	const struct download_protocol *protocol;
	/* A pointer that only the protocol uses. */
	void *priv;
	/* Non-zero from the protocol's start() until its stop(). */
	int started;
	/* Bytes that have come. */
	size_t done;
	/* Length of the file in bytes, or 0 if that is not known. */
	size_t total;
	/* -EINPROGRESS while the download runs, then 0 or a negative error. */
	int rc;
	/* Slowest speed that is accepted, in bytes a second. */
	unsigned long rate;
	/* How many seconds late the download may be, compared with that speed,
	 * before it fails. */
	unsigned long patience;
	/* How many bytes fewer than at that speed have come, times
	 * TICKS_PER_SEC. */
	unsigned long long late;
	/* Tick at which "late" was computed. */
	unsigned long polled;
	/* Value of "done" when "late" was computed. */
	size_t counted;
	/* How many redirections have been followed. */
	unsigned int redirects;
	/* Where the server wants the client to go, or NULL. */
	struct uri *location;
	/* Takes bytes if there is no image. Returns 0, or a negative error,
	 * which ends the download. */
	int (*sink)(struct download *dl, const void *data, size_t len);
	/* A pointer that only the owner of sink() uses. */
	void *sink_ctx;
	/* Text that explains rc to the user, from the server or from the
	 * protocol; "" stands for the usual text of rc. */
	char message[128];
};

/* --- for protocols */

/* Takes the size of the file as soon as the protocol knows it, so that memory
 * for all of it is allocated at once. Returns 0, or -ENOMEM after a message if
 * there is not enough. */
int download_size(struct download *dl, unsigned long long total);
/* Takes the next bytes of the file. Returns 0, or a negative error such as
 * -ENOMEM. */
int download_append(struct download *dl, const void *data, size_t len);
/* Ends the download with 0 or a negative error. Later calls are ignored. */
void download_end(struct download *dl, int rc);
/* Sets what the user is told instead of the text of dl->rc. What does not fit
 * dl->message is cut off, and what is not printable is replaced. */
void download_message(struct download *dl, const char *text);

/* Returns 0 if there is a protocol for the URI, or -EPROTONOSUPPORT. */
int download_check(const struct uri *uri);

/* Downloads uri into image and shows the progress on the console. The download
 * fails after timeout ticks without progress; 0 leaves that to the protocol.
 * Returns 0, or a negative error after a message. */
int download(struct uri *uri, struct image *image, unsigned long timeout);

/*
 * Starts a download without an image, for a caller that reads the bytes as they
 * come. They are given to sink(), which returns 0, or a negative error that
 * ends the download. It is called from download_step() only, so that a caller
 * that waits slows the server down. Returns NULL if there is no memory.
 */
struct download *download_open(struct uri *uri,
				 int (*sink)(struct download *dl,
						 const void *data,
						 size_t len),
				 void *sink_ctx);
/* Looks once after the timers and redirections of a download; the caller has to
 * run step() of <ipxe/process.h> as well. Returns -EINPROGRESS while the
 * download runs, then 0 or a negative error. */
int download_step(struct download *dl);
/* Ends a download at any time, and frees it. Does nothing with NULL. */
void download_close(struct download *dl);

#endif /* CORE_DOWNLOAD_H */
