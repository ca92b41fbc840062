/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LIMITS_H
#define _LIMITS_H

/* The limits that the libraries ask for, as the compiler knows them. */
#define CHAR_BIT __CHAR_BIT__
#define SCHAR_MAX __SCHAR_MAX__
#define UCHAR_MAX (2 * __SCHAR_MAX__ + 1)
#define SHRT_MAX __SHRT_MAX__
#define USHRT_MAX (2 * __SHRT_MAX__ + 1)
#define INT_MAX __INT_MAX__
#define INT_MIN (-__INT_MAX__ - 1)
#define UINT_MAX (2U * __INT_MAX__ + 1)
#define LONG_MAX __LONG_MAX__
#define LONG_MIN (-__LONG_MAX__ - 1)
#define ULONG_MAX (2UL * __LONG_MAX__ + 1)
#define LLONG_MAX __LONG_LONG_MAX__
#define ULLONG_MAX (2ULL * __LONG_LONG_MAX__ + 1)

#endif /* _LIMITS_H */
