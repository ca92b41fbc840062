/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * TFTP client: RFC 1350 with options (RFC 2347), blksize (2348), tsize (2349)
 * and windowsize (7440). The server's port is that of its first answer; packets
 * from another address or port, or through another device, are dropped. A lost
 * packet costs one timeout: the last packet is sent again, later each time, until
 * LIMIT has passed without anything new.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <core/digits.h>
#include <core/download.h>
#include <core/net.h>
#include <ipxe/netdevice.h>
#include <ipxe/tftp.h>
#include <ipxe/timer.h>
#include <ipxe/uri.h>
#include "tftp.h"

/* How long the first answer is waited for, in ticks. Each timeout that
 * follows is twice as long as the one before. */
#define FIRST_TIMEOUT (TICKS_PER_SEC / 2)
#define LIMIT (15 * TICKS_PER_SEC)
/* How long a server may leave ARP requests without an answer, in ticks. */
#define ARP_LIMIT (5 * TICKS_PER_SEC)
/* The shortest time between two acknowledgements of a block that comes again, in
 * ticks. If every copy were acknowledged, a server that answers every ACK would
 * send each block twice until the end of the file. */
#define DUPLICATE_PAUSE (TICKS_PER_SEC / 10)

/* Length of the IP, UDP and TFTP headers before a block. */
#define HEADERS (20 + 8 + sizeof(struct tftp_header))

/* Longest request and longest OACK, in bytes (RFC 2347). */
#define MAX_REQUEST 512

enum tftp_state {
	/* The request has been sent. */
	TFTP_REQUESTED,
	/* The server has refused the request, which had options. The one that
	 * follows has none. */
	TFTP_REFUSED,
	/* The server has accepted options, and that was acknowledged. */
	TFTP_ACCEPTED,
	/* Block 1 has come, or a later one. */
	TFTP_RECEIVING,
};

/* A download over TFTP. */
struct tftp {
	/* The download that the file is read for. */
	struct download *dl;
	/* The socket of the transfer. */
	struct net_udp *udp;
	/* The server's port, or 0 until it has answered. */
	unsigned int port;
	/* How far the transfer is. */
	enum tftp_state state;
	/* Non-zero if the request asks for options. */
	int options;
	/* The block size that the request asks for, in bytes. */
	unsigned int asked_blksize;
	/* The block size that the server uses, in bytes. */
	unsigned int blksize;
	/* How many blocks the server sends before it waits for an ACK. */
	unsigned int window;
	/* Blocks that have come since the last ACK. */
	unsigned int unacked;
	/* Number of the last block that has come without a gap before it. */
	uint16_t last;
	/* Non-zero if the server has been told that the block after "last" is
	 * missing. */
	int gap_acked;
	/* Ticks until the last packet is sent again. */
	unsigned long timeout;
	/* Tick at which the last packet was sent. */
	unsigned long sent;
	/* Tick at which something new came last. */
	unsigned long progress;
};

/* Sends to the server. The caller ignores errors, as lost packets are sent
 * again, except that of the first packet: where no route leads now none will
 * lead later. */
static int send(struct tftp *tftp, const void *data, size_t len)
{
	unsigned int port = tftp->port;

	if (!port)
		port = uri_port(tftp->dl->uri, TFTP_PORT);
	tftp->sent = currticks();
	return net_udp_send(tftp->udp, tftp->dl->server, port, data, len);
}

static size_t add_text(char *packet, size_t used, const char *text)
{
	strcpy(packet + used, text);
	return used + strlen(text) + 1;
}

static size_t add_option(char *packet, size_t used, const char *name,
			 unsigned int value)
{
	char text[12];

	snprintf(text, sizeof(text), "%d", value);
	used = add_text(packet, used, name);
	return add_text(packet, used, text);
}

/* Returns the name without the slash that separates it from the host in the URI,
 * but percent-encoded. */
static const char *file_name(const struct tftp *tftp)
{
	const char *path = tftp->dl->uri->path;

	if (!path)
		return "";
	return *path == '/' ? path + 1 : path;
}

static int send_request(struct tftp *tftp)
{
	char packet[MAX_REQUEST] = { 0, TFTP_RRQ };
	size_t used;

	/* TFTP knows no percent-encoding. */
	uri_decode(strcpy(packet + 2, file_name(tftp)));
	used = add_text(packet, 2 + strlen(packet + 2) + 1, "octet");
	if (tftp->options) {
		used = add_option(packet, used, "blksize",
				  tftp->asked_blksize);
		used = add_option(packet, used, "tsize", 0);
		used = add_option(packet, used, "windowsize",
				  TFTP_ASK_WINDOW);
	}
	DBG("tftp: %s asked for, %s options\n", file_name(tftp),
	    tftp->options ? "with" : "without");
	return send(tftp, packet, used);
}

