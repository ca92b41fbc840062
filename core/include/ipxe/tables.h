/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_TABLES_H
#define IPXE_TABLES_H

/*
 * Linker tables: arrays whose entries are defined in different source files, so
 * that no file has to list them all. Every entry goes into a section named
 * ".tbl.NAME.NN". The linker sorts the sections by their names, so that those
 * of a table are next to each other in the order of NN: 00 marks the start of
 * the table, 99 its end, and 01 to 98 are entries. Entries of one source file
 * with the same NN keep their order.
 *
 *   #define THINGS __table ( struct thing, "things" )
 *   #define __thing __table_entry ( THINGS, 01 )
 *   struct thing my_thing __thing = { ... };
 *   for_each_table_entry ( thing, THINGS ) { ... }
 */

#define __table( type, name ) ( type, name )
#define __table_type( table ) __table_get_type table
#define __table_get_type( type, name ) type
#define __table_name( table ) __table_get_name table
#define __table_get_name( type, name ) name

/* The attributes of an entry. Its section is writable because entries contain
 * addresses that are relocated on some platforms, and because some, such as
 * consoles, contain state. */
#define __table_attr( type, name, idx )					\
	__in_order							\
	__attribute__ (( used, section ( ".tbl." name "." #idx ),	\
			 aligned ( __alignof__ ( type ) ) ))

#define __table_entry( table, idx )					\
	__table_entry_expand ( table, idx )
#define __table_entry_expand( table, idx )				\
	__table_attr ( __table_type ( table ), __table_name ( table ), idx )

#define __table_bound( table, idx ) ( {					\
	static __table_type ( table ) __table_bound_ ## idx [0]		\
		__table_entry ( table, idx ) = {};			\
	__table_type ( table ) *__table_ptr_ ## idx =			\
		( __table_type ( table ) * ) __table_bound_ ## idx;	\
	__asm__ ( "" : "+r" ( __table_ptr_ ## idx ) );			\
	__table_ptr_ ## idx; } )

#define table_start( table ) __table_bound ( table, 00 )
#define table_end( table ) __table_bound ( table, 99 )
#define table_num_entries( table )					\
	( ( unsigned int ) ( table_end ( table ) - table_start ( table ) ) )

#define for_each_table_entry( pointer, table )				\
	for ( pointer = table_start ( table ) ;				\
	      pointer < table_end ( table ) ; pointer++ )

#endif /* IPXE_TABLES_H */
