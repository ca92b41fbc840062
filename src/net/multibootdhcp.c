/* SPDX-License-Identifier: GPL-2.0-or-later */
FILE_LICENCE ( GPL2_OR_LATER );

#define ERRFILE_multibootdhcp ( ERRFILE_OTHER | 0x00700000 )

#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <byteswap.h>
#include <ipxe/in.h>
#include <ipxe/iobuf.h>
#include <ipxe/netdevice.h>
#include <ipxe/dhcp.h>
#include <ipxe/dhcppkt.h>
#include <usr/multibootdhcp.h>
#include <usr/multibootframe.h>

/** @file
 *
 * DHCP on the wire, a frame at a time
 *
 * The race runs DHCP on many devices at once, which neither the stack's client nor
 * its sockets can do. So this file turns a request into a complete Ethernet frame,
 * and a received frame into a reply. It keeps no state.
 *
 * A received frame is hostile. It is read by one bounded reader, which knows
 * about option overload (RFC 2132 section 9.3) and split options (RFC 3396),
 * and what is handed on is a clean copy that the firmware's own, simpler
 * parsers can trust.
 *
 */

_Static_assert ( offsetof ( struct dhcphdr, options ) == 240, "DHCP header" );

/** EtherType of the slow protocols, LACP among them (IEEE 802.3 annex 57A) */
#define MULTIBOOT_ETH_SLOW 0x8809
/** Fragment bits that have to be 0: more fragments, offset */
#define MULTIBOOT_IP_FRAGMENT 0x3fff
/** Room for a request */
#define MULTIBOOT_REQUEST_MAX 1024
/** Shortest request: some servers drop what is shorter than BOOTP's packets */
#define MULTIBOOT_REQUEST_MIN 300

/** Option overload (RFC 2132 section 9.3): field "file" holds options */
#define MULTIBOOT_OVERLOAD_FILE 1
/** Option overload: field "sname" holds options */
#define MULTIBOOT_OVERLOAD_SNAME 2

/** Bit of option 43.6: use the boot file, ask no boot server (PXE 2.1 2.4) */
#define MULTIBOOT_PXE_SKIP 0x08
/** Tag within option 43 that names a VLAN to boot in, as a number of 16 bits */
#define MULTIBOOT_PXE_VLAN 116

/** Number of fields that may hold options: "options", "file" and "sname" */
#define MULTIBOOT_NUM_FIELDS 3

/** A field that holds options, or what is left of it to be read */
struct multiboot_field {
	/** Start */
	const uint8_t *data;
	/** Length, or 0 if it holds no options */
	size_t len;
};

/** Where the options of a packet are */
struct multiboot_fields {
	/** Fields in the order of RFC 3396 section 5 */
	struct multiboot_field field[MULTIBOOT_NUM_FIELDS];
};

/** What a request is sent as */
enum multiboot_client {
	/** A client that boots by PXE, with the firmware's own architecture */
	MULTIBOOT_AS_PXE,
	/** An HTTP boot client */
	MULTIBOOT_AS_HTTP,
	/** A client that boots by PXE, with the other number of its
	 * architecture */
	MULTIBOOT_AS_OTHER,
};

/** What the transaction identifier of MULTIBOOT_AS_OTHER differs by, so that its
 * answers are known */
#define MULTIBOOT_OTHER_XID htonl ( 1 )

/**
 * Make a request that of another client
 *
 * @v dhcppkt		Request of a client that boots by PXE
 * @v client		What it is sent as
 * @ret rc		Return status code
 *
 * An HTTP boot client has a vendor class and an architecture of its own (UEFI
 * 2.10 section 24.7.3.1, RFC 5970 section 3.3). RFC 4578 section 2.1 gave UEFI on
 * x86-64 the number 9, and its errata the number 7, which clients say:
 * servers look for either. Returns -ENOTSUP if there is no such thing for this
 * client, as for one under a BIOS.
 */
