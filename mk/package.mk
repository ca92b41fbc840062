# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a user expects of a package. mk/install.mk decides what is installed.
#
#   make install PREFIX=/usr/local [DESTDIR=folder]
#       PREFIX/share/multiboot: images; PREFIX/bin/multiboot-rom: how to use them,
#       with a manual page
#   make dist     a tarball of the last commit: the same bytes each time
#   make deb      a Debian package of the images, which diverts nothing

DIST_NAME := multiboot-$(VERSION)
DIST := $(BUILD)/$(DIST_NAME).tar.gz
DEB := $(BUILD)/multiboot_$(VERSION)_all.deb
DEB_ROOT := $(BUILD)/deb
DEB_MAINTAINER ?= multiboot maintainers <root@localhost>
# The date of all files in packages: that of the last commit, if there is one.
SOURCE_DATE_EPOCH ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),0)

INSTALL_TO = $(DESTDIR)$(PREFIX)
INSTALL_IMAGES = $(BUILD)/multiboot.lkrn $(ROM_FILES)
INSTALL_DOCS = LICENSE README.md CONTRIBUTING.md packaging/copyright \
	$(BUILD)/COPYING.lwip

$(BUILD)/COPYING.lwip: | $(LWIP_READY)
	@mkdir -p $(@D)
	@cp $(LWIP_DIR)/COPYING $@

.PHONY: install-files uninstall-files dist deb
install-files: images $(BUILD)/COPYING.lwip
	@install -d $(INSTALL_TO)/share/multiboot $(INSTALL_TO)/bin \
		$(INSTALL_TO)/share/doc/multiboot/docs/images \
		$(INSTALL_TO)/share/man/man1
	@install -m 644 packaging/multiboot-rom.1 $(INSTALL_TO)/share/man/man1
	@install -m 644 $(INSTALL_IMAGES) $(INSTALL_TO)/share/multiboot
	@install -m 755 packaging/multiboot-rom $(INSTALL_TO)/bin
	@install -m 644 $(INSTALL_DOCS) $(INSTALL_TO)/share/doc/multiboot
	@install -m 644 docs/*.* $(INSTALL_TO)/share/doc/multiboot/docs
	@install -m 644 docs/images/* $(INSTALL_TO)/share/doc/multiboot/docs/images
	@echo 'Installed into $(INSTALL_TO). How to use the ROMs: multiboot-rom'

uninstall-files:
	@rm -f $(INSTALL_TO)/bin/multiboot-rom \
		$(INSTALL_TO)/share/man/man1/multiboot-rom.1
	@rm -rf $(INSTALL_TO)/share/multiboot $(INSTALL_TO)/share/doc/multiboot
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

deb: images ## a Debian package of the images
	@rm -rf $(DEB_ROOT)
	@$(MAKE) --no-print-directory install-files PREFIX=/usr \
		DESTDIR=$(DEB_ROOT) >/dev/null
	@packaging/deb $(DEB_ROOT) '$(VERSION)' '$(DEB_MAINTAINER)' \
		$(SOURCE_DATE_EPOCH) $(DEB)
	@echo '$(DEB)'

CHECKS += check-package
.PHONY: check-package
check-package: images | need-unit ## what make dist, deb and install make
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m pytest -q \
		-p no:cacheprovider --basetemp=$(BUILD)/test-tmp-package tests/package
