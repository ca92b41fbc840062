/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Commands that concern the machine: reboot, poweroff, cpuid, pciscan, console
 * and time. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <core/clock.h>
#include <core/cpu.h>
#include <core/machine.h>
#include <ipxe/command.h>
#include <ipxe/console.h>
#include <ipxe/http.h>
#include <ipxe/netdevice.h>
#include <ipxe/parseopt.h>
#include <ipxe/pci.h>
#include <ipxe/reboot.h>
#include <ipxe/script.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include "shell.h"

struct no_options {};

static struct option_descriptor no_options[] = {};

/* --- reboot, poweroff */

/* The options of reboot. */
struct reboot_args {
	/* Non-zero if the BIOS shall skip its memory test. */
	int without_tests;
};

static struct option_descriptor reboot_options[] = {
	OPTION_DESC("warm", 'w', no_argument, struct reboot_args,
		    without_tests, parse_flag),
};

static struct command_descriptor reboot_usage =
	COMMAND_DESC(struct reboot_args, reboot_options, 0, 0, "");

/* Closes all net devices to end their DMA, which must not write into the memory
 * of what the machine does next. They are closed and not removed, so that
 * whoever uses them finds them closed if the machine does not restart after
 * all. */
static void stop_devices(void)
{
	struct net_device *netdev;

	http_close_idle();
	for_each_netdev(netdev)
		netdev_close(netdev);
	console_flush();
}

void reboot(int warm)
{
	stop_devices();
	platform_reboot(warm);
}

static int reboot_exec(int argc, char **argv)
{
	struct reboot_args args;
	int rc = parse_options(argc, argv, &reboot_usage, &args);

	if (rc != 0)
		return rc;
	reboot(args.without_tests);
	printf("reboot: the firmware does not reboot this machine\n");
	return -ENOSYS;
}

COMMAND(reboot, reboot_exec);

static struct command_descriptor poweroff_usage =
	COMMAND_DESC(struct no_options, no_options, 0, 0, "");

int poweroff(void)
{
	stop_devices();
	return platform_poweroff();
}

static int poweroff_exec(int argc, char **argv)
{
	struct no_options none;
	int rc = parse_options(argc, argv, &poweroff_usage, &none);

	if (rc != 0)
		return rc;
	rc = poweroff();
	printf("poweroff: the firmware cannot switch this machine off: %s\n",
	       strerror(rc));
	return rc ? rc : -ENOSYS;
}

COMMAND(poweroff, poweroff_exec);

/* --- cpuid: tests a bit of the feature words */

/* The options of cpuid. */
struct cpuid_args {
	/* Non-zero if the bit is in ECX rather than in EDX. */
	int second_word;
	/* Non-zero if the leaf is 80000001h rather than 1. */
	int extended;
};

static struct option_descriptor cpuid_options[] = {
	OPTION_DESC("ecx", 'c', no_argument, struct cpuid_args, second_word,
		    parse_flag),
	OPTION_DESC("ext", 'e', no_argument, struct cpuid_args, extended,
		    parse_flag),
};

static struct command_descriptor cpuid_usage =
	COMMAND_DESC(struct cpuid_args, cpuid_options, 1, 1, "<bit>");

static int cpuid_exec(int argc, char **argv)
{
	struct cpuid_args args;
	unsigned int bit;
	uint32_t ecx, edx;
	int rc = parse_options(argc, argv, &cpuid_usage, &args);

	if (rc != 0)
		return rc;
	rc = parse_integer(argv[optind], &bit);
	if (rc != 0)
		return rc;
	if (bit > 31) {
		printf("cpuid: bits are 0 to 31\n");
		return -EINVAL;
	}
	cpu_features(args.extended, &ecx, &edx);
	return (args.second_word ? ecx : edx) >> bit & 1 ? 0 : -ENOENT;
}

COMMAND(cpuid, cpuid_exec);

/* --- pciscan: finds the PCI function after the one in a setting */

static struct command_descriptor pciscan_usage =
	COMMAND_DESC(struct no_options, no_options, 1, 1, "<setting>");

#define PCI_FUNCTIONS 0x10000

/* Returns the place of the first existing function at or after start, or
 * PCI_FUNCTIONS if there is none. */
static unsigned int next_function(unsigned int start)
{
	unsigned int busdevfn;

	for (busdevfn = start; busdevfn < PCI_FUNCTIONS; busdevfn++) {
		/* A device has functions 1 to 7 only if it has function 0
		 * and the header of that function says so (PCI 3.0 section
		 * 6.2.1). */
		if (PCI_FUNC(busdevfn) &&
		    (pci_read16(busdevfn & ~7U, 0) == 0xffff ||
		     !(pci_read8(busdevfn & ~7U, 0x0e) & 0x80))) {
			busdevfn |= 7;
			continue;
		}
		if (pci_read16(busdevfn, 0) != 0xffff)
			return busdevfn;
	}
	return PCI_FUNCTIONS;
}

/* Stores the place of the function after the one that the setting contains, or
 * of the first one if it is not set. Returns 0, or a negative error. */
