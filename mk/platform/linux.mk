# SPDX-License-Identifier: GPL-2.0-or-later
#
# The core as a program for Linux that plays the boot of a machine
# (docs/hosted.md):
#
#   $(BUILD)/multiboot         for this host
#   $(BUILD)/multiboot.asan    the same with the sanitizers, for tests
#   $(BUILD)/multiboot.arm64   for arm64, where another compiler is needed for it

LINUX := core/platform/linux
LINUX_SIDE := $(LINUX)/host
LINUX_SRC = $(filter-out core/image/bzimage_boot.c,$(CORE_SRC)) $(PRODUCT_SRC) \
	core/drivers/busdevfn.c core/drivers/pci_settings.c \
	core/arch/$(1)/cpu.c $(HOSTED_SRC) \
	$(wildcard $(LINUX)/*.c)
LINUX_SIDE_SRC := $(basename $(wildcard $(HOSTED_SIDE)/*.c $(LINUX_SIDE)/*.c))

# What Debian hardens its programs with.
LINUX_HARDEN := -fstack-protector-strong -fPIE
LINUX_OPT := -O2 $(LINUX_HARDEN)
# A file is kept when its image is registered (core/platform/linux/keep.c).
LINUX_LDFLAGS := $(HOSTED_LDFLAGS) -Wl,--wrap=register_image -pie \
	-Wl,-z,relro,-z,now,-z,noexecstack,--gc-sections

EXTRA_$(LINUX_SIDE)/main.c := -DVERSION='"$(VERSION)"'

# $(1): target, $(2): folder in core/arch, $(3): name of the architecture,
# $(4): flags, $(5): the program, $(6): prefix of the compiler's name
define linux_target
TARGETS += $(1)
ARCH_$(1) := $(2)
SRCS_$(1) := $$(call LINUX_SRC,$(2))
CFLAGS_$(1) = $(HOSTED_CFLAGS) $(4) -DLINUX_ARCH='"$(3)"'
$(call host_side_rules,$(1),$(LINUX_SIDE_SRC),$(4))
$(BUILD)/$(1)/$(LINUX_SIDE)/main.o: $(BUILD)/version.stamp
# Objects that other parts add (lwIP) are in the list when this is used.
.SECONDEXPANSION:
$(5): $$$$(OBJS_$(1)) $$$$(HOST_OBJS_$(1)) $(BUILD)/$(1)/objects \
		mk/platform/linux.mk
	$$(call quiet,LD,$$@)$$(CC) $(4) $(LINUX_LDFLAGS) \
		$$(filter %.o,$$^) -o $$@
endef

LINUX_NATIVE := linux-$(HOST_ARCH_NAME)
LINUX_SANITIZE := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
$(eval $(call linux_target,$(LINUX_NATIVE),$(HOST_ARCH_FOLDER),$(HOST_ARCH_NAME),$(LINUX_OPT),$(BUILD)/multiboot))
$(eval $(call linux_target,$(LINUX_NATIVE)-asan,$(HOST_ARCH_FOLDER),$(HOST_ARCH_NAME),$(LINUX_SANITIZE),$(BUILD)/multiboot.asan))

# With Debian's cross compiler.
LINUX_CROSS := linux-arm64-cross
$(eval $(call linux_target,$(LINUX_CROSS),arm64,arm64,$(LINUX_OPT),$(BUILD)/multiboot.arm64))
$(eval $(call cross_arm64,$(LINUX_CROSS),$(BUILD)/multiboot.arm64))

.PHONY: linux linux-asan linux-arm64
linux: $(BUILD)/multiboot ## the program that plays the boot of a machine (docs/hosted.md)
linux-asan: $(BUILD)/multiboot.asan ## the same with the sanitizers
linux-arm64: $(BUILD)/multiboot.arm64 | need-arm64 ## the same for arm64
