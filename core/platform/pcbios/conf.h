/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PCBIOS_CONF_H
#define PCBIOS_CONF_H

#include <stdint.h>

/* What the build has chosen for this platform. */
struct pcbios_conf {
	/* Non-zero if the BIOS's console, or the serial one, is on from the
	 * start. */
	int bios, serial;
	/* First port of the UART. */
	uint16_t port;
	/* Speed of the serial line in bits per second. */
	uint32_t speed;
	/* How long a ROM offers the shell before it boots, in ms, or 0 if it
	 * does not offer it. */
	uint32_t prompt_ms;
};

/* The configuration of this build (conf.c). */
extern const struct pcbios_conf pcbios_conf;

#endif /* PCBIOS_CONF_H */
