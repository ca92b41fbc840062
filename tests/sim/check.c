/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What has to hold in every world, whatever happens in it. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/dhcp.h>
#include <ipxe/keys.h>
#include <ipxe/process.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <ipxe/vlan.h>
#include "firmware.h"
#include "limits.h"

/* No more requests than that in that time on a card. */
#define FLOOD_COUNT 16
#define FLOOD_US (2 * US_PER_SEC)

/* --- requests */

static void check_pace(struct sim_nic *nic)
{
	uint64_t *oldest = &nic->recent_us[nic->recent % FLOOD_COUNT];

	world_check(nic->requests < FLOOD_COUNT ||
		    world.now_us - *oldest > FLOOD_US,
		    "net%d floods the network", nic->nic.index);
	*oldest = world.now_us;
	nic->recent++;
	nic->requests++;
}

static int has_proxy(const struct sim_nic *nic)
{
	unsigned int i;

	for (i = 0; i < nic->server_count; i++) {
		if (nic->servers[i].kind == SERVER_PROXY)
			return 1;
	}
	return 0;
}

/* When the first bootable offer was there, in a world in which requests always
 * get out and one offer is enough to know; else WORLD_NEVER. */
static uint64_t first_offer_us(void)
{
	uint64_t first = WORLD_NEVER;
	struct sim_nic *nic;

	for_each_nic(nic) {
		if (!nic->takes_part)
			continue;
		if (nic->nic.tx_fail_percent || nic->nic.tx_rc ||
		    has_proxy(nic))
			return WORLD_NEVER;
		if (nic->first_bootable_us == WORLD_NEVER)
			continue;
		/* It may have begun the wait and be gone since. */
		if (nic->nic.link_losses)
			return WORLD_NEVER;
		if (nic->first_bootable_us < first)
			first = nic->first_bootable_us;
	}
	return first;
}

/* Returns non-zero if a card may still get an offer, as far as it can know. */
static int is_hopeful(const struct sim_nic *nic)
{
	return !nic->server_count && !nic->nic.open_rc &&
	       !nic->nic.toggle_count && nic->nic.opens &&
	       !nic->rogue_switch && netdev_link_ok(nic->nic.netdev) &&
	       world.now_us + slack_us(4) < nic->nic.link_up_us + dhcp_us() &&
	       world.now_us + slack_us(4) < round_us();
}

/* Checks the order of preference when the very first DHCPREQUEST goes out, unless
 * contenders in VLANs may have had their turn before. */
static void check_first_choice(struct sim_nic *chosen)
{
	uint64_t settle = settle_us();
	uint64_t first = first_offer_us();
	struct sim_nic *nic;

	if (world.key_count || scenario.starved || nic_memory ||
	    scenario.options.in_turn || scenario.options.vlans ||
	    first == WORLD_NEVER)
		return;
	for_each_nic(nic) {
		if (!nic->takes_part || nic->rank >= chosen->rank)
			continue;
		world_check(nic->nic.link_losses ||
			    nic->first_bootable_us == WORLD_NEVER ||
			    nic->first_bootable_us + slack_us(2) >
			    world.now_us,
			    "net%d requests although net%d had an offer",
			    chosen->nic.index, nic->nic.index);
		world_check(!is_hopeful(nic) || chosen->nic.link_losses ||
			    first + settle < world.now_us + slack_us(2),
			    "net%d requests without waiting for net%d",
			    chosen->nic.index, nic->nic.index);
	}
	world_check(chosen->nic.link_losses ||
		    world.now_us < first + settle + slack_us(4),
		    "net%d requests %ld ms late", chosen->nic.index,
		    (long)((world.now_us - first - settle) / US_PER_MS));
}

/* Returns the least time that a request has, which is less if more than one
 * other card could take over, as far as is known, and where one was refused, as the
 * next one shares its time. */
