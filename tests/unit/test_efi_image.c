/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Programs for UEFI: headers that lie, what the firmware refuses, what they are
 * given, and how they end. */

#include "efi_fake.h"
#include <errno.h>
#include <stdio.h>
#include <ipxe/image.h>
#include <ipxe/umalloc.h>
#include <ipxe/uri.h>
#include <efi/pe.h>

static const struct efi_guid loaded_guid = EFI_LOADED_IMAGE_GUID;
static const struct efi_guid path_guid = EFI_DEVICE_PATH_GUID;
static const struct efi_guid load_file2_guid = EFI_LOAD_FILE2_GUID;
static const struct efi_guid initrd_guid = EFI_LINUX_INITRD_GUID;

/* --- a small program */

#define SECTIONS 2

static struct pe {
	struct pe_dos_header dos;
	struct pe_header header;
	struct pe_section sections[SECTIONS];
	uint8_t content[1024];
} __attribute__((packed)) pe;

static void make_pe(void)
{
	memset(&pe, 0, sizeof(pe));
	memcpy(pe.dos.magic, "MZ", 2);
	pe.dos.pe_offset = offsetof(struct pe, header);
	memcpy(pe.header.magic, PE_MAGIC, 4);
	pe.header.machine = EFI_PE_MACHINE;
	pe.header.sections = SECTIONS;
	pe.header.optional_size = PE_OPTIONAL_SIZE;
	pe.header.optional_magic = PE32PLUS_MAGIC;
	pe.header.subsystem = PE_SUBSYSTEM_APPLICATION;
	pe.header.entry = 0x1000;
	pe.header.image_size = 0x3000;
	pe.sections[0] = (struct pe_section) {
		.name = ".text", .size = 512, .rva = 0x1000, .file_size = 512,
		.file_offset = offsetof(struct pe, content),
	};
	pe.sections[1] = (struct pe_section) {
		.name = ".bss", .size = 0x1000, .rva = 0x2000,
	};
}

static int make_pe_setup(void **state)
{
	make_pe();
	return 0;
}

/* Returns the complaint about what pe is now, or NULL if there is none. */
static const char *complaint(void)
{
	const char *why = "never set";
	int rc = efi_pe_check(&pe, sizeof(pe), &why);

	assert_true(rc == 0 || rc == -ENOEXEC);
	return rc == 0 ? NULL : why ? why : "no PE image";
}

static void a_good_program_is_one(void **state)
{
	assert_null(complaint());
}

static void what_is_no_pe_image_is_left_to_others(void **state)
{
	pe.dos.magic[0] = '#';
	assert_string_equal(complaint(), "no PE image");
	make_pe();
	pe.header.magic[3] = 1;
	assert_string_equal(complaint(), "no PE image");
	make_pe();
	pe.dos.pe_offset = sizeof(pe) - 4;
	assert_string_equal(complaint(), "no PE image");
	pe.dos.pe_offset = 0xffffffff;
	assert_string_equal(complaint(), "no PE image");
}

static void headers_that_lie_are_named(void **state)
{
	pe.header.machine = 0x14c;
	assert_non_null(strstr(complaint(), "processor"));
	make_pe();
	pe.header.optional_magic = 0x10b;
	assert_non_null(strstr(complaint(), "64-bit"));
	make_pe();
	pe.header.subsystem = 3;
	assert_non_null(strstr(complaint(), "Windows"));
	make_pe();
	pe.header.entry = 0;
	assert_non_null(strstr(complaint(), "entry"));
	pe.header.entry = pe.header.image_size;
	assert_non_null(strstr(complaint(), "entry"));
	make_pe();
	pe.header.optional_size = 0xffff;
	assert_non_null(strstr(complaint(), "headers"));
	pe.header.optional_size = 8;
	assert_non_null(strstr(complaint(), "headers"));
	make_pe();
	pe.header.sections = 0;
	assert_non_null(strstr(complaint(), "table of sections"));
	pe.header.sections = 0xffff;
	assert_non_null(strstr(complaint(), "table of sections"));
}

