/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootpolicy ( ERRFILE_OTHER | 0x007c0000 )

#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <byteswap.h>
#include <ipxe/in.h>
#include <ipxe/dhcp.h>
#include <ipxe/dhcppkt.h>
#include <usr/multibootmgmt.h>
#include <usr/multibootpolicy.h>
#include <usr/multibootrace.h>

/** @file
 *
 * The command's options that decide which servers' offers count
 *
 */

/** Vendor-identifying vendor-specific information (RFC 3925 section 4) */
#define MULTIBOOT_VENDOR_IDENTIFYING 125

/** The options of a reply that may hold the text of "--match" */
static const uint8_t multiboot_vendor_tags[] = {
	DHCP_VENDOR_ENCAP, DHCP_VENDOR_CLASS_ID, MULTIBOOT_VENDOR_IDENTIFYING,
};

/**
 * Read a decimal number
 *
 * @v text		Text
 * @v max		Largest number that is accepted, below 1000
 * @v value		Number to fill in
 * @ret end		The text after the number, or NULL if there is no such
 *			number
 */
static const char * multiboot_decimal ( const char *text, unsigned int max,
					unsigned int *value ) {
	const char *start = text;

	for ( *value = 0 ; ( *text >= '0' ) && ( *text <= '9' ) ; text++ ) {
		*value = ( ( *value * 10 ) + ( *text - '0' ) );
		if ( *value > max )
			return NULL;
	}
	return ( ( text == start ) ? NULL : text );
}

/**
 * Read an address or a prefix
 *
 * @v text		Text
 * @v address		Address to fill in, in host order
 * @v mask		Network mask to fill in, in host order
 * @ret end		The comma or NUL after it, or NULL if the text is
 *			invalid
 */
static const char * multiboot_prefix ( const char *text, uint32_t *address,
				       uint32_t *mask ) {
	unsigned int value;
	unsigned int bits = 32;
	unsigned int i;

	for ( *address = 0, i = 0 ; i < 4 ; i++ ) {
		if ( i && ( *( text++ ) != '.' ) )
			return NULL;
		text = multiboot_decimal ( text, 255, &value );
		if ( ! text )
			return NULL;
		*address = ( ( *address << 8 ) | value );
	}
	if ( *text == '/' ) {
		text = multiboot_decimal ( ( text + 1 ), 32, &bits );
		if ( ! text )
			return NULL;
	}
	*mask = ( bits ? ( ( uint32_t ) ( 0xffffffffUL << ( 32 - bits ) ) ) :
		  0 );
	return ( ( ( *text == ',' ) || ! *text ) ? text : NULL );
}

/**
 * Check a list of addresses and prefixes
 *
 * @v list		List, comma separated
 * @ret valid		Each of its parts is an address or a prefix
 */
int multiboot_servers_valid ( const char *list ) {
	uint32_t address, mask;

	do {
		list = multiboot_prefix ( list, &address, &mask );
		if ( ! list )
			return 0;
	} while ( *( list++ ) );
	return 1;
}

/**
 * Check whether a server is in a list
 *
 * @v list		Valid list of addresses and prefixes
 * @v server		Address of the server, or 0.0.0.0, which is in no list
 * @ret listed		The list contains the server
 */
static int multiboot_is_listed ( const char *list, struct in_addr server ) {
	uint32_t address, mask;

	if ( ! server.s_addr )
		return 0;
	do {
		list = multiboot_prefix ( list, &address, &mask );
		if ( ( ( ntohl ( server.s_addr ) ^ address ) & mask ) == 0 )
			return 1;
	} while ( *( list++ ) );
	return 0;
}

/**
 * Check whether a vendor option of a reply holds a text
 *
 * @v reply		Reply
 * @v text		Text
 * @ret holds		One of the vendor options contains the text
 */
static int multiboot_holds ( struct multiboot_reply *reply,
			     const char *text ) {
	size_t text_len = strlen ( text );
	uint8_t data[255];
	unsigned int i;
	size_t at;
	int len;

	for ( i = 0 ; i < sizeof ( multiboot_vendor_tags ) ; i++ ) {
		len = dhcppkt_fetch ( &reply->dhcppkt, multiboot_vendor_tags[i],
				      data, sizeof ( data ) );
		for ( at = 0 ; ( len > 0 ) && ( text_len <= ( size_t ) len ) &&
			       ( at <= ( len - text_len ) ) ; at++ ) {
			if ( memcmp ( ( data + at ), text, text_len ) == 0 )
				return 1;
		}
	}
	return 0;
}

/**
 * Find the option of the command that refuses an offer
 *
 * @v options		Options of the command
 * @v reply		Offer
 * @ret option		Name of the option, or NULL if the offer counts
 */
const char * multiboot_refused_by ( struct multiboot_options *options,
				    struct multiboot_reply *reply ) {
	if ( options->server &&
	     ( ! multiboot_is_listed ( options->server, reply->server ) ) &&
	     ( ! multiboot_is_listed ( options->server, reply->next_server ) ) )
		return "--server";
	if ( options->match && ! multiboot_holds ( reply, options->match ) )
		return "--match";
	return NULL;
}

/**
 * Describe the offer that the command's options have refused last
 *
 * @v contender		Contender that had an offer refused
 * @v text		Buffer
 * @v len		Length of buffer
 */
void multiboot_refusal ( struct multiboot_contender *contender, char *text,
			 size_t len ) {
	struct multiboot_record *record = &contender->record;

	snprintf ( text, len, "offer from %s refused by %s",
		   inet_ntoa ( record->refused_server ), record->refused_by );
}

/**
 * Note for the record that an offer does not count, and tell it
 *
 * @v race		Race
 * @v contender		Contender
 * @v reply		Offer
 * @v option		Name of the option that refuses it
 */
void multiboot_refuse ( struct multiboot_race *race,
			struct multiboot_contender *contender,
			struct multiboot_reply *reply, const char *option ) {
	struct multiboot_record *record = &contender->record;
	char text[MULTIBOOT_REASON_LEN];

	record->refused++;
	record->refused_by = option;
	record->refused_server = reply->server;
	multiboot_refusal ( contender, text, sizeof ( text ) );
	multiboot_tell_once ( race, contender, MULTIBOOT_TOLD_REFUSED, text );
}