static uint64_t least_us(void)
{
	unsigned int others = 0, refused = 0, i;
	struct sim_nic *nic;

	for_each_nic(nic) {
		others += nic->takes_part && nic->server_count;
		for (i = 0; i < nic->server_count; i++)
			refused += nic->servers[i].naked;
	}
	return others > 2 || refused ? REQUEST_MIN_US : REQUEST_SHORT_US;
}

/* Checks that one card requests at a time, until there is a reason to turn to
 * another. If its lease may have nothing to boot, anything better is such a
 * reason. */
static void check_turn(struct sim_nic *nic, int bare)
{
	struct sim_nic *before = scenario.requesting;

	if (before && before != nic)
		world_check(before->may_lose_turn || world.keys_taken ||
			    scenario.options.vlans ||
			    world.failed || before->nic.link_losses ||
			    before->nic.tx_rc || before->nic.tx_fail_percent ||
			    world.now_us + slack_us(2) >=
			    scenario.requesting_since_us + least_us(),
			    "net%d requests while net%d does",
			    nic->nic.index, before->nic.index);
	if (bare) {
		scenario.requesting = NULL;
		return;
	}
	if (before != nic) {
		nic->may_lose_turn = 0;
		scenario.requesting_since_us = world.now_us;
	}
	scenario.requesting = nic;
	if (scenario.first_requested)
		return;
	scenario.first_requested = nic;
	scenario.first_requested_us = world.now_us;
	check_first_choice(nic);
}

static int offered(struct sim_nic *nic, const struct request *request,
		   int *bare)
{
	unsigned int i;

	for (i = 0; i < nic->server_count; i++) {
		struct server *server = &nic->servers[i];

		if (request->address != server->addr + 99)
			continue;
		*bare = server->kind == SERVER_NO_FILE ||
			server->file_in_ack_only;
		/* RFC 2131 4.4.1: with the offer's identifier. */
		if (server->kind == SERVER_FLOOD ||
		    (server->addr == request->server && server->offered &&
		     server->offer_xid == request->xid))
			return 1;
	}
	return 0;
}

void check_request(struct sim_nic *nic, const struct request *request)
{
	int bare = 0;

	world_check(nic->takes_part, "net%d takes part", nic->nic.index);
	world_check(netdev_rx_frozen(nic->nic.netdev), "net%d is not frozen",
		    nic->nic.index);
	world_check(memcmp(request->mac, nic->nic.mac, 6) == 0,
		    "net%d sends for another", nic->nic.index);
	world_check(!request->has_overload && !request->has_rapid_commit,
		    "net%d sends options it must not", nic->nic.index);
	world_check(request->secs * US_PER_SEC <=
		    world.now_us - nic->nic.opened_us + slack_us(2),
		    "net%d: secs is %d", nic->nic.index, request->secs);
	check_pace(nic);
	if (request->type == DHCPDISCOVER) {
		world_check(!request->server && !request->address,
			    "net%d: DISCOVER names a server", nic->nic.index);
		return;
	}
	world_check(request->type == DHCPREQUEST, "net%d sends type %d",
		    nic->nic.index, request->type);
	world_check(offered(nic, request, &bare),
		    "net%d requests what was never offered", nic->nic.index);
	check_turn(nic, bare);
}

void check_tagged(struct sim_nic *nic, unsigned int vlan,
		  const struct request *request)
{
	char wanted[8], list[72];
	unsigned int i;
	int bare;

	snprintf(wanted, sizeof(wanted), ",%d,", (int)vlan);
	snprintf(list, sizeof(list), ",%s,", scenario.options.vlans ?
		 scenario.options.vlans : "");
	world_check(strstr(list, wanted), "net%d asks in VLAN %d",
		    nic->nic.index, vlan);
	world_check(netdev_rx_frozen(nic->nic.netdev), "net%d is not frozen",
		    nic->nic.index);
	world_check(memcmp(request->mac, nic->nic.mac, 6) == 0,
		    "net%d sends for another", nic->nic.index);
	world_check(nic->tagged < 300 * (1 + scenario.boots),
		    "net%d floods its VLANs", nic->nic.index);
	if (request->type == DHCPDISCOVER)
		return;
	world_check(offered(nic, request, &bare),
		    "net%d requests what was never offered", nic->nic.index);
	for (i = 0; i < nic->server_count; i++)
		world_check(request->server != nic->servers[i].addr ||
			    nic->servers[i].vlan == vlan,
			    "net%d requests an offer of another VLAN",
			    nic->nic.index);
}

