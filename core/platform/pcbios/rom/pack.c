/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * pack RUNTIME.elf UNPACKER.elf PAYLOAD
 *
 * Writes the payload (payload.h): the unpacker's code, and after it the
 * runtime, split into parts that are each packed by LZMA. Undoes everything
 * with the ROM's own code, and fails if what comes out is not what went in.
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "address.h"
#include "pack.h"
#include "payload.h"

/* Where the image is joined to see whether it comes out again. Any address is
 * as good: the same dwords would be moved. */
#define TRY_ADDRESS 0x12345000

/* The runtime on its way. */
struct runtime {
	/* The image as it is at address 0, and where its code ends. */
	struct buffer linked;
	uint32_t text_len;
	/* Offsets of the addresses in it, ascending. */
	uint32_t *relocs;
	size_t reloc_count;
};

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "pack: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(1);
}

struct buffer new_buffer(size_t len)
{
	struct buffer buffer = { calloc(1, len ? len : 1), len };

	if (!buffer.data)
		die("out of memory");
	return buffer;
}

static struct buffer copy_of(const struct buffer *buffer)
{
	struct buffer copy = new_buffer(buffer->len);

	memcpy(copy.data, buffer->data, buffer->len);
	return copy;
}

/* Returns the image linked to an address, with addresses in its data
 * big-endian, or with all little-endian as the processor wants them. */
static struct buffer link_to(const struct runtime *runtime, uint32_t address,
			     int big_endian_data)
{
	struct buffer image = copy_of(&runtime->linked);
	uint32_t value;
	size_t i;

	for (i = 0; i < runtime->reloc_count; i++) {
		uint8_t *at = image.data + runtime->relocs[i];

		memcpy(&value, at, sizeof(value));
		value += address;
		if (big_endian_data && runtime->relocs[i] >= runtime->text_len)
			value = __builtin_bswap32(value);
		memcpy(at, &value, sizeof(value));
	}
	return image;
}

/* Splits an image. Returns the streams and the rest of the image, and fills in
 * the header's members that tell how to join them. */
static struct buffer split(const struct buffer *image, struct payload *header)
{
	uint32_t text_len = header->text_len;
	struct buffer work = new_buffer(X86_SPLIT_WORK(text_len));
	struct buffer data = new_buffer(X86_STREAMS * X86_ROOM(text_len) +
					image->len);
	size_t rest_len = image->len - text_len;

	header->rest = x86_split(image->data, text_len, data.data,
				 header->streams, work.data);
	header->work = (header->rest + 3) & ~3U;
	memcpy(data.data + header->rest, image->data + text_len, rest_len);
	data.len = header->rest + rest_len;
	free(work.data);
	return data;
}

/* Joins what was split at an address, and compares it with the image linked to
 * that address. Returns the offset of the first difference, or the image's
 * length if there is none. */
static size_t first_difference(const struct runtime *runtime,
			       const struct buffer *data,
			       const struct payload *header)
{
	struct buffer expected = link_to(runtime, TRY_ADDRESS, 0);
	struct buffer image = new_buffer(expected.len);
	struct buffer scratch = new_buffer(header->work +
					   X86_JOIN_WORK(header->text_len) +
					   data->len);
	size_t at = 0;

	memcpy(scratch.data, data->data, data->len);
	memcpy(image.data + header->text_len, data->data + header->rest,
	       image.len - header->text_len);
	if (join(header, image.data, scratch.data, TRY_ADDRESS) == 0) {
		while (at < image.len && image.data[at] == expected.data[at])
			at++;
	}
	free(expected.data);
	free(image.data);
	free(scratch.data);
	return at;
}

/* Splits the image, linked to a base that nothing else in it looks like, which
 * the header then tells. */
static struct buffer split_runtime(const struct runtime *runtime,
				   struct payload *header)
{
	uint32_t base = ADDRESS_BASE_FIRST;
	size_t at;

	for (; base >= ADDRESS_WINDOW; base -= ADDRESS_WINDOW) {
		struct buffer image = link_to(runtime, base, 1);
		struct buffer data;

		header->base = base;
		data = split(&image, header);
		free(image.data);
		at = first_difference(runtime, &data, header);
		if (at == runtime->linked.len)
			return data;
		free(data.data);
	}
	die("the runtime does not come together again at %zx, and elsewhere "
	    "with other bases: is there an instruction that x86_opcodes.h does "
	    "not know?", at);
}

/* What the unpacker takes for granted of the addresses in the image. */
static void check_relocs(const struct runtime *runtime, const Elf32_Shdr *join)
{
	size_t i;

	for (i = 0; i < runtime->reloc_count; i++) {
		uint32_t at = runtime->relocs[i], value;

		memcpy(&value, runtime->linked.data + at, sizeof(value));
		if (value >= ADDRESS_WINDOW)
			die("an address outside of the image at %x", at);
		if (at - join->sh_addr < join->sh_size)
			die("join() needs a relocation at %x", at);
		if (at >= runtime->text_len && at % 4)
			die("an address in data not at a multiple of 4, at %x",
			    at);
	}
}

