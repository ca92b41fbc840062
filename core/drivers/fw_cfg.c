/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Takes arguments of the command multiboot from QEMU (docs/specs/fw_cfg of QEMU), as
 * the setting multiboot-args:
 *
 *   -fw_cfg name=opt/multiboot/args,string="--exclude net0 --settle 500"
 *
 * QEMU keeps files for the firmware of its machines, each with a number. File 0x19 is
 * the directory. A machine's firmware says in memory what it wants to read, and writes
 * where it says so to a register; the file is in memory then. Byte by byte, the
 * directory alone would be some 800 accesses to a port. These are a PC's registers;
 * other machines have them in memory.
 */

#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <core/cpu.h>
#include <ipxe/init.h>
#include <ipxe/settings.h>
#include <arch/io.h>

/* The two halves of the register for the address of a request, in network order. The
 * second one starts the transfer. Read, the first one tells SIGNATURE, unless the machine
 * has no such register. */
#define FW_CFG_HIGH 0x514
#define FW_CFG_LOW 0x518
#define SIGNATURE "QEMU"
#define SIGNATURE_LEN 4

/* What struct request's control says: the file's number from NUMBER_SHIFT on, and what
 * to do. QEMU clears it, except for FAILED. */
#define NUMBER_SHIFT 16
#define FAILED 0x01
#define READ 0x02
#define SELECT 0x08

#define FILE_DIRECTORY 0x19
#define ARGS_FILE "opt/multiboot/args"
/* Greatest length of arguments; what is longer is left out. */
#define ARGS_MAX 1023
/* Most entries of the directory that are read. QEMU has 32 places for files. */
#define ENTRIES_MAX 128

/* The bit of CPUID leaf 1 in ECX that hypervisors set for their guests. On other
 * machines the ports are not touched. */
#define HAS_HYPERVISOR 0x80000000U

/* An entry of the directory. */
struct entry {
	/* Length of the file, big-endian. */
	uint32_t len;
	/* The number that selects it, big-endian. */
	uint16_t number;
	uint16_t reserved;
	/* Its name, with a NUL at its end. */
	char name[56];
};

/* The directory. */
struct directory {
	/* How many entries it has, big-endian. */
	uint32_t count;
	struct entry entries[ENTRIES_MAX];
};

/* A request to QEMU. All members are big-endian. */
struct request {
	uint32_t control;
	/* How many bytes to read. */
	uint32_t len;
	/* Where they go. */
	uint64_t address;
};

/* Reads a file from its start on. After its end there are zeros. Returns non-zero if
 * QEMU has done so, which it does at once. */
static int read_file(unsigned int number, void *data, size_t len)
{
	volatile struct request request = {
		.control = htonl(number << NUMBER_SHIFT | SELECT | READ),
		.len = htonl(len),
		.address = cpu_to_be64((uintptr_t)data),
	};
	uint64_t at = (uintptr_t)&request;

	mb();
	outl(htonl(at >> 32), FW_CFG_HIGH);
	outl(htonl((uint32_t)at), FW_CFG_LOW);
	mb();
	return request.control == 0;
}

/* Returns non-zero if QEMU's files can be read. */
static int present(void)
{
	uint32_t ecx, edx, signature;

	cpu_features(0, &ecx, &edx);
	if (!ARCH_HAS_PORTS || !(ecx & HAS_HYPERVISOR))
		return 0;
	signature = inl(FW_CFG_HIGH);
	return memcmp(&signature, SIGNATURE, SIGNATURE_LEN) == 0;
}

/* Returns the entry of the file with the arguments, or NULL if there is none. */
static const struct entry *find_entry(struct directory *directory)
{
	uint32_t count, i;

	if (!read_file(FILE_DIRECTORY, directory, sizeof(*directory)))
		return NULL;
	count = ntohl(directory->count);
	for (i = 0; i < count && i < ENTRIES_MAX; i++) {
		if (memcmp(directory->entries[i].name, ARGS_FILE,
			   sizeof(ARGS_FILE)) == 0)
			return &directory->entries[i];
	}
	return NULL;
}

/* Makes a file the setting. */
static void store_args(const struct entry *entry)
{
	struct setting args = {
		.name = "multiboot-args", .type = &setting_type_string,
	};
	size_t len = ntohl(entry->len);
	char *text;

	if (!len || len > ARGS_MAX)
		return;
	text = malloc(len);
	if (text && read_file(ntohs(entry->number), text, len))
		store_setting(NULL, &args, text, len);
	free(text);
}

static void fw_cfg_start(void)
{
	struct directory *directory;
	const struct entry *entry;

	if (!present())
		return;
	directory = malloc(sizeof(*directory));
	entry = directory ? find_entry(directory) : NULL;
	if (entry)
		store_args(entry);
	free(directory);
}

struct init_fn fw_cfg_init_fn __init_fn(INIT_NORMAL) = {
	.initialise = fw_cfg_start,
};