static int multiboot_dhcp_pose ( struct dhcp_packet *dhcppkt,
				 enum multiboot_client client ) {
	int http = ( client == MULTIBOOT_AS_HTTP );
	char vendor[ 40 ];
	uint16_t arch;
	int len;
	int rc;

	if ( dhcppkt_fetch ( dhcppkt, DHCP_CLIENT_ARCHITECTURE, &arch,
			     sizeof ( arch ) ) != sizeof ( arch ) )
		return -ENOTSUP;
	arch = ntohs ( arch );
	if ( ( arch == 11 ) && http )
		arch = 19;
	else if ( ( arch != 7 ) && ( arch != 9 ) )
		return -ENOTSUP;
	else
		arch = ( http ? 16 : ( 7 + 9 - arch ) );
	len = snprintf ( vendor, sizeof ( vendor ),
			 "%sClient:Arch:%05d:UNDI:003001",
			 ( http ? "HTTP" : "PXE" ), arch );
	if ( ( rc = dhcppkt_store ( dhcppkt, DHCP_VENDOR_CLASS_ID, vendor,
				    len ) ) != 0 )
		return rc;
	arch = htons ( arch );
	return dhcppkt_store ( dhcppkt, DHCP_CLIENT_ARCHITECTURE, &arch,
			       sizeof ( arch ) );
}

/**
 * Write a request
 *
 * @v netdev		Network device
 * @v xid		Transaction identifier
 * @v secs		Seconds since the first DHCPDISCOVER
 * @v offer		Offer to request, or NULL for a DHCPDISCOVER
 * @v client		What it is sent as
 * @v data		Buffer
 * @v max_len		Length of buffer
 * @ret len		Length of the request, or negative error
 */
static int multiboot_dhcp_request ( struct net_device *netdev, uint32_t xid,
				    unsigned int secs,
				    struct multiboot_reply *offer,
				    enum multiboot_client client,
				    void *data, size_t max_len ) {
	static struct in_addr none;
	struct dhcp_packet dhcppkt;
	struct dhcphdr *dhcphdr = data;
	int rc;

	memset ( data, 0, max_len );
	if ( ( rc = dhcp_create_request ( &dhcppkt, netdev,
					  ( offer ? DHCPREQUEST :
					    DHCPDISCOVER ), xid, none, data,
					  max_len ) ) != 0 )
		return rc;
	dhcphdr->secs = htons ( ( secs > 0xffff ) ? 0xffff : secs );
	if ( ( client != MULTIBOOT_AS_PXE ) &&
	     ( ( rc = multiboot_dhcp_pose ( &dhcppkt, client ) ) != 0 ) )
		return rc;
	if ( offer &&
	     ( ( rc = dhcppkt_store ( &dhcppkt, DHCP_SERVER_IDENTIFIER,
				      &offer->server,
				      sizeof ( offer->server ) ) ) != 0 ) )
		return rc;
	if ( offer &&
	     ( ( rc = dhcppkt_store ( &dhcppkt, DHCP_REQUESTED_ADDRESS,
				      &offer->address,
				      sizeof ( offer->address ) ) ) != 0 ) )
		return rc;
	return dhcppkt_len ( &dhcppkt );
}

/**
 * Write and send a request
 *
 * @v netdev		Network device, open, with an Ethernet link layer
 * @v tag		VLAN to send it in, or 0 to send it without a tag
 * @v xid		Transaction identifier, network order
 * @v secs		Seconds since the first DHCPDISCOVER (RFC 2131 2)
 * @v offer		Offer to request, or NULL for a DHCPDISCOVER
 * @v client		What it is sent as
 * @ret rc		Return status code
 */
static int multiboot_dhcp_transmit ( struct net_device *netdev,
				     unsigned int tag, uint32_t xid,
				     unsigned int secs,
				     struct multiboot_reply *offer,
				     enum multiboot_client client ) {
	struct io_buffer *iobuf;
	struct multiboot_header *header;
	int len;

	iobuf = multiboot_frame_alloc ( MULTIBOOT_REQUEST_MAX );
	if ( ! iobuf )
		return -ENOMEM;
	if ( client == MULTIBOOT_AS_OTHER )
		xid ^= MULTIBOOT_OTHER_XID;
	len = multiboot_dhcp_request ( netdev, xid, secs, offer, client,
				       iobuf->data, MULTIBOOT_REQUEST_MAX );
	if ( len < 0 ) {
		free_iob ( iobuf );
		return len;
	}
	if ( len < MULTIBOOT_REQUEST_MIN )
		len = MULTIBOOT_REQUEST_MIN;
	iob_put ( iobuf, len );
	header = multiboot_frame_header ( iobuf );
	memset ( header->dest, 0xff, sizeof ( header->dest ) );
	header->ip_dest = 0xffffffffUL;
	header->source_port = htons ( BOOTPC_PORT );
	header->dest_port = htons ( BOOTPS_PORT );
	return multiboot_frame_send ( netdev, tag, iobuf );
}

