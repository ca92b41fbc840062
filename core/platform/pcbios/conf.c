/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What the build has chosen (mk/platform/pcbios.mk): the consoles, the serial
 * port and the prompt.
 */

#include "conf.h"

const struct pcbios_conf pcbios_conf = {
	.bios = CONF_CONSOLE_BIOS,
	.serial = CONF_CONSOLE_SERIAL,
	.port = CONF_COMPORT,
	.speed = CONF_COMSPEED,
	.prompt_ms = CONF_ROM_PROMPT,
};
