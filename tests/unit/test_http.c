/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The HTTP client against a connection that is the test itself. Every answer
 * is given whole, and again byte by byte: the result must be the same.
 */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/download.h>
#include <core/main.h>
#include <core/net.h>
#include <ipxe/image.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>
#include <ipxe/uri.h>

#include "../../core/net/http.h"
#include "../replace.h"

REPLACES(net_tcp_open);
REPLACES(net_tcp_close);
REPLACES(net_tcp_send);
REPLACES(net_tcp_attach);
REPLACES(net_route);

struct net_tcp {
	const struct net_tcp_operations *op;
	void *ctx;
};

static char request[HTTP_MAX_REQUEST + 1];
static unsigned int open_port;
static struct download dl;
static struct net_tcp *wire;		/* the connection made last */
static unsigned int opened, closes;
static int connecting; /* that connection is not accepted yet */
static int send_rc;
static struct net_device *route;
static const char *form;		/* what goes with the next request */

int __wrap_net_tcp_open(struct net_tcp **tcp, struct in_addr to,
			unsigned int port, const struct net_tcp_operations *op,
			void *ctx)
{
	open_port = port;
	opened++;
	connecting = 1;
	wire = *tcp = malloc(sizeof(*wire));
	__wrap_net_tcp_attach(wire, op, ctx);
	return 0;
}

void __wrap_net_tcp_close(struct net_tcp *tcp)
{
	if (!tcp)
		return;
	closes++;
	if (tcp == wire)
		wire = NULL;
	free(tcp);
}

void __wrap_net_tcp_attach(struct net_tcp *tcp,
			   const struct net_tcp_operations *op, void *ctx)
{
	tcp->op = op;
	tcp->ctx = ctx;
}

struct net_device *__wrap_net_route(struct in_addr to)
{
	return route;
}

int __wrap_net_tcp_send(struct net_tcp *tcp, const void *data, size_t len)
{
	if (send_rc)
		return send_rc;
	assert_true(len < sizeof(request));
	memcpy(request, data, len);
	request[len] = '\0';
	return 0;
}

/* What TCP says of the connection that the download has. */

static void connected(void)
{
	connecting = 0;
	wire->op->connected(wire->ctx);
}

static void closed(int rc)
{
	wire->op->closed(wire->ctx, rc);
}

/* Starts a download whose request is still to go out. */
static void start(const char *uri)
{
	memset(&dl, 0, sizeof(dl));
	dl.uri = parse_uri(uri);
	dl.image = alloc_image(NULL);
	dl.rc = -EINPROGRESS;
	dl.body = form ? strdup(form) : NULL;
	request[0] = '\0';
	connecting = 0;
	assert_int_equal(http_protocol.start(&dl), 0);
}

static void begin(const char *uri)
{
	start(uri);
	if (connecting)
		connected();
}

/* Ends a download; its connection may stay. */
static void leave(void)
{
	http_protocol.stop(&dl);
	uri_put(dl.location);
	free(dl.body);
	image_put(dl.image);
	uri_put(dl.uri);
}

static void end(void)
{
	leave();
	http_close_idle();
	assert_int_equal(opened, closes);
}

static void receive(const char *data, size_t len, size_t piece)
{
	while (len) {
		size_t now = len < piece ? len : piece;
		char *copy = malloc(now);

		memcpy(copy, data, now);
		wire->op->rx(wire->ctx, copy, now);
		free(copy);
		data += now;
		len -= now;
	}
}

/* Sends an answer, then ends the connection, and checks what comes of it. */
static void check(const char *answer, size_t len, int rc, const char *body)
{
	size_t piece;

	for (piece = 1; piece <= len; piece = piece == 1 ? 7 : piece * 50) {
		begin("http://h/x");
		receive(answer, len, piece);
		closed(0);
		assert_int_equal(dl.rc, rc);
		if (rc != 0)
			assert_true(strlen(dl.message) > 0);
		if (body) {
			assert_int_equal(dl.done, strlen(body));
			if (*body)
				assert_memory_equal(dl.image->data, body,
						    dl.done);
		}
		end();
	}
}

#define CHECK(answer, rc, body) check(answer, sizeof(answer) - 1, rc, body)

