/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * romcheck [--fix] [--max BYTES] [--max-bios BYTES] ROM...
 *
 * Checks the headers of PCI option ROMs more strictly than a BIOS and UEFI
 * firmware do (PCI Firmware Specification 3.0, section 5.1; Plug and Play BIOS
 * Specification 1.0A, section 3.2; UEFI 2.10, section 14.4.2), and prints what
 * the ROMs contain. --fix corrects the checksums before that. With --max a ROM
 * that is longer is an error, and with --max-bios one in which the images for a
 * BIOS are longer together.
 *
 * A ROM of this project may begin with several images for a BIOS that share
 * bytes (see core/platform/pcbios/prefix/rom.S): each of them reaches to the
 * end of the last one. An image for UEFI may follow, which is the last image in
 * the ROM.
 */

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <efi/pe.h>

/* Unit in which headers give lengths, in bytes. */
#define UNIT 512
/* Offsets in the header of an image for a BIOS, and its length. */
#define HEADER_UNITS 2
#define HEADER_INIT 3
#define HEADER_CHECKSUM 6
#define HEADER_PCIR 0x18
#define HEADER_PNP 0x1a
#define HEADER_LEN 0x1c

/* Offsets in the PCI data structure, its length, and values of its fields. */
#define PCIR_VENDOR 4
#define PCIR_DEVICE 6
#define PCIR_DEVICES 8
#define PCIR_LENGTH 10
#define PCIR_REVISION 12
#define PCIR_UNITS 16
#define PCIR_CODE_TYPE 20
#define PCIR_INDICATOR 21
#define PCIR_RUNTIME_UNITS 22
#define PCIR_LEN 28
#define LAST_IMAGE 0x80
#define CODE_PC 0
#define CODE_EFI 3

/* Offsets in the header of an image for UEFI, and the value of its
 * signature. */
#define EFI_UNITS 2
#define EFI_SIGNATURE 4
#define EFI_SUBSYSTEM 8
#define EFI_MACHINE 10
#define EFI_COMPRESSION 12
#define EFI_IMAGE 22
#define EFI_SIGNATURE_VALUE 0x0ef1

/* Offsets in the Plug and Play header, its length, and values of its fields. */
#define PNP_LENGTH 5
#define PNP_CHECKSUM 9
#define PNP_MANUFACTURER 14
#define PNP_PRODUCT 16
#define PNP_INDICATORS 21
#define PNP_BCV 22
#define PNP_BEV 26
#define PNP_LEN 32
#define PNP_PARAGRAPH 16
#define PNP_BOOTS 0x04

/* Number of bytes at the beginning of an image that remain in memory after its
 * initialization. The boot entry has to be among them. */
#define RESIDENT 2048
/* Length of the longest ROM that is accepted, in bytes. */
#define MAX_LEN (1 << 20)

/* Greatest number of images in a ROM. */
#define MAX_IMAGES 16

/* An image in a ROM, or the whole ROM, which is the same as its first image. */
struct rom {
	/* Name of the file. */
	const char *name;
	/* First byte of the image. */
	uint8_t *data;
	/* Number of bytes from the beginning of the image to the end of the
	 * images that are for the same kind of firmware. Each of our images for
	 * a BIOS reaches that far. */
	size_t len;
	/* Number of bytes from the beginning of the image to the end of the
	 * file. */
	size_t left;
	/* Number of errors that have been found. */
	int errors;
};

/* Prints an error in the ROM and counts it. */
static void __attribute__((format(printf, 2, 3)))
complain(struct rom *rom, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s: ", rom->name);
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	rom->errors++;
}

/* Returns the little-endian 16-bit number at an offset. */
static unsigned int get16(const struct rom *rom, size_t at)
{
	return rom->data[at] | rom->data[at + 1] << 8;
}

