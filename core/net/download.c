/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Downloads: from a URI to an image. Looks up the protocol in its table and
 * the server's address in DNS, and lets the protocol put its bytes straight
 * into the image's memory.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <ipxe/console.h>
#include <core/download.h>
#include <ipxe/image.h>
#include <core/net.h>
#include <core/params.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <ipxe/umalloc.h>
#include <ipxe/uri.h>

/* How many redirections may follow one another. */
#define MAX_REDIRECTS 8

/* Bytes a second that a download has to bring unless the setting download-rate
 * says otherwise. */
#define DEFAULT_RATE 4096
/* Seconds that a download may be late with these bytes unless the setting
 * download-timeout says otherwise. */
#define DEFAULT_PATIENCE 60

const struct setting download_rate_setting __setting = {
	.name = "download-rate",
	.description = "Bytes a second a download has to bring",
	.type = &setting_type_uint32,
};
const struct setting download_timeout_setting __setting = {
	.name = "download-timeout",
	.description = "Seconds a download may be late",
	.type = &setting_type_uint32,
};

static const struct download_protocol *find_protocol(const struct uri *uri)
{
	const struct download_protocol *protocol;

	for_each_table_entry(protocol, DOWNLOAD_PROTOCOLS) {
		if (uri->scheme && strcasecmp(uri->scheme,
					      protocol->scheme) == 0)
			return protocol;
	}
	return NULL;
}

int download_check(const struct uri *uri)
{
	return find_protocol(uri) ? 0 : -EPROTONOSUPPORT;
}

void download_message(struct download *dl, const char *text)
{
	snprintf(dl->message, sizeof(dl->message), "%s", text);
	replace_controls(dl->message);
}

/* Makes the image's memory len bytes long. Returns 0, or a negative error after
 * a message with the memory that is free. That includes what the image has
 * already, as a failed download gives it back. */
static int grow(struct download *dl, size_t len)
{
	size_t had = dl->image->len;
	size_t most;
	int rc = image_set_len(dl->image, len);

	if (rc == 0)
		return 0;
	most = umalloc_largest();
	if (most < had)
		most = had;
	snprintf(dl->message, sizeof(dl->message),
		 "needs %ld KiB, and %ld KiB of memory are free; give "
		 "the machine more", (unsigned long)(len >> 10),
		 (unsigned long)(most >> 10));
	return rc;
}

int download_size(struct download *dl, unsigned long long total)
{
	int rc;

	if (total > (size_t)-1 >> 1) {
		download_message(dl, "file too large");
		return -EFBIG;
	}
	if (dl->image && total > dl->image->len) {
		rc = grow(dl, total);
		if (rc != 0)
			return rc;
	}
	dl->total = total;
	return 0;
}

int download_append(struct download *dl, const void *data, size_t len)
{
	struct image *image = dl->image;
	int rc;

	if (dl->sink) {
		rc = dl->sink(dl, data, len);
		dl->done += rc == 0 ? len : 0;
		return rc;
	}
	if (len > image->len - dl->done) {
		if (len > ((size_t)-1 >> 1) - dl->done)
			return -EFBIG;
		rc = grow(dl, dl->done + len);
		if (rc != 0)
			return rc;
	}
	if (len)
		memcpy((uint8_t *)image->data + dl->done, data, len);
	dl->done += len;
	return 0;
}

void download_end(struct download *dl, int rc)
{
	if (dl->rc == -EINPROGRESS)
		dl->rc = rc;
}

static struct download *job_download(struct job *job)
{
	return container_of(job, struct download, job);
}

static void progress(struct job *job, unsigned long long *done,
		     unsigned long long *total)
{
	struct download *dl = job_download(job);

	*done = dl->done;
	*total = dl->total;
}

static void resolved(void *ctx, int rc, struct in_addr addr)
{
	struct download *dl = ctx;
	char text[sizeof(dl->message)];

	if (rc == 0) {
		dl->server = addr;
		dl->started = 1;
		rc = dl->protocol->start(dl);
	} else {
		snprintf(text, sizeof(text), "no address for %.40s: %s",
			 dl->uri->host, strerror(rc));
		download_message(dl, text);
	}
	if (rc != 0)
		download_end(dl, rc);
}

static int find_server(struct download *dl)
{
	const char *host = dl->uri->host;
	struct in_addr addr;
	int rc;

	if (!host || !*host) {
		download_message(dl, "no server in this URI");
		return -EINVAL;
	}
	if (inet_aton(host, &addr)) {
		resolved(dl, 0, addr);
		return 0;
	}
	rc = net_resolve(host, &addr, resolved, dl);
	if (rc != -EINPROGRESS)
		resolved(dl, rc, addr);
	return 0;
}