static int scan_from(struct setting_place *place)
{
	struct setting setting = place->setting;
	unsigned long last;
	unsigned int found;
	uint32_t raw;
	int rc;

	rc = fetch_uint_setting(place->block, &setting, &last);
	found = next_function(rc < 0 ? 0 : last + 1);
	if (found >= PCI_FUNCTIONS) {
		delete_setting(place->block, &setting);
		return -ENOENT;
	}
	if (!setting.type)
		setting.type = &setting_type_uint32;
	raw = htonl(found);
	return store_setting(place->block, &setting, &raw, sizeof(raw));
}

static int pciscan_exec(int argc, char **argv)
{
	struct no_options none;
	struct setting_place place;
	int rc = parse_options(argc, argv, &pciscan_usage, &none);

	if (rc != 0)
		return rc;
	rc = find_place(argv[optind], 1, &place);
	if (rc != 0)
		return rc;
	rc = scan_from(&place);
	free(place.text);
	return rc;
}

COMMAND(pciscan, pciscan_exec);

/* --- console */

/* The options of console. */
struct console_args {
	/* Name of a console that is switched on, or NULL. */
	char *switch_on;
	/* Name of a console that is switched off, or NULL. */
	char *switch_off;
	/* Name of a picture, which is refused because there are no graphics
	 * here. */
	char *picture;
	/* Value of --x, --y, --depth or a similar option, whichever was given
	 * last. They are refused, too. */
	unsigned int size;
	/* Non-zero if the old screen is kept, which has no effect without a
	 * picture. */
	int keep;
};

#define SIZE_OPTION(name, letter)					\
	OPTION_DESC(name, letter, required_argument,			\
		    struct console_args, size, parse_integer)

static struct option_descriptor console_options[] = {
	OPTION_DESC("enable", 'e', required_argument, struct console_args,
		    switch_on, parse_string),
	OPTION_DESC("disable", 'D', required_argument, struct console_args,
		    switch_off, parse_string),
	SIZE_OPTION("x", 'x'),
	SIZE_OPTION("y", 'y'),
	SIZE_OPTION("left", 'l'),
	SIZE_OPTION("right", 'r'),
	SIZE_OPTION("top", 't'),
	SIZE_OPTION("bottom", 'b'),
	SIZE_OPTION("depth", 'd'),
	OPTION_DESC("picture", 'p', required_argument, struct console_args,
		    picture, parse_string),
	OPTION_DESC("keep", 'k', no_argument, struct console_args, keep,
		    parse_flag),
};

static struct command_descriptor console_usage =
	COMMAND_DESC(struct console_args, console_options, 0, 0, "");

/* Switches a console on or off. Refuses to switch off the only console that is
 * on. Returns 0, or a negative error. */
static int switch_console(const char *name, int disabled)
{
	struct console_driver *console, *found = NULL;
	unsigned int others = 0;

	for_each_table_entry(console, CONSOLES) {
		if (strcmp(console->name, name) == 0)
			found = console;
		else if (!console->disabled)
			others++;
	}
	if (!found) {
		printf("console: no console \"%s\"; console lists them\n",
		       name);
		return -ENODEV;
	}
	if (found->disabled == CONSOLE_ABSENT) {
		printf("console: this image has no \"%s\" (make CONSOLE=)\n",
		       name);
		return -ENODEV;
	}
	if (disabled && !others) {
		printf("console: \"%s\" is the only one that is on\n", name);
		return -EBUSY;
	}
	console_flush();
	found->disabled = disabled;
	return 0;
}

/* Prints the name and the state of each console. */
static void list_consoles(void)
{
	struct console_driver *console;

	for_each_table_entry(console, CONSOLES)
		printf("%s: %s\n", console->name,
		       console->disabled ? "off" : "on");
}

/* Prints once that there are no graphics, because scripts with menus ask for
 * graphics whenever they show one. */
static void say_no_graphics(void)
{
	static int said;

	if (!said++)
		printf("console: text only, no pictures or sizes\n");
}

static int console_exec(int argc, char **argv)
{
	struct console_args args;
	int rc = parse_options(argc, argv, &console_usage, &args);

	if (rc != 0)
		return rc;
	if (args.picture || args.size)
		say_no_graphics();
	if (args.switch_on)
		rc = switch_console(args.switch_on, 0);
	if (rc == 0 && args.switch_off)
		rc = switch_console(args.switch_off, 1);
	/* In a script the command without options resets the screen, so that a
	 * list would be in the way. */
	if (argc == 1 && !script_running())
		list_consoles();
	return rc;
}

COMMAND(console, console_exec);

/* --- time: measures how long a command takes */

static struct command_descriptor time_usage =
	COMMAND_DESC(struct no_options, no_options, 1, MAX_ARGUMENTS,
		     "<command>");

static int time_exec(int argc, char **argv)
{
	struct no_options none;
	unsigned long start, ticks;
	int rc = parse_options(argc, argv, &time_usage, &none);

	if (rc != 0)
		return rc;
	argv += optind;
	argc -= optind;
	start = currticks();
	rc = run_command(argc, argv);
	ticks = currticks() - start;
	printf("%s: %d.%02ds\n", argv[0], (int)(ticks / TICKS_PER_SEC),
	       (int)(ticks % TICKS_PER_SEC * 100 / TICKS_PER_SEC));
	return rc;
}

COMMAND(time, time_exec);
