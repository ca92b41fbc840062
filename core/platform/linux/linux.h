/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_H
#define LINUX_H

#include "../hosted/hosted.h"

/*
 * What the command line of this platform says, besides the options that all
 * hosted platforms have (hosted_options). This header needs none of the core's,
 * so that both the core's side and the host's side of the platform can include
 * it.
 */

/* Bytes of an Ethernet address. */
#define MAC_LEN 6
/* NICs that a command line can name. */
#define NICS_MAX 32

/* Which Ethernet address we use on a NIC. */
enum mac_choice {
	MAC_DERIVED,		/* one made of the interface's address, so that
				 * it stays the same from run to run */
	MAC_OWN,		/* the address of the interface itself */
	MAC_GIVEN,		/* an address from the command line */
};

/* What the command line says about a NIC. */
struct nic_options {
	const char *name;	/* name of the network interface */
	int create;		/* it is a TAP device, made if it is missing */
	const char *bridge;	/* bridge to put the TAP device into, or NULL */
	const char *netns;	/* name, path or process number of the network
				 * namespace that it is in, or NULL for ours */
	enum mac_choice mac_choice;	/* which address we use on it */
	uint8_t mac[MAC_LEN];	/* that address, for MAC_GIVEN */
};

/* What the command line says. */
struct linux_options {
	struct nic_options nics[NICS_MAX];	/* the NICs, net0 first */
	unsigned int nic_count;	/* how many there are */
	unsigned int arch;	/* DHCP client architecture (RFC 4578 2.1) */
	uint8_t uuid[16];	/* UUID in SMBIOS's byte order, or all zero for
				 * one made of the first NIC's MAC address */
	struct hosted_file smbios;	/* SMBIOS structures, or no data */
	int probe;		/* only find out what would be booted */
	int request;		/* let a probe send DHCPREQUEST, too */
	unsigned int wait_ms;	/* how long a probe listens at least */
	int json;		/* write the report as a JSON object */
	int quiet;		/* write only the report */
	const char *fetch;	/* folder for downloaded files, or NULL */
	int kexec_script;	/* write the report as a shell script */
};

/* The options of this run, which main() sets before the core starts. */
extern struct linux_options linux_options;

/* The exit status of the program (docs/hosted.md). */
enum linux_status {
	STATUS_BOOT = 0,	/* something would be started */
	STATUS_NOTHING = 1,	/* nothing would be started */
	STATUS_USAGE = 2,	/* the command line is wrong */
	STATUS_STUCK = 3,	/* the input ended while a key was needed */
	STATUS_NIC = 4,		/* a NIC cannot be used */
	STATUS_RESET = 5,	/* the machine would reboot or power off */
};

#endif /* LINUX_H */
