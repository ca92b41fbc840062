/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The platform "linux": the core as a program on this host, for tests and for
 * trying scripts. The machine it describes is made up (see machine.c).
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <core/platform.h>
#include <ipxe/image.h>
#include <ipxe/init.h>
#include <ipxe/timer.h>
#include "host/host.h"
#include "linux.h"

const char platform_name[] = "linux";
const char platform_arch[] = "x86_64";

struct linux_options linux_options;

/* --- memory */

long linux_malloc_left = -1;

/* Whether this allocation is to fail. */
static int out_of_memory(void)
{
	if (linux_malloc_left < 0)
		return 0;
	if (linux_malloc_left == 0)
		return 1;
	linux_malloc_left--;
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
	return linux_options.memory ? linux_options.memory : LINUX_MEMORY;
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

void linux_clock_advance(unsigned long ticks)
{
	virtual_looks += ticks * LOOKS_PER_TICK;
}

unsigned long currticks(void)
{
	if (linux_options.virtual_clock)
		return virtual_looks++ / LOOKS_PER_TICK;
	return host_clock_us() * TICKS_PER_SEC / US_PER_SEC;
}

void udelay(unsigned long usecs)
{
	if (linux_options.virtual_clock)
		linux_clock_advance(usecs * TICKS_PER_SEC / US_PER_SEC);
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
	if (linux_options.virtual_clock)
		return linux_options.virtual_time;
	return host_unix_time();
}

void platform_idle(void)
{
	if (linux_options.virtual_clock)
		linux_clock_advance(1);
	else
		host_peek(US_PER_SEC / 100);
}

/* --- what there is to run */

const char *platform_cmdline(void)
{
	return linux_options.command ? linux_options.command : "shell";
}

void platform_initrd(const void **data, size_t *len)
{
	*data = linux_options.script.data;
	*len = linux_options.command ? 0 : linux_options.script.len;
}

/* The files given besides are images, as if they had been downloaded. */
static void add_images(void)
{
	const struct linux_file *file = linux_options.images;
	unsigned int left = linux_options.image_count;

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
	if (linux_options.endless)
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

int platform_boot_linux(const struct linux_boot *boot)
{
	printf("Linux would start now: %d bytes at 0x%x, %d bytes of initrd, "
	       "command line \"%s\".\n", (int)boot->kernel_len,
	       boot->kernel_addr, (int)boot->initrd_len, boot->cmdline);
	return end();
}
