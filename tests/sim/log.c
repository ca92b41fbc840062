/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The log servers' side: ARP, and the messages that tell why nothing has booted. */

#include <stdio.h>
#include <string.h>
#include <ipxe/dhcp.h>
#include "scenario.h"

/* Offsets in a frame of ARP for IPv4 on Ethernet. */
#define ARP_KIND 12
#define ARP_SENDER_MAC 22
#define ARP_SENDER 28
#define ARP_TARGET_MAC 32
#define ARP_TARGET 38
#define ARP_LEN 42
/* Length of the shortest frame of Ethernet. */
#define FRAME_MIN 60

/* The MAC address that messages have to be sent to. */
static const uint8_t hop_mac[6] = { 2, 0, 0, 0, 0, 0x77 };

/* Who passes a message to a server's log server on, or 0 if nobody does. */
static uint32_t hop_of(const struct server *server)
{
	if ((server->log_server ^ server->addr) & 0xffffff00)
		return server->router;
	return server->log_server;
}

void log_lease(const struct server *server, struct packet *packet)
{
	if (!server->log_server)
		return;
	packet_option_addr(packet, DHCP_SUBNET_MASK, 0xffffff00);
	packet_option_addr(packet, DHCP_LOG_SERVERS, server->log_server);
	if (server->router)
		packet_option_addr(packet, DHCP_ROUTERS, server->router);
}

/* Finds the server in a VLAN whose lease leads to a hop with an address. */
static struct server *find_server(struct sim_nic *nic, unsigned int vlan,
				  uint32_t hop, uint32_t lease)
{
	unsigned int i;

	for (i = 0; i < nic->server_count; i++) {
		struct server *server = &nic->servers[i];

		if (server->vlan == vlan && server->log_server &&
		    hop_of(server) == hop && server->addr + 99 == lease)
			return server;
	}
	return NULL;
}

static void add_frame(struct sim_nic *nic, unsigned int vlan,
		      const struct packet *packet)
{
	struct packet tagged = *packet;

	if (vlan) {
		memmove(tagged.bytes + 16, tagged.bytes + 12, tagged.len - 12);
		packet_put32(&tagged, 12, 0x81000000 | vlan);
		tagged.len += 4;
	}
	nic_deliver(&nic->nic, world.now_us, tagged.bytes, tagged.len);
}

/* Sends answers each of which is wrong in one place: one that asks, of another
 * protocol or link layer, about another address, to another address or MAC address,
 * about a group of machines, in another VLAN, cut off. */
static void send_wrong(struct sim_nic *nic, unsigned int vlan,
		       const struct packet *answer)
{
	static const size_t wrong[] = {
		ARP_KIND + 1, ARP_KIND + 3, ARP_KIND + 5, ARP_KIND + 6,
		ARP_KIND + 7, ARP_KIND + 9, ARP_SENDER, ARP_SENDER + 3,
		ARP_TARGET_MAC + 5, ARP_TARGET, ARP_TARGET + 3,
	};
	struct packet packet;
	unsigned int i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		packet = *answer;
		packet.bytes[wrong[i]] ^= 1;
		add_frame(nic, vlan, &packet);
	}
	packet = *answer;
	packet.bytes[ARP_SENDER_MAC] |= 1;
	add_frame(nic, vlan, &packet);
	add_frame(nic, vlan ^ 1, answer);
	packet = *answer;
	packet.len = ARP_LEN - 1;
	add_frame(nic, vlan, &packet);
}

static void send_answer(struct sim_nic *nic, unsigned int vlan,
			const uint8_t *request)
{
	struct packet answer;

	memset(&answer, 0, sizeof(answer));
	answer.len = FRAME_MIN;
	memcpy(answer.bytes, nic->nic.mac, 6);
	memcpy(answer.bytes + 6, hop_mac, 6);
	memcpy(answer.bytes + ARP_KIND, request + ARP_KIND, 10);
	answer.bytes[ARP_KIND + 9] = 2;
	memcpy(answer.bytes + ARP_SENDER_MAC, hop_mac, 6);
	memcpy(answer.bytes + ARP_SENDER, request + ARP_TARGET, 4);
	memcpy(answer.bytes + ARP_TARGET_MAC, request + ARP_SENDER_MAC, 10);
	if (nic->arp == ARP_HOSTILE || nic->arp == ARP_BOTH)
		send_wrong(nic, vlan, &answer);
	if (nic->arp == ARP_HOSTILE || nic->arp == ARP_SILENT ||
	    (nic->arp == ARP_SECOND && nic->arps < 2) || port_is_blocked(nic))
		return;
	add_frame(nic, vlan, &answer);
}