/* Starts to download dl->uri. */
static void start(struct download *dl)
{
	int rc;

	dl->rc = -EINPROGRESS;
	dl->started = 0;
	dl->done = dl->total = dl->counted = 0;
	dl->message[0] = '\0';
	dl->protocol = find_protocol(dl->uri);
	if (params_wanted(dl->uri)) {
		download_message(dl, "no such parameters; begin them with "
				 "params");
		rc = -ENOENT;
	} else if (dl->protocol) {
		rc = find_server(dl);
	} else {
		download_message(dl, "this client knows tftp:// and http:// "
				 "only");
		rc = -EPROTONOSUPPORT;
	}
	if (rc != 0)
		download_end(dl, rc);
}

static void stop(struct download *dl)
{
	net_resolve_cancel();
	if (dl->started)
		dl->protocol->stop(dl);
	dl->started = 0;
}

/* Starts again at the address that the server has named. */
static void redirect(struct download *dl)
{
	stop(dl);
	uri_put(dl->uri);
	dl->uri = dl->location;
	dl->location = NULL;
	if (++dl->redirects <= MAX_REDIRECTS) {
		start(dl);
		return;
	}
	download_message(dl, "too many redirections");
	dl->rc = -ELOOP;
}

/* Returns non-zero if fewer bytes have come than the download has to bring in the
 * time since its start, redirections included. So a download can neither stand
 * still for long nor go on for ever, and the more has come, the longer it may
 * take. Time that the caller of download_open() takes to read is not
 * counted, as the server cannot help it. */
static int too_late(struct download *dl)
{
	unsigned long now = currticks();
	unsigned long elapsed = now - dl->polled;
	unsigned long long credit = dl->done - dl->counted;

	if (elapsed > TICKS_PER_SEC)
		elapsed = TICKS_PER_SEC;
	dl->polled = now;
	dl->counted = dl->done;
	credit *= TICKS_PER_SEC;
	dl->late += (unsigned long long)elapsed * dl->rate;
	dl->late -= credit < dl->late ? credit : dl->late;
	return dl->late > (unsigned long long)dl->patience * TICKS_PER_SEC *
			  dl->rate;
}

static int poll(struct job *job)
{
	struct download *dl = job_download(job);

	if (dl->rc == -EINPROGRESS && too_late(dl)) {
		/* The download is still marked as running, so that its
		 * protocol tells the server that it was cancelled. */
		stop(dl);
		snprintf(dl->message, sizeof(dl->message), "the server sends "
			 "next to nothing: less than %ld bytes a second "
			 "(download-rate)", dl->rate);
		dl->rc = -ETIMEDOUT;
	}
	if (dl->started && dl->rc == -EINPROGRESS && dl->protocol->poll)
		dl->protocol->poll(dl);
	if (dl->rc == 0 && dl->location)
		redirect(dl);
	return dl->rc;
}

/* Takes the list of parameters that the URI names, which is no part of the URI
 * from here on. Without such a list the URI stays as it is. */
static void take_params(struct download *dl)
{
	struct uri plain = *dl->uri;
	struct uri *uri;

	plain.fragment = NULL;
	dl->body = params_body(dl->uri);
	uri = dl->body ? uri_copy(&plain) : NULL;
	if (!uri)
		return;
	uri_put(dl->uri);
	dl->uri = uri;
}

static struct download *alloc_download(struct uri *uri)
{
	struct download *dl = zalloc(sizeof(*dl));

	if (!dl)
		return NULL;
	dl->job.poll = poll;
	dl->job.progress = progress;
	dl->job.message = dl->message;
	dl->uri = uri_get(uri);
	if (params_wanted(uri))
		take_params(dl);
	dl->rate = DEFAULT_RATE;
	dl->patience = DEFAULT_PATIENCE;
	fetch_uint_setting(NULL, &download_rate_setting, &dl->rate);
	fetch_uint_setting(NULL, &download_timeout_setting, &dl->patience);
	dl->polled = currticks();
	return dl;
}

int download(struct uri *uri, struct image *image, unsigned long timeout)
{
	struct download *dl = alloc_download(uri);
	char text[256];
	int rc;

	if (!dl)
		return -ENOMEM;
	dl->image = image;
	format_uri_public(dl->uri, text, sizeof(text));
	start(dl);
	rc = job_wait(&dl->job, text, timeout);
	if (rc == 0)
		rc = image_set_len(image, dl->done);
	if (rc == 0 && !dl->total)
		image->data = utrim(image->data);
	if (rc == 0) {
		/* Names in the file are relative to the address that it came
		 * from after all redirections. */
		uri_put(image->uri);
		image->uri = uri_get(dl->uri);
	}
	download_close(dl);
	return rc;
}

struct download *download_open(struct uri *uri,
			       int (*sink)(struct download *dl,
					   const void *data, size_t len),
			       void *sink_ctx)
{
	struct download *dl = alloc_download(uri);

	if (!dl)
		return NULL;
	dl->sink = sink;
	dl->sink_ctx = sink_ctx;
	start(dl);
	return dl;
}

int download_step(struct download *dl)
{
	return poll(&dl->job);
}

void download_close(struct download *dl)
{
	if (!dl)
		return;
	stop(dl);
	uri_put(dl->location);
	uri_put(dl->uri);
	free(dl->body);
	free(dl);
}
