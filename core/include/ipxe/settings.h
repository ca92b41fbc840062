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

/* A type of settings: how values are written as text. */
struct setting_type {
	/* Its name, such as "ipv4" in ${net0/ip:ipv4}. */
	const char *name;
	/* Converts text into the value's bytes, and stores at most len of them.
	 * Returns the number of all bytes, or a negative error. */
	int ( *parse ) ( const struct setting_type *type, const char *text,
			 void *buf, size_t len );
	/* Converts the value's bytes into text, at most len bytes with the NUL.
	 * Returns the length of the whole text, or a negative error. */
	int ( *format ) ( const struct setting_type *type, const void *raw,
			  size_t raw_len, char *buf, size_t len );
};

/* The table of types. */
#define SETTING_TYPES __table ( struct setting_type, "setting_types" )
/* Makes a type an entry of the table. */
#define __setting_type __table_entry ( SETTING_TYPES, 01 )

/* Text, as it is. */
extern const struct setting_type setting_type_string;
/* Text in which characters that are special in URIs are written as %XX. */
extern const struct setting_type setting_type_uristring;
/* An IPv4 address, such as 192.0.2.1. */
extern const struct setting_type setting_type_ipv4;
/* A signed number of one byte. */
extern const struct setting_type setting_type_int8;
/* A signed number of two bytes. */
extern const struct setting_type setting_type_int16;
/* A signed number of four bytes. */
extern const struct setting_type setting_type_int32;
/* An unsigned number of one byte. */
extern const struct setting_type setting_type_uint8;
/* An unsigned number of two bytes. */
extern const struct setting_type setting_type_uint16;
/* An unsigned number of four bytes. */
extern const struct setting_type setting_type_uint32;
/* Bytes in hexadecimal with colons between them, such as 52:54:00. */
extern const struct setting_type setting_type_hex;
/* Bytes in hexadecimal with hyphens between them, such as 52-54-00. */
extern const struct setting_type setting_type_hexhyp;
/* Bytes in hexadecimal with nothing between them, such as 525400. */
extern const struct setting_type setting_type_hexraw;
/* Bytes in base64 (RFC 4648 section 4). */
extern const struct setting_type setting_type_base64;
/* A UUID (RFC 4122). */
extern const struct setting_type setting_type_uuid;
/* The place of a PCI function, such as 0000:00:03.0. */
extern const struct setting_type setting_type_busdevfn;
/* A list of domains, in the format of DNS (RFC 3397). */
extern const struct setting_type setting_type_dnssl;

/* A space of numbers in which tags of settings have their meaning. Scopes are
 * told apart by their addresses. Tags without a scope are those of DHCP
 * options. */
struct settings_scope {
	/* Gives each scope an address of its own; not used. */
	uint8_t dummy;
};

/* The scope of settings that the firmware knows itself, such as memsize. */
extern const struct settings_scope builtin_scope;
/* The scope of SMBIOS fields, such as uuid and serial. */
extern const struct settings_scope smbios_scope;
/* The scope of PCI configuration space, such as pci/8.0.2. */
extern const struct settings_scope pci_scope;

/* A setting. */
struct setting {
	/* Its name, or NULL if it is known by its tag alone. */
	const char *name;
	/* What it means, for the user; may be NULL. */
	const char *description;
	/* How its value is written, or NULL for the type it was stored with. */
	const struct setting_type *type;
	/* Its number in its scope, or 0 if it is known by its name. DHCP
	 * options have their code, or outer << 8 | inner for an option inside
	 * of another one: 175.189 is 0xafbd. */
	uint64_t tag;
	/* The scope of the tag, or NULL for DHCP options. */
	const struct settings_scope *scope;
};

/* The table of predefined settings. */
#define SETTINGS __table ( struct setting, "settings" )
/* Makes a setting an entry of the table. */
#define __setting __table_entry ( SETTINGS, 01 )