/**
 * Send a DHCPDISCOVER or DHCPREQUEST
 *
 * @v netdev		Network device, open, with an Ethernet link layer
 * @v tag		VLAN to send it in, or 0 to send it without a tag
 * @v xid		Transaction identifier, network order
 * @v secs		Seconds since the first DHCPDISCOVER (RFC 2131 2)
 * @v offer		Offer to request, or NULL for a DHCPDISCOVER
 * @ret rc		Return status code
 *
 * Returns -ENOMEM if there is no memory for the frame, or the error that writing
 * the request or the driver has failed with. An offer is requested as the
 * client that it was made to.
 */
int multiboot_dhcp_send ( struct net_device *netdev, unsigned int tag,
			  uint32_t xid, unsigned int secs,
			  struct multiboot_reply *offer ) {
	enum multiboot_client client = MULTIBOOT_AS_PXE;

	if ( offer && ( offer->dhcppkt.dhcphdr->xid ==
			( xid ^ MULTIBOOT_OTHER_XID ) ) )
		client = MULTIBOOT_AS_OTHER;
	if ( offer && ( offer->flags & MULTIBOOT_HTTP ) )
		client = MULTIBOOT_AS_HTTP;
	return multiboot_dhcp_transmit ( netdev, tag, xid, secs, offer,
					 client );
}

/**
 * Send a DHCPDISCOVER as other clients do
 *
 * @v netdev		Network device, open, with an Ethernet link layer
 * @v tag		VLAN to send it in, or 0 to send it without a tag
 * @v xid		Transaction identifier, network order
 * @v secs		Seconds since the first DHCPDISCOVER (RFC 2131 2)
 *
 * Sends it as an HTTP boot client and with the other number of the architecture,
 * each where there is such a client: there is none under a BIOS. Failures are those
 * of multiboot_dhcp_send(), which is called as well and tells them.
 */
void multiboot_dhcp_ask_more ( struct net_device *netdev, unsigned int tag,
			       uint32_t xid, unsigned int secs ) {
	multiboot_dhcp_transmit ( netdev, tag, xid, secs, NULL,
				  MULTIBOOT_AS_HTTP );
	multiboot_dhcp_transmit ( netdev, tag, xid, secs, NULL,
				  MULTIBOOT_AS_OTHER );
}

/**
 * Find the packet from a DHCP server to a client in a frame
 *
 * @v data		Frame
 * @v len		Length of frame
 * @v dhcp_len		Length of the DHCP packet to fill in
 * @ret dhcp		DHCP packet, not aligned and at least as long as its
 *			header; or NULL if there is none
 */
static const uint8_t * multiboot_dhcp_packet ( const void *data, size_t len,
					       size_t *dhcp_len ) {
	const struct multiboot_header *header = data;
	const uint8_t *udp;
	size_t ip_len, hdr_len, udp_len;
	uint32_t sum;

	/* Ethernet and IPv4 */
	if ( len < sizeof ( *header ) )
		return NULL;
	hdr_len = ( ( header->verhdrlen & 0x0f ) * 4 );
	ip_len = ntohs ( header->ip_len );
	if ( ( header->protocol != htons ( MULTIBOOT_ETH_IP ) ) ||
	     ( ( header->verhdrlen >> 4 ) != 4 ) ||
	     ( hdr_len < MULTIBOOT_IP_LEN ) ||
	     ( header->ip_protocol != MULTIBOOT_IP_UDP ) ||
	     ( header->fragment & htons ( MULTIBOOT_IP_FRAGMENT ) ) ||
	     ( ip_len > ( len - MULTIBOOT_ETH_LEN ) ) ||
	     ( hdr_len > ip_len ) ||
	     ( ( ip_len - hdr_len ) < MULTIBOOT_UDP_LEN ) )
		return NULL;
	sum = multiboot_sum ( 0, &header->verhdrlen, hdr_len );
	if ( multiboot_fold ( sum ) != 0 )
		return NULL;

	/* UDP, which does not follow at once if there are IP options */
	udp = ( ( ( const uint8_t * ) &header->verhdrlen ) + hdr_len );
	udp_len = ( ( udp[4] << 8 ) | udp[5] );
	if ( ( ( ( udp[0] << 8 ) | udp[1] ) != BOOTPS_PORT ) ||
	     ( ( ( udp[2] << 8 ) | udp[3] ) != BOOTPC_PORT ) ||
	     ( udp_len < MULTIBOOT_UDP_LEN ) ||
	     ( udp_len > ( ip_len - hdr_len ) ) )
		return NULL;
	sum = multiboot_pseudo ( header->ip_source, header->ip_dest, udp_len );
	sum = multiboot_sum ( sum, udp, udp_len );
	if ( ( udp[6] || udp[7] ) && ( multiboot_fold ( sum ) != 0 ) )
		return NULL;

	*dhcp_len = ( udp_len - MULTIBOOT_UDP_LEN );
	if ( *dhcp_len < sizeof ( struct dhcphdr ) )
		return NULL;
	return ( udp + MULTIBOOT_UDP_LEN );
}