static void sections_outside_are_named(void **state)
{
	pe.sections[0].file_offset = sizeof(pe) - 511;
	assert_non_null(strstr(complaint(), "outside the file"));
	pe.sections[0].file_offset = 0xffffffff;
	assert_non_null(strstr(complaint(), "outside the file"));
	make_pe();
	pe.sections[0].file_size = 0xfffffff0;
	assert_non_null(strstr(complaint(), "outside the file"));
	make_pe();
	pe.sections[1].size = 0x1001;
	assert_non_null(strstr(complaint(), "outside the image"));
	pe.sections[1].rva = 0xfffff000;
	assert_non_null(strstr(complaint(), "outside the image"));
}

/* Images of every length are tried, so that the sanitizer sees a read after the
 * end. */
static void programs_cut_off_anywhere_are_refused(void **state)
{
	size_t len, whole = offsetof(struct pe, content) + 512;
	const char *why;
	void *copy;

	for (len = 0; len < whole; len++) {
		copy = malloc(len ? len : 1);
		memcpy(copy, &pe, len);
		assert_int_equal(efi_pe_check(copy, len, &why), -ENOEXEC);
		free(copy);
	}
	assert_int_equal(efi_pe_check(&pe, whole, &why), 0);
}

/* --- starting */

static struct {
	efi_status load_status, start_status;
	unsigned int loads, starts, unloads;
	int watchdog;			/* while the program ran */
	size_t free;			/* largest piece of memory before it asks */
	efi_char16 options[64];
	uint32_t options_size;
	/* What the program finds as its initrd. */
	int initrd_found;
	char initrd[64];
	efi_status too_small;
} firmware;

static struct fake_handle program;
static struct efi_loaded_image loaded;

static efi_status EFIAPI load_image(efi_boolean policy, efi_handle parent,
				    struct efi_device_path *path, void *source,
				    efi_uintn size, efi_handle *image)
{
	firmware.loads++;
	assert_ptr_equal(parent, efi_our_handle);
	*image = firmware.load_status == EFI_SUCCESS ||
		 firmware.load_status == EFI_SECURITY_VIOLATION ? &program :
								  NULL;
	return firmware.load_status;
}

/* Looks for an initrd as Linux does, in place of the program. */
static void look_for_initrd(void)
{
	struct efi_device_path *rest;
	efi_handle handle;
	struct efi_load_file *file = efi_initrd_found(&rest, &handle);
	efi_uintn size = 0;

	firmware.initrd_found = file != NULL;
	if (!file)
		return;
	assert_int_equal(file->load_file(file, rest, 0, NULL, NULL),
			 EFI_INVALID_PARAMETER);
	assert_int_equal(file->load_file(file, rest, 1, &size, NULL),
			 EFI_UNSUPPORTED);
	assert_int_equal(file->load_file(file, rest, 0, &size, NULL),
			 EFI_BUFFER_TOO_SMALL);
	assert_true(size > 0 && size < sizeof(firmware.initrd));
	/* A buffer that is too small is not written to. */
	size--;
	firmware.too_small = file->load_file(file, rest, 0, &size,
					     firmware.initrd);
	assert_int_equal(firmware.initrd[0], 0);
	assert_int_equal(file->load_file(file, rest, 0, &size,
					 firmware.initrd), EFI_SUCCESS);
}

static efi_status EFIAPI start_image(efi_handle image, efi_uintn *size,
				     efi_char16 **text)
{
	firmware.starts++;
	firmware.watchdog = fake.watchdog;
	firmware.free = umalloc_largest();
	firmware.options_size = loaded.options_size;
	if (loaded.options_size)
		memcpy(firmware.options, loaded.options, loaded.options_size);
	look_for_initrd();
	return firmware.start_status;
}

static efi_status EFIAPI unload_image(efi_handle image)
{
	assert_ptr_equal(image, &program);
	firmware.unloads++;
	return EFI_SUCCESS;
}

static struct fake_handle new_handle;

