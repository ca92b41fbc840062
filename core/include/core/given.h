/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_GIVEN_H
#define CORE_GIVEN_H

/* Runs what we were given: a script that came with the image, else the command
 * line, else the script that was built in. Returns its result, 0 or a negative
 * error. A platform hands this to core_main(). */
int run_given(void);

struct image;
/* Returns the script that was built in (make EMBED=...), registered as an image, or
 * NULL when out of memory. */
struct image *embedded_script(void);

#endif /* CORE_GIVEN_H */
