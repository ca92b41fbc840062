# SPDX-License-Identifier: GPL-2.0-or-later
#
# Scenarios that take too long for `make check`: those marked "long".
#
#   make check-long T=expression   only those of that name (pytest -k)
#   SYSTEMS=DIR                    Debian's kernels and initrds that are there

SYSTEMS ?= $(CACHE)/systems
$(CACHE)/systems/vmlinuz: | $(FETCH_AFTER)
	@$(DEPS) $(DEPS_MODE) fetch
	@$(DEPS) systems $(CACHE)/systems

.PHONY: check-long
check-long: $(QEMU_NEEDS) $(SYSTEMS)/vmlinuz | need-qemu need-sign ## scenarios that take too long for make check
	@SYSTEMS=$(SYSTEMS) $(SCENARIOS) -m long
