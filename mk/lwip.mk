# SPDX-License-Identifier: GPL-2.0-or-later
#
# lwIP, compiled from its own source (mk/deps.mk: LWIP_DIR, LWIP_READY) with
# the configuration of core/net/lwip/include. Its warnings are not shown.

LWIP_DIR ?= .cache/lwip

LWIP_FILES := core/def core/dns core/inet_chksum core/init core/ip core/mem \
	core/memp core/netif core/pbuf core/raw core/tcp core/tcp_in \
	core/tcp_out core/timeouts core/udp core/ipv4/etharp core/ipv4/icmp \
	core/ipv4/ip4 core/ipv4/ip4_addr core/ipv4/ip4_frag netif/ethernet

# Flags for the files that include lwIP's headers, all of which are in one folder.
LWIP_INCLUDES := -Icore/net/lwip/include -isystem $(LWIP_DIR)/src/include
LWIP_USERS := $(wildcard core/net/lwip/*.c)
$(foreach f,$(LWIP_USERS),$(eval EXTRA_$(f) := $(LWIP_INCLUDES)))

# $(1): target
define lwip_rules
LWIP_OBJS_$(1) := $(LWIP_FILES:%=$(BUILD)/$(1)/lwip/%.o)
OBJS_$(1) += $$(LWIP_OBJS_$(1))
$$(LWIP_OBJS_$(1)): $(BUILD)/$(1)/lwip/%.o: $(LWIP_DIR)/src/%.c \
		mk/core.mk mk/lwip.mk $(PLATFORM_MK) | $(LWIP_READY)
	@mkdir -p $$(@D)
	$$(call quiet,CC,$$<)$$(CC) $$(filter-out -Wextra -Werror \
		-Wmissing-prototypes -Wstrict-prototypes,$$(CFLAGS_$(1))) -w \
		-Icore/arch/$$(ARCH_$(1))/include -DOBJECT=lwip \
		$$(LWIP_FLAGS_$(1)) $(LWIP_INCLUDES) -c $$< -o $$@
$(LWIP_USERS:%.c=$(BUILD)/$(1)/%.o): CFLAGS_$(1) += $$(LWIP_FLAGS_$(1))
$(LWIP_USERS:%.c=$(BUILD)/$(1)/%.o): | $(LWIP_READY)
-include $$(LWIP_OBJS_$(1):.o=.d)
endef
$(foreach t,$(TARGETS),$(eval $(call lwip_rules,$(t))))