static efi_status EFIAPI install(efi_handle *handle, ...)
{
	const struct efi_guid *guid;
	__builtin_ms_va_list args;

	__builtin_ms_va_start(args, handle);
	if (!*handle)
		*handle = &new_handle;
	while ((guid = __builtin_va_arg(args, const struct efi_guid *)))
		fake_install(*handle, *guid, __builtin_va_arg(args, void *));
	__builtin_ms_va_end(args);
	return EFI_SUCCESS;
}

static efi_status EFIAPI uninstall_one(efi_handle handle,
				       const struct efi_guid *guid,
				       void *interface)
{
	struct fake_handle *it = handle;
	unsigned int i;

	for (i = 0; i < FAKE_PROTOCOLS; i++) {
		if (it->protocols[i].interface == interface &&
		    memcmp(&it->protocols[i].guid, guid, sizeof(*guid)) == 0) {
			it->protocols[i].interface = NULL;
			return EFI_SUCCESS;
		}
	}
	return EFI_NOT_FOUND;
}

static efi_status EFIAPI uninstall(efi_handle handle, ...)
{
	const struct efi_guid *guid;
	__builtin_ms_va_list args;

	__builtin_ms_va_start(args, handle);
	while ((guid = __builtin_va_arg(args, const struct efi_guid *)))
		assert_int_equal(uninstall_one(handle, guid,
					       __builtin_va_arg(args, void *)),
				 EFI_SUCCESS);
	__builtin_ms_va_end(args);
	return EFI_SUCCESS;
}

static int setup(void **state)
{
	make_pe();
	memset(&firmware, 0, sizeof(firmware));
	memset(&program, 0, sizeof(program));
	memset(&new_handle, 0, sizeof(new_handle));
	memset(&loaded, 0, sizeof(loaded));
	memset(&efi_options, 0, sizeof(efi_options));
	fake_firmware_start();
	fake_boot.load_image = load_image;
	fake_boot.start_image = start_image;
	fake_boot.unload_image = unload_image;
	fake_boot.install_multiple_protocol_interfaces = install;
	fake_boot.uninstall_multiple_protocol_interfaces = uninstall;
	fake_boot.uninstall_protocol_interface = uninstall_one;
	fake_install(&program, loaded_guid, &loaded);
	efi_our_image = &loaded;
	return 0;
}

static int teardown(void **state)
{
	fake_firmware_check();
	assert_int_equal(fake.watchdog, 0);
	unregister_images_since(0);
	return 0;
}

static struct image *add_image(const char *name, const void *data, size_t len)
{
	struct image *image = alloc_image(NULL);

	assert_int_equal(image_set_name(image, name), 0);
	assert_int_equal(image_set_data(image, data, len), 0);
	assert_int_equal(register_image(image), 0);
	image_put(image);
	return image;
}

static int run(const char *cmdline)
{
	struct image *image = add_image("program", &pe, sizeof(pe));

	image_set_cmdline(image, cmdline);
	return image_exec(image);
}

static void programs_get_their_command_line(void **state)
{
	assert_int_equal(run("a=1 \xc3\xa4\xe2\x82\xac\xff z"), 0);
	assert_int_equal(firmware.starts, 1);
	assert_true(firmware.watchdog);
	assert_true(efi_program_ended_well());
	/* a umlaut, the sign for euros, a byte that is no character. */
	assert_int_equal(firmware.options_size, 2 * 10);
	assert_memory_equal(firmware.options, u"a=1 \u00e4\u20ac? z",
			    2 * 10);
}

static void without_a_command_line_there_are_no_options(void **state)
{
	assert_int_equal(run(NULL), 0);
	assert_int_equal(firmware.options_size, 0);
}

static void what_programs_return_is_theirs(void **state)
{
	firmware.start_status = EFI_NOT_FOUND;
	assert_string_equal(strerror(run(NULL)),
			    "The program ended with an error");
	assert_false(efi_program_ended_well());
	assert_int_equal(efi_exit_status(-ENOENT, 0), EFI_NOT_FOUND);
	assert_int_equal(efi_exit_status(0, 0), EFI_ABORTED);
	assert_int_equal(efi_exit_status(0, 1), EFI_SUCCESS);
}

