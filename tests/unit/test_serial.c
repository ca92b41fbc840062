/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The serial console, on a UART that this test makes up: it sends its FIFO's
 * characters at a speed, and can be stopped, or not be there. Time passes with each
 * look at it, about as fast as the tests' clock does. */

#include "unit.h"
#include <string.h>
#include "registers.h"
#include <ipxe/process.h>
#include <ipxe/timer.h>
#include "../../core/platform/hosted/hosted.h"
#include "../../core/platform/pcbios/conf.h"
#include "../../core/platform/pcbios/console.h"
#include "../replace.h"

REPLACES(step_busy);

#define PORT 0x3f8
#define DATA (PORT + 0)
#define FIFO (PORT + 2)
#define LINE_CONTROL (PORT + 3)
#define LINE_STATUS (PORT + 5)
#define SCRATCH (PORT + 7)
#define DIVISOR_ACCESS 0x80
#define CAN_SEND 0x20
#define ALL_SENT 0x40

/* How many characters serial_drain() finds in memory at most. */
#define TEXT 4096
/* Looks at the line status in a tick: as often as the clock of the tests is read. */
#define LOOKS 16

extern struct step_fn serial_step;
const struct pcbios_conf pcbios_conf = { 0, 1, PORT, 115200, 0 };

static unsigned int busy;

/* Keeps the processor from its rest, in which nothing is sent. */
void __wrap_step_busy(void)
{
	busy++;
}

static struct {
	int there;
	unsigned int fifo_len;
	unsigned int looks_per_char;
	uint8_t scratch, line_control;
	unsigned int in_fifo, done;	/* done: looks at its first character */
	unsigned int stopped;		/* looks for which it sends nothing */
	unsigned long looks;
	char sent[4 * TEXT];
	size_t sent_len;
} uart;

static void pass_time(void)
{
	uart.looks++;
	if (uart.stopped) {
		uart.stopped--;
	} else if (uart.in_fifo && ++uart.done >= uart.looks_per_char) {
		uart.done = 0;
		uart.in_fifo--;
	}
}

uint8_t inb(uint16_t port)
{
	if (!uart.there)
		return 0xff;
	switch (port) {
	case SCRATCH:
		return uart.scratch;
	case FIFO:
		return uart.fifo_len > 1 ? 0xc1 : 0x01;
	case LINE_STATUS:
		pass_time();
		return uart.in_fifo ? 0 : CAN_SEND | ALL_SENT;
	}
	fail_msg("port %x is read", port);
	return 0;
}

void outb(uint8_t value, uint16_t port)
{
	if (!uart.there)
		return;
	if (port == SCRATCH)
		uart.scratch = value;
	if (port == LINE_CONTROL)
		uart.line_control = value;
	if (port != DATA || uart.line_control & DIVISOR_ACCESS)
		return;
	assert_true(uart.in_fifo < uart.fifo_len);
	assert_true(uart.sent_len < sizeof(uart.sent));
	uart.in_fifo++;
	uart.sent[uart.sent_len++] = value;
}

static void put_text(const char *text)
{
	while (*text)
		serial_console.putchar(*text++);
}

static void assert_sent(const char *text)
{
	assert_int_equal(uart.sent_len, strlen(text));
	assert_memory_equal(uart.sent, text, uart.sent_len);
}

/* A UART that takes 16 characters and sends one at each look. */
static int setup(void **state)
{
	(void)state;
	memset(&uart, 0, sizeof(uart));
	busy = 0;
	uart.there = 1;
	uart.fifo_len = 16;
	uart.looks_per_char = 1;
	return serial_init();
}

/* Nothing is left for the next test. */
static int teardown(void **state)
{
	(void)state;
	uart.there = 1;
	uart.stopped = 0;
	serial_drain();
	return 0;
}

