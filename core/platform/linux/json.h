/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LINUX_JSON_H
#define LINUX_JSON_H

/*
 * A JSON text (RFC 8259) as it goes to stdout. name is that of a member, NULL in
 * an array and for the outermost value.
 */
void json_open(const char *name, char bracket);
void json_close(char bracket);
/* NULL writes null. What is no printable ASCII character is escaped: every byte
 * counts as one character, so that whatever came from the network is valid. */
void json_text(const char *name, const char *value);
void json_number(const char *name, unsigned long value);
void json_bool(const char *name, int value);
/* Ends the text. */
void json_end(void);

#endif /* LINUX_JSON_H */