static void secure_boot_s_refusals_are_named(void **state)
{
	firmware.load_status = EFI_ACCESS_DENIED;
	assert_string_equal(strerror(run(NULL)), "Refused by Secure Boot");
	assert_int_equal(firmware.unloads, 0);
	/* Loaded, but not to be started. */
	firmware.load_status = EFI_SECURITY_VIOLATION;
	assert_string_equal(strerror(run(NULL)), "Refused by Secure Boot");
	assert_int_equal(firmware.unloads, 1);
	assert_int_equal(firmware.starts, 0);
}

static void other_refusals_are_broken_programs(void **state)
{
	firmware.load_status = EFI_NOT_FOUND;
	assert_string_equal(strerror(run(NULL)), "Broken EFI program");
	firmware.load_status = EFI_OUT_OF_RESOURCES;
	assert_int_equal(run(NULL), -ENOMEM);
	assert_int_equal(firmware.starts, 0);
}

static void broken_programs_do_not_reach_the_firmware(void **state)
{
	pe.header.entry = 0;
	assert_int_equal(errno_posix(run(NULL)), errno_posix(ENOEXEC));
	assert_int_equal(firmware.loads, 0);
}

/* --- the initrd */

static void images_are_the_initrd(void **state)
{
	add_image("first", "one!", 4);
	add_image("second", "two!", 4);
	assert_int_equal(run(NULL), 0);
	assert_true(firmware.initrd_found);
	assert_int_equal(firmware.too_small, EFI_BUFFER_TOO_SMALL);
	assert_string_equal(firmware.initrd, "one!two!");
	assert_null(fake_find(&new_handle, &load_file2_guid));
	assert_null(fake_find(&new_handle, &path_guid));
}

/* Until a program asks for its initrd, which wimboot never does, images are in
 * memory once. */
static void an_initrd_is_built_for_those_who_ask(void **state)
{
	struct image *image = add_image("program", &pe, sizeof(pe));
	size_t before;

	add_image("first", "one!", 4);
	add_image("second", "two!", 4);
	before = umalloc_largest();
	assert_int_equal(image_exec(image), 0);
	assert_int_equal(firmware.free, before);
	assert_string_equal(firmware.initrd, "one!two!");
}

static void without_images_there_is_no_initrd(void **state)
{
	assert_int_equal(run(NULL), 0);
	assert_false(firmware.initrd_found);
}

/* --- what a loader before us has left */

static struct fake_handle loader;
static struct fake_path loader_path;
static efi_uintn says, has;

static efi_status EFIAPI loader_file(struct efi_load_file *file,
				     struct efi_device_path *path,
				     efi_boolean policy, efi_uintn *size,
				     void *buffer)
{
	if (!buffer) {
		*size = says;
		return EFI_BUFFER_TOO_SMALL;
	}
	memset(buffer, 'x', *size);
	*size = has;
	return EFI_SUCCESS;
}

static struct efi_load_file loader_interface = { .load_file = loader_file };

static void add_loader(efi_uintn size)
{
	memset(&loader, 0, sizeof(loader));
	memset(&loader_path, 0, sizeof(loader_path));
	fake_node(&loader_path, EFI_PATH_MEDIA, EFI_PATH_MEDIA_VENDOR,
		  &initrd_guid, sizeof(initrd_guid));
	fake_end(&loader_path);
	fake_install(&loader, load_file2_guid, &loader_interface);
	fake_install(&loader, path_guid, &loader_path.header);
	says = has = size;
}

static void a_loader_s_script_is_read(void **state)
{
	add_loader(5);
	efi_options_init();
	assert_int_equal(efi_options.script_len, 5);
	assert_memory_equal(efi_options.script, "xxxxx", 5);
}