static void writing_never_waits(void **state)
{
	(void)state;
	put_text("a line of more than sixteen characters\n");
	serial_console.flush();
	assert_int_equal(uart.looks, 1);
	assert_sent("a line of more t");
	put_text("more");
	assert_int_equal(uart.looks, 1);
}

static void event_loop_sends_in_order(void **state)
{
	unsigned int turns;

	(void)state;
	put_text("a line of more than sixteen characters\n");
	for (turns = 0; turns < 100; turns++)
		serial_step.step();
	assert_sent("a line of more than sixteen characters\r\n");
	assert_int_equal(busy, 3);
	/* Nothing is looked at while there is nothing to send, and no rest is put
	 * off. */
	uart.looks = 0;
	serial_step.step();
	assert_int_equal(uart.looks, 0);
	assert_int_equal(busy, 3);
}

static void one_at_a_time_without_fifo(void **state)
{
	(void)state;
	uart.fifo_len = 1;
	assert_int_equal(serial_init(), 0);
	put_text("old");
	serial_step.step();
	assert_sent("o");
	serial_drain();
	assert_sent("old");
}

static void drained_at_9600(void **state)
{
	char text[TEXT + 1];

	(void)state;
	uart.looks_per_char = LOOKS;	/* 9600 bits per second */
	memset(text, 'x', TEXT);
	text[TEXT] = 0;
	text[TEXT - 1] = 'y';
	put_text(text);
	assert_int_equal(uart.looks, 0);
	serial_drain();
	assert_sent(text);
	assert_int_equal(uart.in_fifo, 0);
}

static void reader_that_stops_for_3_s_loses_nothing(void **state)
{
	(void)state;
	put_text("before the stop, and ");
	serial_step.step();
	uart.stopped = 3 * TICKS_PER_SEC * LOOKS;
	put_text("after it");
	serial_step.step();
	serial_drain();
	assert_sent("before the stop, and after it");
}

static void reader_that_never_comes_back(void **state)
{
	unsigned long looks;
	unsigned int i;

	(void)state;
	serial_console.putchar('a');
	serial_step.step();
	uart.stopped = -1U;
	for (i = 0; i < TEXT; i++)
		serial_console.putchar('b');
	looks = uart.looks;
	/* The first character too many waits, and no other. */
	serial_console.putchar('c');
	assert_true(uart.looks > looks);
	looks = uart.looks;
	for (i = 0; i < 99; i++)
		serial_console.putchar('d');
	assert_true(uart.looks <= looks + 99);
	/* What is drained ends, too, and the next time at once. */
	serial_drain();
	assert_true(uart.looks < looks + 20 * TICKS_PER_SEC * LOOKS);
	assert_sent("a");
}

static void latest_text_is_kept(void **state)
{
	unsigned int i;

	(void)state;
	serial_console.putchar('a');
	serial_step.step();
	uart.stopped = -1U;
	for (i = 0; i < 2 * TEXT - 3; i++)
		serial_console.putchar('b');
	put_text("end");
	uart.stopped = 0;
	serial_drain();
	assert_int_equal(uart.sent_len, 1 + TEXT);
	assert_memory_equal(uart.sent + 1 + TEXT - 4, "bend", 4);
}

static void port_that_is_not_there(void **state)
{
	(void)state;
	uart.there = 0;
	assert_int_equal(serial_init(), -1);
	assert_int_equal(serial_find(), -1);
	/* One that goes away later takes everything. */
	put_text("to nowhere");
	serial_drain();
	assert_int_equal(serial_iskey(), 0);
	assert_int_equal(uart.sent_len, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writing_never_waits),
		TEST(event_loop_sends_in_order),
		TEST(one_at_a_time_without_fifo),
		TEST(drained_at_9600),
		TEST(reader_that_stops_for_3_s_loses_nothing),
		TEST(reader_that_never_comes_back),
		TEST(latest_text_is_kept),
		TEST(port_that_is_not_there),
	};

	hosted_options.virtual_clock = 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
