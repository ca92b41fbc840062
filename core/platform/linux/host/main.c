/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The command line of the program "multiboot" (docs/hosted.md). */

#include <ctype.h>
#include <getopt.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../hosted/host/files.h"
#include "../../hosted/host/host.h"
#include "../../hosted/host/keys.h"
#include "../linux.h"
#include "nic.h"
#include "save.h"

/* These belong to the core's side, whose headers cannot be mixed with those of
 * the host's C library, and are described there. */
extern int core_main(int (*run)(void));		/* <core/main.h> */
extern int linux_run(void);			/* platform.c */
extern enum linux_status linux_status;		/* platform.c */
extern struct host_nic *host_nics[NICS_MAX];	/* nic.h */

static const char usage[] =
"Usage: multiboot [options] [SCRIPT [IMAGE...]]\n"
"\n"
"Plays the boot of a machine on this host's network interfaces: DHCP on all\n"
"NICs at once, downloads, scripts. Tells what a machine here would start, and\n"
"starts nothing. Runs an iPXE script, or without one what the firmware runs:\n"
"boot from whichever NIC answers. Other files are registered as images.\n"
"\n"
"NICs (net0, net1, ... in scripts), the most preferred first:\n"
"  -n, --nic NAME       a network interface, or a TAP device that is there\n"
"  -t, --tap NAME       a TAP device, made for this run if it is not there\n"
"  -m, --mac MAC        its MAC address; \"own\": that of the interface;\n"
"                       default: one made of it, the same each time\n"
"  -b, --bridge NAME    put that TAP device into a bridge\n"
"  -N, --netns NAME     the NICs that follow are in that network namespace\n"
"What to do:\n"
"  -p, --probe          tell what would be booted, and why: DHCPDISCOVER only\n"
"  -r, --request        let a probe request the lease, too\n"
"  -w, --wait MS        a probe listens that long for more offers (1000)\n"
"  -T, --timeout MS     a probe gives up after that long (6000)\n"
"  -c, --command LINE   run a command line; \"shell\" gives a prompt\n"
"The machine:\n"
"  -a, --arch N         its architecture for DHCP (RFC 4578): 0 or bios, 7 or\n"
"                       x86_64, 11 or arm64, ... (0)\n"
"  -u, --uuid UUID      its UUID; default: one made of its first MAC address\n"
"  -s, --smbios FILE    an SMBIOS table for ${serial}, ${product}, ...\n"
"  -M, --memory MIB     memory for downloads (1024)\n"
"  -v, --virtual        a clock that runs as fast as it can (without NICs)\n"
"  -k, --keys FILE      keys to type, once what they answer has appeared\n"
"What is told:\n"
"  -j, --json           the result as JSON, messages on stderr\n"
"  -q, --quiet          the result alone\n"
"  -f, --fetch DIR      keep the files that are downloaded\n"
"  -x, --kexec-script   print a script that starts them (with --fetch)\n"
"  -V, --version\n"
"  -h, --help\n"
"\n"
"Exit status: 0 something would boot (or a script ended well), 1 nothing,\n"
"2 usage, 3 a key was waited for in vain, 4 a NIC cannot be used, 5 the machine\n"
"would reboot or power off.\n";

