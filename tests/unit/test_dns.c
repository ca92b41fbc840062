/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Names to addresses on the real stack: the DNS server is the test itself, on
 * a wire that it owns, with a clock that moves when the test says so.
 */

#include "wire.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <ipxe/dhcp.h>
#include <core/net.h>
#include <ipxe/timer.h>

#define AT_UDP (AT_IP + IP_LEN)
#define AT_DNS (AT_UDP + 8)
#define AT_NAME (AT_DNS + 12)

#define NO_SUCH_NAME 3
#define FOUND 0x0a030063

static const struct setting search = {
	.name = "", .type = &setting_type_dnssl, .tag = DHCP_DOMAIN_SEARCH,
};

/* The questions so far, and the last one. */
static unsigned int questions;
static char asked[64][256];
static uint8_t question[512];
static size_t question_len;

static int silent;
static unsigned int from_port;	/* where answers come from */
static const char *known;	/* the only name that has an address */

static int result;
static struct in_addr result_addr;
static unsigned int results;

/* Labels to "a.b.c". */
static void read_name(const uint8_t *from, char *to)
{
	while (*from) {
		memcpy(to, from + 1, *from);
		to += *from;
		from += *from + 1;
		*to++ = *from ? '.' : '\0';
	}
}

/* Sends the question back as its answer, with an address or an error. */
static void answer(uint32_t from, int found)
{
	static const uint8_t record[] = {
		0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4,
		FOUND >> 24, (uint8_t)(FOUND >> 16), (uint8_t)(FOUND >> 8),
		(uint8_t)FOUND,
	};
	uint8_t frame[sizeof(question) + sizeof(record)];
	uint8_t *ip = frame + AT_IP, *udp = frame + AT_UDP;
	size_t len = question_len;

	memcpy(frame, question, len);
	memcpy(frame, question + 6, 6);
	memcpy(frame + 6, "\2\0\0\0\0\1", 6);
	frame[AT_DNS + 2] = 0x81;
	frame[AT_DNS + 3] = 0x80 | (found ? 0 : NO_SUCH_NAME);
	if (found) {
		frame[AT_DNS + 7] = 1;
		memcpy(frame + len, record, sizeof(record));
		len += sizeof(record);
	}
	put32(ip + 12, from);
	memcpy(ip + 16, question + AT_IP + 12, 4);
	put16(ip + 2, len - AT_IP);
	put_checksum(ip, IP_LEN, 0, ip + 10);
	put16(udp, from_port);
	memcpy(udp + 2, question + AT_UDP, 2);
	put16(udp + 4, len - AT_UDP);
	put16(udp + 6, 0);
	wire_deliver(frame, len);
}

static void wire_hear(const uint8_t *frame, size_t len)
{
	const char *name;

	if (frame[AT_IP + 9] != 17 || frame[AT_UDP + 3] != 53)
		return;
	assert_true(len <= sizeof(question));
	memcpy(question, frame, len);
	question_len = len;
	assert_true(questions < ARRAY_LEN(asked));
	name = asked[questions++];
	read_name(frame + AT_NAME, (char *)name);
	if (!silent)
		answer(SERVER, known && strcmp(name, known) == 0);
}

static void done(void *ctx, int rc, struct in_addr addr)
{
	results++;
	result = rc;
	result_addr = addr;
}

static int setup(void **state)
{
	wire_setup();
	set_address(&dns_setting, SERVER);
	questions = results = 0;
	silent = 0;
	from_port = 53;
	known = NULL;
	return 0;
}

static int teardown(void **state)
{
	net_resolve_cancel();
	wire_teardown();
	return 0;
}

static void set_search(const void *list, size_t len)
{
	assert_int_equal(store_setting(netdev_settings(netdev), &search, list,
				       len), 0);
}

/* Asks, and waits for so many seconds at most; how many ticks it took. */
static unsigned long resolve(const char *name, unsigned int seconds)
{
	unsigned long start = currticks();
	unsigned int i;

	results = 0;
	result = net_resolve(name, &result_addr, done, NULL);
	for (i = 0; i < 4 * seconds && result == -EINPROGRESS; i++) {
		run();
		hosted_clock_advance(TICKS_PER_SEC / 4);
	}
	return currticks() - start;
}

static int is_unknown(int rc)
{
	return strcmp(strerror(rc), "Name unknown to DNS, or no answer") == 0;
}

static void finds_a_name(void **state)
{
	known = "boot.lab";
	resolve("boot.lab", 5);
	assert_int_equal(result, 0);
	assert_int_equal(results, 1);
	assert_int_equal(result_addr.s_addr, htonl(FOUND));
}

