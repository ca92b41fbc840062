/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds with CONFIG=multiboot do not wait for a key before they boot. To have iPXE's
 * banner wait again, put "#define MULTIBOOT_KEEP_BANNER" into config/local/general.h.
 * Assembler sources read this file, too.
 */
#ifndef MULTIBOOT_KEEP_BANNER
#undef BANNER_TIMEOUT
#define BANNER_TIMEOUT 0
#undef ROM_BANNER_TIMEOUT
#define ROM_BANNER_TIMEOUT 0
#endif
