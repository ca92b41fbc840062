/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Runs what this program was given: a script that the boot loader has loaded as
 * initrd, a command on the command line, or else the script that was built in.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <core/given.h>
#include <core/machine.h>
#include <ipxe/image.h>

/* Words that boot loaders add at the start of a command line. One that ends with
 * "=" stands for all words that begin with it. */
static const char *const loader_words[] = {
	"BOOT_IMAGE=", "initrd=", "auto", "quiet", "ro",
};

/* Returns non-zero if a word of len characters comes from the boot loader. */
static int is_loader_word(const char *word, size_t len)
{
	unsigned int i;

	for (i = 0; i < sizeof(loader_words) / sizeof(loader_words[0]); i++) {
		size_t known = strlen(loader_words[i]);
		int prefix = loader_words[i][known - 1] == '=';

		if (strncmp(word, loader_words[i], known) == 0 &&
		    (prefix || len == known))
			return 1;
	}
	return 0;
}

/* Returns the command line without the words that the boot loader has added at its
 * start. */
static const char *command_line(void)
{
	const char *line = platform_cmdline();
	size_t len;

	for (;; line += len) {
		while (*line == ' ')
			line++;
		for (len = 0; line[len] && line[len] != ' '; len++)
			;
		if (!is_loader_word(line, len))
			return line;
	}
}

/* Runs an image and unregisters it. Returns the image's result, or -ENOMEM if image
 * is NULL. */
static int run_image(struct image *image)
{
	int rc;

	if (!image)
		return -ENOMEM;
	image_get(image);
	rc = image_exec(image);
	unregister_image(image);
	image_put(image);
	return rc;
}

/* Returns a new registered image with a script that the boot loader has loaded as
 * initrd, or NULL when out of memory. */
static struct image *initrd_script(const void *data, size_t len)
{
	struct image *image = alloc_image(NULL);

	if (!image)
		return NULL;
	image->data = (void *)data;
	image->len = len;
	image->flags |= IMAGE_STATIC;
	if (image_set_name(image, "initrd") != 0 ||
	    register_image(image) != 0) {
		image_put(image);
		return NULL;
	}
	image_put(image);
	return image;
}

/* Runs a command and reports its error, if it has one. Returns its result. */
static int run_command(const char *command)
{
	const char *end = strchr(command, ' ');
	int rc = system(command);

	/* The message shows the command without its arguments, as they may
	 * contain a password. */
	if (rc)
		printf("%.*s: %s\n",
		       end ? (int)(end - command) : (int)strlen(command),
		       command, strerror(rc));
	return rc;
}

int run_given(void)
{
	const char *command = command_line();
	const void *script;
	size_t len;

	platform_initrd(&script, &len);
	if (len)
		return run_image(initrd_script(script, len));
	if (*command)
		return run_command(command);
	return run_image(embedded_script());
}
