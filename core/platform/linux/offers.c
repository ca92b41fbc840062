/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Writes the NICs into the report: which server has offered what, which probe.c
 * has kept, and what the race has made of it, which are settings
 * (docs/multiboot.md).
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/dhcp.h>
#include <ipxe/settings.h>
#include <ipxe/timer.h>
#include <ipxe/uri.h>
#include <usr/autoboot.h>
#include <usr/multibootdhcp.h>
#include "host/nic.h"
#include "json.h"
#include "nic.h"
#include "report.h"

/* Room for a URI as text. */
#define URI_MAX 768

/* The console of hosted platforms (hosted/console.c). */
extern struct console_driver hosted_console;

/* --- what an offer names */

/* Returns the text of an option or field of a reply, for the caller to free, or
 * NULL if the reply does not have it. A password in it, if it is a URI, is left
 * out. */
static char *reply_text(struct multiboot_reply *reply,
			const struct setting *setting)
{
	char public[URI_MAX];
	char *value = NULL;
	struct uri *uri;

	fetch_string_setting_copy(&reply->dhcppkt.settings, setting, &value);
	uri = value && *value ? parse_uri(value) : NULL;
	if (!uri || uri->password) {
		free(value);
		value = NULL;
	}
	if (uri && uri->password) {
		format_uri_public(uri, public, sizeof(public));
		value = strdup(public);
	}
	uri_put(uri);
	return value;
}

/* Stores the URI from which the file of a reply would be fetched, or "". */
static void reply_uri(struct multiboot_reply *reply, char *buf, size_t len)
{
	struct uri *uri;

	/* That function prints what it finds, which is not part of a report. */
	console_flush();
	hosted_console.disabled = 1;
	uri = fetch_next_server_and_filename(&reply->dhcppkt.settings);
	hosted_console.disabled = 0;
	buf[0] = '\0';
	if (uri)
		format_uri_public(uri, buf, len);
	uri_put(uri);
}

static void json_address(const char *name, struct in_addr address)
{
	json_text(name, address.s_addr ? inet_ntoa(address) : NULL);
}

/* Returns what kind of message a reply is: "proxy" is the offer of a proxyDHCP
 * server. */
static const char *kind(const struct multiboot_reply *reply)
{
	if (reply->type == DHCPOFFER)
		return multiboot_is_proxy((void *)reply) ? "proxy" : "offer";
	return reply->type == DHCPACK ? "ack" : "nak";
}

static void offer_json(const struct offer *offer)
{
	struct multiboot_reply *reply = offer->reply;
	char *file = reply_text(reply, &filename_setting);
	char *root_path = reply_text(reply, &root_path_setting);
	char uri[URI_MAX];

	reply_uri(reply, uri, sizeof(uri));
	json_open(NULL, '{');
	json_text("kind", kind(reply));
	json_number("after", offer->after * 1000 / TICKS_PER_SEC);
	json_address("address", reply->address);
	json_address("server", reply->server);
	json_address("next_server", reply->next_server);
	json_text("file", file);
	json_text("uri", uri[0] ? uri : NULL);
	json_text("root_path", root_path);
	json_bool("pxe_menu", reply->flags & MULTIBOOT_PXE_MENU);
	json_bool("pxe_server", reply->flags & MULTIBOOT_PXE_SERVER);
	json_bool("no_proxy", reply->flags & MULTIBOOT_NO_PROXY);
	json_bool("bootable", reply->flags & MULTIBOOT_BOOTABLE);
	json_close('}');
	free(file);
	free(root_path);
}

/* --- what the race says */

/* Returns a result of the race, for the caller to free, or NULL if the race has
 * not left one of that name. */
static char *result(const char *name)
{
	struct settings *settings = find_settings("multiboot");
	struct setting setting;
	char *value = NULL;

	memset(&setting, 0, sizeof(setting));
	setting.name = name;
	setting.type = &setting_type_string;
	if (settings)
		fetch_string_setting_copy(settings, &setting, &value);
	return value;
}

/* Returns why a NIC has not booted, for the caller to free, or NULL. */
static char *reason(const struct nic *nic)
{
	char name[sizeof("reason-") + NETDEV_NAME_LEN];

	snprintf(name, sizeof(name), "reason-%s", nic->netdev->name);
	return result(name);
}

