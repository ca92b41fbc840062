/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The network of a card: a switch's port and DHCP servers of all kinds. */

#include <stdio.h>
#include <string.h>
#include <ipxe/dhcp.h>
#include "scenario.h"

#define BPDU_US (2 * US_PER_SEC)
#define ROGUE_US (50 * US_PER_MS)
#define FLOOD_OFFERS 20
#define FLOOD_US (300 * US_PER_MS)

/* --- the port */

int port_is_blocked(const struct sim_nic *nic)
{
	return nic->block != BLOCK_NONE &&
	       world.now_us < nic->nic.link_up_us + nic->block_us;
}

static void send_bpdu(struct sim_nic *nic, unsigned int version, int forwards)
{
	uint8_t frame[60] = { 0x01, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 9,
			      0, 39, 0x42, 0x42, 0x03, 0, 0, version,
			      version ? 2 : 0, forwards ? 0x3e : 0x0e };

	nic_deliver(&nic->nic, world.now_us, frame, sizeof(frame));
}

static void send_lacpdu(struct sim_nic *nic, int forwards)
{
	uint8_t frame[124] = { 0x01, 0x80, 0xc2, 0, 0, 2, 2, 0, 0, 0, 0, 9,
			       0x88, 0x09, 1, 1, 1, 20 };

	frame[32] = forwards ? 0x3d : 0x05;
	if (nic->lacp_from_host)
		memcpy(frame, nic->nic.mac, 6);
	nic_deliver(&nic->nic, world.now_us, frame, sizeof(frame));
}

void servers_poll(struct nic *card)
{
	struct sim_nic *nic = to_sim(card);
	int blocked = port_is_blocked(nic);
	uint64_t pace = nic->rogue_switch ? ROGUE_US : BPDU_US;

	if (nic->lacp_wants_partner)
		pace = US_PER_SEC;
	if (nic->lacp_flood)
		pace = US_PER_MS;

	if (!netdev_link_ok(card->netdev))
		return;
	nic->had_link = 1;
	if (world.now_us < nic->last_bpdu_us + pace)
		return;
	nic->last_bpdu_us = world.now_us;
	if (nic->rogue_switch)
		send_bpdu(nic, 2, world_chance(50));
	else if (nic->block == BLOCK_STP)
		send_bpdu(nic, 0, 0);
	else if (nic->block == BLOCK_RSTP)
		send_bpdu(nic, 2, !blocked);
	else if (nic->block == BLOCK_LACP)
		send_lacpdu(nic, !blocked);
}

/* --- servers */

/* Adds a tag with the highest priority and a VLAN, or 0 for none (IEEE 802.1Q
 * 9.6). */
static void add_tag(struct packet *packet, unsigned int vlan)
{
	memmove(packet->bytes + 16, packet->bytes + 12, packet->len - 12);
	packet_put32(packet, 12, 0x8100e000 | vlan);
	packet->len += 4;
}

static void send_frame(struct sim_nic *nic, struct packet *packet,
		       uint64_t at_us)
{
	unsigned int i;

	if (world_chance(nic->loss_percent))
		return;
	nic_deliver(&nic->nic, at_us, packet->bytes, packet->len);
	if (world_chance(nic->dup_percent))
		nic_deliver(&nic->nic, at_us + world_below(3000) * US_PER_MS,
			    packet->bytes, packet->len);
	for (i = 0; i < scenario.nic_count; i++) {
		if (scenario.nics[i].hears == (int)nic->nic.index)
			nic_deliver(&scenario.nics[i].nic, at_us,
				    packet->bytes, packet->len);
	}
}

static void send_reply(struct sim_nic *nic, const struct server *server,
		       struct packet *packet, uint64_t at_us)
{
	if (server->bootp == BOOTP_BARE) {
		packet_put32(packet, PACKET_MAGIC, 0);
		packet->len += 60;
		packet_lengths(packet);
	} else {
		packet_end(packet);
	}
	if (server->priority_tagged || server->vlan)
		add_tag(packet, server->vlan);
	send_frame(nic, packet, at_us);
}

static uint64_t reply_time(const struct server *server)
{
	return world.now_us + (server->delay_ms +
			       (server->jitter_ms ?
				world_below(server->jitter_ms) : 0)) *
	       US_PER_MS;
}

static void add_file(struct sim_nic *nic, struct server *server,
		     struct packet *packet)
{
	char name[24];