static void asks_by_the_book(void **state)
{
	begin("http://web.lab/a%20b?c=d%26e");
	assert_string_equal(request, "GET /a%20b?c=d%26e HTTP/1.1\r\n"
			    "Host: web.lab\r\nUser-Agent: iPXE/multiboot\r\n"
			    "Connection: keep-alive\r\n\r\n");
	assert_int_equal(open_port, 80);
	end();
	begin("http://web.lab/a%2fb%2Bc+d%7Ee");
	assert_memory_equal(request, "GET /a%2Fb%2Bc+d~e HTTP", 23);
	end();
	begin("http://joe:secret@web.lab:8080");
	assert_string_equal(request, "GET / HTTP/1.1\r\nHost: web.lab:8080\r\n"
			    "User-Agent: iPXE/multiboot\r\n"
			    "Authorization: Basic am9lOnNlY3JldA==\r\n"
			    "Connection: keep-alive\r\n\r\n");
	assert_int_equal(open_port, 8080);
	end();
}

static void cannot_be_made_to_add_headers(void **state)
{
	begin("http://h%0d%0aX:1/a%0d%0aY:2");
	assert_null(strstr(request, "\nX"));
	assert_null(strstr(request, "\nY"));
	end();
}

static void loads_by_length(void **state)
{
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 0,
	      "hello");
	CHECK("HTTP/1.0 200\r\ncontent-length:   5  \r\nX: y\r\n\r\nhello", 0,
	      "hello");
	CHECK("HTTP/1.1 200 OK\nContent-Length: 0\n\n", 0, "");
	CHECK("HTTP/1.1 200 OK\r\nContent-Length:\t 5\t \r\n\r\nhello", 0,
	      "hello");
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
	      "Content-Length: 5\r\n\r\nhello", 0, "hello");
	/* Not the name of a header, and one with nothing after it. */
	CHECK("HTTP/1.1 200 OK\r\nContent-Length\r\nETag:\r\n"
	      "Content-Length: 5\r\n\r\nhello", 0, "hello");
	CHECK("HTTP/1.1 200 OK\r\nTransfer-Encoding: Identity\r\n"
	      "Content-Length: 5\r\n\r\nhello", 0, "hello");
}

static void loads_up_to_the_end(void **state)
{
	CHECK("HTTP/1.1 200 OK\r\n\r\nhello", 0, "hello");
	CHECK("HTTP/1.1 200 OK\r\n\r\n", 0, "");
}

static void loads_chunks(void **state)
{
	CHECK("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	      "5\r\nhello\r\n0006;ext=1\r\n world\r\n0\r\nTrailer: x\r\n\r\n",
	      0, "hello world");
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"
	      "Transfer-Encoding: CHUNKED\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
	      0, "0123456789");
}

static void passes_over_interim_answers(void **state)
{
	CHECK("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX: y\r\n\r\n"
	      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 0, "hi");
}

static void ignores_what_follows(void **state)
{
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhithere", 0, "hi");
}

static void misses_what_is_cut_off(void **state)
{
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
	      -ECONNABORTED, NULL);
	CHECK("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	      "5\r\nhello\r\n", -ECONNABORTED, NULL);
	CHECK("HTTP/1.1 200 OK\r\nContent-Le", -ECONNABORTED, NULL);
	CHECK("H", -ECONNABORTED, NULL);
}

static void refuses_bad_answers(void **state)
{
	CHECK("SSH-2.0-OpenSSH\r\n", -EPROTO, NULL);
	CHECK("HTTP/2.0 200 OK\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 2000 OK\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.x 200 OK\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1x200 OK\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 2x0 OK\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 20 OK\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 5;x\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 5 x\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 abc\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 \r\n", -EPROTO, NULL);
	CHECK("\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
	      -EPROTO, NULL);
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551617\r\n",
	      -EPROTO, NULL);
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: \r\n", -EPROTO, NULL);
	CHECK("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n", -EPROTO, NULL);
}

/* As many chunks as a body needs, however short they are: their lines together are
 * longer than headers may be. */
static void loads_any_number_of_chunks(void **state)
{
	static const char head[] = "HTTP/1.1 200 OK\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";
	unsigned int i;

	begin("http://h/x");
	receive(head, sizeof(head) - 1, 100);
	for (i = 0; i < HTTP_MAX_HEADERS / 3; i++)
		receive("1\r\nx\r\n", 6, 6);
	receive("0\r\n\r\n", 5, 5);
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, i);
	end();
}

