/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * elf2pe [--driver] IN.elf OUT.efi
 *
 * Makes an image that UEFI firmware loads (PE32+, <efi/pe.h>) from a linked
 * ELF file, which has to be a position-independent executable for x86-64 or
 * arm64 that needs no dynamic linker (ELF gABI 4; for the relocations, the
 * System V ABI of the processor). The image is an application or, with
 * --driver, a boot service driver, as option ROMs contain it.
 *
 * Each section that is loaded becomes a section of the image at the same
 * address, and the relocations become the section ".reloc". Input that the
 * firmware could not load in the way it is meant is refused: sections that can
 * be both written and executed, relocations that do more than add the address
 * of the image, and undefined symbols. The image depends on nothing but the
 * input: it contains no time and no path.
 */

#include <elf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <efi/pe.h>

/* Alignment of sections in memory, in bytes. */
#define PAGE 4096
/* Alignment of sections in the file of an application, in bytes, as loaders
 * expect it. */
#define FILE_ALIGN 512
/* Alignment of sections in the file of a driver, in bytes. It is the least that
 * is possible, because a ROM contains the whole file. */
#define FILE_ALIGN_DRIVER 32
/* Greatest number of sections, with ".reloc". */
#define MAX_SECTIONS 16
/* Length of the longest input that is accepted, in bytes. */
#define MAX_INPUT (64 << 20)
/* End of the addresses that sections may have. */
#define MAX_RVA 0x7fff0000U

/* Rounds a value up to a multiple. */
#define ALIGN(value, to) (((value) + (to) - 1) / (to) * (to))

/* A section of the image. */
struct section {
	/* The section of the input from which it is made, or NULL for
	 * ".reloc". */
	const Elf64_Shdr *elf;
	/* Its entry in the table of sections. */
	struct pe_section pe;
};

/* A conversion with its input and its output. */
struct job {
	/* Name of the input file. */
	const char *name;
	/* Content of the input file. */
	const uint8_t *data;
	/* Length of the input in bytes. */
	size_t len;
	/* The ELF header of the input. */
	const Elf64_Ehdr *header;
	/* The section headers of the input. */
	const Elf64_Shdr *sections;
	/* The sections of the image. */
	struct section out[MAX_SECTIONS];
	/* Number of these sections. */
	unsigned int count;
	/* RVAs of the 64-bit words that are relocated, in ascending order. */
	uint32_t *relocs;
	/* Number of these words. */
	size_t num_relocs;
	/* Content of ".reloc". */
	uint8_t *reloc_data;
	/* Length of ".reloc" in bytes. */
	size_t reloc_len;
	/* Processor of the image, as PE numbers it. */
	uint16_t machine;
	/* Type of the ELF relocations that add the address of the image. */
	uint32_t relative;
	/* Kind of the image: application or boot service driver. */
	uint16_t subsystem;
	/* Alignment of sections in the file, in bytes, a power of two. */
	uint32_t file_align;
	/* The image. */
	uint8_t *image;
	/* Length of the image in bytes. */
	size_t image_len;
};

/* Prints what is wrong with the input, and exits. */
static void __attribute__((noreturn, format(printf, 2, 3)))
die(const struct job *job, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "elf2pe: %s: ", job->name);
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(1);
}

/* Returns zeroed memory, or exits with an error. */
static void *get_memory(const struct job *job, size_t len)
{
	void *memory = calloc(len ? len : 1, 1);

	if (!memory)
		die(job, "not enough memory for %zu bytes", len);
	return memory;
}

/* --- the input */

/* Returns the address of a part of the input, or exits with an error if it does
 * not lie in the file. */
static const void *at(const struct job *job, uint64_t offset, uint64_t len,
		      const char *what)
{
	if (offset > job->len || len > job->len - offset)
		die(job, "its %s lies outside the file", what);
	if (offset % 8)
		die(job, "its %s is not aligned", what);
	return job->data + offset;
}

static void read_file(struct job *job)
{
	FILE *file = fopen(job->name, "rb");
	uint8_t *data;

	if (!file)
		die(job, "cannot be opened");
	data = get_memory(job, MAX_INPUT + 1);
	job->len = fread(data, 1, MAX_INPUT + 1, file);
	if (ferror(file))
		die(job, "cannot be read");
	if (job->len > MAX_INPUT)
		die(job, "longer than %d bytes", MAX_INPUT);
	fclose(file);
	job->data = data;
}

