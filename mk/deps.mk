# SPDX-License-Identifier: GPL-2.0-or-later
#
# What has to be there before anything is built or tested: tools/deps knows
# the table of packages and how to get lwIP's source and a kernel to boot.
#
#   need-GROUP    order-only prerequisite: says what is missing and stops,
#                 in words, before a compiler does; groups: build unit fuzz qemu
#                 hosted cross arm64 disk sign bench comfort
#   $(LWIP_DIR)   folder with lwIP's src/core and src/include
#   $(LWIP_READY) file to depend on (order-only) before lwIP is compiled
#   $(KERNEL)     a Linux kernel for the demonstration and the tests
#   $(NGINX)      nginx, for the tests
#   $(LOADERS)    folder with GRUB, shim and systemd's stub for UEFI, and Xen and
#                 memtest86+, for the tests
#   $(SERVERS)    folder with servers for DHCP, TFTP and HTTP, likewise
#   $(ARM64)      folder with a kernel and busybox for arm64, likewise

BUILD ?= bin
CACHE ?= .cache
DEPS := tools/deps

# `make run` and `make check` install what they lack, when root; `make` tells.
DEPS_MODE := $(if $(filter deps run shell picture bench% check% storm,$(MAKECMDGOALS)),ensure,check)

NEEDS := $(addprefix need-,build unit fuzz qemu hosted cross arm64 disk \
	sign bench comfort)
.PHONY: deps deps-packages $(NEEDS)
$(NEEDS): need-%:
	@$(DEPS) $(DEPS_MODE) $*

deps-packages:
	@$(DEPS) ensure build fetch unit fuzz qemu hosted arm64 disk sign

# Packages come first when all is asked for, and are then asked for at once.
FETCH_AFTER := $(if $(filter deps,$(MAKECMDGOALS)),deps-packages)

ifdef LWIP
LWIP_DIR := $(LWIP)
LWIP_READY := $(LWIP_DIR)/src/include/lwip/init.h
$(LWIP_READY):
	@echo "LWIP=$(LWIP): no src/include/lwip/init.h there" >&2; exit 1
else
LWIP_DIR := $(CACHE)/lwip
LWIP_READY := $(LWIP_DIR)/src/include/lwip/init.h
$(LWIP_READY): | $(FETCH_AFTER)
	@$(DEPS) $(DEPS_MODE) fetch
	@$(DEPS) lwip $(LWIP_DIR)
endif
$(LWIP_DIR)/src/%.c: | $(LWIP_READY) ;

KERNEL ?= $(CACHE)/kernel/vmlinuz
$(CACHE)/kernel/vmlinuz: | $(FETCH_AFTER)
	@$(DEPS) $(DEPS_MODE) fetch
	@$(DEPS) kernel $@

NGINX ?= $(CACHE)/nginx/nginx
$(CACHE)/nginx/nginx: | $(FETCH_AFTER)
	@$(DEPS) $(DEPS_MODE) fetch
	@$(DEPS) nginx $@

LOADERS ?= $(CACHE)/loaders
$(CACHE)/loaders/linuxx64.efi.stub: | $(FETCH_AFTER)
	@$(DEPS) $(DEPS_MODE) fetch
	@$(DEPS) loaders $(CACHE)/loaders
# All of them come at once, and the stub was the last to be added.
$(CACHE)/loaders/xen.gz $(CACHE)/loaders/shimx64.efi: | \
	$(CACHE)/loaders/linuxx64.efi.stub ;
LOADER_FILES := $(addprefix $(LOADERS)/,xen.gz shimx64.efi linuxx64.efi.stub)

SERVERS ?= $(CACHE)/servers
$(CACHE)/servers/sbin/dhcpd: | $(FETCH_AFTER)
	@$(DEPS) $(DEPS_MODE) fetch
	@$(DEPS) servers $(CACHE)/servers
SERVER_FILES := $(SERVERS)/sbin/dhcpd

ARM64 ?= $(CACHE)/arm64
$(CACHE)/arm64/vmlinuz: | $(FETCH_AFTER)
	@$(DEPS) $(DEPS_MODE) fetch
	@$(DEPS) arm64 $(CACHE)/arm64
ARM64_FILES := $(ARM64)/vmlinuz

# $(1): a variable that names a file, $(2): where it is if the user says nothing
define given
ifneq ($($(1)),$(2))
$($(1)):
	@echo "$(1)=$$@: no such file" >&2; exit 1
endif
endef
$(eval $(call given,KERNEL,$(CACHE)/kernel/vmlinuz))
$(eval $(call given,NGINX,$(CACHE)/nginx/nginx))

deps: deps-packages $(LWIP_READY) $(KERNEL) $(NGINX) $(LOADER_FILES) \
	$(SERVER_FILES) $(ARM64_FILES) ## install what is missing (root), or say how
	@echo "deps: all there"

# No compiler runs before what it needs is there.
$(foreach t,$(TARGETS),$(OBJS_$(t))): | need-build $(LWIP_READY)
