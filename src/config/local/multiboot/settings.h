/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * This is read by builds with CONFIG=multiboot. The requirement below pulls the
 * command into the link. It stands in "settings.h" because, of all configuration
 * headers, that one alone is included by nothing but config objects.
 */
#ifndef ASSEMBLY
#define multiboot_in_config 1
#if PREFIX_OBJECT ( multiboot_in_ )
REQUIRE_OBJECT ( multiboot_cmd );
#endif
#endif /* ASSEMBLY */
