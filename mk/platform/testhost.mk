# SPDX-License-Identifier: GPL-2.0-or-later
#
# The core as a program on this host, for tests, with the sanitizers:
# $(BUILD)/multiboot.testhost runs a script, a command line or the prompt (--help
# tells). Its host side is compiled with the host's headers.

HOST_ARCH := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
HOST_ARCH_FOLDER := $(patsubst aarch64,arm64,$(patsubst x86_64,x86,$(HOST_ARCH)))
TESTHOST := testhost-$(patsubst aarch64,arm64,$(HOST_ARCH))
TARGETS += $(TESTHOST)
ARCH_$(TESTHOST) := $(HOST_ARCH_FOLDER)
SRCS_$(TESTHOST) := $(CORE_SRC) $(PRODUCT_SRC) core/drivers/busdevfn.c \
	core/drivers/pci_settings.c core/memory/umalloc.c core/memory/heap.c \
	core/arch/$(HOST_ARCH_FOLDER)/cpu.c \
	$(wildcard core/platform/testhost/*.c)
EXTRA_core/platform/testhost/platform.c := \
	-DTESTHOST_ARCH='"$(TESTHOST:testhost-%=%)"'

SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS_$(TESTHOST) := $(COMMON) -include core/platform/testhost/rename.h -O1 \
	-fno-omit-frame-pointer $(SANITIZE)
TESTHOST_LDFLAGS := $(SANITIZE) -Wl,-T,core/platform/testhost/tables.lds
TESTHOST_BUILD := $(BUILD)/$(TESTHOST)

HOST_SIDE := core/platform/testhost/host
HOST_CFLAGS := $(WARNINGS) -std=gnu11 -g -O1 -fno-omit-frame-pointer -MMD -MP \
	$(SANITIZE)

# For tests that bring a main() of their own.
HOST_OBJS := $(patsubst %,$(TESTHOST_BUILD)/$(HOST_SIDE)/%.o,host keys)
HOST_MAIN := $(TESTHOST_BUILD)/$(HOST_SIDE)/main.o

$(HOST_OBJS) $(HOST_MAIN): $(TESTHOST_BUILD)/%.o: %.c | need-build
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(CC) $(HOST_CFLAGS) -c $< -o $@
-include $(HOST_OBJS:.o=.d) $(HOST_MAIN:.o=.d)

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
