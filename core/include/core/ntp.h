/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_NTP_H
#define CORE_NTP_H

/* Asks an NTP server, by name or address, and sets ${unixtime} by what it says.
 * Returns 0, or a negative error after a message: -ETIMEDOUT if there is no valid
 * answer to four requests, -ECANCELED for Ctrl-C. */
int ntp_ask(const char *host);

#endif /* CORE_NTP_H */
