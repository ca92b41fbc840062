# SPDX-License-Identifier: GPL-2.0-or-later
#
# Signed applications for firmware with Secure Boot (docs/uefi.md).
#
#   make sign KEY=my.key CERT=my.crt    signs each application that was built, as
#                                       $(BUILD)/*-efi/multiboot.signed.efi

KEY ?=
CERT ?=
EFI_SIGNED := $(EFI_IMAGES:.efi=.signed.efi)

.PHONY: sign need-key
sign: need-key | need-sign ## the applications for UEFI, signed with KEY= and CERT= (PEM)
	@$(MAKE) --no-print-directory $(EFI_SIGNED)

need-key:
	@for file in "KEY=$(KEY)" "CERT=$(CERT)"; do \
		[ -f "$${file#*=}" ] && [ -r "$${file#*=}" ] || { \
			echo "$$file: no such file; use make sign KEY=my.key" \
				"CERT=my.crt, both PEM" >&2; exit 1; }; \
	done

# A signature is made anew each time, because the key may be another one. What
# does not verify is not left in place.
.PHONY: $(EFI_SIGNED)
$(EFI_SIGNED): %.signed.efi: %.efi | need-sign need-key
	@rm -f $@
	@sbsign --key "$(KEY)" --cert "$(CERT)" --output $@.unchecked $<
	@sbverify --cert "$(CERT)" $@.unchecked
	@mv $@.unchecked $@
