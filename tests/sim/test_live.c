/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The lines that are updated in place: on which terminals, and what they say. */

#include "rules.h"
#include <ipxe/keys.h>

/* What the terminal is asked for: the position of its cursor. */
#define QUESTION "\033[6n"

/* What the terminal answers to one question after another; NULL is silence. */
static const char *answers[8];
/* How many questions it was asked. */
static unsigned int asked;

/* The terminal, which answers at once when a question is complete. */
static void terminal(int c)
{
	static unsigned int matched;
	const char *answer;

	matched = c == QUESTION[matched] ? matched + 1 : 0;
	if (QUESTION[matched])
		return;
	matched = 0;
	world_check(asked < ARRAY_LEN(answers), "asks again and again");
	answer = answers[asked++];
	for (; answer && *answer; answer++)
		world_key(world.now_us, *answer);
}

static void connect(const char *first, const char *second)
{
	memset(answers, 0, sizeof(answers));
	answers[0] = first;
	answers[1] = second;
	asked = 0;
	world.terminal = terminal;
}

/* Fills a world with a card without a link and one that boots after 4 s, unless
 * another one does so before. */
static void two_cards(void)
{
	add_nics(2);
	nic(0)->nic.link_delay_us = WORLD_NEVER;
	serve(1, SERVER_GOOD, 4000)->quick_ack = 1;
}

/* The answer is the row below the lines. Each line fills its row up to column 78. */
static void lines_are_drawn_in_place(void **state)
{
	char line[128];

	two_cards();
	connect("\033[20;1R", "\033[9;1R");
	assert_winner(1);
	assert_int_equal(asked, 2);
	assert_int_equal(printed(QUESTION "\n\n" QUESTION), 1);
	snprintf(line, sizeof(line), "\033[7;1H%-78s\033[8;1H%-78s\033[9;1H",
		 "net0: waiting for link, 1 s",
		 "net1: waiting for an offer, 1 s");
	/* Twice a second. */
	assert_in_range(printed(line), 1, 2);
	snprintf(line, sizeof(line), "\033[8;1H%-78s\033[9;1H",
		 "net1: waiting for an offer, 3 s");
	assert_in_range(printed(line), 1, 3);
	assert_in_range(printed("\033[7;1Hnet0: "), 6, 12);
	/* What the lines say is not printed as well. */
	assert_int_equal(printed("\nnet1: offer"), 0);
}

