/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Enters kernels in protected mode: those of the Multiboot Specification (0.6.96,
 * section 3.2) with their information, which lies in base memory, and plain ELF files
 * with nothing.
 *
 *   10000  information for the kernel
 *   20000
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/main.h>
#include <core/mbi.h>
#include <ipxe/errortab.h>
#include <ipxe/features.h>
#include <ipxe/image.h>
#include "console.h"
#include "pcbios.h"

/* A broken kernel has its own error, so that it differs from a file that is no
 * kernel. */
#define EINFO_ENOEXEC_ELF \
	__einfo_uniqify(EINFO_ENOEXEC, 0x02, "Not a usable kernel")
#define ENOEXEC_ELF __einfo_error(EINFO_ENOEXEC_ELF)

struct errortab kernel_errors[] __errortab = {
	__einfo_errortab(EINFO_ENOEXEC_ELF),
};

struct feature multiboot_feature __feature = {
	"Multiboot", FEATURE_MULTIBOOT, 1
};
struct feature elf_feature __feature = { "ELF", FEATURE_ELF, 1 };

#define INFO 0x10000
#define INFO_END 0x20000
/* Most regions of the memory map that are used. */
#define MAX_REGIONS 32

/* What mbi_parse() and elf_parse() are. */
typedef int parse_kernel(const void *data, size_t len,
			 struct kernel_parts *parts, const char **why);

/* A kernel that is about to be started. */
struct start {
	/* Its parts. */
	struct kernel_parts parts;
	/* Its modules. */
	struct mbi_module modules[MBI_MODULES_MAX];
	/* Number of the modules. */
	int count;
	/* The machine. */
	struct mbi_machine machine;
	/* Information for the kernel. */
	uint8_t info[INFO_END - INFO];
	/* Its length, or 0 if the kernel takes none. */
	size_t info_len;
};

static int probe(struct image *image, parse_kernel *parse)
{
	struct kernel_parts parts;
	const char *why;
	int rc;

	rc = parse(image->data, image->len, &parts, &why);
	if (rc == 0 || !why)
		return rc;
	printf("%s: not a usable kernel: %s; check the file on the server\n",
	       image->name, why);
	return -ENOEXEC_ELF;
}

/* Prepares what Multiboot kernels are given. Returns 0, or a negative error after a
 * message. */
static int prepare_info(struct image *image, struct start *start)
{
	memory_describe(&start->machine);
	start->info_len = mbi_build(start->info, sizeof(start->info), INFO,
				    &start->machine, image, start->modules,
				    start->count);
	if (start->info_len && block->base >= INFO_END)
		return 0;
	printf("%s: its command line and those of its modules are too long "
	       "together\n", image->name);
	return -E2BIG;
}

/* Moves all parts to their places and enters the kernel. Nothing can fail here. */
static void enter(const struct image *image, const struct start *start)
		  __attribute__((noreturn));
static void enter(const struct image *image, const struct start *start)
{
	uint32_t magic = start->info_len ? MBI_ENTRY_MAGIC : 0;
	uint32_t info = start->info_len ? INFO : 0;
	uint32_t entry = start->parts.entry;
	unsigned int i;
	int m;

	core_shutdown();
	console_drain();
	unhide_memory();
	for (m = 0; m < start->count; m++) {
		const struct mbi_module *module = &start->modules[m];

		if ((uintptr_t)module->data != module->addr)
			memcpy((void *)module->addr, module->data,
			       module->len);
	}
	for (i = 0; i < start->parts.count; i++) {
		const struct kernel_part *part = &start->parts.part[i];
		uint8_t *to = (uint8_t *)part->addr;

		memcpy(to, (uint8_t *)image->data + part->offset,
		       part->file_len);
		memset(to + part->file_len, 0,
		       part->mem_len - part->file_len);
	}
	memcpy((void *)hide_origin(INFO), start->info, start->info_len);
	wipe_memory();
	release_base_memory();
	__asm__ __volatile__("cli\n\t"
			     "jmp *%2"
			     : : "a"(magic), "b"(info), "r"(entry)
			     : "memory");
	__builtin_unreachable();
}

/* Finds places for the kernel and what it is given, and starts it. Returns a negative
 * error after a message. */
static int place_and_start(struct image *image, parse_kernel *parse,
			   struct start *start)
{
	struct memory_region file = { (uintptr_t)image->data,
				      (uintptr_t)image->data + image->len };
	struct memory_region memory[MAX_REGIONS];
	unsigned int regions = platform_memmap(memory, MAX_REGIONS);
	const char *why;
	int rc;

	rc = parse(image->data, image->len, &start->parts, &why);
	if (rc != 0)
		return rc;
	if (parse == mbi_parse)
		start->count = mbi_modules(image, start->modules);
	if (start->count < 0) {
		printf("%s: more than %d modules\n", image->name,
		       MBI_MODULES_MAX);
		return start->count;
	}
	rc = mbi_place(&start->parts, &file, start->modules, start->count,
		       memory, regions);
	if (rc != 0) {
		printf("%s: there is no place in memory for the kernel and its "
		       "modules; give the machine more memory\n",
		       image->name);
		return rc;
	}
	if (parse == mbi_parse)
		rc = prepare_info(image, start);
	if (rc == 0)
		enter(image, start);
	return rc;
}

static int exec(struct image *image, parse_kernel *parse)
{
	struct start *start = zalloc(sizeof(*start));
	int rc;

	if (!start)
		return -ENOMEM;
	rc = place_and_start(image, parse, start);
	free(start);
	return rc;
}

static int probe_mbi(struct image *image)
{
	return probe(image, mbi_parse);
}

static int exec_mbi(struct image *image)
{
	return exec(image, mbi_parse);
}

static int probe_elf(struct image *image)
{
	return probe(image, elf_parse);
}

static int exec_elf(struct image *image)
{
	return exec(image, elf_parse);
}

struct image_type mbi_type __image_type(PROBE_MULTIBOOT) = {
	.name = "Multiboot",
	.probe = probe_mbi,
	.exec = exec_mbi,
};

struct image_type elf_type __image_type(PROBE_NORMAL) = {
	.name = "ELF",
	.probe = probe_elf,
	.exec = exec_elf,
};
