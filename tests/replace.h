/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPLACE_H
#define REPLACE_H

/*
 * Replaces a function of the core in one test program, whose source defines
 * __wrap_NAME with the same type. The makefiles read these lines and have the
 * linker turn each call of NAME from another object to it (ld's --wrap). The
 * core's objects are linked as they are, and __real_NAME is what was replaced.
 */
#define REPLACES(name)							\
	extern __typeof__(name) __real_##name;				\
	__typeof__(name) __wrap_##name

#endif /* REPLACE_H */