/* Returns the sum of some bytes modulo 256. */
static uint8_t sum(const struct rom *rom, size_t start, size_t len)
{
	uint8_t total = 0;

	for (; len; len--)
		total += rom->data[start++];
	return total;
}

/* Returns the offset of the structure to which a field of the header points, or
 * 0 after an error message if there is none. */
static size_t structure(struct rom *rom, size_t pointer, const char *signature,
			size_t len)
{
	size_t at = get16(rom, pointer);

	if (at < HEADER_LEN || at > rom->len || rom->len - at < len ||
	    memcmp(rom->data + at, signature, 4) != 0) {
		complain(rom, "no %s structure", signature);
		return 0;
	}
	return at;
}

/* Checks the list of devices that the ROM supports. */
static void check_devices(struct rom *rom, size_t pcir)
{
	size_t at = pcir + get16(rom, pcir + PCIR_DEVICES);
	unsigned int device = get16(rom, pcir + PCIR_DEVICE);
	int listed = 0;

	printf("%s: PCI %04x:%04x", rom->name, get16(rom, pcir + PCIR_VENDOR),
	       device);
	if (at == pcir) {
		complain(rom, "no device list");
		return;
	}
	for (;; at += 2) {
		if (rom->len < 2 || at > rom->len - 2) {
			complain(rom, "the device list does not end");
			return;
		}
		if (!get16(rom, at))
			break;
		printf(" %04x", get16(rom, at));
		listed |= get16(rom, at) == device;
	}
	if (!listed)
		complain(rom, "the device is not in its own list");
}

/* Checks the PCI data structure, which has to contain this type of code.
 * Returns the offset of the next image from the beginning of this one, or 0 if
 * this one is the last or something is wrong. */
static size_t check_pcir(struct rom *rom, unsigned int code)
{
	size_t pcir = structure(rom, HEADER_PCIR, "PCIR", PCIR_LEN);
	size_t next;
	int last;

	if (!pcir)
		return 0;
	if (pcir % 4)
		complain(rom, "PCIR is not on a multiple of 4");
	if (get16(rom, pcir + PCIR_LENGTH) < PCIR_LEN ||
	    rom->data[pcir + PCIR_REVISION] != 3)
		complain(rom, "PCIR is not that of PCI 3.0");
	next = get16(rom, pcir + PCIR_UNITS) * UNIT;
	last = rom->data[pcir + PCIR_INDICATOR] & LAST_IMAGE;
	if (last ? next != rom->left : next == 0 || next >= rom->left)
		complain(rom, "PCIR has another length");
	if (rom->data[pcir + PCIR_CODE_TYPE] != code)
		complain(rom, "code of type %d instead of %u",
			 rom->data[pcir + PCIR_CODE_TYPE], code);
	check_devices(rom, pcir);
	return last || next >= rom->left ? 0 : next;
}

/* Checks a text to which a field of the header points. */
static void check_text(struct rom *rom, size_t pointer, const char *what)
{
	size_t at = get16(rom, pointer);

	if (at < HEADER_LEN || at >= RESIDENT || at >= rom->len ||
	    !memchr(rom->data + at, 0, rom->len - at))
		complain(rom, "no %s", what);
	else
		printf(", %s \"%s\"", what, rom->data + at);
}

/* Checks the Plug and Play header. */
static void check_pnp(struct rom *rom)
{
	size_t pnp = structure(rom, HEADER_PNP, "$PnP", PNP_LEN);
	unsigned int bev;

	if (!pnp)
		return;
	if (pnp % PNP_PARAGRAPH)
		complain(rom, "$PnP is not on a multiple of 16");
	if (rom->data[pnp + PNP_LENGTH] * PNP_PARAGRAPH != PNP_LEN)
		complain(rom, "$PnP has another length");
	else if (sum(rom, pnp, PNP_LEN) != 0)
		complain(rom, "$PnP's checksum is wrong");
	bev = get16(rom, pnp + PNP_BEV);
	if (bev < HEADER_LEN || bev >= RESIDENT ||
	    get16(rom, pnp + PNP_BCV) != 0 ||
	    !(rom->data[pnp + PNP_INDICATORS] & PNP_BOOTS))
		complain(rom, "no boot entry in the part that stays");
	check_text(rom, pnp + PNP_MANUFACTURER, "manufacturer");
	check_text(rom, pnp + PNP_PRODUCT, "product");
}

