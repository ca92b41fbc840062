# SPDX-License-Identifier: GPL-2.0-or-later
#
# The images for PCs with a BIOS (docs/bootflow.md):
#
#   runtime (multiboot.elf) --tools/pack--> payload-fast.bin
#   runtime without NOT_IN_ROM (multiboot-rom.elf) --tools/pack--> payload-small.bin
#   payload-fast.bin + block.bin + lkrn.S -> multiboot.lkrn
#   payload-small.bin + block.bin + rom.S -> ROMs for a BIOS
#   those + x86_64-efi/rom.efi --tools/romjoin--> *.rom

TARGETS += pcbios-i386
ARCH_pcbios-i386 := x86
# The PXE API, for boot programs.
PXE_SRC := $(wildcard core/platform/pcbios/pxe/*.c)
SRCS_pcbios-i386 := $(CORE_SRC) $(GZIP_SRC) $(BARE_SRC) $(MEMORY_SRC) $(call arch_src,x86) \
	$(PRODUCT_SRC) $(DRIVER_SRC) $(PXE_SRC) \
	$(wildcard core/platform/pcbios/*.c core/platform/pcbios/*.S) \
	core/platform/pcbios/rom/join.c core/platform/pcbios/rom/x86_join.c
# Small after packing comes first: these lines are what measured smallest. The
# whole is compiled when it is linked (-flto).
CFLAGS_pcbios-i386 := $(COMMON) -m32 -march=i386 -mno-sse -mno-mmx -mno-80387 \
	-Os -fno-caller-saves -fno-inline-functions-called-once -fno-tree-ch \
	-fno-optimize-sibling-calls -fno-if-conversion -fno-shrink-wrap \
	-fno-peephole2 -fno-tree-loop-im -fno-tree-tail-merge \
	-fno-jump-tables -fno-expensive-optimizations -fno-defer-pop \
	-malign-data=abi -flto -fno-fat-lto-objects \
	-fno-pie -mregparm=3 -mpreferred-stack-boundary=2 \
	-fomit-frame-pointer -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fcf-protection=none \
	-fvisibility=hidden -fno-common -Wframe-larger-than=2048
# lwIP's assertions would be packed text that says no more than that something is
# wrong; the tests' build has them.
LWIP_FLAGS_pcbios-i386 := -DLWIP_NOASSERT

# Consoles that are on: bios, serial, or both (make CONSOLE=bios,serial).
CONSOLE ?= bios
# The serial one's port, 1 to 4 or an I/O address, and speed.
COMPORT ?= 1
COMSPEED ?= 115200

space := $(subst ,, )
CONSOLES := $(subst $(comma), ,$(CONSOLE))
ifneq ($(filter-out bios serial,$(CONSOLES)),)
$(error CONSOLE=$(CONSOLE): only bios and serial are known)
endif
COM_1 := 0x3f8
COM_2 := 0x2f8
COM_3 := 0x3e8
COM_4 := 0x2e8

EXTRA_core/platform/pcbios/conf.c := \
	-DCONF_CONSOLE_BIOS=$(if $(filter bios,$(CONSOLES)),1,0) \
	-DCONF_CONSOLE_SERIAL=$(if $(filter serial,$(CONSOLES)),1,0) \
	-DCONF_COMPORT=$(or $(COM_$(COMPORT)),$(COMPORT)) \
	-DCONF_COMSPEED=$(COMSPEED) -DCONF_ROM_PROMPT=$(or $(ROM_PROMPT),0)

# Objects are made again when one of these options has changed.
CONF_STAMP := $(BUILD)/pcbios-i386/conf
CONF_NOW := $(EXTRA_core/platform/pcbios/conf.c)
ifneq ($(CONF_NOW),$(if $(wildcard $(CONF_STAMP)),$(shell cat $(CONF_STAMP))))
$(shell mkdir -p $(BUILD)/pcbios-i386 && echo '$(CONF_NOW)' > $(CONF_STAMP))
endif
$(BUILD)/pcbios-i386/core/platform/pcbios/conf.o: $(CONF_STAMP)

PCBIOS := core/platform/pcbios
PC_PREFIX := $(PCBIOS)/prefix
PC_ROM := $(PCBIOS)/rom
PC_ARCH := -Icore/arch/x86/include
PC_BUILD := $(BUILD)/pcbios-i386/image
LD_pcbios := $(LD) -m elf_i386 --no-warn-rwx-segments -z noexecstack
OBJCOPY ?= objcopy
TOOL_CC ?= cc
TOOL_CFLAGS := -O2 -g -std=gnu11 -Wall -Wextra -Werror

# --- the runtime

LDFLAGS_pcbios := -pie --no-dynamic-linker -z notext -z norelro \
	-z noexecstack --no-warn-rwx-segments --build-id=none --gc-sections \
	-T $(PCBIOS)/runtime.lds
# What multiboot.lkrn and the applications for UEFI have and ROMs have no room for.
# Each of these is an entry of a table, so that nothing else knows whether it is there,
# or has a substitute among EFI_ROM_ONLY and PC_ROM_ONLY.
NOT_IN_ROM := core/lib/md5.c core/shell/cmd_md5sum.c core/image/elf.c \
	core/image/mbi.c core/image/gzip.c core/lib/inflate.c \
	$(PCBIOS)/kernel.c core/platform/efi/files.c
EFI_ROM_ONLY := core/platform/efi/rom/nofiles.c
PC_ROM_ONLY := $(PC_ROM)/nokernel.c
ROM_RUNTIME_OBJS = $(filter-out $(NOT_IN_ROM:%.c=$(BUILD)/pcbios-i386/%.o), \
	$(OBJS_pcbios-i386)) $(PC_ROM_ONLY:%.c=$(BUILD)/pcbios-i386/%.o)
# $(1): objects; $(2): folder with order.lds
link_runtime = $(CC) $(CFLAGS_pcbios-i386) $(PC_ARCH) -flto-partition=one -nostdlib \
	$(subst $(space),$(comma),-Wl -L$(2) $(LDFLAGS_pcbios)) -o $@ $(1)

# Objects that other parts add (lwIP) are in the list when this is used.
.SECONDEXPANSION:
$(PC_BUILD)/any-order/runtime.elf: $$(OBJS_pcbios-i386) $$(ROM_RUNTIME_OBJS) \
		$(PCBIOS)/runtime.lds \
		$(BUILD)/pcbios-i386/objects mk/platform/pcbios.mk
	@mkdir -p $(@D) && : > $(@D)/order.lds
	$(call quiet,LD,$@)$(call link_runtime,$(ROM_RUNTIME_OBJS),$(@D))
$(PC_BUILD)/order.lds: $(PC_BUILD)/any-order/runtime.elf
	$(call write_order,$<,*join.o)
$(BUILD)/multiboot-rom.elf: $(PC_BUILD)/order.lds
	$(call quiet,LD,$@)$(call link_runtime,$(ROM_RUNTIME_OBJS),$(<D))
$(BUILD)/multiboot.elf: $(PC_BUILD)/order.lds
	$(call quiet,LD,$@)$(call link_runtime,$(OBJS_pcbios-i386),$(<D))

# What runs before the runtime is joined, on its own.
ALONE := -fno-lto -fpie -fno-tree-loop-distribute-patterns \
	-finline-functions-called-once -fexpensive-optimizations -fpeephole2 \
	-fcaller-saves
ALONE_OBJS := $(patsubst %,$(BUILD)/pcbios-i386/$(PC_ROM)/%.o,join x86_join)
$(ALONE_OBJS): CFLAGS_pcbios-i386 += $(ALONE)
$(ALONE_OBJS): mk/platform/pcbios.mk

# --- the unpacker: few bytes, as nothing packs it; its speed is range_coder_i386.S

UNPACK_small := unpack_small lz_decoder range_coder_i386
UNPACK_fast := unpack_fast lz4_decoder calls
unpack_objs = $(patsubst %,$(PC_BUILD)/%.o,unpack_start unpack $(UNPACK_$(1)))
# Here speed comes before bytes. memcpy() is one instruction, and not a function,
# which the unpacker does not have.
$(patsubst %,$(PC_BUILD)/%.o,$(UNPACK_fast)): UNPACK_CFLAGS += -O2 \
	-minline-all-stringops -mmemcpy-strategy=rep_byte:-1:noalign
UNPACK_OBJS := $(sort $(call unpack_objs,small) $(call unpack_objs,fast))
UNPACK_CFLAGS := $(CFLAGS_pcbios-i386) $(PC_ARCH) $(ALONE) -Oz -fif-conversion -fdefer-pop \
	-fno-tree-coalesce-vars -ftree-tail-merge -Wframe-larger-than=256
vpath %.c $(PC_ROM)
vpath %.S $(PC_PREFIX) $(PC_ROM)

$(PC_BUILD)/%.o: %.c mk/core.mk mk/platform/pcbios.mk
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(CC) $(UNPACK_CFLAGS) -DOBJECT=$* -c $< -o $@
$(PC_BUILD)/%.o: %.S mk/core.mk mk/platform/pcbios.mk
	@mkdir -p $(@D)
	$(call quiet,AS,$<)$(CC) $(CFLAGS_pcbios-i386) $(PC_ARCH) -DASSEMBLY -DOBJECT=$* -Wa,-I$(PC_BUILD) \
		-c $< -o $@
-include $(UNPACK_OBJS:.o=.d) $(PC_BUILD)/block.d $(PC_BUILD)/lkrn.d

$(PC_BUILD)/unpack-%.elf: $$(call unpack_objs,$$*) $(PC_ROM)/unpack.lds
	$(call quiet,LD,$@)$(LD_pcbios) -pie --no-dynamic-linker -z text --gc-sections \
		-T $(PC_ROM)/unpack.lds -o $@ $(filter %.o,$^)

# The decoder as it is in the ROM, for tests.
check-tools: $(UNPACK_OBJS)

# --- the payload

# What tools/pack and the tests share with the ROM.
CODEC_SRC := $(patsubst %,$(PC_ROM)/%.c,calls lz4_decoder lz_decoder lz_encoder \
	lz_parser range_coder x86_join x86_split) tests/rom_buffer.c
# All sources except those that belong to the images only.
PACK_SRC := $(filter-out $(PC_ROM)/unpack% $(PC_ROM_ONLY),$(wildcard $(PC_ROM)/*.c))
$(BUILD)/tools/pack: $(PACK_SRC) $(wildcard $(PC_ROM)/*.h) | need-build
	@mkdir -p $(@D)
	$(call quiet,CC,$@)$(TOOL_CC) $(TOOL_CFLAGS) -o $@ $(PACK_SRC) \
		-llz4

RUNTIME_fast := $(BUILD)/multiboot.elf
RUNTIME_small := $(BUILD)/multiboot-rom.elf
$(PC_BUILD)/payload-%.bin: $$(RUNTIME_$$*) $(PC_BUILD)/unpack-%.elf \
		$(BUILD)/tools/pack
	@$(BUILD)/tools/pack $* $(filter %.elf,$^) $@

# --- real-mode parts, flat

$(PC_BUILD)/%.elf: $(PC_BUILD)/%.o $(PC_PREFIX)/real.lds
	$(call quiet,LD,$@)$(LD_pcbios) -T $(PC_PREFIX)/real.lds -o $@ $<
$(PC_BUILD)/block.bin: $(PC_BUILD)/block.elf
	@$(OBJCOPY) -O binary $< $@

$(PC_BUILD)/lkrn.o: $(PC_BUILD)/block.bin $(PC_BUILD)/payload-fast.bin
# Its setup code, sectors as byte 1F1h says and one more, stands in it twice.
$(BUILD)/multiboot.lkrn: $(PC_BUILD)/lkrn.elf
	@$(OBJCOPY) -O binary $< $@.tmp
	@n=$$(($$(od -An -tu1 -j497 -N1 $@.tmp) + 1)) && dd if=$@.tmp of=$@.tmp \
		bs=512 count=$$n seek=$$((n + 1)) conv=notrunc status=none
	@mv $@.tmp $@


# --- option ROMs, under iPXE's names: vendor, first device

# Greatest length of a ROM, in bytes: 160 KiB, so that it fits where Debian's
# efi-virtio.rom (160768 bytes) does, and half of that for its images for a BIOS. A
# ROM takes 256 KiB of a machine's address space either way.
ROM_BUDGET ?= 81920
COMBINED_BUDGET ?= 163840
ROMS := 1af41000 8086100e 808610d3
# Devices each is for: those its driver knows by that name. There is an image
# for each, so that they also work under BIOSes that read no device lists.
DEVICES_1af41000 := 0x1000 0x1041
DEVICES_8086100e := 0x100e
DEVICES_808610d3 := 0x10d3

last_device = $(lastword $(DEVICES_$(1)))
rom_ids = -DROM_VENDOR=0x$(shell echo $(1) | cut -c1-4) \
	'-DROM_DEVICES=$(subst $(space),$(comma),$(DEVICES_$(1)))' \
	'-DROM_HEADERS=$(patsubst %,header_of_more %;,$(filter-out \
		$(last_device),$(DEVICES_$(1)))) header_of_last $(last_device)'

ROM_FILES := $(ROMS:%=$(BUILD)/%.rom)
ROM_OBJS := $(ROMS:%=$(PC_BUILD)/rom-%.o)
$(ROM_OBJS): $(PC_BUILD)/rom-%.o: $(PC_PREFIX)/rom.S $(PC_BUILD)/block.bin \
		$(PC_BUILD)/payload-small.bin mk/platform/pcbios.mk
	$(call quiet,AS,$@)$(CC) $(CFLAGS_pcbios-i386) $(PC_ARCH) -DASSEMBLY -DOBJECT=rom \
		-Wa,-I$(PC_BUILD) $(call rom_ids,$*) -c $< -o $@
-include $(ROM_OBJS:.o=.d)

ROM_TOOLS := $(BUILD)/tools/romcheck $(BUILD)/tools/romjoin
$(ROM_TOOLS): $(BUILD)/tools/%: tools/%.c $(EFI_DIR)/include/efi/pe.h | need-build
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(TOOL_CC) $(TOOL_CFLAGS) -idirafter $(EFI_DIR)/include -o $@ $<

# ROMs that fail their check are not left in place.
$(ROM_FILES): $(BUILD)/%.rom: $(PC_BUILD)/rom-%.elf $(BUILD)/x86_64-efi/rom.efi \
		$(ROM_TOOLS)
	@mkdir -p $(PC_BUILD)/unchecked
	@$(OBJCOPY) -O binary $< $(PC_BUILD)/unchecked/$*.bios
	@$(BUILD)/tools/romjoin $(PC_BUILD)/unchecked/$*.bios $(filter %.efi,$^) \
		$(PC_BUILD)/unchecked/$*.rom
	@$(BUILD)/tools/romcheck --fix --max $(COMBINED_BUDGET) \
		--max-bios $(ROM_BUDGET) $(PC_BUILD)/unchecked/$*.rom
	@mv $(PC_BUILD)/unchecked/$*.rom $@

.SECONDARY:
images: $(BUILD)/multiboot.lkrn $(ROM_FILES)
