# SPDX-License-Identifier: GPL-2.0-or-later
#
# A demonstration: a VM that boots from one of its NICs, while all others get no
# answer.
#
#   NICS=4 LIVE=3      how many NICs, and which of them have a boot server
#   DOWN=1,2           NICs whose link is down
#   FIRMWARE=lkrn      or rom, efi, stock-lkrn, stock-rom, stock-efi, or the path of
#                      an image
#   ARCH=x86_64        or arm64, with FIRMWARE=efi
#   MODEL=virtio       or modern, legacy, e1000, e1000e

NICS ?= 4
LIVE ?= 3
DOWN ?=
FIRMWARE ?= lkrn
ARCH ?= x86_64
RUN_ARCH := $(filter-out x86_64,$(ARCH))
MODEL ?= virtio

RUN = $(LAB_ENV) $(PYTHON) tools/run.py --nics '$(NICS)' --live '$(LIVE)' \
	--down '$(DOWN)' --firmware '$(FIRMWARE)$(RUN_ARCH:%=-%)' --model '$(MODEL)'

# The files that a VM with another processor needs in addition.
RUN_FILES = $(if $(RUN_ARCH),efi-arm64 $(ARM64_FILES))

.PHONY: run shell
run: images $(KERNEL) $(RUN_FILES) | need-qemu ## a VM boots Linux from the one NIC that answers
	@$(RUN)

shell: images $(KERNEL) $(RUN_FILES) | need-qemu ## the same VM, with a prompt to type at
	@$(RUN) --shell
