/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Tells the compiler that everything that is declared will be in this image,
 * so that it makes no table of addresses (GOT), which would have to be
 * relocated. Every object of this platform is compiled with this file included
 * first (mk/platform/efi.mk), as only a pragma says that of declarations: the
 * option -fvisibility=hidden is about definitions.
 */
#pragma GCC visibility push(hidden)
