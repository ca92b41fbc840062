/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Linux kernels: hostile headers, places in memory, and the initrd. */

#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/main.h>
#include <ipxe/image.h>
#include <ipxe/init.h>
#include <ipxe/netdevice.h>
#include <ipxe/umalloc.h>
#include "make_bzimage.h"

#define SETUP_LEN BZIMAGE_SETUP_LEN
#define KERNEL_LEN 8192

static uint8_t data[SETUP_LEN + KERNEL_LEN];
static struct bzimage bzimage;
static const char *why;

/* From a copy of exactly that length. */
static int parse(size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	int rc;

	memcpy(copy, data, len);
	rc = bzimage_parse(copy, len, &bzimage, &why);
	free(copy);
	return rc;
}

static void takes_a_kernel(void **state)
{
	make_bzimage(data, KERNEL_LEN);
	assert_int_equal(parse(sizeof(data)), 0);
	assert_int_equal(bzimage.setup_len, SETUP_LEN);
	assert_int_equal(bzimage.kernel_len, KERNEL_LEN);
	assert_int_equal(bzimage.max_cmdline, 2047);
	assert_int_equal(bzimage.initrd_max, 0x7fffffff);
	assert_int_equal(bzimage.init_size, 32 * MIB);
	make_bzimage(data, KERNEL_LEN)->setup_sects = 0;
	assert_int_equal(parse(sizeof(data)), 0);
	assert_int_equal(bzimage.setup_len, SETUP_LEN);
	make_bzimage(data, KERNEL_LEN)->cmdline_size = 0xffffffff;
	assert_int_equal(parse(sizeof(data)), 0);
	assert_int_equal(bzimage.max_cmdline, 4095);
	make_bzimage(data, KERNEL_LEN)->cmdline_size = 0;
	assert_int_equal(parse(sizeof(data)), 0);
	assert_int_equal(bzimage.max_cmdline, 255);
}

/* Of the header's fields only those are read that its protocol has: the others are
 * code, with the same bytes in all of them here. */
static void takes_an_old_kernel(void **state)
{
	static const struct {
		/* Version of the boot protocol. */
		uint16_t version;
		/* What is known of such a kernel. */
		uint64_t initrd_max;
		int relocatable;
		size_t max_cmdline;
	} cases[] = {
		{ 0x0202, 0x37ffffff, 0, 255 },
		{ 0x0203, 0x7fffffff, 0, 255 },
		{ 0x0204, 0x7fffffff, 0, 255 },
		{ 0x0205, 0x7fffffff, 1, 255 },
		{ 0x0206, 0x7fffffff, 1, 2047 },
		{ 0x0209, 0x7fffffff, 1, 2047 },
	};
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make_bzimage(data, KERNEL_LEN)->version = cases[i].version;
		assert_int_equal(parse(sizeof(data)), 0);
		assert_int_equal(bzimage.initrd_max, cases[i].initrd_max);
		assert_int_equal(bzimage.relocatable, cases[i].relocatable);
		assert_int_equal(bzimage.max_cmdline, cases[i].max_cmdline);
		assert_int_equal(bzimage.pref_address, MIB);
		assert_true(bzimage.init_size > KERNEL_LEN);
	}
	/* An alignment that is no power of two matters to nobody yet. */
	make_bzimage(data, KERNEL_LEN)->kernel_alignment = 3;
	((struct bzimage_header *)(data + BZIMAGE_HEADER_OFFSET))->version =
		0x0204;
	assert_int_equal(parse(sizeof(data)), 0);
}

static void passes_over_other_files(void **state)
{
	make_bzimage(data, KERNEL_LEN)->header = 0;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_null(why);
	make_bzimage(data, KERNEL_LEN)->boot_flag = 0;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_null(why);
}