	if (server->root_path) {
		packet_option_text(packet, DHCP_ROOT_PATH, "iscsi:10.0.0.2");
		return;
	}
	if (server->file) {
		packet_option_text(packet, DHCP_BOOTFILE_NAME, server->file);
		return;
	}
	snprintf(name, sizeof(name), "f%d.%d", (int)nic->nic.index,
		 (int)(server - nic->servers));
	if (server->file_in_option)
		packet_option_text(packet, DHCP_BOOTFILE_NAME, name);
	else
		packet_field_text(packet, PACKET_FILE, name);
}

static void add_menu(struct packet *packet)
{
	static const uint8_t menu[] = { 9, 6, 0, 1, 3, 'a', 'b', 'c', 255 };

	packet_option(packet, DHCP_VENDOR_ENCAP, menu, sizeof(menu));
}

/* Names a VLAN as a number of 16 bits in option 43.116. */
static void add_vlan(struct packet *packet, unsigned int vlan)
{
	const uint8_t option[] = { 116, 2, vlan >> 8, vlan, 255 };

	packet_option(packet, DHCP_VENDOR_ENCAP, option, sizeof(option));
}

/* Adds what --match looks at, in one part or more. */
static void add_vendor_text(struct server *server, struct packet *packet)
{
	unsigned int i;

	for (i = 0; i <= server->vendor_again; i++)
		packet_option_text(packet, server->vendor_tag,
				   server->vendor_text);
}

static void start_reply(struct sim_nic *nic, struct server *server,
			struct packet *packet, uint8_t type)
{
	uint32_t addr = server->addr + 99;
	int empty = type == DHCPACK && server->empty_ack;

	if (server->kind == SERVER_PROXY || type == DHCPNAK || empty)
		addr = 0;
	if (type == DHCPOFFER)
		server->offer_xid = nic->xid;
	packet_reply(packet, nic->xid, nic->nic.mac, addr,
		     server->no_next_server ? 0 :
		     server->next_server ? server->next_server :
		     server->addr);
	if (server->no_next_server)
		packet_put32(packet, PACKET_IP + 12, server->addr);
	if (server->bootp == BOOTP_NONE)
		packet_option_byte(packet, DHCP_MESSAGE_TYPE, type);
	if (server->bootp == BOOTP_NONE || server->bootp == BOOTP_IDENTIFIED)
		packet_option_addr(packet, DHCP_SERVER_IDENTIFIER,
				   server->addr + (type == DHCPACK &&
						   server->wrong_ack ? 7 : 0));
	if (server->no_proxy) {
		static const uint8_t no_proxy[] = { 176, 1, 1 };

		packet_option(packet, DHCP_EB_ENCAP, no_proxy,
			      sizeof(no_proxy));
	}
	if (server->kind == SERVER_PROXY || server->kind == SERVER_MENU ||
	    server->pxe || empty)
		packet_option_text(packet, DHCP_VENDOR_CLASS_ID, "PXEClient");
	if (server->vendor_text)
		add_vendor_text(server, packet);
	if (server->kind == SERVER_MENU)
		add_menu(packet);
	if (server->names_vlan)
		add_vlan(packet, server->names_vlan);
	if (server->kind == SERVER_SAN)
		packet_option_text(packet, DHCP_ROOT_PATH, "iscsi:10.0.0.1");
	if (type == DHCPACK || server->bootp == BOOTP_IDENTIFIED)
		log_lease(server, packet);
}

/* Sends one offer again and again, under other names. */
static void flood(struct sim_nic *nic, struct server *server)
{
	struct packet packet;
	unsigned int i;

	for (i = 0; i < FLOOD_OFFERS; i++) {
		packet_reply(&packet, nic->xid, nic->nic.mac,
			     server->addr + 99, server->addr);
		packet_option_byte(&packet, DHCP_MESSAGE_TYPE, DHCPOFFER);
		packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER,
				   0xac100000 + world_below(65536));
		add_file(nic, server, &packet);
		send_reply(nic, server, &packet, world.now_us + i * FLOOD_US);
	}
}

static void discovered(struct sim_nic *nic, struct server *server)
{
	struct packet packet;

	if (server->kind == SERVER_FLOOD) {
		flood(nic, server);
		return;
	}
	start_reply(nic, server, &packet, DHCPOFFER);
	if (server->kind != SERVER_NO_FILE && server->kind != SERVER_SAN &&
	    server->kind != SERVER_MENU && !server->file_in_ack_only)
		add_file(nic, server, &packet);
	server->offered++;
	send_reply(nic, server, &packet, reply_time(server));
}