/* --- booting */

/* Checks that no device of a VLAN is there but the one that is told and the one that
 * was there before. */
static void check_vlans(struct net_device *wanted)
{
	struct net_device *netdev;

	for_each_netdev(netdev)
		world_check(!netdev->trunk || netdev == wanted ||
			    netdev == scenario.vlan_before,
			    "%s is left over", netdev->name);
}

/* Nobody but the winner has a say: the others are closed, except for ports that
 * the switch blocks, and these are frozen. */
static void check_alone(struct sim_nic *winner)
{
	struct sim_nic *nic;

	check_vlans(last_opened_netdev());
	for_each_nic(nic) {
		struct net_device *netdev = nic->nic.netdev;

		if (nic == winner || !netdev_is_open(netdev)) {
			world_check(!netdev_rx_frozen(netdev),
				    "boots with %s frozen", netdev->name);
			continue;
		}
		world_check(netdev_rx_frozen(netdev),
			    "boots with %s open to the stack", netdev->name);
		world_check(nic->block != BLOCK_NONE || nic->rogue_switch,
			    "boots with %s open", netdev->name);
	}
}

void check_stack(struct nic *nic)
{
	world_check(scenario.booted && nic == &scenario.booted->nic,
		    "a frame of net%d gets to the stack", nic->index);
}

static struct sim_nic *nic_of_uri(const char *uri, struct server **server)
{
	static const char start[] = "tftp://10.";
	unsigned long i, j;
	char *end;

	world_check(strncmp(uri, start, sizeof(start) - 1) == 0,
		    "boots %s", uri);
	i = strtoul(uri + sizeof(start) - 1, &end, 10);
	j = strtoul(end + 1, &end, 10);
	world_check(i < scenario.nic_count &&
		    j < scenario.nics[i].server_count, "boots %s", uri);
	*server = &scenario.nics[i].servers[j];
	return &scenario.nics[i];
}

/* Closes all devices, as a script may do before it fails. */
static void close_all(void)
{
	struct sim_nic *nic;

	for_each_nic(nic)
		netdev_close(nic->nic.netdev);
}

/* Whatever runs while something waits, devices among it, takes its time. */
static void step_once(void)
{
	uint64_t before = world.now_us;
	struct step_fn *fn;
	struct sim_nic *nic;

	for_each_table_entry(fn, STEP_FNS)
		fn->step();
	if (world.now_us == before)
		world_advance(world.quantum_us);
	scenario.paused_us += world.now_us - before;
	for_each_nic(nic) {
		world_check(!netdev_rx_frozen(nic->nic.netdev) ||
			    !netdev_rx_dequeue(nic->nic.netdev),
			    "frames of net%d are kept", nic->nic.index);
	}
}

/* Lets a download take its time, which a key ends. */
static int download(struct sim_nic *nic, int rc)
{
	uint64_t until = world.now_us + world_below(20000) * US_PER_MS;

	scenario.boots++;
	scenario.booted = nic;
	/* A BOOTP server's lease is not requested. */
	if (!scenario.first_requested) {
		scenario.first_requested = nic;
		scenario.first_requested_us = world.now_us;
	}
	nic->may_lose_turn = 1;
	world.limit_us += until - world.now_us + 2 * REQUEST_US;
	scenario.last_boot_rc = rc;
	while (world.now_us < until) {
		step_once();
		if (iskey() && getchar() == CTRL_C) {
			scenario.last_boot_rc = -ECANCELED;
			break;
		}
	}
	if (scenario.last_boot_rc != 0 && !scenario.calm && world_chance(30)) {
		nic_script = 1;
		close_all();
		nic_script = 0;
	}
	return scenario.last_boot_rc;
}

