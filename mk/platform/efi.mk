# SPDX-License-Identifier: GPL-2.0-or-later
#
# The images for UEFI firmware: linked as ELF, then made PE (tools/elf2pe.c).
#
#   $(BUILD)/x86_64-efi/multiboot.efi   an application
#   $(BUILD)/arm64-efi/multiboot.efi    the same for arm64, where its compiler is
#   $(BUILD)/x86_64-efi/rom.efi         the driver in ROMs, which has that for x86-64

EFI_DIR := core/platform/efi

# Kernels are started by the firmware, which also has the memory. $(1): folder of
# the processor
efi_src = $(filter-out core/image/bzimage%,$(CORE_SRC)) \
	$(GZIP_SRC) $(BARE_SRC) core/memory/heap.c core/memory/malloc.c \
	core/arch/$(1)/cpu.c core/arch/$(1)/copy.c \
	$(filter-out core/drivers/pci_scan.c,$(DRIVER_SRC)) \
	$(PRODUCT_SRC) $(wildcard $(EFI_DIR)/*.c)
efi_includes = -I$(EFI_DIR)/include -I$(EFI_DIR)/$(1)/include
EFI_CFLAGS := -include efi/hidden.h -Os -fpie -fvisibility=hidden -fno-common \
	-fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-unwind-tables -fno-jump-tables -Wframe-larger-than=4096

EXTRA_$(EFI_DIR)/sbat.c := -DVERSION='"$(VERSION)"'

# Greatest length of an image, in bytes.
EFI_BUDGET_x86_64 ?= 204800
EFI_BUDGET_arm64 ?= 229376

EFI_LDFLAGS := -Wl,--no-dynamic-linker,--build-id=none \
	-Wl,--gc-sections,-z,defs,-z,noexecstack,-z,norelro \
	-Wl,-z,max-page-size=4096

# $(1): UEFI's and DHCP's name of the processor, $(2): folder in core/arch, $(3):
# flags that it needs
define efi_target
TARGETS += efi-$(1)
ARCH_efi-$(1) := $(2)
SRCS_efi-$(1) := $(call efi_src,$(2))
CFLAGS_efi-$(1) = $(COMMON) $(call efi_includes,$(2)) $(EFI_CFLAGS) $(3)
LWIP_FLAGS_efi-$(1) := -DLWIP_NOASSERT
$(BUILD)/efi-$(1)/$(EFI_DIR)/sbat.o: $(BUILD)/version.stamp
# Objects that other parts add (lwIP) are in the list when this is used.
.SECONDEXPANSION:
$(BUILD)/$(1)-efi/multiboot.elf: $$$$(OBJS_efi-$(1)) $(EFI_DIR)/efi.lds \
		$(BUILD)/efi-$(1)/objects mk/platform/efi.mk
	@mkdir -p $$(@D)
	$$(call quiet,LD,$$@)$$(CC) $$(CFLAGS_efi-$(1)) -nostdlib -pie \
		-Wl,-T,$(EFI_DIR)/efi.lds $(EFI_LDFLAGS) -o $$@ $$(filter %.o,$$^)
endef

# There is no red zone, as an interrupt handler of the firmware would overwrite it,
# and only registers are used that such a handler saves.
EFI_X86_CFLAGS := -m64 -mno-red-zone -mgeneral-regs-only -fcf-protection=none
# These flags make the image small after packing, as in ROMs for a BIOS. The whole
# is compiled when it is linked.
EFI_X86_SMALL := -fno-caller-saves -fno-inline-functions-called-once -fno-tree-ch \
	-fno-optimize-sibling-calls -fno-if-conversion -fno-shrink-wrap \
	-fno-peephole2 -fno-tree-loop-im -fno-tree-tail-merge \
	-fno-expensive-optimizations -fno-defer-pop -malign-data=abi \
	-fomit-frame-pointer -flto -fno-fat-lto-objects -flto-partition=one
$(eval $(call efi_target,x86_64,x86,$(EFI_X86_CFLAGS) $(EFI_X86_SMALL)))

# With Debian's cross compiler, and its own headers in place of this host's.
$(eval $(call efi_target,arm64,arm64,-mgeneral-regs-only))
$(eval $(call cross_arm64,efi-arm64,$(BUILD)/arm64-efi/multiboot.elf))

EFI_TOOL_CFLAGS := -O2 -g -std=gnu11 -Wall -Wextra -Werror \
	-idirafter $(EFI_DIR)/include
EFI_TOOLS := $(BUILD)/tools/elf2pe $(BUILD)/tools/pecheck
$(EFI_TOOLS): $(BUILD)/tools/%: tools/%.c $(EFI_DIR)/include/efi/pe.h | need-build
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(or $(TOOL_CC),cc) $(EFI_TOOL_CFLAGS) -o $@ $<

# An image that fails its check is not left in place.
$(BUILD)/%-efi/multiboot.efi: $(BUILD)/%-efi/multiboot.elf $(EFI_TOOLS)
	@$(BUILD)/tools/elf2pe $< $@.unchecked
	@$(BUILD)/tools/pecheck --max $(EFI_BUDGET_$*) $@.unchecked
	@mv $@.unchecked $@

images: $(BUILD)/x86_64-efi/multiboot.efi

# --- the driver in ROMs (mk/platform/pcbios.mk), with the application packed in it

EFI_ROM := $(EFI_DIR)/rom
EFI_ROM_BUILD := $(BUILD)/efi-rom-x86_64
TARGETS += efi-rom-x86_64
ARCH_efi-rom-x86_64 := x86
# It shares the code of the ROM for a BIOS that unpacks, and what is in the core.
EFI_ROM_SHARED := core/platform/pcbios/rom
SRCS_efi-rom-x86_64 := $(EFI_ROM)/driver.c $(EFI_ROM)/unpack.c \
	$(EFI_ROM)/payload.S $(EFI_DIR)/handles.c $(EFI_DIR)/device_path.c \
	$(addprefix $(EFI_ROM_SHARED)/,lz_decoder.c range_coder.c x86_join.c) \
	core/lib/bare/string.c core/arch/x86/copy.c
# The driver itself is not packed, so few bytes come first, except in the range coder,
# which runs most often: there its speed does.
EFI_ROM_SMALL := -Oz -fpeephole2 -ftree-tail-merge -fno-ipa-cp -fno-ipa-sra
EFI_ROM_FAST := -O2 -fno-inline-small-functions \
	-fno-align-functions -fno-align-jumps -fno-align-loops
CFLAGS_efi-rom-x86_64 = $(COMMON) $(call efi_includes,x86) -DX86_BITS=64 \
	-I$(EFI_ROM_SHARED) -Wa,-I$(EFI_ROM_BUILD) $(EFI_CFLAGS) \
	$(EFI_X86_CFLAGS) $(EFI_X86_SMALL) $(EFI_ROM_SMALL)
$(EFI_ROM_BUILD)/$(EFI_ROM_SHARED)/range_coder.o: \
	CFLAGS_efi-rom-x86_64 += $(EFI_ROM_FAST)
$(EFI_ROM_BUILD)/$(EFI_ROM)/payload.o: $(EFI_ROM_BUILD)/payload.bin

EFIPACK_SRC := $(EFI_ROM)/pack.c $(EFI_ROM)/merge.c $(EFI_ROM)/unpack.c \
	$(addprefix $(EFI_ROM_SHARED)/,buffer.c pack_lz.c lz_encoder.c \
	lz_parser.c lz_decoder.c range_coder.c x86_split.c x86_join.c)
$(BUILD)/tools/efipack: $(EFIPACK_SRC) $(wildcard $(EFI_ROM)/*.h \
		$(EFI_ROM_SHARED)/*.h) $(EFI_DIR)/include/efi/pe.h | need-build
	@mkdir -p $(@D)
	$(call quiet,CC,$@)$(or $(TOOL_CC),cc) $(EFI_TOOL_CFLAGS) -DX86_BITS=64 \
		-I$(EFI_ROM_SHARED) -o $@ $(EFIPACK_SRC)
# The application without what ROMs have no room for (mk/platform/pcbios.mk).
EFI_ROM_OBJS = $(filter-out $(NOT_IN_ROM:%.c=$(BUILD)/efi-x86_64/%.o), \
	$(OBJS_efi-x86_64)) $(EFI_ROM_ONLY:%.c=$(BUILD)/efi-x86_64/%.o)
# The order is that of the whole application, which has the same functions.
$(EFI_ROM_BUILD)/order.lds: $(BUILD)/x86_64-efi/multiboot.elf
	@mkdir -p $(@D)
	$(call write_order,$<)
$(EFI_ROM_BUILD)/efi.lds: $(EFI_DIR)/efi.lds $(EFI_ROM_BUILD)/order.lds
	@sed '/\.text : {/r $(@D)/order.lds' $< > $@
$(EFI_ROM_BUILD)/multiboot.elf: $$(EFI_ROM_OBJS) $(EFI_ROM_BUILD)/efi.lds \
		mk/platform/efi.mk
	$(call quiet,LD,$@)$(CC) $(CFLAGS_efi-x86_64) -nostdlib -pie \
		-Wl,-T,$(@D)/efi.lds $(EFI_LDFLAGS) -o $@ $(filter %.o,$^)
$(EFI_ROM_BUILD)/multiboot.efi: $(EFI_ROM_BUILD)/multiboot.elf $(EFI_TOOLS)
	@$(BUILD)/tools/elf2pe $< $@
$(EFI_ROM_BUILD)/payload.bin: $(EFI_ROM_BUILD)/multiboot.efi \
		$(BUILD)/tools/efipack
	@mkdir -p $(@D)
	@$(BUILD)/tools/efipack $< $@

$(BUILD)/x86_64-efi/rom.elf: $$(OBJS_efi-rom-x86_64) $(EFI_DIR)/efi.lds \
		$(EFI_ROM_BUILD)/objects mk/platform/efi.mk
	@mkdir -p $(@D)
	$(call quiet,LD,$@)$(CC) $(CFLAGS_efi-rom-x86_64) -nostdlib -pie \
		-Wl,-T,$(EFI_DIR)/efi.lds $(EFI_LDFLAGS) -o $@ $(filter %.o,$^)
$(BUILD)/x86_64-efi/rom.efi: $(BUILD)/x86_64-efi/rom.elf $(EFI_TOOLS)
	@$(BUILD)/tools/elf2pe --driver $< $@.unchecked
	@$(BUILD)/tools/pecheck --driver $@.unchecked
	@mv $@.unchecked $@

# `make` does without it where there is no compiler for it; those who ask for it
# by name are told what is missing.
.PHONY: efi-arm64
efi-arm64: $(BUILD)/arm64-efi/multiboot.efi ## the application for UEFI firmware of arm64
EFI_IMAGES := $(BUILD)/x86_64-efi/multiboot.efi
ifneq ($(shell command -v $(CROSS_arm64)gcc),)
images: efi-arm64
EFI_IMAGES += $(BUILD)/arm64-efi/multiboot.efi
endif
