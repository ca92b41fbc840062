# SPDX-License-Identifier: GPL-2.0-or-later
#
# The images for UEFI firmware: linked as ELF, then made PE (tools/elf2pe.c).
#
#   $(BUILD)/x86_64-efi/multiboot.efi   an application

EFI := core/platform/efi

TARGETS += efi-x86_64
ARCH_efi-x86_64 := x86
# Kernels are started by the firmware, which also has the memory.
SRCS_efi-x86_64 := $(filter-out core/image/bzimage%,$(CORE_SRC)) \
	$(BARE_SRC) core/memory/heap.c core/memory/malloc.c \
	core/arch/x86/cpu.c core/arch/x86/copy.c \
	core/drivers/busdevfn.c core/drivers/pci_settings.c \
	$(PRODUCT_SRC) $(wildcard $(EFI)/*.c)

# $(1): folder of the processor
efi_includes = -I$(EFI)/include -I$(EFI)/$(1)/include
EFI_CFLAGS := -include efi/hidden.h -Os -fpie -fvisibility=hidden -fno-common \
	-fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-unwind-tables -fno-jump-tables -Wframe-larger-than=4096
# No red zone: an interrupt of the firmware's would overwrite it. No registers
# that it would not save.
CFLAGS_efi-x86_64 := $(COMMON) $(call efi_includes,x86) $(EFI_CFLAGS) -m64 \
	-mno-red-zone -mgeneral-regs-only -fcf-protection=none
LWIP_FLAGS_efi-x86_64 := -DLWIP_NOASSERT

EXTRA_$(EFI)/sbat.c := -DVERSION='"$(VERSION)"'
$(BUILD)/efi-x86_64/$(EFI)/sbat.o: $(BUILD)/version.stamp

EFI_TOOL_CFLAGS := -O2 -g -std=gnu11 -Wall -Wextra -Werror \
	-idirafter $(EFI)/include
EFI_TOOLS := $(BUILD)/tools/elf2pe $(BUILD)/tools/pecheck
$(EFI_TOOLS): $(BUILD)/tools/%: tools/%.c $(EFI)/include/efi/pe.h | need-build
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(or $(TOOL_CC),cc) $(EFI_TOOL_CFLAGS) -o $@ $<

# What no image may exceed, in bytes.
EFI_BUDGET ?= 196608

# Objects that other parts add (lwIP) are in the list when this is used.
.SECONDEXPANSION:
$(BUILD)/x86_64-efi/multiboot.elf: $$(OBJS_efi-x86_64) $(EFI)/efi.lds \
		$(BUILD)/efi-x86_64/objects mk/platform/efi.mk
	@mkdir -p $(@D)
	$(call quiet,LD,$@)$(CC) $(CFLAGS_efi-x86_64) -nostdlib -pie \
		-Wl,-T,$(EFI)/efi.lds,--no-dynamic-linker,--build-id=none \
		-Wl,--gc-sections,-z,defs,-z,noexecstack,-z,norelro \
		-o $@ $(filter %.o,$^)

# Checked before it is there.
$(BUILD)/%-efi/multiboot.efi: $(BUILD)/%-efi/multiboot.elf $(EFI_TOOLS)
	@$(BUILD)/tools/elf2pe $< $@.unchecked
	@$(BUILD)/tools/pecheck --max $(EFI_BUDGET) $@.unchecked
	@mv $@.unchecked $@

images: $(BUILD)/x86_64-efi/multiboot.efi
