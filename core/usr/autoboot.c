/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Boots what DHCP has told, from next-server and filename to a running image.
 * It tries one device after the other, while the command multiboot uses all of
 * them at once.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/machine.h>
#include <core/dhcpclient.h>
#include <core/download.h>
#include <core/localboot.h>
#include <ipxe/image.h>
#include <ipxe/netdevice.h>
#include <ipxe/uri.h>
#include <usr/autoboot.h>
#include <usr/ifmgmt.h>
#include <usr/imgmgmt.h>

int local_boot_wanted;

/* Downloads a file from the first of its servers that has it. Returns 0, or a
 * negative error. */
static int download_from_any(struct uri *filename, struct image **image)
{
	struct uri other = *filename;
	struct uri *uri;
	int rc = imgdownload(filename, 0, image);

	if (rc == 0 || rc == -ECANCELED || !other.second_host)
		return rc;
	other.host = other.second_host;
	uri = uri_copy(&other);
	if (uri)
		rc = imgdownload(uri, 0, image);
	uri_put(uri);
	return rc;
}

int uriboot(struct uri *filename, struct uri **root_paths,
	    unsigned int root_path_count, int drive,
	    struct san_boot_config *san, unsigned int flags)
{
	unsigned int serial = image_last_serial();
	struct image *image;
	int rc;

	if (root_path_count && (flags & URIBOOT_NO_SAN) != URIBOOT_NO_SAN) {
		printf("This firmware cannot boot from SAN devices; offer a "
		       "file name instead of a root path\n");
		return -ENOTSUP;
	}
	if (!filename)
		return -ENOENT;
	rc = download_from_any(filename, &image);
	if (rc != 0)
		return rc;
	image->flags |= IMAGE_AUTO_UNREGISTER;
	local_boot_wanted = 0;
	rc = image_exec(image);
	/* Without this message the user would miss that the caller tries other
	 * networks after a failure. */
	if (rc != 0 && local_boot_wanted) {
		printf("A local disk was wanted: no other network is "
		       "tried\n");
		rc = 0;
	}
	/* The images of this attempt are freed, so that the next one has all
	 * the memory. */
	if (rc != 0)
		unregister_images_since(serial);
	return rc;
}

/* Fetches the boot server as allocated text: the address in next-server, else
 * the name in option 66, else the address of the DHCP server, which then sets
 * *itself. Many administrators who name no boot server mean the DHCP server.
 * second becomes the name in option 66 if next-server is set to something else,
 * because some DHCP servers always put their own address into next-server.
 * Either becomes NULL if there is none. */
static void fetch_servers(struct settings *settings, char **server,
			  char **second, int *itself)
{
	static const struct setting server_name = {
		.name = "", .type = &setting_type_string,
		.tag = DHCP_TFTP_SERVER_NAME,
	};
	static const struct setting server_id = {
		.name = "", .type = &setting_type_ipv4,
		.tag = DHCP_SERVER_IDENTIFIER,
	};
	struct in_addr addr;

	*server = NULL;
	*itself = 0;
	if (fetch_string_setting_copy(settings, &server_name, second) <= 0) {
		free(*second);
		*second = NULL;
	}
	if (fetch_ipv4_setting(settings, &next_server_setting, &addr) >= 0) {
		*server = strdup(inet_ntoa(addr));
	} else if (*second) {
		*server = *second;
		*second = NULL;
	} else if (fetch_ipv4_setting(settings, &server_id, &addr) >= 0) {
		*server = strdup(inet_ntoa(addr));
		*itself = 1;
	}
	if (*server && *second && strcmp(*server, *second) == 0) {
		free(*second);
		*second = NULL;
	}
}

/* Returns the URI by which TFTP fetches a file whose name is used unchanged, or
 * NULL if there is no memory. */
static struct uri *tftp_uri(const char *server, const char *second,
			    const char *filename)
{
	struct uri parts = {
		.scheme = "tftp", .host = server, .second_host = second,
	};
	char *path = malloc(3 * strlen(filename) + 2);
	char *out = path;
	struct uri *uri;

	if (!path)
		return NULL;
	*out++ = '/';
	/* Whoever uses the path decodes it. */
	for (; *filename; filename++) {
		*out++ = *filename;
		if (*filename == '%') {
			*out++ = '2';
			*out++ = '5';
		}
	}
	*out = '\0';
	parts.path = path;
	uri = uri_copy(&parts);
	free(path);
	return uri;
}

/* Prints text from a server after a label, without its control characters. */
static void print_clean(const char *label, const char *text)
{
	printf("%s", label);
	for (; *text; text++)
		putchar(isprint(*text) ? *text : '?');
}

