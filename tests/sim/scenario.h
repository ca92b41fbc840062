/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include <usr/multibootmgmt.h>
#include "nic.h"
#include "packet.h"

/*
 * A scenario consists of the network cards of a machine, the servers and the
 * switch port that each card is connected to, and the options of the command.
 * It is made from a seed, so that it can be repeated.
 */

/* Greatest number of cards. */
#define SCENARIO_NICS_MAX 64
/* Greatest number of servers in the network of a card. */
#define SCENARIO_SERVERS_MAX 4

/* Kinds of servers. */
enum server_kind {
	/* The server offers a file and delivers it. */
	SERVER_GOOD,
	/* The server offers only an address. */
	SERVER_NO_FILE,
	/* The server offers a file, but no address. */
	SERVER_PROXY,
	/* The server offers a PXE menu. */
	SERVER_MENU,
	/* The server offers a root path. */
	SERVER_SAN,
	/* The server offers a file, but acknowledges no request. */
	SERVER_SILENT,
	/* The server refuses the first requests. */
	SERVER_NAK,
	/* The server offers under many names, but acknowledges no request. */
	SERVER_FLOOD,
	/* The number of kinds. */
	SERVER_KINDS,
};

/* What the replies of a server that knows only BOOTP, and therefore sends no
 * message type, contain after the header. */
enum bootp_kind {
	/* The server knows DHCP, not only BOOTP. */
	BOOTP_NONE,
	/* Only zeros follow the header (RFC 951). */
	BOOTP_BARE,
	/* Only the magic number follows (RFC 1497). */
	BOOTP_EMPTY,
	/* There is option 54, but no option 53. */
	BOOTP_IDENTIFIED,
};

/* A server in the network of a card. */
struct server {
	/* What it does. */
	enum server_kind kind;
	/* Its address, which is 10.NIC.SERVER.1. */
	uint32_t addr;
	/* Least time until it replies, in milliseconds. */
	unsigned int delay_ms;
	/* Greatest random time in addition, in milliseconds. */
	unsigned int jitter_ms;
	/* Non-zero if only its offers take that long, and acknowledgements no
	 * time. */
	int quick_ack;
	/* How many requests it is still going to refuse. */
	unsigned int naks;
	/* Non-zero if it names the file in option 67 instead of the header. */
	int file_in_option;
	/* Non-zero if its acknowledgements do not name the file. */
	int file_in_offer_only;
	/* Non-zero if its offers do not name the file. */
	int file_in_ack_only;
	/* What its replies contain if it knows only BOOTP. */
	enum bootp_kind bootp;
	/* Non-zero if it sends the vendor class "PXEClient" and names no
	 * file. */
	int pxe;
	/* The VLAN that it is in, or 0 if its frames have no tag. */
	unsigned int vlan;
	/* VLAN that its offers name (option 43.116), or 0. */
	unsigned int names_vlan;
	/* Non-zero if its frames have an 802.1Q tag with VLAN 0. */
	int priority_tagged;
	/* Non-zero if it says that clients shall not wait for a proxy
	 * (175.176). */
	int no_proxy;
	/* Non-zero if it sends a root path instead of a file. */
	int root_path;
	/* Non-zero if it leaves the field siaddr empty. */
	int no_next_server;
	/* What the field siaddr contains, or 0 for the address of the
	 * server. */
	uint32_t next_server;
	/* Number of an option that contains vendor_text. */
	uint8_t vendor_tag;
	/* Text in the option vendor_tag, or NULL if it does not send that
	 * option. */
	const char *vendor_text;
	/* How often it sends that option once more: all parts are one value
	 * (RFC 3396). */
	unsigned int vendor_again;
	/* Name of the file, or NULL for one that tells the server. */
	const char *file;
	/* Non-zero if its acknowledgements name another server. */
	int wrong_ack;
	/* Non-zero if its acknowledgements contain no address, like those of a
	 * proxy. */
	int empty_ack;
	/* Log server that its leases name (option 7), or 0. */
	uint32_t log_server;
	/* Router that its leases name (option 3), or 0. The netmask is always
	 * that of 24 bits. */
	uint32_t router;
	/* Result of booting its file. */
	int boot_rc;
	/* How many offers it has sent so far. */
	unsigned int offered;
	/* Transaction ID of its latest offer. */
	uint32_t offer_xid;
	/* How many requests it has acknowledged so far. */
	unsigned int acked;
	/* How many requests it has refused so far. */
	unsigned int naked;
};