/**
 * Find the next option in a field
 *
 * @v field		Field, from which the option is taken away
 * @v tag		Tag to fill in
 * @v option		Option to fill in: its data and length
 * @ret found		There was an option
 *
 * An option that reaches past the end of its field ends the field.
 */
static int multiboot_next_option ( struct multiboot_field *field,
				   unsigned int *tag,
				   struct multiboot_field *option ) {
	while ( field->len && ( field->data[0] == DHCP_PAD ) ) {
		field->data++;
		field->len--;
	}
	if ( ( field->len < 2 ) || ( field->data[0] == DHCP_END ) ||
	     ( field->data[1] > ( field->len - 2 ) ) )
		return 0;
	*tag = field->data[0];
	option->data = ( field->data + 2 );
	option->len = field->data[1];
	field->data += ( 2 + option->len );
	field->len -= ( 2 + option->len );
	return 1;
}

/**
 * Read an option, with all its parts joined
 *
 * @v fields		Where the options are
 * @v tag		Tag
 * @v data		Buffer
 * @v max_len		Length of buffer
 * @ret len		Length of the whole option, of which as much was copied
 *			as the buffer holds; or -ENOENT if there is none
 */
static int multiboot_read_option ( const struct multiboot_fields *fields,
				   unsigned int tag, void *data,
				   size_t max_len ) {
	struct multiboot_field field;
	struct multiboot_field option;
	unsigned int found_tag;
	size_t len = 0;
	size_t room;
	int found = 0;
	unsigned int i;

	for ( i = 0 ; i < MULTIBOOT_NUM_FIELDS ; i++ ) {
		field = fields->field[i];
		while ( multiboot_next_option ( &field, &found_tag,
						&option ) ) {
			if ( found_tag != tag )
				continue;
			found = 1;
			room = ( ( len < max_len ) ? ( max_len - len ) : 0 );
			if ( room > option.len )
				room = option.len;
			memcpy ( ( ( ( uint8_t * ) data ) + len ), option.data,
				 room );
			len += option.len;
		}
	}
	return ( found ? ( ( int ) len ) : -ENOENT );
}

/**
 * Find the fields of a packet that hold options
 *
 * @v dhcphdr		Header of the packet
 * @v options		Options that follow the header
 * @v len		Length of options
 * @v fields		Fields to fill in
 */
static void multiboot_find_fields ( const struct dhcphdr *dhcphdr,
				    const uint8_t *options, size_t len,
				    struct multiboot_fields *fields ) {
	uint8_t overload = 0;

	memset ( fields, 0, sizeof ( *fields ) );
	fields->field[0].data = options;
	fields->field[0].len = len;
	multiboot_read_option ( fields, DHCP_OPTION_OVERLOAD, &overload,
				sizeof ( overload ) );
	if ( overload & MULTIBOOT_OVERLOAD_FILE ) {
		fields->field[1].data = ( ( const void * ) dhcphdr->file );
		fields->field[1].len = sizeof ( dhcphdr->file );
	}
	if ( overload & MULTIBOOT_OVERLOAD_SNAME ) {
		fields->field[2].data = ( ( const void * ) dhcphdr->sname );
		fields->field[2].len = sizeof ( dhcphdr->sname );
	}
}

/**
 * Copy all options, each of them once and with its parts joined
 *
 * @v fields		Where the options are
 * @v out		Buffer with room for all that the fields hold, for one
 *			more option of 255 bytes, and for the end
 * @ret len		Length written
 *
 * An option that is longer than 255 bytes when joined is left out, as it could
 * only be written in parts, which the parsers of the copy do not join.
 */
