/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Reports the information that Multiboot kernels are given (section 3.3), and the
 * state of the machine (section 3.2). */

#include "report.h"

struct info {
	u32 flags, lower, upper, device, cmdline, mods_count, mods_addr;
	u32 syms[4], mmap_len, mmap_addr, drives[2], config, loader;
};

struct module {
	u32 start, end, string, reserved;
};

/* Memory that has to be zeros, as it is in no file. */
static u32 zeros[1024];

static void report_modules(const struct info *info)
{
	const struct module *module = (const void *)info->mods_addr;
	u32 i;

	for (i = 0; i < info->mods_count; i++, module++) {
		say_hex("MODULE at ", module->start);
		say_hex(" size ", module->end - module->start);
		say_hex(" sum ", sum_of((const u8 *)module->start,
					module->end - module->start));
		say(" words [");
		say((const char *)module->string);
		say("]\n");
	}
}

static void report_memory(const struct info *info)
{
	u32 at = info->mmap_addr, end = at + info->mmap_len;

	for (; at < end; at += *(const u32 *)at + 4) {
		const u32 *entry = (const u32 *)at;

		say_hex("MEMORY from ", entry[2]);
		say_hex("", entry[1]);
		say_hex(" size ", entry[4]);
		say_hex("", entry[3]);
		say_hex(" type ", entry[5]);
		say("\n");
	}
}

void main(u32 magic, const struct info *info)
{
	u32 flags, cr0;

	__asm__ __volatile__("pushfl\n\tpopl %0\n\tmovl %%cr0, %1"
			     : "=r"(flags), "=r"(cr0));
	say_hex("\nKERNEL STARTED magic ", magic);
	say_hex(" zeros ", sum_of((const u8 *)zeros, sizeof(zeros)));
	say_hex(" eflags ", flags);
	say_hex(" cr0 ", cr0);
	if (info) {
		say_hex("\nINFO flags ", info->flags);
		say_hex(" lower ", info->lower);
		say_hex(" upper ", info->upper);
		say("\nLOADER [");
		say((const char *)info->loader);
		say("]\nCMDLINE [");
		say((const char *)info->cmdline);
		say("]\n");
		report_modules(info);
		report_memory(info);
	}
	say("\nKERNEL ENDS\n");
}