int check_boot(const char *uri)
{
	struct server *server;
	struct sim_nic *nic = nic_of_uri(uri, &server);
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "tftp://%s/f%d.%d",
		 inet_ntoa((struct in_addr) { htonl(server->addr) }),
		 (int)nic->nic.index, (int)(server - nic->servers));
	world_check(strcmp(uri, wanted) == 0, "boots %s, not %s", uri, wanted);
	world_check(server->acked || server->kind == SERVER_PROXY ||
		    (server->bootp != BOOTP_NONE && server->offered),
		    "boots %s without a lease", uri);
	world_check(!scenario.options.probe, "boots when it shall probe");
	snprintf(wanted, sizeof(wanted), server->vlan ? "net%d-%d" : "net%d",
		 (int)nic->nic.index, server->vlan);
	world_check(last_opened_netdev() &&
		    strcmp(last_opened_netdev()->name, wanted) == 0,
		    "netX is not the winner, %s", wanted);
	check_alone(nic);
	return download(nic, server->boot_rc);
}

/* Boots a URI from the card in use. One that swallows what is sent costs what
 * the command line allows it. */
static int check_chain(const char *line)
{
	struct sim_nic *nic = to_sim(to_nic(last_opened_netdev()));
	const char *limit = strstr(line, "--timeout ");
	unsigned long ms = limit ? strtoul(limit + 10, NULL, 10) : 60000;
	int rc = nic->servers[0].boot_rc;

	world_check(strstr(line, "--autofree") &&
		    strstr(line, " ${multiboot/filename}"), "runs %s", line);
	world_check(nic->servers[0].acked, "chains without a lease");
	check_alone(nic);
	scenario.boots++;
	scenario.booted = nic;
	nic->may_lose_turn = 1;
	if (errno_posix(rc) == errno_posix(-ETIMEDOUT)) {
		world.limit_us += ms * US_PER_MS + 2 * REQUEST_US;
		scenario.paused_us += ms * US_PER_MS;
		world_advance(ms * US_PER_MS);
	}
	scenario.last_boot_rc = rc;
	return rc;
}

/* Runs "vcreate" and "vdestroy" as the core does. */
static int run_vlan_command(const char *line)
{
	struct net_device *netdev = find_netdev(strrchr(line, ' ') + 1);
	const char *tag = strstr(line, "--tag ");

	if (scenario.no_vlans)
		return -ENOEXEC;
	if (scenario.vcreate_rc)
		return scenario.vcreate_rc;
	world_check(netdev, "runs %s", line);
	return tag ? vlan_create(netdev, strtoul(tag + 6, NULL, 10), 0) :
		     vlan_destroy(netdev);
}

int check_command(const char *line)
{
	struct net_device *netdev;
	const char *name;
	char copy[64];

	if (line[0] == 'v')
		return run_vlan_command(line);
	world_check(!scenario.options.probe, "boots when it shall probe");
	if (strncmp(line, "chain ", 6) == 0)
		return check_chain(line);
	name = strstr(line, "net");
	world_check(name, "runs %s", line);
	snprintf(copy, sizeof(copy), "%s", name);
	if (strchr(copy, '/'))
		*strchr(copy, '/') = '\0';
	netdev = find_netdev(copy);
	world_check(netdev, "runs %s", line);
	check_alone(to_sim(to_nic(netdev)));
	return download(to_sim(to_nic(netdev)), scenario.command_rc);
}

/* --- the end */

static int has_block(struct settings *parent, const char *name)
{
	return find_child_settings(parent, name) != NULL;
}

