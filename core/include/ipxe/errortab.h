/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_ERRORTAB_H
#define IPXE_ERRORTAB_H

#include <ipxe/tables.h>

/* An error whose text strerror() takes from here. */
struct errortab {
	/* The error number, without the minus sign. */
	int num;
	/* The text. */
	const char *text;
};

#define ERRORTAB __table ( struct errortab, "errortab" )
#define __errortab __table_entry ( ERRORTAB, 01 )

#endif /* IPXE_ERRORTAB_H */
