/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Reports how a run has ended: for people, as JSON, or as a shell script. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/image.h>
#include <ipxe/shell.h>
#include <ipxe/timer.h>
#include <ipxe/uri.h>
#include "../hosted/host/host.h"
#include "json.h"
#include "report.h"

#define STDOUT 1
#define KIB 1024UL

/* What was not written yet. */
static char text[4096];
/* Its length. */
static size_t text_len;
/* The tick when report_begin() was called. */
static unsigned long began;

void report_flush(void)
{
	host_write_all(STDOUT, text, text_len);
	text_len = 0;
}

void report_print(const char *format, ...)
{
	char piece[1024];
	va_list args;
	size_t len;

	va_start(args, format);
	vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	len = strlen(piece);
	if (len > sizeof(text) - text_len)
		report_flush();
	memcpy(text + text_len, piece, len);
	text_len += len;
}

void report_begin(void)
{
	began = currticks();
}

static unsigned long elapsed_ms(void)
{
	return (currticks() - began) * 1000 / TICKS_PER_SEC;
}

/* --- what would be started */

/* Stores the URI of an image without its password, or "" if it has none. */
static void image_uri(const struct image *image, char *buf, size_t len)
{
	buf[0] = '\0';
	if (image->uri)
		format_uri_public(image->uri, buf, len);
}

static void image_text(const char *what, const struct image *image)
{
	char uri[512];

	image_uri(image, uri, sizeof(uri));
	replace_controls(uri);
	report_print("  %s %s, ", what, uri[0] ? uri : image->name);
	if (image->len < 10 * KIB)
		report_print("%ld bytes\n", (unsigned long)image->len);
	else
		report_print("%ld KiB\n", (unsigned long)image->len / KIB);
}

/* Returns non-zero if an image becomes part of a kernel's initrd, by the rules
 * of initrd_build(). */
static int is_part(const struct image *image, const struct start *start)
{
	return start->is_linux && image != start->image && image->len &&
	       !image->type && !(image->flags & (IMAGE_HIDDEN |
						 IMAGE_EXECUTING));
}

static void start_text(const struct start *start)
{
	const char *cmdline = start->cmdline;
	const struct image *image;

	report_print("A machine here would now start: %s%s%s\n", start->type,
		     start->version ? " " : "",
		     start->version ? start->version : "");
	image_text("file    ", start->image);
	for_each_image(image) {
		if (is_part(image, start))
			image_text("initrd  ", image);
	}
	if (start->is_linux || cmdline)
		report_print("  cmdline  %s\n", cmdline ? cmdline : "");
}

static void image_json(const char *name, const struct image *image)
{
	char uri[512];

	image_uri(image, uri, sizeof(uri));
	json_open(name, '{');
	json_text("name", image->name);
	json_text("uri", uri[0] ? uri : NULL);
	json_number("size", image->len);
	json_close('}');
}

static void start_json(const struct start *start)
{
	const struct image *image;

	if (!start) {
		json_text("start", NULL);
		return;
	}
	json_open("start", '{');
	json_text("type", start->type);
	json_text("version", start->version);
	image_json("file", start->image);
	json_open("initrds", '[');
	for_each_image(image) {
		if (is_part(image, start))
			image_json(NULL, image);
	}
	json_close(']');
	json_text("command_line", start->cmdline);
	json_close('}');
}

/* --- the whole report */

static void report_json(const char *outcome, const char *error,
			const struct start *start)
{
	json_open(NULL, '{');
	json_text("outcome", outcome);
	json_text("error", error);
	json_number("elapsed", elapsed_ms());
	report_winner_json();
	report_nics_json();
	start_json(start);
	json_close('}');
	json_end();
}

/* Writes all that was collected, and returns the status. */
static enum linux_status finish(enum linux_status status)
{
	console_flush();
	report_flush();
	return status;
}

enum linux_status report_start(const struct start *start)
{
	console_flush();
	if (linux_options.kexec_script)
		return finish(report_kexec(start));
	if (linux_options.json)
		report_json("boot", NULL, start);
	else
		start_text(start);
	return finish(STATUS_BOOT);
}

enum linux_status report_reset(const char *what)
{
	console_flush();
	if (linux_options.json)
		report_json(what, NULL, NULL);
	else
		printf("A machine here would now %s.\n", what);
	return finish(STATUS_RESET);
}

/* Returns why nothing was started, or NULL if there was no error. */
static const char *error_text(int rc)
{
	static char ended[40];

	if (rc == 0)
		return NULL;
	/* The number after a script's "exit" is no error that has a text. */
	if (exit_code(rc) == 1 && rc != exit_result(1))
		return strerror(rc);
	snprintf(ended, sizeof(ended), "A script ended with \"exit %d\"",
		 exit_code(rc));
	return ended;
}

enum linux_status report_end(int rc)
{
	const char *outcome = rc != 0 ? "nothing" :
			      linux_options.probe ? "boot" : "end";

	console_flush();
	if (linux_options.json)
		report_json(outcome, error_text(rc), NULL);
	else if (linux_options.probe)
		report_winner_text();
	return finish(rc == 0 ? STATUS_BOOT : STATUS_NOTHING);
}