static void check_devices(int rc)
{
	struct sim_nic *nic;

	check_vlans(rc == 0 ? last_opened_netdev() : NULL);
	for_each_nic(nic) {
		struct net_device *netdev = nic->nic.netdev;
		int winner = rc == 0 &&
			     (nic == scenario.booted || scenario.options.probe);

		world_check(!netdev_rx_frozen(netdev), "%s is left frozen",
			    netdev->name);
		world_check(nic->takes_part || !nic->nic.opens,
			    "%s was left out and opened", netdev->name);
		if (winner)
			continue;
		world_check(!netdev_is_open(netdev), "%s is left open",
			    netdev->name);
		world_check(!has_block(netdev_settings(netdev), "dhcp"),
			    "%s is left configured", netdev->name);
	}
	world_check(nic_open_count <= 1, "%d cards are left open",
		    nic_open_count);
	if (rc != 0)
		world_check(!has_block(&root_settings.settings, "proxydhcp"),
			    "proxydhcp is left over");
	if (scenario.options.in_turn)
		world_check(nic_open_most <= 1, "%d cards open in turn",
			    nic_open_most);
}

static int same_error(int rc, int error)
{
	return errno_posix(rc) == errno_posix(error);
}

/* Checks that the error says what happened, unless only the network is in
 * doubt. */
static void check_error(int rc)
{
	int takes_part = 0, had_link = 0, not_opened = 0;
	struct sim_nic *nic;

	for_each_nic(nic) {
		takes_part |= nic->takes_part;
		had_link |= nic->had_link;
		not_opened |= nic->takes_part && !nic->nic.opens;
	}
	if (world.failed || world.keys_taken)
		return;
	if (!takes_part)
		world_check(same_error(rc, ENODEV), "no devices: %08x", -rc);
	else if (scenario.first_requested)
		world_check(same_error(rc, EIO) || same_error(rc, ECANCELED),
			    "boots failed: %08x", -rc);
	else if (!had_link)
		world_check(same_error(rc, ENETDOWN) ||
			    (not_opened && same_error(rc, ETIMEDOUT)),
			    "no link: %08x", -rc);
	else
		world_check(same_error(rc, ENOENT) ||
			    same_error(rc, ETIMEDOUT) ||
			    same_error(rc, EIO), "no boot: %08x", -rc);
}

static void check_results(int rc)
{
	static const struct setting netdev_result = {
		.name = "netdev", .type = &setting_type_string,
	};
	struct settings *results = find_settings("multiboot");
	char text[16];
	int len;

	if (world.failed)
		return;
	world_check(results, "no results");
	len = fetch_string_setting(results, &netdev_result, text,
				   sizeof(text));
	if (rc != 0) {
		world_check(len < 0, "a failure left %s", text);
		return;
	}
	world_check(len > 0 && find_netdev(text), "no winner in the results");
	if (scenario.booted)
		world_check(to_nic(find_netdev(text)) == &scenario.booted->nic,
			    "%s is not the winner", text);
}

void check_result(int rc)
{
	unsigned int lines = 40 + 600 * (scenario.boots + 1);
	struct sim_nic *nic;

	world_check(rc <= 0, "returned %d", rc);
	check_devices(rc);
	check_messages(rc);
	check_results(rc);
	if (rc != 0)
		check_error(rc);
	else if (scenario.options.probe)
		world_check(!scenario.boots, "booted when it was to probe");
	else
		world_check(scenario.boots && scenario.last_boot_rc == 0,
			    "success without a boot");
	nic = check_must_boot();
	world_check(!nic || rc == 0, "net%d can boot, and nothing did: %s",
		    nic ? nic->nic.index : 0, strerror(rc));
	/* Rounds without end print lines without end. */
	if (!scenario.options.rounds.given || scenario.options.rounds.value)
		world_check(world.lines < lines, "%d lines of output",
			    world.lines);
	if (scenario.options.quiet)
		world_check(world.lines <= 2, "%d lines, and quiet",
			    world.lines);
}
