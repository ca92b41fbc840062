/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPLACE_H
#define REPLACE_H

/*
 * Replaces a function of the core in one test program, whose source defines
 * __wrap_NAME with the same type. The makefiles look for REPLACES(NAME) and have the
 * linker redirect all calls of NAME from other objects to __wrap_NAME (ld's --wrap).
 * The core's objects are linked unchanged, and __real_NAME is the original.
 */
#define REPLACES(name)							\
	extern __typeof__(name) __real_##name;				\
	__typeof__(name) __wrap_##name

#endif /* REPLACE_H */
