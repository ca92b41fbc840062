# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the core and the product consist of, and how an object is made from a
# source. Each mk/platform/NAME.mk says where the core runs: it adds its targets
# to TARGETS, each PLATFORM-ARCH, with
#
#   ARCH_target      the folder in core/arch
#   SRCS_target      sources, of those below and its own
#   CFLAGS_target    flags, COMMON among them
#   LWIP_FLAGS_target  more flags for lwIP, if it needs any
#
# Objects go to $(BUILD)/PLATFORM-ARCH/path.o, their list is OBJS_target.

comma := ,

# Sources of every image.
CORE_DIRS := core/lib core/start core/settings core/console core/image \
	core/netdev core/net core/net/lwip core/usr core/shell
CORE_SRC := $(filter-out core/image/gzip.c,\
	$(wildcard $(addsuffix /*.c,$(CORE_DIRS)))) core/platform/slow.c \
	core/platform/pin.c
# Where programs come packed.
GZIP_SRC := core/image/gzip.c
PRODUCT_SRC := $(wildcard src/hci/commands/*.c src/usr/*.c src/net/*.c)
# Sources of platforms whose NICs are PCI devices.
DRIVER_SRC := $(wildcard core/drivers/*.c)
# Sources of platforms without a C library.
BARE_SRC := $(wildcard core/lib/bare/*.c)
# Sources of platforms that know the machine's memory as a map.
MEMORY_SRC := $(wildcard core/memory/*.c)
# $(1): folder of core/arch. All of it; copy.c and the divisions are for
# platforms without a C library and a compiler's own one.
arch_src = $(wildcard core/arch/$(1)/*.c)

GCC_INCLUDE := $(shell $(CC) -print-file-name=include)

# No headers except those of this project, on all platforms.
INCLUDES := -nostdinc -isystem $(GCC_INCLUDE) -include compiler.h \
	-Icore/include -Isrc/include -Isrc
WARNINGS := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes \
	-Wno-unused-parameter
# -MD: lwIP's headers, which are a system's, include a file of ours.
COMMON := $(INCLUDES) $(WARNINGS) -std=gnu11 -ffreestanding -g \
	-fno-strict-aliasing -ffunction-sections -fdata-sections -MD -MP

VERSION ?= 0.1
EXTRA_core/start/main.c := -DVERSION='"$(VERSION)"'
EXTRA_core/settings/settings_builtin.c := -DVERSION='"$(VERSION)"'
EXTRA_core/image/embedded.c := -DEMBED='"$(EMBED)"'

# A line for each file, or with V=1 the whole command: $(call quiet,CC,file)
quiet = $(if $(V),,@printf '  %-6s %s\n' '$(1)' '$(2)';)

# With Debian's cross compiler for arm64, and its own headers in place of this
# host's. $(1): target, $(2): what is linked of it
CROSS_arm64 ?= aarch64-linux-gnu-
CROSS_INCLUDE = $(shell $(CROSS_arm64)gcc -print-file-name=include)
define cross_arm64
$(BUILD)/$(1)/% $(2): CC = $(CROSS_arm64)gcc
CFLAGS_$(1) = $(subst $(GCC_INCLUDE),$$(CROSS_INCLUDE),$(CFLAGS_$(1)))
endef

TARGETS :=
PLATFORM_MK := $(sort $(wildcard mk/platform/*.mk))
include $(PLATFORM_MK)

NM ?= nm
# Functions pack better in the order of the sources than in that of the compiler,
# which is known when it has made them: so what is packed is linked twice, the
# second time with order.lds in its script.
# $(1): what the first link has made, $(2): pattern of the names that the script
# gives a place of their own
define write_order
@$(NM) -l --defined-only $(1) > $(@D)/symbols
@sed -n 's/^[^ ]* [tT] \(.*\)\t\(.*\):\([0-9]*\)$$/\2 \3 \1/p' \
	$(@D)/symbols | LC_ALL=C sort -k1,1 -k2,2n | \
	sed 's/.* \(.*\)/*($(if $(2),EXCLUDE_FILE($(2)) ).text.\1)/' > $@
endef

# A file whose time changes when a text does, so that what depends on it is made
# again. $(1): text
remember = @mkdir -p $(@D); echo '$(1)' | cmp -s - $@ || echo '$(1)' > $@

.PHONY: FORCE
VERSION_STAMP := $(BUILD)/version.stamp
$(VERSION_STAMP): FORCE
	$(call remember,$(VERSION))
# Whatever has the embedded script is made again when EMBED names another file.
EMBED_STAMP := $(BUILD)/embed.stamp
$(EMBED_STAMP): FORCE
	$(call remember,$(EMBED))

# Objects know their name (<compiler.h>); those of the product also the file
# their errors come from. $(1): source file.
identity = -DOBJECT=$(subst -,_,$(basename $(notdir $(1)))) \
	$(if $(filter src/%,$(1)),-DERRFILE=ERRFILE_$(basename $(notdir $(1))))

# Debug messages: make DEBUG=tftp,http:2 (<compiler.h>). An object that is named
# now, or was when it was made last, is made again when its level changes.
DEBUG ?=
DEBUG_LIST := $(subst $(comma), ,$(DEBUG))
DEBUG_NAMES := $(sort $(foreach d,$(DEBUG_LIST),$(firstword $(subst :, ,$(d)))) \
	$(notdir $(wildcard $(BUILD)/debug/*)))
# $(1): an object's name; its level.
debug_level = $(foreach d,$(filter $(1) $(1):%,$(DEBUG_LIST)),$(or \
	$(word 2,$(subst :, ,$(d))),1))
debug = $(addprefix -DDEBUG_LEVEL=,$(call debug_level,$(basename $(notdir $(1)))))
$(addprefix $(BUILD)/debug/,$(DEBUG_NAMES)): FORCE
	$(call remember,$(call debug_level,$(@F)))

# The compiler adds calls of these functions after it has removed unused ones, so
# that they are compiled without link-time optimization.
$(foreach f,$(BARE_SRC) $(wildcard core/arch/*/copy.c core/arch/*/div64.c),\
	$(eval EXTRA_$(f) := -fno-lto))

# $(1): target
define target_rules
OBJS_$(1) := $$(patsubst %,$(BUILD)/$(1)/%.o,$$(basename $$(SRCS_$(1))))
$(BUILD)/$(1)/%.o: %.c mk/core.mk $(PLATFORM_MK)
	@mkdir -p $$(@D)
	$$(call quiet,CC,$$<)$$(CC) $$(CFLAGS_$(1)) \
		-Icore/arch/$$(ARCH_$(1))/include $$(call identity,$$<) \
		$$(call debug,$$<) $$(EXTRA_$$<) -c $$< -o $$@
$(BUILD)/$(1)/%.o: %.S mk/core.mk $(PLATFORM_MK)
	@mkdir -p $$(@D)
	$$(call quiet,AS,$$<)$$(CC) $$(CFLAGS_$(1)) -DASSEMBLY \
		$$(call identity,$$<) $$(EXTRA_$$<) -c $$< -o $$@
-include $$(OBJS_$(1):.o=.d)
$(BUILD)/$(1)/core/start/main.o: $(VERSION_STAMP)
$(BUILD)/$(1)/core/settings/settings_builtin.o: $(VERSION_STAMP)
$(BUILD)/$(1)/core/image/embedded.o: $(EMBED) $(EMBED_STAMP)
$$(foreach n,$(DEBUG_NAMES),$$(eval \
	$$(filter %/$$(n).o,$$(OBJS_$(1))): $(BUILD)/debug/$$(n)))
# This file changes when the list of objects does.
$(BUILD)/$(1)/objects: FORCE
	$$(call remember,$$(OBJS_$(1)))
endef
$(foreach t,$(TARGETS),$(eval $(call target_rules,$(t))))