/* RFC 5452 section 9.1. */
static void takes_answers_from_the_servers_port(void **state)
{
	known = "boot.example";
	from_port = 54;
	resolve("boot.example", 2);
	assert_int_equal(result, -EINPROGRESS);
	from_port = 53;
	answer(SERVER, 1);
	run();
	assert_int_equal(results, 1);
	assert_int_equal(result, 0);
	assert_int_equal(result_addr.s_addr, htonl(FOUND));
}

static void tries_the_domains_in_turn(void **state)
{
	set_search("\1a\3lab\0\1b\3lab", 14);
	known = "boot2.b.lab";
	resolve("boot2", 5);
	assert_int_equal(result, 0);
	assert_int_equal(results, 1);
	assert_int_equal(questions, 2);
	assert_string_equal(asked[0], "boot2.a.lab");
}

/* One domain three times, as pointers, in other letters, and the root. */
static void asks_once_in_a_domain(void **state)
{
	set_search("\3lab\0\xc0\0\xc0\0\3LAB\0\0", 15);
	resolve("nobody", 20);
	assert_true(is_unknown(result));
	assert_int_equal(results, 1);
	assert_int_equal(questions, 2);
	assert_string_equal(asked[0], "nobody.lab");
	assert_string_equal(asked[1], "nobody");
}

/* Labels have 63 bytes at most: 64 to 191 mean nothing (RFC 1035 4.1.4). */
static void stops_at_a_label_that_is_too_long(void **state)
{
	uint8_t list[512] = "\1a\3lab";
	unsigned int len;

	for (len = 64; len < 192; len += 127) {
		list[7] = len;
		memset(list + 8, 'x', len);
		list[8 + len] = 0;
		set_search(list, 9 + len);
		questions = 0;
		resolve("long", 20);
		assert_true(is_unknown(result));
		assert_int_equal(questions, 2);
		assert_string_equal(asked[0], "long.a.lab");
		assert_string_equal(asked[1], "long");
	}
	list[7] = 63;
	memset(list + 8, 'x', 63);
	list[8 + 63] = 0;
	set_search(list, 9 + 63);
	questions = 0;
	resolve("long2", 20);
	assert_int_equal(questions, 3);
	assert_int_equal(strlen(asked[1]), 6 + 63);
}

/* A pointer has 14 bits: it may lead beyond the first 256 bytes of the list, which hold
 * domains of one, two and two long labels here. */
static void follows_far_pointers(void **state)
{
	uint8_t list[512];
	size_t len = 0;
	unsigned int labels[] = { 1, 2, 2 }, i, j;

	for (i = 0; i < ARRAY_LEN(labels); i++) {
		for (j = 0; j < labels[i]; j++, len += 64) {
			list[len] = 63;
			memset(list + len + 1, 'a' + i, 63);
		}
		list[len++] = 0;
	}
	memcpy(list + len, "\1b\3lab\0\xc0", 8);
	list[len + 7] |= (len + 2) >> 8;
	list[len + 8] = len + 2;
	assert_true(len > 256);
	set_search(list, len + 9);
	resolve("far", 40);
	assert_int_equal(questions, 6);
	assert_string_equal(asked[3], "far.b.lab");
	assert_string_equal(asked[4], "far.lab");
	assert_string_equal(asked[5], "far");
}

/* A domain has at most 253 bytes, with which no name has room. The list counts up to a
 * longer one. */
static void a_list_ends_with_a_name_that_is_too_long(void **state)
{
	uint8_t list[512];
	unsigned int last, i;
	size_t len;

	for (last = 60; last <= 63; last++) {
		len = 0;
		for (i = 0; i < 4; i++) {
			list[len] = i < 3 ? 63 : last;
			memset(list + len + 1, 'a' + i, list[len]);
			len += 1 + list[len];
		}
		list[len++] = 0;
		memcpy(list + len, "\3lab", 5);
		set_search(list, len + 5);
		questions = 0;
		resolve(last & 1 ? "odd" : "even", 40);
		/* With dots between them these are 192 bytes and the last. */
		assert_int_equal(questions, 192 + last <= 253 ? 2 : 1);
	}
}

/* Lists that are broken, each after a domain that is not: what comes before counts. */
static void broken_lists_count_up_to_there(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} lists[] = {
		/* A pointer without its second byte. */
		{ "\1a\3lab\0\1b\xc0", 10 },
		/* A pointer to itself, and two that lead to one another. */
		{ "\1a\3lab\0\xc0\x07", 9 },
		{ "\1a\3lab\0\xc0\x09\xc0\x07", 11 },
		/* A pointer beyond the list. */
		{ "\1a\3lab\0\xc0\x40", 9 },
		/* A label that is cut off, and a name without its end. */
		{ "\1a\3lab\0\5bcd", 11 },
		{ "\1a\3lab\0\1b", 9 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(lists); i++) {
		set_search(lists[i].bytes, lists[i].len);
		questions = 0;
		resolve(i & 1 ? "odd" : "even", 20);
		assert_true(is_unknown(result));
		assert_int_equal(questions, 2);
		assert_string_equal(asked[0], i & 1 ? "odd.a.lab" :
						      "even.a.lab");
	}
}

