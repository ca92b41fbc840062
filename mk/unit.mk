# SPDX-License-Identifier: GPL-2.0-or-later
#
# Unit tests (cmocka): every tests/unit/test_NAME.c is a program of its own,
# linked with the whole core as it is built for this host, under the
# sanitizers. What it wants to own of that it replaces with the linker's help
# (tests/replace.h); objects that are not part of the host's build are added
# below.
#
#   make check-unit T=name    only the programs whose name holds that

# A command that prints the linker's options for what the source $1 replaces.
wraps = sed -n 's/^REPLACES(\(.*\));$$/-Wl,--wrap=\1/p' $1

# The sources of the platform "linux" that call no functions of the host.
LINUX_READERS := core/platform/linux/checksum.c core/platform/linux/pe.c

UNIT_DIR := tests/unit
UNIT_NAMES := $(basename $(notdir $(wildcard $(UNIT_DIR)/test_*.c)))
UNIT_BINS := $(addprefix $(BUILD)/unit/,$(UNIT_NAMES))
UNIT_OBJS := $(UNIT_NAMES:%=$(TESTHOST_BUILD)/$(UNIT_DIR)/%.o)
# The core's headers precede the host's, which are used only for what the core
# lacks.
UNIT_MULTIARCH := $(shell $(CC) -print-multiarch)
$(UNIT_OBJS): CFLAGS_$(TESTHOST) += -idirafter /usr/include \
	-idirafter /usr/include/$(UNIT_MULTIARCH)
$(UNIT_OBJS): | need-unit
-include $(UNIT_OBJS:.o=.d)

.SECONDEXPANSION:
$(UNIT_BINS): $(BUILD)/unit/%: $(TESTHOST_BUILD)/$(UNIT_DIR)/%.o \
		$$(filter-out $$(INSTEAD_$$*),$$(OBJS_$(TESTHOST))) \
		$$(HOST_OBJS)
	@mkdir -p $(@D)
	$(call quiet,LD,$@)$(CC) $(TESTHOST_LDFLAGS) \
		$$($(call wraps,$(UNIT_DIR)/$*.c)) $^ -lcmocka -o $@

# Sources that the host's build does not have.
unit_extra = $(addprefix $(BUILD)/unit/test_,$1): $(2:%.c=$(TESTHOST_BUILD)/%.o)
$(call unit_extra,pxe,$(PXE_SRC))
$(call unit_extra,calls lz lz4,$(CODEC_SRC))
$(call unit_extra,pci,core/drivers/pci.c core/drivers/pci_scan.c)
$(call unit_extra,virtio_pci,core/drivers/pci.c)
$(call unit_extra,memmap,core/platform/pcbios/memmap.c)
$(call unit_extra,linux,$(LINUX_READERS))
$(call unit_extra,virtio,core/drivers/virtio_ring.c core/drivers/virtio_net.c)
$(call unit_extra,multibootdhcp multibootsyslog sweep moments pxebs_boot dead_ends,\
	$(SIM_DIR)/packet.c)
-include $(patsubst %.c,$(TESTHOST_BUILD)/%.d,$(PXE_SRC) $(CODEC_SRC) \
	$(LINUX_READERS) core/platform/pcbios/memmap.c \
	$(addprefix core/drivers/,pci.c pci_scan.c virtio_ring.c virtio_net.c))

# The product's files for single platforms, on what a test has of these.
UNIT_MARKS := src/arch/x86/interface/pcbios/multibootmark_bios.c \
	src/interface/efi/multibootmark_efi.c
$(call unit_extra,mark,$(UNIT_MARKS))
$(UNIT_MARKS:%.c=$(TESTHOST_BUILD)/%.o) $(TESTHOST_BUILD)/$(UNIT_DIR)/test_mark.o: \
	CFLAGS_$(TESTHOST) += -Itests/overlay/include
-include $(UNIT_MARKS:%.c=$(TESTHOST_BUILD)/%.d)

