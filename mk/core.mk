# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the core and the product consist of, and how an object is made from a
# source for each platform: pcbios (32 bits, freestanding) and linux (this
# host, with the sanitizers, for tests). Objects: $(BUILD)/PLATFORM/path.o

CORE_DIRS := core/lib core/net core/net/lwip core/image core/shell
CORE_SRC := $(wildcard $(addsuffix /*.c,$(CORE_DIRS)))
PRODUCT_SRC := $(wildcard src/hci/commands/*.c src/usr/*.c src/net/*.c)
DRIVER_SRC := $(wildcard core/drivers/*.c)
# What a platform needs that has no C library of its own.
BARE_SRC := $(wildcard core/lib/bare/*.c)

# The PXE API, where there is a BIOS to start a boot program.
PXE_SRC := $(wildcard core/pxe/*.c)

SRCS_pcbios := $(CORE_SRC) $(BARE_SRC) $(PRODUCT_SRC) $(DRIVER_SRC) \
	$(PXE_SRC) \
	$(wildcard core/platform/pcbios/*.c core/platform/pcbios/*.S)
SRCS_linux := $(CORE_SRC) $(PRODUCT_SRC) $(wildcard core/platform/linux/*.c)

GCC_INCLUDE := $(shell $(CC) -print-file-name=include)

# Our headers only, on both platforms.
INCLUDES := -nostdinc -isystem $(GCC_INCLUDE) -include compiler.h \
	-Icore/include -Isrc/include -Isrc
WARNINGS := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes \
	-Wno-unused-parameter
# -MD: lwIP's headers, which are a system's, include a file of ours.
COMMON := $(INCLUDES) $(WARNINGS) -std=gnu11 -ffreestanding -g \
	-fno-strict-aliasing -ffunction-sections -fdata-sections -MD -MP

# Small after packing comes first: these lines are what measured smallest. The
# whole is compiled when it is linked (-flto).
CFLAGS_pcbios := $(COMMON) -m32 -march=i386 -mno-sse -mno-mmx -mno-80387 \
	-Os -fno-caller-saves -fno-inline-functions-called-once -fno-tree-ch \
	-fno-optimize-sibling-calls -fno-if-conversion -fno-shrink-wrap \
	-fno-peephole2 -fno-tree-loop-im -fno-tree-tail-merge \
	-fno-jump-tables -fno-expensive-optimizations -fno-defer-pop \
	-malign-data=abi -flto -fno-fat-lto-objects \
	-fno-pie -mregparm=3 -mpreferred-stack-boundary=2 \
	-fomit-frame-pointer -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fcf-protection=none \
	-fvisibility=hidden -fno-common -Wframe-larger-than=2048
SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS_linux := $(COMMON) -include core/platform/linux/rename.h -O1 \
	-fno-omit-frame-pointer $(SANITIZE)
LDFLAGS_linux := $(SANITIZE) -Wl,-T,core/platform/linux/tables.lds

VERSION ?= 0.1
EXTRA_core/lib/main.c := -DVERSION='"$(VERSION)"'
EXTRA_core/lib/settings_builtin.c := -DVERSION='"$(VERSION)"'
EXTRA_core/image/embedded.c := -DEMBED='"$(EMBED)"'

# A file that is another one when the text is: what depends on it is made again.
# $(1): text
remember = @mkdir -p $(@D); echo '$(1)' | cmp -s - $@ || echo '$(1)' > $@

VERSION_STAMP := $(BUILD)/version.stamp
$(VERSION_STAMP): FORCE
	$(call remember,$(VERSION))
$(foreach p,pcbios linux,$(BUILD)/$(p)/core/lib/main.o \
	$(BUILD)/$(p)/core/lib/settings_builtin.o): $(VERSION_STAMP)

# Objects know their name (<compiler.h>); those of the product also the file
# their errors come from. $(1): source file.
identity = -DOBJECT=$(subst -,_,$(basename $(notdir $(1)))) \
	$(if $(filter src/%,$(1)),-DERRFILE=ERRFILE_$(basename $(notdir $(1))))

# What the compiler itself calls has to be there whatever it has optimized.
$(foreach f,$(BARE_SRC),$(eval EXTRA_$(f) := -fno-lto))

# A line for each file, or with V=1 the whole command: $(call quiet,CC,file)
quiet = $(if $(V),,@printf '  %-6s %s\n' '$(1)' '$(2)';)

# $(1): platform
define platform_rules
OBJS_$(1) := $$(patsubst %,$(BUILD)/$(1)/%.o,$$(basename $$(SRCS_$(1))))
$(BUILD)/$(1)/%.o: %.c mk/core.mk
	@mkdir -p $$(@D)
	$$(call quiet,CC,$$<)$$(CC) $$(CFLAGS_$(1)) $$(call identity,$$<) $$(EXTRA_$$<) -c $$< -o $$@
$(BUILD)/$(1)/%.o: %.S mk/core.mk
	@mkdir -p $$(@D)
	$$(call quiet,AS,$$<)$$(CC) $$(CFLAGS_$(1)) -DASSEMBLY \
		$$(call identity,$$<) $$(EXTRA_$$<) -c $$< -o $$@
-include $$(OBJS_$(1):.o=.d)
# Sources come and go.
$(BUILD)/$(1)/objects: FORCE
	$$(call remember,$$(OBJS_$(1)))
endef
$(foreach p,pcbios linux,$(eval $(call platform_rules,$(p))))
