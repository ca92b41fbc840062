/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Reads the Multiboot header of kernels and writes the information that they are
 * handed (Multiboot Specification 0.6.96, sections 3.1 and 3.3). Names and arguments
 * are handed over as GRUB 0.97 does and as kernels such as Xen expect: the first
 * word is the file's name.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <byteswap.h>
#include <core/bzimage.h>
#include <core/mbi.h>
#include <ipxe/image.h>

/* How far into the file the header may end, in bytes, and its alignment there. */
#define SEARCH_LEN 8192
#define HEADER_ALIGN 4
#define HEADER_MAGIC 0x1badb002
/* Bits of the header's flags. Those of the lower half are demands; a kernel that has
 * others than the first three cannot be started. */
#define DEMANDS 0xffff
#define KNOWN_DEMANDS 0x0007
/* The header has addresses of its own, which count instead of the ELF file's. */
#define HAS_ADDRESSES 0x00010000
#define PAGE 4096

/* The header. All numbers are little-endian. */
struct header {
	/* HEADER_MAGIC. */
	uint32_t magic;
	/* Bits as above. */
	uint32_t flags;
	/* What makes the sum of these three 0. */
	uint32_t checksum;
	/* Valid with HAS_ADDRESSES: where this header goes in memory. */
	uint32_t header_addr;
	/* Where the first byte that is loaded goes. */
	uint32_t load_addr;
	/* Where what comes from the file ends, or 0 for the file's end. */
	uint32_t load_end_addr;
	/* Where zeroed memory ends, or 0 if there is none. */
	uint32_t bss_end_addr;
	/* Where the kernel is entered. */
	uint32_t entry_addr;
} __attribute__((packed));

/* Length of the header without addresses. */
#define SHORT_HEADER 12

/* Reads the addresses in a header at an offset of the file. */
static int read_addresses(const struct header *header, size_t offset,
			  size_t len, struct kernel_parts *parts,
			  const char **why)
{
	uint32_t header_addr = le32_to_cpu(header->header_addr);
	uint32_t load_addr = le32_to_cpu(header->load_addr);
	uint32_t load_end = le32_to_cpu(header->load_end_addr);
	uint32_t bss_end = le32_to_cpu(header->bss_end_addr);
	struct kernel_part part = { .addr = load_addr };

	*why = "the addresses in its header contradict one another";
	if (load_addr > header_addr || header_addr - load_addr > offset ||
	    (load_end && load_end < load_addr))
		return -ENOEXEC;
	part.offset = offset - (header_addr - load_addr);
	part.file_len = load_end ? load_end - load_addr : len - part.offset;
	part.mem_len = part.file_len;
	if (part.mem_len != part.file_len || bss_end < load_addr + part.mem_len)
		bss_end = 0;
	if (bss_end)
		part.mem_len = bss_end - load_addr;
	if (kernel_add_part(parts, &part, len, why) != 0)
		return -ENOEXEC;
	parts->entry = le32_to_cpu(header->entry_addr);
	*why = "its entry point lies in none of its parts";
	if (!kernel_part_of(parts, parts->entry))
		return -ENOEXEC;
	*why = NULL;
	return 0;
}

/* Returns the offset of the header in a file, or len if it has none. */
static size_t find_header(const uint8_t *data, size_t len)
{
	size_t offset;

	for (offset = 0; offset + SHORT_HEADER <= len &&
	     offset + SHORT_HEADER <= SEARCH_LEN; offset += HEADER_ALIGN) {
		const struct header *header = (const void *)(data + offset);

		if (le32_to_cpu(header->magic) == HEADER_MAGIC &&
		    le32_to_cpu(header->magic) + le32_to_cpu(header->flags) +
			    le32_to_cpu(header->checksum) == 0)
			return offset;
	}
	return len;
}

