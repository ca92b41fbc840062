/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Does the UDP calls (PXE 2.1 section 3.5). The API knows no sockets: a program
 * names its port with each call. A port that it has sent from or wanted to read
 * from is bound from then on; when there are too many, the one that has not been
 * used for longest gives way. What arrives for the ports waits in one queue.
 */

#include <stdlib.h>
#include <string.h>
#include <ipxe/list.h>
#include <core/net.h>
#include "pxe.h"

#define MAX_PORTS 16
/* How many bytes may wait before the oldest datagram is dropped. One datagram has
 * up to 64 KiB. */
#define MAX_QUEUE (128 * 1024)
/* The source port if the program names none. */
#define DEFAULT_PORT 2069

/* A port that the program has named. */
struct port {
	/* The socket, or NULL if the port is not bound at the moment. */
	struct net_udp *udp;
	/* Number of the port in host order, or 0 if this entry is free. */
	uint16_t number;
	/* Number of the call that has used the port last. */
	unsigned long used;
};

/* A datagram that has arrived. */
struct datagram {
	/* Place in the queue, the oldest first. */
	struct list_head list;
	/* The address that it came from. */
	struct in_addr source;
	/* The port that it came from, in host order. */
	uint16_t source_port;
	/* The port that it is for, in host order. */
	uint16_t dest_port;
	/* Length of its data in bytes. */
	size_t len;
	/* Its data. */
	uint8_t data[];
};

/* The ports that the program has named. */
static struct port ports[MAX_PORTS];
/* The datagrams that have arrived and not been read. */
static LIST_HEAD(queue);
/* How much memory the queue takes, in bytes. */
static size_t queue_size;
/* How many calls have used a port. */
static unsigned long uses;
/* Non-zero between UDP_OPEN and UDP_CLOSE. */
static int is_open;

static void drop(struct datagram *datagram)
{
	list_del(&datagram->list);
	queue_size -= sizeof(*datagram) + datagram->len;
	free(datagram);
}

/* Puts a datagram into the queue. When that is full the oldest one is dropped,
 * so that what the program never reads does not keep the rest out. */
static void rx(void *ctx, struct in_addr from, unsigned int from_port,
	       const void *data, size_t len)
{
	struct port *port = ctx;
	struct datagram *datagram;
	size_t size = sizeof(*datagram) + len;

	while (queue_size > MAX_QUEUE - size)
		drop(list_first_entry(&queue, struct datagram, list));
	datagram = malloc(size);
	if (!datagram)
		return;
	datagram->source = from;
	datagram->source_port = from_port;
	datagram->dest_port = port->number;
	datagram->len = len;
	memcpy(datagram->data, data, len);
	list_add_tail(&datagram->list, &queue);
	queue_size += size;
}

static void unbind(struct port *port)
{
	net_udp_close(port->udp);
	port->udp = NULL;
}

void pxe_udp_bind(void)
{
	struct port *port;

	for (port = ports; port < ports + MAX_PORTS; port++) {
		if (port->number && !port->udp)
			net_udp_open(&port->udp, pxe.netdev, port->number, rx,
				     port);
	}
}

/* Returns the port with that number in host order, bound, or NULL if it cannot
 * be bound. */
static struct port *get_port(unsigned int number)
{
	struct port *port, *oldest = &ports[0];

	for (port = ports; port < ports + MAX_PORTS; port++) {
		if (port->number == number)
			goto found;
		if (port->used < oldest->used)
			oldest = port;
	}
	port = oldest;
	unbind(port);
	port->number = number;
	pxe_udp_bind();
found:
	port->used = ++uses;
	return port->udp ? port : NULL;
}

void pxe_udp_unbind(void)
{
	struct port *port;

	for (port = ports; port < ports + MAX_PORTS; port++)
		unbind(port);
}

void pxe_udp_reset(void)
{
	struct datagram *datagram, *tmp;

	list_for_each_entry_safe(datagram, tmp, &queue, list)
		drop(datagram);
	pxe_udp_unbind();
	memset(ports, 0, sizeof(ports));
	is_open = 0;
}

enum pxe_status pxe_udp_open(void *params)
{
	if (is_open)
		return PXENV_STATUS_UDP_OPEN;
	if (pxe_use_stack() != 0)
		return PXENV_STATUS_FAILURE;
	is_open = 1;
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_udp_close(void *params)
{
	if (!is_open)
		return PXENV_STATUS_UDP_CLOSED;
	pxe_udp_reset();
	return PXENV_STATUS_SUCCESS;
}

enum pxe_status pxe_udp_write(void *params)
{
	struct pxe_udp_write *write = params;
	unsigned int number = ntohs(write->source_port);
	struct port *port;
	const void *data;

	if (!is_open)
		return PXENV_STATUS_UDP_CLOSED;
	data = pxe_real(write->buffer, write->buffer_size, 0);
	if (!data || pxe_use_stack() != 0)
		return PXENV_STATUS_FAILURE;
	port = get_port(number ? number : DEFAULT_PORT);
	if (!port)
		return PXENV_STATUS_OUT_OF_RESOURCES;
	if (net_udp_send(port->udp, write->dest, ntohs(write->dest_port), data,
			 write->buffer_size) != 0)
		return PXENV_STATUS_FAILURE;
	pxe_poll();
	return PXENV_STATUS_SUCCESS;
}

/* Returns the oldest datagram for a port, or for any port if number is 0.
 * Returns NULL if there is none. */
static struct datagram *find_datagram(unsigned int number)
{
	struct datagram *datagram;

	list_for_each_entry(datagram, &queue, list) {
		if (!number || datagram->dest_port == number)
			return datagram;
	}
	return NULL;
}

enum pxe_status pxe_udp_read(void *params)
{
	struct pxe_udp_read *read = params;
	unsigned int number = ntohs(read->dest_port);
	struct in_addr address, mask, gateway;
	struct datagram *datagram;
	size_t len;
	void *to;

	if (!is_open)
		return PXENV_STATUS_UDP_CLOSED;
	if (pxe_use_stack() != 0 || (number && !get_port(number)))
		return PXENV_STATUS_FAILURE;
	pxe_poll();
	datagram = find_datagram(number);
	if (!datagram)
		return PXENV_STATUS_FAILURE;
	len = datagram->len < read->buffer_size ? datagram->len :
		read->buffer_size;
	to = pxe_real(read->buffer, len, 1);
	if (!to)
		return PXENV_STATUS_FAILURE;
	memcpy(to, datagram->data, len);
	if (net_address(pxe.netdev, &address, &mask, &gateway) == 0)
		read->dest = address;
	read->source = datagram->source;
	read->source_port = htons(datagram->source_port);
	read->dest_port = htons(datagram->dest_port);
	read->buffer_size = len;
	drop(datagram);
	return PXENV_STATUS_SUCCESS;
}