static size_t multiboot_copy_options ( const struct multiboot_fields *fields,
				       uint8_t *out ) {
	struct multiboot_field field;
	struct multiboot_field option;
	uint8_t seen[32];
	unsigned int tag;
	unsigned int i;
	size_t used = 0;
	int len;

	memset ( seen, 0, sizeof ( seen ) );
	seen[ DHCP_OPTION_OVERLOAD / 8 ] |= ( 1 << ( DHCP_OPTION_OVERLOAD % 8 ) );
	for ( i = 0 ; i < MULTIBOOT_NUM_FIELDS ; i++ ) {
		field = fields->field[i];
		while ( multiboot_next_option ( &field, &tag, &option ) ) {
			if ( seen[ tag / 8 ] & ( 1 << ( tag % 8 ) ) )
				continue;
			seen[ tag / 8 ] |= ( 1 << ( tag % 8 ) );
			len = multiboot_read_option ( fields, tag,
						      ( out + used + 2 ), 255 );
			if ( len > 255 )
				continue;
			out[ used++ ] = tag;
			out[ used++ ] = len;
			used += len;
		}
	}
	out[ used++ ] = DHCP_END;
	return used;
}

/**
 * Make bytes from the network fit for a message
 *
 * @v dest		Buffer
 * @v dest_len		Length of buffer, at least 1
 * @v src		Bytes
 * @v src_len		Number of bytes; a NUL among them ends the text
 *
 * Whatever is not a printable ASCII character becomes a question mark, so that
 * no server can send control sequences to the console.
 */
void multiboot_printable ( char *dest, size_t dest_len, const void *src,
			   size_t src_len ) {
	const char *text = src;
	size_t i;

	for ( i = 0 ; ( i < src_len ) && ( i < ( dest_len - 1 ) ) &&
		      text[i] ; i++ )
		dest[i] = ( ( ( text[i] >= ' ' ) && ( text[i] <= '~' ) ) ?
			    text[i] : '?' );
	dest[i] = '\0';
}

/**
 * Hide the password in a name that is to be shown
 *
 * @v dest		Buffer of MULTIBOOT_SHOWN_LEN bytes
 * @v name		Boot file or root path, shorter than MULTIBOOT_NAME_LEN
 * @ret dest		The name, with three asterisks for a URI's password
 *
 * A URI's password stands between a user's name and the last at sign before
 * the path (RFC 3986 section 3.2.1). A name of full length may have been cut
 * within it.
 */
const char * multiboot_shown ( char *dest, const char *name ) {
	const char *c = strchr ( name, ':' );
	const char *password = NULL;
	const char *at = NULL;
	size_t len = 0;

	if ( c && ( strncmp ( c, "://", 3 ) == 0 ) ) {
		for ( c += 3 ; *c && ( *c != '/' ) ; c++ ) {
			if ( *c == '@' )
				at = c;
			if ( ( *c == ':' ) && ! password )
				password = ( c + 1 );
		}
		if ( ( c - name ) == ( MULTIBOOT_NAME_LEN - 1 ) )
			at = c;
	}
	if ( password && ( at > password ) ) {
		len = ( password - name );
		memcpy ( dest, name, len );
		memset ( ( dest + len ), '*', 3 );
		len += 3;
		name = at;
	}
	memcpy ( ( dest + len ), name, ( strlen ( name ) + 1 ) );
	return dest;
}

/**
 * Note the name of a boot file or root path, unless it is empty
 *
 * @v reply		Reply
 * @v flag		Flag to set if the name is not empty
 * @v data		Name
 * @v len		Length of name
 */
static void multiboot_note_name ( struct multiboot_reply *reply,
				  unsigned int flag, const char *data,
				  size_t len ) {
	if ( ( ! len ) || ( ! data[0] ) )
		return;
	reply->flags |= flag;
	if ( ! reply->name[0] )
		multiboot_printable ( reply->name, sizeof ( reply->name ),
				      data, len );
}

/**
 * Read an encapsulated option as a number
 *
 * @v fields		Where the options are
 * @v outer		Tag of the option that holds others
 * @v inner		Tag within it
 * @v data		Buffer for the outer option
 * @v max_len		Length of buffer
 * @ret number		Its last 16 bits, or -ENOENT if it is not there or empty
 */
