/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The command md5sum. It has a file of its own, because the ROM leaves it out
 * while it contains the commands of better digests. */

#include <core/digest.h>
#include <ipxe/command.h>
#include "shell.h"

static int md5sum_exec(int argc, char **argv)
{
	return shell_digest(argc, argv, &digest_md5);
}

COMMAND(md5sum, md5sum_exec);
