/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * pack RUNTIME.elf UNPACKER.elf PAYLOAD
 *
 * Puts the payload together (core/platform/pcbios/prefix/payload.h): the
 * unpacker's code, and behind it the runtime, in parts, each compressed with
 * those LZMA parameters that make it the smallest. No list of relocations comes with it:
 * the runtime is linked to an address that nothing else in it looks like.
 */

#include <elf.h>
#include <lzma.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../core/include/core/lzma.h"
#include "../core/platform/pcbios/prefix/payload.h"

#define MAX_RELOCS 100000

/* The unpacker's decoder has them in its heap. */
static uint16_t probs[LZMA_PROBS(LZMA_LCLP_MAX)];

struct buffer {
	uint8_t *data;
	size_t len;
};

/* An ELF file for i386 and what we need from it. */
struct elf {
	const char *name;
	struct buffer file;
	const Elf32_Ehdr *header;
	const Elf32_Shdr *sections;
	const char *names;
};

static void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "pack: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(1);
}

static struct buffer new_buffer(size_t len)
{
	struct buffer buffer = { calloc(1, len ? len : 1), len };

	if (!buffer.data)
		die("out of memory");
	return buffer;
}

static struct buffer read_file(const char *name)
{
	FILE *file = fopen(name, "rb");
	struct buffer buffer;
	long len;

	if (!file || fseek(file, 0, SEEK_END) != 0 || (len = ftell(file)) < 0)
		die("cannot read %s", name);
	rewind(file);
	buffer = new_buffer(len);
	if (fread(buffer.data, 1, len, file) != (size_t)len)
		die("cannot read %s", name);
	fclose(file);
	return buffer;
}

static void check_range(const struct elf *elf, size_t start, size_t len)
{
	if (start > elf->file.len || len > elf->file.len - start)
		die("%s: not a whole ELF file", elf->name);
}

static struct elf open_elf(const char *name)
{
	struct elf elf = { .name = name, .file = read_file(name) };
	const Elf32_Shdr *strings;

	check_range(&elf, 0, sizeof(*elf.header));
	elf.header = (const void *)elf.file.data;
	if (memcmp(elf.header->e_ident, ELFMAG, SELFMAG) != 0 ||
	    elf.header->e_ident[EI_CLASS] != ELFCLASS32 ||
	    elf.header->e_machine != EM_386)
		die("%s: not an ELF file for i386", name);
	check_range(&elf, elf.header->e_shoff,
		    elf.header->e_shnum * sizeof(Elf32_Shdr));
	elf.sections = (const void *)(elf.file.data + elf.header->e_shoff);
	if (elf.header->e_shstrndx >= elf.header->e_shnum)
		die("%s: no section names", name);
	strings = &elf.sections[elf.header->e_shstrndx];
	check_range(&elf, strings->sh_offset, strings->sh_size);
	elf.names = (const char *)elf.file.data + strings->sh_offset;
	return elf;
}

/* A section by its name, or NULL. */
static const Elf32_Shdr *section(const struct elf *elf, const char *name)
{
	unsigned int i;

	for (i = 0; i < elf->header->e_shnum; i++) {
		if (strcmp(elf->names + elf->sections[i].sh_name, name) == 0) {
			if (elf->sections[i].sh_type != SHT_NOBITS)
				check_range(elf, elf->sections[i].sh_offset,
					    elf->sections[i].sh_size);
			return &elf->sections[i];
		}
	}
	return NULL;
}

static const Elf32_Shdr *need_section(const struct elf *elf, const char *name)
{
	const Elf32_Shdr *found = section(elf, name);

	if (!found)
		die("%s: no section %s", elf->name, name);
	return found;
}

/* The sections of the runtime that go into the image, which starts at 0. */
static struct buffer load_image(const struct elf *elf)
{
	static const char *const parts[] = {
		".text", ".join", ".rodata", ".data",
	};
	const Elf32_Shdr *part = need_section(elf, ".data");
	struct buffer image = new_buffer(part->sh_addr + part->sh_size);
	unsigned int i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		part = need_section(elf, parts[i]);
		if (part->sh_addr > image.len ||
		    part->sh_size > image.len - part->sh_addr)
			die("%s: %s lies outside", elf->name, parts[i]);
		memcpy(image.data + part->sh_addr,
		       elf->file.data + part->sh_offset, part->sh_size);
	}
	return image;
}