static int multiboot_inner ( const struct multiboot_fields *fields,
			     unsigned int outer, unsigned int inner,
			     void *data, size_t max_len ) {
	struct multiboot_field field = { .data = data, .len = 0 };
	struct multiboot_field option;
	unsigned int tag;
	int len;

	len = multiboot_read_option ( fields, outer, data, max_len );
	if ( len <= 0 )
		return -ENOENT;
	field.len = ( ( ( size_t ) len < max_len ) ? ( size_t ) len : max_len );
	while ( multiboot_next_option ( &field, &tag, &option ) ) {
		if ( ( tag != inner ) || ( ! option.len ) )
			continue;
		for ( len = 0 ; option.len ; option.len-- )
			len = ( ( ( len << 8 ) | *( option.data++ ) ) & 0xffff );
		return len;
	}
	return -ENOENT;
}

/**
 * Check how a text from the network begins
 *
 * @v text		Text
 * @v len		Length of text, or negative for none
 * @v start		How it is to begin
 * @ret begins		It does
 */
static int multiboot_begins ( const char *text, int len, const char *start ) {
	int start_len = strlen ( start );

	return ( ( len >= start_len ) &&
		 ( memcmp ( text, start, start_len ) == 0 ) );
}

/**
 * Find out what a reply has to boot
 *
 * @v reply		Reply
 * @v dhcphdr		Header of the packet
 * @v fields		Where its options are
 */
static void multiboot_note_boot ( struct multiboot_reply *reply,
				  const struct dhcphdr *dhcphdr,
				  const struct multiboot_fields *fields ) {
	char text[255];
	int len;

	/* The first name is kept, so that the option is preferred to the
	 * field */
	len = multiboot_read_option ( fields, DHCP_BOOTFILE_NAME, text,
				      sizeof ( text ) );
	if ( ( len > 0 ) && ( ( size_t ) len <= sizeof ( text ) ) )
		multiboot_note_name ( reply, MULTIBOOT_FILE, text, len );
	if ( ! fields->field[1].len )
		multiboot_note_name ( reply, MULTIBOOT_FILE, dhcphdr->file,
				      sizeof ( dhcphdr->file ) );
	len = multiboot_read_option ( fields, DHCP_ROOT_PATH, text,
				      sizeof ( text ) );
	if ( ( len > 0 ) && ( ( size_t ) len <= sizeof ( text ) ) )
		multiboot_note_name ( reply, MULTIBOOT_ROOT_PATH, text, len );

	/* A PXE menu, unless it is to be skipped in favour of the file */
	len = multiboot_inner ( fields, DHCP_VENDOR_ENCAP,
				( DHCP_PXE_DISCOVERY_CONTROL & 0xff ),
				text, sizeof ( text ) );
	if ( ! ( ( len > 0 ) && ( len & MULTIBOOT_PXE_SKIP ) &&
		 ( reply->flags & MULTIBOOT_FILE ) ) &&
	     ( multiboot_inner ( fields, DHCP_VENDOR_ENCAP,
				 ( DHCP_PXE_BOOT_MENU & 0xff ),
				 text,
				 sizeof ( text ) ) >= 0 ) )
		reply->flags |= MULTIBOOT_PXE_MENU;
	len = multiboot_read_option ( fields, DHCP_VENDOR_CLASS_ID, text,
				      sizeof ( text ) );
	if ( multiboot_begins ( text, len, "PXEClient" ) )
		reply->flags |= MULTIBOOT_PXE_SERVER;
	if ( multiboot_begins ( text, len, "HTTPClient" ) )
		reply->flags |= MULTIBOOT_HTTP;
	if ( multiboot_inner ( fields, DHCP_EB_ENCAP,
			       ( DHCP_EB_NO_PXEDHCP & 0xff ),
			       text, sizeof ( text ) ) > 0 )
		reply->flags |= MULTIBOOT_NO_PROXY;
	len = multiboot_inner ( fields, DHCP_VENDOR_ENCAP, MULTIBOOT_PXE_VLAN,
				text, sizeof ( text ) );
	if ( len > 0 )
		reply->vlan = len;
}

/**
 * Free a reply
 *
 * @v refcnt		Reference counter of its packet
 */
static void multiboot_reply_free ( struct refcnt *refcnt ) {
	struct dhcp_packet *dhcppkt =
		container_of ( refcnt, struct dhcp_packet, refcnt );

	free ( container_of ( dhcppkt, struct multiboot_reply, dhcppkt ) );
}

