/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IPXE_SETTINGS_H
#define IPXE_SETTINGS_H

#include <stdint.h>
#include <stddef.h>
#include <ipxe/tables.h>
#include <ipxe/list.h>
#include <ipxe/refcnt.h>
#include <ipxe/in.h>

/*
 * Settings: typed values in named blocks, and the blocks in a tree. The root
 * has no name; "net0" is a child of it, "net0.dhcp" a child of that one. A
 * setting is looked up in a block and all its children; with NULL, in the
 * whole tree, beginning with the device opened last. Children are asked in
 * the order of their priority (DHCP option 175.1, highest first), then as they
 * were registered.
 */

struct setting;
struct settings;

/* How values of a type are written. */
struct setting_type {
	const char *name;		/* "ipv4", as in ${net0/ip:ipv4} */
	/* Text to raw bytes: stores at most len, returns the full length or a
	 * negative error. */
	int ( *parse ) ( const struct setting_type *type, const char *text,
			 void *buf, size_t len );
	/* Raw bytes to text: like snprintf, or a negative error. */
	int ( *format ) ( const struct setting_type *type, const void *raw,
			  size_t raw_len, char *buf, size_t len );
};

#define SETTING_TYPES __table ( struct setting_type, "setting_types" )
#define __setting_type __table_entry ( SETTING_TYPES, 01 )

extern const struct setting_type setting_type_string;
extern const struct setting_type setting_type_uristring;
extern const struct setting_type setting_type_ipv4;
extern const struct setting_type setting_type_int8;
extern const struct setting_type setting_type_int16;
extern const struct setting_type setting_type_int32;
extern const struct setting_type setting_type_uint8;
extern const struct setting_type setting_type_uint16;
extern const struct setting_type setting_type_uint32;
extern const struct setting_type setting_type_hex;
extern const struct setting_type setting_type_hexhyp;
extern const struct setting_type setting_type_hexraw;
extern const struct setting_type setting_type_base64;
extern const struct setting_type setting_type_uuid;
extern const struct setting_type setting_type_busdevfn;
extern const struct setting_type setting_type_dnssl;

/* Where the tag of a setting has its meaning; NULL: DHCP options. */
struct settings_scope {
	uint8_t dummy;
};

extern const struct settings_scope builtin_scope;	/* memsize, version */
extern const struct settings_scope smbios_scope;	/* uuid, serial */
extern const struct settings_scope pci_scope;		/* pci/8.0.2 */

/* A setting. Tags below 0x10000 are DHCP options: code, or outer << 8 | inner
 * for an option inside an encapsulated one (175.189 is 0xafbd). 0: by name. */
struct setting {
	const char *name;
	const char *description;
	const struct setting_type *type;
	uint64_t tag;
	const struct settings_scope *scope;
};

#define SETTINGS __table ( struct setting, "settings" )
#define __setting __table_entry ( SETTINGS, 01 )

/* 0 if both mean the same: equal tags in the same scope, or, where neither has
 * a tag, equal names. */
int setting_cmp ( const struct setting *a, const struct setting *b );
/* The predefined setting of that name, or NULL. */
const struct setting *find_setting ( const char *name );
/* Its name, or for one that has none its tag ("175.3"), in a static buffer. */
const char *setting_label ( const struct setting *setting );

struct settings_operations {
	/* May be NULL (applies to all). Non-zero if the block may hold it. */
	int ( *applies ) ( struct settings *settings,
			   const struct setting *setting );
	/* data NULL: deletes. May be NULL (read-only). 0 or negative. */
	int ( *store ) ( struct settings *settings,
			 const struct setting *setting, const void *data,
			 size_t len );
	/* Copies at most len bytes, returns the full length, or -ENOENT. May
	 * set setting->type where that of the caller is NULL. */
	int ( *fetch ) ( struct settings *settings, struct setting *setting,
			 void *data, size_t len );
	/* Deletes all. May be NULL. */
	void ( *clear ) ( struct settings *settings );
	/* Calls visit for every setting it holds that may be listed, until one
	 * returns non-zero, and returns that. May be NULL: then only predefined
	 * settings are listed. */
	int ( *each ) ( struct settings *settings,
			int ( *visit ) ( void *opaque,
					 const struct setting *setting ),
			void *opaque );
};

struct settings {
	struct refcnt *refcnt;		/* of what contains it, or NULL */
	const char *name;
	struct settings *parent;
	struct list_head siblings;
	struct list_head children;
	const struct settings_operations *op;
	const struct settings_scope *default_scope;
	int order;			/* of siblings: lower comes first */
};

/* A block that stores whatever is put in. */
struct generic_settings {
	struct settings settings;
	struct list_head list;
};

extern const struct settings_operations generic_settings_operations;

void settings_init ( struct settings *settings,
		     const struct settings_operations *op,
		     struct refcnt *refcnt,
		     const struct settings_scope *default_scope );
void generic_settings_init ( struct generic_settings *generics,
			     struct refcnt *refcnt );
void generic_settings_clear ( struct settings *settings );
int generic_settings_each ( struct settings *settings,
			    int ( *visit ) ( void *opaque,
					     const struct setting *setting ),
			    void *opaque );

/* Adds a block to parent (NULL: the root) under that name, in place of one
 * that has it, and applies what follows from it (addresses). The name must
 * live as long as the block is registered. Takes a reference. */
int register_settings ( struct settings *settings, struct settings *parent,
			const char *name );
