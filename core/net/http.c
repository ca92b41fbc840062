/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * HTTP/1.1 client (RFC 9110, RFC 9112): one GET at a time, over the connection
 * that the last one has left, or a new one. What the server sends goes through
 * a parser with one state for each thing that can come next; body bytes go to
 * the image from where TCP left them. A connection that breaks in the middle of
 * a file of known length is followed by another one, which asks for the rest
 * (RFC 9110 section 14).
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <core/digits.h>
#include <core/download.h>
#include <core/net.h>
#include <ipxe/timer.h>
#include <ipxe/uri.h>
#include "http.h"

#define HTTP_PORT 80

/* Longest body of an answer that is read although nobody wants it, in bytes. */
#define MAX_DISCARD 4096

/* What has to come next from the server. */
enum http_state {
	/* The connection has to be made. */
	HTTP_CONNECTING,
	/* The status line. */
	HTTP_STATUS,
	/* A header line, or the empty line after the last one. */
	HTTP_HEADERS,
	/* The body: http->left bytes, or all that comes until the connection
	 * ends. */
	HTTP_BODY,
	/* The line before a chunk, which tells its length. */
	HTTP_CHUNK_SIZE,
	/* http->left bytes of a chunk. */
	HTTP_CHUNK,
	/* The empty line after a chunk. */
	HTTP_CHUNK_END,
	/* A header line after the last chunk, or the empty line at the end. */
	HTTP_TRAILERS,
	/* http->left bytes of a body that nobody wants. */
	HTTP_DISCARD,
	/* The connection is lost, and another one will be made. */
	HTTP_BROKEN,
	/* The download has ended. */
	HTTP_DONE,
};

/* What the server says of the connection (RFC 9112 section 9.3). */
#define OPTION_CLOSE 1
#define OPTION_KEEP_ALIVE 2

/* A download over HTTP. */
struct http {
	/* The download that the request is made for. */
	struct download *dl;
	/* The connection to the server, or NULL. */
	struct net_tcp *tcp;
	/* What has to come next. */
	enum http_state state;
	/* The line that is being received. */
	char line[HTTP_MAX_LINE];
	/* Length of the line so far, in bytes. */
	size_t line_len;
	/* Length of all header lines so far. */
	size_t header_len;
	/* The server's minor version: 1 for HTTP/1.1. */
	unsigned int minor;
	/* The status code, such as 200 or 404. */
	unsigned int status;
	/* The status code and its text, such as "404 Not Found". */
	char reason[48];
	/* What the answer says of the connection: OPTION_*. */
	unsigned int options;
	/* How long the server waits for another request, in seconds, and at
	 * most HTTP_IDLE_LIMIT. */
	unsigned int idle;
	/* Non-zero if the connection can be kept after this answer. */
	int keep;
	/* Non-zero if the connection was kept from an earlier answer and
	 * nothing has come over it since. */
	int kept;
	/* The result of the download: 0, or a negative error. */
	int rc;
	/* Non-zero if the body comes in chunks. */
	int chunked;
	/* Non-zero if the length of the body is known. */
	int has_length;
	/* Bytes of the body or of the chunk that are still to come. */
	unsigned long long left;
	/* Where a redirection leads, or NULL. */
	char *location;
	/* The file's entity tag if it is a strong one, else empty. */
	char etag[HTTP_MAX_ETAG];
	/* Length of the file in bytes, or 0 if that is not known. */
	unsigned long long total;
	/* Non-zero if the answer is the part of the file that was asked for,
	 * as its Content-Range says. */
	int range_ok;
	/* How many times a connection broke and another one was made. */
	unsigned int resumes;
	/* Tick at which the state began or the last bytes came. */
	unsigned long since;
};

/* Ends the download with http->rc after the whole answer has come. The
 * connection can then serve another request. */
static void complete(struct http *http)
{
	DBG("http: ends with %d after %ld bytes\n", http->rc,
	    (unsigned long)http->dl->done);
	http->state = HTTP_DONE;
	download_end(http->dl, http->rc);
}

/* Ends the download with rc before the whole answer has come, or with the
 * connection, which cannot be used again. */
static void finish(struct http *http, int rc)
{
	http->keep = 0;
	http->rc = rc;
	complete(http);
}

static void fail(struct http *http, int rc, const char *text)
{
	if (!http->dl->message[0])
		download_message(http->dl, text);
	finish(http, rc);
}

