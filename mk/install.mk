# SPDX-License-Identifier: GPL-2.0-or-later
#
#   make install IPXE=DIR      the command multiboot into an iPXE tree
#   make uninstall IPXE=DIR    and out of it again

.PHONY: install uninstall install-ipxe uninstall-ipxe
install: ## IPXE=DIR: the command multiboot into an iPXE tree
	@$(if $(IPXE),:,echo 'install: where to? make install IPXE=DIR, the top \
	folder of an iPXE tree' >&2; exit 2)
uninstall: ## IPXE=DIR: and out of it again
	@$(if $(IPXE),:,echo 'uninstall: from where? make uninstall IPXE=DIR, the \
	top folder of an iPXE tree' >&2; exit 2)

ifdef IPXE
install: install-ipxe
uninstall: uninstall-ipxe
endif
install-ipxe uninstall-ipxe: %-ipxe: | need-build
	@$(PYTHON) tools/overlay.py $* '$(IPXE)'