/* Prints a file name without the password that it contains if it is a URI. */
static void print_filename(const char *filename, const struct uri *uri)
{
	char text[256];

	if (uri && uri->user) {
		format_uri_public(uri, text, sizeof(text));
		filename = text;
	}
	print_clean("Boot file ", filename);
}

/* Returns non-zero if a file name is not a URI. A name with a colon is one only
 * if the colon follows a scheme that this program knows, or a server follows
 * the colon. */
static int is_plain_name(const struct uri *uri)
{
	return !uri_is_absolute(uri) ||
	       (!uri->host && download_check(uri) != 0);
}

struct uri *fetch_next_server_and_filename(struct settings *settings)
{
	char *server, *second, *filename = NULL;
	struct uri *uri;
	int itself;

	fetch_string_setting_copy(settings, &filename_setting, &filename);
	if (!filename || !*filename) {
		free(filename);
		return NULL;
	}
	fetch_servers(settings, &server, &second, &itself);
	uri = parse_uri(filename);
	print_filename(filename, uri);
	if (server)
		print_clean(", server ", server);
	if (second)
		print_clean(" or ", second);
	printf(itself ? " (the DHCP server, as it names no other)\n" : "\n");
	if (uri && is_plain_name(uri)) {
		uri_put(uri);
		uri = server ? tftp_uri(server, second, filename) : NULL;
		if (!server)
			printf("No server to get it from: the DHCP server "
			       "should set next-server\n");
	}
	free(server);
	free(second);
	free(filename);
	return uri;
}

/* Closes all net devices except one. */
static void close_others(struct net_device *netdev)
{
	struct net_device *other;

	for_each_netdev(other) {
		if (other != netdev)
			ifclose(other);
	}
}

/* Returns the URI of the boot file from the settings of a device, or NULL if
 * there is none. The answer of a PXE boot server comes before that of a proxy
 * DHCP server, and that before the lease. */
static struct uri *fetch_boot_uri(struct net_device *netdev)
{
	struct settings *blocks[] = {
		find_settings(PXEBS_SETTINGS_NAME),
		find_settings(PROXYDHCP_SETTINGS_NAME),
		netdev_settings(netdev),
	};
	struct uri *uri = NULL;
	unsigned int i;

	for (i = 0; i < sizeof(blocks) / sizeof(blocks[0]) && !uri; i++) {
		if (blocks[i])
			uri = fetch_next_server_and_filename(blocks[i]);
	}
	return uri;
}

/* Boots what the settings of a configured device tell. Returns a negative error
 * if that fails. */
static int boot_configured(struct net_device *netdev)
{
	struct uri *uri;
	int rc;

	if (pxe_menu_exists(netdev)) {
		rc = pxe_menu_boot(netdev);
		if (rc != 0)
			return rc;
	}
	uri = fetch_boot_uri(netdev);
	if (!uri) {
		if (setting_exists(netdev_settings(netdev),
				   &root_path_setting))
			printf("%s: a root path only; this firmware cannot "
			       "boot from SAN devices\n", netdev->name);
		else
			printf("%s: no file name was offered\n",
			       netdev->name);
		return -ENOENT;
	}
	rc = uriboot(uri, NULL, 0, 0, NULL, URIBOOT_NO_SAN);
	uri_put(uri);
	return rc;
}

int netboot(struct net_device *netdev)
{
	int rc;

	close_others(netdev);
	rc = ifconf(netdev, NULL, 0);
	if (rc == 0)
		rc = boot_configured(netdev);
	if (rc != 0)
		dhcp_forget_servers();
	return rc;
}

static int boot_one(struct net_device *netdev)
{
	int rc = netboot(netdev);

	if (rc != 0) {
		printf("%s: %s\n", netdev->name, strerror(rc));
		ifclose(netdev);
	}
	return rc;
}

int autoboot(struct net_device *netdev)
{
	struct net_device *first = NULL;
	int nic = platform_boot_nic();
	int rc = -ENODEV;

	if (netdev)
		return boot_one(netdev);
	/* The NIC whose ROM the BIOS has started is tried first. */
	if (nic >= 0)
		first = find_netdev_by_location(BUS_TYPE_PCI, nic);
	if (first)
		rc = boot_one(first);
	for_each_netdev(netdev) {
		if (rc == 0 || rc == -ECANCELED)
			break;
		if (netdev != first)
			rc = boot_one(netdev);
	}
	if (rc != 0 && rc != -ECANCELED)
		printf("autoboot: no device boots; try multiboot --probe\n");
	return rc;
}