static int ask(struct http *http)
{
	const char *body = http->dl->body;
	size_t len = HTTP_MAX_REQUEST + (body ? strlen(body) : 0);
	char *request = malloc(len);
	int rc;

	if (!request)
		return -ENOMEM;
	rc = http_request(http->dl->uri, http->resumes ? http->dl->done : 0,
			  http->etag[0] ? http->etag : NULL, body, request,
			  len);
	if (rc >= 0)
		rc = net_tcp_send(http->tcp, request, rc);
	free(request);
	http->state = HTTP_STATUS;
	http->since = currticks();
	return rc;
}

static void connected(void *ctx)
{
	struct http *http = ctx;
	int rc = ask(http);

	if (rc != 0)
		fail(http, rc, strerror(rc));
}

/* --- the header of an answer */

/* Takes a status line such as "HTTP/1.1 200 OK". */
static void take_status(struct http *http)
{
	const char *line = http->line;
	const char *code;

	if (strncmp(line, "HTTP/1.", 7) != 0 || !isdigit(line[7]) ||
	    line[8] != ' ') {
		fail(http, -EPROTO, "not an HTTP server's answer");
		return;
	}
	code = line + 9;
	if (!isdigit(code[0]) || !isdigit(code[1]) || !isdigit(code[2]) ||
	    isdigit(code[3])) {
		fail(http, -EPROTO, "not an HTTP server's answer");
		return;
	}
	http->minor = line[7] - '0';
	http->status = (code[0] - '0') * 100 + (code[1] - '0') * 10 +
		       code[2] - '0';
	snprintf(http->reason, sizeof(http->reason), "%s", code);
	DBG("http: HTTP/1.%d, status %d\n", http->minor, http->status);
	http->state = HTTP_HEADERS;
}

/* Reads a number that may be followed by blanks and, in base 16, by
 * extensions of a chunk. Returns 0, or -EPROTO if there is anything else. */
static int parse_number(const char *text, unsigned int base,
			unsigned long long *value)
{
	text = read_digits(text, base, value);
	if (!text)
		return -EPROTO;
	while (*text == ' ' || *text == '\t')
		text++;
	/* Extensions of a chunk are for servers and clients that have agreed
	 * on them (RFC 9112 7.1.1). */
	return *text && !(base == 16 && *text == ';') ? -EPROTO : 0;
}

static void take_length(struct http *http, const char *value)
{
	unsigned long long length;

	if (parse_number(value, 10, &length) != 0 ||
	    (http->has_length && length != http->left)) {
		fail(http, -EPROTO, "the server sends a bad Content-Length");
		return;
	}
	http->has_length = 1;
	http->left = length;
}

static void take_encoding(struct http *http, const char *value)
{
	if (strcasecmp(value, "chunked") == 0)
		http->chunked = 1;
	else if (strcasecmp(value, "identity") != 0)
		fail(http, -EPROTO, "the server uses an unknown encoding");
}

static void take_location(struct http *http, const char *value)
{
	free(http->location);
	http->location = strdup(value);
}

/* Keeps an entity tag if it is a strong one. A weak one can be the same for two versions that
 * differ in some bytes. */
static void take_etag(struct http *http, const char *value)
{
	if (!http->resumes && *value == '"' &&
	    strlen(value) < sizeof(http->etag))
		strcpy(http->etag, value);
}

/* Takes a range such as "bytes 1000-4999/5000", which has to begin where the
 * file broke off and to reach to its end. */
static void take_range(struct http *http, const char *value)
{
	char want[64];

	snprintf(want, sizeof(want), "bytes %lld-%lld/%lld",
		 (unsigned long long)http->dl->done, http->total - 1,
		 http->total);
	http->range_ok = strcasecmp(value, want) == 0;
}

/* Returns what follows a word in a list separated by commas (RFC 9110
 * section 5.6.1), or NULL if the word is not there: "timeout" and "max" are
 * words of "timeout=5, max=100". */
static const char *find_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (; list; list = strchr(list, ',')) {
		while (*list == ' ' || *list == '\t' || *list == ',')
			list++;
		if (strncasecmp(list, word, len) == 0 &&
		    strchr(" \t,=", list[len]))
			return list + len;
	}
	return NULL;
}

static void take_connection(struct http *http, const char *value)
{
	if (find_word(value, "close"))
		http->options |= OPTION_CLOSE;
	if (find_word(value, "keep-alive"))
		http->options |= OPTION_KEEP_ALIVE;
}

