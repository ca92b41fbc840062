# SPDX-License-Identifier: GPL-2.0-or-later
#
# Fuzzers (libFuzzer, clang): every tests/fuzz/fuzz_NAME.c is a program linked
# with the whole core, built once more with clang in $(BUILD)/fuzz. Seeds are
# what tests/fuzz/seeds.py makes and what lies in tests/fuzz/corpus/NAME; what is
# found meanwhile stays in $(BUILD)/fuzz. tests/fuzz/run runs one of them.
#
#   make fuzz SECONDS=600 T=name    longer, one of them

FUZZ_DIR := tests/fuzz
FUZZ_NAMES := $(patsubst fuzz_%,%,$(basename $(notdir \
	$(wildcard $(FUZZ_DIR)/fuzz_*.c))))
SECONDS ?= 60
FUZZ_SECONDS ?= 1
FUZZ_SANITIZE := -fsanitize=address,undefined,fuzzer-no-link \
	-fno-sanitize-recover=all -fno-inline -mllvm -asan-globals=0
FUZZ_LINK ?= -fsanitize=address,undefined,fuzzer
FUZZ_CC ?= clang

ifdef FUZZING
# A second make builds the fuzzers, with another BUILD and another compiler.
FUZZ_OBJS := $(FUZZ_NAMES:%=$(TESTHOST_BUILD)/$(FUZZ_DIR)/fuzz_%.o)
-include $(FUZZ_OBJS:.o=.d)

.SECONDEXPANSION:
$(FUZZ_NAMES:%=$(BUILD)/fuzz_%): $(BUILD)/fuzz_%: \
		$(TESTHOST_BUILD)/$(FUZZ_DIR)/fuzz_%.o $$(OBJS_$(TESTHOST)) $$(HOST_OBJS)
	@echo '  LD     $@'
	@$(CC) $(FUZZ_LINK) $(HOSTED_LDFLAGS) \
		$$($(call wraps,$(FUZZ_DIR)/fuzz_$*.c)) $^ -o $@

# Sources that the host's build does not have (mk/unit.mk).
fuzz_extra = $(addprefix $(BUILD)/fuzz_,$1): \
	$$(patsubst %.c,$(TESTHOST_BUILD)/%.o,$$($2))
$(call fuzz_extra,linux,LINUX_READERS)
$(call fuzz_extra,pxe,PXE_SRC)
$(call fuzz_extra,codec,CODEC_SRC)
FUZZ_VIRTIO := core/drivers/virtio_ring.c core/drivers/virtio_net.c
$(call fuzz_extra,virtio,FUZZ_VIRTIO)
FUZZ_PCI := core/drivers/pci.c
$(call fuzz_extra,virtiopci,FUZZ_PCI)
FUZZ_EFI := $(EFI_DIR)/pe.c $(EFI_DIR)/device_path.c
$(call fuzz_extra,efi,FUZZ_EFI)
$(TESTHOST_BUILD)/$(FUZZ_DIR)/fuzz_efi.o: \
	CFLAGS_$(TESTHOST) += $(call efi_includes,$(HOST_ARCH_FOLDER))
endif

FUZZ_MAKE = $(MAKE) --no-print-directory FUZZING=1 BUILD=$(BUILD)/fuzz \
	CC=$(FUZZ_CC) SANITIZE='$(FUZZ_SANITIZE)'
FUZZ_RUN = $(if $(T),$(filter %$(T),$(FUZZ_NAMES)),$(FUZZ_NAMES))

FUZZ_SEEDS := $(BUILD)/fuzz/seeds.stamp
$(FUZZ_SEEDS): $(FUZZ_DIR)/seeds.py
	@mkdir -p $(@D)
	@rm -rf $(@D)/seeds
	@$(PYTHON) $< $(@D)/seeds $(KERNEL) $(LOADER_FILES)
	@touch $@

CHECKS += check-fuzz
.PHONY: check-fuzz fuzz fuzzers
fuzzers: | need-fuzz
	+@$(FUZZ_MAKE) $(FUZZ_NAMES:%=$(BUILD)/fuzz/fuzz_%)

check-fuzz: fuzzers $(FUZZ_SEEDS) ## short runs of the fuzzers (FUZZ_SECONDS, T=name)
	@$(FUZZ_DIR)/run $(BUILD)/fuzz $(FUZZ_SECONDS) $(FUZZ_RUN)
fuzz: fuzzers $(FUZZ_SEEDS) ## the fuzzers, SECONDS each (T=name)
	@$(FUZZ_DIR)/run $(BUILD)/fuzz $(SECONDS) $(FUZZ_RUN)
