/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Names to addresses with lwIP's resolver, which asks the configured servers
 * in turn. A name without a dot is tried in the search list (DHCP option 119,
 * else 15) first, then as it is. All of it takes LIMIT at most.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <ipxe/dhcp.h>
#include <ipxe/errortab.h>
#include <core/net.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <lwip/dns.h>
#include <lwip/prot/dns.h>
#include <lwip/udp.h>
#include "glue.h"

#define EINFO_NO_NAME __einfo_uniqify(EINFO_ENXIO, 0x01, \
	"Name unknown to DNS, or no answer")
#define EINFO_NO_DNS __einfo_uniqify(EINFO_ENETUNREACH, 0x01, \
	"No DNS server known that there is a route to")

struct errortab dns_errors[] __errortab = {
	__einfo_errortab(EINFO_NO_NAME),
	__einfo_errortab(EINFO_NO_DNS),
};

/* How long a name may take in all domains together, in ticks. */
#define LIMIT (30 * TICKS_PER_SEC)

#define MAX_NAME 253
#define MAX_DOMAINS 6
/* How many compression pointers are followed in a search list. */
#define MAX_JUMPS 8

static struct {
	/* Tells the caller the result: 0 with an address, or a negative error. */
	void (*done)(void *ctx, int rc, struct in_addr addr);
	/* A pointer that only the caller uses. */
	void *ctx;
	/* Number of the question, by which answers to earlier ones are told
	 * apart. */
	unsigned int number;
	/* Tick at which the search has begun. */
	unsigned long start;
	/* Non-zero once lwIP has answered. */
	int answered;
	/* The address that lwIP has found, or 0.0.0.0 if there is none. */
	struct in_addr ip;
	/* The name that is looked for. */
	char name[MAX_NAME + 1];
	/* The search list. */
	char domains[MAX_DOMAINS][MAX_NAME + 1];
	/* Number of domains in the search list. */
	unsigned int count;
	/* Number of the domain that is tried next. The number after the last
	 * one stands for the name as it is. */
	unsigned int next;
} query;

/* Decodes a name of a list in wire form, compressed within the list (RFC
 * 3397). Returns where it ends in the list, or 0 if it is broken. */
static size_t decode_name(const uint8_t *list, size_t len, size_t pos,
			  char *name)
{
	unsigned int jumps = 0;
	size_t used = 0;
	size_t end = 0;

	while (pos < len && list[pos]) {
		size_t label = list[pos];

		if (label >= 0xc0) {
			if (len - pos < 2 || ++jumps > MAX_JUMPS)
				return 0;
			if (!end)
				end = pos + 2;
			pos = (label & 0x3f) << 8 | list[pos + 1];
			continue;
		}
		if (label > 63 || label > len - pos - 1 ||
		    label + 1 > MAX_NAME - used)
			return 0;
		if (used)
			name[used++] = '.';
		memcpy(name + used, list + pos + 1, label);
		used += label;
		pos += 1 + label;
	}
	if (pos >= len)
		return 0;
	name[used] = '\0';
	return end ? end : pos + 1;
}

/* Returns non-zero if the last domain of the list is not in the list twice and is not
 * the root, in which the name is looked for anyway. */
static int is_new_domain(void)
{
	const char *domain = query.domains[query.count];
	unsigned int i;

	for (i = 0; i < query.count; i++) {
		if (strcasecmp(query.domains[i], domain) == 0)
			return 0;
	}
	return *domain;
}

static void read_domains(void)
{
	static const struct setting search = {
		.name = "", .type = &setting_type_dnssl,
		.tag = DHCP_DOMAIN_SEARCH,
	};
	uint8_t list[512];
	size_t pos = 0;
	int len;

	query.count = 0;
	len = fetch_setting(NULL, &search, NULL, NULL, list, sizeof(list));
	if (len > (int)sizeof(list))
		len = sizeof(list);
	while (len > 0 && pos < (size_t)len && query.count < MAX_DOMAINS) {
		pos = decode_name(list, len, pos, query.domains[query.count]);
		if (!pos)
			break;
		query.count += !!is_new_domain();
	}
	if (!query.count &&
	    fetch_string_setting(NULL, &domain_setting, query.domains[0],
				 sizeof(query.domains[0])) > 0)
		query.count = 1;
}

