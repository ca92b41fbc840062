# SPDX-License-Identifier: GPL-2.0-or-later
#
# src/ stays an overlay (tests/overlay): the list of interfaces it may use is
# tests/overlay/interfaces.txt. `make install` is tested there, too.

CHECKS += check-overlay
.PHONY: check-overlay
check-overlay: | need-unit ## src/ uses nothing but the interfaces that are listed
	@mkdir -p $(BUILD)
	@CC='$(CC)' PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m pytest -q \
		-p no:cacheprovider --basetemp=$(BUILD)/test-tmp-overlay tests/overlay