/* Reasons for which a switch blocks a port, none of them included. */
enum block_kind { BLOCK_NONE, BLOCK_STP, BLOCK_RSTP, BLOCK_LACP };

/* What asking for the MAC address of a log server, or the router to it, brings. */
enum arp_kind {
	/* An answer. */
	ARP_ANSWER,
	/* Nothing. */
	ARP_SILENT,
	/* An answer to the second request only. */
	ARP_SECOND,
	/* Answers that must not count, of all kinds. */
	ARP_HOSTILE,
	/* Those, and then an answer. */
	ARP_BOTH,
	/* The number of kinds. */
	ARP_KINDS,
};

/* A card of the machine with its network. */
struct sim_nic {
	/* The card itself. */
	struct nic nic;
	/* How much the user prefers it; 0 is the most preferred card. */
	unsigned int rank;
	/* Non-zero if the options let the command use it. */
	int takes_part;
	/* The servers in its network. */
	struct server servers[SCENARIO_SERVERS_MAX];
	/* Number of servers. */
	unsigned int server_count;
	/* How many of a hundred frames are lost. */
	unsigned int loss_percent;
	/* How many of a hundred frames arrive twice. */
	unsigned int dup_percent;
	/* Number of meaningless frames that arrive after each of its
	 * requests. */
	unsigned int noise;
	/* Why the switch blocks its port. */
	enum block_kind block;
	/* How long the switch blocks its port after each link-up, in
	 * microseconds. */
	uint64_t block_us;
	/* Non-zero if an option makes the command refuse all its offers. */
	int refused;
	/* Index of another card whose replies it receives too, or -1. */
	int hears;
	/* Non-zero if the switch says in turn that the port is blocked and
	 * forwards. */
	int rogue_switch;
	/* Non-zero if the port forwards once the card has answered by LACP. */
	int lacp_wants_partner;
	/* Non-zero if the switch sends a frame each millisecond. */
	int lacp_flood;
	/* How many times the card has answered by LACP. */
	unsigned int lacp_answers;
	/* Non-zero if the LACPDUs come from the card's own address, not from a
	 * switch. */
	int lacp_from_host;
	/* Transaction ID of its latest request of any kind. */
	uint32_t xid;
	/* When the first offer with something to boot got into its queue, or
	 * WORLD_NEVER. */
	uint64_t first_bootable_us;
	/* When the switch sent its latest frame. */
	uint64_t last_bpdu_us;
	/* Non-zero if something has happened that lets another card request a
	 * lease. */
	int may_lose_turn;
	/* When it sent its latest requests of any kind, as a ring. */
	uint64_t recent_us[16];
	/* Number of entries that were written to this ring. */
	unsigned int recent;
	/* How many requests of any kind it has sent. */
	unsigned int requests;
	/* When it sent its latest DHCPDISCOVERs, as a ring. */
	uint64_t discover_us[16];
	/* How many DHCPDISCOVERs it has sent. */
	unsigned int discovers;
	/* When it sent its latest DHCPREQUESTs, as a ring. */
	uint64_t dhcprequest_us[16];
	/* How many DHCPREQUESTs it has sent. */
	unsigned int dhcprequests;
	/* Non-zero if it has had a link. */
	int had_link;
	/* How many requests with a tag it has sent. */
	unsigned int tagged;
	/* What its requests for MAC addresses bring. */
	enum arp_kind arp;
	/* How many of these it has sent. */
	unsigned int arps;
	/* How many messages it has sent to log servers. */
	unsigned int messages;
	/* The last one. */
	char message[1025];
	/* The IP address that it was sent to. */
	uint32_t message_to;
	/* When it was sent. */
	uint64_t message_us;
	/* The VLAN that it was sent in, or 0. */
	unsigned int message_vlan;
};