/* Returns non-zero if an image for UEFI begins there. */
static int is_efi(const struct rom *rom)
{
	return rom->left >= HEADER_LEN && get16(rom, 0) == 0xaa55 &&
	       get16(rom, EFI_SIGNATURE) == EFI_SIGNATURE_VALUE &&
	       get16(rom, EFI_SIGNATURE + 2) == 0;
}

/* Checks the header of an image for UEFI, which has to be the last image in the
 * ROM. Its content is checked by tools/pecheck. */
static void check_efi(struct rom *rom)
{
	size_t at = get16(rom, EFI_IMAGE);

	rom->len = rom->left;
	if (get16(rom, EFI_UNITS) * UNIT != rom->len)
		complain(rom, "%zu bytes for UEFI, but the header says %u",
			 rom->len, get16(rom, EFI_UNITS) * UNIT);
	if (get16(rom, EFI_COMPRESSION) != 0)
		complain(rom, "compressed in a way that is not known");
	if (at < HEADER_LEN || at % 8 || at > rom->len ||
	    rom->len - at < sizeof(struct pe_dos_header) ||
	    memcmp(rom->data + at, PE_DOS_MAGIC, 2) != 0)
		complain(rom, "no driver for UEFI");
	if (check_pcir(rom, CODE_EFI) != 0)
		complain(rom, "something follows the image for UEFI");
	if (get16(rom, EFI_SUBSYSTEM) != PE_SUBSYSTEM_BOOT_DRIVER)
		complain(rom, "of subsystem %u instead of %d",
			 get16(rom, EFI_SUBSYSTEM), PE_SUBSYSTEM_BOOT_DRIVER);
	printf(", UEFI on %s, %zu bytes\n",
	       get16(rom, EFI_MACHINE) == PE_MACHINE_X86_64 ? "x86-64" :
							       "arm64",
	       rom->len);
}

/* Checks an image for a BIOS. Returns the offset of the next image from the
 * beginning of this one, or 0 if this one is the last. */
static size_t check_image(struct rom *rom)
{
	size_t next;

	if (rom->left < HEADER_LEN || get16(rom, 0) != 0xaa55) {
		complain(rom, "not an option ROM");
		return 0;
	}
	if (rom->data[HEADER_UNITS] * UNIT != (int)rom->len)
		complain(rom, "%zu bytes, but the header says %d", rom->len,
			 rom->data[HEADER_UNITS] * UNIT);
	if (sum(rom, 0, rom->len) != 0)
		complain(rom, "the checksum is wrong");
	next = check_pcir(rom, CODE_PC);
	check_pnp(rom);
	printf(", %zu bytes\n", rom->len);
	return next;
}

/* Returns the offset of the next image from the beginning of this one, as the
 * PCI data structure tells it, or 0 if this one is the last. */
static size_t next_image(const struct rom *rom)
{
	size_t pcir, next;

	if (rom->left < HEADER_LEN)
		return 0;
	pcir = get16(rom, HEADER_PCIR);
	if (pcir > rom->left || rom->left - pcir < PCIR_LEN ||
	    rom->data[pcir + PCIR_INDICATOR] & LAST_IMAGE)
		return 0;
	next = get16(rom, pcir + PCIR_UNITS) * UNIT;
	return next < rom->left ? next : 0;
}

/* Moves on to the image at an offset from the present one. */
static void move_on(struct rom *rom, size_t next)
{
	rom->data += next;
	rom->left -= next;
	rom->len = rom->len > next ? rom->len - next : 0;
}