static void read_machine(struct job *job)
{
	switch (job->header->e_machine) {
	case EM_X86_64:
		job->machine = PE_MACHINE_X86_64;
		job->relative = R_X86_64_RELATIVE;
		break;
	case EM_AARCH64:
		job->machine = PE_MACHINE_AARCH64;
		job->relative = R_AARCH64_RELATIVE;
		break;
	default:
		die(job, "for processor %d; x86-64 (%d) and arm64 (%d) are "
		    "known", job->header->e_machine, EM_X86_64, EM_AARCH64);
	}
}

static void read_header(struct job *job)
{
	const Elf64_Ehdr *header;

	if (job->len < sizeof(*header) ||
	    memcmp(job->data, ELFMAG, SELFMAG) != 0)
		die(job, "not an ELF file");
	header = job->header = (const void *)job->data;
	if (header->e_ident[EI_CLASS] != ELFCLASS64 ||
	    header->e_ident[EI_DATA] != ELFDATA2LSB)
		die(job, "not a little-endian ELF file of 64 bits");
	read_machine(job);
	if (header->e_shentsize != sizeof(Elf64_Shdr) || !header->e_shnum ||
	    header->e_shstrndx >= header->e_shnum)
		die(job, "without section headers");
	job->sections = at(job, header->e_shoff, (uint64_t)header->e_shnum *
			   sizeof(Elf64_Shdr), "section headers");
}

/* Returns a name from a table of strings, which is a section of the input. */
static const char *string(const struct job *job, uint32_t table, uint32_t pos)
{
	const Elf64_Shdr *section;

	if (table >= job->header->e_shnum)
		die(job, "a table of names is missing");
	section = &job->sections[table];
	if (section->sh_offset > job->len ||
	    section->sh_size > job->len - section->sh_offset ||
	    pos >= section->sh_size ||
	    !memchr(job->data + section->sh_offset + pos, 0,
		    section->sh_size - pos))
		die(job, "a name lies outside the file");
	return (const char *)job->data + section->sh_offset + pos;
}

static const char *section_name(const struct job *job,
				const Elf64_Shdr *section)
{
	return string(job, job->header->e_shstrndx, section->sh_name);
}

/* Exits with an error if a symbol is undefined, because a call of it would jump
 * to address 0. */
static void check_symbol_table(const struct job *job, const Elf64_Shdr *table)
{
	const Elf64_Sym *symbols = at(job, table->sh_offset, table->sh_size,
				      "table of symbols");
	size_t i;

	for (i = 1; i < table->sh_size / sizeof(*symbols); i++) {
		if (symbols[i].st_shndx == SHN_UNDEF && symbols[i].st_name &&
		    ELF64_ST_BIND(symbols[i].st_info) != STB_WEAK)
			die(job, "undefined symbol \"%s\"",
			    string(job, table->sh_link, symbols[i].st_name));
	}
}

static void check_symbols(const struct job *job)
{
	const Elf64_Shdr *section = job->sections;
	unsigned int left = job->header->e_shnum;

	for (; left; left--, section++) {
		if (section->sh_type == SHT_SYMTAB ||
		    section->sh_type == SHT_DYNSYM)
			check_symbol_table(job, section);
	}
}

/* Returns non-zero if the dynamic section says that the program is
 * position-independent. The type of the ELF file does not tell that for a
 * program whose first page is left free for the headers of the image. */
static int is_movable(const struct job *job, const Elf64_Shdr *section)
{
	const Elf64_Dyn *entries = at(job, section->sh_offset,
				      section->sh_size, "dynamic section");
	size_t i;

	for (i = 0; i < section->sh_size / sizeof(*entries); i++) {
		if (entries[i].d_tag == DT_FLAGS_1)
			return (entries[i].d_un.d_val & DF_1_PIE) != 0;
	}
	return 0;
}

/* --- sections */

/* Returns the flags of the image's section. Exits with an error if the section
 * can be both written and executed, or contains thread-local data. */
static uint32_t flags_of(const struct job *job, const Elf64_Shdr *section)
{
	int write = section->sh_flags & SHF_WRITE ? 1 : 0;
	int execute = section->sh_flags & SHF_EXECINSTR ? 1 : 0;

	if (write && execute)
		die(job, "section %s can be written and executed",
		    section_name(job, section));
	if (section->sh_flags & SHF_TLS)
		die(job, "section %s has thread-local data",
		    section_name(job, section));
	if (execute)
		return PE_SECTION_CODE | PE_SECTION_EXECUTE | PE_SECTION_READ;
	return (section->sh_type == SHT_NOBITS ? PE_SECTION_BSS :
						 PE_SECTION_DATA) |
	       PE_SECTION_READ | (write ? PE_SECTION_WRITE : 0);
}