static void load_runtime(const struct elf *elf, struct runtime *runtime,
			 struct payload *header)
{
	const Elf32_Shdr *join = need_section(elf, ".join");
	const Elf32_Shdr *bss = need_section(elf, ".bss");

	runtime->linked = load_image(elf);
	runtime->text_len = join->sh_addr;
	runtime->reloc_count = load_relocs(elf, runtime->linked.len,
					   &runtime->relocs);
	check_relocs(runtime, join);
	if (runtime->linked.len < runtime->text_len + X86_OVERRUN)
		die("%s: too little after its code", elf->name);
	if (runtime->linked.len % 4)
		die("%s: its data do not end at a multiple of 4", elf->name);
	header->image_len = runtime->linked.len;
	header->text_len = runtime->text_len;
	header->mem_len = bss->sh_addr + bss->sh_size;
	header->entry = elf->header->e_entry;
}

/* Divides what was split into parts. */
static void divide(struct payload *header, size_t rest_len)
{
	unsigned int i, part = 0;

	for (i = 0; i < X86_STREAMS; i++) {
		if (i == X86_FIRST_NUMBER || i == X86_FIRST_BYTE)
			part++;
		header->parts[part].len += header->streams[i];
	}
	header->parts[part].len += rest_len;
	if (header->rest + rest_len > HEAP_MIN - sizeof(struct lzma_model) ||
	    header->work + X86_JOIN_WORK(header->text_len) > HEAP_MIN)
		die("too much for the least heap to unpack it to");
}

/* Packs the parts. Returns all that comes out, one after the other. */
static struct buffer pack_parts(const struct buffer *data,
				struct payload *header)
{
	struct buffer all = new_buffer(data->len + PARTS * 4096);
	struct buffer in = *data, out;
	struct part *part;

	all.len = 0;
	for (part = header->parts; part < header->parts + PARTS; part++) {
		in.len = part->len;
		out = pack_lzma(&in, &part->props);
		part->packed_len = out.len;
		memcpy(all.data + all.len, out.data, out.len);
		all.len += out.len;
		in.data += in.len;
		free(out.data);
	}
	return all;
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

/* Puts the payload together. fields are the header's members but for the sums
 * and what the unpacker says itself. */
static struct buffer make_payload(const struct elf *unpacker,
				  const struct buffer *packed,
				  const struct payload *fields)
{
	const Elf32_Shdr *code = need_section(unpacker, ".text");
	struct buffer payload =
		new_buffer((code->sh_size + packed->len + 15) & ~15UL);
	struct payload *header = (struct payload *)payload.data;
	uint32_t entry;

	if (code->sh_size < sizeof(*header))
		die("%s: no header", unpacker->name);
	memcpy(payload.data, unpacker->file.data + code->sh_offset,
	       code->sh_size);
	memcpy(payload.data + code->sh_size, packed->data, packed->len);
	entry = header->unpack;
	*header = *fields;
	header->unpack = entry;
	header->len = payload.len;
	header->packed = code->sh_size;
	header->id = sum(&payload);
	header->sum = -sum(&payload);
	return payload;
}

static void write_file(const char *name, const struct buffer *buffer)
{
	FILE *file = fopen(name, "wb");

	if (!file ||
	    fwrite(buffer->data, 1, buffer->len, file) != buffer->len ||
	    fclose(file) != 0)
		die("cannot write %s", name);
}

int main(int argc, char **argv)
{
	struct buffer data, packed, payload;
	struct elf elf, unpacker;
	struct payload header = { 0 };
	struct runtime runtime;

	if (argc != 4)
		die("usage: pack RUNTIME.elf UNPACKER.elf PAYLOAD");
	elf = open_elf(argv[1]);
	unpacker = open_elf(argv[2]);
	load_runtime(&elf, &runtime, &header);
	data = split_runtime(&runtime, &header);
	divide(&header, runtime.linked.len - runtime.text_len);
	packed = pack_parts(&data, &header);
	payload = make_payload(&unpacker, &packed, &header);
	write_file(argv[3], &payload);
	printf("runtime: text %u rodata %u data %u bss %u relocations %zu; "
	       "packed %zu + unpacker %zu\n", header.text_len,
	       need_section(&elf, ".rodata")->sh_size,
	       need_section(&elf, ".data")->sh_size,
	       header.mem_len - header.image_len, runtime.reloc_count,
	       packed.len, payload.len - packed.len);
	return 0;
}