static void survives_every_length(void **state)
{
	size_t len;

	make_bzimage(data, KERNEL_LEN);
	for (len = 0; len < sizeof(data) - 16; len++)
		assert_int_equal(parse(len), -ENOEXEC);
	assert_non_null(why);
}

/* The longest setup code and, in a copy of exactly the length that is asked for,
 * a file that ends with it. */
static void takes_setup_code_up_to_its_limit(void **state)
{
	size_t setup_len = 65 * 512, len = setup_len + 32;
	uint8_t *file = calloc(1, len);
	struct bzimage_header *header;
	uint8_t *cut;

	make_bzimage(data, KERNEL_LEN);
	memcpy(file, data, SETUP_LEN);
	header = (void *)(file + BZIMAGE_HEADER_OFFSET);
	header->setup_sects = 64;
	header->syssize = 2;
	assert_int_equal(bzimage_parse(file, len, &bzimage, &why), 0);
	assert_int_equal(bzimage.setup_len, setup_len);
	assert_int_equal(bzimage.kernel_len, 32);
	/* The length may be rounded up, by one unit at most. */
	header->syssize = 3;
	assert_int_equal(bzimage_parse(file, len, &bzimage, &why), 0);
	header->syssize = 4;
	assert_int_equal(bzimage_parse(file, len, &bzimage, &why), -ENOEXEC);
	header->syssize = 0;
	cut = memcpy(malloc(setup_len), file, setup_len);
	assert_int_equal(bzimage_parse(cut, setup_len, &bzimage, &why),
			 -ENOEXEC);
	assert_string_equal(why, "the file is cut short");
	assert_int_equal(bzimage_parse(file, setup_len + 1, &bzimage, &why),
			 0);
	assert_int_equal(bzimage.kernel_len, 1);
	header->setup_sects = 65;
	assert_int_equal(bzimage_parse(file, len, &bzimage, &why), -ENOEXEC);
	assert_string_equal(why, "its setup code is too long");
	free(cut);
	free(file);
}

static void says_what_is_wrong(void **state)
{
	make_bzimage(data, KERNEL_LEN)->version = 0x0201;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_non_null(why);
	make_bzimage(data, KERNEL_LEN)->loadflags = 0;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_non_null(why);
	make_bzimage(data, KERNEL_LEN)->setup_sects = 65;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_non_null(why);
	make_bzimage(data, KERNEL_LEN)->setup_sects = 64;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_string_equal(why, "the file is cut short");
	make_bzimage(data, KERNEL_LEN)->syssize = 0xffffffff;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_string_equal(why, "the file is cut short");
	make_bzimage(data, KERNEL_LEN)->kernel_alignment = 3;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_non_null(why);
	make_bzimage(data, KERNEL_LEN)->pref_address = ~0ULL;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_non_null(why);
	make_bzimage(data, KERNEL_LEN)->pref_address = 0;
	assert_int_equal(parse(sizeof(data)), -ENOEXEC);
	assert_non_null(why);
}

static void puts_the_kernel_at_its_place(void **state)
{
	const struct memory_region memory[] = {
		{ MIB, 15 * MIB }, { 16 * MIB, 512 * MIB },
	};
	struct bzimage_layout layout;

	make_bzimage(data, KERNEL_LEN);
	parse(sizeof(data));
	assert_int_equal(bzimage_place(&bzimage, memory, 2, &layout), 0);
	assert_int_equal(layout.load.start, MIB);
	assert_int_equal(layout.load.end, MIB + KERNEL_LEN);
	assert_int_equal(layout.run.start, 16 * MIB);
	assert_int_equal(layout.run.end, 48 * MIB);
}