static void finish(int rc, struct in_addr addr)
{
	void (*done)(void *, int, struct in_addr) = query.done;

	query.done = NULL;
	if (done)
		done(query.ctx, rc, addr);
}

static void found(const char *name, const ip_addr_t *ip, void *arg)
{
	if ((uintptr_t)arg != query.number)
		return;
	query.answered = 1;
	query.ip.s_addr = ip ? ip->addr : INADDR_ANY;
}

/* Has lwIP's resolver take answers from the port of DNS alone (RFC 5452 section 9.1),
 * as it compares only addresses. Its sockets are those without an argument. */
static void set_server_port(void)
{
	struct udp_pcb *pcb;

	for (pcb = udp_pcbs; pcb; pcb = pcb->next) {
		if (pcb->recv_arg)
			continue;
		pcb->flags |= UDP_FLAGS_CONNECTED;
		pcb->remote_port = DNS_SERVER_PORT;
	}
}

/* Asks for the name in the next domain. Returns 0 with the address,
 * -EINPROGRESS, or another negative error if nothing is left to try. */
static int ask_next(struct in_addr *addr)
{
	char name[2 * MAX_NAME + 2];
	ip_addr_t ip;
	err_t err;

	while (query.next <= query.count) {
		unsigned int i = query.next++;

		if (i < query.count)
			snprintf(name, sizeof(name), "%s.%s", query.name,
				 query.domains[i]);
		else
			strcpy(name, query.name);
		if (strlen(name) > MAX_NAME)
			continue;
		err = dns_gethostbyname(name, &ip, found,
					(void *)(uintptr_t)query.number);
		if (err == ERR_OK) {
			addr->s_addr = ip.addr;
			return 0;
		}
		if (err == ERR_INPROGRESS) {
			set_server_port();
			return -EINPROGRESS;
		}
	}
	return -__einfo_error(EINFO_NO_NAME);
}

void glue_dns_deliver(void)
{
	int rc = -EINPROGRESS;

	if (!query.done)
		return;
	if (query.answered) {
		query.answered = 0;
		rc = query.ip.s_addr ? 0 : ask_next(&query.ip);
	}
	if (rc == -EINPROGRESS && currticks() - query.start >= LIMIT)
		rc = -__einfo_error(EINFO_NO_NAME);
	if (rc != -EINPROGRESS)
		finish(rc, query.ip);
}

/* Tells lwIP the DNS servers of the settings that there is a way to, as it would wait
 * for the answers of others in vain. This is done before each question
 * instead of after each change, as it looks through all settings. */
static void set_dns_servers(void)
{
	uint8_t list[DNS_MAX_SERVERS * sizeof(struct in_addr)];
	int len = fetch_setting(NULL, &dns_setting, NULL, NULL, list,
				sizeof(list));
	unsigned int i, used = 0;

	if (len < 0)
		len = 0;
	if ((size_t)len > sizeof(list))
		len = sizeof(list);
	for (i = 0; (i + 1) * sizeof(struct in_addr) <= (size_t)len; i++) {
		struct in_addr addr;
		ip_addr_t server;

		memcpy(&addr, list + i * sizeof(addr), sizeof(addr));
		server.addr = addr.s_addr;
		if (addr.s_addr && net_reachable(addr))
			dns_setserver(used++, &server);
	}
	while (used < DNS_MAX_SERVERS)
		dns_setserver(used++, NULL);
}

int net_resolve(const char *name, struct in_addr *addr,
		void (*done)(void *ctx, int rc, struct in_addr addr),
		void *ctx)
{
	size_t len = strlen(name);
	int rc;

	GLUE_OUTSIDE();
	if (query.done)
		return -EBUSY;
	if (!len || len > MAX_NAME)
		return -ENAMETOOLONG;
	set_dns_servers();
	if (ip_addr_isany(dns_getserver(0)))
		return -__einfo_error(EINFO_NO_DNS);
	strcpy(query.name, name);
	query.next = 0;
	query.count = 0;
	if (name[len - 1] == '.')
		query.name[len - 1] = '\0';
	else if (!strchr(name, '.'))
		read_domains();
	query.number++;
	query.start = currticks();
	query.answered = 0;
	rc = ask_next(addr);
	if (rc == -EINPROGRESS) {
		query.done = done;
		query.ctx = ctx;
	}
	return rc;
}

void net_resolve_cancel(void)
{
	query.done = NULL;
}
