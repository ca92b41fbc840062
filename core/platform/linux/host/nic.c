/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Finds interfaces of the host, asks what they are, and opens them, each in the
 * network namespace that it is in. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../../hosted/host/host.h"
#include "nic_kind.h"

/* The longest packet that we send: DHCP servers and switches of a machine that
 * boots know no longer ones. */
#define MTU_MAX 1500
/* The shortest limit that is believed: every host has to take packets of that
 * length (RFC 791). */
#define MTU_MIN 576

/* --- namespaces */

/* A descriptor of the network namespace that the program was started in, or
 * -1. */
static int own_netns = -1;

/* Opens a network namespace by its name as "ip netns" has it, by a path, or by
 * the number of a process. Returns a descriptor, or -1 with errno. */
static int open_netns(const char *name)
{
	char path[256];

	if (strchr(name, '/'))
		snprintf(path, sizeof(path), "%s", name);
	else if (strspn(name, "0123456789") == strlen(name))
		snprintf(path, sizeof(path), "/proc/%s/ns/net", name);
	else
		snprintf(path, sizeof(path), "/run/netns/%s", name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* Enters the network namespace of a NIC. Returns 0, or -1 with errno. */
static int enter(const struct host_nic *nic)
{
	if (nic->netns < 0)
		return 0;
	if (own_netns < 0)
		own_netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (own_netns < 0)
		return -1;
	return setns(nic->netns, CLONE_NEWNET);
}

/* Goes back to our own namespace. Without that nothing else would be done where
 * it should be, so that the program ends if it fails. */
static void leave(const struct host_nic *nic)
{
	if (nic->netns >= 0 && setns(own_netns, CLONE_NEWNET) != 0) {
		perror("multiboot: cannot go back to its network namespace");
		abort();
	}
}

/* --- what the interface is */

/* Asks the kernel about an interface, or changes it (netdevice(7)). Returns 0,
 * or -1 with errno. */
static int ask(const struct host_nic *nic, unsigned long what,
	       struct ifreq *request)
{
	memset(request->ifr_name, 0, sizeof(request->ifr_name));
	strncpy(request->ifr_name, nic->options->name,
		sizeof(request->ifr_name) - 1);
	return ioctl(nic->control, what, request);
}

/* Returns non-zero if the interface is a TAP device. */
static int is_tap(const struct host_nic *nic)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ifreq request = { .ifr_data = (char *)&info };

	return ask(nic, SIOCETHTOOL, &request) == 0 &&
	       strcmp(info.driver, "tun") == 0 &&
	       strcmp(info.bus_info, "tap") == 0;
}

/* Makes an address for the machine that we play out of the interface's: it is
 * administered locally (IEEE 802 8.2.2), and never the same. */
static void derive_mac(uint8_t mac[MAC_LEN])
{
	mac[0] = (mac[0] | 0x02) & ~0x01;
	mac[1] ^= 0x4d;
}

/* Makes an address for a TAP device that exists only while we run: the kernel
 * gives it a random one each time, so that ours is made of this host's identity
 * and the device's name (by FNV-1a), and servers know it again. */
static void make_mac(const char *name, uint8_t mac[MAC_LEN])
{
	uint64_t hash = 0xcbf29ce484222325;
	char host[64] = "";
	FILE *file = fopen("/etc/machine-id", "r");
	const char *at;

	if (file) {
		if (!fgets(host, sizeof(host), file))
			host[0] = '\0';
		fclose(file);
	}
	for (at = host; *at; at++)
		hash = (hash ^ (uint8_t)*at) * 0x100000001b3;
	for (at = name; *at; at++)
		hash = (hash ^ (uint8_t)*at) * 0x100000001b3;
	memcpy(mac, &hash, MAC_LEN);
}

/* Chooses the address that we use on an interface, as the options want it.
 * Returns 0, or -1 after a message. */
static int choose_mac(struct host_nic *nic)
{
	struct ifreq request;

	if (ask(nic, SIOCGIFHWADDR, &request) != 0) {
		perror(nic->options->name);
		return -1;
	}
	if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER) {
		fprintf(stderr, "%s: not an Ethernet interface\n",
			nic->options->name);
		return -1;
	}
	memcpy(nic->mac, request.ifr_hwaddr.sa_data, MAC_LEN);
	if (nic->created)
		make_mac(nic->options->name, nic->mac);
	if (nic->options->mac_choice == MAC_GIVEN)
		memcpy(nic->mac, nic->options->mac, MAC_LEN);
	else if (nic->options->mac_choice == MAC_DERIVED)
		derive_mac(nic->mac);
	return 0;
}

/* Takes over the limit that the interface has for the length of packets. */
static void choose_mtu(struct host_nic *nic)
{
	struct ifreq request;

	nic->mtu = MTU_MAX;
	if (ask(nic, SIOCGIFMTU, &request) == 0 && request.ifr_mtu < MTU_MAX)
		nic->mtu = request.ifr_mtu < MTU_MIN ? MTU_MIN :
						       request.ifr_mtu;
}

/* --- the other end of a TAP device */

/* Puts a TAP device into a bridge, unless it is in one, and sets it up. Returns
 * 0, or -1 after a message. */