static void moves_a_kernel_that_can_move(void **state)
{
	const struct memory_region memory[] = {
		{ MIB, 8 * MIB }, { 33 * MIB, 512 * MIB },
	};
	struct bzimage_layout layout;

	make_bzimage(data, KERNEL_LEN);
	parse(sizeof(data));
	assert_int_equal(bzimage_place(&bzimage, memory, 2, &layout), 0);
	assert_int_equal(layout.load.start, 34 * MIB);
	assert_int_equal(layout.run.start, 34 * MIB);
	make_bzimage(data, KERNEL_LEN)->relocatable_kernel = 0;
	parse(sizeof(data));
	assert_int_equal(bzimage_place(&bzimage, memory, 2, &layout),
			 -ENOMEM);
}

static void finds_no_place_for_impossible_kernels(void **state)
{
	const struct memory_region memory[] = { { MIB, 4096 * MIB } };
	struct bzimage_layout layout;

	make_bzimage(data, KERNEL_LEN)->init_size = 0xffffffff;
	assert_int_equal(parse(sizeof(data)), 0);
	assert_int_equal(bzimage_place(&bzimage, memory, 1, &layout),
			 -ENOMEM);
	make_bzimage(data, KERNEL_LEN)->kernel_alignment = 0x80000000;
	assert_int_equal(parse(sizeof(data)), 0);
	assert_int_equal(bzimage_place(&bzimage, memory, 1, &layout), 0);
	assert_int_equal(layout.run.start, 0x80000000);
	assert_int_equal(bzimage_place(&bzimage, memory, 0, &layout),
			 -ENOMEM);
}

static void finds_the_highest_room(void **state)
{
	const struct memory_region memory[] = {
		{ MIB, 100 * MIB }, { 200 * MIB, 300 * MIB },
	};
	const struct memory_region obstacles[] = {
		{ 290 * MIB, 295 * MIB }, { 210 * MIB, 220 * MIB },
		{ 240 * MIB, 288 * MIB },
	};

	assert_int_equal(bzimage_find_room(5 * MIB, ~0ULL, memory, 2,
					   obstacles, 3), 295 * MIB);
	assert_int_equal(bzimage_find_room(5 * MIB + 1, ~0ULL, memory, 2,
					   obstacles, 3),
			 235 * MIB - 4096);
	assert_int_equal(bzimage_find_room(2 * MIB, 290 * MIB, memory, 2,
					   obstacles, 3), 288 * MIB);
	assert_int_equal(bzimage_find_room(30 * MIB, ~0ULL, memory, 2,
					   obstacles, 3), 70 * MIB);
	assert_int_equal(bzimage_find_room(100 * MIB, ~0ULL, memory, 2,
					   obstacles, 3), 0);
	assert_int_equal(bzimage_find_room(1, MIB, memory, 2, obstacles, 3),
			 0);
}

/* A region that begins within a page, and one that an obstacle covers. */
static void rooms_begin_with_a_page(void **state)
{
	const struct memory_region memory[] = {
		{ MIB + 0x100, MIB + 0x3100 },
	};
	const struct memory_region covers = { 0, 2 * MIB };
	const struct memory_region begins = { MIB, MIB + 0x101 };

	assert_int_equal(bzimage_find_room(0x2000, ~0ULL, memory, 1, NULL, 0),
			 MIB + 0x1000);
	assert_int_equal(bzimage_find_room(0x2101, ~0ULL, memory, 1, NULL, 0),
			 0);
	assert_int_equal(bzimage_find_room(0x3000, ~0ULL, memory, 1, NULL, 0),
			 0);
	assert_int_equal(bzimage_find_room(0x1000, ~0ULL, memory, 1, &covers,
					   1), 0);
	assert_int_equal(bzimage_find_room(0x2000, ~0ULL, memory, 1, &begins,
					   1), MIB + 0x1000);
}

/* A kernel needs at least the room that it takes itself, and its file may be longer
 * than the memory below the place where it runs. */
