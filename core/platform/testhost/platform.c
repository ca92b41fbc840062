/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The platform "testhost": the core as a program on this host, for tests and for
 * trying scripts. The machine it describes is made up (see machine.c).
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <core/bzimage.h>
#include <core/clock.h>
#include <core/machine.h>
#include <core/memory.h>
#include <ipxe/image.h>
#include <ipxe/init.h>
#include <ipxe/timer.h>
#include "host/host.h"
#include "testhost.h"

const char platform_name[] = "testhost";
const char platform_arch[] = TESTHOST_ARCH;

struct testhost_options testhost_options;

/* --- memory */

long testhost_malloc_left = -1;

/* Whether this allocation is to fail. */
static int out_of_memory(void)
{
	if (testhost_malloc_left < 0)
		return 0;
	if (testhost_malloc_left == 0)
		return 1;
	testhost_malloc_left--;
	return 0;
}

void *malloc(size_t len)
{
	return out_of_memory() ? NULL : host_malloc(len);
}

void *realloc(void *old, size_t len)
{
	return out_of_memory() ? NULL : host_realloc(old, len);
}

void free(void *ptr)
{
	host_free(ptr);
}

/* malloc() above needs none. */
void platform_heap(void **start, size_t *len)
{
	*start = NULL;
	*len = 0;
}

static size_t memory_len(void)
{
	return testhost_options.memory ? testhost_options.memory : TESTHOST_MEMORY;
}

unsigned int platform_memmap(struct memory_region *regions, unsigned int max)
{
	static void *memory;

	if (!memory)
		memory = host_low_memory(memory_len());
	if (!memory || !max)
		return 0;
	regions[0].start = (uintptr_t)memory;
	regions[0].end = regions[0].start + memory_len();
	return 1;
}

uint64_t platform_memsize(void)
{
	return memory_len();
}

/* --- time */

#define US_PER_SEC 1000000
/* One look at the virtual clock lets 1/16 tick pass, a rest a whole one. */
#define LOOKS_PER_TICK 16

static unsigned long virtual_looks;

void testhost_clock_advance(unsigned long ticks)
{
	virtual_looks += ticks * LOOKS_PER_TICK;
}

unsigned long currticks(void)
{
	if (testhost_options.virtual_clock)
		return virtual_looks++ / LOOKS_PER_TICK;
	return host_clock_us() * TICKS_PER_SEC / US_PER_SEC;
}

void udelay(unsigned long usecs)
{
	if (testhost_options.virtual_clock)
		testhost_clock_advance(usecs * TICKS_PER_SEC / US_PER_SEC);
	else
		host_sleep_us(usecs);
}

void mdelay(unsigned long msecs)
{
	while (msecs--)
		udelay(1000);
}

uint64_t platform_time(void)
{
	if (testhost_options.virtual_clock)
		return testhost_options.virtual_time;
	return host_unix_time();
}

void platform_idle(void)
{
	if (testhost_options.virtual_clock)
		testhost_clock_advance(1);
	else
		host_peek(US_PER_SEC / 100);
}

/* --- what there is to run */

const char *platform_cmdline(void)
{
	return testhost_options.command ? testhost_options.command : "shell";
}

void platform_initrd(const void **data, size_t *len)
{
	*data = testhost_options.script.data;
	*len = testhost_options.command ? 0 : testhost_options.script.len;
}

/* The files given besides are images, as if they had been downloaded. */
static void add_images(void)
{
	const struct testhost_file *file = testhost_options.images;
	unsigned int left = testhost_options.image_count;

	for (; left; left--, file++) {
		struct image *image = alloc_image(NULL);

		if (!image)
			return;
		if (image_set_name(image, file->name) == 0 &&
		    image_set_data(image, file->data, file->len) == 0)
			register_image(image);
		image_put(image);
	}
}

struct init_fn images_init_fn __init_fn(INIT_LATE) = {
	.initialise = add_images,
};

int platform_boot_nic(void)
{
	return -1;
}

/* --- ends */

/* The machine is gone: so is the program, unless it has to stay. */
static int end(void)
{
	if (testhost_options.endless)
		return -ENOSYS;
	host_exit(0);
}

int platform_reboot(int warm)
{
	printf("The machine would reboot now (%s).\n", warm ? "warm" : "cold");
	return end();
}

int platform_poweroff(void)
{
	printf("The machine would power off now.\n");
	return end();
}

static int enter_linux(const struct linux_boot *boot)
{
	printf("Linux would start now: %d bytes at 0x%x, %d bytes of initrd, "
	       "command line \"%s\".\n", (int)boot->kernel_len,
	       boot->kernel_addr, (int)boot->initrd_len, boot->cmdline);
	if (!testhost_options.endless)
		bzimage_leave(boot);
	return end();
}

static int exec_linux(struct image *image)
{
	return bzimage_boot(image, enter_linux);
}

struct image_type bzimage_type __image_type(PROBE_NORMAL) = {
	.name = "bzImage",
	.probe = bzimage_probe,
	.exec = exec_linux,
};