int mbi_parse(const void *data, size_t len, struct kernel_parts *parts,
	      const char **why)
{
	size_t offset = find_header(data, len);
	const struct header *header = (const void *)((const uint8_t *)data +
						     offset);
	uint32_t flags;

	memset(parts, 0, sizeof(*parts));
	*why = NULL;
	if (offset == len)
		return -ENOEXEC;
	flags = le32_to_cpu(header->flags);
	*why = "it demands what this loader does not have";
	if (flags & DEMANDS & ~KNOWN_DEMANDS)
		return -ENOEXEC;
	if (!(flags & HAS_ADDRESSES))
		return elf_parse(data, len, parts, why);
	*why = "the file is cut short";
	if (len - offset < sizeof(*header))
		return -ENOEXEC;
	return read_addresses(header, offset, len, parts, why);
}

/* Returns the memory of a part. */
static struct memory_region part_region(const struct kernel_part *part)
{
	return (struct memory_region) {
		part->addr, (uint64_t)part->addr + part->mem_len };
}

/* Returns non-zero if two regions have bytes in common. */
static int overlaps(const struct memory_region *a,
		    const struct memory_region *b)
{
	return a->start < b->end && b->start < a->end;
}

/* Returns non-zero if a region lies in usable memory. */
static int is_usable(const struct memory_region *region,
		     const struct memory_region *memory, unsigned int regions)
{
	unsigned int i;

	for (i = 0; i < regions; i++) {
		if (region->start >= memory[i].start &&
		    region->end <= memory[i].end)
			return 1;
	}
	return 0;
}

/* Returns non-zero if a module can stay where it is. */
static int can_stay(const struct memory_region *here,
		    const struct memory_region *parts, unsigned int count)
{
	unsigned int i;

	if (here->start & (PAGE - 1))
		return 0;
	for (i = 0; i < count; i++) {
		if (overlaps(here, &parts[i]))
			return 0;
	}
	return 1;
}

int mbi_place(const struct kernel_parts *parts,
	      const struct memory_region *file, struct mbi_module *modules,
	      unsigned int count, const struct memory_region *memory,
	      unsigned int regions)
{
	struct memory_region taken[KERNEL_PARTS_MAX + 1 + 2 * MBI_MODULES_MAX];
	unsigned int used = 0, i;

	for (i = 0; i < parts->count; i++) {
		taken[used] = part_region(&parts->part[i]);
		if (!is_usable(&taken[used], memory, regions) ||
		    overlaps(&taken[used], file))
			return -ENOMEM;
		used++;
	}
	taken[used++] = *file;
	for (i = 0; i < count; i++) {
		taken[used].start = (uintptr_t)modules[i].data;
		taken[used].end = taken[used].start + modules[i].len;
		used++;
	}
	for (i = 0; i < count; i++) {
		const struct memory_region *here =
			&taken[parts->count + 1 + i];
		uint64_t place = here->start;

		if (!can_stay(here, taken, parts->count))
			place = bzimage_find_room(modules[i].len, 1ULL << 32,
						  memory, regions, taken,
						  used);
		if (!place)
			return -ENOMEM;
		modules[i].addr = place;
		taken[used].start = place;
		taken[used].end = place + modules[i].len;
		used++;
	}
	return 0;
}

int mbi_modules(const struct image *kernel, struct mbi_module *modules)
{
	struct image *image;
	int count = 0;

	for_each_image(image) {
		if (image == kernel || !image->len || image->type ||
		    (image->flags & (IMAGE_HIDDEN | IMAGE_EXECUTING)))
			continue;
		if (count == MBI_MODULES_MAX)
			return -E2BIG;
		modules[count].data = image->data;
		modules[count].len = image->len;
		modules[count].image = image;
		count++;
	}
	return count;
}

/* Bits of the information's flags, for the fields that are valid. */
#define INFO_MEMORY 0x0001
#define INFO_CMDLINE 0x0004
#define INFO_MODULES 0x0008
#define INFO_MAP 0x0040
#define INFO_LOADER 0x0200

