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
		--basetemp=$(BUILD)/test-tmp-hosted tests/hosted $(if $(T),-k '$(T)')