/* Returns 0 if both mean the same setting: they have the same tag in the same
 * scope, or neither has a tag and they have the same name. */
int setting_cmp ( const struct setting *a, const struct setting *b );
/* Returns the predefined setting of that name, or NULL. */
const struct setting *find_setting ( const char *name );
/* Returns the name of a setting, or its tag ("175.3") if it has none. The text
 * may lie in a static buffer that the next call overwrites. */
const char *setting_label ( const struct setting *setting );

/* What a kind of settings blocks implements. */
struct settings_operations {
	/* Returns non-zero if the block can hold a setting. With NULL it can
	 * hold all. */
	int ( *applies ) ( struct settings *settings,
			   const struct setting *setting );
	/* Stores a value, or deletes it if data is NULL. Returns 0, or a
	 * negative error. NULL if the block cannot be written. */
	int ( *store ) ( struct settings *settings,
			 const struct setting *setting, const void *data,
			 size_t len );
	/* Copies at most len bytes of a value. Returns the length of the whole
	 * value, or -ENOENT. It may set setting->type if that is NULL. */
	int ( *fetch ) ( struct settings *settings, struct setting *setting,
			 void *data, size_t len );
	/* Deletes all values. May be NULL. */
	void ( *clear ) ( struct settings *settings );
	/* Calls visit() for every setting that the block holds and that may be
	 * listed, until a call returns non-zero. Returns that value, or 0. With
	 * NULL only predefined settings are listed. */
	int ( *each ) ( struct settings *settings,
			int ( *visit ) ( void *opaque,
					 const struct setting *setting ),
			void *opaque );
};

/* A settings block. */
struct settings {
	/* The reference count of the object that contains it, or NULL. */
	struct refcnt *refcnt;
	/* Its name, which is "" for the root. */
	const char *name;
	/* The block that it is a child of, or NULL. */
	struct settings *parent;
	/* Place in the parent's list of children. */
	struct list_head siblings;
	/* Its children, in the order in which they are asked. */
	struct list_head children;
	/* What it can do. */
	const struct settings_operations *op;
	/* The scope of tags that are given without one. */
	const struct settings_scope *default_scope;
	/* Place among its siblings: a lower number is asked first. */
	int order;
};

/* A block that stores whatever is put in. */
struct generic_settings {
	/* The block. */
	struct settings settings;
	/* Its values. */
	struct list_head list;
};

/* What a block that stores whatever is put in implements. */
extern const struct settings_operations generic_settings_operations;

/* Sets up a block of any kind. op is what it implements, refcnt the reference
 * count of the object that contains it, or NULL, and default_scope the scope of
 * tags that are given without one. */
void settings_init ( struct settings *settings,
		     const struct settings_operations *op,
		     struct refcnt *refcnt,
		     const struct settings_scope *default_scope );
/* Sets up an empty block that stores whatever is put in. refcnt is the
 * reference count of the object that contains it, or NULL. */
void generic_settings_init ( struct generic_settings *generics,
			     struct refcnt *refcnt );
/* Deletes all values of a generic block: its settings_operations.clear(). */
void generic_settings_clear ( struct settings *settings );
/* Calls visit() for each setting that a generic block holds: its
 * settings_operations.each(). */
int generic_settings_each ( struct settings *settings,
			    int ( *visit ) ( void *opaque,
					     const struct setting *setting ),
			    void *opaque );

/* Makes a block a child of parent, or of the root if that is NULL. It replaces
 * a child with the same name, takes a reference and lets all applicators look.
 * The name must live as long as the block is registered. Returns 0, or a
 * negative error. */
int register_settings ( struct settings *settings, struct settings *parent,
			const char *name );
/* Takes a block with its children out of the tree. Does nothing if the block is
 * not registered. */
void unregister_settings ( struct settings *settings );
/* Returns the name of a block with those of its parents ("net0.dhcp"), in a
 * static buffer that the next call overwrites. */
