/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * efipack APPLICATION.efi PAYLOAD
 *
 * Packs an application for UEFI on x86-64, as tools/elf2pe makes it, for a ROM
 * (payload.h). It unpacks everything with the ROM's own code to see whether the
 * application comes out again, and fails if it does not.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <efi/pe.h>
#include "buffer.h"
#include "merge.h"
#include "payload.h"

/* The longest application in bytes. */
#define MAX_LEN (4 << 20)

/* The application. */
struct application {
	/* The file. */
	struct buffer file;
	/* Its header and its sections, in the file. */
	const struct pe_header *header;
	const struct pe_section *sections;
	/* The image, with the marks of its addresses. */
	struct buffer image;
	/* The RVA with which the image begins. */
	uint32_t start;
};

/* Returns all of a file. */
static struct buffer read_file(const char *name)
{
	struct buffer buffer = new_buffer(MAX_LEN + 1);
	FILE *file = fopen(name, "rb");

	if (!file)
		die("cannot read %s", name);
	buffer.len = fread(buffer.data, 1, buffer.len, file);
	if (ferror(file) || buffer.len > MAX_LEN)
		die("cannot read %s, or it is longer than %d bytes", name,
		    MAX_LEN);
	fclose(file);
	return buffer;
}

/* Returns len bytes at an offset of the file, which has to have them. */
static const void *at(const struct application *app, size_t offset, size_t len)
{
	if (offset > app->file.len || len > app->file.len - offset)
		die("not a whole application");
	return app->file.data + offset;
}

static void read_headers(struct application *app)
{
	const struct pe_dos_header *dos = at(app, 0, sizeof(*dos));
	const struct pe_header *header =
		at(app, dos->pe_offset, sizeof(*header));

	if (memcmp(header->magic, PE_MAGIC, sizeof(header->magic)) != 0 ||
	    header->machine != PE_MACHINE_X86_64 || !header->sections)
		die("not an application for x86-64");
	app->header = header;
	app->sections = at(app, dos->pe_offset + sizeof(*header),
			   header->sections * sizeof(app->sections[0]));
	app->start = app->sections[0].rva;
	if (!(app->sections[0].flags & PE_SECTION_CODE))
		die("the first section is not its code");
}

/* Returns non-zero for a section that the running application needs: not for its
 * relocations, and not for what only tells others about it. */
static int is_needed(const struct pe_section *section)
{
	return !(section->flags & PE_SECTION_DISCARDABLE) &&
	       strncmp(section->name, ".sbat", sizeof(section->name)) != 0;
}

/* Sets the lengths in the payload, and makes the image of the sections. */
static void load(struct application *app, struct payload *payload)
{
	const struct pe_section *section = app->sections;
	unsigned int left;
	uint32_t end;

	app->image = new_buffer(app->header->image_size + 16);
	payload->text_len = section->size;
	payload->rest = (section->size + PAGE - 1) & ~(PAGE - 1);
	for (left = app->header->sections; left; left--, section++) {
		if (!is_needed(section))
			continue;
		if (section->rva < app->start ||
		    section->rva > app->header->image_size ||
		    section->size > app->header->image_size - section->rva)
			die("a section lies outside the image");
		end = section->rva - app->start + section->size;
		payload->mem_len = end;
		if (!section->file_size)
			continue;
		memcpy(app->image.data + section->rva - app->start,
		       at(app, section->file_offset, section->file_size),
		       section->size);
		payload->image_len = (end + 7) & ~7U;
	}
	if (payload->mem_len < payload->image_len)
		payload->mem_len = payload->image_len;
	if (payload->image_len < payload->rest + X86_OVERRUN)
		die("too little after its code");
	payload->entry = app->header->entry - app->start;
	app->image.len = payload->image_len;
}

/* Marks an address in the image. */
static void mark(struct application *app, const struct payload *payload,
		 uint32_t offset)
{
	uint64_t value;

	if (offset % 8 || offset < payload->rest ||
	    offset > payload->image_len - sizeof(value))
		die("an address at 0x%x, not at a multiple of 8 in data",
		    offset);
	memcpy(&value, app->image.data + offset, sizeof(value));
	if (value < app->start || value - app->start > payload->mem_len)
		die("the address at 0x%x is outside of the image", offset);
	value = value - app->start + (ADDRESS_MARK << 32);
	memcpy(app->image.data + offset, &value, sizeof(value));
}

/* Marks all addresses, which nothing else may look like. Returns how many there
 * are. */
