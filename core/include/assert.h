/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ASSERT_H
#define ASSERT_H

/* A broken assertion is said once on the console and the machine goes on: in
 * a firmware there is nobody to dump core to. */
void assert_failed ( const char *condition, const char *file, int line );

#define assert( condition ) do {					\
	if ( ! ( condition ) )						\
		assert_failed ( #condition, __FILE__, __LINE__ );	\
	} while ( 0 )

#endif /* ASSERT_H */
