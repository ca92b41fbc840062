# SPDX-License-Identifier: GPL-2.0-or-later
#
#   make install IPXE=DIR      the command multiboot into an iPXE tree
#   make uninstall IPXE=DIR    and out of it again
#   make install PREFIX=DIR    program and images onto this machine (mk/package.mk)
#   make uninstall PREFIX=DIR  and away again

.PHONY: install uninstall install-ipxe uninstall-ipxe
install: ## IPXE=DIR: into an iPXE tree; PREFIX=DIR: the images
	@$(if $(IPXE)$(PREFIX),:,echo 'install: where to? make install IPXE=DIR, \
	the top folder of an iPXE tree, or make install PREFIX=/usr/local for the \
	images' >&2; exit 2)
uninstall: ## IPXE=DIR, PREFIX=DIR: and out of it again
	@$(if $(IPXE)$(PREFIX),:,echo 'uninstall: from where? make uninstall \
	IPXE=DIR, the top folder of an iPXE tree, or make uninstall PREFIX=DIR for \
	the images' >&2; exit 2)

ifdef IPXE
install: install-ipxe
uninstall: uninstall-ipxe
endif
install-ipxe uninstall-ipxe: %-ipxe: | need-build
	@$(PYTHON) tools/overlay.py $* '$(IPXE)'

ifdef PREFIX
install: install-files
uninstall: uninstall-files
endif