static unsigned int mark_all(struct application *app,
			     const struct payload *payload)
{
	const struct pe_directory *directory =
		&app->header->directories[PE_DIRECTORY_RELOC];
	const struct pe_section *last =
		&app->sections[app->header->sections - 1];
	const uint8_t *block = at(app, last->file_offset, directory->size);
	const uint8_t *end = block + directory->size;
	unsigned int count = 0, found = 0;
	struct pe_reloc_block head;
	uint64_t value;
	uint32_t i;

	while (end - block >= (ptrdiff_t)sizeof(head)) {
		memcpy(&head, block, sizeof(head));
		if (head.size < sizeof(head) || head.size > end - block)
			die("the relocations are broken");
		for (i = sizeof(head); i + 2 <= head.size; i += 2) {
			unsigned int entry = block[i] | block[i + 1] << 8;

			if (PE_RELOC_TYPE(entry) != PE_RELOC_DIR64)
				continue;
			mark(app, payload, head.page +
			     PE_RELOC_OFFSET(entry) - app->start);
			count++;
		}
		block += head.size;
	}
	for (i = payload->rest; i < payload->image_len; i += sizeof(value)) {
		memcpy(&value, app->image.data + i, sizeof(value));
		found += is_address(value);
	}
	if (found != count)
		die("%u of the data look like addresses, but %u are: choose "
		    "another ADDRESS_MARK", found, count);
	return count;
}

/* Merges prefixes with opcodes in the first of the streams. The table of these
 * follows the streams. */
static void merge(struct buffer *streams, uint32_t *lens)
{
	struct x86_merged table[X86_NAMES];
	uint32_t len = lens[X86_OPCODES];

	lens[X86_OPCODES] = x86_merge(streams->data, len, table);
	memmove(streams->data + lens[X86_OPCODES], streams->data + len,
		streams->len - len);
	streams->len -= len - lens[X86_OPCODES];
	memcpy(streams->data + streams->len, table, sizeof(table));
	streams->len += sizeof(table);
}

/* Splits the code. Returns what the parts are made of: its streams, the merged
 * opcodes, and the rest of the image. */
static struct buffer split(const struct application *app,
			   struct payload *payload)
{
	uint32_t text_len = payload->text_len;
	size_t rest_len = payload->image_len - payload->rest;
	struct buffer work = new_buffer(X86_SPLIT_WORK(text_len));
	struct buffer data = new_buffer(X86_STREAMS * X86_ROOM(text_len) +
					sizeof(struct x86_merged[X86_NAMES]) +
					rest_len);
	unsigned int i, part = 0;
	size_t before = 0;

	data.len = x86_split(app->image.data, text_len, data.data,
			     payload->streams, work.data);
	merge(&data, payload->streams);
	memcpy(data.data + data.len, app->image.data + payload->rest,
	       rest_len);
	data.len += rest_len;
	free(work.data);
	for (i = 0; i < X86_STREAMS; i++) {
		if (i == X86_FIRST_NUMBER || i == X86_FIRST_BYTE)
			part++;
		payload->parts[part].len += payload->streams[i];
		before += payload->streams[i];
	}
	payload->parts[part].len += data.len - before;
	return data;
}

/* Returns the whole payload: the header and the packed parts. */
static struct buffer pack_parts(struct buffer data, struct payload *header)
{
	struct buffer all = new_buffer(sizeof(*header) + data.len +
				       PARTS * 4096);
	struct part *part = header->parts;

	all.len = sizeof(*header);
	for (; part < header->parts + PARTS; part++) {
		struct buffer in = { data.data, part->len };
		struct buffer out = pack_lz(&in, 0, &part->props);

		part->packed_len = out.len;
		memcpy(all.data + all.len, out.data, out.len);
		all.len += out.len;
		data.data += part->len;
		free(out.data);
	}
	memcpy(all.data, header, sizeof(*header));
	return all;
}

/* Fails if the application does not come out again. */
static void check(const struct application *app, const struct buffer *packed)
{
	const struct payload *payload = (const void *)packed->data;
	struct scratch scratch = scratch_of(payload);
	struct buffer image = new_buffer(payload->image_len);
	struct buffer memory = new_buffer(scratch.len);
	uint32_t i;
	uint64_t value;

	if (unpack(payload, image.data, memory.data) != 0)
		die("what was packed does not unpack");
	for (i = payload->rest; i < payload->image_len; i += sizeof(value)) {
		memcpy(&value, app->image.data + i, sizeof(value));
		if (is_address(value))
			value = (uint32_t)value + (uintptr_t)image.data;
		memcpy(app->image.data + i, &value, sizeof(value));
	}
	if (memcmp(image.data, app->image.data, payload->image_len) != 0)
		die("the application does not come together again: is there an "
		    "instruction that x86_opcodes.h does not know?");
}

int main(int argc, char **argv)
{
	struct payload payload = { 0 };
	struct application app = { 0 };
	struct buffer packed;
	unsigned int addresses;
	FILE *file;

	if (argc != 3)
		die("usage: efipack APPLICATION.efi PAYLOAD");
	app.file = read_file(argv[1]);
	read_headers(&app);
	load(&app, &payload);
	addresses = mark_all(&app, &payload);
	packed = pack_parts(split(&app, &payload), &payload);
	check(&app, &packed);
	file = fopen(argv[2], "wb");
	if (!file ||
	    fwrite(packed.data, 1, packed.len, file) != packed.len ||
	    fclose(file) != 0)
		die("cannot write %s", argv[2]);
	printf("application: %u bytes of code, %u of data, %u addresses; "
	       "packed %zu\n", payload.text_len,
	       payload.image_len - payload.rest, addresses, packed.len);
	return 0;
}