static void refuses_bad_chunks(void **state)
{
#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	CHECK(CHUNKED "8000000000000000\r\n", -EPROTO, NULL);
	CHECK(CHUNKED "fffffffffffffffff\r\n", -EPROTO, NULL);
	CHECK(CHUNKED "-1\r\n", -EPROTO, NULL);
	CHECK(CHUNKED "2 x\r\n", -EPROTO, NULL);
	CHECK(CHUNKED "2x\r\n", -EPROTO, NULL);
	CHECK(CHUNKED "2 \t;x\r\nhi\r\n0\t\r\n\r\n", 0, "hi");
	CHECK(CHUNKED "\r\n", -EPROTO, NULL);
	CHECK(CHUNKED "2\r\nhix\r\n", -EPROTO, NULL);
}

static void refuses_what_memory_cannot_hold(void **state)
{
	CHECK("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
	      -ENOMEM, NULL);
}

static void refuses_endless_headers(void **state)
{
	char line[100];
	unsigned int i;

	begin("http://h/x");
	receive("HTTP/1.1 200 OK\r\n", 17, 17);
	memset(line, 'x', sizeof(line));
	for (i = 0; i < HTTP_MAX_LINE / sizeof(line); i++)
		receive(line, sizeof(line), sizeof(line));
	assert_int_equal(dl.rc, -EINPROGRESS);
	receive(line, sizeof(line), sizeof(line));
	assert_int_equal(dl.rc, -EPROTO);
	end();
	begin("http://h/x");
	receive("HTTP/1.1 200 OK\r\n", 17, 17);
	for (i = 0; i < HTTP_MAX_HEADERS / 6 + 1; i++)
		receive("X: y\r\n", 6, 6);
	assert_int_equal(dl.rc, -EPROTO);
	end();
}

static void tells_the_servers_error(void **state)
{
	CHECK("HTTP/1.1 404 Not Found\r\n\r\n<html>", -ENOENT, NULL);
	CHECK("HTTP/1.1 403 No\r\n\r\n", -EACCES, NULL);
	CHECK("HTTP/1.1 401 Who\r\n\r\n", -EACCES, NULL);
	CHECK("HTTP/1.1 410 Gone\r\n\r\n", -ENOENT, NULL);
	CHECK("HTTP/1.1 402 Pay\r\n\r\n", -EIO, NULL);
	CHECK("HTTP/1.1 500 Oops\x1b[2J\r\n\r\n", -EIO, NULL);
	CHECK("HTTP/1.1 302 Found\r\n\r\n", -EIO, NULL);
	CHECK("HTTP/1.1 206 Partial\r\n\r\n", -EIO, NULL);
	begin("http://h/x");
	receive("HTTP/1.1 500 Oops\x1b[2J\r\n\r\n", 25, 25);
	assert_string_equal(dl.message, "the server says: 500 Oops?[2J");
	end();
}

static void follows_redirections(void **state)
{
	static const char answer[] =
		"HTTP/1.1 301 Moved\r\nLocation: /b/c?d\r\n\r\nbody";
	char text[64];

	begin("http://h:81/a");
	receive(answer, sizeof(answer) - 1, 5);
	assert_int_equal(dl.rc, 0);
	assert_non_null(dl.location);
	format_uri(dl.location, text, sizeof(text));
	assert_string_equal(text, "http://h:81/b/c?d");
	assert_int_equal(dl.done, 0);
	end();
	/* Without memory for its URI there is nowhere to go. */
	begin("http://h:81/a");
	receive(answer, sizeof(answer) - 9, 500);
	assert_int_equal(dl.rc, -EINPROGRESS);
	testhost_malloc_left = 1;
	wire->op->rx(wire->ctx, answer + sizeof(answer) - 9, 8);
	testhost_malloc_left = -1;
	assert_int_equal(dl.rc, -ENOMEM);
	assert_null(dl.location);
	end();
}

/* Breaks the connection, after which another one is made a little later. */
static void break_off(int rc)
{
	closed(rc);
	assert_int_equal(dl.rc, -EINPROGRESS);
	open_port = 0;
	http_protocol.poll(&dl);
	assert_int_equal(open_port, 0);
	hosted_clock_advance(HTTP_RESUME_PAUSE);
	http_protocol.poll(&dl);
	assert_int_equal(open_port, 80);
	request[0] = '\0';
}