/* Adds a section to the image. */
static void add_section(struct job *job, const Elf64_Shdr *section)
{
	struct section *out = &job->out[job->count];
	const char *name = section_name(job, section);
	uint64_t free_from = PAGE;

	if (job->count == MAX_SECTIONS - 1)
		die(job, "more than %d sections", MAX_SECTIONS - 1);
	if (job->count)
		free_from = out[-1].pe.rva + out[-1].pe.size;
	if (strlen(name) > sizeof(out->pe.name))
		die(job, "the name %s is longer than %zu", name,
		    sizeof(out->pe.name));
	if (section->sh_addr % PAGE || section->sh_addr < free_from)
		die(job, "section %s is not on a page of its own (0x%llx)",
		    name, (unsigned long long)section->sh_addr);
	if (section->sh_addr > MAX_RVA ||
	    section->sh_size > MAX_RVA - section->sh_addr)
		die(job, "section %s reaches beyond 2 GiB", name);
	out->elf = section;
	memcpy(out->pe.name, name, strlen(name));
	out->pe.rva = section->sh_addr;
	out->pe.size = section->sh_size;
	out->pe.flags = flags_of(job, section);
	if (section->sh_type != SHT_NOBITS) {
		if (section->sh_offset > job->len ||
		    section->sh_size > job->len - section->sh_offset)
			die(job, "section %s lies outside the file", name);
		out->pe.file_size = ALIGN(section->sh_size, job->file_align);
	}
	job->count++;
}

/* Adds all sections that are loaded, except those that only a dynamic linker
 * would read. */
static void read_sections(struct job *job)
{
	const Elf64_Shdr *section = job->sections;
	unsigned int left = job->header->e_shnum;
	int movable = 0;

	for (; left; left--, section++) {
		int loaded = section->sh_flags & SHF_ALLOC &&
			     section->sh_size;

		switch (section->sh_type) {
		case SHT_PROGBITS:
		case SHT_NOBITS:
			if (loaded)
				add_section(job, section);
			break;
		case SHT_DYNAMIC:
			movable = is_movable(job, section);
			break;
		case SHT_NULL:
		case SHT_SYMTAB:
		case SHT_DYNSYM:
		case SHT_RELA:
		case SHT_STRTAB:
		case SHT_HASH:
		case SHT_GNU_HASH:
			break;
		default:
			if (loaded)
				die(job, "section %s is of type 0x%x, which "
				    "is not known",
				    section_name(job, section),
				    section->sh_type);
		}
	}
	if (!movable)
		die(job, "not a position-independent executable (link with "
		    "-pie)");
	if (!job->count)
		die(job, "nothing to load");
}

/* --- relocations */

/* Returns the section of the image that contains len bytes at an address, or
 * NULL. */
static struct section *section_at(struct job *job, uint64_t address,
				  uint64_t len)
{
	unsigned int i;

	for (i = 0; i < job->count; i++) {
		struct pe_section *pe = &job->out[i].pe;

		if (address >= pe->rva && len <= pe->size &&
		    address - pe->rva <= pe->size - len)
			return &job->out[i];
	}
	return NULL;
}

static int is_data(const struct section *section)
{
	return section && section->elf->sh_type != SHT_NOBITS;
}

/* Notes a word that is relocated, or exits with an error if its relocation
 * cannot be expressed in the image. */
static void add_reloc(struct job *job, const Elf64_Rela *rela)
{
	uint32_t type = ELF64_R_TYPE(rela->r_info);

	if (type == R_X86_64_NONE)
		return;
	if (type != job->relative || ELF64_R_SYM(rela->r_info))
		die(job, "relocation of type %u at 0x%llx; only those of the "
		    "image's base are known", type,
		    (unsigned long long)rela->r_offset);
	if (!is_data(section_at(job, rela->r_offset, 8)))
		die(job, "relocation at 0x%llx, where nothing is loaded",
		    (unsigned long long)rela->r_offset);
	job->relocs[job->num_relocs++] = rela->r_offset;
}

