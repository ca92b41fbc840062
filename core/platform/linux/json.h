/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_JSON_H
#define LINUX_JSON_H

/*
 * Writes a JSON text (RFC 8259) to stdout. The name that these functions take
 * is that of the member of an object; it is NULL for values in an array and for
 * the outermost value.
 */

/* Begins an object ('{') or an array ('['). */
void json_open(const char *name, char bracket);
/* Ends an object ('}') or an array (']'). */
void json_close(char bracket);
/* Writes a string, or null for NULL. All except printable ASCII characters is
 * escaped, and every byte counts as one character, so that the result is valid
 * whatever came from the network. */
void json_text(const char *name, const char *value);
/* Writes a number. */
void json_number(const char *name, unsigned long value);
/* Writes true if value is not 0, or else false. */
void json_bool(const char *name, int value);
/* Ends the text, after the outermost value was closed. */
void json_end(void);

#endif /* LINUX_JSON_H */
