# SPDX-License-Identifier: GPL-2.0-or-later
#
# Scenarios of the program for Linux, in the lab of the QEMU scenarios
# (mk/check.mk), without QEMU.
#
#   make check-hosted T=expression    only those of that name (pytest -k)

# The compiler for arm64 is checked for before any object is made. The list of
# objects is complete here, with those that other makefiles add, such as lwIP's.
$(OBJS_$(LINUX_CROSS)) $(HOST_OBJS_$(LINUX_CROSS)): | need-arm64
$(OBJS_efi-arm64): | need-cross

CHECKS += check-hosted
.PHONY: check-hosted
check-hosted: linux linux-asan linux-arm64 $(NGINX) | need-hosted need-arm64 ## scenarios of the program for Linux
	@$(LAB_ENV) $(PYTHON) -m pytest -q -p no:cacheprovider -n $(JOBS) \
		--basetemp=$(BUILD)/test-tmp-hosted tests/hosted -m 'not long' \
		$(if $(T),-k '$(T)')

# Bad and hostile networks: all scenarios, of which check-hosted has those that are
# soon over, and the table of docs/security.md made of what they have measured.
.PHONY: bad-wire
bad-wire: linux $(NGINX) | need-hosted ## bad and hostile networks, and their table in docs/security.md
	@rm -rf $(BUILD)/bad-wire
	@$(LAB_ENV) $(PYTHON) -m pytest -q -p no:cacheprovider -n $(JOBS) \
		--basetemp=$(BUILD)/test-tmp-wire tests/hosted/test_wire.py
	@$(PYTHON) tools/badwire.py $(BUILD)/bad-wire docs/security.md
