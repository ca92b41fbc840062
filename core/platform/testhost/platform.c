/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The platform "testhost": the core as a program on this host, for tests and
 * for trying scripts. The machine that scripts see is made up (machine.c).
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <core/bzimage.h>
#include <core/machine.h>
#include <core/memory.h>
#include <ipxe/console.h>
#include <ipxe/image.h>
#include "../hosted/host/host.h"
#include "testhost.h"

const char platform_name[] = "testhost";
const char platform_arch[] = TESTHOST_ARCH;

/* Returns the architecture of a PC with a BIOS (RFC 4578 2.1), whatever the
 * host is, so that tests see the same everywhere. */
uint16_t platform_dhcp_arch(void)
{
	return 0;
}

const char hosted_default_command[] = "shell";

struct testhost_options testhost_options;

/* --- memory */

long testhost_malloc_left = -1;
int testhost_malloc_once;
long testhost_malloc_blocks;

/* Returns non-zero if a test wants this allocation to fail. */
static int out_of_memory(void)
{
	if (testhost_malloc_left < 0)
		return 0;
	if (testhost_malloc_left == 0) {
		if (testhost_malloc_once)
			testhost_malloc_left = -1;
		return 1;
	}
	testhost_malloc_left--;
	return 0;
}

void *malloc(size_t len)
{
	void *ptr = out_of_memory() ? NULL : host_malloc(len);

	testhost_malloc_blocks += ptr != NULL;
	return ptr;
}

void *realloc(void *old, size_t len)
{
	void *ptr = out_of_memory() ? NULL : host_realloc(old, len);

	testhost_malloc_blocks += ptr != NULL && old == NULL;
	return ptr;
}

void free(void *ptr)
{
	testhost_malloc_blocks -= ptr != NULL;
	host_free(ptr);
}

/* Returns no memory: malloc() here takes the host's. */
void platform_heap(void **start, size_t *len)
{
	*start = NULL;
	*len = 0;
}

unsigned int platform_memmap(struct memory_region *regions, unsigned int max)
{
	static void *memory;

	if (!memory)
		memory = host_low_memory(hosted_memory());
	if (!memory || !max)
		return 0;
	regions[0].start = (uintptr_t)memory;
	regions[0].end = regions[0].start + hosted_memory();
	return 1;
}

uint64_t platform_memsize(void)
{
	return hosted_memory();
}

/* --- ends */

/* Ends the program, as nothing runs on the machine any more. Under a fuzzer it
 * has to go on: then this returns an error, as a machine that does not do
 * it. */
static int end(void)
{
	if (testhost_options.endless)
		return -ENOSYS;
	console_flush();
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

/* Plays a machine with one disk, which boots. */
int platform_boot_drive(unsigned int drive)
{
	if (drive != 0x80)
		return -ENODEV;
	printf("The machine would boot from drive 0x80 now.\n");
	return end();
}

/* Reports what would be started in the place of entering a kernel. */
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