static int compare(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Nothing but R_386_RELATIVE, inside the image. Sorted; returns how many. */
static size_t load_relocs(const struct elf *elf, size_t image_len,
			  uint32_t *relocs)
{
	const Elf32_Shdr *part = section(elf, ".rel.dyn");
	const Elf32_Rel *rel;
	size_t count, i;

	if (!part)
		return 0;
	rel = (const void *)(elf->file.data + part->sh_offset);
	count = part->sh_size / sizeof(*rel);
	if (count > MAX_RELOCS)
		die("%s: %zu relocations", elf->name, count);
	for (i = 0; i < count; i++) {
		if (ELF32_R_TYPE(rel[i].r_info) != R_386_RELATIVE)
			die("%s: relocation of type %u at %x", elf->name,
			    (unsigned int)ELF32_R_TYPE(rel[i].r_info),
			    rel[i].r_offset);
		if (image_len < 4 || rel[i].r_offset > image_len - 4)
			die("%s: relocation outside of the image", elf->name);
		relocs[i] = rel[i].r_offset;
	}
	qsort(relocs, count, sizeof(*relocs), compare);
	return count;
}

/* Whether the unpacker, which goes by what dwords look like, finds exactly the
 * fields that hold addresses. */
static int found_again(const struct buffer *image, size_t text_len,
		       uint32_t base, const uint32_t *relocs, size_t count)
{
	size_t at, i = 0;
	uint32_t value;

	for (at = 0; at + sizeof(value) <= image->len; at++) {
		memcpy(&value, image->data + at, sizeof(value));
		value = swap_address(value, at < text_len);
		if (value - base >= RELOC_WINDOW)
			continue;
		if (i == count || relocs[i] != at)
			return 0;
		i++;
		at += sizeof(value) - 1;
	}
	return i == count;
}

/* The fields of the image, linked at 0, as if it were linked at base. */
static void move_fields(struct buffer *image, const struct buffer *linked,
			size_t text_len, uint32_t base, const uint32_t *relocs,
			size_t count)
{
	uint32_t value;
	size_t i;

	for (i = 0; i < count; i++) {
		memcpy(&value, linked->data + relocs[i], sizeof(value));
		if (value >= RELOC_WINDOW)
			die("an address outside of the image at %x",
			    relocs[i]);
		value = swap_address(base + value, relocs[i] < text_len);
		memcpy(image->data + relocs[i], &value, sizeof(value));
	}
}

/* Moves the image to an address that no other dword of it looks like. Returns
 * that address. */
static uint32_t rebase(struct buffer *image, size_t text_len,
		       const uint32_t *relocs, size_t count)
{
	struct buffer linked = new_buffer(image->len);
	uint32_t base = RELOC_BASE_FIRST;

	memcpy(linked.data, image->data, image->len);
	for (; base >= RELOC_WINDOW; base -= RELOC_WINDOW) {
		move_fields(image, &linked, text_len, base, relocs, count);
		if (found_again(image, text_len, base, relocs, count)) {
			free(linked.data);
			return base;
		}
	}
	die("every address looks like something else in the image");
}

/* Returns the length, or 0 if it does not fit. */
static size_t compress(const struct buffer *data, struct buffer *out,
		       uint32_t props, unsigned int nice_len)
{
	lzma_options_lzma options;
	lzma_filter filters[] = {
		{ LZMA_FILTER_LZMA1, &options }, { LZMA_VLI_UNKNOWN, NULL },
	};
	size_t len = 0;

	if (lzma_lzma_preset(&options, 9 | LZMA_PRESET_EXTREME))
		die("liblzma: no such preset");
	options.lc = props % 9;
	options.lp = props / 9 % 5;
	options.pb = props / 45;
	options.nice_len = nice_len;
	options.depth = 1000;
	options.dict_size = 1 << 20;
	if (lzma_raw_buffer_encode(filters, NULL, data->data, data->len,
				   out->data, &len, out->len) != LZMA_OK)
		return 0;
	return len;
}

/* Compresses, and keeps the result if it is smaller than the best so far. */
static int try_smaller(const struct buffer *data, struct buffer *best,
		       uint32_t props, unsigned int nice_len)
{
	struct buffer out = new_buffer(data->len + 4096);
	size_t len = compress(data, &out, props, nice_len);

	if (!len || len >= best->len) {
		free(out.data);
		return 0;
	}
	free(best->data);
	best->data = out.data;
	best->len = len;
	return 1;
}

/* Whether it comes out again. */
static int unpacks(const struct buffer *data, const struct buffer *packed,
		   uint32_t props)
{
	struct buffer again = new_buffer(data->len);
	int same = lzma_decode(again.data, again.len, packed->data, packed->len,
			       props, probs) == 0 &&
		   memcmp(again.data, data->data, data->len) == 0;

	free(again.data);
	return same;
}

/* Tries all parameters the unpacker takes, and then for how long a match the
 * encoder looks no further. Leaves away the end that the unpacker, which knows
 * the length, does not read. */
static struct buffer compress_best(const struct buffer *data, uint32_t *props)
{
	static const unsigned int nice_lens[] = { 16, 24, 32, 48, 64, 100 };
	struct buffer best = { NULL, SIZE_MAX };
	unsigned int lc, lp, pb, i;

	for (lc = 0; lc <= LZMA_LCLP_MAX; lc++) {
		for (lp = 0; lp <= 2 && lc + lp <= LZMA_LCLP_MAX; lp++) {
			for (pb = 0; pb <= 2; pb++) {
				if (try_smaller(data, &best,
						LZMA_PROPS(lc, lp, pb), 273))
					*props = LZMA_PROPS(lc, lp, pb);
			}
		}
	}
	for (i = 0; i < sizeof(nice_lens) / sizeof(nice_lens[0]); i++)
		try_smaller(data, &best, *props, nice_lens[i]);
	if (!best.data || !unpacks(data, &best, *props))
		die("what was packed does not unpack");
	do {
		best.len--;
	} while (unpacks(data, &best, *props));
	best.len++;
	return best;
}

static void check_join(const struct buffer *image, const struct buffer *data,
		       const struct payload *header)
{
	struct buffer streams = new_buffer(data->len);
	struct buffer code = new_buffer(header->text_len + X86_OVERRUN);
	struct buffer work = new_buffer(X86_WORK(header->text_len));

	memcpy(streams.data, data->data, data->len);
	if (x86_join(code.data, header->text_len, streams.data,
		     header->streams, work.data) != 0 ||
	    memcmp(code.data, image->data, header->text_len) != 0)
		die("what was taken apart does not come together again");
	free(streams.data);
	free(code.data);
	free(work.data);
}

static uint32_t sum(const struct buffer *buffer)
{
	uint32_t total = 0, dword;
	size_t i;

	for (i = 0; i < buffer->len; i += 4) {
		memcpy(&dword, buffer->data + i, 4);
		total += dword;
	}
	return total;
}

static void write_file(const char *name, const struct buffer *buffer)
{
	FILE *file = fopen(name, "wb");

	if (!file ||
	    fwrite(buffer->data, 1, buffer->len, file) != buffer->len ||
	    fclose(file) != 0)
		die("cannot write %s", name);
}

/* join() runs before anything is relocated. */
static void check_join_relocs(const Elf32_Shdr *part, const uint32_t *relocs,
			      size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (relocs[i] - part->sh_addr < part->sh_size)
			die("join() needs a relocation at %x", relocs[i]);
	}
}

