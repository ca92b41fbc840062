/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The words in which the tests of the race are written. */

#include "rules.h"

static void broken(const char *text)
{
	fail_msg("%s", text);
}

/* Removes what an earlier test has left because it failed in the middle. */
static void clear(void)
{
	unsigned int i;

	for (i = 0; i < scenario.nic_count; i++) {
		netdev_rx_unfreeze(scenario.nics[i].nic.netdev);
		netdev_close(scenario.nics[i].nic.netdev);
	}
	scenario_remove();
}

int empty_world(void **state)
{
	world_broken = broken;
	clear();
	scenario_start(1);
	world.quantum_us = US_PER_MS;
	return 0;
}

int end_world(void **state)
{
	scenario_forget();
	scenario_remove();
	return 0;
}

void add_nics(unsigned int count)
{
	while (count--)
		scenario_add_nic();
}

struct sim_nic *nic(unsigned int index)
{
	return &scenario.nics[index];
}

struct server *serve(unsigned int index, enum server_kind kind,
			    unsigned int delay_ms)
{
	return scenario_add_server(nic(index), kind, delay_ms);
}

void assert_error(int rc, int error)
{
	assert_int_equal(errno_posix(rc), errno_posix(error));
}

void assert_result(int error)
{
	assert_error(scenario_run(), error);
}

const char *result(const char *name)
{
	static char text[320];
	const struct setting *known = find_setting(name);
	struct setting setting = {
		.name = name, .type = &setting_type_string,
	};

	if (known)
		setting = *known;
	if (fetchf_setting(find_settings("multiboot"), &setting, NULL, NULL,
			   text, sizeof(text)) < 0)
		text[0] = '\0';
	return text;
}

void assert_reason(unsigned int index, const char *reason)
{
	char name[24];

	snprintf(name, sizeof(name), "reason-net%d", (int)index);
	assert_string_equal(result(name), reason);
}

void assert_winner(unsigned int index)
{
	char name[12];

	snprintf(name, sizeof(name), "net%d", (int)index);
	assert_int_equal(scenario_run(), 0);
	assert_string_equal(result("netdev"), name);
}

unsigned int printed(const char *text)
{
	const char *at = world.console;
	unsigned int count = 0;

	world.console[world.console_len] = '\0';
	while ((at = strstr(at, text))) {
		at += strlen(text);
		count++;
	}
	return count;
}
