/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The hosted shell: runs a script, a command line or the prompt. */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include "../testhost.h"
#include "../../hosted/host/files.h"
#include "../../hosted/host/host.h"
#include "../../hosted/host/keys.h"

/* These belong to the core, whose headers cannot be mixed with those of the
 * host's C library, and are described there. */
extern int core_main(int (*run)(void));		/* <core/main.h> */
extern int run_given(void);			/* <core/given.h> */
extern unsigned int exit_code(int rc);		/* <ipxe/shell.h> */

static const char usage[] =
"Usage: %s [options] [script [image...]]\n"
"\n"
"Runs an iPXE script, or the prompt without one. Other files are registered\n"
"as images, so that chain and imgselect find them by name.\n"
"\n"
"  -c, --command LINE   run a command line instead\n"
"  -n, --nics N         that many simulated net devices (no answers)\n"
"  -d, --down LIST      those of them without a link: 0,2\n"
"  -b, --broken LIST    those that cannot be opened\n"
"  -m, --memory MIB     external memory for downloads (256)\n"
"  -k, --keys FILE      keys to type, for tests (keys.c tells)\n"
"  -v, --virtual        a clock that runs as fast as it can\n"
"  -h, --help           this text\n";

static const struct option longopts[] = {
	{ "command", required_argument, NULL, 'c' },
	{ "nics", required_argument, NULL, 'n' },
	{ "down", required_argument, NULL, 'd' },
	{ "broken", required_argument, NULL, 'b' },
	{ "memory", required_argument, NULL, 'm' },
	{ "keys", required_argument, NULL, 'k' },
	{ "virtual", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* The date that scripts see with a virtual clock: 2025-01-01. */
#define VIRTUAL_TIME 1735689600

/* Returns a list of numbers from 0 to 63 as a set of bits. */
static uint64_t parse_list(const char *list)
{
	uint64_t bits = 0;
	char *end;

	while (*list) {
		unsigned long number = strtoul(list, &end, 10);

		if (end == list || number > 63) {
			fprintf(stderr, "\"%s\": not a list of numbers\n",
				list);
			exit(2);
		}
		bits |= (uint64_t)1 << number;
		list = *end ? end + 1 : end;
	}
	return bits;
}

static void parse_command_line(int argc, char **argv)
{
	int c;

	while ((c = getopt_long(argc, argv, "c:n:d:b:m:k:vh", longopts,
				NULL)) != -1) {
		switch (c) {
		case 'c': hosted_options.command = optarg; break;
		case 'n': testhost_options.nics = atoi(optarg); break;
		case 'd': testhost_options.nics_down = parse_list(optarg); break;
		case 'b': testhost_options.nics_broken = parse_list(optarg); break;
		case 'm': hosted_options.memory = (size_t)atoi(optarg) << 20; break;
		case 'k': keys_open(optarg); break;
		case 'v':
			hosted_options.virtual_clock = 1;
			hosted_options.virtual_time = VIRTUAL_TIME;
			break;
		case 'h': printf(usage, argv[0]); exit(0);
		default: fprintf(stderr, usage, argv[0]); exit(2);
		}
	}
	read_files(argv + optind);
}

int main(int argc, char **argv)
{
	int rc;

	parse_command_line(argc, argv);
	host_terminal_open();
	rc = core_main(run_given);
	host_terminal_close();
	free_files();
	return exit_code(rc);
}
