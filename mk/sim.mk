# SPDX-License-Identifier: GPL-2.0-or-later
#
# The race in virtual time (tests/sim): the product's objects and those of the
# core that they stand on, in a world that the test owns.
#
#   make sim SEEDS=100000 SEED=7   that many worlds, from that seed on
#   make sim SEEDS=98648-200000    the worlds from the one seed to the other
#   make sim SEEDS=1 SEED=7 V=1    one world, with all that happens in it
#   make sim-equal SEEDS=100000    worlds of equal servers, 3000 if it is not said
#
# Without the sanitizers, a world takes less than half the time:
#
#   make sim SEEDS=1000000 BUILD=bin/plain SANITIZE=

SEEDS ?= 20000
EQUAL_SEEDS := $(if $(filter file,$(origin SEEDS)),3000,$(SEEDS))
SEED ?= 1

SIM_DIR := tests/sim
SIM_CORE := $(wildcard core/lib/*.c core/netdev/*.c) \
	$(filter-out core/settings/settings_builtin.c, \
	$(wildcard core/settings/*.c)) core/drivers/busdevfn.c \
	core/shell/parseopt.c core/platform/slow.c \
	$(addprefix core/net/,dhcp_request.c dhcppkt.c features.c) \
	$(PRODUCT_SRC)
SIM_WORLD := $(addprefix $(SIM_DIR)/,world.c packet.c nic.c firmware.c \
	scenario.c servers.c log.c check.c limits.c machine.c run.c)
SIM_OBJS = $(patsubst %.c,$(TESTHOST_BUILD)/%.o,$(SIM_CORE) $(SIM_WORLD)) \
	$(HOST_OBJS)
# The simulated world replaces these functions, so that it decides what they do.
SIM_WRAP := -Wl,--wrap=netdev_close,--wrap=multiboot_entered
-include $(patsubst %.c,$(TESTHOST_BUILD)/%.d,$(wildcard $(SIM_DIR)/*.c))

.SECONDEXPANSION:
$(BUILD)/sim: $(TESTHOST_BUILD)/$(SIM_DIR)/sim.o $$(SIM_OBJS)
	$(call quiet,LD,$@)$(CC) $(TESTHOST_LDFLAGS) $(SIM_WRAP) $^ -o $@

# Tests of single rules, each in a world that the test fills itself.
RULE_TESTS := $(basename $(notdir $(wildcard $(SIM_DIR)/test_*.c)))
RULE_OBJS := $(patsubst %,$(TESTHOST_BUILD)/$(SIM_DIR)/%.o,$(RULE_TESTS) rules)
$(RULE_OBJS): CFLAGS_$(TESTHOST) += -idirafter /usr/include \
	-idirafter /usr/include/$(UNIT_MULTIARCH)
$(RULE_OBJS): | need-unit
$(RULE_TESTS:%=$(BUILD)/sim-%): $(BUILD)/sim-%: \
		$(TESTHOST_BUILD)/$(SIM_DIR)/%.o \
		$(TESTHOST_BUILD)/$(SIM_DIR)/rules.o $$(SIM_OBJS)
	$(call quiet,LD,$@)$(CC) $(TESTHOST_LDFLAGS) $(SIM_WRAP) $^ -lcmocka -o $@

CHECKS += check-sim
.PHONY: sim sim-equal check-sim
check-sim: $(RULE_TESTS:%=$(BUILD)/sim-%) sim sim-equal
	@tests/unit/run $(filter-out sim sim-equal,$^)
	@SIM=$(BUILD)/sim NM='$(NM)' \
		OBJECTS='$(patsubst %.c,$(TESTHOST_BUILD)/%.o,$(PRODUCT_SRC))' \
		PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m pytest -q \
		-p no:cacheprovider --basetemp=$(BUILD)/test-tmp-sim tests/sim
sim: $(BUILD)/sim ## the race in virtual time (SEEDS=n worlds from SEED=n on, V=1)
	@$(SIM_DIR)/portions $< $(SEEDS) $(SEED) $(if $(V),-v)
sim-equal: $(BUILD)/sim ## which of equal servers wins, SEEDS times
	@$(SIM_DIR)/portions $< $(EQUAL_SEEDS) $(SEED) -e $(if $(V),-v)