/**
 * Make a reply from a packet that is for this client
 *
 * @v dhcphdr		Header of the packet
 * @v type		DHCP message type
 * @v fields		Where its options are
 * @ret reply		Reply, or NULL if there is no memory for it
 */
static struct multiboot_reply *
multiboot_reply_alloc ( const struct dhcphdr *dhcphdr, unsigned int type,
			const struct multiboot_fields *fields ) {
	struct multiboot_reply *reply;
	struct dhcphdr *copy;
	size_t len = 0;
	unsigned int i;

	/* The options of the copy are never longer than all fields together.
	 * The buffer must also hold an option that is read and then found to
	 * be too long, and the end. */
	for ( i = 0 ; i < MULTIBOOT_NUM_FIELDS ; i++ )
		len += fields->field[i].len;
	reply = zalloc ( sizeof ( *reply ) + sizeof ( *copy ) + len +
			 ( 2 + 255 + 1 ) );
	if ( ! reply )
		return NULL;
	copy = ( ( void * ) ( reply + 1 ) );
	memcpy ( copy, dhcphdr, sizeof ( *copy ) );
	if ( fields->field[1].len )
		memset ( copy->file, 0, sizeof ( copy->file ) );
	if ( fields->field[2].len )
		memset ( copy->sname, 0, sizeof ( copy->sname ) );
	len = ( sizeof ( *copy ) +
		multiboot_copy_options ( fields, copy->options ) );
	dhcppkt_init ( &reply->dhcppkt, copy, len );
	reply->dhcppkt.refcnt.free = multiboot_reply_free;

	reply->type = type;
	reply->address = dhcphdr->yiaddr;
	reply->next_server = dhcphdr->siaddr;
	if ( multiboot_read_option ( fields, DHCP_SERVER_IDENTIFIER,
				     &reply->server,
				     sizeof ( reply->server ) ) !=
	     sizeof ( reply->server ) )
		reply->server.s_addr = 0;
	multiboot_note_boot ( reply, dhcphdr, fields );
	return reply;
}

/**
 * Check that a reply makes sense
 *
 * @v reply		Reply
 * @ret sane		The reply makes sense
 *
 * An offer or acknowledgement has to have an address and a server identifier
 * (RFC 2131 section 3.1), except from a proxyDHCP server, which has no address
 * to give. So has what a BOOTP server sends, which is no proxyDHCP server.
 */
static int multiboot_reply_sane ( struct multiboot_reply *reply ) {
	uint32_t address = ntohl ( reply->address.s_addr );

	if ( reply->type == DHCPNAK )
		return 1;
	if ( multiboot_is_proxy ( reply ) )
		return ( reply->type != MULTIBOOT_BOOTP );
	return ( reply->server.s_addr && ( address >> 24 ) &&
		 ( ( address >> 24 ) != 127 ) && ( ( address >> 28 ) < 0xe ) );
}

/**
 * Find out the type of a reply
 *
 * @v fields		Where its options are
 * @ret type		DHCP message type, MULTIBOOT_BOOTP if there is none, or
 *			a negative error if that of the reply means nothing here
 *
 * A reply that was cut off may have had a type, and is not one of a BOOTP server.
 */
static int multiboot_reply_type ( const struct multiboot_fields *fields ) {
	struct multiboot_field rest = fields->field[0];
	struct multiboot_field option;
	unsigned int tag;
	uint8_t type;
	int len;

	len = multiboot_read_option ( fields, DHCP_MESSAGE_TYPE, &type,
				      sizeof ( type ) );
	if ( len < 0 ) {
		while ( multiboot_next_option ( &rest, &tag, &option ) ) {}
		return ( ( ( ! rest.len ) || ( *rest.data == DHCP_END ) ) ?
			 MULTIBOOT_BOOTP : -EINVAL );
	}
	if ( ( len != sizeof ( type ) ) ||
	     ( ( type != DHCPOFFER ) && ( type != DHCPACK ) &&
	       ( type != DHCPNAK ) ) )
		return -EINVAL;
	return type;
}

/**
 * Find the reply to a request in a frame
 *
 * @v data		Frame
 * @v len		Length of frame
 * @v ll_addr		MAC address that the request was sent for
 * @v xid		Transaction identifier of the request, in network order
 * @ret reply		Reply, to be dropped by multiboot_reply_put(); or NULL
 *			if the frame is anything else, or there is no memory
 *
 * BOOTP servers that know no options leave zeros in their place (RFC 951).
 */