/* Lengths of the parts: opcodes, dwords, and bytes with the image's rest. */
static void divide(struct payload *header, size_t rest_len)
{
	unsigned int i, part = 0;

	for (i = 0; i < X86_STREAMS; i++) {
		if (i == X86_WORDS || i == X86_BYTES)
			part++;
		header->parts[part].len += header->streams[i];
		header->rest += header->streams[i];
	}
	header->parts[part].len += rest_len;
	header->work = (header->rest + 3) & ~3U;
	if (header->rest + rest_len > HEAP_MIN - sizeof(probs) ||
	    header->work + X86_WORK(header->text_len) > HEAP_MIN)
		die("too much for the least heap to unpack it to");
}

/* What is packed: the image's code taken apart, and the rest of it. */
static struct buffer runtime_data(const struct elf *elf,
				  struct payload *header, size_t *count)
{
	static uint32_t relocs[MAX_RELOCS];
	struct buffer image = load_image(elf);
	const Elf32_Shdr *join = need_section(elf, ".join");
	const Elf32_Shdr *bss = need_section(elf, ".bss");
	size_t text_len = join->sh_addr;
	struct buffer work = new_buffer(X86_WORK(text_len));
	struct buffer data = new_buffer(X86_STREAMS * X86_ROOM(text_len) +
					image.len);

