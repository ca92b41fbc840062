/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read by builds with CONFIG=multiboot. Of all configuration headers this one
 * alone is included by nothing but config objects, so that the requirement
 * below, which pulls the command into the link, can only act there.
 */
#ifndef ASSEMBLY
#define multiboot_in_config 1
#if PREFIX_OBJECT ( multiboot_in_ )
REQUIRE_OBJECT ( multiboot_cmd );
#endif
#endif /* ASSEMBLY */
