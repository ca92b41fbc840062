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

/* Returns 0 if both mean the same setting: their tags in the same scope are equal,
 * or, where neither has a tag, their names. */
int setting_cmp ( const struct setting *a, const struct setting *b );
/* Returns the predefined setting of that name, or NULL. */
const struct setting *find_setting ( const char *name );
/* Returns the name of a setting, or for one that has none its tag ("175.3"), in a
 * static buffer. */
const char *setting_label ( const struct setting *setting );

struct settings_operations {
	/* Returns non-zero if the block may hold a setting. NULL: it may hold
	 * all. */
	int ( *applies ) ( struct settings *settings,
			   const struct setting *setting );
	/* Stores a value, or with data NULL deletes it. Returns 0, or a negative
	 * error. NULL: the block cannot be written. */
	int ( *store ) ( struct settings *settings,
			 const struct setting *setting, const void *data,
			 size_t len );
	/* Copies at most len bytes, returns the full length, or -ENOENT. May
	 * set setting->type where that of the caller is NULL. */
	int ( *fetch ) ( struct settings *settings, struct setting *setting,
			 void *data, size_t len );
	/* Deletes all that it holds. May be NULL. */
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

/* Makes a block of another kind: op is what it does, refcnt that of what contains
 * it, or NULL, and default_scope where tags without a scope have their meaning. */
void settings_init ( struct settings *settings,
		     const struct settings_operations *op,
		     struct refcnt *refcnt,
		     const struct settings_scope *default_scope );
/* Makes an empty block that stores whatever is put in; refcnt is that of
 * what contains it, or NULL. */
void generic_settings_init ( struct generic_settings *generics,
			     struct refcnt *refcnt );
/* Deletes all that a generic block holds. */
void generic_settings_clear ( struct settings *settings );
/* Calls visit for each setting that a generic block holds, as
 * settings_operations.each() has it. */
int generic_settings_each ( struct settings *settings,
			    int ( *visit ) ( void *opaque,
					     const struct setting *setting ),
			    void *opaque );

/* Adds a block to parent (NULL: the root) under that name, in place of one
 * that has it, and applies what follows from it (addresses). The name must
 * live as long as the block is registered. Takes a reference. */
int register_settings ( struct settings *settings, struct settings *parent,
			const char *name );
/* Takes a block out of the tree, with its children. Harmless if it is not
 * registered. */
void unregister_settings ( struct settings *settings );
/* Returns the name of a block with those of its parents ("net0.dhcp"), in a static
 * buffer. */
const char *settings_name ( struct settings *settings );
/* Returns the block of a name with dots, or NULL if there is none; "" is the root,
 * and names of aliases are known, too. */
struct settings *find_settings ( const char *name );
extern struct generic_settings root_settings;
/* Returns the block of that name inside of parent, or NULL; in the root,
 * names of aliases are known, too. */
struct settings *find_child_settings ( struct settings *parent,
				       const char *name );
/* Finds a block as find_child_settings() does, and makes it if there is none.
 * Returns NULL when out of memory, or if there can be none of that name. */
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
/* Lets all applicators look at the settings. Returns 0, or the first error
 * of one. */
int apply_settings ( void );

/* Raw access. */
/* Stores a value in a block (NULL: the root) as raw bytes; data NULL deletes
 * it. Returns 0, or a negative error: -ENOTTY if the block holds no such
 * settings, -EROFS if it cannot be written. */
int store_setting ( struct settings *settings, const struct setting *setting,
		    const void *data, size_t len );
/* Deletes a setting from a block. Returns 0, or a negative error. */
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
/* Allocates a copy of a value, with a NUL after it. Returns its length, or a
 * negative error with *data NULL. */
int fetch_setting_copy ( struct settings *settings,
			 const struct setting *setting,
			 struct settings **origin, struct setting *fetched,
			 void **data );
/* Returns non-zero if a block (NULL: any) or one of its children has a
 * setting. */
int setting_exists ( struct settings *settings, const struct setting *setting );

/* Typed access. */

/* Reads text, with a NUL and cut at len bytes. Returns its whole length, or a
 * negative error. */
int fetch_string_setting ( struct settings *settings,
			   const struct setting *setting, char *data,
			   size_t len );
/* Allocates text. Returns its length, or a negative error with *data NULL. */
int fetch_string_setting_copy ( struct settings *settings,
				const struct setting *setting, char **data );
/* Reads an address. Returns its length, 4, or a negative error. */
int fetch_ipv4_setting ( struct settings *settings,
			 const struct setting *setting, struct in_addr *inp );
/* Reads a signed number of up to 32 bits. Returns its length in bytes, or a
 * negative error. */
int fetch_int_setting ( struct settings *settings,
			const struct setting *setting, long *value );
/* Reads an unsigned number of up to 32 bits. Returns its length in bytes, or
 * a negative error. */
int fetch_uint_setting ( struct settings *settings,
			 const struct setting *setting, unsigned long *value );
/* Returns a signed number, or 0 if there is none. */
long fetch_intz_setting ( struct settings *settings,
			  const struct setting *setting );
/* Returns an unsigned number, or 0 if there is none. */
unsigned long fetch_uintz_setting ( struct settings *settings,
				    const struct setting *setting );
union uuid;
/* Reads the 16 bytes of a UUID. Returns their number, or a negative error. */
int fetch_uuid_setting ( struct settings *settings,
			 const struct setting *setting, union uuid *uuid );

/* Text access. */

/* Stores a value from text, by the setting's type; NULL or "" deletes it. Returns
 * 0, or a negative error. */
int storef_setting ( struct settings *settings, const struct setting *setting,
		     const char *value );
/* Writes a value as text by snprintf()'s rules, in the type that the setting
 * names or else the one it was stored with. Returns the length of the whole text,
 * or a negative error. */
int fetchf_setting ( struct settings *settings, const struct setting *setting,
		     struct settings **origin, struct setting *fetched,
		     char *buf, size_t len );
/* Allocates the text of a value. Returns its length, or a negative error
 * with *value NULL. */
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

#define EXPAND_MAX 65536
#define EXPAND_DEPTH 32

/* Replaces every ${name}, those inside of names and values too, and settings that
 * do not exist by nothing. Returns allocated text, or NULL with errno: ENOMEM,
 * E2BIG (more than EXPAND_MAX bytes) or ELOOP (nested deeper than EXPAND_DEPTH, or
 * settings that stand for themselves). */
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
