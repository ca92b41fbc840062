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

/* P_ followed by the name of the object being compiled. */
#define PREFIX_OBJECT( prefix ) PASTE ( prefix, OBJECT )

#ifndef ASSEMBLY

/* In iPXE these pull objects into a link. Here every object is linked in, so
 * a requirement is only checked for being well-formed. */
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

/* Stays where its file has it, also when the whole is compiled at once. clang
 * knows no other order. */
#if __has_attribute ( no_reorder )
#define __in_order __attribute__ (( no_reorder ))
#else
#define __in_order
#endif

#define likely( x ) __builtin_expect ( !! ( x ), 1 )
#define unlikely( x ) __builtin_expect ( ( x ), 0 )

#define barrier() __asm__ __volatile__ ( "" : : : "memory" )

/* Debug messages, which are switched on by object when it is built:
 * `make DEBUG=tftp,http:2` prints those of tftp.c, and those of http.c up to
 * level 2 (DBG2). Everywhere else they are compiled, so that their arguments are
 * checked, and leave nothing in the image. DBGC and DBGC2 take an object first,
 * which is iPXE's way to colour messages; here it is not printed. They need
 * <stdio.h>. */
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
