# SPDX-License-Identifier: GPL-2.0-or-later
#
# multiboot.img is one image for a disk, a USB stick and a CD, for a BIOS and for
# UEFI firmware (docs/bootflow.md). It is an ISO 9660 file system, which xorriso
# makes, with a master boot record in front of it and a FAT after it:
#
#   master boot record      disk-512.bin, and a partition table with the FAT in it
#   boot file for a CD      disk-2048.bin and multiboot.lkrn after it
#   FAT                     EFI/BOOT/BOOTX64.EFI, EFI/BOOT/BOOTAA64.EFI
#
# As `make` does without a compiler for arm64, it does without this image where
# its programs are not there.
#
#   make disk EFI_BOOT="a.efi b.efi"    with these applications for UEFI, such as
#                                       signed ones (mk/sign.mk)

DISK := $(BUILD)/multiboot.img
DISK_BUILD := $(BUILD)/disk
DISK_PARTS := $(PC_BUILD)/disk-512.bin $(PC_BUILD)/disk-2048.bin
# The FAT has the size of a floppy disk of 1440 KiB, in partition 2, whose type is
# that of an EFI system partition.
DISK_FAT := $(DISK_BUILD)/esp.fat
DISK_FAT_TYPE := 0xef
# All dates in the image, so that the same files make the same bytes.
DISK_DATE := 1980010100000000
DISK_ENV := SOURCE_DATE_EPOCH=315532800 TZ=UTC
EFI_BOOT ?= $(EFI_IMAGES)

DISK_OBJS := $(DISK_PARTS:.bin=.o)
$(DISK_OBJS): $(PC_BUILD)/disk-%.o: $(PC_PREFIX)/disk.S $(BUILD)/multiboot.lkrn \
		mk/disk.mk
	$(call quiet,AS,$@)$(CC) $(CFLAGS_pcbios-i386) -DASSEMBLY -DSECTOR=$* \
		-DIMAGE_BYTES=$$(stat -c %s $(BUILD)/multiboot.lkrn) -c $< -o $@
-include $(DISK_OBJS:.o=.d)
$(DISK_PARTS): %.bin: %.elf
	@$(OBJCOPY) -O binary $< $@

# Names that firmware looks for on a disk, by the processor in a PE header (UEFI
# Specification 2.10, 3.5.1.1).
$(DISK_FAT): $(EFI_BOOT) mk/disk.mk | need-disk
	@rm -f $@ && mkdir -p $(@D)
	@$(DISK_ENV) mformat -C -f 1440 -N 0 -i $@.tmp ::
	@$(DISK_ENV) mmd -i $@.tmp ::EFI ::EFI/BOOT
	@for app in $(EFI_BOOT); do \
		case "$$(od -An -tx2 -j$$(($$(od -An -tu4 -j60 -N4 $$app) + 4)) \
			-N2 $$app)" in \
		*8664) name=BOOTX64.EFI ;; \
		*aa64) name=BOOTAA64.EFI ;; \
		*) echo "$$app: for no processor that this image knows" >&2; \
			exit 1 ;; esac; \
		$(DISK_ENV) mcopy -i $@.tmp $$app ::EFI/BOOT/$$name || exit 1; done
	@mv $@.tmp $@

$(DISK): $(DISK_PARTS) $(BUILD)/multiboot.lkrn $(DISK_FAT) mk/disk.mk | need-disk
	@rm -rf $(DISK_BUILD)/iso && mkdir -p $(DISK_BUILD)/iso
	@cat $(PC_BUILD)/disk-2048.bin $(BUILD)/multiboot.lkrn \
		>$(DISK_BUILD)/iso/boot.bin
	$(call quiet,GEN,$@)$(DISK_ENV) xorriso -as mkisofs -quiet -o $@.tmp \
		-V MULTIBOOT --modification-date=$(DISK_DATE) \
		--set_all_file_dates $(DISK_DATE) \
		--grub2-mbr $(PC_BUILD)/disk-512.bin --mbr-force-bootable \
		-append_partition 2 $(DISK_FAT_TYPE) $(DISK_FAT) \
		-c boot.cat -b boot.bin -no-emul-boot -boot-load-size 4 \
		-boot-info-table \
		-eltorito-alt-boot -e --interval:appended_partition_2:all:: \
		-no-emul-boot $(DISK_BUILD)/iso 2>$(DISK_BUILD)/log || { \
			cat $(DISK_BUILD)/log >&2; exit 1; }
	@mv $@.tmp $@

.PHONY: disk
disk: $(DISK) ## multiboot.img for disks, USB sticks and CDs, BIOS and UEFI
ifneq ($(shell command -v xorriso),)
ifneq ($(shell command -v mformat),)
images: $(DISK)
DISK_IMAGES := $(DISK)
endif
endif
