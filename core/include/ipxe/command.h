/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_COMMAND_H
#define IPXE_COMMAND_H

#include <ipxe/tables.h>

/* A command of the shell. */
struct command {
	/* Its name. */
	const char *name;
	/* Runs it with its words, of which argv[0] is the name. Returns 0, or a
	 * negative error. */
	int ( *exec ) ( int argc, char **argv );
};

#define COMMANDS __table ( struct command, "commands" )
#define __command __table_entry ( COMMANDS, 01 )

#define COMMAND( command_name, function )				\
	struct command command_name ## _command __command = {		\
		.name = #command_name,					\
		.exec = function,					\
	}

#endif /* IPXE_COMMAND_H */
