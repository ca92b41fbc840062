/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Offers hosted platforms what they need of the host (host.h). */

#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
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

size_t host_random(void *buf, size_t len)
{
	ssize_t got = getrandom(buf, len, GRND_NONBLOCK);

	return got < 0 ? 0 : got;
}

void host_sleep_us(unsigned long us)
{
	usleep(us);
}

/* --- output */

/* Where the console's output goes, or -1. */
static int output_fd = STDOUT_FILENO;
/* Escape sequences are removed from it. */
static int is_plain;

void host_output(enum host_output where)
{
	output_fd = where == HOST_TO_STDOUT ? STDOUT_FILENO :
		    where == HOST_TO_STDERR ? STDERR_FILENO : -1;
	is_plain = output_fd >= 0 && !isatty(output_fd);
}

int host_write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t done = write(fd, bytes, len);

		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return -1;
		if (done > 0) {
			bytes += done;
			len -= done;
		}
	}
	return 0;
}

/* Copies a text without its escape sequences (ECMA-48), and returns the new
 * length. A sequence may begin in one text and end in the next. */
static size_t strip_sequences(char *out, const char *bytes, size_t len)
{
	static enum { TEXT, ESCAPE, SEQUENCE } state;
	size_t used = 0, i;

	for (i = 0; i < len; i++) {
		unsigned char c = bytes[i];

		if (state == TEXT && c == 27)
			state = ESCAPE;
		else if (state == TEXT)
			out[used++] = c;
		else if (state == ESCAPE)
			state = c == '[' ? SEQUENCE : TEXT;
		else if (c >= '@' && c <= '~')
			state = TEXT;
	}
	return used;
}

void host_write(const char *bytes, size_t len)
{
	char plain[1024];

	keys_output(bytes, len);
	if (output_fd < 0)
		return;
	while (is_plain && len) {
		size_t piece = len < sizeof(plain) ? len : sizeof(plain);

		host_write_all(output_fd, plain,
			       strip_sequences(plain, bytes, piece));
		bytes += piece;
		len -= piece;
	}
	host_write_all(output_fd, bytes, len);
}

/* --- terminal */

/* How the terminal was set before us. */
static struct termios cooked;
/* The terminal is raw, and has to be set again at the end. */
static volatile sig_atomic_t is_raw;

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

/* Sets the terminal as it was, and ends the program as the signal would have
 * done. */
static void on_signal(int number)
{
	host_terminal_close();
	signal(number, SIG_DFL);
	raise(number);
}

void host_terminal_open(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct termios raw;
	unsigned int i;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &cooked) != 0)
		return;
	raw = cooked;
	cfmakeraw(&raw);
	raw.c_oflag |= OPOST;
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], on_signal);
	is_raw = 1;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	atexit(host_terminal_close);
}

/* --- input, and waiting for it */

/* There is no input at the moment. */
#define NOTHING (-1)
/* The input has ended. */
#define END (-2)

/* Input that was read ahead. */
static unsigned char ahead[256];
/* The next byte of it, and the end of it. */
static size_t ahead_pos, ahead_len;
/* The host has no more input. */
static int ended;

/* The descriptors that end a wait, that of stdin first. */
static struct pollfd waited[1 + HOST_WATCHED] = {
	{ .fd = STDIN_FILENO, .events = POLLIN },
};
/* How many there are besides that of stdin. */
static unsigned int watched;

int host_watch(int fd)
{
	if (watched == HOST_WATCHED)
		return -1;
	waited[++watched] = (struct pollfd) { .fd = fd, .events = POLLIN };
	return 0;
}

void host_unwatch(int fd)
{
	unsigned int i;

	for (i = 1; i <= watched; i++) {
		if (waited[i].fd == fd) {
			waited[i] = waited[watched--];
			return;
		}
	}
}

void host_wait(unsigned long wait_us)
{
	waited[0].fd = ended || keys_in_use() ? -1 : STDIN_FILENO;
	if (ahead_pos < ahead_len)
		return;
	poll(waited, 1 + watched, wait_us / 1000);
}

/* Reads input ahead, unless some is there already or there is none at the
 * moment. Returns non-zero if there is some. */
static int fill(void)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t got;

	if (ahead_pos < ahead_len)
		return 1;
	if (ended || poll(&fd, 1, 0) <= 0)
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

int host_peek(void)
{
	if (keys_in_use())
		return keys_peek();
	if (fill())
		return ahead[ahead_pos];
	return ended ? END : NOTHING;
}

int host_read(void)
{
	int c = host_peek();

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