static int add_to_bridge(const struct host_nic *nic)
{
	const char *name = nic->options->name;
	struct ifreq request = { .ifr_ifindex = nic->ifindex };
	int rc;

	strncpy(request.ifr_name, nic->options->bridge,
		sizeof(request.ifr_name) - 1);
	rc = ioctl(nic->control, SIOCBRADDIF, &request);
	if (rc == 0 || errno == EBUSY)
		rc = ask(nic, SIOCGIFFLAGS, &request);
	request.ifr_flags |= IFF_UP;
	if (rc == 0)
		rc = ask(nic, SIOCSIFFLAGS, &request);
	if (rc != 0)
		fprintf(stderr, "%s: cannot put it into the bridge %s: %s\n",
			name, nic->options->bridge, strerror(errno));
	return rc;
}

/* --- life */

/* Says why an interface cannot be opened (errno), and what helps. */
static void explain(const struct host_nic *nic)
{
	int reason = errno;
	const char *hint = "";

	if (reason == EPERM || reason == EACCES)
		hint = "; run this as root, or give the program the right: "
		       "setcap cap_net_raw,cap_net_admin+ep PROGRAM";
	else if (reason == EBUSY)
		hint = "; another program has this TAP device, a virtual "
		       "machine maybe";
	fprintf(stderr, "%s: cannot open it: %s%s\n", nic->options->name,
		strerror(reason), hint);
}

/* Finds an interface in the current namespace, or makes it. Returns 0, or -1
 * after a message. */
static int find_interface(struct host_nic *nic)
{
	const char *name = nic->options->name;

	nic->control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (nic->control < 0) {
		perror(name);
		return -1;
	}
	nic->kind = nic->options->create || is_tap(nic) ? &tap_kind :
							  &packet_kind;
	nic->created = !if_nametoindex(name);
	if (nic->kind->create && nic->kind->create(nic) != 0) {
		explain(nic);
		return -1;
	}
	nic->ifindex = if_nametoindex(name);
	if (!nic->ifindex) {
		fprintf(stderr, "%s: no such interface; \"ip link\" lists them, "
			"and --tap makes a TAP device\n", name);
		return -1;
	}
	if (nic->options->bridge && add_to_bridge(nic) != 0)
		return -1;
	if (choose_mac(nic) != 0)
		return -1;
	choose_mtu(nic);
	/* A failure should show now, and not in the middle of a run. */
	if (nic->kind->start(nic) != 0) {
		explain(nic);
		return -1;
	}
	nic->kind->stop(nic);
	return 0;
}

/* Enters the namespace that the options name, if they do. Returns 0, or -1
 * after a message. */
static int find_netns(struct host_nic *nic)
{
	const char *name = nic->options->netns;

	nic->netns = -1;
	if (!name)
		return 0;
	nic->netns = open_netns(name);
	if (nic->netns >= 0 && enter(nic) == 0)
		return 0;
	fprintf(stderr, "%s: cannot enter that network namespace: %s\n", name,
		strerror(errno));
	return -1;
}

struct host_nic *host_nic_find(const struct nic_options *options)
{
	struct host_nic *nic = calloc(1, sizeof(*nic));
	int rc;

	if (!nic)
		abort();
	nic->options = options;
	nic->fd = nic->control = -1;
	rc = find_netns(nic);
	if (rc == 0) {
		rc = find_interface(nic);
		leave(nic);
	}
	if (rc == 0)
		return nic;
	host_nic_free(nic);
	return NULL;
}

void host_nic_free(struct host_nic *nic)
{
	host_nic_stop(nic);
	if (nic->fd >= 0)
		close(nic->fd);
	if (nic->control >= 0)
		close(nic->control);
	if (nic->netns >= 0)
		close(nic->netns);
	free(nic);
}

int host_nic_start(struct host_nic *nic)
{
	int rc;

	if (nic->started)
		return 0;
	if (enter(nic) != 0)
		return -1;
	rc = nic->kind->start(nic);
	leave(nic);
	if (rc != 0)
		return -1;
	nic->started = 1;
	return host_watch(nic->fd);
}

void host_nic_stop(struct host_nic *nic)
{
	if (!nic->started)
		return;
	host_unwatch(nic->fd);
	nic->kind->stop(nic);
	nic->started = 0;
}

int host_nic_link(struct host_nic *nic)
{
	const short needed = IFF_UP | IFF_RUNNING;
	struct ifreq request;

	return ask(nic, SIOCGIFFLAGS, &request) == 0 &&
	       (request.ifr_flags & needed) == needed;
}

/* --- frames, and what is known about the interface */

size_t host_nic_receive(struct host_nic *nic, void *buf, size_t len,
			int *no_checksum)
{
	*no_checksum = 0;
	return nic->started ?
	       nic->kind->receive(nic, buf, len, no_checksum) : 0;
}

int host_nic_send(struct host_nic *nic, const void *frame, size_t len)
{
	return nic->started ? nic->kind->send(nic, frame, len) : -2;
}

const char *host_nic_name(const struct host_nic *nic)
{
	return nic->options->name;
}

const char *host_nic_driver(const struct host_nic *nic)
{
	return nic->kind->driver;
}

const uint8_t *host_nic_mac(const struct host_nic *nic)
{
	return nic->mac;
}

unsigned int host_nic_mtu(const struct host_nic *nic)
{
	return nic->mtu;
}

int host_nic_merges(const struct host_nic *nic)
{
	return nic->kind->merges;
}