/* Compares two RVAs for qsort(). */
static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Collects the RVAs of all words that are relocated. */
static void read_relocs(struct job *job)
{
	const Elf64_Rela *rela;
	size_t i, total = 0;
	unsigned int s;

	for (s = 0; s < job->header->e_shnum; s++) {
		const Elf64_Shdr *section = &job->sections[s];

		if (section->sh_type == SHT_RELA &&
		    section->sh_flags & SHF_ALLOC)
			total += section->sh_size / sizeof(*rela);
	}
	/* The file cannot contain more relocations than bytes, unless its
	 * sections overlap. */
	if (total > job->len)
		die(job, "its relocations overlap");
	job->relocs = get_memory(job, total * sizeof(job->relocs[0]));
	for (s = 0; s < job->header->e_shnum; s++) {
		const Elf64_Shdr *section = &job->sections[s];

		if (section->sh_type != SHT_RELA ||
		    !(section->sh_flags & SHF_ALLOC))
			continue;
		rela = at(job, section->sh_offset, section->sh_size,
			  "table of relocations");
		for (i = 0; i < section->sh_size / sizeof(*rela); i++)
			add_reloc(job, &rela[i]);
	}
	qsort(job->relocs, job->num_relocs, sizeof(job->relocs[0]), ascending);
	for (i = 1; i < job->num_relocs; i++) {
		if (job->relocs[i] - job->relocs[i - 1] < 8)
			die(job, "two relocations at 0x%x", job->relocs[i]);
	}
}

/* Appends a block to ".reloc", which contains the relocations of one page,
 * beginning with that at index i. Returns the index after the last one. */
static size_t put_block(struct job *job, size_t i)
{
	struct pe_reloc_block *block =
		(void *)(job->reloc_data + job->reloc_len);
	uint16_t *entries = (uint16_t *)(block + 1);
	unsigned int n = 0;

	if (i < job->num_relocs)
		block->page = job->relocs[i] & ~(PE_RELOC_PAGE - 1);
	while (i < job->num_relocs &&
	       (job->relocs[i] & ~(PE_RELOC_PAGE - 1)) == block->page)
		entries[n++] = PE_RELOC_DIR64 << 12 |
			       (job->relocs[i++] & (PE_RELOC_PAGE - 1));
	if (n % 2 || !n)
		entries[n++] = PE_RELOC_NONE << 12;
	if (n % 2)
		entries[n++] = PE_RELOC_NONE << 12;
	block->size = sizeof(*block) + n * sizeof(entries[0]);
	job->reloc_len += block->size;
	return i;
}

/* Makes the section ".reloc". An image without relocations gets an empty block,
 * because firmware takes an image without any block for one that cannot be
 * moved. */
static void make_reloc_section(struct job *job)
{
	struct section *out = &job->out[job->count];
	struct section *last = out - 1;
	size_t i = 0;

	job->reloc_data = get_memory(job, (job->num_relocs + 1) * 16);
	do {
		i = put_block(job, i);
	} while (i < job->num_relocs);
	memcpy(out->pe.name, ".reloc", 6);
	out->pe.rva = ALIGN(last->pe.rva + last->pe.size, PAGE);
	out->pe.size = job->reloc_len;
	out->pe.file_size = ALIGN(job->reloc_len, job->file_align);
	out->pe.flags = PE_SECTION_DATA | PE_SECTION_READ |
			PE_SECTION_DISCARDABLE;
	job->count++;
}

/* --- the output */

/* Returns the length of all headers in bytes. */
static uint32_t headers_len(const struct job *job)
{
	return ALIGN(sizeof(struct pe_dos_header) + sizeof(struct pe_header) +
		     job->count * sizeof(struct pe_section),
		     job->file_align);
}

/* Decides where in the file each section is. */
static void lay_out(struct job *job)
{
	uint32_t offset = headers_len(job);
	unsigned int i;

	for (i = 0; i < job->count; i++) {
		struct pe_section *pe = &job->out[i].pe;

		if (!pe->file_size)
			continue;
		pe->file_offset = offset;
		offset += pe->file_size;
	}
	job->image_len = offset;
	job->image = get_memory(job, offset);
}

/* Sets the fields of the header that contain the total size of each kind of
 * section. */
static void sum_sizes(const struct job *job, struct pe_header *header)
{
	const struct pe_section *pe;
	unsigned int i;

	for (i = 0; i < job->count; i++) {
		pe = &job->out[i].pe;
		if (pe->flags & PE_SECTION_CODE) {
			header->code_size += pe->file_size;
			if (!header->code_base)
				header->code_base = pe->rva;
		} else if (pe->flags & PE_SECTION_BSS) {
			header->bss_size += ALIGN(pe->size, job->file_align);
		} else {
			header->data_size += pe->file_size;
		}
	}
	pe = &job->out[job->count - 1].pe;
	header->image_size = ALIGN(pe->rva + pe->size, PAGE);
	header->directories[PE_DIRECTORY_RELOC].rva = pe->rva;
	header->directories[PE_DIRECTORY_RELOC].size = pe->size;
}

/* Exits with an error if the entry point is not in a section of code. */
static void check_entry(struct job *job)
{
	struct section *section = section_at(job, job->header->e_entry, 1);

	if (!section || !(section->pe.flags & PE_SECTION_EXECUTE))
		die(job, "its entry 0x%llx is not in a section with code",
		    (unsigned long long)job->header->e_entry);
}