#define RECEIVE(text) receive(text, sizeof(text) - 1, 5)

static void begin_ten(const char *headers)
{
	char text[200];

	begin("http://h/x");
	snprintf(text, sizeof(text), "HTTP/1.1 200 OK\r\n%s"
		 "Content-Length: 10\r\n\r\nhell", headers);
	receive(text, strlen(text), 7);
	assert_int_equal(dl.done, 4);
}

static void asks_for_the_rest(void **state)
{
	begin_ten("ETag: \"v1\"\r\n");
	break_off(-ECONNRESET);
	connected();
	assert_non_null(strstr(request, "\r\nRange: bytes=4-\r\n"
			       "If-Range: \"v1\"\r\n"));
	RECEIVE("HTTP/1.1 206 Partial\r\nContent-Range: bytes 4-9/10\r\n"
		"Content-Length: 6\r\n\r\no w");
	break_off(0);
	connected();
	assert_non_null(strstr(request, "bytes=7-\r\n"));
	RECEIVE("HTTP/1.1 206 Partial\r\nContent-Range: bytes 7-9/10\r\n"
		"\r\norl and more");
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 10);
	assert_memory_equal(dl.image->data, "hello worl", 10);
	end();
}

/* Nor are others kept than those that there is room for. */
static void trusts_strong_tags_only(void **state)
{
	char longest[HTTP_MAX_ETAG + 16] = "ETag: \"";
	const char *const tags[] = {
		"ETag: W/\"v1\"\r\n", "ETag: v1\r\n", longest,
	};
	unsigned int i;

	memset(longest + 7, 'x', HTTP_MAX_ETAG - 2);
	strcpy(longest + 7 + HTTP_MAX_ETAG - 2, "\"\r\n");
	for (i = 0; i < ARRAY_LEN(tags); i++) {
		begin_ten(tags[i]);
		break_off(0);
		connected();
		assert_non_null(strstr(request, "\r\nRange: bytes=4-\r\n"));
		assert_null(strstr(request, "If-Range"));
		end();
	}
	strcpy(longest + 7 + HTTP_MAX_ETAG - 3, "\"\r\n");
	begin_ten(longest);
	break_off(0);
	connected();
	assert_non_null(strstr(request, "If-Range: \"xxx"));
	end();
}

static void takes_nothing_but_the_rest(void **state)
{
	static const char *const answers[] = {
		"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
		"HTTP/1.1 206 P\r\nContent-Length: 6\r\n\r\n",
		"HTTP/1.1 206 P\r\nContent-Range: bytes 3-9/10\r\n\r\n",
		"HTTP/1.1 206 P\r\nContent-Range: bytes 4-8/10\r\n\r\n",
		"HTTP/1.1 206 P\r\nContent-Range: bytes 4-9/11\r\n\r\n",
		"HTTP/1.1 206 P\r\nContent-Range: bytes 4-9/*\r\n\r\n",
		"HTTP/1.1 206 P\r\nContent-Range: bytes 4-9/10\r\n"
		"Content-Length: 7\r\n\r\n",
		"HTTP/1.1 206 P\r\nContent-Range: bytes 4-9/10\r\n"
		"Transfer-Encoding: chunked\r\n\r\n",
		"HTTP/1.1 302 F\r\nLocation: /b\r\n\r\n",
		"HTTP/1.1 416 R\r\n\r\n", "HTTP/1.1 503 Busy\r\n\r\n",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(answers); i++) {
		begin_ten("");
		break_off(0);
		connected();
		receive(answers[i], strlen(answers[i]), 9);
		assert_int_equal(dl.rc, -ECONNABORTED);
		assert_non_null(strstr(dl.message, "does not continue"));
		assert_int_equal(dl.done, 4);
		assert_null(dl.location);
		end();
	}
}

static void asks_for_the_rest_a_few_times(void **state)
{
	unsigned int i;

	begin_ten("");
	for (i = 0; i < HTTP_MAX_RESUMES; i++)
		break_off(-ECONNRESET);
	closed(-ECONNRESET);
	assert_int_equal(dl.rc, -ECONNREFUSED);
	end();
}

