# SPDX-License-Identifier: GPL-2.0-or-later
#
# The deepest use of the stack that the call graph of each image allows, against the
# limits in core/stack (tools/stackuse.py).
#
#   make check-stack V=1    with the deepest path of each platform

STACK_IMAGES = pcbios-i386=$(BUILD)/multiboot.elf pcbios-join=$(BUILD)/multiboot.elf \
	efi-x86_64=$(BUILD)/x86_64-efi/multiboot.elf \
	efi-arm64=$(BUILD)/arm64-efi/multiboot.elf linux=$(BUILD)/multiboot

CHECKS += check-stack
.PHONY: check-stack
check-stack: images efi-arm64 linux ## no image needs more stack than core/stack says
	@$(PYTHON) tools/stackuse.py --all $(if $(V),--path) $(STACK_IMAGES)
