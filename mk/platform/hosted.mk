# SPDX-License-Identifier: GPL-2.0-or-later
#
# What platforms that are programs on a host have in common: core/platform/hosted,
# whose folder host/ is compiled with the host's headers, as those of the platforms
# are.

HOSTED := core/platform/hosted
HOSTED_SRC := $(wildcard $(HOSTED)/*.c)
# Functions that the host's C library has as well are renamed.
HOSTED_CFLAGS := $(COMMON) -include $(HOSTED)/rename.h
HOSTED_LDFLAGS := -Wl,-T,$(HOSTED)/tables.lds
HOSTED_SIDE := $(HOSTED)/host

HOST_ARCH := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
HOST_ARCH_FOLDER := $(patsubst aarch64,arm64,$(patsubst x86_64,x86,$(HOST_ARCH)))
HOST_ARCH_NAME := $(patsubst aarch64,arm64,$(HOST_ARCH))

# $(1): target, $(2): sources in folders host/ (paths without .c), $(3): flags
define host_side_rules
HOST_OBJS_$(1) := $(2:%=$(BUILD)/$(1)/%.o)
$$(HOST_OBJS_$(1)): $(BUILD)/$(1)/%.o: %.c mk/platform/hosted.mk | need-build
	@mkdir -p $$(@D)
	$$(call quiet,CC,$$<)$$(CC) $(WARNINGS) -std=gnu11 -g -MMD -MP $(3) \
		$$(EXTRA_$$<) -c $$< -o $$@
-include $$(HOST_OBJS_$(1):.o=.d)
endef
