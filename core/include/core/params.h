/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORE_PARAMS_H
#define CORE_PARAMS_H

struct uri;

/*
 * Lists of parameters, which a script sends to an HTTP server with a request for
 * a file. A URI names the list after "##": "http://server/boot##params", or
 * "##params=NAME" where the list has a name.
 */

/* Begins a list, in place of one that has the name. NULL stands for the list
 * without a name. Returns 0, or -ENOMEM. */
int params_begin(const char *name);
/* Deletes a list, if there is one of that name. */
void params_delete(const char *name);
/* Adds a parameter to a list. Returns 0, -ENOENT if there is no such list, or
 * -ENOMEM. */
int params_add(const char *name, const char *key, const char *value);
/* Returns non-zero if a URI names a list, whether there is one or not. */
int params_wanted(const struct uri *uri);
/* Returns a copy of the list that a URI names as a form sends it
 * (application/x-www-form-urlencoded), which the caller frees, or NULL if there is
 * no such list or no memory. */
char *params_body(const struct uri *uri);

#endif /* CORE_PARAMS_H */