static void scripts_that_lie_are_no_scripts(void **state)
{
	static const efi_uintn sizes[][2] = {
		{ 0, 0 }, { ~0ULL, ~0ULL }, { 1ULL << 32, 4 }, { 5, 6 },
	};
	unsigned int i;

	add_loader(0);
	for (i = 0; i < ARRAY_LEN(sizes); i++) {
		says = sizes[i][0];
		has = sizes[i][1];
		efi_options_init();
		assert_int_equal(efi_options.script_len, 0);
	}
}

/* The script of a loader is put aside, as the kernel must not take it for its
 * initrd. */
static void a_loader_s_script_is_no_initrd(void **state)
{
	add_loader(5);
	assert_int_equal(run(NULL), 0);
	assert_false(firmware.initrd_found);
	assert_ptr_equal(fake_find(&loader, &load_file2_guid),
			 &loader_interface);
	add_image("ours", "ours", 4);
	assert_int_equal(run(NULL), 0);
	assert_string_equal(firmware.initrd, "ours");
	assert_ptr_equal(fake_find(&loader, &load_file2_guid),
			 &loader_interface);
	assert_null(fake_find(&new_handle, &path_guid));
}

/* --- our own command line */

static void set_options(const void *options, size_t size)
{
	memset(&efi_options, 0, sizeof(efi_options));
	loaded.options = (void *)options;
	loaded.options_size = size;
	efi_options_init();
}

static void load_options_are_a_command_line(void **state)
{
	set_options(u"multiboot net1", sizeof(u"multiboot net1"));
	assert_string_equal(efi_options.cmdline, "multiboot net1");
	/* Without NUL; the shell's, with our own name; nothing else. */
	set_options(u"shell", 10);
	assert_string_equal(efi_options.cmdline, "shell");
	set_options(u"FS0:\\multiboot.EFI shell", 48);
	assert_string_equal(efi_options.cmdline, " shell");
	set_options(u"multiboot.efi", sizeof(u"multiboot.efi"));
	assert_string_equal(efi_options.cmdline, "");
	set_options(NULL, 100);
	assert_string_equal(efi_options.cmdline, "");
}

static void other_load_options_are_none(void **state)
{
	static efi_char16 many[2000];
	unsigned int i;

	/* The mark of a boot option that the firmware has made itself. */
	set_options("\x4e\xac\x08\x81\x11\x9f\x59\x4d\x85\x0e\xe2\x1a\x52\x2c"
		    "\x59\xb2", 16);
	assert_string_equal(efi_options.cmdline, "");
	set_options(u"a\nb", 8);
	assert_string_equal(efi_options.cmdline, "");
	for (i = 0; i < ARRAY_LEN(many); i++)
		many[i] = 'a';
	set_options(many, sizeof(many));
	assert_string_equal(efi_options.cmdline, "");
	set_options(many, 2 * 1023);
	assert_int_equal(strlen(efi_options.cmdline), 1023);
}

#define PE_TEST(name) cmocka_unit_test_setup(name, make_pe_setup)
#define IMAGE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PE_TEST(a_good_program_is_one),
		PE_TEST(what_is_no_pe_image_is_left_to_others),
		PE_TEST(headers_that_lie_are_named),
		PE_TEST(sections_outside_are_named),
		PE_TEST(programs_cut_off_anywhere_are_refused),
		IMAGE_TEST(programs_get_their_command_line),
		IMAGE_TEST(without_a_command_line_there_are_no_options),
		IMAGE_TEST(what_programs_return_is_theirs),
		IMAGE_TEST(secure_boot_s_refusals_are_named),
		IMAGE_TEST(other_refusals_are_broken_programs),
		IMAGE_TEST(broken_programs_do_not_reach_the_firmware),
		IMAGE_TEST(images_are_the_initrd),
		IMAGE_TEST(an_initrd_is_built_for_those_who_ask),
		IMAGE_TEST(without_images_there_is_no_initrd),
		IMAGE_TEST(a_loader_s_script_is_read),
		IMAGE_TEST(scripts_that_lie_are_no_scripts),
		IMAGE_TEST(a_loader_s_script_is_no_initrd),
		IMAGE_TEST(load_options_are_a_command_line),
		IMAGE_TEST(other_load_options_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