/* Takes it out, with its children; harmless if it is not registered. */
void unregister_settings ( struct settings *settings );
/* "net0.dhcp", in a static buffer. */
const char *settings_name ( struct settings *settings );
/* By name, with dots ("netX" and "" are known); NULL if there is none. */
struct settings *find_settings ( const char *name );
extern struct generic_settings root_settings;
struct settings *find_child_settings ( struct settings *parent,
				       const char *name );
/* The same, made when missing. NULL when out of memory. */
struct settings *autovivify_child_settings ( struct settings *parent,
					     const char *name );

/* A name in the root that stands for another block, at any time another one:
 * "netX" is the device opened last. What is looked up in the root is looked up
 * there before the root's own children are asked. */
struct settings_alias {
	const char *name;
	/* The block that it stands for now, or NULL. */
	struct settings * ( *target ) ( void );
};
#define SETTINGS_ALIASES __table ( struct settings_alias, "settings_aliases" )
#define __settings_alias __table_entry ( SETTINGS_ALIASES, 01 )

/* Called after every change in a registered block (a link table). */
struct settings_applicator {
	int ( *apply ) ( void );
};
#define SETTINGS_APPLICATORS \
	__table ( struct settings_applicator, "settings_applicators" )
#define __settings_applicator __table_entry ( SETTINGS_APPLICATORS, 01 )
int apply_settings ( void );

/* Raw access. */
int store_setting ( struct settings *settings, const struct setting *setting,
		    const void *data, size_t len );
static inline int delete_setting ( struct settings *settings,
				   const struct setting *setting ) {
	return store_setting ( settings, setting, NULL, 0 );
}
/* Looks in settings (NULL: everywhere) and its children. origin (may be NULL)
 * gets the block it was found in, fetched (may be NULL) the setting with its
 * type. Copies at most len bytes; returns the full length, or -ENOENT. */
int fetch_setting ( struct settings *settings, const struct setting *setting,
		    struct settings **origin, struct setting *fetched,
		    void *data, size_t len );
/* An allocated copy, with a NUL behind it. Length, or a negative error and
 * *data NULL. */
int fetch_setting_copy ( struct settings *settings,
			 const struct setting *setting,
			 struct settings **origin, struct setting *fetched,
			 void **data );
int setting_exists ( struct settings *settings, const struct setting *setting );

/* Typed access. */
int fetch_string_setting ( struct settings *settings,
			   const struct setting *setting, char *data,
			   size_t len );
/* Allocated text and its length, or *data NULL and a negative error. */
int fetch_string_setting_copy ( struct settings *settings,
				const struct setting *setting, char **data );
/* Length (4), or a negative error. */
int fetch_ipv4_setting ( struct settings *settings,
			 const struct setting *setting, struct in_addr *inp );
int fetch_int_setting ( struct settings *settings,
			const struct setting *setting, long *value );
int fetch_uint_setting ( struct settings *settings,
			 const struct setting *setting, unsigned long *value );
/* 0 when there is none. */
long fetch_intz_setting ( struct settings *settings,
			  const struct setting *setting );
unsigned long fetch_uintz_setting ( struct settings *settings,
				    const struct setting *setting );
/* The 16 bytes of a UUID; length, or a negative error. */
union uuid;
int fetch_uuid_setting ( struct settings *settings,
			 const struct setting *setting, union uuid *uuid );

/* Text access. */
int storef_setting ( struct settings *settings, const struct setting *setting,
		     const char *value );
/* Like snprintf; type as stored unless the setting names one. */
int fetchf_setting ( struct settings *settings, const struct setting *setting,
		     struct settings **origin, struct setting *fetched,
		     char *buf, size_t len );
int fetchf_setting_copy ( struct settings *settings,
			  const struct setting *setting,
			  struct settings **origin, struct setting *fetched,
			  char **value );

/*
 * A name as typed: [block/]name[:type] or [block/]tag[.tag][:type]. The setting
 * filled in points into name, which is cut up by this. With autovivify, blocks
 * that are missing are made. 0 or a negative error (-ENODEV: no such block).
 */
int parse_setting_name ( char *name, int autovivify,
			 struct settings **settings, struct setting *setting );

/* Replaces every ${name} (nested ones, and those in values, too), missing ones
 * by nothing. Allocated text, or NULL with errno: ENOMEM, E2BIG (more than
 * EXPAND_MAX bytes) or ELOOP (nested deeper than EXPAND_DEPTH, or settings that
 * stand for themselves). */
#define EXPAND_MAX 65536
#define EXPAND_DEPTH 32
char *expand_settings ( const char *string );

extern const struct setting ip_setting;
extern const struct setting netmask_setting;
extern const struct setting gateway_setting;
extern const struct setting dns_setting;
extern const struct setting hostname_setting;
extern const struct setting domain_setting;
extern const struct setting filename_setting;
extern const struct setting root_path_setting;
extern const struct setting next_server_setting;
extern const struct setting mac_setting;
extern const struct setting mtu_setting;
extern const struct setting bustype_setting;
extern const struct setting busloc_setting;
extern const struct setting busid_setting;
extern const struct setting chip_setting;
extern const struct setting ifname_setting;
extern const struct setting linktype_setting;
extern const struct setting uuid_setting;
extern const struct setting user_class_setting;
extern const struct setting vendor_class_setting;
extern const struct setting username_setting;
extern const struct setting password_setting;
extern const struct setting priority_setting;
extern const struct setting scriptlet_setting;
extern const struct setting skip_san_boot_setting;
extern const struct setting san_drive_setting;

/* Name of the DHCP lease's block below a device's. */
#define DHCP_SETTINGS_NAME "dhcp"
#define PROXYDHCP_SETTINGS_NAME "proxydhcp"
#define PXEBS_SETTINGS_NAME "pxebs"

#endif /* IPXE_SETTINGS_H */