/* A scenario and what has happened in it. */
struct scenario {
	/* The seed from which it was made. */
	uint64_t seed;
	/* Number of cards. */
	unsigned int nic_count;
	/* The cards. */
	struct sim_nic nics[SCENARIO_NICS_MAX];
	/* The options of the command. */
	struct multiboot_options options;
	/* Text of the option that excludes cards. */
	char exclude[SCENARIO_NICS_MAX * 6];
	/* The names of cards on the command line. */
	char *names[SCENARIO_NICS_MAX];
	/* Number of these names. */
	unsigned int name_count;
	/* Non-zero if the firmware has no command "vcreate". */
	int no_vlans;
	/* What "vcreate" returns instead of making a device, or 0. */
	int vcreate_rc;
	/* Device of a VLAN that was there before the command ran, or NULL. */
	struct net_device *vlan_before;
	/* Non-zero if no frame is lost, nothing fails and no link goes down. */
	int calm;
	/* Non-zero if booting a file may end with "cancelled". */
	int cancels;
	/* Non-zero if allocations fail. */
	int starved;
	/* Number of allocations that were in use before the command ran. */
	unsigned long allocations;
	/* How long downloads have taken, during which no card is looked
	 * after. */
	uint64_t paused_us;
	/* The card that sent the latest DHCPREQUEST, or NULL. */
	struct sim_nic *requesting;
	/* Since when this card has been the one that sends them. */
	uint64_t requesting_since_us;
	/* The card that was the first to send a DHCPREQUEST or to be booted, or
	 * NULL. */
	struct sim_nic *first_requested;
	/* When that card did so. */
	uint64_t first_requested_us;
	/* The card from whose network a file was booted last, or NULL. */
	struct sim_nic *booted;
	/* How many files were booted. */
	unsigned int boots;
	/* Result of the latest boot. */
	int last_boot_rc;
	/* What command lines with "autoboot" and "sanboot" return. */
	int command_rc;
};

/* The scenario that is running. */
extern struct scenario scenario;

/* Greatest difference between the delays of equal servers, in milliseconds. */
#define EQUAL_JITTER_MS 10

/* Makes a random scenario. */
void scenario_make(uint64_t seed);
/* Makes a random scenario with equal servers, of which the one in the network
 * of the first card always has to win. */
void scenario_make_equal(uint64_t seed);
/* Makes an empty scenario for a test to fill. */
void scenario_start(uint64_t seed);
/* Adds a card and returns it. */
struct sim_nic *scenario_add_nic(void);
/* Adds a server to a card's network and returns it. */
struct server *scenario_add_server(struct sim_nic *nic, enum server_kind kind,
				   unsigned int delay_ms);
/* Sets the option for the number of rounds, where 0 means no limit. */
void set_rounds(unsigned int rounds);
/* Sets the option for how long to wait for preferred cards. */
void set_settle(unsigned long ticks);
/* Runs the command, checks what has to hold, and returns its result. The state
 * after it stays until scenario_forget(). */
int scenario_run(void);
/* Removes the settings that the command leaves, after which nothing may be
 * left. */
void scenario_forget(void);
/* Removes all cards and servers. */
void scenario_remove(void);

/* Handles a frame that a card has sent, as the servers and the switch do
 * (servers.c). */
void servers_rx(struct nic *nic, const void *frame, size_t len);
/* Sends the frames of the switch that are due. */
void servers_poll(struct nic *nic);
/* Handles a frame that a card has sent in a VLAN, or in none, if it asks for a MAC
 * address or is a message to a log server (log.c). Returns non-zero if it is. */
int log_rx(struct sim_nic *nic, unsigned int vlan, const uint8_t *frame,
	   size_t len);
/* Adds what leads to a server's log server to its acknowledgement. */
void log_lease(const struct server *server, struct packet *packet);
/* Checks which messages were sent by the time that the command has returned. */
void check_messages(int rc);
/* Returns non-zero while the switch blocks a card's port. */
int port_is_blocked(const struct sim_nic *nic);
/* Notes a frame that has got into a card's queue. */
void queue_has(struct nic *nic, const void *frame, size_t len);

/* Checks that a card may send a request now (check.c). */
void check_request(struct sim_nic *nic, const struct request *request);
/* Checks that a file may be booted now. Returns the result of booting it. */
int check_boot(const char *uri);
/* Checks that a frame of a card may get to the stack. */
void check_stack(struct nic *nic);
/* Checks that a command line may be run now. Returns the result of running
 * it. */
int check_command(const char *line);
/* Returns the time at which the run has to be over. */
uint64_t check_bound_us(void);
/* Returns a card that has to boot whatever else happens, or NULL if there is
 * none. */
struct sim_nic *check_must_boot(void);
/* Checks that a request with the tag of a VLAN may be sent now. */
void check_tagged(struct sim_nic *nic, unsigned int vlan,
		  const struct request *request);
/* Checks what the command has returned. */
void check_result(int rc);

/* Returns the card of the scenario that a simulated card belongs to. */
static inline struct sim_nic *to_sim(struct nic *nic)
{
	return (struct sim_nic *)nic->user;
}

#endif /* SIM_SCENARIO_H */
