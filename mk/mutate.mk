# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whether the fast tests notice when the code is changed in one place
# (tools/mutate.py).
#
#   make mutate N=60 SEED=7 F='core/net/tftp.c'    mutants of these files only

N ?= 300
.PHONY: mutate
mutate: | need-unit ## mutants that the fast tests do not notice (N, SEED, F=files)
	@$(PYTHON) tools/mutate.py --count $(N) --seed $(SEED) $(F)
