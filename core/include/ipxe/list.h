/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_LIST_H
#define IPXE_LIST_H

#include <stddef.h>

/* Doubly linked circular lists: a head and the same struct in each element. */

struct list_head {
	struct list_head *next;
	struct list_head *prev;
};

#define container_of( ptr, type, field ) \
	( ( type * ) ( ( char * ) ( ptr ) - offsetof ( type, field ) ) )

#define LIST_HEAD_INIT( list ) { &( list ), &( list ) }
#define LIST_HEAD( list ) struct list_head list = LIST_HEAD_INIT ( list )
#define INIT_LIST_HEAD( list ) ( ( list )->next = ( list )->prev = ( list ) )

static inline void list_insert ( struct list_head *entry,
				 struct list_head *prev,
				 struct list_head *next ) {
	entry->prev = prev;
	entry->next = next;
	prev->next = entry;
	next->prev = entry;
}

/* Put at the head. */
static inline void list_add ( struct list_head *entry,
			      struct list_head *head ) {
	list_insert ( entry, head, head->next );
}

/* Put at the tail. */
static inline void list_add_tail ( struct list_head *entry,
				   struct list_head *head ) {
	list_insert ( entry, head->prev, head );
}

static inline void list_del ( struct list_head *entry ) {
	entry->prev->next = entry->next;
	entry->next->prev = entry->prev;
}

#define list_empty( head ) ( ( head )->next == ( head ) )

#define list_entry( ptr, type, field ) container_of ( ptr, type, field )

#define list_first_entry( head, type, field ) \
	( list_empty ( head ) ? NULL : \
	  list_entry ( ( head )->next, type, field ) )

#define list_last_entry( head, type, field ) \
	( list_empty ( head ) ? NULL : \
	  list_entry ( ( head )->prev, type, field ) )

#define list_for_each_entry( pos, head, field ) \
	for ( pos = list_entry ( ( head )->next, typeof ( *pos ), field ) ; \
	      &pos->field != ( head ) ; \
	      pos = list_entry ( pos->field.next, typeof ( *pos ), field ) )

/* The same, for bodies that may remove pos. */
#define list_for_each_entry_safe( pos, tmp, head, field ) \
	for ( pos = list_entry ( ( head )->next, typeof ( *pos ), field ), \
	      tmp = list_entry ( pos->field.next, typeof ( *tmp ), field ) ; \
	      &pos->field != ( head ) ; \
	      pos = tmp, \
	      tmp = list_entry ( tmp->field.next, typeof ( *tmp ), field ) )

#endif /* IPXE_LIST_H */
