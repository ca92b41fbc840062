/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ASSERT_H
#define ASSERT_H

/* Reports a broken assertion on the console, and returns: a firmware has no
 * operating system to end it, and the machine shall still boot. */
void assert_failed ( const char *condition, const char *file, int line );

#define assert( condition ) do {					\
	if ( ! ( condition ) )						\
		assert_failed ( #condition, __FILE__, __LINE__ );	\
	} while ( 0 )

#endif /* ASSERT_H */