/* Whether the connection of this answer takes the next request. */
static int kept_after(const char *answer, size_t len)
{
	int kept[2];
	unsigned int i;

	for (i = 0; i < 2; i++) {
		begin("http://h/x");
		receive(answer, len, i ? len : 1);
		assert_int_not_equal(dl.rc, -EINPROGRESS);
		leave();
		kept[i] = opened - closes;
		begin("http://h/y");
		assert_int_equal(opened - closes, 1);
		assert_memory_equal(request, "GET /y ", 7);
		RECEIVE("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nho");
		assert_int_equal(dl.rc, 0);
		assert_memory_equal(dl.image->data, "ho", 2);
		end();
	}
	assert_int_equal(kept[0], kept[1]);
	return kept[0];
}

#define KEPT_AFTER(answer) kept_after(answer, sizeof(answer) - 1)
#define OK11 "HTTP/1.1 200 OK\r\n"
#define OK10 "HTTP/1.0 200 OK\r\n"
#define TWO "Content-Length: 2\r\n\r\nhi"
#define IN_CHUNKS "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"

static void keeps_the_connection(void **state)
{
	assert_true(KEPT_AFTER(OK11 TWO));
	assert_true(KEPT_AFTER(OK11 IN_CHUNKS));
	assert_true(KEPT_AFTER(OK11 "Content-Length: 0\r\n\r\n"));
	assert_true(KEPT_AFTER(OK11 "Connection: keep-alive\r\n" TWO));
	assert_true(KEPT_AFTER(OK11 "Keep-Alive: timeout\r\n" TWO));
	assert_true(KEPT_AFTER(OK11 "Keep-Alive: timeout:0\r\n" TWO));
	assert_true(KEPT_AFTER(OK11 "Keep-Alive: max=0\r\n" TWO));
	assert_true(KEPT_AFTER(OK11 "Connection: closed, not-close\r\n" TWO));
	assert_true(KEPT_AFTER(OK10 "Connection: Keep-Alive\r\n" TWO));
	assert_true(KEPT_AFTER(OK10 "Connection: x,, \tKEEP-ALIVE ,y\r\n" TWO));
}

static void closes_what_the_server_closes(void **state)
{
	assert_false(KEPT_AFTER(OK11 "Connection: close\r\n" TWO));
	assert_false(KEPT_AFTER(OK11 "Connection: CLOSE\r\n" IN_CHUNKS));
	assert_false(KEPT_AFTER(OK11 "connection: x ,\tclose ,\r\n" TWO));
	assert_false(KEPT_AFTER(OK11 "Connection: keep-alive\r\n"
				"Connection: close\r\n" TWO));
	assert_false(KEPT_AFTER(OK11 "Connection: close\r\n"
				"Connection: keep-alive\r\n" TWO));
	assert_false(KEPT_AFTER(OK10 TWO));
	assert_false(KEPT_AFTER(OK10 "Connection: ,\r\n" TWO));
	assert_false(KEPT_AFTER(OK11 "Keep-Alive: max=9,timeout=0\r\n" TWO));
}

/* Where an answer ends has to be beyond doubt. */
static void closes_what_is_doubtful(void **state)
{
	assert_false(KEPT_AFTER(OK11 TWO "x"));
	assert_false(KEPT_AFTER(OK11 TWO OK11 TWO));
	assert_false(KEPT_AFTER(OK11 IN_CHUNKS "\r\n"));
	assert_false(KEPT_AFTER(OK11 "Content-Length: 2\r\n" IN_CHUNKS));
	assert_false(KEPT_AFTER(OK10 "Connection: keep-alive\r\n" IN_CHUNKS));
	assert_false(KEPT_AFTER(OK11 "Content-Length: -2\r\n\r\nhi"));
	assert_false(KEPT_AFTER(OK11 "Content-Length: 999999999999\r\n\r\n"));
}

/* Loads a first file, whose connection is kept. */
static void load_first(const char *headers)
{
	char text[200];

	begin("http://h/first");
	snprintf(text, sizeof(text), OK11 "%s" TWO, headers);
	receive(text, strlen(text), 7);
	assert_int_equal(dl.rc, 0);
	leave();
	assert_int_equal(opened - closes, 1);
}

static void closes_what_speaks_unasked(void **state)
{
	load_first("");
	wire->op->rx(wire->ctx, "x", 1);
	assert_int_equal(opened, closes);
	load_first("");
	wire->op->closed(wire->ctx, 0);
	assert_int_equal(opened, closes);
	/* It has come, and nobody has had a look. */
	begin("http://h/x");
	RECEIVE(OK11 TWO);
	assert_int_equal(dl.rc, 0);
	closed(0);
	leave();
	assert_int_equal(opened, closes);
}

