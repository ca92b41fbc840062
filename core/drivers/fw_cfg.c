/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Takes arguments of the command multiboot from QEMU (docs/specs/fw_cfg of QEMU), as
 * the setting multiboot-args:
 *
 *   -fw_cfg name=opt/multiboot/args,string="--exclude net0 --settle 500"
 *
 * QEMU keeps files for the firmware of its machines. A number that is written to one
 * port selects a file, and each byte that is read from the next port is the file's
 * next one. File 0x19 is the directory. This is a PC's way to them; other machines
 * have registers in memory instead.
 */

#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <core/cpu.h>
#include <ipxe/init.h>
#include <ipxe/settings.h>
#include <arch/io.h>

#define FW_CFG_SELECT 0x510
#define FW_CFG_DATA 0x511
#define FILE_SIGNATURE 0x00
#define FILE_DIRECTORY 0x19
#define SIGNATURE "QEMU"
#define SIGNATURE_LEN 4

#define ARGS_FILE "opt/multiboot/args"
/* Greatest length of arguments; what is longer is left out. */
#define ARGS_MAX 1023
/* Most entries of the directory that are read. */
#define ENTRIES_MAX 512

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

static void select_file(uint16_t number)
{
	outw(number, FW_CFG_SELECT);
}

static void read_bytes(void *data, size_t len)
{
	insb(FW_CFG_DATA, data, len);
}

/* Returns non-zero if QEMU's files can be read. */
static int present(void)
{
	char signature[SIGNATURE_LEN];
	uint32_t ecx, edx;

	cpu_features(0, &ecx, &edx);
	if (!ARCH_HAS_PORTS || !(ecx & HAS_HYPERVISOR))
		return 0;
	select_file(FILE_SIGNATURE);
	read_bytes(signature, sizeof(signature));
	return memcmp(signature, SIGNATURE, SIGNATURE_LEN) == 0;
}

/* Finds the entry of the file with the arguments. Returns non-zero, or 0 if there is
 * none. */
static int find_entry(struct entry *entry)
{
	uint32_t count;

	select_file(FILE_DIRECTORY);
	read_bytes(&count, sizeof(count));
	count = ntohl(count);
	if (count > ENTRIES_MAX)
		count = ENTRIES_MAX;
	while (count--) {
		read_bytes(entry, sizeof(*entry));
		if (memcmp(entry->name, ARGS_FILE, sizeof(ARGS_FILE)) == 0)
			return 1;
	}
	return 0;
}

static void fw_cfg_start(void)
{
	struct setting args = {
		.name = "multiboot-args", .type = &setting_type_string,
	};
	struct entry entry;
	size_t len;
	char *text;

	if (!present() || !find_entry(&entry))
		return;
	len = ntohl(entry.len);
	if (len > ARGS_MAX)
		return;
	text = malloc(len);
	if (!text)
		return;
	select_file(ntohs(entry.number));
	read_bytes(text, len);
	store_setting(NULL, &args, text, len);
	free(text);
}

struct init_fn fw_cfg_init_fn __init_fn(INIT_NORMAL) = {
	.initialise = fw_cfg_start,
};