/* Without an answer that makes sense, messages are plain lines. */
static void a_terminal_has_to_answer(void **state)
{
	static const struct {
		const char *first, *second;
		int able;
	} cases[] = {
		{ "\033[20;1R", "\033[9;1R", 1 },
		/* Other keys before it, and an answer that begins anew. */
		{ "x\033[20;80R", "\033\033[9;1R", 1 },
		{ "\033[1x\033[20;1R", "\033[2;x\033[9;1R", 1 },
		{ "\033x[9;1R\033[20;1R", "\033[9;1R", 1 },
		/* Rows 1 and 2 have room for two lines, with the cursor below. */
		{ "\033[1;1R", "\033[3;1R", 1 },
		{ "\033[1;1R", "\033[2;1R", 0 },
		{ "\033[1;1R", "\033[;1R", 0 },
		{ NULL, NULL, 0 },
		{ "\033[20;1R", NULL, 0 },
		{ "\033[0;1R", "\033[9;1R", 0 },
		{ "\033[;1R", "\033[9;1R", 0 },
		/* No screen has so many rows. */
		{ "\033[99999;1R", "\033[9;1R", 0 },
		{ "\033[9R", "\033[9;1R", 0 },
		{ "\033[9;1;1R", "\033[9;1R", 0 },
		{ "\0339;1R", "\033[9;1R", 0 },
		{ "[9;1R", "\033[9;1R", 0 },
		{ "\033[9;1r", "\033[9;1R", 0 },
		{ "9;1R\033[", "\033[9;1R", 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		empty_world(state);
		two_cards();
		connect(cases[i].first, cases[i].second);
		assert_winner(1);
		if (!!printed("net0: waiting for link") != cases[i].able)
			fail_msg("answers %d: able is %d", (int)i,
				 !cases[i].able);
		assert_int_equal(printed("\033[2;1H") > 0, i == 4);
		assert_int_equal(printed("net1: offer 10.1.0."), !cases[i].able);
		assert_in_range(asked, 1, 2);
		end_world(state);
	}
	empty_world(state);
}

static void a_quick_race_asks_nobody(void **state)
{
	two_cards();
	nic(1)->servers[0].delay_ms = 900;
	connect("\033[20;1R", "\033[9;1R");
	assert_winner(1);
	assert_int_equal(asked, 0);
}

static void quiet_asks_nobody(void **state)
{
	two_cards();
	scenario.options.quiet = 1;
	connect("\033[20;1R", "\033[9;1R");
	assert_winner(1);
	assert_int_equal(asked, 0);
}

/* A screen of 25 rows has room for 20 lines. */
static void more_cards_than_lines(void **state)
{
	add_nics(20);
	serve(0, SERVER_GOOD, 2500);
	connect("\033[20;1R", "\033[21;1R");
	assert_winner(0);
	assert_int_equal(asked, 2);
	assert_true(printed("\033[20;1Hnet19: ") > 0);
	end_world(state);
	empty_world(state);
	add_nics(21);
	serve(0, SERVER_GOOD, 2500);
	connect("\033[20;1R", "\033[22;1R");
	assert_winner(0);
	assert_int_equal(asked, 0);
	assert_int_equal(printed("\033["), 0);
}

static void lines_say_what_cards_do(void **state)
{
	add_nics(5);
	nic(0)->block = BLOCK_LACP;
	nic(0)->block_us = 1000 * US_PER_SEC;
	serve(1, SERVER_NO_FILE, 1);
	serve(2, SERVER_SILENT, 1);
	serve(3, SERVER_GOOD, 0)->boot_rc = -ENOENT;
	serve(4, SERVER_GOOD, 6000)->quick_ack = 1;
	connect("\033[20;1R", "\033[9;1R");
	answers[2] = "\033[20;1R";
	assert_winner(4);
	assert_true(printed("net0: port may be blocked by the switch, "
			    "waiting, ") > 0);
	assert_true(printed("net1: offer of 10.1.0.1: nothing to boot ") > 0);
	assert_true(printed("net2: requesting 10.2.0.100 ") > 0);
	assert_true(printed("net3: file not found on 10.3.0.1 ") > 0);
}

static void a_card_without_memory_waits_for_its_turn(void **state)
{
	add_nics(2);
	serve(0, SERVER_GOOD, 3000);
	nic_memory = 1;
	connect("\033[20;1R", "\033[9;1R");
	assert_winner(0);
	assert_true(printed("net1: waiting for its turn ") > 0);
}

/* Fills a world with a card that fails after 2 s and one that boots 4 s later. */
static void one_that_fails(void)
{
	two_cards();
	nic(1)->servers[0].delay_ms = 6000;
	add_nics(1);
	serve(2, SERVER_GOOD, 2000)->boot_rc = -ENOENT;
}

/* Below what a boot has printed the lines are drawn anew, in a row that the terminal
 * is asked for. It is not asked again whether it answers. */
static void lines_go_on_after_a_boot(void **state)
{
	one_that_fails();
	connect("\033[20;1R", "\033[9;1R");
	answers[2] = "\033[15;1R";
	assert_winner(1);
	assert_int_equal(firmware.boots, 2);
	assert_int_equal(asked, 3);
	assert_true(printed("\033[6;1Hnet0: waiting for link, ") > 0);
	assert_true(printed("\033[12;1Hnet0: waiting for link, ") > 0);
}

/* One that has fallen silent meanwhile gets plain lines. */
static void a_terminal_may_fall_silent(void **state)
{
	one_that_fails();
	connect("\033[20;1R", "\033[9;1R");
	assert_winner(1);
	assert_int_equal(asked, 3);
	assert_true(printed("\033[6;1Hnet0: waiting for link, ") > 0);
	assert_int_equal(printed("net0: waiting for link, 5 s"), 0);
	assert_int_equal(printed("net1: offer 10.1.0."), 1);
}

/* Keys in place of an answer are the user's. */
static void ctrl_c_in_place_of_an_answer_counts(void **state)
{
	two_cards();
	connect("\003\003", NULL);
	assert_result(-ECANCELED);
	assert_int_equal(asked, 1);
	assert_about_ms(world.now_us, 1125);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lines_are_drawn_in_place),
		TEST(a_terminal_has_to_answer),
		TEST(a_quick_race_asks_nobody),
		TEST(quiet_asks_nobody),
		TEST(more_cards_than_lines),
		TEST(lines_say_what_cards_do),
		TEST(a_card_without_memory_waits_for_its_turn),
		TEST(lines_go_on_after_a_boot),
		TEST(a_terminal_may_fall_silent),
		TEST(ctrl_c_in_place_of_an_answer_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