/* The information. All numbers are little-endian. */
struct info {
	/* Which of the fields are valid. */
	uint32_t flags;
	/* KiB of memory from 0 and from 1 MiB on. */
	uint32_t mem_lower;
	uint32_t mem_upper;
	/* The device that the kernel comes from, which is none. */
	uint32_t boot_device;
	/* Address of the kernel's name and arguments. */
	uint32_t cmdline;
	/* Number of the modules and the address of their list. */
	uint32_t mods_count;
	uint32_t mods_addr;
	/* Symbols of the kernel, which are not handed over. */
	uint32_t syms[4];
	/* Length of the memory map in bytes and its address. */
	uint32_t mmap_length;
	uint32_t mmap_addr;
	/* Drives and a table of the BIOS, which are not handed over. */
	uint32_t drives_length;
	uint32_t drives_addr;
	uint32_t config_table;
	/* Address of the loader's name. */
	uint32_t loader_name;
};

/* A module in the list. */
struct info_module {
	/* Its first address and the one after its last. */
	uint32_t start;
	uint32_t end;
	/* Address of its name and arguments. */
	uint32_t string;
	/* Always 0. */
	uint32_t reserved;
};

/* A buffer that is filled from its start. */
struct space {
	/* Where its first byte will lie. */
	uint32_t addr;
	/* Its bytes. */
	uint8_t *bytes;
	/* How many of them are in use, and how many there are. */
	size_t used;
	size_t max;
	/* Non-zero once something did not fit. */
	int full;
};

/* Takes some bytes, which are 0. Returns them, or NULL if they do not fit; their
 * later address is in *addr. */
static void *take(struct space *space, size_t len, uint32_t *addr)
{
	size_t aligned = (space->used + 3) & ~(size_t)3;

	*addr = cpu_to_le32(space->addr + aligned);
	if (space->full || aligned > space->max || len > space->max - aligned) {
		space->full = 1;
		return NULL;
	}
	space->used = aligned + len;
	return memset(space->bytes + aligned, 0, len);
}

/* Writes an image's name and arguments. Returns their later address. */
static uint32_t put_words(struct space *space, const struct image *image)
{
	const char *args = image->cmdline ? image->cmdline : "";
	size_t len = strlen(image->name) + 1 + strlen(args) + 1;
	uint32_t addr;
	char *text = take(space, len, &addr);

	if (text)
		snprintf(text, len, "%s%s%s", image->name, *args ? " " : "",
			 args);
	return addr;
}

size_t mbi_build(void *buf, size_t max, uint32_t addr,
		 const struct mbi_machine *machine, const struct image *kernel,
		 const struct mbi_module *modules, unsigned int count)
{
	static const char loader[] = "multiboot";
	struct space space = { .addr = addr, .bytes = buf, .max = max };
	size_t map_len = machine->count * sizeof(machine->map[0]);
	uint32_t ignored;
	struct info *info = take(&space, sizeof(*info), &ignored);
	struct info_module *list;
	unsigned int i;
	void *bytes;

	if (!info)
		return 0;
	info->flags = cpu_to_le32(INFO_MEMORY | INFO_CMDLINE | INFO_MODULES |
				  INFO_MAP | INFO_LOADER);
	info->mem_lower = cpu_to_le32(machine->lower_kib);
	info->mem_upper = cpu_to_le32(machine->upper_kib);
	info->cmdline = put_words(&space, kernel);
	info->mods_count = cpu_to_le32(count);
	list = take(&space, count * sizeof(*list), &info->mods_addr);
	for (i = 0; list && i < count; i++) {
		list[i].start = cpu_to_le32(modules[i].addr);
		list[i].end = cpu_to_le32(modules[i].addr + modules[i].len);
		list[i].string = put_words(&space, modules[i].image);
	}
	info->mmap_length = cpu_to_le32(map_len);
	bytes = take(&space, map_len, &info->mmap_addr);
	if (bytes)
		memcpy(bytes, machine->map, map_len);
	bytes = take(&space, sizeof(loader), &info->loader_name);
	if (bytes)
		memcpy(bytes, loader, sizeof(loader));
	return space.full ? 0 : space.used;
}
