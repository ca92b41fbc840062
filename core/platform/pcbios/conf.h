/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_CONF_H
#define PCBIOS_CONF_H

#include <stdint.h>

struct pcbios_conf {
	/* Consoles that are on from the start. */
	int bios, serial;
	/* First port of the UART. */
	uint16_t port;
	uint32_t speed;		/* bits per second */
	/* How long a ROM offers the shell before it boots, in ms; 0 if it
	 * does not. */
	uint32_t prompt_ms;
};

extern const struct pcbios_conf pcbios_conf;

#endif /* PCBIOS_CONF_H */