/* Takes how long the server will wait for another request, in seconds. */
static void take_keep_alive(struct http *http, const char *value)
{
	const char *timeout = find_word(value, "timeout");
	unsigned long seconds;

	if (!timeout || *timeout != '=')
		return;
	seconds = strtoul(timeout + 1, NULL, 10);
	if (seconds < http->idle)
		http->idle = seconds;
}

static const struct {
	const char *name;
	void (*take)(struct http *http, const char *value);
} headers[] = {
	{ "Content-Length", take_length },
	{ "Transfer-Encoding", take_encoding },
	{ "Location", take_location },
	{ "ETag", take_etag },
	{ "Content-Range", take_range },
	{ "Connection", take_connection },
	{ "Keep-Alive", take_keep_alive },
};

/* Returns non-zero if another answer can follow this one (RFC 9112 section 9.3).
 * A server that sends chunks together with a length, or as HTTP/1.0, is not
 * trusted that far (sections 6.1 and 6.3). */
static int persistent(const struct http *http)
{
	if (http->options & OPTION_CLOSE)
		return 0;
	if (http->chunked)
		return http->minor && !http->has_length;
	return http->has_length &&
	       (http->minor || http->options & OPTION_KEEP_ALIVE);
}

/* Ends the download with rc. If the body that nobody wants is short, it is
 * read first, so that the connection can serve the next request. */
static void discard(struct http *http, int rc)
{
	if (!http->keep || http->chunked || http->left > MAX_DISCARD) {
		finish(http, rc);
		return;
	}
	http->rc = rc;
	http->state = HTTP_DISCARD;
	http->since = currticks();
	if (!http->left)
		complete(http);
}

static void follow(struct http *http)
{
	struct uri *relative = parse_uri(http->location);
	struct uri *uri = NULL;

	if (relative)
		uri = resolve_uri(http->dl->uri, relative);
	uri_put(relative);
	if (!uri) {
		fail(http, -ENOMEM, "not enough memory");
		return;
	}
	/* From 307 on the form is for the next server, too (RFC 9110 section
	 * 15.4). */
	if (http->status < 307) {
		free(http->dl->body);
		http->dl->body = NULL;
	}
	uri_put(http->dl->location);
	http->dl->location = uri;
	discard(http, 0);
}

static void refuse(struct http *http)
{
	char text[80];
	int rc = -EIO;

	if (http->status == 404 || http->status == 410)
		rc = -ENOENT;
	if (http->status == 401 || http->status == 403)
		rc = -EACCES;
	snprintf(text, sizeof(text), "the server says: %s", http->reason);
	download_message(http->dl, text);
	discard(http, rc);
}

/* Takes the answer to a request for the rest of a file. Any other answer would damage
 * the file and ends the download. */
static void continue_body(struct http *http)
{
	if (http->status != 206 || !http->range_ok || http->chunked ||
	    (http->has_length && http->left != http->total - http->dl->done)) {
		fail(http, -ECONNABORTED, "the connection broke, and the "
		     "server does not continue where it did");
		return;
	}
	http->has_length = 1;
	http->left = http->total - http->dl->done;
	http->state = HTTP_BODY;
}

/* Takes the empty line after the headers and decides what comes next. */
static void end_headers(struct http *http)
{
	struct download *dl = http->dl;
	int rc;

	if (http->status < 200) {
		http->state = HTTP_STATUS;
		return;
	}
	http->keep = persistent(http);
	if (http->resumes) {
		continue_body(http);
		return;
	}
	if (http->status >= 300 && http->status < 400 && http->location) {
		follow(http);
		return;
	}
	if (http->status != 200) {
		refuse(http);
		return;
	}
	if (http->chunked) {
		http->state = HTTP_CHUNK_SIZE;
		return;
	}
	http->state = HTTP_BODY;
	if (!http->has_length)
		return;
	http->total = http->left;
	rc = download_size(dl, http->left);
	if (rc != 0)
		fail(http, rc, "not enough memory");
	else if (!http->left)
		complete(http);
}

static void take_header(struct http *http)
{
	char *value = strchr(http->line, ':');
	size_t len;
	unsigned int i;

	if (!http->line[0]) {
		end_headers(http);
		return;
	}
	if (!value)
		return;
	*value++ = '\0';
	while (*value == ' ' || *value == '\t')
		value++;
	len = strlen(value);
	while (len && (value[len - 1] == ' ' || value[len - 1] == '\t'))
		value[--len] = '\0';
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		if (strcasecmp(http->line, headers[i].name) != 0)
			continue;
		DBG2("http: header %s\n", headers[i].name);
		headers[i].take(http, value);
	}
}