/* The last two bytes of a list are a pointer. */
static void a_pointer_may_end_the_list(void **state)
{
	set_search("\1a\3lab\0\1b\xc0\x02", 11);
	resolve("pointed", 20);
	assert_true(is_unknown(result));
	assert_int_equal(questions, 3);
	assert_string_equal(asked[0], "pointed.a.lab");
	assert_string_equal(asked[1], "pointed.b.lab");
}

/* lwIP's server of that number, an address in network order. */
extern const uint32_t *dns_getserver(uint8_t number);

static void says_that_there_is_no_server(void **state)
{
	assert_int_equal(store_setting(netdev_settings(netdev), &dns_setting,
				       NULL, 0), 0);
	resolve("boot.lab", 5);
	assert_string_equal(strerror(result), "No DNS server known that there is a route to");
	assert_int_equal(questions, 0);
	/* What is left of an address is none. */
	set_address(&dns_setting, SERVER);
	resolve("boot.lab", 5);
	assert_int_equal(*dns_getserver(0), htonl(SERVER));
	assert_int_equal(*dns_getserver(1), 0);
}

/* The name of a domain is shorter than 255 characters (RFC 1035 2.3.4), and a list may
 * be longer than what is read of it. */
static void long_lists(void **state)
{
	uint8_t list[704];
	unsigned int i;

	for (i = 0; i < sizeof(list); i += 64) {
		list[i] = 63;
		memset(list + i + 1, 'x', 63);
	}
	set_search(list, 640);
	resolve("endless", 20);
	assert_int_equal(questions, 1);
	assert_string_equal(asked[0], "endless");
	for (i = 0; i < 693; i += 7) {
		memcpy(list + i, "\1\0\3lab", 7);
		list[i + 1] = 'a' + i / 7 % 20;
	}
	set_search(list, 693);
	questions = 0;
	resolve("many", 60);
	assert_in_range(questions, 2, 21);
	assert_string_equal(asked[questions - 1], "many");
}

static void uses_the_domain_without_a_list(void **state)
{
	assert_int_equal(store_setting(netdev_settings(netdev), &domain_setting,
				       "lab", 3), 0);
	known = "single.lab";
	resolve("single", 5);
	assert_int_equal(result, 0);
	assert_string_equal(asked[0], "single.lab");
	/* A name with a dot at its end is looked for as it is. */
	questions = 0;
	resolve("other.", 20);
	assert_true(is_unknown(result));
	assert_int_equal(questions, 1);
	assert_string_equal(asked[0], "other");
	assert_int_equal(store_setting(netdev_settings(netdev), &domain_setting,
				       NULL, 0), 0);
}

static void refuses_names_that_cannot_be(void **state)
{
	char name[300];

	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	resolve(name, 1);
	assert_int_equal(result, -ENAMETOOLONG);
	resolve("", 1);
	assert_int_equal(result, -ENAMETOOLONG);
	assert_int_equal(questions, 0);
	/* There is one question at a time. */
	silent = 1;
	assert_int_equal(net_resolve("first", &result_addr, done, NULL),
			 -EINPROGRESS);
	assert_int_equal(net_resolve("second", &result_addr, done, NULL),
			 -EBUSY);
	net_resolve_cancel();
	/* Whoever asks again after that gets the answer. */
	silent = 0;
	resolve("first", 30);
	assert_true(is_unknown(result));
}

/* With a domain it would be too long, so that it is looked for alone. */
static void leaves_out_what_is_too_long(void **state)
{
	uint8_t list[4 * 64] = "";
	unsigned int i;

	for (i = 0; i < 3; i++) {
		list[64 * i] = 63;
		memset(list + 64 * i + 1, 'x', 63);
	}
	list[3 * 64] = 50;
	memset(list + 3 * 64 + 1, 'x', 50);
	set_search(list, 3 * 64 + 52);
	resolve("a-name-that-has-thirty-letters", 20);
	assert_true(is_unknown(result));
	assert_int_equal(questions, 1);
	assert_string_equal(asked[0], "a-name-that-has-thirty-letters");
}

/* An answer counts for its time to live: the second time, nobody is asked. */
static void remembers_an_answer(void **state)
{
	known = "again.lab";
	resolve("again.lab", 5);
	assert_int_equal(result, 0);
	questions = 0;
	result_addr.s_addr = 0;
	resolve("again.lab", 5);
	assert_int_equal(result, 0);
	assert_int_equal(questions, 0);
	assert_int_equal(result_addr.s_addr, htonl(FOUND));
}

