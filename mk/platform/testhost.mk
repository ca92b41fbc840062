# SPDX-License-Identifier: GPL-2.0-or-later
#
# The core as a program on this host, for tests, with the sanitizers:
# $(BUILD)/multiboot.testhost runs a script, a command line or the prompt (--help
# tells).

TESTHOST := testhost-$(HOST_ARCH_NAME)
TESTHOST_BUILD := $(BUILD)/$(TESTHOST)
TARGETS += $(TESTHOST)
ARCH_$(TESTHOST) := $(HOST_ARCH_FOLDER)
SRCS_$(TESTHOST) := $(CORE_SRC) $(GZIP_SRC) $(PRODUCT_SRC) core/drivers/busdevfn.c \
	core/drivers/pci_settings.c core/memory/umalloc.c core/memory/heap.c \
	core/arch/$(HOST_ARCH_FOLDER)/cpu.c $(HOSTED_SRC) \
	$(wildcard core/platform/testhost/*.c)
EXTRA_core/platform/testhost/platform.c := \
	-DTESTHOST_ARCH='"$(HOST_ARCH_NAME)"'

SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all
TESTHOST_FLAGS := -O1 -fno-omit-frame-pointer $(SANITIZE)
CFLAGS_$(TESTHOST) := $(HOSTED_CFLAGS) $(TESTHOST_FLAGS)
TESTHOST_LDFLAGS := $(SANITIZE) $(HOSTED_LDFLAGS)

$(eval $(call host_side_rules,$(TESTHOST),$(basename \
	$(wildcard $(HOSTED_SIDE)/*.c core/platform/testhost/host/*.c)),\
	$(TESTHOST_FLAGS)))

# For tests that bring a main() of their own.
HOST_MAIN := $(TESTHOST_BUILD)/core/platform/testhost/host/main.o \
	$(TESTHOST_BUILD)/$(HOSTED_SIDE)/files.o
HOST_OBJS := $(filter-out $(HOST_MAIN),$(HOST_OBJS_$(TESTHOST)))

# Objects that other parts add (lwIP) are in OBJS_$(TESTHOST) when this is used.
.SECONDEXPANSION:
$(BUILD)/multiboot.testhost: $$(OBJS_$(TESTHOST)) $(HOST_OBJS) $(HOST_MAIN) \
		$(TESTHOST_BUILD)/objects
	$(call quiet,LD,$@)$(CC) $(TESTHOST_LDFLAGS) $(filter %.o,$^) -o $@

.PHONY: hosted
hosted: $(BUILD)/multiboot.testhost ## the shell as a program on this machine

# Scripts on the hosted shell, against the output they must give.
CHECKS += check-scripts
.PHONY: check-scripts
check-scripts: $(BUILD)/multiboot.testhost | need-unit ## scripts on the hosted shell
	@BUILD=$(BUILD) MENU='$(MENU)' PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m pytest \
		-q -rs -p no:cacheprovider tests/scripts $(if $(T),-k '$(T)')