static const struct option longopts[] = {
	{ "nic", required_argument, NULL, 'n' },
	{ "tap", required_argument, NULL, 't' },
	{ "mac", required_argument, NULL, 'm' },
	{ "bridge", required_argument, NULL, 'b' },
	{ "netns", required_argument, NULL, 'N' },
	{ "probe", no_argument, NULL, 'p' },
	{ "request", no_argument, NULL, 'r' },
	{ "wait", required_argument, NULL, 'w' },
	{ "timeout", required_argument, NULL, 'T' },
	{ "command", required_argument, NULL, 'c' },
	{ "arch", required_argument, NULL, 'a' },
	{ "uuid", required_argument, NULL, 'u' },
	{ "smbios", required_argument, NULL, 's' },
	{ "memory", required_argument, NULL, 'M' },
	{ "virtual", no_argument, NULL, 'v' },
	{ "keys", required_argument, NULL, 'k' },
	{ "json", no_argument, NULL, 'j' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "fetch", required_argument, NULL, 'f' },
	{ "kexec-script", no_argument, NULL, 'x' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* Ends the program after a message that says which argument is wrong, and
 * why. */
static void refuse(const char *what, const char *why)
	__attribute__((noreturn));

static void refuse(const char *what, const char *why)
{
	fprintf(stderr, "multiboot: %s: %s (--help tells more)\n", what, why);
	exit(STATUS_USAGE);
}

/* --- values */

/* Returns a number that the command line gives, which must not be above max. */
static unsigned int number(const char *text, unsigned long max)
{
	unsigned long value;
	char *end;

	value = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end)
		refuse(text, "not a number");
	if (value > max)
		refuse(text, "too large");
	return value;
}

/* Reads count bytes in hexadecimal, between which there may be one of the
 * characters in between. Anything else is refused, for the reason why. */
static void hex_bytes(const char *text, const char *between, uint8_t *bytes,
		      unsigned int count, const char *why)
{
	const char *at = text;
	unsigned int i;

	for (i = 0; i < count; i++) {
		char digits[3] = { at[0], at[0] ? at[1] : '\0', '\0' };

		if (!isxdigit((unsigned char)digits[0]) ||
		    !isxdigit((unsigned char)digits[1]))
			refuse(text, why);
		bytes[i] = strtoul(digits, NULL, 16);
		at += 2;
		if (*at && strchr(between, *at) && i + 1 < count)
			at++;
	}
	if (*at)
		refuse(text, why);
}

/* Reads a UUID into the byte order of SMBIOS, which has the low byte of the
 * first three fields first (DSP0134 7.2.1). */
static void parse_uuid(const char *text)
{
	static const uint8_t order[16] = {
		3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15,
	};
	uint8_t bytes[16];
	unsigned int i;

	hex_bytes(text, "-", bytes, sizeof(bytes), "not a UUID");
	for (i = 0; i < sizeof(bytes); i++)
		linux_options.uuid[i] = bytes[order[i]];
}

/* Reads an architecture: one of the names of usual ones, or any number. */
static void parse_arch(const char *text)
{
	static const struct {
		const char *name;
		unsigned int number;
	} names[] = {
		{ "bios", 0 }, { "x86_64", 7 }, { "arm64", 11 },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i].name) == 0) {
			linux_options.arch = names[i].number;
			return;
		}
	}
	linux_options.arch = number(text, 0xffff);
}

/* --- NICs */

/* The network namespace of the NICs that follow, or NULL for ours. */
static const char *netns;

/* Adds a NIC, as a TAP device if create is set. */
static void add_nic(const char *name, int create)
{
	struct nic_options *nic = &linux_options.nics[linux_options.nic_count];

	if (linux_options.nic_count == NICS_MAX)
		refuse(name, "too many NICs");
	if (!*name || strlen(name) >= IFNAMSIZ || strchr(name, '/'))
		refuse(name, "not the name of an interface");
	nic->name = name;
	nic->create = create;
	nic->netns = netns;
	linux_options.nic_count++;
}

/* Returns the NIC that an option belongs to: the one that was named last. */
static struct nic_options *last_nic(const char *option)
{
	if (!linux_options.nic_count)
		refuse(option, "comes after the NIC it is for");
	return &linux_options.nics[linux_options.nic_count - 1];
}

static void parse_mac(const char *text)
{
	struct nic_options *nic = last_nic("--mac");

	if (strcmp(text, "own") == 0) {
		nic->mac_choice = MAC_OWN;
		return;
	}
	nic->mac_choice = MAC_GIVEN;
	hex_bytes(text, ":-", nic->mac, MAC_LEN, "not a MAC address");
	if (nic->mac[0] & 1)
		refuse(text, "a group's address, not a machine's");
}

static void parse_bridge(const char *name)
{
	struct nic_options *nic = last_nic("--bridge");

	if (!nic->create)
		refuse("--bridge", "is for TAP devices (--tap)");
	if (!*name || strlen(name) >= IFNAMSIZ)
		refuse(name, "not the name of a bridge");
	nic->bridge = name;
}

/* --- the command line */

/* How long a probe tries. */
static unsigned int timeout_ms = 6000;

/* The longest that a probe may let the race wait for the answer to a request.
 * It is less than the time after which the race gives up one of several NICs
 * (docs/multiboot.md, rule 4). */
#define WAIT_MAX_MS 3000
/* How many seconds the program may look for keys after its input has ended. It
 * is long, as the race and scripts that sleep look for keys, too, without
 * needing any. */
#define PATIENCE (4 * 3600)
/* The most memory that a machine can be said to have. */
#define MEMORY_MAX_MIB 65536
/* The date that scripts see with a virtual clock: 2025-01-01. */
#define VIRTUAL_TIME 1735689600

/* Prints a text and ends the program. */
static void show(const char *text)
{
	fputs(text, stdout);
	exit(0);
}

static void parse_nic_option(int c)
{
	switch (c) {
	case 'n': add_nic(optarg, 0); break;
	case 't': add_nic(optarg, 1); break;
	case 'm': parse_mac(optarg); break;
	case 'b': parse_bridge(optarg); break;
	case 'N': netns = optarg; break;
	}
}