static void kernels_have_room_for_themselves(void **state)
{
	const struct memory_region low[] = {
		{ MIB, MIB + KERNEL_LEN }, { 16 * MIB, 64 * MIB },
	};
	const struct memory_region lower[] = {
		{ MIB, MIB + KERNEL_LEN - 1 }, { 16 * MIB, 64 * MIB },
	};
	struct bzimage_layout layout;

	make_bzimage(data, KERNEL_LEN)->init_size = KERNEL_LEN - 1;
	assert_int_equal(parse(sizeof(data)), 0);
	assert_int_equal(bzimage.init_size, KERNEL_LEN);
	make_bzimage(data, KERNEL_LEN);
	parse(sizeof(data));
	assert_int_equal(bzimage_place(&bzimage, low, 2, &layout), 0);
	assert_int_equal(layout.load.start, MIB);
	assert_int_equal(bzimage_place(&bzimage, lower, 2, &layout), 0);
	assert_int_equal(layout.load.start, 16 * MIB);
	assert_int_equal(layout.run.start, 16 * MIB);
}

/* As long as the kernel says, without the NUL at its end. */
static void command_lines_have_a_length(void **state)
{
	struct image *image = alloc_image(NULL);
	char line[256];

	assert_int_equal(image_set_name(image, "vmlinuz"), 0);
	bzimage.max_cmdline = 100;
	assert_int_equal(bzimage_check_cmdline(image, &bzimage), 0);
	memset(line, 'x', sizeof(line));
	line[100] = '\0';
	assert_int_equal(image_set_cmdline(image, line), 0);
	assert_int_equal(bzimage_check_cmdline(image, &bzimage), 0);
	line[100] = 'x';
	line[101] = '\0';
	assert_int_equal(image_set_cmdline(image, line), 0);
	assert_int_equal(bzimage_check_cmdline(image, &bzimage), -E2BIG);
	image_put(image);
}

/* A file that is a kernel and cannot be used says so; another type is none. */
static void files_are_probed(void **state)
{
	struct image *image = alloc_image(NULL);
	int rc;

	assert_int_equal(image_set_name(image, "vmlinuz"), 0);
	make_bzimage(data, KERNEL_LEN);
	assert_int_equal(image_set_data(image, data, sizeof(data)), 0);
	assert_int_equal(bzimage_probe(image), 0);
	make_bzimage(image->data, KERNEL_LEN)->loadflags = 0;
	rc = bzimage_probe(image);
	assert_int_not_equal(rc, -ENOEXEC);
	assert_int_equal(errno_posix(rc), errno_posix(-ENOEXEC));
	memset(image->data, 0, image->len);
	assert_int_equal(bzimage_probe(image), -ENOEXEC);
	image_put(image);
}

static struct image *add(const char *name, const char *cmdline,
			 const char *content)
{
	struct image *image = alloc_image(NULL);

	image_set_name(image, name);
	image_set_cmdline(image, cmdline);
	image_set_data(image, content, strlen(content));
	register_image(image);
	image_put(image);
	return image;
}

static int drop_images(void **state)
{
	unregister_images_since(0);
	return 0;
}

static void leaves_a_single_initrd_where_it_is(void **state)
{
	struct image *kernel = add("vmlinuz", NULL, "kernel");
	struct image *image = add("initrd.gz", NULL, "content");
	struct initrd initrd;

	memset(&initrd, 0xff, sizeof(initrd));
	assert_int_equal(initrd_build(kernel, &initrd), 0);
	assert_ptr_equal(initrd.data, image->data);
	assert_int_equal(initrd.len, 7);
	assert_int_equal(initrd.allocated, 0);
	initrd_free(&initrd);
	assert_memory_equal(image->data, "content", 7);
}

static void needs_no_initrd(void **state)
{
	struct image *kernel = add("vmlinuz", NULL, "kernel");
	struct initrd initrd;

	add("empty", NULL, "");
	assert_int_equal(initrd_build(kernel, &initrd), 0);
	assert_int_equal(initrd.len, 0);
}

