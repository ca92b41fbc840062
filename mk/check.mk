# SPDX-License-Identifier: GPL-2.0-or-later
#
# All tests, the fast ones first. A part adds its target with `CHECKS += ...`.
#
#   make check-qemu T=expression   only the scenarios of that name (pytest -k)
#   make check-qemu JOBS=1         one VM at a time
#   make check-qemu MENU=path      also the scenarios of that menu script
#   make check-firmware LKRN=path ROM=path EFI=path
#                                  scenarios about the command, on these images of
#                                  any firmware that has it (one is enough)
#   KEEP=1                         keep the logs of scenarios that pass, too

PYTHON := /usr/bin/python3
JOBS ?= 2
# Variables that the harness reads.
LAB_ENV = BUILD=$(BUILD) CACHE=$(CACHE) KERNEL=$(KERNEL) NGINX=$(NGINX) \
	LOADERS=$(LOADERS) SERVERS=$(SERVERS) ARM64=$(ARM64) MENU='$(MENU)' PYTHONDONTWRITEBYTECODE=1

.PHONY: check check-qemu check-firmware check-lab
check: ## all tests: unit first, then scenarios in QEMU
	@+for target in $(CHECKS) check-qemu; do \
		$(MAKE) --no-print-directory $$target || exit 1; done

SCENARIOS = $(LAB_ENV) $(PYTHON) -m pytest -q -rs -p no:cacheprovider -n $(JOBS) \
	--basetemp=$(BUILD)/test-tmp tests/qemu $(if $(T),-k '$(T)')

QEMU_NEEDS := images efi-arm64 disk $(KERNEL) $(NGINX) $(LOADER_FILES) \
	$(SERVER_FILES) $(ARM64_FILES)
check-qemu: $(QEMU_NEEDS) | need-qemu need-sign ## scenarios in QEMU (T=name selects)
	@$(SCENARIOS) -m 'not stock and not long'

check-firmware: | need-qemu ## scenarios about the command, on images of other firmware
	@$(if $(LKRN)$(ROM)$(EFI),:,echo "check-firmware: give an image to test as" \
		"LKRN=path, ROM=path or EFI=path" >&2; exit 2)
	@FIRMWARE_LKRN='$(LKRN)' FIRMWARE_ROM='$(ROM)' FIRMWARE_EFI='$(EFI)' \
		$(SCENARIOS) -m 'not stock and not long and not core'

# Stock firmware needs at least 17 s where the firmware of this project needs a
# second.
check-lab: $(KERNEL) | need-qemu ## the lab itself, proven with stock iPXE
	@$(SCENARIOS) -m stock

CHECKS += check-tools
.PHONY: check-tools
check-tools: | need-unit need-qemu need-cross need-disk need-sign ## tests of the programs in tools/ and of the lab
	@mkdir -p $(BUILD)
	@$(LAB_ENV) $(PYTHON) -m pytest -q -p no:cacheprovider \
		--basetemp=$(BUILD)/test-tmp-tools tests/tools
