/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_LIST_H
#define IPXE_LIST_H

#include <stddef.h>

/* Doubly linked circular lists. A list has a head, and each of its elements
 * contains a struct of the same kind. */

/* The head of a list, or the link in one of its elements. */
struct list_head {
	/* In a head the first element, in an element the next one. After the
	 * last element comes the head again. */
	struct list_head *next;
	/* In a head the last element, in an element the previous one. Before
	 * the first element comes the head again. */
	struct list_head *prev;
};

#define container_of( ptr, type, field ) \
	( ( type * ) ( ( char * ) ( ptr ) - offsetof ( type, field ) ) )

#define LIST_HEAD_INIT( list ) { &( list ), &( list ) }
#define LIST_HEAD( list ) struct list_head list = LIST_HEAD_INIT ( list )
#define INIT_LIST_HEAD( list ) ( ( list )->next = ( list )->prev = ( list ) )

/* Puts an element between two neighbours. */
static inline void list_insert ( struct list_head *entry,
				 struct list_head *prev,
				 struct list_head *next ) {
	entry->prev = prev;
	entry->next = next;
	prev->next = entry;
	next->prev = entry;
}

/* Puts an element at the head of a list. */
static inline void list_add ( struct list_head *entry,
			      struct list_head *head ) {
	list_insert ( entry, head, head->next );
}

/* Puts an element at the tail of a list. */
static inline void list_add_tail ( struct list_head *entry,
				   struct list_head *head ) {
	list_insert ( entry, head->prev, head );
}

/* Takes an element out of its list. The element's own pointers stay as they
 * are. */
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

#define list_for_each_entry_reverse( pos, head, field ) \
	for ( pos = list_entry ( ( head )->prev, typeof ( *pos ), field ) ; \
	      &pos->field != ( head ) ; \
	      pos = list_entry ( pos->field.prev, typeof ( *pos ), field ) )

/* Goes through a list as list_for_each_entry() does. The loop's body may take
 * the element pos out of the list. */
#define list_for_each_entry_safe( pos, tmp, head, field ) \
	for ( pos = list_entry ( ( head )->next, typeof ( *pos ), field ), \
	      tmp = list_entry ( pos->field.next, typeof ( *tmp ), field ) ; \
	      &pos->field != ( head ) ; \
	      pos = tmp, \
	      tmp = list_entry ( tmp->field.next, typeof ( *tmp ), field ) )

#endif /* IPXE_LIST_H */