static void take_chunk_size(struct http *http)
{
	if (parse_number(http->line, 16, &http->left) != 0)
		fail(http, -EPROTO, "the server sends a bad chunk size");
	else
		http->state = http->left ? HTTP_CHUNK : HTTP_TRAILERS;
	if (http->state == HTTP_CHUNK)
		DBG2("http: chunk of %lld bytes\n", http->left);
}

static void take_chunk_end(struct http *http)
{
	if (http->line[0])
		fail(http, -EPROTO, "the server sends more than a chunk");
	else
		http->state = HTTP_CHUNK_SIZE;
}

static void take_trailer(struct http *http)
{
	if (!http->line[0])
		complete(http);
}

/* Gives a complete line, without the characters that end it, to the function that
 * takes such lines in the current state. */
static void take_line(struct http *http)
{
	static void (*const take[])(struct http *http) = {
		[HTTP_STATUS] = take_status,
		[HTTP_HEADERS] = take_header,
		[HTTP_CHUNK_SIZE] = take_chunk_size,
		[HTTP_CHUNK_END] = take_chunk_end,
		[HTTP_TRAILERS] = take_trailer,
	};

	if (http->line_len && http->line[http->line_len - 1] == '\r')
		http->line_len--;
	http->line[http->line_len] = '\0';
	http->line_len = 0;
	take[http->state](http);
}

/* Collects the bytes of a line. Returns how many of them were used. */
static size_t rx_line(struct http *http, const char *data, size_t len)
{
	const char *end = memchr(data, '\n', len);
	size_t used = end ? (size_t)(end - data) : len;

	/* The lines around chunks are not counted, as they are short and as
	 * many as the body needs. */
	if (http->state != HTTP_CHUNK_SIZE && http->state != HTTP_CHUNK_END)
		http->header_len += used + 1;
	if (used > sizeof(http->line) - 1 - http->line_len ||
	    http->header_len > HTTP_MAX_HEADERS) {
		fail(http, -EPROTO, "the server's headers are too long");
		return len;
	}
	memcpy(http->line + http->line_len, data, used);
	http->line_len += used;
	if (!end)
		return len;
	take_line(http);
	return used + 1;
}

/* Takes bytes of a body. Returns how many of them belong to it. */
static size_t rx_body(struct http *http, const char *data, size_t len)
{
	int bounded = http->state == HTTP_CHUNK || http->has_length;
	int rc = 0;

	if (bounded && len > http->left)
		len = http->left;
	if (http->state != HTTP_DISCARD)
		rc = download_append(http->dl, data, len);
	if (rc != 0) {
		fail(http, rc, "not enough memory");
		return len;
	}
	if (!bounded)
		return len;
	http->left -= len;
	if (http->left)
		return len;
	if (http->state == HTTP_CHUNK)
		http->state = HTTP_CHUNK_END;
	else
		complete(http);
	return len;
}

static void rx(void *ctx, const void *data, size_t len)
{
	struct http *http = ctx;
	const char *next = data;

	if (http->state != HTTP_DISCARD)
		http->since = currticks();
	http->kept = 0;
	while (len && http->state != HTTP_DONE) {
		size_t used;

		if (http->state == HTTP_BODY || http->state == HTTP_CHUNK ||
		    http->state == HTTP_DISCARD)
			used = rx_body(http, next, len);
		else
			used = rx_line(http, next, len);
		next += used;
		len -= used;
	}
	/* There is more than the answer, so that what comes next could not
	 * be told from the answer to the next request. */
	if (len)
		http->keep = 0;
}

/* Returns non-zero if the rest of the file can be asked for. */
static int resumable(const struct http *http)
{
	return http->dl->done && http->dl->done < http->total &&
	       http->resumes < HTTP_MAX_RESUMES && !http->dl->body;
}