/* More servers than are kept are as good as those. */
static void takes_many_servers(void **state)
{
	uint32_t servers[20];
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(servers); i++)
		servers[i] = htonl(SERVER);
	assert_int_equal(store_setting(netdev_settings(netdev), &dns_setting,
				       servers, sizeof(servers)), 0);
	known = "many.lab";
	resolve("many.lab", 5);
	assert_int_equal(result, 0);
	/* It is four that lwIP asks (lwipopts.h). */
	for (i = 0; i < 4; i++)
		assert_int_equal(*dns_getserver(i), htonl(SERVER));
	assert_int_equal(*dns_getserver(4), 0);
}

static void ends_without_an_answer(void **state)
{
	uint8_t servers[16];
	unsigned int i;

	for (i = 0; i < 4; i++)
		put32(servers + 4 * i, SERVER + 10 + i);
	assert_int_equal(store_setting(netdev_settings(netdev), &dns_setting,
				       servers, sizeof(servers)), 0);
	set_search("\1a\0\1b\0\1c\0\1d\0\1e\0\1f", 18);
	silent = 1;
	assert_in_range(resolve("quiet", 1000), 29 * TICKS_PER_SEC,
			31 * TICKS_PER_SEC);
	assert_true(is_unknown(result));
	assert_int_equal(results, 1);
}

/* A server that nothing leads to is passed over, and if there is no other, nobody
 * waits for an answer. */
static void asks_only_where_there_is_a_way(void **state)
{
	uint8_t servers[8];

	put32(servers, 0x08080808);
	put32(servers + 4, SERVER);
	assert_int_equal(store_setting(netdev_settings(netdev), &dns_setting,
				       servers, sizeof(servers)), 0);
	known = "boot.lab";
	assert_in_range(resolve("boot.lab", 5), 0, TICKS_PER_SEC / 2);
	assert_int_equal(result, 0);
	set_address(&dns_setting, 0x08080808);
	questions = 0;
	assert_in_range(resolve("boot2.lab", 5), 0, 1);
	assert_string_equal(strerror(result),
			    "No DNS server known that there is a route to");
	assert_int_equal(questions, 0);
}

/* While there is no memory, time goes on; afterwards everything is as if
 * there had always been some. */
static void outlives_the_lack_of_memory(void **state)
{
	unsigned int before, i;

	/* The timers have just run. */
	hosted_clock_advance(TICKS_PER_SEC);
	run();
	silent = 1;
	result = net_resolve("later.lab", &result_addr, done, NULL);
	assert_int_equal(result, -EINPROGRESS);
	run();
	before = questions;
	assert_true(before > 0);
	testhost_malloc_left = 0;
	for (i = 0; i < 5; i++) {
		hosted_clock_advance(TICKS_PER_SEC / 4);
		run();
	}
	testhost_malloc_left = -1;
	assert_int_equal(questions, before);
	silent = 0;
	known = "later.lab";
	for (i = 0; i < 16; i++) {
		hosted_clock_advance(TICKS_PER_SEC / 4);
		run();
	}
	assert_int_equal(result, 0);
}

/* An answer comes from the address that was asked. */
static void believes_nobody_else(void **state)
{
	silent = 1;
	result = net_resolve("www.lab", &result_addr, done, NULL);
	run();
	answer(SERVER + 1, 1);
	run();
	assert_int_equal(results, 0);
	answer(SERVER, 1);
	run();
	assert_int_equal(results, 1);
	assert_int_equal(result, 0);
}

static void stays_cancelled(void **state)
{
	silent = 1;
	result = net_resolve("gone.lab", &result_addr, done, NULL);
	run();
	net_resolve_cancel();
	answer(SERVER, 1);
	run();
	assert_int_equal(results, 0);
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_a_name),
		TEST(takes_answers_from_the_servers_port),
		TEST(tries_the_domains_in_turn),
		TEST(asks_once_in_a_domain),
		TEST(stops_at_a_label_that_is_too_long),
		TEST(follows_far_pointers),
		TEST(a_list_ends_with_a_name_that_is_too_long),
		TEST(broken_lists_count_up_to_there),
		TEST(a_pointer_may_end_the_list),
		TEST(says_that_there_is_no_server),
		TEST(long_lists),
		TEST(uses_the_domain_without_a_list),
		TEST(refuses_names_that_cannot_be),
		TEST(leaves_out_what_is_too_long),
		TEST(remembers_an_answer),
		TEST(takes_many_servers),
		TEST(ends_without_an_answer),
		TEST(asks_only_where_there_is_a_way),
		TEST(outlives_the_lack_of_memory),
		TEST(believes_nobody_else),
		TEST(stays_cancelled),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
