/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef COMPILER_H
#define COMPILER_H

/*
 * Force-included into every object, as in iPXE: attributes, object identity
 * and debug macros. OBJECT is the name of the object being compiled and comes
 * from the build (-DOBJECT=name).
 */

#define PASTE2( a, b ) a ## b
#define PASTE( a, b ) PASTE2( a, b )

/* A prefix followed by the name of the object that is being compiled. */
#define PREFIX_OBJECT( prefix ) PASTE ( prefix, OBJECT )

#ifndef ASSEMBLY

/* In iPXE these pull objects into a link. Here the makefiles name all objects,
 * so that these have nothing to do; they declare a symbol that nobody uses. */
#define REQUIRE_OBJECT( object ) extern char PASTE ( obj_, object )
#define REQUIRING_SYMBOL( symbol ) extern char PASTE ( req_, symbol )
#define PROVIDE_REQUIRING_SYMBOL() extern char PREFIX_OBJECT ( prov_ )
#define FILE_LICENCE( licence ) extern char PASTE ( licence_, licence )

#define __unused __attribute__ (( unused ))
#define __used __attribute__ (( used ))
#define __packed __attribute__ (( packed ))
#define __aligned( n ) __attribute__ (( aligned ( n ) ))
#define __weak __attribute__ (( weak ))
#define __noreturn __attribute__ (( noreturn ))
#define __malloc __attribute__ (( malloc ))
#define __pure __attribute__ (( pure ))

/* Keeps a variable in the order of its file, which gcc may otherwise change
 * when it optimises the whole program at link time. clang lacks the attribute,
 * and keeps that order in any case. */
#if __has_attribute ( no_reorder )
#define __in_order __attribute__ (( no_reorder ))
#else
#define __in_order
#endif

#define likely( x ) __builtin_expect ( !! ( x ), 1 )
#define unlikely( x ) __builtin_expect ( ( x ), 0 )

#define barrier() __asm__ __volatile__ ( "" : : : "memory" )

/* Debug messages, which are switched on for single source files by the build:
 * `make DEBUG=tftp,http:2` prints the messages of tftp.c, and those of http.c
 * up to level 2 (DBG2). In all other files the compiler checks the arguments of
 * the messages and leaves nothing of them in the image. DBGC and DBGC2 take a
 * pointer first, by which iPXE chooses the colour of a message; here it is not
 * used. The macros need <stdio.h>. */
#ifndef DEBUG_LEVEL
#define DEBUG_LEVEL 0
#endif
#define DBG_AT( level, ... ) \
	do { if ( DEBUG_LEVEL >= (level) ) printf ( __VA_ARGS__ ); } while ( 0 )
#define DBG( ... ) DBG_AT ( 1, __VA_ARGS__ )
#define DBG2( ... ) DBG_AT ( 2, __VA_ARGS__ )
#define DBGC( id, ... ) do { ( void ) ( id ); DBG ( __VA_ARGS__ ); } while ( 0 )
#define DBGC2( id, ... ) \
	do { ( void ) ( id ); DBG2 ( __VA_ARGS__ ); } while ( 0 )

#endif /* ASSEMBLY */

#endif /* COMPILER_H */
