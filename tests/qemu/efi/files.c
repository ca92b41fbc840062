/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A program for UEFI that looks for files on the device that it was loaded from: it
 * lists the folder with sizes and sums, opens each file by its name, and says "WRONG"
 * and what of each thing that a file system has to refuse and does not.
 */

#include <stddef.h>
#include <efi/console.h>
#include <efi/file.h>
#include <efi/image.h>
#include <efi/system.h>

/* Files that are listed at the most, and characters of a name. */
#define MAX_FILES 16
#define MAX_NAME 64

static struct efi_system_table *firmware;

static void say(const efi_char16 *text)
{
	firmware->con_out->output_string(firmware->con_out, text);
}

static void say_number(uint64_t number)
{
	efi_char16 digits[21] = { 0 };
	unsigned int i = 20;

	do {
		digits[--i] = u'0' + number % 10;
		number /= 10;
	} while (number);
	say(&digits[i]);
}

static void expect(const efi_char16 *what, int holds)
{
	if (holds)
		return;
	say(u"WRONG: ");
	say(what);
	say(u"\r\n");
}

/* Lets the compiler have the functions that it calls by itself. */
void *memset(void *to, int value, size_t len)
{
	uint8_t *byte = to;

	while (len--)
		*byte++ = value;
	return to;
}

union info {
	struct efi_file_info file;
	uint8_t bytes[sizeof(struct efi_file_info) + 2 * MAX_NAME];
};

static const struct efi_guid info_guid = EFI_FILE_INFO_GUID;

/* Says what a file holds, which is read in pieces of an odd size. */
static void say_content(struct efi_file *file, uint64_t size)
{
	static uint8_t piece[4097];
	uint64_t sum = 0, total = 0;
	efi_uintn len, i;

	do {
		len = sizeof(piece);
		if (file->read(file, &len, piece) != EFI_SUCCESS)
			break;
		for (i = 0; i < len; i++)
			sum += piece[i];
		total += len;
	} while (len);
	expect(u"a file has its size", total == size);
	say(u" SUM ");
	say_number(sum);
	say(u"\r\n");
}

static void say_file(struct efi_file *root, union info *listed)
{
	struct efi_file *file = NULL;
	union info info;
	efi_uintn size = sizeof(info);

	say(u"FILE <");
	say(listed->file.name);
	say(u"> SIZE ");
	say_number(listed->file.file_size);
	expect(u"only for reading", listed->file.attributes == 1);
	if (root->open(root, &file, listed->file.name, EFI_FILE_MODE_READ, 0) !=
	    EFI_SUCCESS) {
		expect(u"a file that is listed opens", 0);
		return;
	}
	expect(u"a file knows its size",
	       file->get_info(file, &info_guid, &size, &info) == EFI_SUCCESS &&
	       info.file.file_size == listed->file.file_size &&
	       size == listed->file.size);
	say_content(file, listed->file.file_size);
	file->close(file);
}

static void list(struct efi_file *root)
{
	union info info;
	efi_uintn size;
	unsigned int i;

	for (i = 0; i < MAX_FILES; i++) {
		size = 1;
		if (root->read(root, &size, &info) == EFI_SUCCESS && !size)
			break;
		expect(u"a small buffer is told the size", size > 82);
		size--;
		expect(u"one byte less is too small", root->read(root, &size,
		       &info) == EFI_BUFFER_TOO_SMALL);
		if (size > sizeof(info) || root->read(root, &size, &info) !=
		    EFI_SUCCESS)
			break;
		say_file(root, &info);
	}
	size = sizeof(info);
	expect(u"the end stays the end", root->read(root, &size, &info) ==
	       EFI_SUCCESS && size == 0);
	expect(u"the folder begins again",
	       root->set_position(root, 0) == EFI_SUCCESS);
	size = sizeof(info);
	expect(u"with its first file", root->read(root, &size, &info) ==
	       EFI_SUCCESS && size > 82);
}

