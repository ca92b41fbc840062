/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Switches the machine off through ACPI (ACPI 6.5: 5.2 tables, 4.8.3.2 PM1
 * control, 7.4.2 \_S5), and finds its timer (4.8.3.3). The tables are the
 * firmware's and may be wrong: nothing beyond their lengths is read. The package
 * \_S5 is all that is understood of AML.
 */

#include <string.h>
#include <unistd.h>
#include <arch/io.h>
#include "pcbios.h"

#define BDA_EBDA_SEGMENT 0x40e
#define EBDA_LEN 0x400
#define BIOS_AREA 0xe0000
#define BIOS_AREA_LEN 0x20000
#define RSDP_STEP 16
#define RSDP_LEN 20
#define RSDP_RSDT 16

#define HEADER_LEN 36
#define HEADER_TABLE_LEN 4
/* A table that says it is longer is not believed. */
#define TABLE_MAX 0x1000000

/* Offsets in the fixed ACPI description table (5.2.9). */
#define FADT_LEN_MIN 92
#define FADT_DSDT 40
#define FADT_SMI_COMMAND 48
#define FADT_ACPI_ENABLE 52
#define FADT_PM1A_CONTROL 64
#define FADT_PM1B_CONTROL 68
#define FADT_TIMER 76
#define FADT_TIMER_LEN 91

#define PM1_SCI_ENABLED 0x0001
#define PM1_SLEEP_TYPE_SHIFT 10
#define PM1_SLEEP_TYPE_MASK 0x1c00
#define PM1_SLEEP 0x2000

#define AML_ZERO 0x00
#define AML_ONE 0x01
#define AML_BYTE 0x0a
#define AML_PACKAGE 0x12

#define ENABLE_MS 3000
#define WAIT_MS 500

static uint32_t get32(const uint8_t *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

/* Returns the root system description pointer (5.2.5) in a range of memory, or
 * NULL if there is none whose checksum is right. */
static const uint8_t *find_rsdp_in(uintptr_t start, size_t len)
{
	const uint8_t *p = (const uint8_t *)hide_origin(start);
	uint8_t sum;
	size_t i;

	for (; len >= RSDP_LEN; p += RSDP_STEP, len -= RSDP_STEP) {
		if (memcmp(p, "RSD PTR ", 8) != 0)
			continue;
		for (sum = i = 0; i < RSDP_LEN; i++)
			sum += p[i];
		if (sum == 0)
			return p;
	}
	return NULL;
}

static const uint8_t *find_rsdp(void)
{
	const uint8_t *rsdp = NULL;
	uintptr_t ebda = bios_data(uint16_t, BDA_EBDA_SEGMENT) << 4;

	if (ebda)
		rsdp = find_rsdp_in(ebda, EBDA_LEN);
	return rsdp ? rsdp : find_rsdp_in(BIOS_AREA, BIOS_AREA_LEN);
}

/* Returns the table at an address, or NULL if it has another name or is shorter
 * than min. *len is its length in bytes. */
static const uint8_t *table(uint32_t address, const char *name, size_t min,
			    size_t *len)
{
	const uint8_t *p = (const uint8_t *)hide_origin(address);

	if (!address || memcmp(p, name, 4) != 0)
		return NULL;
	*len = get32(p + HEADER_TABLE_LEN);
	return *len >= min && *len <= TABLE_MAX ? p : NULL;
}

static const uint8_t *find_fadt(void)
{
	const uint8_t *rsdp = find_rsdp();
	const uint8_t *rsdt, *fadt;
	size_t len, fadt_len, at;

	if (!rsdp)
		return NULL;
	rsdt = table(get32(rsdp + RSDP_RSDT), "RSDT", HEADER_LEN, &len);
	if (!rsdt)
		return NULL;
	for (at = HEADER_LEN; at + 4 <= len; at += 4) {
		fadt = table(get32(rsdt + at), "FACP", FADT_LEN_MIN,
			     &fadt_len);
		if (fadt)
			return fadt;
	}
	return NULL;
}

/* Reads a small constant of the AML at *at, and moves *at past it. Returns the
 * constant, or -1 if there is anything else. */
static int constant(const uint8_t *aml, size_t len, size_t *at)
{
	if (*at >= len)
		return -1;
	if (aml[*at] == AML_ZERO || aml[*at] == AML_ONE)
		return aml[(*at)++];
	if (aml[*at] != AML_BYTE || len - *at < 2)
		return -1;
	*at += 2;
	return aml[*at - 1];
}

/* Reads the sleep types a and b of "Name (\_S5, Package () { a, b, ... })".
 * Returns 0, or -1 if there is no such package. */
static int find_s5(const uint8_t *aml, size_t len, int *type_a, int *type_b)
{
	size_t i, at;

	for (i = HEADER_LEN; len - i > 8; i++) {
		if (memcmp(aml + i, "_S5_", 4) != 0 ||
		    aml[i + 4] != AML_PACKAGE)
			continue;
		at = i + 5;
		at += 1 + (aml[at] >> 6);	/* package length */
		at++;				/* number of elements */
		*type_a = constant(aml, len, &at);
		*type_b = constant(aml, len, &at);
		if (*type_a >= 0 && *type_b >= 0)
			return 0;
	}
	return -1;
}

/* Turns ACPI mode on, by a command to the system management mode, and waits
 * until that is done. */
static void enable(const uint8_t *fadt, uint16_t control)
{
	uint16_t command = get32(fadt + FADT_SMI_COMMAND);
	unsigned int ms;

	if (inw(control) & PM1_SCI_ENABLED || !command ||
	    !fadt[FADT_ACPI_ENABLE])
		return;
	outb(fadt[FADT_ACPI_ENABLE], command);
	for (ms = 0; ms < ENABLE_MS; ms++) {
		if (inw(control) & PM1_SCI_ENABLED)
			return;
		mdelay(1);
	}
}

/* Writes the sleep type to a PM1 control register, and then lets the machine
 * enter that sleep. */
static void sleep_by(uint16_t control, int type)
{
	uint16_t value = inw(control) & ~(PM1_SLEEP_TYPE_MASK | PM1_SLEEP);

	value |= (type << PM1_SLEEP_TYPE_SHIFT) & PM1_SLEEP_TYPE_MASK;
	outw(value, control);
	outw(value | PM1_SLEEP, control);
}

uint16_t acpi_timer_port(void)
{
	const uint8_t *fadt = find_fadt();

	return fadt && fadt[FADT_TIMER_LEN] ? get32(fadt + FADT_TIMER) : 0;
}

void acpi_poweroff(void)
{
	const uint8_t *fadt = find_fadt();
	const uint8_t *dsdt;
	uint16_t control_a, control_b;
	int type_a, type_b;
	size_t len;

	if (!fadt)
		return;
	dsdt = table(get32(fadt + FADT_DSDT), "DSDT", HEADER_LEN, &len);
	control_a = get32(fadt + FADT_PM1A_CONTROL);
	control_b = get32(fadt + FADT_PM1B_CONTROL);
	if (!dsdt || !control_a || find_s5(dsdt, len, &type_a, &type_b) != 0)
		return;
	enable(fadt, control_a);
	sleep_by(control_a, type_a);
	if (control_b)
		sleep_by(control_b, type_b);
	mdelay(WAIT_MS);
}