static void send_ack(struct tftp *tftp)
{
	struct tftp_header ack = { htons(TFTP_ACK), htons(tftp->last) };

	DBG2("tftp: asked for block %d\n", tftp->last + 1);
	tftp->unacked = 0;
	send(tftp, &ack, sizeof(ack));
}

static void send_error(struct tftp *tftp, unsigned int port,
		       unsigned int code, const char *text)
{
	char packet[64] = { 0, TFTP_ERROR, 0, code };

	strncpy(packet + 4, text, sizeof(packet) - 5);
	net_udp_send(tftp->udp, tftp->dl->server, port, packet,
		     4 + strlen(packet + 4) + 1);
}

/* Makes tftp_poll() ask for the file again without options, if the request had
 * some and nothing has come yet. Returns non-zero if so. */
static int refuse_options(struct tftp *tftp)
{
	if (!tftp->options || tftp->state != TFTP_REQUESTED)
		return 0;
	tftp->state = TFTP_REFUSED;
	tftp->port = 0;
	return 1;
}

/* Tells the server why the transfer cannot go on. Ends the download and tells the
 * user as well, unless what the server has made of a request with options is the
 * reason. */
static void fail(struct tftp *tftp, int rc, unsigned int code,
		 const char *text)
{
	if (tftp->port)
		send_error(tftp, tftp->port, code, text);
	if (rc == -EPROTO && refuse_options(tftp))
		return;
	if (!tftp->dl->message[0])
		download_message(tftp->dl, text);
	download_end(tftp->dl, rc);
}

/* Notes that something new has come. */
static void advance(struct tftp *tftp)
{
	tftp->progress = currticks();
	tftp->timeout = FIRST_TIMEOUT;
	tftp->gap_acked = 0;
}

/* Takes one option of an OACK, or leaves it out if nobody has asked for it or if it
 * is a size that is not a number. Returns 0, -EPROTO for a value with which blocks
 * cannot be exchanged, or the error of download_size(). */
static int take_option(struct tftp *tftp, const char *name, const char *text)
{
	unsigned long long value;
	const char *end = read_digits(text, 10, &value);

	if (!end || *end)
		value = 0;
	if (strcasecmp(name, "tsize") == 0)
		return download_size(tftp->dl, value);
	if (strcasecmp(name, "blksize") == 0) {
		if (value < TFTP_MIN_BLKSIZE || value > tftp->asked_blksize)
			return -EPROTO;
		tftp->blksize = value;
	} else if (strcasecmp(name, "windowsize") == 0) {
		if (value < 1 || value > TFTP_ASK_WINDOW)
			return -EPROTO;
		tftp->window = value;
	}
	return 0;
}

/* Takes the options of an OACK. A NUL may be missing after the last value, and
 * more of them than one may follow a value, as some servers write them so. */
static int take_options(struct tftp *tftp, const char *data, size_t len)
{
	/* After the longest OACK (RFC 2347) there is a NUL for the last name and
	 * one for its value. */
	char options[MAX_REQUEST + 2] = "";
	const char *name = options;
	int rc = 0;

	if (len > MAX_REQUEST)
		len = MAX_REQUEST;
	memcpy(options, data, len);
	while (name < options + len && rc == 0) {
		const char *value = name + strlen(name) + 1;

		if (*name) {
			rc = take_option(tftp, name, value);
			value += strlen(value) + 1;
		}
		name = value;
	}
	return rc;
}

static void rx_oack(struct tftp *tftp, const char *data, size_t len)
{
	int rc;

	if (tftp->state == TFTP_ACCEPTED) {
		/* The last ACK has not reached the server. */
		if (currticks() - tftp->sent >= DUPLICATE_PAUSE)
			send_ack(tftp);
		return;
	}
	if (tftp->state != TFTP_REQUESTED)
		return;
	rc = tftp->options ? take_options(tftp, data, len) : -EPROTO;
	if (rc == -EPROTO) {
		fail(tftp, rc, TFTP_ERR_OPTIONS,
		     "the server grants options nobody asked for");
		return;
	}
	if (rc != 0) {
		fail(tftp, rc, TFTP_ERR_DISK_FULL, "not enough memory");
		return;
	}
	tftp->state = TFTP_ACCEPTED;
	advance(tftp);
	send_ack(tftp);
}

