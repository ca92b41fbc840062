/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _USR_MULTIBOOTREPORT_H
#define _USR_MULTIBOOTREPORT_H

/** @file
 *
 * What is told about a race, to people and to scripts
 *
 */

FILE_LICENCE ( GPL2_OR_LATER );

#include <usr/multibootrace.h>

/* multibootlive.c: one line a contender, updated in place */

/** Update the lines, if it is time and the terminal is able to */
extern void multiboot_live_poll ( struct multiboot_race *race );
/** Draw the lines for the last time, so that further text is printed below
 * them */
extern void multiboot_live_end ( struct multiboot_race *race );
/** Update the lines at once, if there are any */
extern int multiboot_live_update ( struct multiboot_race *race );

/* multibootreport.c: messages, the table, results */

/** Tell that a contender is out, when it has entered that state */
extern void multiboot_entered ( struct multiboot_race *race,
				struct multiboot_contender *contender,
				enum multiboot_state from );
/** Tell about an offer */
extern void multiboot_offered ( struct multiboot_race *race,
				struct multiboot_contender *contender,
				struct multiboot_reply *reply );
/** Tell something about a contender */
extern void multiboot_told ( struct multiboot_race *race,
			     struct multiboot_contender *contender,
			     const char *text );
/** Tell what is booted, and store the results for its script */
extern void multiboot_booting ( struct multiboot_race *race,
				struct multiboot_contender *winner );
/** Print the table */
extern void multiboot_table ( struct multiboot_race *race );
/** Write what the table says as one line */
extern void multiboot_table_line ( struct multiboot_race *race, char *text,
				   size_t max );
/** Store the results */
extern void multiboot_results ( struct multiboot_race *race,
				struct multiboot_contender *winner );
/** Remove the results of an earlier run */
extern void multiboot_results_clear ( void );

/* multibootlog.c: messages to log servers */

/** Tell the log servers that the leases have named why nothing has booted */
extern void multiboot_log ( struct multiboot_race *race );

#endif /* _USR_MULTIBOOTREPORT_H */