const char *settings_name ( struct settings *settings );
/* Returns the block with a full name such as "net0.dhcp", or NULL. The root's
 * name is "", and aliases are known, too. */
struct settings *find_settings ( const char *name );
/* The root of the tree. */
extern struct generic_settings root_settings;
/* Returns the child of parent with that name, or NULL. In the root aliases are
 * known, too. */
struct settings *find_child_settings ( struct settings *parent,
				       const char *name );
/* Returns the child of parent with that name as find_child_settings() does, and
 * makes it if there is none. Returns NULL when out of memory, or if there can
 * be no such block: the name is "" or that of an alias, or the tree is too
 * deep. */
struct settings *autovivify_child_settings ( struct settings *parent,
					     const char *name );

/* A name in the root that stands for a block which changes with time: "netX" is
 * the block of the device that was opened last. A lookup that begins at the
 * root asks this block before the root's children. */
struct settings_alias {
	/* The name. */
	const char *name;
	/* Returns the block that it stands for now, or NULL. */
	struct settings * ( *target ) ( void );
};
/* The table of aliases. */
#define SETTINGS_ALIASES __table ( struct settings_alias, "settings_aliases" )
/* Makes an alias an entry of the table. */
#define __settings_alias __table_entry ( SETTINGS_ALIASES, 01 )

/* A module that acts on settings, such as the IP stack on addresses. */
struct settings_applicator {
	/* Looks at the settings. It is called after every change in a
	 * registered block. Returns 0, or a negative error. */
	int ( *apply ) ( void );
};
/* The table of applicators. */
#define SETTINGS_APPLICATORS \
	__table ( struct settings_applicator, "settings_applicators" )
/* Makes an applicator an entry of the table. */
#define __settings_applicator __table_entry ( SETTINGS_APPLICATORS, 01 )
/* Calls all applicators. Returns 0, or the first error that one of them has
 * returned. */
int apply_settings ( void );

/* Access to values as bytes. */

/* Stores a value in a block, or in the root if that is NULL; data NULL deletes
 * the value. Returns 0, or a negative error: -ENOTTY if the block holds no such
 * settings, -EROFS if it cannot be written. */
int store_setting ( struct settings *settings, const struct setting *setting,
		    const void *data, size_t len );
/* Deletes a setting from a block. Returns 0, or a negative error. */
static inline int delete_setting ( struct settings *settings,
				   const struct setting *setting ) {
	return store_setting ( settings, setting, NULL, 0 );
}
/* Looks a value up in a block and its children, or in the whole tree if the
 * block is NULL, and copies at most len bytes of it. origin and fetched may be
 * NULL; *origin is set to the block that has the value, *fetched to the setting
 * with its type. Returns the length of the whole value, or -ENOENT. */
int fetch_setting ( struct settings *settings, const struct setting *setting,
		    struct settings **origin, struct setting *fetched,
		    void *data, size_t len );
/* Looks a value up as fetch_setting() does, into memory that it allocates, with
 * a NUL after the value. Returns the length of the value, or a negative error
 * with *data set to NULL. */
int fetch_setting_copy ( struct settings *settings,
			 const struct setting *setting,
			 struct settings **origin, struct setting *fetched,
			 void **data );
/* Returns non-zero if a block or one of its children has a setting, or, with
 * NULL, any block. */
int setting_exists ( struct settings *settings, const struct setting *setting );

/* Access to values of a known type. All look them up as fetch_setting()
 * does. */

/* Copies text, at most len bytes with the NUL. Returns the length of the whole
 * text, or a negative error. */
int fetch_string_setting ( struct settings *settings,
			   const struct setting *setting, char *data,
			   size_t len );
/* Copies text into memory that it allocates. Returns its length, or a negative
 * error with *data set to NULL. */
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

/* Access to values as text. */

/* Stores the value that a text stands for in the setting's type; NULL or ""
 * deletes the value. Returns 0, or a negative error. */
