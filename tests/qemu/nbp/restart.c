/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A program that has another one put in its place. */

#include "nbp.h"

static struct tftp_file file;
static struct udp_open open;

int main(void)
{
	static const char name[] = "fails.0";
	u32 i;

	file.server = SERVER;
	for (i = 0; i < sizeof(name); i++)
		file.name[i] = name[i];
	say("NBP RESTARTS\n");
	call_sp(0x30, NEAR(open));	/* and leaves UDP open */
	call_sp(0x73, NEAR(file));
	say("NBP IS STILL HERE\n");
	return 0;
}