/* Returns the number of bytes that the images for a BIOS take in a file. */
static size_t bios_len(struct rom rom)
{
	size_t all = rom.left, next;
	unsigned int images;

	for (images = 0; images < MAX_IMAGES; images++) {
		next = next_image(&rom);
		if (!next)
			break;
		move_on(&rom, next);
		if (is_efi(&rom))
			return all - rom.left;
	}
	return all;
}

/* Checks all images of a ROM. */
static void check(struct rom *rom)
{
	struct rom image = *rom;
	unsigned int images;
	size_t next;

	for (images = 0; (next = check_image(&image)); images++) {
		if (images == MAX_IMAGES) {
			complain(&image, "too many images");
			break;
		}
		move_on(&image, next);
		if (is_efi(&image)) {
			check_efi(&image);
			break;
		}
	}
	rom->errors = image.errors;
}

/* Corrects the checksums of all images for a BIOS. It begins with the last one,
 * because the first one's bytes include those of all others. */
static void fix(struct rom *rom, unsigned int depth)
{
	struct rom next = *rom;
	size_t pnp, len = next_image(rom);

	if (rom->len < HEADER_LEN || depth > MAX_IMAGES)
		return;
	if (len) {
		move_on(&next, len);
		if (!is_efi(&next))
			fix(&next, depth + 1);
	}
	pnp = get16(rom, HEADER_PNP);
	if (pnp < rom->len && rom->len - pnp >= PNP_LEN)
		rom->data[pnp + PNP_CHECKSUM] -= sum(rom, pnp, PNP_LEN);
	rom->data[HEADER_CHECKSUM] -= sum(rom, 0, rom->len);
}

/* Checks a file, after correcting its checksums if do_fix is not 0. Returns 0,
 * or another value if there are errors. */
static int process(const char *name, int do_fix, size_t max, size_t max_bios)
{
	static uint8_t data[MAX_LEN + 1];
	const char *slash = strrchr(name, '/');
	struct rom rom = { slash ? slash + 1 : name, data, 0, 0, 0 };
	FILE *file = fopen(name, do_fix ? "r+b" : "rb");

	if (!file) {
		complain(&rom, "cannot be opened");
		return 1;
	}
	rom.left = fread(data, 1, sizeof(data), file);
	rom.len = bios_len(rom);
	if (do_fix && rom.left <= MAX_LEN) {
		fix(&rom, 0);
		rewind(file);
		if (fwrite(data, 1, rom.left, file) != rom.left)
			complain(&rom, "cannot be written");
	}
	if (fclose(file) != 0)
		complain(&rom, "cannot be written");
	check(&rom);
	if (max && rom.left > max)
		complain(&rom, "%zu bytes are more than the budget of %zu",
			 rom.left, max);
	if (max_bios && rom.len > max_bios)
		complain(&rom, "%zu bytes for a BIOS are more than the budget "
			 "of %zu", rom.len, max_bios);
	return rom.errors;
}

int main(int argc, char **argv)
{
	int do_fix = 0, errors = 0, i;
	size_t max = 0, max_bios = 0;

	for (i = 1; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		if (strcmp(argv[i], "--fix") == 0)
			do_fix = 1;
		else if (strcmp(argv[i], "--max") == 0 && i + 1 < argc)
			max = strtoul(argv[++i], NULL, 0);
		else if (strcmp(argv[i], "--max-bios") == 0 && i + 1 < argc)
			max_bios = strtoul(argv[++i], NULL, 0);
		else
			i = argc;
	}
	if (i >= argc) {
		fprintf(stderr, "usage: romcheck [--fix] [--max BYTES] "
			"[--max-bios BYTES] ROM...\n");
		return 2;
	}
	for (; i < argc; i++)
		errors += process(argv[i], do_fix, max, max_bios);
	return errors != 0;
}