/* Takes a block that is not the next one. */
static void rx_stray_block(struct tftp *tftp, uint16_t ahead)
{
	if (ahead < 0x8000) {
		/* A block before this one is missing (RFC 7440 section 4). */
		if (!tftp->gap_acked)
			send_ack(tftp);
		tftp->gap_acked = 1;
	} else if (currticks() - tftp->sent >= DUPLICATE_PAUSE) {
		send_ack(tftp);
	}
}

static void rx_data(struct tftp *tftp, uint16_t block, const char *data,
		    size_t len)
{
	uint16_t ahead = block - (uint16_t)(tftp->last + 1);
	int rc;

	/* Some servers count from 65535 on to 1. Where several blocks come at a
	 * time, block 0 may be lost, and is waited for first. */
	if (tftp->last == 0xffff && block == 1 &&
	    (tftp->window == 1 || tftp->timeout > FIRST_TIMEOUT))
		ahead = 0;
	if (tftp->state == TFTP_REQUESTED && ahead != 0)
		return;
	if (ahead != 0) {
		rx_stray_block(tftp, ahead);
		return;
	}
	if (len > tftp->blksize) {
		fail(tftp, -EPROTO, TFTP_ERR_ILLEGAL,
		     "the server sends blocks that are too long");
		return;
	}
	tftp->state = TFTP_RECEIVING;
	rc = download_append(tftp->dl, data, len);
	if (rc != 0) {
		fail(tftp, rc, TFTP_ERR_DISK_FULL, "not enough memory");
		return;
	}
	tftp->last = block;
	advance(tftp);
	if (len < tftp->blksize) {
		send_ack(tftp);
		download_end(tftp->dl, 0);
	} else if (++tftp->unacked >= tftp->window) {
		send_ack(tftp);
	}
}

/* Takes an error from the server. One that answers a request with options may come
 * from them, whatever it says, as old servers know no error for options: the file
 * is asked for again without them. Any other error ends the download with the
 * server's own words. */
static void rx_error(struct tftp *tftp, unsigned int code, const char *text,
		     size_t len)
{
	static const int errors[] = {
		[TFTP_ERR_NOT_FOUND] = ENOENT,
		[TFTP_ERR_ACCESS] = EACCES,
		[TFTP_ERR_DISK_FULL] = ENOSPC,
		[TFTP_ERR_ILLEGAL] = EPROTO,
	};
	char message[sizeof(tftp->dl->message)];
	int rc = -EIO;

	if (refuse_options(tftp))
		return;
	if (code && code < sizeof(errors) / sizeof(errors[0]))
		rc = -errors[code];
	len = strnlen(text, len);
	if (len > sizeof(message) / 2)
		len = sizeof(message) / 2;
	snprintf(message, sizeof(message), "the server says: %.*s (%d)",
		 (int)len, text, code);
	download_message(tftp->dl, message);
	download_end(tftp->dl, rc);
}

static void rx(void *ctx, struct in_addr from, unsigned int port,
	       const void *data, size_t len)
{
	struct tftp *tftp = ctx;
	const struct tftp_header *header = data;
	unsigned int opcode;

	if (from.s_addr != tftp->dl->server.s_addr ||
	    tftp->dl->rc != -EINPROGRESS || tftp->state == TFTP_REFUSED ||
	    len < sizeof(header->opcode))
		return;
	opcode = ntohs(header->opcode);
	/* Only an OACK may end here. */
	if (opcode != TFTP_OACK && (len < sizeof(*header) ||
				    (opcode != TFTP_DATA &&
				     opcode != TFTP_ERROR)))
		return;
	if (!tftp->port)
		tftp->port = port;
	if (port != tftp->port) {
		if (opcode != TFTP_ERROR)
			send_error(tftp, port, TFTP_ERR_UNKNOWN_TID,
				   "unknown transfer");
		return;
	}
	if (opcode == TFTP_OACK)
		rx_oack(tftp, (const char *)data + 2, len - 2);
	else if (opcode == TFTP_DATA)
		rx_data(tftp, ntohs(header->number),
			(const char *)(header + 1), len - sizeof(*header));
	else
		rx_error(tftp, ntohs(header->number),
			 (const char *)(header + 1), len - sizeof(*header));
}

/* Takes what the network says of the last packet. A router's opinion does
 * not count once the server has answered; but the server's own machine can
 * say that nobody listens on its port any more. */