static void joins_initrds_and_files(void **state)
{
	static const char expected[] =
		"one\0second\0\0"
		"070701" "00000000" "000041ed" "00000000" "00000000"
		"00000001" "00000000" "00000000" "00000000" "00000000"
		"00000000" "00000000" "00000004" "00000000" "etc\0\0\0"
		"070701" "00000000" "00008180" "00000000" "00000000"
		"00000001" "00000000" "00000005" "00000000" "00000000"
		"00000000" "00000000" "0000000a" "00000000" "etc/hosts\0"
		"hosts\0\0\0";
	struct image *kernel = add("vmlinuz", NULL, "kernel");
	struct initrd initrd;

	add("a", NULL, "one");
	add("b", NULL, "second");
	add("c", "/etc/hosts mode=600 mkdir=-1", "hosts");
	assert_int_equal(initrd_build(kernel, &initrd), 0);
	assert_int_equal(initrd.len, sizeof(expected) - 1);
	assert_memory_equal(initrd.data, expected, sizeof(expected) - 1);
	initrd_free(&initrd);
}

static struct image *add_big(const char *name, const char *cmdline, int byte,
			     size_t len)
{
	struct image *image = add(name, cmdline, "");

	assert_int_equal(image_set_len(image, len), 0);
	memset(image->data, byte, len);
	return image;
}

static void assert_joined(const struct initrd *initrd, size_t big)
{
	const char *data = initrd->data;

	assert_false(initrd->allocated);
	assert_int_equal(initrd->len, 112 + 2 * (big + 3) + 112 + 8);
	assert_memory_equal(data, "070701", 6);
	assert_memory_equal(data + 110, "a\0aa", 4);
	assert_int_equal(data[112 + big - 1], 'a');
	assert_memory_equal(data + 112 + big, "\0\0\0bb", 5);
	assert_memory_equal(data + initrd->len - 10, "c\0three\0\0\0", 10);
}

/* Two of them, and a file, take most of the memory there is. */
static void joins_what_memory_cannot_hold_twice(void **state)
{
	const size_t big = (umalloc_largest() / 7 & ~3UL) * 2 + 1;
	struct image *kernel = add("vmlinuz", NULL, "kernel");
	struct initrd initrd;

	add_big("/a", NULL, 'a', big);
	add_big("b", NULL, 'b', big);
	add("c", "/c", "three");
	assert_true(umalloc_largest() < 2 * big);
	assert_int_equal(initrd_build(kernel, &initrd), 0);
	assert_joined(&initrd, big);
	initrd_free(&initrd);
	/* A second attempt finds the same. */
	assert_int_equal(initrd_build(kernel, &initrd), 0);
	assert_joined(&initrd, big);
}

static void says_when_nothing_can_hold_them(void **state)
{
	const size_t big = umalloc_largest() / 10 * 6;
	struct image *kernel = add("vmlinuz", NULL, "kernel");
	struct initrd initrd;

	add_big("a", NULL, 'a', big);
	add_big("b", NULL, 'b', big / 2);
	assert_int_equal(initrd_build(kernel, &initrd), -ENOMEM);
	/* They are as they were. */
	assert_int_equal(((char *)find_image("a")->data)[big - 1], 'a');
	assert_int_equal(find_image("initrd")->len, (big / 2 + 3) & ~3UL);
}

/* Length of the headers, and the name in the last one. */
static void assert_named(const char *name, const char *cmdline,
			 const char *expected, unsigned int headers)
{
	struct image *image = add(name, cmdline, "x");
	size_t len = initrd_header(image, NULL);
	char *buf = malloc(len + 1);
	unsigned int count = 0;
	size_t i;

	assert_int_equal(initrd_header(image, buf), len);
	buf[len] = '\0';
	for (i = 0; i + 6 <= len; i++)
		count += memcmp(buf + i, "070701", 6) == 0;
	assert_int_equal(count, headers);
	if (expected)
		assert_non_null(memmem(buf, len, expected,
				       strlen(expected) + 1));
	free(buf);
	unregister_image(image);
}

