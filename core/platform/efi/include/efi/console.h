/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EFI_CONSOLE_H
#define EFI_CONSOLE_H

#include <efi/base.h>

/* Consoles (UEFI 2.10, chapter 12). */

/* EFI_INPUT_KEY (12.3.3). */
struct efi_key {
	uint16_t scan_code;		/* 0: the key has a character */
	efi_char16 character;
};

/* Scan codes of keys that have no character (12.1.2). Those of F1 to F12 follow
 * one another. */
#define EFI_SCAN_UP 0x01
#define EFI_SCAN_DOWN 0x02
#define EFI_SCAN_RIGHT 0x03
#define EFI_SCAN_LEFT 0x04
#define EFI_SCAN_HOME 0x05
#define EFI_SCAN_END 0x06
#define EFI_SCAN_INSERT 0x07
#define EFI_SCAN_DELETE 0x08
#define EFI_SCAN_PAGE_UP 0x09
#define EFI_SCAN_PAGE_DOWN 0x0a
#define EFI_SCAN_F1 0x0b
#define EFI_SCAN_F12 0x16
#define EFI_SCAN_ESC 0x17

/* EFI_SIMPLE_TEXT_INPUT_PROTOCOL (12.3). */
struct efi_text_input {
	efi_status (EFIAPI *reset)(struct efi_text_input *in,
				   efi_boolean extended);
	efi_status (EFIAPI *read_key)(struct efi_text_input *in,
				      struct efi_key *key);
	efi_event wait_for_key;
};
_Static_assert(sizeof(struct efi_text_input) == 24, "12.3");

/* EFI_KEY_DATA (12.2.3). */
struct efi_key_data {
	struct efi_key key;
	uint32_t shift_state;
	uint8_t toggle_state;
};
_Static_assert(sizeof(struct efi_key_data) == 12, "12.2.3");

#define EFI_SHIFT_VALID 0x80000000U
#define EFI_CONTROL_PRESSED 0x0000000c	/* the right one or the left one */

#define EFI_TEXT_INPUT_EX_GUID EFI_GUID(0xdd9e7534, 0x7762, 0x4698,	\
	0x8c, 0x14, 0xf5, 0x85, 0x17, 0xa6, 0x25, 0xaa)

/* EFI_SIMPLE_TEXT_INPUT_EX_PROTOCOL (12.2). */
struct efi_text_input_ex {
	efi_status (EFIAPI *reset)(struct efi_text_input_ex *in,
				   efi_boolean extended);
	efi_status (EFIAPI *read_key)(struct efi_text_input_ex *in,
				      struct efi_key_data *key);
	efi_event wait_for_key;
	efi_unused set_state;
	efi_unused register_key_notify;
	efi_unused unregister_key_notify;
};
_Static_assert(sizeof(struct efi_text_input_ex) == 48, "12.2");

/* SIMPLE_TEXT_OUTPUT_MODE (12.4), which the firmware keeps up to date. */
struct efi_text_mode {
	int32_t max_mode;
	int32_t mode;
	int32_t attribute;		/* background << 4 | foreground */
	int32_t column;
	int32_t row;
	efi_boolean cursor_visible;
};
_Static_assert(sizeof(struct efi_text_mode) == 24, "12.4");

/* EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL (12.4). */
struct efi_text_output {
	efi_status (EFIAPI *reset)(struct efi_text_output *out,
				   efi_boolean extended);
	efi_status (EFIAPI *output_string)(struct efi_text_output *out,
					   const efi_char16 *text);
	efi_unused test_string;
	efi_status (EFIAPI *query_mode)(struct efi_text_output *out,
					efi_uintn mode, efi_uintn *columns,
					efi_uintn *rows);
	efi_unused set_mode;
	efi_status (EFIAPI *set_attribute)(struct efi_text_output *out,
					   efi_uintn attribute);
	efi_status (EFIAPI *clear_screen)(struct efi_text_output *out);
	efi_status (EFIAPI *set_cursor)(struct efi_text_output *out,
					efi_uintn column, efi_uintn row);
	efi_status (EFIAPI *enable_cursor)(struct efi_text_output *out,
					   efi_boolean visible);
	struct efi_text_mode *mode;
};
_Static_assert(sizeof(struct efi_text_output) == 80, "12.4");

#endif /* EFI_CONSOLE_H */