int storef_setting ( struct settings *settings, const struct setting *setting,
		     const char *value );
/* Looks a value up as fetch_setting() does, and writes it as text, at most len
 * bytes with the NUL. Its type is that of the setting, or the one that it was
 * stored with if the setting has none. Returns the length of the whole text, or
 * a negative error. */
int fetchf_setting ( struct settings *settings, const struct setting *setting,
		     struct settings **origin, struct setting *fetched,
		     char *buf, size_t len );
/* Writes a value as fetchf_setting() does, into memory that it
 * allocates. Returns the length of the text, or a negative error with
 * *value set to NULL. */
int fetchf_setting_copy ( struct settings *settings,
			  const struct setting *setting,
			  struct settings **origin, struct setting *fetched,
			  char **value );

/*
 * Finds the block and the setting that a name such as the user types it stands
 * for: [block/]name[:type] or [block/]tag[.tag][:type]. It writes NULs into
 * name, and the setting that is filled in points into it. With autovivify,
 * blocks that do not exist are made. Returns 0, or a negative error: -ENODEV if
 * there is no such block.
 */
int parse_setting_name ( char *name, int autovivify,
			 struct settings **settings, struct setting *setting );

/* Longest text that expand_settings() makes, in bytes. */
#define EXPAND_MAX 65536
/* How deep ${name} may be nested. */
#define EXPAND_DEPTH 32

/* Returns a copy of a text in which every ${name} is replaced by the value of
 * that setting, or by nothing if it does not exist, also inside of names and
 * values. The caller frees it. Returns NULL with errno set to ENOMEM, E2BIG if
 * it is longer than EXPAND_MAX, or ELOOP if it is nested deeper than
 * EXPAND_DEPTH or a setting contains itself. */
char *expand_settings ( const char *string );

/* Sets the time that ${unixtime} has from here on, in seconds since 1970. */
void settings_set_time ( uint32_t now );

/* The following settings are predefined (settings_list.c). */

/* "ip": the address of this machine. */
extern const struct setting ip_setting;
/* "netmask": the netmask of that address. */
extern const struct setting netmask_setting;
/* "gateway": the address of the default router. */
extern const struct setting gateway_setting;
/* "dns": the address of the DNS server. */
extern const struct setting dns_setting;
/* "hostname": the name of this machine. */
extern const struct setting hostname_setting;
/* "domain": the domain that is appended to short names. */
extern const struct setting domain_setting;
/* "filename": the boot file. */
extern const struct setting filename_setting;
/* "dhcp-server": the address of the DHCP server. */
extern const struct setting dhcp_server_setting;
/* "root-path": the network disk to boot from. */
extern const struct setting root_path_setting;
/* "next-server": the address of the server that has the boot file. */
extern const struct setting next_server_setting;
/* "mac": the MAC address that the device uses. */
extern const struct setting mac_setting;
/* "hwaddr": the MAC address that is stored in the device. */
extern const struct setting hwaddr_setting;
/* "mtu": the length of the longest IP packet, in bytes. */
extern const struct setting mtu_setting;
/* "bustype": the kind of bus, such as "PCI". */
extern const struct setting bustype_setting;
/* "busloc": the place of the device on its bus. */
extern const struct setting busloc_setting;
/* "busid": the bytes that identify the device on its bus. */
extern const struct setting busid_setting;
/* "chip": the name of the chip or its driver. */
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

/* Name of the block with a device's DHCP lease, which is a child of the
 * device's block. */
#define DHCP_SETTINGS_NAME "dhcp"
/* Name of the block with a proxyDHCP server's answer, which is a child of the
 * root. */
#define PROXYDHCP_SETTINGS_NAME "proxydhcp"
/* Name of the block with a boot server's answer, which is a child of
 * the root. */
#define PXEBS_SETTINGS_NAME "pxebs"

#endif /* IPXE_SETTINGS_H */