static void closed(void *ctx, int rc)
{
	struct http *http = ctx;

	if (http->state == HTTP_DONE || http->state == HTTP_DISCARD) {
		finish(http, http->rc);
		return;
	}
	if (http->kept || resumable(http)) {
		http->state = HTTP_BROKEN;
		http->since = currticks();
		return;
	}
	if (http->state == HTTP_CONNECTING) {
		if (rc == -ECONNRESET)
			rc = -ECONNREFUSED;
		finish(http, rc ? rc : -ECONNREFUSED);
		return;
	}
	if (rc == 0 && http->state == HTTP_BODY && !http->has_length) {
		finish(http, 0);
		return;
	}
	fail(http, rc ? rc : -ECONNABORTED,
	     "the connection ended before the file did");
}

static const struct net_tcp_operations http_tcp_operations = {
	.connected = connected,
	.rx = rx,
	.closed = closed,
};

static int connect(struct http *http)
{
	struct download *dl = http->dl;
	int rc;

	DBG("http: connects, %d resumed\n", http->resumes);
	http->state = HTTP_CONNECTING;
	http->since = currticks();
	rc = net_tcp_open(&http->tcp, dl->server,
			  uri_port(dl->uri, HTTP_PORT), &http_tcp_operations,
			  http);
	if (rc == -ENETUNREACH)
		download_message(dl, "no configured interface leads there");
	return rc;
}

/* Asks over the connection that the last answer has left. Returns 0, or
 * -ENOTCONN if there is none that leads to this server. */
static int reuse(struct http *http)
{
	const struct download *dl = http->dl;

	http->tcp = http_take(dl->server, uri_port(dl->uri, HTTP_PORT));
	if (!http->tcp)
		return -ENOTCONN;
	net_tcp_attach(http->tcp, &http_tcp_operations, http);
	if (ask(http) != 0) {
		net_tcp_close(http->tcp);
		return -ENOTCONN;
	}
	http->kept = 1;
	DBG("http: asks over the connection that was kept\n");
	return 0;
}

/* Makes a new connection, for the rest of the file or because the server had
 * closed one that was kept. The latter happens once at most (RFC 9112
 * section 9.3.1). */
static void reconnect(struct http *http)
{
	int rc;

	net_tcp_close(http->tcp);
	http->tcp = NULL;
	if (!http->kept)
		http->resumes++;
	http->line_len = http->header_len = 0;
	http->has_length = http->range_ok = http->kept = http->options = 0;
	rc = connect(http);
	if (rc != 0)
		fail(http, rc, "the connection broke, and no other can be made");
}

static void http_poll(struct download *dl)
{
	struct http *http = dl->priv;
	unsigned long elapsed = currticks() - http->since;

	if (http->state == HTTP_BROKEN) {
		if (http->kept || elapsed >= HTTP_RESUME_PAUSE)
			reconnect(http);
		return;
	}
	/* A connection that was kept may be dead without anybody having said
	 * so. If no answer comes, another one is made. */
	if (http->kept && elapsed >= HTTP_CONNECT_LIMIT) {
		reconnect(http);
		return;
	}
	if (http->state == HTTP_DISCARD) {
		if (elapsed >= HTTP_DISCARD_LIMIT)
			finish(http, http->rc);
		return;
	}
	if (http->state == HTTP_CONNECTING) {
		if (elapsed >= HTTP_CONNECT_LIMIT)
			fail(http, -ETIMEDOUT,
			     "no answer; is a web server running there?");
		return;
	}
	if (elapsed >= HTTP_SILENCE)
		fail(http, -ETIMEDOUT, "the server has stopped sending");
}

static int http_start(struct download *dl)
{
	struct http *http = zalloc(sizeof(*http));

	if (!http)
		return -ENOMEM;
	dl->priv = http;
	http->dl = dl;
	http->idle = HTTP_IDLE_LIMIT;
	if (!uri_port(dl->uri, HTTP_PORT)) {
		download_message(dl, "not a port number");
		return -EINVAL;
	}
	/* A kept connection may turn out to be closed after the request was
	 * sent, and a form may not be sent twice (RFC 9110 section 9.2.2). */
	return !dl->body && reuse(http) == 0 ? 0 : connect(http);
}

static void http_stop(struct download *dl)
{
	struct http *http = dl->priv;

	if (!http)
		return;
	if (http->state == HTTP_DONE && http->keep)
		http_keep(http->tcp, dl->server, uri_port(dl->uri, HTTP_PORT),
			  http->idle);
	else
		net_tcp_close(http->tcp);
	free(http->location);
	free(http);
	dl->priv = NULL;
}

struct download_protocol http_protocol __download_protocol = {
	.scheme = "http",
	.start = http_start,
	.poll = http_poll,
	.stop = http_stop,
};