static void closes_what_is_not_used(void **state)
{
	unsigned int before;

	load_first("");
	hosted_clock_advance((HTTP_IDLE_LIMIT - 1) * TICKS_PER_SEC);
	step();
	assert_int_equal(opened - closes, 1);
	hosted_clock_advance(TICKS_PER_SEC);
	step();
	assert_int_equal(opened, closes);
	/* As long as the server says, if that is less; none comes late. */
	load_first("Keep-Alive: max=100, Timeout=3\r\n");
	hosted_clock_advance(3 * TICKS_PER_SEC);
	before = opened;
	begin("http://h/x");
	assert_int_equal(opened - closes, 1);
	assert_int_equal(opened, before + 1);
	end();
	load_first("Keep-Alive: timeout=99999999999999999999\r\n");
	hosted_clock_advance(HTTP_IDLE_LIMIT * TICKS_PER_SEC);
	step();
	assert_int_equal(opened, closes);
	load_first("");
	core_shutdown();
	assert_int_equal(opened, closes);
}

static void closes_what_leads_elsewhere(void **state)
{
	unsigned int before;

	load_first("");
	before = closes;
	begin("http://h:81/x");
	assert_int_equal(closes, before + 1);
	assert_int_equal(open_port, 81);
	end();
	load_first("");
	before = closes;
	assert_null(http_take((struct in_addr){ 1 }, 80));
	assert_int_equal(closes, before + 1);
	/* Another device leads to the server now. */
	load_first("");
	before = closes;
	route = (struct net_device *)&dl;
	begin("http://h/x");
	assert_int_equal(closes, before + 1);
	end();
	route = NULL;
}

/* Begins a second file, whose request has gone out over the first one's
 * connection. */
static void begin_second(void)
{
	unsigned int before = opened;

	load_first("");
	begin("http://h/second");
	assert_memory_equal(request, "GET /second ", 12);
	assert_int_equal(opened, before + 1);
}

static void asks_once_more_over_another(void **state)
{
	static const int ends[] = { 0, -ECONNRESET, -ETIMEDOUT };
	unsigned int i, before;

	for (i = 0; i < ARRAY_LEN(ends); i++) {
		begin_second();
		before = opened;
		closed(ends[i]);
		assert_int_equal(dl.rc, -EINPROGRESS);
		http_protocol.poll(&dl);
		assert_int_equal(opened, before + 1);
		assert_int_equal(opened - closes, 1);
		request[0] = '\0';
		connected();
		assert_memory_equal(request, "GET /second ", 12);
		assert_null(strstr(request, "Range"));
		RECEIVE(OK11 TWO);
		assert_int_equal(dl.rc, 0);
		end();
	}
}

static void asks_once_more_only(void **state)
{
	begin_second();
	closed(0);
	http_protocol.poll(&dl);
	connected();
	closed(0);
	assert_int_equal(dl.rc, -ECONNABORTED);
	end();
	/* An answer has begun: it is not asked for twice. */
	begin_second();
	receive("H", 1, 1);
	closed(0);
	assert_int_equal(dl.rc, -ECONNABORTED);
	end();
}

static void does_not_wait_for_a_dead_one(void **state)
{
	unsigned int before;

	begin_second();
	before = opened;
	hosted_clock_advance(HTTP_CONNECT_LIMIT - TICKS_PER_SEC);
	http_protocol.poll(&dl);
	assert_int_equal(opened, before);
	hosted_clock_advance(TICKS_PER_SEC);
	http_protocol.poll(&dl);
	assert_int_equal(opened, before + 1);
	assert_int_equal(opened - closes, 1);
	hosted_clock_advance(HTTP_CONNECT_LIMIT);
	http_protocol.poll(&dl);
	assert_int_equal(dl.rc, -ETIMEDOUT);
	end();
	/* Nor for one that takes no request. */
	load_first("");
	before = opened;
	send_rc = -ENOTCONN;
	memset(&dl, 0, sizeof(dl));
	dl.uri = parse_uri("http://h/x");
	assert_int_equal(http_protocol.start(&dl), 0);
	send_rc = 0;
	assert_int_equal(opened, before + 1);
	end();
}

