# SPDX-License-Identifier: GPL-2.0-or-later
#
# Boots of all images in random machines on random networks (tests/soak), each by
# its seed; docs/testing.md has what came of it.
#
#   make soak N=1000 SEED=1       seeds 1 to 1000
#   make soak N=1 SEED=17         that one again
#   make soak IMAGE=rom,efi       of these images only
#   make soak CSV=file            go on with that file: boots that are in it count
#   make soak LOCK=file           hold that file for each boot (flock)

# N is mk/mutate.mk's, with a default of its own.
SOAK_N = $(if $(filter file,$(origin N)),100,$(N))
.PHONY: soak
soak: $(QEMU_NEEDS) | need-qemu ## random machines on random networks, by seed (N=100 SEED=1)
	@$(LAB_ENV) $(PYTHON) tests/soak/soak.py --n $(SOAK_N) --seed $(SEED) \
		$(if $(IMAGE),--image $(IMAGE)) $(if $(CSV),--csv '$(CSV)') \
		$(if $(LOCK),--lock '$(LOCK)')
