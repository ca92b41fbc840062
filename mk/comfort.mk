# SPDX-License-Identifier: GPL-2.0-or-later
#
# For those who work on it (CONTRIBUTING.md).
#
#   make format BASE=main    lines changed since that commit (default: the last)
#   make gdb ROM=8086100e    QEMU, stopped at the first instruction of that ROM;
#                            GDB_ARGS for further arguments to gdb

BASE ?= HEAD
GDB_ROM := $(or $(ROM),1af41000)
GDB_ARGS ?=
# A ROM comes to lie at C0000h in a VM without a graphics card; it is entered
# at its offset 3.
GDB_ROM_ENTRY := 0xc0003
GDB_NIC_1af41000 := virtio-net-pci
GDB_NIC_8086100e := e1000
GDB_NIC_808610d3 := e1000e
GDB_QEMU := qemu-system-i386 -S -gdb stdio -accel tcg -m 256 \
	-nodefaults -no-user-config -display none -vga none -monitor none \
	-machine pc,graphics=off -serial file:$(BUILD)/gdb-console.log \
	-netdev user,id=n0,tftp=$(BUILD)/gdb,bootfile=shell.ipxe \
	-device $(GDB_NIC_$(GDB_ROM)),netdev=n0,romfile=$(BUILD)/$(GDB_ROM).rom

# Where the block says that the runtime is (core/platform/pcbios/block.h).
GDB_IMAGE_AT = $(shell sed -n 's/^\#define BLOCK_IMAGE //p' \
	core/platform/pcbios/block.h)

.PHONY: format check-format gdb size

format: | need-comfort ## format the lines that you have changed (BASE=commit)
	@git clang-format -f --extensions c,h $(BASE) -- core tests tools || true
	@$(PYTHON) tools/style.py --fix

CHECKS += check-format
check-format: ## tabs, blanks, widths, dialects, license lines
	@$(PYTHON) tools/style.py

CHECKS += check-layers
.PHONY: check-layers
check-layers: ## no room of the core includes what is above it (core/layers)
	@$(PYTHON) tools/layers.py

.PHONY: compile_commands.json
compile_commands.json: | need-comfort need-build ## for clangd and editors
	@bear --output $@ -- $(MAKE) --no-print-directory -B BUILD=$(BUILD)/bear \
		images hosted

gdb: images | need-comfort need-qemu ## stop at a ROM's first instruction (ROM=1af41000)
	@$(if $(GDB_NIC_$(GDB_ROM)),:,echo 'gdb: ROM=$(GDB_ROM): no such ROM, one of $(ROMS)' >&2; exit 2)
	@mkdir -p $(BUILD)/gdb
	@printf '#!ipxe\nshell\n' >$(BUILD)/gdb/shell.ipxe
	@gdb -q -x tools/gdb.cmds -ex 'set architecture i8086' \
		-ex 'set $$image_at = $(GDB_IMAGE_AT)' \
		-ex 'set $$runtime_file = "$(BUILD)/multiboot-rom.elf"' \
		-ex 'add-symbol-file $(PC_BUILD)/rom-$(GDB_ROM).elf -o 0xc0000' \
		-ex 'target remote | exec $(GDB_QEMU)' \
		-ex 'hbreak *$(GDB_ROM_ENTRY)' -ex continue $(GDB_ARGS)

size: images ## what the images hold, by folder and file
	@$(PYTHON) tools/sizes.py $(BUILD)/multiboot-rom.elf $(BUILD)/multiboot.lkrn $(ROM_FILES)
