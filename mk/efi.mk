# SPDX-License-Identifier: GPL-2.0-or-later
#
# The images for UEFI firmware: ELF as for any platform, then PE (tools/elf2pe).
#
#   $(BUILD)/x86_64-efi/multiboot.efi   an application

EFI := core/platform/efi
EFI_INCLUDES := -I$(EFI)/include -I$(EFI)/x86/include

SRCS_efi := $(filter-out core/lib/umalloc.c core/image/bzimage.c \
	core/lib/lzma.c core/lib/x86_join.c core/lib/x86_split.c,$(CORE_SRC)) \
	$(filter-out core/lib/bare/div64.c,$(BARE_SRC)) $(PRODUCT_SRC) \
	$(wildcard $(EFI)/*.c)

# No registers that need to be saved besides, no red zone, which interrupts in
# the firmware would overwrite.
CFLAGS_efi := $(COMMON) $(EFI_INCLUDES) -include efi/hidden.h -m64 -Os \
	-mno-red-zone -mgeneral-regs-only -fpie -fvisibility=hidden \
	-fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-unwind-tables -fcf-protection=none -fno-common -fno-jump-tables \
	-Wframe-larger-than=4096
LWIP_FLAGS_efi := -DLWIP_NOASSERT
EXTRA_$(EFI)/sbat.c := -DVERSION='"$(VERSION)"'

$(eval $(call platform_rules,efi))
$(eval $(call lwip_rules,efi))
$(OBJS_efi): | need-build $(LWIP_READY)
$(BUILD)/efi/core/lib/main.o $(BUILD)/efi/core/lib/settings_builtin.o \
	$(BUILD)/efi/$(EFI)/sbat.o: $(VERSION_STAMP)
$(BUILD)/efi/core/image/embedded.o: $(EMBED) $(EMBED_STAMP)

EFI_TOOL_CFLAGS := $(TOOL_CFLAGS) -idirafter $(EFI)/include
$(BUILD)/tools/elf2pe $(BUILD)/tools/pecheck: $(BUILD)/tools/%: tools/%.c \
		$(EFI)/include/efi/pe.h | need-build
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(TOOL_CC) $(EFI_TOOL_CFLAGS) -o $@ $<

# What no image may exceed, in bytes.
EFI_BUDGET ?= 196608
EFI_OUT := $(BUILD)/x86_64-efi

$(EFI_OUT)/multiboot.elf: $(OBJS_efi) $(EFI)/efi.lds $(BUILD)/efi/objects \
		mk/efi.mk
	@mkdir -p $(@D)
	$(call quiet,LD,$@)$(CC) $(CFLAGS_efi) -nostdlib -pie \
		-Wl,-T,$(EFI)/efi.lds,--no-dynamic-linker,--build-id=none \
		-Wl,--gc-sections,-z,defs,-z,noexecstack,-z,norelro \
		-o $@ $(OBJS_efi)

# Checked before it is there.
$(EFI_OUT)/multiboot.efi: $(EFI_OUT)/multiboot.elf $(BUILD)/tools/elf2pe \
		$(BUILD)/tools/pecheck
	@$(BUILD)/tools/elf2pe $< $@.unchecked
	@$(BUILD)/tools/pecheck --max $(EFI_BUDGET) $@.unchecked
	@mv $@.unchecked $@

images: $(EFI_OUT)/multiboot.efi
