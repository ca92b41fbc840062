# SPDX-License-Identifier: GPL-2.0-or-later
#
# multiboot: boot from whichever NIC answers. `make help` lists the targets.

# Where everything that is built goes.
BUILD ?= bin
# The script inside the images (make EMBED=my.ipxe).
EMBED ?= src/config/local/multiboot/boot.ipxe

.PHONY: all images clean distclean help
.DEFAULT_GOAL := all

all: images

# Makefiles precede those that use them; mk/core.mk includes mk/platform/*.mk.
FIRST := mk/core.mk mk/deps.mk mk/lwip.mk
include $(FIRST) $(filter-out $(FIRST),$(sort $(wildcard mk/*.mk)))

clean: ## removes what was built
	rm -rf $(BUILD)

distclean: clean ## and what was downloaded
	rm -rf .cache

# Every target that is meant to be typed has "## text" after its prerequisites.
help:
	@echo 'make                 builds all images into $(BUILD)/'
	@sed -n 's/^\([a-z._-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | sort | \
		while IFS='|' read -r t d; do printf 'make %-15s %s\n' "$$t" "$$d"; done
