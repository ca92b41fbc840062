/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Programs for UEFI as images: EFI applications, drivers, and Linux kernels
 * with their EFI stub. All are loaded by the firmware's LoadImage (UEFI 2.10,
 * 7.4.1), which refuses what Secure Boot does not allow: there is no other way
 * by which this platform starts anything.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/bzimage.h>
#include <ipxe/console.h>
#include <ipxe/errortab.h>
#include <ipxe/http.h>
#include <ipxe/image.h>
#include <ipxe/netdevice.h>
#include "efi.h"

#define EINFO_EACCES_SECURE_BOOT \
	__einfo_uniqify(EINFO_EACCES, 0x02, "Refused by Secure Boot")
#define EACCES_SECURE_BOOT __einfo_error(EINFO_EACCES_SECURE_BOOT)
#define EINFO_ENOEXEC_EFI \
	__einfo_uniqify(EINFO_ENOEXEC, 0x02, "Broken EFI program")
#define ENOEXEC_EFI __einfo_error(EINFO_ENOEXEC_EFI)

#define EINFO_EIO_PROGRAM \
	__einfo_uniqify(EINFO_EIO, 0x02, "The program ended with an error")
#define EIO_PROGRAM __einfo_error(EINFO_EIO_PROGRAM)

struct errortab efi_image_errors[] __errortab = {
	__einfo_errortab(EINFO_EACCES_SECURE_BOOT),
	__einfo_errortab(EINFO_ENOEXEC_EFI),
	__einfo_errortab(EINFO_EIO_PROGRAM),
};

/* Where a file says that it is a Linux kernel: the kernel's documents
 * Documentation/arch/x86/boot and Documentation/arch/arm64/booting. */
#define X86_MAGIC_OFFSET 0x202
#define X86_MAGIC "HdrS"
#define ARM64_MAGIC_OFFSET 0x38
#define ARM64_MAGIC "ARM\x64"

/* The last program that was started has ended, and with success. */
static int ended_well;

int efi_program_ended_well(void)
{
	return ended_well;
}

/* Returns 0 for an image that can be started, or a negative error. A broken EFI
 * program is named as such, since no other type of image will take it. */
static int probe(struct image *image)
{
	const char *why;
	int rc = efi_pe_check(image->data, image->len, &why);

	if (rc == 0 || !why)
		return rc;
	printf("%s: not a usable EFI program: %s; check the file on the "
	       "server\n", image->name, why);
	return -ENOEXEC_EFI;
}

/* Returns non-zero for a Linux kernel, which brings its own drivers: the
 * firmware's network is not prepared for it. */
static int is_linux(const struct image *image)
{
	const char *data = image->data;

	return (image->len >= X86_MAGIC_OFFSET + 4 &&
		memcmp(data + X86_MAGIC_OFFSET, X86_MAGIC, 4) == 0) ||
	       (image->len >= ARM64_MAGIC_OFFSET + 4 &&
		memcmp(data + ARM64_MAGIC_OFFSET, ARM64_MAGIC, 4) == 0);
}

/* --- the command line */

efi_char16 efi_next_char(const char **text)
{
	const uint8_t *byte = (const uint8_t *)*text;
	unsigned int more = *byte >= 0xf0 ? 3 : *byte >= 0xe0 ? 2 :
			    *byte >= 0xc0 ? 1 : 0;
	uint32_t c = more ? *byte & (0x3f >> more) : *byte;

	*text += 1;
	if (more == 0)
		return c < 0x80 ? c : '?';
	for (; more; more--, *text += 1) {
		byte = (const uint8_t *)*text;
		if ((*byte & 0xc0) != 0x80)
			return '?';
		c = c << 6 | (*byte & 0x3f);
	}
	return c < 0x10000 ? c : '?';
}

/* Gives a program its command line as load options, unless there is none.
 * Returns 0 or -ENOMEM. The caller frees *options after the program. */
static int set_options(struct efi_loaded_image *loaded, const char *cmdline,
		       efi_char16 **options)
{
	size_t count = 0;

	if (!cmdline || !*cmdline)
		return 0;
	*options = malloc((strlen(cmdline) + 1) * sizeof(**options));
	if (!*options)
		return -ENOMEM;
	while (*cmdline)
		(*options)[count++] = efi_next_char(&cmdline);
	(*options)[count++] = 0;
	loaded->options = *options;
	loaded->options_size = count * sizeof(**options);
	return 0;
}

/* --- starting */

/* Lets the firmware load an image, which checks its signature for Secure Boot,
 * as if it came from a device (NULL: from none). Returns 0 with the program's
 * handle in *loaded, or a negative error. */
static int load(struct image *image, efi_handle device, efi_handle *loaded)
{
	efi_status status;

	*loaded = NULL;
	status = efi_boot->load_image(0, efi_our_handle,
				      device ? efi_path_of(device) : NULL,
				      image->data, image->len, loaded);
	if (status == EFI_SUCCESS)
		return 0;
	/* With this status the firmware has loaded the image all the same, for
	 * a caller that knows how to allow it (UEFI 2.10, 7.4.1). */
	if (status == EFI_SECURITY_VIOLATION && *loaded)
		efi_boot->unload_image(*loaded);
	if (status == EFI_SECURITY_VIOLATION || status == EFI_ACCESS_DENIED)
		return -EACCES_SECURE_BOOT;
	return status == EFI_OUT_OF_RESOURCES ? -ENOMEM : -ENOEXEC_EFI;
}