struct multiboot_reply * multiboot_dhcp_parse ( const void *data, size_t len,
						const void *ll_addr,
						uint32_t xid ) {
	const struct multiboot_header *header = data;
	struct dhcphdr dhcphdr;
	struct multiboot_fields fields;
	struct multiboot_reply *reply;
	const uint8_t *dhcp;
	size_t dhcp_len;
	int type;

	dhcp = multiboot_dhcp_packet ( data, len, &dhcp_len );
	if ( ! dhcp )
		return NULL;
	memcpy ( &dhcphdr, dhcp, sizeof ( dhcphdr ) );
	if ( ( dhcphdr.op != BOOTP_REPLY ) ||
	     ( ( dhcphdr.xid != xid ) &&
	       ( dhcphdr.xid != ( xid ^ MULTIBOOT_OTHER_XID ) ) ) ||
	     ( dhcphdr.magic &&
	       ( dhcphdr.magic != htonl ( DHCP_MAGIC_COOKIE ) ) ) ||
	     ( memcmp ( dhcphdr.chaddr, ll_addr, 6 ) != 0 ) )
		return NULL;
	if ( ! dhcphdr.magic )
		dhcp_len = sizeof ( dhcphdr );
	multiboot_find_fields ( &dhcphdr, ( dhcp + sizeof ( dhcphdr ) ),
				( dhcp_len - sizeof ( dhcphdr ) ), &fields );
	type = multiboot_reply_type ( &fields );
	if ( type < 0 )
		return NULL;
	reply = multiboot_reply_alloc ( &dhcphdr, type, &fields );
	if ( ! reply )
		return NULL;
	if ( ( type == MULTIBOOT_BOOTP ) && ( ! reply->server.s_addr ) )
		reply->server = reply->next_server;
	if ( ( type == MULTIBOOT_BOOTP ) && ( ! reply->server.s_addr ) )
		reply->server.s_addr = header->ip_source;
	if ( ! multiboot_reply_sane ( reply ) ) {
		multiboot_reply_put ( reply );
		return NULL;
	}
	return reply;
}

/**
 * Find out what a frame says about the switch at the other end
 *
 * @v data		Frame
 * @v len		Length of frame
 * @ret type		What it says
 *
 * Bridges send BPDUs (IEEE 802.1D-2004 section 9.3), which follow an LLC header.
 * Switches that aggregate links send LACPDUs (IEEE 802.1AX section 6.4.2.3).
 * Both count only at the addresses that no bridge passes on, so that they come
 * from the switch and not from some machine on the wire.
 */
enum multiboot_frame multiboot_frame_type ( const void *data, size_t len ) {
	const uint8_t *bytes = data;
	static const uint8_t bridges[6] = { 0x01, 0x80, 0xc2, 0, 0, 0 };
	static const uint8_t slow[6] = { 0x01, 0x80, 0xc2, 0, 0, 0x02 };
	static const uint8_t llc[5] = { 0x42, 0x42, 0x03, 0x00, 0x00 };
	unsigned int version, type, flags, state;

	/* LACP: the actor's state says whether it sends to this port */
	if ( ( len >= 33 ) && ( memcmp ( bytes, slow, 6 ) == 0 ) &&
	     ( ( ( bytes[12] << 8 ) | bytes[13] ) == MULTIBOOT_ETH_SLOW ) &&
	     ( bytes[14] == 1 ) ) {
		state = bytes[32];
		return ( ( state & 0x20 ) ? MULTIBOOT_FRAME_FORWARDING :
			 MULTIBOOT_FRAME_BLOCKED );
	}
	if ( ( len < 22 ) || ( memcmp ( bytes, bridges, 6 ) != 0 ) ||
	     ( memcmp ( bytes + 14, llc, sizeof ( llc ) ) != 0 ) )
		return MULTIBOOT_FRAME_OTHER;
	version = bytes[19];
	type = bytes[20];
	flags = bytes[21];
	if ( ( version < 2 ) || ( type != 2 ) )
		return MULTIBOOT_FRAME_STP;
	return ( ( flags & 0x20 ) ? MULTIBOOT_FRAME_FORWARDING :
		 MULTIBOOT_FRAME_BLOCKED );
}
