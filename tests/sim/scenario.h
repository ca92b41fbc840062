/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include <usr/multibootmgmt.h>
#include "nic.h"
#include "packet.h"

/*
 * A scenario is made from a seed: the cards of the machine, the servers and the
 * switch port at each of them, and the options of the command.
 */

#define SCENARIO_NICS_MAX 64
#define SCENARIO_SERVERS_MAX 4

enum server_kind {
	SERVER_GOOD,		/* offers a file and gives it */
	SERVER_NO_FILE,		/* offers an address only */
	SERVER_PROXY,		/* offers a file, but no address */
	SERVER_MENU,		/* offers a PXE menu */
	SERVER_SAN,		/* offers a root path */
	SERVER_SILENT,		/* offers a file, never acknowledges */
	SERVER_NAK,		/* refuses the first requests */
	SERVER_FLOOD,		/* offers under many names, never acknowledges */
	SERVER_KINDS,
};

/* What follows the header of a server's replies that have no message type. */
enum bootp_kind {
	BOOTP_NONE,			/* it is a DHCP server */
	BOOTP_BARE,			/* zeros (RFC 951) */
	BOOTP_EMPTY,			/* the magic number alone */
	BOOTP_IDENTIFIED,		/* option 54, without 53 */
};

struct server {
	enum server_kind kind;
	uint32_t addr;			/* 10.NIC.SERVER.1 */
	unsigned int delay_ms;
	unsigned int jitter_ms;
	int quick_ack;			/* only offers take that long */
	unsigned int naks;		/* left to send */
	int file_in_option;		/* 67 instead of the field */
	int file_in_offer_only;
	int file_in_ack_only;
	enum bootp_kind bootp;		/* it knows no DHCP */
	int pxe;			/* says "PXEClient", and no file */
	int priority_tagged;		/* its frames have a tag of VLAN 0 */
	int no_proxy;			/* says so (175.176) */
	int root_path;			/* that instead of a file */
	int no_next_server;		/* no siaddr */
	uint32_t next_server;		/* siaddr, 0: its own address */
	uint8_t vendor_tag;		/* option that holds this text */
	const char *vendor_text;	/* NULL: none */
	const char *file;		/* NULL: one that tells whose it is */
	int wrong_ack;			/* names another server */
	int empty_ack;			/* has no address, as a proxy's */
	int boot_rc;			/* what comes of booting it */
	/* What happened. */
	unsigned int offered;
	uint32_t offer_xid;		/* of its last offer */
	unsigned int acked;
	unsigned int naked;
};

enum block_kind { BLOCK_NONE, BLOCK_STP, BLOCK_RSTP, BLOCK_LACP };

struct sim_nic {
	struct nic nic;
	unsigned int rank;		/* preference, 0 is the first */
	int takes_part;
	struct server servers[SCENARIO_SERVERS_MAX];
	unsigned int server_count;
	unsigned int loss_percent;
	unsigned int dup_percent;
	unsigned int noise;		/* frames after a request */
	enum block_kind block;
	uint64_t block_us;		/* after each link-up */
	int refused;			/* by an option: all its offers */
	int hears;			/* another card's replies, or -1 */
	int rogue_switch;		/* says blocked, forwarding, blocked... */
	int lacp_wants_partner;		/* forwards when that agrees */
	int lacp_flood;			/* a frame each millisecond */
	unsigned int lacp_answers;
	int lacp_from_host;		/* LACPDUs that no switch sends */
	/* What happened. */
	uint32_t xid;
	uint64_t first_bootable_us;	/* offer in its queue */
	uint64_t first_request_us;
	uint64_t last_bpdu_us;
	int may_lose_turn;		/* a reason to request elsewhere */
	uint64_t recent_us[16];		/* the last requests of any kind */
	unsigned int recent;
	unsigned int requests;
	uint64_t discover_us[16];	/* the first ones */
	unsigned int discovers;
	uint64_t dhcprequest_us[16];
	unsigned int dhcprequests;
	int had_link;
};

struct scenario {
	uint64_t seed;
	unsigned int nic_count;
	struct sim_nic nics[SCENARIO_NICS_MAX];
	struct multiboot_options options;
	char exclude[SCENARIO_NICS_MAX * 6];
	char *names[SCENARIO_NICS_MAX];
	unsigned int name_count;
	int calm;			/* nothing is lost, fails or flaps */
	int cancels;			/* boots that say so */
	int starved;			/* allocations fail */
	/* What happened. */
	unsigned long allocations;	/* before */
	uint64_t paused_us;		/* downloads */
	struct sim_nic *requesting;	/* who sent the last DHCPREQUEST */
	uint64_t requesting_since_us;
	struct sim_nic *first_requested;
	uint64_t first_requested_us;
	struct sim_nic *booted;
	unsigned int boots;
	int last_boot_rc;
	int command_rc;			/* of "autoboot", "sanboot" */
};

extern struct scenario scenario;

/* Greatest difference between the delays of equal servers, in milliseconds. */
#define EQUAL_JITTER_MS 10

/* Makes a random scenario. */
void scenario_make(uint64_t seed);
/* Makes a random scenario with equal servers, of which the one at the first card in
 * the list always has to win. */
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
/* Runs the command, checks what has to hold, and returns its result. What it
 * leaves behind stays until scenario_forget(). */
int scenario_run(void);
/* Removes the settings that the command leaves, after which nothing may be left. */
void scenario_forget(void);
/* Removes all cards and servers. */
void scenario_remove(void);

/* Handles a frame that a card has sent, as the servers and the switch do
 * (servers.c). */
void servers_rx(struct nic *nic, const void *frame, size_t len);
/* Sends the frames of the switch that are due. */
void servers_poll(struct nic *nic);
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
/* Checks that a command line may be run now. Returns the result of running it. */
int check_command(const char *line);
/* Returns the time at which the run has to be over. */
uint64_t check_bound_us(void);
/* Returns a card that has to boot whatever else happens, or NULL if there is
 * none. */
struct sim_nic *check_must_boot(void);
/* Checks what the command has returned. */
void check_result(int rc);

/* Returns the card of the scenario that a simulated card belongs to. */
static inline struct sim_nic *to_sim(struct nic *nic)
{
	return (struct sim_nic *)nic->user;
}

#endif /* SIM_SCENARIO_H */
