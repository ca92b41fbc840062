/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Force-included into every object of this platform: whatever is declared is
 * in the image, so that it is reached without a table of addresses. Only a
 * pragma says that of declarations; -fvisibility=hidden is about definitions.
 */
#pragma GCC visibility push(hidden)
