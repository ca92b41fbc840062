# SPDX-License-Identifier: GPL-2.0-or-later
#
# The core as a program on this host: $(BUILD)/multiboot.linux runs a script,
# a command line or the prompt (--help tells). Its host side is compiled with
# the host's headers.

HOST_SIDE := core/platform/linux/host
HOST_CFLAGS := $(WARNINGS) -std=gnu11 -g -O1 -fno-omit-frame-pointer -MMD -MP \
	$(SANITIZE)

# For tests that bring a main() of their own.
HOST_OBJS := $(patsubst %,$(BUILD)/linux/$(HOST_SIDE)/%.o,host keys)
HOST_MAIN := $(BUILD)/linux/$(HOST_SIDE)/main.o

$(HOST_OBJS) $(HOST_MAIN): $(BUILD)/linux/%.o: %.c | need-build
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(CC) $(HOST_CFLAGS) -c $< -o $@
-include $(HOST_OBJS:.o=.d) $(HOST_MAIN:.o=.d)

# Objects that other parts add (lwIP) are in OBJS_linux when this is used.
.SECONDEXPANSION:
$(BUILD)/multiboot.linux: $$(OBJS_linux) $(HOST_OBJS) $(HOST_MAIN) \
		$(BUILD)/linux/objects
	$(call quiet,LD,$@)$(CC) $(LDFLAGS_linux) $(filter %.o,$^) -o $@

.PHONY: hosted
hosted: $(BUILD)/multiboot.linux ## the shell as a program on this machine

# The embedded script is another one when EMBED names another file.
EMBED_STAMP := $(BUILD)/embed.stamp
$(EMBED_STAMP): FORCE
	$(call remember,$(EMBED))
.PHONY: FORCE
$(BUILD)/pcbios/core/image/embedded.o $(BUILD)/linux/core/image/embedded.o: \
	$(EMBED) $(EMBED_STAMP)

# Scripts on the hosted shell, against the output they must give.
CHECKS += check-scripts
.PHONY: check-scripts
check-scripts: $(BUILD)/multiboot.linux | need-unit ## scripts on the hosted shell
	BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m pytest -q \
		-p no:cacheprovider tests/scripts $(if $(T),-k '$(T)')