static void names_files_in_every_way(void **state)
{
	assert_named("a", NULL, NULL, 0);
	assert_named("a", "", NULL, 0);
	assert_named("a", "mode=644", NULL, 0);
	assert_named("a", "//", NULL, 0);
	assert_named("a", "name=/x/y", "x/y", 1);
	assert_named("a", "x/y", "x/y", 1);
	assert_named("/x/y", NULL, "x/y", 1);
	assert_named("a", "/x/y/z mkdir=1", "x/y/z", 2);
	assert_named("a", "/x/y/z mkdir=-1", "x/y/z", 3);
	assert_named("a", "/x/y/z mkdir=9", "x/y/z", 3);
}

/* Of two paths the first counts. Words may be apart by more than one blank. */
static void arguments_are_read_word_by_word(void **state)
{
	assert_named("a", "/x/y /z", "x/y", 1);
	assert_named("a", "  mkdir=1   /x/y  ", "x/y", 2);
	assert_named("a", "mkdir=1 name=x/y", "x/y", 2);
	assert_named("/x", "mode=1", "x", 1);
}

/* The mode has 12 bits. */
static void modes_are_octal(void **state)
{
	static const char *const modes[][2] = {
		{ "/x mode=7777", "00008fff" }, { "/x mode=17777", "00008fff" },
		{ "/x", "000081a4" }, { "/x mode=0", "00008000" },
	};
	struct image *image;
	char buf[256];
	unsigned int i;

	for (i = 0; i < ARRAY_LEN(modes); i++) {
		image = add("a", modes[i][0], "x");
		assert_int_equal(initrd_header(image, buf), 112);
		assert_memory_equal(buf + 14, modes[i][1], 8);
		assert_memory_equal(buf + 54, "00000001", 8);
		unregister_image(image);
	}
}

/* What is hidden, or runs, is no part of the initrd. */
static void only_files_become_the_initrd(void **state)
{
	struct image *kernel = add("vmlinuz", NULL, "kernel");
	struct image *hidden = add("a", NULL, "hidden");
	struct image *runs = add("b", NULL, "runs");
	struct image *image = add("c", NULL, "file");
	struct initrd initrd;

	hidden->flags |= IMAGE_HIDDEN;
	runs->flags |= IMAGE_EXECUTING;
	assert_int_equal(initrd_build(kernel, &initrd), 0);
	assert_ptr_equal(initrd.data, image->data);
	runs->flags &= ~IMAGE_EXECUTING;
	assert_int_equal(initrd_build(kernel, &initrd), 0);
	assert_int_equal(initrd.len, 8);
	assert_memory_equal(initrd.data, "runsfile", 8);
	initrd_free(&initrd);
}

/* No memory holds these, whose sum is a small number. */
static void sizes_do_not_wrap(void **state)
{
	struct image *kernel = add("vmlinuz", NULL, "kernel");
	struct image *first = add("a", NULL, "first");
	struct image *second = add("b", NULL, "second");
	struct initrd initrd;

	first->len = ~(size_t)0 - 1;
	assert_int_equal(initrd_build(kernel, &initrd), -ENOMEM);
	first->len = ~(size_t)0 - 7;
	assert_int_equal(initrd_build(kernel, &initrd), -ENOMEM);
	assert_int_equal(image_set_cmdline(second, "/b"), 0);
	first->len = 5;
	second->len = ~(size_t)0 - 7;
	assert_int_equal(initrd_build(kernel, &initrd), -ENOMEM);
	second->len = 6;
}

/* Three images that memory cannot hold twice. Returns the length of the first two. */
static size_t add_three(void)
{
	const size_t big = (umalloc_largest() / 7 & ~3UL) * 2 + 1;

	add_big("/a", NULL, 'a', big);
	add_big("b", NULL, 'b', big);
	add("c", "/c", "three");
	return big;
}