static void arp_rx(struct sim_nic *nic, unsigned int vlan,
		   const uint8_t *frame, size_t len)
{
	static const uint8_t kind[] = { 8, 6, 0, 1, 8, 0, 6, 4, 0, 1 };
	static const uint8_t all[] = { 255, 255, 255, 255, 255, 255 };
	int index = nic->nic.index;

	world_event("net%d asks for a MAC address in VLAN %d", index, vlan);
	nic->arps++;
	world_check(len == FRAME_MIN && memcmp(frame, all, 6) == 0 &&
		    memcmp(frame + 6, nic->nic.mac, 6) == 0 &&
		    memcmp(frame + ARP_KIND, kind, sizeof(kind)) == 0 &&
		    memcmp(frame + ARP_SENDER_MAC, nic->nic.mac, 6) == 0,
		    "net%d sends garbage as ARP", index);
	world_check(find_server(nic, vlan, packet_get32(frame + ARP_TARGET),
				packet_get32(frame + ARP_SENDER)),
		    "net%d asks for the MAC address of a stranger", index);
	world_check(netdev_rx_frozen(nic->nic.netdev), "net%d is not frozen",
		    index);
	world_check(nic->arps <= 3 * (nic->server_count + 1),
		    "net%d asks for ever", index);
	send_answer(nic, vlan, frame);
}

static void message_rx(struct sim_nic *nic, unsigned int vlan,
		       const uint8_t *frame, size_t len)
{
	const char *wrong = packet_check_udp(frame, len);
	uint32_t from = packet_get32(frame + PACKET_IP + 12);
	size_t text_len = len - PACKET_BOOTP, i;
	int index = nic->nic.index;
	char start[64];

	world_event("net%d sends a message in VLAN %d", index, vlan);
	world_check(!wrong, "net%d sends a message: %s", index, wrong);
	world_check(memcmp(frame, hop_mac, 6) == 0 &&
		    memcmp(frame + 6, nic->nic.mac, 6) == 0,
		    "net%d sends a message to a stranger", index);
	world_check(packet_get16(frame + PACKET_UDP + 2) == 514,
		    "net%d sends a message to another port", index);
	world_check(text_len < sizeof(nic->message),
		    "net%d sends too long a message", index);
	memcpy(nic->message, frame + PACKET_BOOTP, text_len);
	nic->message[text_len] = '\0';
	for (i = 0; i < text_len; i++)
		world_check(nic->message[i] >= ' ' && nic->message[i] <= '~',
			    "net%d sends control characters", index);
	snprintf(start, sizeof(start), "<27>10.%d.%d.%d multiboot: nothing "
		 "booted | ", from >> 16 & 255, from >> 8 & 255, from & 255);
	world_check(strncmp(nic->message, start, strlen(start)) == 0,
		    "net%d says %s", index, nic->message);
	nic->messages++;
	nic->message_to = packet_get32(frame + PACKET_IP + 16);
	nic->message_us = world.now_us;
	nic->message_vlan = vlan;
}

int log_rx(struct sim_nic *nic, unsigned int vlan, const uint8_t *frame,
	   size_t len)
{
	if (len > ARP_LEN && packet_get16(frame + ARP_KIND) == 0x0806)
		arp_rx(nic, vlan, frame, len);
	else if (len > PACKET_BOOTP &&
		 packet_get16(frame + PACKET_UDP + 2) != 67)
		message_rx(nic, vlan, frame, len);
	else
		return 0;
	return 1;
}

/* Returns non-zero if a card has to have told a log server why nothing booted: the
 * only lease that it can have had leads to one, who can be reached at once. */
static int must_tell(const struct sim_nic *nic)
{
	const struct server *server = &nic->servers[0];
	const struct nic *card = &nic->nic;

	return nic->server_count == 1 && server->acked == 1 &&
	       server->delay_ms + server->jitter_ms < 500 &&
	       !server->wrong_ack && !server->empty_ack && !card->open_rc &&
	       !card->tx_rc && !card->tx_fail_percent && !card->toggle_count &&
	       !card->link_delay_us && !nic->loss_percent &&
	       nic->block == BLOCK_NONE && hop_of(server) &&
	       (nic->arp == ARP_ANSWER || nic->arp == ARP_BOTH);
}

void check_messages(int rc)
{
	const struct multiboot_options *options = &scenario.options;
	unsigned int i;

	for (i = 0; i < scenario.nic_count; i++) {
		struct sim_nic *nic = &scenario.nics[i];

		world_check(nic->messages <= 1 || options->vlans,
			    "net%d has sent %d messages", i, nic->messages);
		world_check(!nic->arps || (rc != 0 && !options->quiet),
			    "net%d asks for a log server in vain", i);
		if (rc == 0 || options->quiet || scenario.starved ||
		    nic_memory || world.keys_taken || options->vlans ||
		    (options->rounds.given && options->rounds.value != 1) ||
		    !must_tell(nic))
			continue;
		world_check(nic->messages == 1, "net%d tells nobody", i);
	}
}
