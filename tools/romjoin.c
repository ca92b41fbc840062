/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * romjoin BIOS.rom DRIVER.efi OUT.rom
 *
 * Makes one option ROM of that for a BIOS and of a boot service driver for UEFI: an
 * image for each kind of firmware (PCI Firmware Specification 3.0, 5.1; UEFI 2.10,
 * 14.4.2). The second image is for the devices that the first one names. Checksums
 * are left to romcheck --fix.
 */

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <efi/pe.h>

#define UNIT 512
#define MAX_LEN (1 << 20)
#define MAX_UNITS 0xffff

/* Offsets in the header of every image. */
#define HEADER_PCIR 0x18
#define HEADER_LEN 0x1c
/* Offsets in the header of an image for UEFI (UEFI 2.10, table 14.5). */
#define EFI_UNITS 2
#define EFI_SIGNATURE 4
#define EFI_SUBSYSTEM 8
#define EFI_MACHINE 10
#define EFI_IMAGE 22
/* The four bytes by which it is known, as a number. */
#define EFI_SIGNATURE_VALUE 0x0ef1

/* Offsets in the structure PCIR. */
#define PCIR_DEVICES 8
#define PCIR_UNITS 16
#define PCIR_CODE_TYPE 20
#define PCIR_INDICATOR 21
#define PCIR_MAX_UNITS 22
#define PCIR_LEN 28
#define LAST_IMAGE 0x80
#define CODE_EFI 3

#define MAX_IMAGES 16
/* The longest list of devices, in bytes with its end. */
#define MAX_DEVICES 64

/* A file. */
struct file {
	const char *name;
	uint8_t data[MAX_LEN];
	size_t len;
};

static void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "romjoin: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(1);
}

static void read_file(struct file *file, const char *name)
{
	FILE *in = fopen(name, "rb");

	file->name = name;
	if (!in)
		die("%s cannot be opened", name);
	file->len = fread(file->data, 1, sizeof(file->data), in);
	if (ferror(in) || file->len == sizeof(file->data))
		die("%s cannot be read, or has %d bytes and more", name,
		    MAX_LEN);
	fclose(in);
}

static unsigned int get16(const uint8_t *at)
{
	return at[0] | at[1] << 8;
}

static void put16(uint8_t *at, unsigned int value)
{
	at[0] = value;
	at[1] = value >> 8;
}

/* Returns the structure PCIR of the last image of a ROM. */
static uint8_t *last_pcir(struct file *rom)
{
	size_t image = 0, pcir;
	unsigned int i;

	for (i = 0; i < MAX_IMAGES; i++) {
		if (image > rom->len || rom->len - image < HEADER_LEN ||
		    get16(rom->data + image) != 0xaa55)
			break;
		pcir = image + get16(rom->data + image + HEADER_PCIR);
		if (pcir > rom->len || rom->len - pcir < PCIR_LEN ||
		    memcmp(rom->data + pcir, "PCIR", 4) != 0)
			break;
		if (rom->data[pcir + PCIR_INDICATOR] & LAST_IMAGE)
			return rom->data + pcir;
		image += get16(rom->data + pcir + PCIR_UNITS) * UNIT;
	}
	die("%s: not a whole option ROM", rom->name);
}

/* Returns the length of a PCIR structure's list of devices, with its end. */
static size_t devices_len(const struct file *rom, const uint8_t *pcir)
{
	const uint8_t *list = pcir + get16(pcir + PCIR_DEVICES);
	size_t left = rom->data + rom->len - list, len;

	if (list >= rom->data + rom->len)
		left = 0;
	for (len = 2; len <= left && len <= MAX_DEVICES; len += 2) {
		if (!get16(list + len - 2))
			return len;
	}
	die("%s: no list of devices", rom->name);
}

static const struct pe_header *pe_header(const struct file *driver)
{
	const struct pe_dos_header *dos = (const void *)driver->data;

	if (driver->len < sizeof(*dos) || dos->pe_offset > driver->len ||
	    driver->len - dos->pe_offset < sizeof(struct pe_header))
		die("%s: not an image for UEFI", driver->name);
	return (const void *)(driver->data + dos->pe_offset);
}

/* Makes the headers of the image for UEFI, for the devices of the other one, whose
 * PCIR is given. Returns their length. */
static size_t make_headers(uint8_t *out, const struct file *rom,
			   const uint8_t *pcir, const struct file *driver)
{
	const struct pe_header *pe = pe_header(driver);
	size_t list = devices_len(rom, pcir), len, units;
	uint8_t *copy = out + HEADER_LEN;

	len = (HEADER_LEN + PCIR_LEN + list + 7) & ~7UL;
	units = (len + driver->len + UNIT - 1) / UNIT;
	if (units > MAX_UNITS)
		die("%s: too long for a ROM", driver->name);
	put16(out, 0xaa55);
	put16(out + EFI_UNITS, units);
	put16(out + EFI_SIGNATURE, EFI_SIGNATURE_VALUE);
	put16(out + EFI_SUBSYSTEM, pe->subsystem);
	put16(out + EFI_MACHINE, pe->machine);
	put16(out + EFI_IMAGE, len);
	put16(out + HEADER_PCIR, HEADER_LEN);
	memcpy(copy, pcir, PCIR_LEN);
	put16(copy + PCIR_DEVICES, PCIR_LEN);
	put16(copy + PCIR_UNITS, units);
	copy[PCIR_CODE_TYPE] = CODE_EFI;
	copy[PCIR_INDICATOR] = LAST_IMAGE;
	put16(copy + PCIR_MAX_UNITS, units);
	memcpy(copy + PCIR_LEN, pcir + get16(pcir + PCIR_DEVICES), list);
	return len;
}

int main(int argc, char **argv)
{
	static struct file rom, driver;
	static uint8_t image[MAX_LEN + UNIT];
	uint8_t *pcir;
	size_t len;
	FILE *out;

	if (argc != 4)
		die("usage: romjoin BIOS.rom DRIVER.efi OUT.rom");
	read_file(&rom, argv[1]);
	read_file(&driver, argv[2]);
	pcir = last_pcir(&rom);
	len = make_headers(image, &rom, pcir, &driver);
	pcir[PCIR_INDICATOR] &= ~LAST_IMAGE;
	memcpy(image + len, driver.data, driver.len);
	len = (len + driver.len + UNIT - 1) / UNIT * UNIT;
	out = fopen(argv[3], "wb");
	if (!out || fwrite(rom.data, 1, rom.len, out) != rom.len ||
	    fwrite(image, 1, len, out) != len || fclose(out) != 0)
		die("%s cannot be written", argv[3]);
	return 0;
}