static void continues_after_a_kept_one(void **state)
{
	begin_second();
	RECEIVE(OK11 "Content-Length: 10\r\n\r\nhell");
	break_off(-ECONNRESET);
	connected();
	assert_non_null(strstr(request, "\r\nRange: bytes=4-\r\n"));
	RECEIVE("HTTP/1.1 206 P\r\nContent-Range: bytes 4-9/10\r\n"
		"Content-Length: 6\r\n\r\no worl");
	assert_int_equal(dl.rc, 0);
	leave();
	assert_int_equal(opened - closes, 1);
	http_close_idle();
	/* Without the length of the rest, nobody knows what follows it. */
	begin_ten("");
	break_off(0);
	connected();
	RECEIVE("HTTP/1.1 206 P\r\nContent-Range: bytes 4-9/10\r\n"
		"\r\no worl");
	assert_int_equal(dl.rc, 0);
	leave();
	assert_int_equal(opened, closes);
}

#define MOVED "HTTP/1.1 301 Moved\r\nLocation: /b\r\n"

static void keeps_it_beyond_other_answers(void **state)
{
	assert_true(KEPT_AFTER(MOVED TWO));
	assert_true(KEPT_AFTER(MOVED "Content-Length: 0\r\n\r\n"));
	assert_true(KEPT_AFTER("HTTP/1.1 404 Not Found\r\n" TWO));
	assert_false(KEPT_AFTER(MOVED TWO "more"));
	assert_false(KEPT_AFTER(MOVED "Connection: close\r\n" TWO));
	assert_false(KEPT_AFTER(MOVED IN_CHUNKS));
	assert_false(KEPT_AFTER(MOVED "Content-Length: 4097\r\n\r\n"));
	assert_false(KEPT_AFTER(MOVED "\r\n"));
}

static void reads_such_an_answer_first(void **state)
{
	begin("http://h/a");
	RECEIVE(MOVED "Content-Length: 2\r\n\r\nh");
	http_protocol.poll(&dl);
	assert_int_equal(dl.rc, -EINPROGRESS);
	RECEIVE("i");
	assert_int_equal(dl.rc, 0);
	assert_int_equal(dl.done, 0);
	end();
	/* And goes on where it does not come. */
	begin("http://h/a");
	RECEIVE(MOVED "Content-Length: 2\r\n\r\nh");
	hosted_clock_advance(HTTP_DISCARD_LIMIT);
	http_protocol.poll(&dl);
	assert_int_equal(dl.rc, 0);
	leave();
	assert_int_equal(opened, closes);
	begin("http://h/a");
	RECEIVE("HTTP/1.1 404 N\r\nContent-Length: 2\r\n\r\nh");
	closed(-ECONNRESET);
	assert_int_equal(dl.rc, -ENOENT);
	assert_string_equal(dl.message, "the server says: 404 N");
	leave();
	assert_int_equal(opened, closes);
}

