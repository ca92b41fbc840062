/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The host's side of the platform "testhost" (see host.h). */

#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "host.h"
#include "keys.h"

#define US_PER_SEC 1000000

void *host_malloc(size_t len)
{
	return malloc(len ? len : 1);
}

void *host_realloc(void *old, size_t len)
{
	return realloc(old, len ? len : 1);
}

void host_free(void *ptr)
{
	free(ptr);
}

uint64_t host_clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * US_PER_SEC + now.tv_nsec / 1000;
}

uint64_t host_unix_time(void)
{
	return time(NULL);
}

void host_sleep_us(unsigned long us)
{
	usleep(us);
}

void *host_low_memory(size_t len)
{
	void *start = mmap(NULL, len, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT |
			   MAP_NORESERVE, -1, 0);

	return start == MAP_FAILED ? NULL : start;
}

/* --- terminal */

static struct termios cooked;
static int is_raw;

int host_terminal_is_tty(void)
{
	return isatty(STDIN_FILENO);
}

void host_terminal_close(void)
{
	if (is_raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &cooked);
	is_raw = 0;
}

void host_terminal_open(void)
{
	struct termios raw;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &cooked) != 0)
		return;
	raw = cooked;
	cfmakeraw(&raw);
	raw.c_oflag |= OPOST;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	is_raw = 1;
	atexit(host_terminal_close);
}

void host_write(const char *bytes, size_t len)
{
	keys_output(bytes, len);
	while (len) {
		ssize_t done = write(STDOUT_FILENO, bytes, len);

		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (done > 0) {
			bytes += done;
			len -= done;
		}
	}
}

#define NOTHING (-1)
#define END (-2)

/* Input that was read ahead. */
static unsigned char ahead[256];
static size_t ahead_pos, ahead_len;
static int ended;

static int fill(unsigned long wait_us)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t got;

	if (ahead_pos < ahead_len)
		return 1;
	if (ended || poll(&fd, 1, wait_us / 1000) <= 0)
		return 0;
	got = read(STDIN_FILENO, ahead, sizeof(ahead));
	if (got <= 0) {
		ended = 1;
		return 0;
	}
	ahead_pos = 0;
	ahead_len = got;
	return 1;
}

int host_peek(unsigned long wait_us)
{
	if (keys_in_use())
		return keys_peek();
	if (fill(wait_us))
		return ahead[ahead_pos];
	return ended ? END : NOTHING;
}

int host_read(unsigned long wait_us)
{
	int c = host_peek(wait_us);

	if (c >= 0 && keys_in_use())
		keys_take();
	else if (c >= 0)
		ahead_pos++;
	return c;
}

void host_exit(int code)
{
	exit(code);
}
