# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whether the fast tests notice when the code is changed in one place
# (tools/mutate.py).
#
#   make mutate N=60 SEED=7 F='core/net/tftp.c'    mutants of these files only
#   make mutate N=100 FROM=200                    the 201st to the 300th of a seed
#   make mutate AGAIN=output                       those that survived in that run

N ?= 300
FROM ?= 0
.PHONY: mutate
mutate: | need-unit ## mutants that the fast tests do not notice (N, SEED, F=files)
	@$(PYTHON) tools/mutate.py $(if $(AGAIN),--again $(AGAIN),--count $(N) \
		--first $(FROM) --seed $(SEED) $(F))
