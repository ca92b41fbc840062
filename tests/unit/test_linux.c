/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Parts of the platform "linux" that read what others have written: frames whose
 * checksum is missing, and the headers of EFI programs.
 */

#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <ipxe/if_ether.h>
#include "../../core/platform/linux/nic.h"
#include "../../core/platform/linux/pe.h"

#define IP_LEN 20
#define UDP_LEN 8
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define FRAME_LEN (ETH_HLEN + IP_LEN + UDP_LEN + 5)

/* A UDP datagram "hello" from 10.0.0.1:67 to 10.0.0.2:68, of which the sender has
 * only filled in the sum of the pseudo header, as Linux does. */
static const uint8_t datagram[FRAME_LEN] = {
	2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0,
	0x45, 0, 0, 33, 0, 1, 0, 0, 64, 17, 0, 0,
	10, 0, 0, 1, 10, 0, 0, 2,
	0, 67, 0, 68, 0, 13, 0x14, 0x21, 'h', 'e', 'l', 'l', 'o',
};

/* Returns a number of two bytes, the high one first. */
static unsigned int number(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

static void fills_in_udp(void **state)
{
	uint8_t frame[FRAME_LEN];
	uint32_t pseudo;
	unsigned int i;

	memcpy(frame, datagram, sizeof(frame));
	assert_false(fill_checksum(frame, sizeof(frame)));
	/* Protocol, length, addresses (RFC 768). */
	pseudo = PROTOCOL_UDP + 13;
	for (i = 12; i < IP_LEN; i += 2)
		pseudo += number(frame + ETH_HLEN + i);
	assert_int_equal(internet_checksum(pseudo, frame + ETH_HLEN + IP_LEN,
					   13), 0);
	/* By another implementation of RFC 1071. */
	assert_int_equal(number(frame + ETH_HLEN + IP_LEN + 6), 0xa778);
}

static void leaves_others_alone(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
	} changes[] = {
		{ 12, 0x86 },		/* EtherType */
		{ 14, 0x65 },		/* IP version */
		{ 14, 0x44 },		/* header too short */
		{ 14, 0x4f },		/* header longer than the datagram */
		{ 17, 34 },		/* longer than the frame */
		{ 17, 27 },		/* no room for UDP */
		{ 20, 0x20 },		/* a fragment */
		{ 23, 1 },		/* ICMP */
		{ 39, 7 },		/* shorter than its header */
		{ 39, 14 },		/* longer than the IP datagram */
	};
	uint8_t frame[FRAME_LEN], before[FRAME_LEN];
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(changes); i++) {
		memcpy(frame, datagram, sizeof(frame));
		frame[changes[i].at] = changes[i].value;
		memcpy(before, frame, sizeof(frame));
		assert_false(fill_checksum(frame, sizeof(frame)));
		assert_memory_equal(frame, before, sizeof(frame));
	}
}

/* On the heap, so that the sanitizer sees the end. */
static void reads_no_further_than_the_frame(void **state)
{
	size_t len;

	for (len = 0; len <= sizeof(datagram); len++) {
		uint8_t *frame = malloc(len ? len : 1);

		memcpy(frame, datagram, len);
		fill_checksum(frame, len);
		free(frame);
	}
}

static void tcp_needs_no_check(void **state)
{
	uint8_t frame[FRAME_LEN];

	memcpy(frame, datagram, sizeof(frame));
	frame[23] = PROTOCOL_TCP;
	assert_true(fill_checksum(frame, sizeof(frame)));
}

/* --- PE */

/* Offsets in a file. */
#define PE_OFFSET_AT 0x3c
#define LINUX_X86_AT 0x202
#define LINUX_IMAGE_AT 0x38
#define PE_AT 0x80
/* Offsets from the PE signature. */
#define MACHINE_AT 4
#define OPTIONAL_LEN_AT 20
#define OPTIONAL_AT 24
#define SUBSYSTEM_AT (OPTIONAL_AT + 68)
#define END_AT (SUBSYSTEM_AT + 2)

static uint8_t image[PE_AT + END_AT];

static int make_image(void **state)
{
	memset(image, 0, sizeof(image));
	memcpy(image, "MZ", 2);
	image[PE_OFFSET_AT] = PE_AT;
	memcpy(image + PE_AT, "PE\0\0", 4);
	image[PE_AT + MACHINE_AT] = 0x64;
	image[PE_AT + MACHINE_AT + 1] = 0x86;
	image[PE_AT + OPTIONAL_LEN_AT] = 0xf0;
	image[PE_AT + OPTIONAL_AT] = 0x0b;
	image[PE_AT + OPTIONAL_AT + 1] = 0x02;
	image[PE_AT + SUBSYSTEM_AT] = 10;
	return 0;
}

static void knows_an_efi_program(void **state)
{
	assert_int_equal(pe_machine(image, sizeof(image)), PE_MACHINE_X86_64);
	image[PE_AT + OPTIONAL_AT + 1] = 0x01;
	assert_int_equal(pe_machine(image, sizeof(image)), PE_MACHINE_X86_64);
}

static void knows_what_is_none(void **state)
{
	static const size_t needed[] = {
		0, 1, PE_OFFSET_AT, PE_OFFSET_AT + 1, PE_OFFSET_AT + 2,
		PE_OFFSET_AT + 3, PE_AT, PE_AT + 2, PE_AT + OPTIONAL_LEN_AT,
		PE_AT + OPTIONAL_AT, PE_AT + SUBSYSTEM_AT,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(needed); i++) {
		make_image(state);
		image[needed[i]] = 0x03;
		assert_int_equal(pe_machine(image, sizeof(image)), -1);
	}
	make_image(state);
	memset(image + PE_OFFSET_AT, 0xff, 4);
	assert_int_equal(pe_machine(image, sizeof(image)), -1);
}

static void reads_no_further_than_the_file(void **state)
{
	size_t len;

	for (len = 0; len < sizeof(image); len++) {
		uint8_t *copy = malloc(len ? len : 1);

		memcpy(copy, image, len);
		assert_int_equal(pe_machine(copy, len), -1);
		assert_false(is_linux(copy, len));
		free(copy);
	}
}

static void knows_linux(void **state)
{
	static uint8_t kernel[LINUX_X86_AT + 4];

	memcpy(kernel + LINUX_X86_AT, "HdrS", 4);
	assert_true(is_linux(kernel, sizeof(kernel)));
	assert_false(is_linux(kernel, sizeof(kernel) - 1));
	memcpy(image + LINUX_IMAGE_AT, "ARM\x64", 4);
	assert_true(is_linux(image, sizeof(image)));
	assert_true(is_linux(image, LINUX_IMAGE_AT + 4));
	assert_false(is_linux(image, LINUX_IMAGE_AT + 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_in_udp),
		cmocka_unit_test(leaves_others_alone),
		cmocka_unit_test(reads_no_further_than_the_frame),
		cmocka_unit_test(tcp_needs_no_check),
		cmocka_unit_test_setup(knows_an_efi_program, make_image),
		cmocka_unit_test_setup(knows_what_is_none, make_image),
		cmocka_unit_test_setup(reads_no_further_than_the_file,
				       make_image),
		cmocka_unit_test_setup(knows_linux, make_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
