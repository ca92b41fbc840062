/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Option 121 (RFC 3442): which device and which router packets leave by. */

#include "wire.h"
#include <errno.h>
#include <stdlib.h>
#include <core/net.h>
#include <ipxe/dhcp.h>

#define OTHER_IP 0x0a040002
#define GATEWAY 0x0a0300fe
#define ELSEWHERE 0x08080808

static struct net_device *ours, *other;
static struct net_udp *udp;
static unsigned int heard;

static void wire_hear(const uint8_t *frame, size_t len)
{
	heard++;
}

static void on_rx(void *ctx, struct in_addr from, unsigned int port,
		  const void *data, size_t len)
{
}

static void set_routes(struct net_device *device, const void *routes,
		       size_t len)
{
	static const struct setting setting = {
		.name = "", .type = &setting_type_hexraw,
		.tag = DHCP_CLASSLESS_ROUTES,
	};

	assert_int_equal(store_setting(netdev_settings(device), &setting,
				       routes, len), 0);
}

#define ROUTES(device, text) set_routes(device, text, sizeof(text) - 1)

static int setup(void **state)
{
	wire_setup();
	other = netdev;
	set_address(&ip_setting, OTHER_IP);
	wire_setup();
	ours = netdev;
	set_address(&gateway_setting, GATEWAY);
	assert_int_equal(net_udp_open(&udp, NULL, 0, on_rx, NULL), 0);
	return 0;
}

static int teardown(void **state)
{
	net_udp_close(udp);
	netdev = ours;
	wire_teardown();
	netdev = other;
	wire_teardown();
	return 0;
}

/* Sends there, through that device, to that neighbour. */
static void assert_route(uint32_t to, struct net_device *device,
			 uint32_t neighbour)
{
	struct in_addr addr = { htonl(to) };

	assert_ptr_equal(net_route(addr), device);
	assert_true(net_reachable(addr));
	wire_asked = heard = 0;
	netdev = device;
	assert_int_equal(net_udp_send(udp, addr, 69, "x", 1), 0);
	run();
	assert_int_equal(heard, 1);
	assert_int_equal(wire_asked, neighbour);
	assert_true(net_neighbour_known(addr));
}

/* Nothing gets there. */
static void assert_no_route(uint32_t to)
{
	static const struct net_tcp_operations none;
	struct in_addr addr = { htonl(to) };
	struct net_tcp *tcp;

	wire_asked = heard = 0;
	netdev = ours;
	assert_false(net_reachable(addr));
	assert_false(net_neighbour_known(addr));
	assert_int_equal(net_tcp_open(&tcp, addr, 80, &none, NULL),
			 -ENETUNREACH);
	assert_null(tcp);
	assert_int_not_equal(net_udp_send(udp, addr, 69, "x", 1), 0);
	run();
	assert_int_equal(heard, 0);
	assert_int_equal(wire_asked, 0);
}

static void without_routes_all_leaves_by_the_gateway(void **state)
{
	assert_route(ELSEWHERE, ours, GATEWAY);
}

static void a_route_leads_to_its_router(void **state)
{
	ROUTES(ours, "\x10\xc0\xa8\x0a\x03\x00\x01");
	assert_route(0xc0a80105, ours, 0x0a030001);
}

/* Section 3: option 3 is ignored where there is 121. */
static void the_router_option_does_not_count(void **state)
{
	ROUTES(ours, "\x10\xc0\xa8\x0a\x03\x00\x01");
	ROUTES(other, "\x08\xac\x0a\x04\x00\x01");
	assert_no_route(ELSEWHERE);
	ROUTES(ours, "\x00\x0a\x03\x00\x05");
	assert_route(ELSEWHERE, ours, 0x0a030005);
}

static void the_narrowest_route_counts(void **state)
{
	ROUTES(ours, "\x08\xac\x0a\x03\x00\x11"
		     "\x18\xac\x10\x05\x0a\x03\x00\x12"
		     "\x20\xac\x10\x05\x09\x0a\x03\x00\x13"
		     "\x09\xac\x00\x0a\x03\x00\x14");
	assert_route(0xac800000, ours, 0x0a030011);
	assert_route(0xac100501, ours, 0x0a030012);
	assert_route(0xac100509, ours, 0x0a030013);
	assert_route(0xac110000, ours, 0x0a030014);
}

static void each_device_has_its_own(void **state)
{
	ROUTES(other, "\x10\xc0\xa8\x0a\x04\x00\x09");
	assert_route(0xc0a80105, other, 0x0a040009);
	assert_route(ELSEWHERE, ours, GATEWAY);
}

/* Section 3: a router of 0.0.0.0 is none. */
static void a_network_may_be_on_the_wire(void **state)
{
	ROUTES(ours, "\x10\xc0\xa8\x00\x00\x00\x00");
	assert_route(0xc0a80105, ours, 0xc0a80105);
}

static void without_a_gateway_only_the_network_is_there(void **state)
{
	set_address(&gateway_setting, 0);
	assert_no_route(ELSEWHERE);
	assert_route(GATEWAY, ours, GATEWAY);
	assert_route(0x0a040009, other, 0x0a040009);
}

static void garbage_leads_nowhere(void **state)
{
	static const char routes[] = "\x10\xc0\xa8\x0a\x03\x00\x01"
				     "\x20\xac\x10\x05\x09\x0a\x03\x00";
	size_t len;

	for (len = 1; len < sizeof(routes) - 1; len++) {
		char *copy = malloc(len);

		memcpy(copy, routes, len);
		set_routes(ours, copy, len);
		free(copy);
		if (len < 7)
			assert_no_route(0xc0a80105);
		assert_no_route(0xac100509);
	}
	assert_route(0xc0a80105, ours, 0x0a030001);
	ROUTES(ours, "\x21\xac\x10\x05\x09\x01\x0a\x03\x00\x01");
	assert_no_route(0xac100509);
}

#define TEST(function)							\
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_routes_all_leaves_by_the_gateway),
		TEST(a_route_leads_to_its_router),
		TEST(the_router_option_does_not_count),
		TEST(the_narrowest_route_counts),
		TEST(each_device_has_its_own),
		TEST(a_network_may_be_on_the_wire),
		TEST(without_a_gateway_only_the_network_is_there),
		TEST(garbage_leads_nowhere),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