static void parse_option(int c)
{
	switch (c) {
	case 'p': linux_options.probe = 1; break;
	case 'r': linux_options.request = 1; break;
	case 'w': linux_options.wait_ms = number(optarg, WAIT_MAX_MS); break;
	case 'T': timeout_ms = number(optarg, 3600000); break;
	case 'c': hosted_options.command = optarg; break;
	case 'a': parse_arch(optarg); break;
	case 'u': parse_uuid(optarg); break;
	case 's': linux_options.smbios = read_file(optarg); break;
	case 'M':
		hosted_options.memory =
			(size_t)number(optarg, MEMORY_MAX_MIB) << 20;
		break;
	case 'v': hosted_options.virtual_clock = 1; break;
	case 'k': keys_open(optarg); break;
	case 'j': linux_options.json = 1; break;
	case 'q': linux_options.quiet = 1; break;
	case 'f': linux_options.fetch = optarg; break;
	case 'x': linux_options.kexec_script = 1; break;
	case 'V': show("multiboot " VERSION "\n"); break;
	case 'h': show(usage); break;
	default: parse_nic_option(c);
	}
}

/* Refuses options that do not go together. more is set if files are named. */
static void check(int more)
{
	if (linux_options.request && !linux_options.probe)
		refuse("--request", "is for --probe");
	if (linux_options.probe && !linux_options.nic_count)
		refuse("--probe", "needs a NIC (--nic NAME)");
	if (linux_options.probe && more)
		refuse("--probe", "runs no script");
	if (linux_options.kexec_script && !linux_options.fetch)
		refuse("--kexec-script", "needs files to start (--fetch DIR)");
	if (linux_options.kexec_script && linux_options.json)
		refuse("--kexec-script", "does not go with --json");
	if (hosted_options.virtual_clock && linux_options.nic_count)
		refuse("--virtual", "NICs need a real clock");
	if (!linux_options.nic_count && !more && !hosted_options.command)
		refuse("nothing to do", "name a NIC or a script");
}

/* The keys that end a line, and then the prompt, once the input has ended. */
#define END_KEYS "\r\x04"

/* Chooses the command line of a probe, and what ends a prompt. */
static void choose_command(void)
{
	static char command[80];

	if (hosted_options.command && strcmp(hosted_options.command, "shell") == 0)
		hosted_options.end_of_input = END_KEYS;
	if (!linux_options.probe || hosted_options.command)
		return;
	snprintf(command, sizeof(command),
		 "multiboot --probe --timeout %u --link-timeout %u",
		 timeout_ms ? timeout_ms : 1,
		 timeout_ms < 1000 ? (timeout_ms ? timeout_ms : 1) : 1000);
	hosted_options.command = command;
}

static void parse_command_line(int argc, char **argv)
{
	int c;

	hosted_options.memory = (size_t)1024 << 20;
	hosted_options.virtual_time = VIRTUAL_TIME;
	hosted_options.patience = PATIENCE;
	linux_options.wait_ms = 1000;
	while ((c = getopt_long(argc, argv,
				"n:t:m:b:N:prw:T:c:a:u:s:M:vk:jqf:xVh",
				longopts, NULL)) != -1) {
		if (c == '?')
			refuse("options", "see above");
		parse_option(c);
	}
	check(optind < argc);
	choose_command();
	read_files(argv + optind);
}

/* --- the run */

static void find_nics(void)
{
	unsigned int i;

	for (i = 0; i < linux_options.nic_count; i++) {
		host_nics[i] = host_nic_find(&linux_options.nics[i]);
		if (!host_nics[i])
			exit(STATUS_NIC);
	}
}

/* Sends the console's output elsewhere if the report is for a program, which
 * reads stdout. */
static void choose_output(void)
{
	int is_for_programs = linux_options.json || linux_options.kexec_script;

	if (linux_options.quiet || (linux_options.json && linux_options.probe))
		host_output(HOST_TO_NOBODY);
	else
		host_output(is_for_programs ? HOST_TO_STDERR : HOST_TO_STDOUT);
}

int main(int argc, char **argv)
{
	unsigned int i;

	parse_command_line(argc, argv);
	if (linux_options.fetch) {
		linux_options.fetch = host_save_folder(linux_options.fetch);
		if (!linux_options.fetch)
			return STATUS_USAGE;
	}
	find_nics();
	choose_output();
	host_terminal_open();
	core_main(linux_run);
	host_terminal_close();
	for (i = 0; i < linux_options.nic_count; i++)
		host_nic_free(host_nics[i]);
	free((void *)linux_options.smbios.data);
	free((void *)linux_options.fetch);
	free_files();
	return linux_status;
}