static void requested(struct sim_nic *nic, struct server *server,
		      const struct request *request)
{
	struct packet packet;

	if (request->server != server->addr ||
	    server->kind == SERVER_SILENT || server->bootp != BOOTP_NONE)
		return;
	if (server->naks) {
		server->naks--;
		server->naked++;
		start_reply(nic, server, &packet, DHCPNAK);
		nic->may_lose_turn = 1;
		send_reply(nic, server, &packet, reply_time(server));
		return;
	}
	start_reply(nic, server, &packet, DHCPACK);
	if (server->kind != SERVER_NO_FILE && server->kind != SERVER_SAN &&
	    server->kind != SERVER_MENU && !server->file_in_offer_only)
		add_file(nic, server, &packet);
	server->acked++;
	nic->may_lose_turn = 1;
	send_reply(nic, server, &packet, server->quick_ack ? world.now_us :
		   reply_time(server));
}

/* --- noise: frames that mean nothing, or not what they seem to */

static void garble(struct packet *packet)
{
	unsigned int count = world_between(1, 20);

	for (; count; count--)
		packet->bytes[world_below(packet->len)] = world_below(256);
	if (world_chance(50))
		packet->len = world_between(1, packet->len);
	if (world_chance(50) && packet->len > PACKET_OPTIONS)
		packet_lengths(packet);
}

static void make_noise(struct sim_nic *nic)
{
	struct packet packet;
	unsigned int i;

	for (i = 0; i < nic->noise; i++) {
		/* A server that the checks do not know: it cannot win by
		 * being garbled, as another transaction is meant. */
		packet_reply(&packet, nic->xid ^ 0x5a5a5a5a, nic->nic.mac,
			     0x0afe0064, 0x0afe0001);
		packet_option_byte(&packet, DHCP_MESSAGE_TYPE,
				   world_between(1, 8));
		packet_option_addr(&packet, DHCP_SERVER_IDENTIFIER,
				   0x0afe0001);
		packet_option_text(&packet, DHCP_BOOTFILE_NAME, "noise");
		packet_end(&packet);
		garble(&packet);
		nic_deliver(&nic->nic,
			    world.now_us + world_below(4000) * US_PER_MS,
			    packet.bytes, packet.len);
	}
}

/* The other end of a port agrees by LACP: it is the actor there, and the switch,
 * which said that it does not forward or that it does, is the partner. */
static void lacp_answered(struct sim_nic *nic, const uint8_t *b, size_t len)
{
	static const uint8_t slow[] = { 0x01, 0x80, 0xc2, 0, 0, 2 };
	unsigned int i;

	world_check(len == 124 && memcmp(b, slow, 6) == 0 &&
		    memcmp(b + 6, nic->nic.mac, 6) == 0,
		    "net%d answers the switch with garbage", nic->nic.index);
	world_check(b[14] == 1 && b[16] == 1 && b[17] == 20 && b[36] == 2 &&
		    b[37] == 20 && b[56] == 3 && b[57] == 16,
		    "net%d sends no LACPDU", nic->nic.index);
	world_check(memcmp(b + 20, nic->nic.mac, 6) == 0 &&
		    (b[52] == 0x05 || b[52] == 0x3d),
		    "net%d agrees with another", nic->nic.index);
	world_check((b[32] & 0x3d) == 0x38, "net%d does not agree: %02x",
		    nic->nic.index, b[32]);
	world_check(b[26] == 0 && b[27] == 1, "net%d has another key",
		    nic->nic.index);
	for (i = 58; i < len; i++)
		world_check(b[i] == 0, "net%d: byte %d of a LACPDU is reserved",
			    nic->nic.index, i);
	nic->lacp_answers++;
	if (nic->lacp_wants_partner)
		nic->block_us = 0;
}

static void count_request(struct sim_nic *nic, unsigned int type)
{
	if (type == DHCPDISCOVER)
		nic->discover_us[nic->discovers++ % 16] = world.now_us;
	else
		nic->dhcprequest_us[nic->dhcprequests++ % 16] = world.now_us;
}