static void nic_json(const struct nic *nic)
{
	char *why = reason(nic);
	unsigned int i;

	json_open(NULL, '{');
	json_text("nic", nic->dev.name);
	json_text("netdev", nic->netdev->name);
	json_text("driver", nic->dev.driver_name);
	json_text("mac", netdev_addr(nic->netdev));
	json_bool("link", host_nic_link(nic->host));
	json_text("reason", why);
	json_open("offers", '[');
	for (i = 0; i < nic->offer_count; i++)
		offer_json(&nic->offers[i]);
	json_close(']');
	json_close('}');
	free(why);
}

void report_nics_json(void)
{
	const struct nic *nic;

	json_open("nics", '[');
	for_each_nic(nic) {
		if (nic->netdev)
			nic_json(nic);
	}
	json_close(']');
}

/* Returns the NIC that the race has chosen, or NULL. */
static struct nic *find_winner(void)
{
	char *name = result("netdev");
	struct nic *nic, *winner = NULL;

	for_each_nic(nic) {
		if (name && nic->netdev && strcmp(nic->netdev->name, name) == 0)
			winner = nic;
	}
	free(name);
	return winner;
}

/* Returns the offer that says what the winner boots: the one that was
 * requested, if it names something, or else the first one of a proxyDHCP
 * server. Returns NULL if there is neither. */
static const struct offer *deciding_offer(const struct nic *nic)
{
	const struct offer *proxy = NULL;
	unsigned int i;

	for (i = 0; i < nic->offer_count; i++) {
		const struct offer *offer = &nic->offers[i];

		if (offer->reply == nic->chosen &&
		    (offer->reply->flags & MULTIBOOT_BOOTABLE))
			return offer;
		if (!proxy && multiboot_is_proxy(offer->reply))
			proxy = offer;
	}
	return proxy;
}

void report_winner_json(void)
{
	const struct nic *nic = find_winner();
	const struct offer *offer = nic ? deciding_offer(nic) : NULL;
	char uri[URI_MAX] = "";

	if (!nic) {
		json_text("winner", NULL);
		return;
	}
	if (offer)
		reply_uri(offer->reply, uri, sizeof(uri));
	json_open("winner", '{');
	json_text("nic", nic->dev.name);
	json_text("netdev", nic->netdev->name);
	json_text("mac", netdev_addr(nic->netdev));
	json_text("uri", uri[0] ? uri : NULL);
	json_close('}');
}

/* --- for people */

static void offer_text(const struct nic *nic, const struct offer *offer)
{
	struct multiboot_reply *reply = offer->reply;
	char *root_path = reply_text(reply, &root_path_setting);
	char uri[URI_MAX];

	reply_uri(reply, uri, sizeof(uri));
	if (root_path)
		replace_controls(root_path);
	replace_controls(uri);
	report_print("  %s: %s", nic->dev.name, kind(reply));
	if (reply->address.s_addr)
		report_print(" %s", inet_ntoa(reply->address));
	report_print(" from %s after %ld ms:", inet_ntoa(reply->server),
		     offer->after * 1000 / TICKS_PER_SEC);
	if (uri[0])
		report_print(" %s", uri);
	if (root_path)
		report_print(" root path %s", root_path);
	if (reply->flags & MULTIBOOT_PXE_MENU)
		report_print(" PXE menu");
	if (!(reply->flags & MULTIBOOT_BOOTABLE))
		report_print(" %s", reply->flags & MULTIBOOT_PXE_SERVER ?
			     "PXE boot server" : "nothing to boot");
	report_print("\n");
	free(root_path);
}

static void nic_text(const struct nic *nic)
{
	char *why = reason(nic);
	unsigned int i;

	for (i = 0; i < nic->offer_count; i++)
		offer_text(nic, &nic->offers[i]);
	if (!nic->offer_count && nic->discovered && find_winner())
		report_print("  %s: no offer in that time\n", nic->dev.name);
	else if (!nic->offer_count)
		report_print("  %s: %s\n", nic->dev.name,
			     why ? why : "not asked");
	free(why);
}

void report_winner_text(void)
{
	const struct nic *nic = find_winner();
	const struct offer *offer = nic ? deciding_offer(nic) : NULL;
	char uri[URI_MAX] = "";

	if (offer)
		reply_uri(offer->reply, uri, sizeof(uri));
	replace_controls(uri);
	if (!nic)
		report_print("A machine here would boot nothing.\n");
	else
		report_print("A machine here would boot %s from %s.\n",
			     uri[0] ? uri : "what is below", nic->dev.name);
	for_each_nic(nic) {
		if (nic->netdev)
			nic_text(nic);
	}
}