/* Joining them changes what is registered, which what is part of the firmware must
 * not be. */
static void joins_nothing_that_is_fixed(void **state)
{
	struct image *kernel = add("vmlinuz", NULL, "kernel");
	size_t big = add_three();
	struct initrd initrd;

	find_image("b")->flags |= IMAGE_STATIC;
	assert_int_equal(initrd_build(kernel, &initrd), -ENOMEM);
	assert_int_equal(find_image("b")->len, big);
	assert_int_equal(find_image("c")->len, 5);
	find_image("b")->flags &= ~IMAGE_STATIC;
}

/* Whichever allocation of joining them fails, what is left makes the same initrd. */
static void joins_again_after_failures(void **state)
{
	struct image *kernel;
	struct initrd initrd;
	unsigned int failed = 0;
	size_t big;
	long n;

	for (n = 0; n < 4; n++) {
		kernel = add("vmlinuz", NULL, "kernel");
		big = add_three();
		testhost_malloc_once = 1;
		testhost_malloc_left = n;
		failed += initrd_build(kernel, &initrd) == -ENOMEM;
		testhost_malloc_left = -1;
		testhost_malloc_once = 0;
		assert_int_equal(initrd_build(kernel, &initrd), 0);
		assert_joined(&initrd, big);
		drop_images(state);
	}
	assert_in_range(failed, 1, 3);
}

static int entered;

static int cannot_enter(const struct linux_boot *boot)
{
	assert_int_equal(boot->kernel_len, KERNEL_LEN);
	entered = 1;
	return -ENOMEM;
}

/* Until the platform has nothing to say against it, nothing is taken away that
 * others use. */
static void shuts_down_when_nothing_can_fail(void **state)
{
	struct image *kernel = alloc_image(NULL);
	struct net_device *netdev;
	struct init_fn *fn;

	testhost_options.nics = 1;
	for_each_table_entry(fn, INIT_FNS) {
		if (fn->initialise)
			fn->initialise();
	}
	netdev = find_netdev("net0");
	assert_int_equal(netdev_open(netdev), 0);
	make_bzimage(data, KERNEL_LEN);
	assert_int_equal(image_set_name(kernel, "vmlinuz"), 0);
	assert_int_equal(image_set_data(kernel, data, sizeof(data)), 0);
	assert_int_equal(bzimage_boot(kernel, cannot_enter), -ENOMEM);
	assert_true(entered);
	assert_ptr_equal(find_netdev("net0"), netdev);
	assert_true(netdev_is_open(netdev));
	image_put(kernel);
	core_shutdown();
}

#define TEST(name) cmocka_unit_test_teardown(name, drop_images)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_a_kernel),
		TEST(takes_an_old_kernel),
		TEST(passes_over_other_files),
		TEST(survives_every_length),
		TEST(takes_setup_code_up_to_its_limit),
		TEST(says_what_is_wrong),
		TEST(puts_the_kernel_at_its_place),
		TEST(moves_a_kernel_that_can_move),
		TEST(finds_no_place_for_impossible_kernels),
		TEST(finds_the_highest_room),
		TEST(rooms_begin_with_a_page),
		TEST(kernels_have_room_for_themselves),
		TEST(command_lines_have_a_length),
		TEST(files_are_probed),
		TEST(arguments_are_read_word_by_word),
		TEST(modes_are_octal),
		TEST(only_files_become_the_initrd),
		TEST(sizes_do_not_wrap),
		TEST(joins_nothing_that_is_fixed),
		TEST(joins_again_after_failures),
		TEST(leaves_a_single_initrd_where_it_is),
		TEST(needs_no_initrd),
		TEST(joins_what_memory_cannot_hold_twice),
		TEST(says_when_nothing_can_hold_them),
		TEST(joins_initrds_and_files),
		TEST(names_files_in_every_way),
		TEST(shuts_down_when_nothing_can_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
