/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What this client offers to servers (see <ipxe/features.h>). */

#include <ipxe/features.h>

struct feature http_feature __feature = { "HTTP", FEATURE_HTTP, 1 };
struct feature tftp_feature __feature = { "TFTP", FEATURE_TFTP, 1 };
struct feature dns_feature __feature = { "DNS", FEATURE_DNS, 1 };
struct feature bzimage_feature __feature = { "bzImage", FEATURE_BZIMAGE, 1 };
struct feature menu_feature __feature = { "Menu", FEATURE_MENU, 1 };
