/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_COMMAND_H
#define IPXE_COMMAND_H

#include <ipxe/tables.h>

/* A command of the shell: exec() returns 0 or a negative error. */
struct command {
	const char *name;
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
