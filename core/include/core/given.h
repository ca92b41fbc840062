/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_GIVEN_H
#define CORE_GIVEN_H

/* Runs what the program was given: a script that its loader brought along, or
 * else its command line, or else the script that was built in. Returns 0, or a
 * negative error. A platform passes this function to core_main(). */
int run_given(void);

struct image;
/* Returns the image of the script that was built in (make EMBED=...), which it
 * registers, or NULL when out of memory. */
struct image *embedded_script(void);

#endif /* CORE_GIVEN_H */