	if (image.len < text_len + X86_OVERRUN)
		die("%s: too little behind its code", elf->name);
	header->image_len = image.len;
	header->text_len = text_len;
	header->mem_len = bss->sh_addr + bss->sh_size;
	header->entry = elf->header->e_entry;
	*count = load_relocs(elf, image.len, relocs);
	check_join_relocs(join, relocs, *count);
	header->base = rebase(&image, text_len, relocs, *count);
	x86_split(image.data, text_len, data.data, header->streams, work.data);
	free(work.data);
	divide(header, image.len - text_len);
	memcpy(data.data + header->rest, image.data + text_len,
	       image.len - text_len);
	data.len = header->rest + image.len - text_len;
	check_join(&image, &data, header);
	free(image.data);
	return data;
}

/* Packs the parts; all that comes out, one behind the other. */
static struct buffer pack_parts(const struct buffer *data,
				struct payload *header)
{
	struct buffer all = new_buffer(data->len + 4096);
	struct buffer in = *data, out;
	struct part *part;

	all.len = 0;
	for (part = header->parts; part < header->parts + PARTS; part++) {
		in.len = part->len;
		out = compress_best(&in, &part->props);
		part->packed_len = out.len;
		memcpy(all.data + all.len, out.data, out.len);
		all.len += out.len;
		in.data += in.len;
		free(out.data);
	}
	return all;
}

int main(int argc, char **argv)
{
	struct buffer data, packed, payload;
	const Elf32_Shdr *stub;
	struct elf runtime, unpacker;
	struct payload *header;
	struct payload fields = { 0 };
	size_t relocs;

	if (argc != 4)
		die("usage: pack RUNTIME.elf UNPACKER.elf PAYLOAD");
	runtime = open_elf(argv[1]);
	unpacker = open_elf(argv[2]);
	data = runtime_data(&runtime, &fields, &relocs);
	packed = pack_parts(&data, &fields);

	stub = need_section(&unpacker, ".text");
	if (stub->sh_size < sizeof(*header))
		die("%s: no header", argv[2]);
	payload = new_buffer((stub->sh_size + packed.len + 15) & ~15UL);
	memcpy(payload.data, unpacker.file.data + stub->sh_offset,
	       stub->sh_size);
	memcpy(payload.data + stub->sh_size, packed.data, packed.len);
	header = (struct payload *)payload.data;
	fields.unpack = header->unpack;
	fields.len = payload.len;
	fields.packed = stub->sh_size;
	*header = fields;
	header->id = sum(&payload);
	header->sum = -sum(&payload);
	write_file(argv[3], &payload);
	printf("runtime: text %u rodata %u data %u bss %u relocations %zu; "
	       "packed %zu + unpacker %u\n", fields.text_len,
	       need_section(&runtime, ".rodata")->sh_size,
	       need_section(&runtime, ".data")->sh_size,
	       fields.mem_len - fields.image_len, relocs,
	       packed.len, stub->sh_size);
	return 0;
}