static void refuse_names(struct efi_file *root)
{
	static const efi_char16 *const names[] = {
		u"..", u"\\..", u"..\\one.bin", u"no-such-file", u"one.bin\\",
		u"one.bi", u"one.binx", u"\\EFI\\BOOT\\one.bin",
	};
	struct efi_file *file = NULL;
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		expect(names[i], root->open(root, &file, names[i],
					    EFI_FILE_MODE_READ, 0) ==
		       EFI_NOT_FOUND);
	expect(u"nothing is made", root->open(root, &file, u"new",
	       EFI_FILE_MODE_READ | 2 | 1ULL << 63, 0) == EFI_WRITE_PROTECTED);
	expect(u"no name", root->open(root, &file, NULL, 1, 0) ==
	       EFI_INVALID_PARAMETER);
}

/* With a file of 5001 bytes that is open. */
static void misuse(struct efi_file *file)
{
	static const struct efi_guid none = { 1, 2, 3, { 4 } };
	uint8_t bytes[16] = { 0 };
	union info info;
	uint64_t at = 0;
	efi_uintn size = 80;

	expect(u"info into 80 bytes", file->get_info(file, &info_guid, &size,
	       &info) == EFI_BUFFER_TOO_SMALL && size == 96);
	expect(u"info into nothing", file->get_info(file, &info_guid, &size,
	       NULL) == EFI_BUFFER_TOO_SMALL && size == 96);
	expect(u"unknown info", file->get_info(file, &none, &size, &info) ==
	       EFI_UNSUPPORTED);
	file->set_position(file, 4999);
	size = sizeof(bytes);
	expect(u"the last two bytes", file->read(file, &size, bytes) ==
	       EFI_SUCCESS && size == 2 && bytes[2] == 0);
	expect(u"are the end", file->get_position(file, &at) == EFI_SUCCESS &&
	       at == 5001);
	file->set_position(file, 5002);
	size = sizeof(bytes);
	expect(u"behind the end", file->read(file, &size, bytes) ==
	       EFI_DEVICE_ERROR);
	file->set_position(file, EFI_FILE_END);
	size = ~0ULL;
	expect(u"as many bytes as there are", file->read(file, &size, bytes) ==
	       EFI_SUCCESS && size == 0);
	file->set_position(file, 0);
	expect(u"into nothing", file->read(file, &size, NULL) != EFI_SUCCESS ||
	       size == 0);
	size = 1;
	expect(u"nothing is written", file->write(file, &size, bytes) ==
	       EFI_WRITE_PROTECTED);
	expect(u"nothing is deleted", file->delete(file) ==
	       EFI_WARN_DELETE_FAILURE);
}

static void refuse_rest(struct efi_file *root)
{
	static const efi_char16 *const names[] = {
		u"one.bin", u"\\ONE.bin", u"/one.bin", u".\\one.BIN",
	};
	struct efi_file *file = NULL;
	unsigned int i;
	uint64_t at;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (root->open(root, &file, names[i], EFI_FILE_MODE_READ, 0) !=
		    EFI_SUCCESS)
			expect(names[i], 0);
		else
			misuse(file);
	}
	expect(u"the folder by a dot", root->open(root, &file, u"\\.",
	       EFI_FILE_MODE_READ, 0) == EFI_SUCCESS &&
	       file->get_position(file, &at) == EFI_UNSUPPORTED &&
	       file->set_position(file, 1) == EFI_UNSUPPORTED);
	expect(u"a name beyond ASCII", root->open(root, &file, u"K\u00fcche.txt",
	       EFI_FILE_MODE_READ, 0) == EFI_SUCCESS);
	/* These stay open, as programs forget some. */
}

efi_status EFIAPI efi_entry(efi_handle image, struct efi_system_table *table);

efi_status EFIAPI efi_entry(efi_handle image, struct efi_system_table *table)
{
	static const struct efi_guid loaded_guid = EFI_LOADED_IMAGE_GUID;
	static const struct efi_guid system_guid = EFI_FILE_SYSTEM_GUID;
	struct efi_loaded_image *loaded = NULL;
	struct efi_file_system *system = NULL;
	struct efi_file *root = NULL;

	firmware = table;
	table->boot->handle_protocol(image, &loaded_guid, (void **)&loaded);
	if (table->boot->handle_protocol(loaded->device, &system_guid,
					 (void **)&system) != EFI_SUCCESS ||
	    system->open_volume(system, &root) != EFI_SUCCESS) {
		say(u"NO FILES\r\n");
		return STATUS;
	}
	list(root);
	refuse_names(root);
	refuse_rest(root);
	root->close(root);
	say(u"FILES END\r\n");
	return STATUS;
}
