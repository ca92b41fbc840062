# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a boot costs, counted in device accesses, instructions and frames: the
# same numbers on every machine, busy or not (tests/costs, docs/benchmarks.md).
#
#   make check-costs      against the limits in tests/costs/limits
#   make costs            the tables of docs/benchmarks.md, made anew
#   make costs QUICK=1    the same of fewer layouts; docs/ stays as it is

CHECKS += check-costs
.PHONY: check-costs costs
check-costs: images | need-qemu ## no boot costs more than its limits
	@$(LAB_ENV) $(PYTHON) -m pytest -q -p no:cacheprovider \
		tests/costs $(if $(T),-k '$(T)')

costs: images | need-qemu ## counts what a boot costs, for docs/ (QUICK=1)
	@$(LAB_ENV) $(PYTHON) bench/costs.py $(if $(QUICK),--quick)