# Objects whose ports, registers and counter a test plays, each built once more for
# it: their programs find the functions of registers.h and counter.h there. Where
# the host's build has the same functions, its object is left out.
UNIT_PLAYED := $(BUILD)/unit/played
UNIT_PLAYED_intel := $(addprefix core/drivers/,intel.c e1000.c e1000e.c)
UNIT_PLAYED_virtio_pci := core/drivers/virtio_pci.c
UNIT_PLAYED_fw_cfg := core/drivers/fw_cfg.c
UNIT_PLAYED_timer := core/platform/pcbios/timer.c
UNIT_PLAYED_random := core/lib/random.c
UNIT_PLAYED_serial := core/platform/pcbios/console_serial.c
UNIT_PLAYED_efi_clock := core/platform/efi/clock.c
INSTEAD_test_timer := $(TESTHOST_BUILD)/core/platform/hosted/clock.o
INSTEAD_test_efi_clock := $(TESTHOST_BUILD)/core/platform/hosted/clock.o
INSTEAD_test_random := $(TESTHOST_BUILD)/core/lib/random.o
$(UNIT_PLAYED)/%.o: %.c $(UNIT_DIR)/registers.h $(UNIT_DIR)/counter.h mk/unit.mk
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(CC) $(CFLAGS_$(TESTHOST)) \
		-include $(UNIT_DIR)/registers.h -include $(UNIT_DIR)/counter.h \
		-Icore/arch/$(HOST_ARCH_FOLDER)/include $(call identity,$<) \
		$(call debug,$<) -c $< -o $@
played = $(BUILD)/unit/test_$1: $(UNIT_PLAYED_$1:%.c=$(UNIT_PLAYED)/%.o)
UNIT_PLAYED_NAMES := intel virtio_pci fw_cfg timer random serial efi_clock
$(foreach t,$(UNIT_PLAYED_NAMES),$(eval $(call played,$t)))
-include $(foreach t,$(UNIT_PLAYED_NAMES),\
	$(UNIT_PLAYED_$t:%.c=$(UNIT_PLAYED)/%.d))

# The parts of the platform for UEFI that only know firmware, on firmware that
# the tests own.
UNIT_EFI_OBJS := $(patsubst %,$(TESTHOST_BUILD)/$(EFI_DIR)/%.o,device_path \
	files handles image initrd native options pe pxe_bc snp snp_find status \
	uri_path)
UNIT_EFI_TESTS := $(filter test_efi_%,$(UNIT_NAMES))
$(UNIT_EFI_OBJS) $(UNIT_EFI_TESTS:%=$(TESTHOST_BUILD)/$(UNIT_DIR)/%.o) \
$(UNIT_PLAYED)/$(EFI_DIR)/clock.o: \
	CFLAGS_$(TESTHOST) += $(call efi_includes,$(HOST_ARCH_FOLDER))
$(UNIT_EFI_TESTS:%=$(BUILD)/unit/%): $(UNIT_EFI_OBJS) \
	$(TESTHOST_BUILD)/core/drivers/pci.o
$(BUILD)/unit/test_efi_console: $(TESTHOST_BUILD)/$(EFI_DIR)/console.o
$(TESTHOST_BUILD)/$(EFI_DIR)/console.o: \
	CFLAGS_$(TESTHOST) += $(call efi_includes,$(HOST_ARCH_FOLDER))
# The host's build has functions of the same names.
$(BUILD)/unit/test_efi_memory: $(TESTHOST_BUILD)/$(EFI_DIR)/memory.o
$(TESTHOST_BUILD)/$(EFI_DIR)/memory.o: \
	CFLAGS_$(TESTHOST) += $(call efi_includes,$(HOST_ARCH_FOLDER)) \
		-Dplatform_heap=efi_heap -Dplatform_memsize=efi_memsize
# The application, of which the program has parts as well, has variables of the same
# names as the driver in ROMs.
$(BUILD)/unit/test_efi_rom_driver: $(TESTHOST_BUILD)/$(EFI_ROM)/driver.o
$(TESTHOST_BUILD)/$(EFI_ROM)/driver.o: \
	CFLAGS_$(TESTHOST) += $(call efi_includes,$(HOST_ARCH_FOLDER)) \
		-Defi_system=rom_system -Defi_boot=rom_boot
$(TESTHOST_BUILD)/$(EFI_ROM)/driver.o \
$(TESTHOST_BUILD)/$(UNIT_DIR)/test_efi_rom_driver.o: \
	CFLAGS_$(TESTHOST) += -I$(EFI_ROM_SHARED) -DX86_BITS=64
-include $(UNIT_EFI_OBJS:.o=.d) $(TESTHOST_BUILD)/$(EFI_ROM)/driver.d \
	$(addprefix $(TESTHOST_BUILD)/$(EFI_DIR)/,console.d memory.d)

CHECKS += check-unit
.PHONY: check-unit
check-unit: $(UNIT_BINS) ## unit tests on this host (T=name selects)
	@$(UNIT_DIR)/run $(foreach t,$(UNIT_BINS),$(if $(or $(if $(T),,all),\
		$(findstring $(T),$(notdir $(t)))),$(t)))
