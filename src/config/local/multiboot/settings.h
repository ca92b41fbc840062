/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds with CONFIG=multiboot include this file, which makes them link the command.
 * The requirement is in "settings.h", as this is the only configuration header that
 * no objects except those of the configuration include.
 */
#ifndef ASSEMBLY
#define multiboot_in_config 1
#if PREFIX_OBJECT ( multiboot_in_ )
REQUIRE_OBJECT ( multiboot_cmd );
#ifdef PLATFORM_pcbios
REQUIRE_OBJECT ( multibootmark_bios );
#endif
#ifdef PLATFORM_efi
REQUIRE_OBJECT ( multibootmark_efi );
#endif
#endif
#endif /* ASSEMBLY */