/* Starts a loaded program, and returns when it has ended: 0, or -EIO_PROGRAM
 * after a message. The program's own status does not become our error: a file
 * that it has not found is none that we have not found. */
static int run(struct image *image, efi_handle program)
{
	efi_char16 *text = NULL;
	efi_uintn text_size = 0;
	efi_status status;

	console_flush();
	efi_watchdog(1);
	status = efi_boot->start_image(program, &text_size, &text);
	efi_watchdog(0);
	if (text)
		efi_boot->free_pool(text);
	ended_well = !EFI_ERROR(status);
	if (ended_well)
		return 0;
	printf("%s: ended with status %d (%s)\n", image->name,
	       (int)(status & ~EFI_ERROR_BIT), strerror(efi_rc(status)));
	return -EIO_PROGRAM;
}

/* Loads an image, gives it a command line and the device that it finds its files
 * on, and starts it. Returns 0 if it has ended well, or a negative error. */
static int load_and_run(struct image *image, const char *cmdline,
			efi_handle device)
{
	static const struct efi_guid guid = EFI_LOADED_IMAGE_GUID;
	struct efi_loaded_image *loaded;
	efi_char16 *options = NULL;
	efi_handle program;
	int rc;

	rc = load(image, device, &program);
	if (rc != 0)
		return rc;
	loaded = efi_interface(program, &guid);
	if (!loaded)
		rc = -ENOEXEC_EFI;
	else
		rc = set_options(loaded, cmdline, &options);
	if (rc == 0) {
		loaded->device = device;
		rc = run(image, program);
	} else {
		efi_boot->unload_image(program);
	}
	free(options);
	return rc;
}

/* --- the network, which the program may want to use itself */

/* Net devices that are opened again after a program, at the most. */
#define MAX_OPEN 64

/* The net devices that were open, the one that was opened last first. */
static struct net_device *closed[MAX_OPEN];
/* How many there are of them. */
static unsigned int num_closed;

/* Closes all net devices, and remembers which were open. */
static void close_all(void)
{
	struct net_device *netdev;

	http_close_idle();
	num_closed = 0;
	while ((netdev = last_opened_netdev())) {
		if (num_closed < MAX_OPEN)
			closed[num_closed++] = netdev_get(netdev);
		netdev_close(netdev);
	}
}

/* Opens the net devices again that were open, in the same order as before: the
 * one that is opened last is netX. */
static void open_again(void)
{
	struct net_device *netdev;
	int rc;

	while (num_closed) {
		netdev = closed[--num_closed];
		rc = netdev_open(netdev);
		if (rc != 0)
			printf("%s: cannot be opened again: %s\n",
			       netdev->name, strerror(rc));
		netdev_put(netdev);
	}
}

/* Runs an image with all that a program may expect: a command line, NICs that are
 * closed, the lease, an initrd, and the images as files. Returns 0 if it has ended
 * well, or a negative error. */
static int exec_with(struct image *image, const char *cmdline)
{
	struct net_device *netdev = last_opened_netdev();
	int is_kernel = is_linux(image);
	efi_handle device, network = NULL;
	int rc;

	ended_well = 0;
	close_all();
	if (!is_kernel)
		efi_native_lend(netdev);
	device = netdev ? efi_nic_handle(netdev) : NULL;
	if (device && !is_kernel)
		network = efi_uri_path_offer(netdev, image->uri);
	if (device && !is_kernel && !network)
		network = efi_pxe_bc_hand_over(netdev, image->uri);
	rc = efi_initrd_offer(image, is_kernel);
	if (rc == 0) {
		device = efi_files_offer(network ? network : device);
		rc = load_and_run(image, cmdline, device);
		efi_files_withdraw();
		efi_initrd_withdraw();
	}
	efi_uri_path_withdraw();
	efi_pxe_bc_take_back();
	efi_native_take_back();
	open_again();
	return rc;
}

/* Runs an image, with the command line that a kernel gets if it is one. Returns 0
 * if it has ended well, or a negative error after a message. */
static int exec(struct image *image)
{
	char *cmdline = NULL;
	int rc = -ENOMEM;

	if (!is_linux(image))
		rc = exec_with(image, image->cmdline);
	else if ((cmdline = kernel_cmdline(image, KERNEL_CMDLINE_MAX)))
		rc = exec_with(image, cmdline);
	free(cmdline);
	if (rc != 0 && rc != -EIO_PROGRAM)
		printf("%s: %s\n", image->name, strerror(rc));
	return rc;
}

struct image_type efi_image_type __image_type(PROBE_NORMAL) = {
	.name = "EFI",
	.probe = probe,
	.exec = exec,
};
