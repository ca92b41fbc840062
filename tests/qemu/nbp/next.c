/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A program that asks the BIOS for the next boot device. */

#include "nbp.h"

int main(void)
{
	say("NBP WANTS THE NEXT DEVICE\n");
	int18();
	return 0;
}