static void unreachable(void *ctx, struct in_addr to, unsigned int port,
			int rc)
{
	struct tftp *tftp = ctx;
	struct download *dl = tftp->dl;
	int refused = rc == -ECONNREFUSED;

	if (dl->rc != -EINPROGRESS || to.s_addr != dl->server.s_addr ||
	    port != (tftp->port ? tftp->port : uri_port(dl->uri, TFTP_PORT)))
		return;
	if (tftp->port && !refused)
		return;
	if (tftp->port)
		snprintf(dl->message, sizeof(dl->message),
			 "the server has ended the transfer");
	else
		snprintf(dl->message, sizeof(dl->message), refused ?
			 "nothing listens on UDP port %d there; is a TFTP "
			 "server running?" : rc == -EACCES ?
			 "a firewall forbids UDP port %d there" :
			 "a router knows no way there (UDP port %d)", port);
	download_end(dl, rc);
}

/* Asks for the file. The socket is a new one, so that nothing that still comes for
 * an earlier request is taken for the answer, and belongs to the device that leads
 * to the server, so that nothing from other devices is. Returns 0, or a negative
 * error. */
static int ask(struct tftp *tftp)
{
	int rc;

	net_udp_close(tftp->udp);
	rc = net_udp_open(&tftp->udp, net_route(tftp->dl->server), 0, rx,
			  tftp);
	if (rc != 0)
		return rc;
	net_udp_on_error(tftp->udp, unreachable);
	tftp->state = TFTP_REQUESTED;
	tftp->blksize = TFTP_PLAIN_BLKSIZE;
	tftp->window = 1;
	advance(tftp);
	rc = send_request(tftp);
	if (rc != -ENETUNREACH)
		return 0;
	download_message(tftp->dl, "no configured interface leads there");
	return rc;
}

static void tftp_poll(struct download *dl)
{
	struct tftp *tftp = dl->priv;
	unsigned long now = currticks();
	int rc;

	if (tftp->state == TFTP_REFUSED) {
		tftp->options = 0;
		rc = ask(tftp);
		if (rc != 0)
			download_end(dl, rc);
		return;
	}
	if (!tftp->port && now - tftp->progress >= ARP_LIMIT &&
	    !net_neighbour_known(dl->server)) {
		fail(tftp, -EHOSTUNREACH, TFTP_ERR_UNDEFINED,
		     "no machine answers there (ARP)");
		return;
	}
	if (now - tftp->progress >= LIMIT) {
		fail(tftp, -ETIMEDOUT, TFTP_ERR_UNDEFINED,
		     tftp->port ? "the server has stopped answering" :
		     "no answer; is a TFTP server running there?");
		return;
	}
	if (now - tftp->sent < tftp->timeout)
		return;
	tftp->timeout *= 2;
	if (tftp->state == TFTP_REQUESTED)
		send_request(tftp);
	else
		send_ack(tftp);
	tftp->gap_acked = 0;
}

/* Returns the largest block that fits one packet on the way to the server,
 * in bytes. */
static unsigned int choose_blksize(struct in_addr server)
{
	struct net_device *netdev = net_route(server);
	size_t max = TFTP_ASK_BLKSIZE;

	if (netdev && netdev->mtu < max + HEADERS)
		max = netdev->mtu < HEADERS + TFTP_PLAIN_BLKSIZE ?
			TFTP_PLAIN_BLKSIZE : netdev->mtu - HEADERS;
	return max;
}

static int tftp_start(struct download *dl)
{
	struct tftp *tftp = zalloc(sizeof(*tftp));

	if (!tftp)
		return -ENOMEM;
	dl->priv = tftp;
	tftp->dl = dl;
	tftp->options = 1;
	tftp->asked_blksize = choose_blksize(dl->server);
	/* Name, mode and options have to fit a request. */
	if (strlen(file_name(tftp)) > MAX_REQUEST - 80) {
		download_message(dl, "file name too long");
		return -ENAMETOOLONG;
	}
	if (!uri_port(dl->uri, TFTP_PORT)) {
		download_message(dl, "not a port number");
		return -EINVAL;
	}
	return ask(tftp);
}

static void tftp_stop(struct download *dl)
{
	struct tftp *tftp = dl->priv;

	if (!tftp)
		return;
	if (dl->rc == -EINPROGRESS && tftp->port)
		send_error(tftp, tftp->port, TFTP_ERR_UNDEFINED, "cancelled");
	net_udp_close(tftp->udp);
	free(tftp);
	dl->priv = NULL;
}

struct download_protocol tftp_protocol __download_protocol = {
	.scheme = "tftp",
	.start = tftp_start,
	.poll = tftp_poll,
	.stop = tftp_stop,
};
