# SPDX-License-Identifier: GPL-2.0-or-later
#
# Documents: their links, files, targets, commands and messages are there
# (tests/docs), and the picture of a console in them.

CHECKS += check-docs
.PHONY: check-docs
check-docs: $(BUILD)/multiboot.testhost $(BUILD)/multiboot | need-unit ## what the documents name is there
	@mkdir -p $(BUILD)
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m pytest -q \
		-p no:cacheprovider --basetemp=$(BUILD)/test-tmp-docs tests/docs

.PHONY: picture
picture: images $(KERNEL) | need-qemu ## record the console in docs/images anew
	@mkdir -p docs/images
	@$(LAB_ENV) $(PYTHON) tools/picture.py \
		docs/images/console.svg docs/images/menu.png