/* Writes the headers of the image. Returns the PE header. */
static struct pe_header *put_header(struct job *job)
{
	struct pe_dos_header *dos = (void *)job->image;
	struct pe_header *header = (void *)(dos + 1);

	memcpy(dos->magic, PE_DOS_MAGIC, sizeof(dos->magic));
	dos->pe_offset = sizeof(*dos);
	memcpy(header->magic, PE_MAGIC, sizeof(header->magic));
	header->machine = job->machine;
	header->sections = job->count;
	header->optional_size = PE_OPTIONAL_SIZE;
	header->characteristics = PE_EXECUTABLE | PE_LARGE_ADDRESS_AWARE |
				  PE_DEBUG_STRIPPED;
	header->optional_magic = PE32PLUS_MAGIC;
	header->entry = job->header->e_entry;
	header->section_align = PAGE;
	header->file_align = job->file_align;
	header->headers_size = headers_len(job);
	header->subsystem = job->subsystem;
	header->dll_characteristics = PE_NX_COMPAT | PE_DYNAMIC_BASE |
				      PE_HIGH_ENTROPY;
	header->directory_count = PE_DIRECTORIES;
	sum_sizes(job, header);
	return header;
}

/* Writes the table of sections and their content. */
static void put_sections(struct job *job, struct pe_section *table)
{
	unsigned int i;

	for (i = 0; i < job->count; i++) {
		struct section *out = &job->out[i];

		table[i] = out->pe;
		if (!out->elf)
			memcpy(job->image + out->pe.file_offset,
			       job->reloc_data, job->reloc_len);
		else if (out->pe.file_size)
			memcpy(job->image + out->pe.file_offset,
			       job->data + out->elf->sh_offset, out->pe.size);
	}
}

/* Writes the words that are relocated. As the image is linked for the base
 * address 0, each word is the RVA of its target, which an ELF file keeps in the
 * relocation. */
static void put_addends(struct job *job)
{
	unsigned int s;
	size_t i;

	for (s = 0; s < job->header->e_shnum; s++) {
		const Elf64_Shdr *section = &job->sections[s];
		const Elf64_Rela *rela =
			(const void *)(job->data + section->sh_offset);

		if (section->sh_type != SHT_RELA ||
		    !(section->sh_flags & SHF_ALLOC))
			continue;
		for (i = 0; i < section->sh_size / sizeof(*rela); i++) {
			struct pe_section *pe;
			int64_t addend = rela[i].r_addend;

			if (ELF64_R_TYPE(rela[i].r_info) != job->relative)
				continue;
			pe = &section_at(job, rela[i].r_offset, 8)->pe;
			memcpy(job->image + pe->file_offset +
			       (rela[i].r_offset - pe->rva), &addend, 8);
		}
	}
}

/* Returns the checksum of an image: the sum of all 16-bit words, to which each
 * carry is added, plus the length of the image. */
static uint32_t checksum(const uint8_t *data, size_t len)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < len; i += 2) {
		sum += data[i] | data[i + 1] << 8;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum + len;
}

/* Writes the image to a file, or exits with an error. */
static void write_file(struct job *job, const char *name)
{
	FILE *file = fopen(name, "wb");

	if (!file || fwrite(job->image, 1, job->image_len, file) !=
	    job->image_len || fclose(file) != 0) {
		fprintf(stderr, "elf2pe: %s: cannot be written\n", name);
		exit(1);
	}
}

static void convert(struct job *job, const char *out)
{
	struct pe_header *header;

	read_file(job);
	read_header(job);
	check_symbols(job);
	read_sections(job);
	read_relocs(job);
	check_entry(job);
	make_reloc_section(job);
	lay_out(job);
	header = put_header(job);
	put_sections(job, (struct pe_section *)(header + 1));
	put_addends(job);
	header->checksum = checksum(job->image, job->image_len);
	write_file(job, out);
}

int main(int argc, char **argv)
{
	struct job job = {
		.subsystem = PE_SUBSYSTEM_APPLICATION,
		.file_align = FILE_ALIGN,
	};

	if (argc > 1 && strcmp(argv[1], "--driver") == 0) {
		job.subsystem = PE_SUBSYSTEM_BOOT_DRIVER;
		job.file_align = FILE_ALIGN_DRIVER;
		argc--;
		argv++;
	}
	if (argc != 3 || argv[1][0] == '-') {
		fprintf(stderr, "usage: elf2pe [--driver] IN.elf OUT.efi\n");
		return 2;
	}
	job.name = argv[1];
	convert(&job, argv[2]);
	return 0;
}
