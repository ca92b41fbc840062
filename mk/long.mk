# SPDX-License-Identifier: GPL-2.0-or-later
#
# Scenarios that take too long for `make check`: those marked "long".
#
#   make check-long T=expression   only those of that name (pytest -k)

.PHONY: check-long
check-long: $(QEMU_NEEDS) | need-qemu need-sign ## scenarios that take too long for make check
	@$(SCENARIOS) -m long
