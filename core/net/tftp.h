/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NET_TFTP_H
#define CORE_NET_TFTP_H

struct download_protocol;

/* The scheme "tftp" in the table of protocols (<core/download.h>). */
extern struct download_protocol tftp_protocol;

#endif /* CORE_NET_TFTP_H */
