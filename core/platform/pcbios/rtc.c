/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Reads the real-time clock (MC146818 and its successors), which is taken to run
 * in UTC.
 */

#include <arch/io.h>
#include <core/calendar.h>
#include <core/clock.h>
#include "pcbios.h"

#define INDEX 0x70
#define DATA 0x71

#define SECONDS 0x00
#define MINUTES 0x02
#define HOURS 0x04
#define DAY 0x07
#define MONTH 0x08
#define YEAR 0x09
#define STATUS_A 0x0a
#define STATUS_A_BUSY 0x80
#define STATUS_B 0x0b
#define STATUS_B_24H 0x02
#define STATUS_B_BINARY 0x04
#define PM 0x80

#define TRIES 100000

static const uint8_t registers[] = {
	SECONDS, MINUTES, HOURS, DAY, MONTH, YEAR,
};
#define NUM_REGISTERS sizeof(registers)

static uint8_t read_register(uint8_t index)
{
	outb(index, INDEX);
	return inb(DATA);
}

/* Reads all registers until two readings agree, so that no update came between
 * them. Returns 0, or non-zero if the clock does not answer. */
static int read_all(uint8_t *values)
{
	unsigned int tries, i, same;
	uint8_t value;

	for (i = 0; i < NUM_REGISTERS; i++)
		values[i] = 0xff;
	for (tries = 0; tries < TRIES; tries++) {
		if (read_register(STATUS_A) & STATUS_A_BUSY)
			continue;
		for (same = i = 0; i < NUM_REGISTERS; i++) {
			value = read_register(registers[i]);
			same += value == values[i];
			values[i] = value;
		}
		if (same == NUM_REGISTERS)
			return values[3] == 0xff;
	}
	return 1;
}

/* Returns the number in a register, which is binary or has two decimal
 * digits. */
static unsigned int from_bcd(uint8_t value, int binary)
{
	return binary ? value : (value >> 4) * 10 + (value & 15);
}

uint64_t platform_time(void)
{
	uint8_t v[NUM_REGISTERS], mode = read_register(STATUS_B);
	int binary = mode & STATUS_B_BINARY;
	unsigned int hour, month, day;

	if (read_all(v) != 0)
		return 0;
	hour = from_bcd(v[2] & ~PM, binary);
	if (!(mode & STATUS_B_24H))
		hour = hour % 12 + (v[2] & PM ? 12 : 0);
	day = from_bcd(v[3], binary);
	month = from_bcd(v[4], binary);
	if (day < 1 || day > 31 || month < 1 || month > 12)
		return 0;
	return ((calendar_days(2000 + from_bcd(v[5], binary), month, day) * 24 + hour) *
		60 + from_bcd(v[1], binary)) * 60 + from_bcd(v[0], binary);
}
