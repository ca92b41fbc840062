/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gives the functions of the core's C library other names than the host's have,
 * so that both can be in one program. All files of the core are compiled with
 * this one included first. Memory and string functions are not in the list if
 * they do the same as the host's: those are used instead, as sanitizers watch
 * them, and the core's own are tested under names with core_ as well.
 */
#define printf core_printf
#define vprintf core_vprintf
#define snprintf core_snprintf
#define vsnprintf core_vsnprintf
#define asprintf core_asprintf
#define vasprintf core_vasprintf
#define putchar core_putchar
#define getchar core_getchar
#define malloc core_malloc
#define zalloc core_zalloc
#define calloc core_calloc
#define realloc core_realloc
#define free core_free
#define strdup core_strdup
#define strndup core_strndup
#define strerror core_strerror
#define system core_system
#define random core_random
#define srandom core_srandom
#define sleep core_sleep
#define udelay core_udelay
#define mdelay core_mdelay
#define reboot core_reboot
#define step core_step
#define optarg core_optarg
#define optind core_optind
#define optopt core_optopt
#define nextchar core_nextchar
#define getopt_long core_getopt_long
#define option core_option
#define inet_ntoa core_inet_ntoa
#define inet_aton core_inet_aton
#define errno core_errno
#define strtoul core_strtoul
#define strtoull core_strtoull
