# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a user expects of a package. mk/install.mk decides what is installed.
#
#   make install PREFIX=/usr/local [DESTDIR=folder]
#       PREFIX/bin/multiboot: the program for Linux; PREFIX/share/multiboot: images;
#       PREFIX/bin/multiboot-rom: how to use them; manual pages
#   make dist     a tarball of the last commit: the same bytes each time
#   make deb      Debian packages that divert nothing: multiboot, the program, and
#                 multiboot-rom, the images
#   make patch    src/ as a patch for an iPXE tree: git am, patch -p1, Debian's tools

DIST_NAME := multiboot-$(VERSION)
DIST := $(BUILD)/$(DIST_NAME).tar.gz
PATCH := $(BUILD)/0001-multiboot.patch
DEB_ARCH := $(patsubst x86_64,amd64,$(HOST_ARCH_NAME))
DEB_ROM := $(BUILD)/multiboot-rom_$(VERSION)_all.deb
DEB_PROGRAM := $(BUILD)/multiboot_$(VERSION)_$(DEB_ARCH).deb
DEB_ROOT := $(BUILD)/deb
DEB_MAINTAINER ?= multiboot maintainers <root@localhost>
# The date of all files in packages: that of the last commit, if there is one.
SOURCE_DATE_EPOCH ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),0)

INSTALL_TO = $(DESTDIR)$(PREFIX)
INSTALL_IMAGES = $(BUILD)/multiboot.lkrn $(ROM_FILES) $(DISK_IMAGES)
INSTALL_DOCS = LICENSE README.md CONTRIBUTING.md packaging/copyright \
	$(BUILD)/COPYING.lwip

$(BUILD)/COPYING.lwip: | $(LWIP_READY)
	@mkdir -p $(@D)
	@cp $(LWIP_DIR)/COPYING $@

# Folder of the documents: each Debian package has its own.
INSTALL_DOC = $(INSTALL_TO)/share/doc/multiboot
STRIP ?= strip

.PHONY: install-files install-docs install-images install-program \
	uninstall-files dist deb patch
install-files: install-images install-program
	@echo 'Installed into $(INSTALL_TO): multiboot --help, multiboot-rom'

install-docs: $(BUILD)/COPYING.lwip
	@install -d $(INSTALL_DOC)/docs/images $(INSTALL_TO)/bin \
		$(INSTALL_TO)/share/man/man1
	@install -m 644 $(INSTALL_DOCS) $(INSTALL_DOC)
	@install -m 644 docs/*.* $(INSTALL_DOC)/docs
	@install -m 644 docs/images/* $(INSTALL_DOC)/docs/images

install-images: images install-docs
	@install -d $(INSTALL_TO)/share/multiboot
	@install -m 644 packaging/multiboot-rom.1 $(INSTALL_TO)/share/man/man1
	@install -m 644 $(INSTALL_IMAGES) $(INSTALL_TO)/share/multiboot
	@for image in $(EFI_IMAGES:$(BUILD)/%=%); do \
		install -D -m 644 $(BUILD)/$$image \
			$(INSTALL_TO)/share/multiboot/$$image || exit 1; done
	@install -m 755 packaging/multiboot-rom $(INSTALL_TO)/bin

install-program: linux install-docs
	@install -m 644 packaging/multiboot.1 $(INSTALL_TO)/share/man/man1
	@install -m 755 -s --strip-program=$(STRIP) $(BUILD)/multiboot \
		$(INSTALL_TO)/bin

uninstall-files:
	@rm -f $(INSTALL_TO)/bin/multiboot-rom $(INSTALL_TO)/bin/multiboot \
		$(INSTALL_TO)/share/man/man1/multiboot-rom.1 \
		$(INSTALL_TO)/share/man/man1/multiboot.1
	@rm -rf $(INSTALL_TO)/share/multiboot $(INSTALL_DOC)
	@echo 'Removed from $(INSTALL_TO).'

dist: ## a tarball of the last commit
	@mkdir -p $(BUILD)
	@git rev-parse -q --verify HEAD >/dev/null 2>&1 && \
		[ -z "$$(git rev-parse --show-prefix)" ] || { \
		echo 'dist: no git commit here to make a tarball of' >&2; exit 1; }
	@git diff --quiet HEAD || \
		echo 'dist: changes that are not committed are left out' >&2
	@git -c tar.umask=0022 archive --format=tar --prefix=$(DIST_NAME)/ HEAD | \
		gzip -9n >$(DIST).tmp
	@mv $(DIST).tmp $(DIST)
	@echo '$(DIST)'

patch: | need-build ## src/ as one patch that git am applies to an iPXE tree
	@mkdir -p $(BUILD)
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tools/patch.py '$(VERSION)' \
		$(SOURCE_DATE_EPOCH) '$(DEB_MAINTAINER)' >$(PATCH).tmp
	@mv $(PATCH).tmp $(PATCH)
	@echo '$(PATCH)'

# $(1): package, $(2): what installs it, $(3): architecture, $(4): output
make_deb = @rm -rf $(DEB_ROOT)/$(1) && \
	$(MAKE) --no-print-directory $(2) PREFIX=/usr \
		DESTDIR=$(DEB_ROOT)/$(1) INSTALL_DOC=$(DEB_ROOT)/$(1)/usr/share/doc/$(1) \
		>/dev/null && \
	packaging/deb $(1) $(DEB_ROOT)/$(1) '$(VERSION)' '$(DEB_MAINTAINER)' \
		$(SOURCE_DATE_EPOCH) $(3) $(4) && echo '$(4)'

deb: images linux ## Debian packages of the program and of the images
	$(call make_deb,multiboot-rom,install-images,all,$(DEB_ROM))
	$(call make_deb,multiboot,install-program,$(DEB_ARCH),$(DEB_PROGRAM))

CHECKS += check-package
.PHONY: check-package
check-package: images disk linux | need-unit ## what make dist, deb and install make
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m pytest -q \
		-p no:cacheprovider --basetemp=$(BUILD)/test-tmp-package tests/package
