/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_H
#define LINUX_H

#include "../hosted/hosted.h"

/*
 * What the command line says, besides what all hosted platforms have
 * (hosted_options). No core header is needed for this one, so that both sides of
 * the platform can include it.
 */

#define MAC_LEN 6
#define NICS_MAX 32

/* The address that we have on a NIC. */
enum mac_choice {
	MAC_DERIVED,		/* made of the interface's, so that it stays
				 * the same from run to run */
	MAC_OWN,		/* the interface's */
	MAC_GIVEN,
};

struct nic_options {
	const char *name;	/* of the network interface */
	int create;		/* it is a TAP device, made if it is missing */
	const char *bridge;	/* to put the TAP device into, or NULL */
	const char *netns;	/* name, path or process of the network
				 * namespace it is in, NULL: ours */
	enum mac_choice mac_choice;
	uint8_t mac[MAC_LEN];	/* with MAC_GIVEN */
};

struct linux_options {
	struct nic_options nics[NICS_MAX];
	unsigned int nic_count;
	unsigned int arch;	/* DHCP client architecture (RFC 4578 2.1) */
	uint8_t uuid[16];	/* as SMBIOS has it; all zero: made of the MAC
				 * address of the first NIC */
	struct hosted_file smbios;	/* a table to use, or no data */
	int probe;		/* find out what would be booted */
	int request;		/* a probe sends DHCPREQUEST, too */
	unsigned int wait_ms;	/* a probe listens that long at least */
	int json;		/* the report is a JSON object */
	int quiet;		/* nothing but the report */
	const char *fetch;	/* folder for what is downloaded, or NULL */
	int kexec_script;	/* the report is a shell script */
};

extern struct linux_options linux_options;

/* Exit status (docs/hosted.md). */
enum linux_status {
	STATUS_BOOT = 0,	/* something would be started */
	STATUS_NOTHING = 1,
	STATUS_USAGE = 2,
	STATUS_STUCK = 3,	/* a key was waited for after the last one */
	STATUS_NIC = 4,		/* a NIC cannot be used */
	STATUS_RESET = 5,	/* the machine would reboot or power off */
};

#endif /* LINUX_H */