static void posts_a_form(void **state)
{
	unsigned int before;

	begin("http://h/");
	RECEIVE("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
	leave();
	/* A form never goes over a connection that may be dead. */
	before = opened;
	form = "a=b&c=%20";
	begin("http://h/x");
	assert_int_equal(opened, before + 1);
	assert_string_equal(request, "POST /x HTTP/1.1\r\nHost: h\r\n"
			    "User-Agent: iPXE/multiboot\r\n"
			    "Content-Type: application/x-www-form-urlencoded"
			    "\r\nContent-Length: 9\r\n"
			    "Connection: keep-alive\r\n\r\na=b&c=%20");
	/* Nor is it sent again for the rest of an answer. */
	RECEIVE("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbegun");
	closed(-ECONNRESET);
	assert_int_equal(dl.rc, -ECONNRESET);
	form = NULL;
	end();
}

/* Returns whether the server that another one names gets the form, too. */
static int posted_on(const char *answer)
{
	int posted;

	form = "a=b";
	begin("http://h/x");
	receive(answer, strlen(answer), 5);
	assert_non_null(dl.location);
	posted = dl.body != NULL;
	form = NULL;
	end();
	return posted;
}

static void sends_a_form_on(void **state)
{
	assert_false(posted_on("HTTP/1.1 302 x\r\nLocation: /y\r\n\r\n"));
	assert_false(posted_on("HTTP/1.1 303 x\r\nLocation: /y\r\n\r\n"));
	assert_true(posted_on("HTTP/1.1 307 x\r\nLocation: /y\r\n\r\n"));
	assert_true(posted_on("HTTP/1.1 308 x\r\nLocation: /y\r\n\r\n"));
}

static void gives_up_on_silence(void **state)
{
	begin("http://h/x");
	receive("HTTP/1.1 200 OK\r\n", 17, 17);
	hosted_clock_advance(HTTP_SILENCE - TICKS_PER_SEC);
	receive("X", 1, 1);
	hosted_clock_advance(HTTP_SILENCE - TICKS_PER_SEC);
	http_protocol.poll(&dl);
	assert_int_equal(dl.rc, -EINPROGRESS);
	hosted_clock_advance(TICKS_PER_SEC);
	http_protocol.poll(&dl);
	assert_int_equal(dl.rc, -ETIMEDOUT);
	end();
}

static void tells_refusal_from_silence(void **state)
{
	start("http://h/x");
	closed(-ECONNRESET);
	assert_int_equal(dl.rc, -ECONNREFUSED);
	end();
	start("http://h/x");
	hosted_clock_advance(HTTP_CONNECT_LIMIT);
	http_protocol.poll(&dl);
	assert_int_equal(dl.rc, -ETIMEDOUT);
	end();
	start("http://h/x");
	closed(-ENETUNREACH);
	assert_int_equal(dl.rc, -ENETUNREACH);
	end();
	start("http://h/x");
	closed(0);
	assert_int_equal(dl.rc, -ECONNREFUSED);
	end();
}

/* A port that is none is an error before anybody is called. */
static void needs_a_port(void **state)
{
	static const char *const uris[] = {
		"http://h:0/x", "http://h:65536/x", "http://h:x/x",
	};
	unsigned int i, before = opened;

	for (i = 0; i < ARRAY_LEN(uris); i++) {
		memset(&dl, 0, sizeof(dl));
		dl.uri = parse_uri(uris[i]);
		assert_int_equal(http_protocol.start(&dl), -EINVAL);
		assert_string_equal(dl.message, "not a port number");
		http_protocol.stop(&dl);
		uri_put(dl.uri);
	}
	assert_int_equal(opened, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_by_the_book),
		cmocka_unit_test(cannot_be_made_to_add_headers),
		cmocka_unit_test(needs_a_port),
		cmocka_unit_test(loads_by_length),
		cmocka_unit_test(loads_up_to_the_end),
		cmocka_unit_test(loads_chunks),
		cmocka_unit_test(passes_over_interim_answers),
		cmocka_unit_test(ignores_what_follows),
		cmocka_unit_test(misses_what_is_cut_off),
		cmocka_unit_test(refuses_bad_answers),
		cmocka_unit_test(loads_any_number_of_chunks),
		cmocka_unit_test(refuses_bad_chunks),
		cmocka_unit_test(refuses_what_memory_cannot_hold),
		cmocka_unit_test(refuses_endless_headers),
		cmocka_unit_test(tells_the_servers_error),
		cmocka_unit_test(follows_redirections),
		cmocka_unit_test(asks_for_the_rest),
		cmocka_unit_test(trusts_strong_tags_only),
		cmocka_unit_test(takes_nothing_but_the_rest),
		cmocka_unit_test(asks_for_the_rest_a_few_times),
		cmocka_unit_test(keeps_the_connection),
		cmocka_unit_test(closes_what_the_server_closes),
		cmocka_unit_test(closes_what_is_doubtful),
		cmocka_unit_test(closes_what_speaks_unasked),
		cmocka_unit_test(closes_what_is_not_used),
		cmocka_unit_test(closes_what_leads_elsewhere),
		cmocka_unit_test(asks_once_more_over_another),
		cmocka_unit_test(asks_once_more_only),
		cmocka_unit_test(does_not_wait_for_a_dead_one),
		cmocka_unit_test(continues_after_a_kept_one),
		cmocka_unit_test(keeps_it_beyond_other_answers),
		cmocka_unit_test(reads_such_an_answer_first),
		cmocka_unit_test(posts_a_form),
		cmocka_unit_test(sends_a_form_on),
		cmocka_unit_test(gives_up_on_silence),
		cmocka_unit_test(tells_refusal_from_silence),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
