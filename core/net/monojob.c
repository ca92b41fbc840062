/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Waits for a job that runs in the steps of the event loop. Its progress appears
 * after a second and is rewritten in place at most twice a second, so that a
 * quick job leaves one short line in a log, and a slow one not many more.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <ipxe/console.h>
#include <ipxe/keys.h>
#include <ipxe/monojob.h>
#include <ipxe/process.h>
#include <ipxe/timer.h>

#define FIRST_PROGRESS TICKS_PER_SEC
#define NEXT_PROGRESS (TICKS_PER_SEC / 2)

#define KIB 1024UL

/* The time between two looks for keys while bytes keep coming, in ticks. Once none
 * have come for QUIET_TICKS, keys are looked for in every tick. A look may be a
 * visit to the BIOS, during which frames are not received. */
#define BUSY_KEY_TICKS (TICKS_PER_SEC / 10)
#define QUIET_TICKS (TICKS_PER_SEC / 100)

/* A wait for a job. */
struct wait {
	/* The job that is waited for. */
	struct job *job;
	/* Tick at which the wait began. */
	unsigned long start;
	/* Tick of the last new byte. */
	unsigned long last_progress;
	/* Tick of the last look for keys. */
	unsigned long last_look;
	/* Tick of the next look at the progress. */
	unsigned long next_print;
	/* Bytes that have come. */
	unsigned long long done;
	/* Bytes that have to come in all, or 0 if that is not known. */
	unsigned long long total;
	/* What is shown after the text at the moment. */
	char shown[48];
};

/* Writes a size as "12.3 MiB" or "640 KiB". */
static void format_size(char *buf, size_t len, unsigned long kib)
{
	if (kib >= 10 * KIB)
		snprintf(buf, len, "%ld.%ld MiB", kib / KIB,
			 (kib % KIB) * 10 / KIB);
	else
		snprintf(buf, len, "%ld KiB", kib);
}

/* Returns which part of total is done, in per cent. Low bits of both are dropped
 * first, as there is no division of 64-bit numbers. */
static unsigned int percent(unsigned long long done, unsigned long long total)
{
	while (total >> 24) {
		total >>= 1;
		done >>= 1;
	}
	return (uint32_t)done * 100 / (uint32_t)total;
}

static void format_progress(struct wait *wait, char *buf, size_t len)
{
	unsigned long kib = wait->done >> 10;
	unsigned long ticks = currticks() - wait->start;
	unsigned long rate;
	char size[24], speed[24];

	/* The product with 1024 has to fit into 32 bits. */
	if (kib < 0x3fffff)
		rate = kib * TICKS_PER_SEC / (ticks ? ticks : 1);
	else
		rate = kib / (ticks / TICKS_PER_SEC + 1);
	format_size(size, sizeof(size), kib);
	format_size(speed, sizeof(speed), rate);
	if (wait->total && wait->done <= wait->total)
		snprintf(buf, len, "%d%% of ", percent(wait->done,
						       wait->total));
	else
		buf[0] = '\0';
	if (buf[0])
		format_size(size, sizeof(size), wait->total >> 10);
	snprintf(buf + strlen(buf), len - strlen(buf), "%s, %s/s", size,
		 speed);
}

/* Writes a text over the one that is shown. */
static void show(struct wait *wait, const char *text)
{
	size_t old = strlen(wait->shown);
	size_t new = strlen(text);
	size_t i;

	for (i = 0; i < old; i++)
		putchar('\b');
	printf("%s", text);
	for (i = new; i < old; i++)
		putchar(' ');
	for (i = new; i < old; i++)
		putchar('\b');
	strcpy(wait->shown, text);
	console_flush();
}

static void print_progress(struct wait *wait)
{
	char text[sizeof(wait->shown)];

	if (!wait->done)
		return;
	format_progress(wait, text, sizeof(text));
	show(wait, text);
}

static void note_progress(struct wait *wait)
{
	unsigned long long done = wait->done;

	if (!wait->job->progress)
		return;
	wait->job->progress(wait->job, &wait->done, &wait->total);
	if (wait->done != done)
		wait->last_progress = currticks();
}

/* Returns non-zero if Ctrl-C was pressed. Looks for it only as often as BUSY_KEY_TICKS
 * says. */
static int cancelled(struct wait *wait)
{
	unsigned long now = currticks();
	unsigned long pause = 1;

	if (now - wait->last_progress < QUIET_TICKS)
		pause = BUSY_KEY_TICKS;
	if (now - wait->last_look < pause)
		return 0;
	wait->last_look = now;
	return iskey() && getchar() == CTRL_C;
}

static int run(struct wait *wait, unsigned long timeout)
{
	int rc;

	while (1) {
		rc = wait->job->poll(wait->job);
		note_progress(wait);
		if (rc != -EINPROGRESS)
			return rc;
		if (cancelled(wait))
			return -ECANCELED;
		if (timeout && currticks() - wait->last_progress >= timeout)
			return -ETIMEDOUT;
		if ((long)(currticks() - wait->next_print) >= 0) {
			print_progress(wait);
			wait->next_print = currticks() + NEXT_PROGRESS;
		}
		step();
	}
}

int job_wait(struct job *job, const char *text, unsigned long timeout)
{
	struct wait wait;
	const char *reason;
	int rc;

	memset(&wait, 0, sizeof(wait));
	wait.job = job;
	wait.start = wait.last_progress = wait.last_look = currticks();
	wait.next_print = wait.start + FIRST_PROGRESS;
	printf("%s... ", text);
	console_flush();
	rc = run(&wait, timeout);
	if (wait.shown[0]) {
		print_progress(&wait);
		putchar(' ');
	}
	reason = strerror(rc);
	if (job->message && job->message[0] && rc != -ECANCELED)
		reason = job->message;
	printf("%s\n", rc == 0 ? "ok" : reason);
	return rc;
}