/* Has the servers answer a request that are in its VLAN, or without a tag. */
static void serve_vlan(struct sim_nic *nic, unsigned int vlan,
		       const struct request *request)
{
	unsigned int i;

	for (i = 0; i < nic->server_count; i++) {
		if (nic->servers[i].vlan != vlan)
			continue;
		if (request->type == DHCPDISCOVER)
			discovered(nic, &nic->servers[i]);
		else
			requested(nic, &nic->servers[i], request);
	}
}

/* Handles a request with a tag, which has a transaction of its own. */
static void tagged_rx(struct sim_nic *nic, unsigned int vlan,
		      const void *frame, size_t len)
{
	uint32_t xid = nic->xid;
	struct request request;
	const char *wrong;

	if (log_rx(nic, vlan, frame, len))
		return;
	wrong = packet_read_request(frame, len, &request);
	world_check(!wrong, "net%d sends garbage in VLAN %d: %s",
		    nic->nic.index, vlan, wrong);
	world_event("net%d sends %s in VLAN %d", nic->nic.index,
		    request.type == DHCPREQUEST ? "REQUEST" : "DISCOVER", vlan);
	nic->tagged++;
	check_tagged(nic, vlan, &request);
	if (port_is_blocked(nic))
		return;
	nic->xid = request.xid;
	serve_vlan(nic, vlan, &request);
	nic->xid = xid;
}

void servers_rx(struct nic *card, const void *frame, size_t len)
{
	struct sim_nic *nic = to_sim(card);
	const uint8_t *bytes = frame;
	uint8_t untagged[PACKET_MAX];
	struct request request;
	const char *wrong;

	if (len > 18 && packet_get16(bytes + 12) == 0x8100) {
		memcpy(untagged, bytes, 12);
		memcpy(untagged + 12, bytes + 16, len - 16);
		tagged_rx(nic, packet_get16(bytes + 14), untagged, len - 4);
		return;
	}
	if (len > 14 && packet_get16((const uint8_t *)frame + 12) == 0x8809) {
		lacp_answered(nic, frame, len);
		return;
	}
	if (log_rx(nic, 0, frame, len))
		return;
	wrong = packet_read_request(frame, len, &request);
	world_check(!wrong, "net%d sends garbage: %s", card->index, wrong);
	world_event("net%d sends %s, xid %08x, secs %d, server %08x",
		    card->index,
		    request.type == DHCPREQUEST ? "REQUEST" : "DISCOVER",
		    request.xid, request.secs, request.server);
	nic->xid = request.xid;
	count_request(nic, request.type);
	check_request(nic, &request);
	if (nic->noise)
		make_noise(nic);
	if (port_is_blocked(nic) || world_chance(nic->loss_percent))
		return;
	serve_vlan(nic, 0, &request);
}

/* Notes a frame in a card's queue, of which the first bootable offer counts. */
void queue_has(struct nic *card, const void *frame, size_t len)
{
	struct sim_nic *nic = to_sim(card);
	const uint8_t *bytes = frame;
	uint8_t untagged[PACKET_MAX];
	size_t type_len, file_len;
	const uint8_t *type;

	if (len > 18 && packet_get16(bytes + 12) == 0x8100) {
		len -= 4;
		memcpy(untagged, bytes + 4, len);
		memcpy(untagged, bytes, 12);
		frame = bytes = untagged;
	}

	/* What was asked for before the card was opened again is old. */
	if (!nic->discovers || nic->discover_us[(nic->discovers - 1) % 16] <
	    nic->nic.opened_us)
		return;
	if (nic->refused || nic->first_bootable_us != WORLD_NEVER || len < PACKET_OPTIONS ||
	    packet_get16(bytes + PACKET_UDP) != 67 ||
	    memcmp(bytes + PACKET_BOOTP + 4, &nic->xid, 4) != 0 ||
	    memcmp(bytes + PACKET_BOOTP + 28, nic->nic.mac, 6) != 0)
		return;
	type = packet_find(frame, len, DHCP_MESSAGE_TYPE, &type_len);
	if ((type && *type != DHCPOFFER) ||
	    !packet_get32(bytes + PACKET_BOOTP + 16))
		return;
	if (bytes[PACKET_FILE] ||
	    packet_find(frame, len, DHCP_BOOTFILE_NAME, &file_len) ||
	    packet_find(frame, len, DHCP_ROOT_PATH, &file_len) ||
	    packet_find(frame, len, DHCP_VENDOR_ENCAP, &file_len))
		nic->first_bootable_us = world.now_us;
}
