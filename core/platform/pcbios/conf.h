/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_CONF_H
#define PCBIOS_CONF_H

#include <stdint.h>

struct pcbios_conf {
	int bios, serial;	/* consoles that are on from the start */
	uint16_t port;		/* of the UART */
	uint32_t speed;		/* bits per second */
	uint32_t prompt_ms;	/* ROM: how long to offer the shell; 0: not */
};

extern const struct pcbios_conf pcbios_conf;

#endif /* PCBIOS_CONF_H */
