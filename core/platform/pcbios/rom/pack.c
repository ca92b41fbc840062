/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * pack small|fast RUNTIME.elf UNPACKER.elf PAYLOAD
 *
 * Writes a payload of that kind (payload.h): the code of the unpacker, and after it
 * the packed runtime. It unpacks everything with the unpacker's own code to see
 * whether the runtime comes out again, and fails if it does not.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pack.h"
#include "payload.h"

struct buffer copy_of(const struct buffer *buffer)
{
	struct buffer copy = new_buffer(buffer->len);

	memcpy(copy.data, buffer->data, buffer->len);
	return copy;
}

struct buffer link_to(const struct runtime *runtime, uint32_t address,
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

/* Reads the runtime, and sets the members of the header that describe it. */
static void load_runtime(const struct elf *elf, struct runtime *runtime,
			 struct payload *header)
{
	const Elf32_Shdr *join = need_section(elf, ".join");
	const Elf32_Shdr *bss = need_section(elf, ".bss");

	runtime->linked = load_image(elf);
	runtime->text_len = join->sh_addr;
	runtime->join_len = join->sh_size;
	runtime->reloc_count = load_relocs(elf, runtime->linked.len,
					   &runtime->relocs);
	if (runtime->linked.len < runtime->text_len + X86_OVERRUN)
		die("%s: too little after its code", elf->name);
	if (runtime->linked.len % 4)
		die("%s: its data do not end at a multiple of 4", elf->name);
	header->image_len = runtime->linked.len;
	header->mem_len = bss->sh_addr + bss->sh_size;
	header->entry = elf->header->e_entry;
}

/* Returns the sum of all dwords. */
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

/* Puts the payload together. fields are the members of the header except for
 * the sums and what the unpacker knows itself. */
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
	struct buffer packed, payload;
	struct elf elf, unpacker;
	struct payload header = { 0 };
	struct runtime runtime;
	int fast = argc == 5 && strcmp(argv[1], "fast") == 0;

	if (argc != 5 || (!fast && strcmp(argv[1], "small") != 0))
		die("usage: pack small|fast RUNTIME.elf UNPACKER.elf PAYLOAD");
	elf = open_elf(argv[2]);
	unpacker = open_elf(argv[3]);
	load_runtime(&elf, &runtime, &header);
	packed = fast ? pack_fast(&runtime, &header) :
			pack_small(&runtime, &header);
	payload = make_payload(&unpacker, &packed, &header);
	write_file(argv[4], &payload);
	printf("runtime, %s: text %u rodata %u data %u bss %u relocations %zu; "
	       "packed %zu + unpacker %zu\n", argv[1], runtime.text_len,
	       need_section(&elf, ".rodata")->sh_size,
	       need_section(&elf, ".data")->sh_size,
	       header.mem_len - header.image_len, runtime.reloc_count,
	       packed.len, payload.len - packed.len);
	return 0;
}
