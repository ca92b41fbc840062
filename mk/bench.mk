# SPDX-License-Identifier: GPL-2.0-or-later
#
# Benchmarks beside stock firmware (bench/), never part of a test.
#
#   QUICK=1          a few points, less than five minutes; docs/ stays as it is
#   RUNS=n           runs a point, default 5 (quick: 1 or 3)
#   FIRMWARE=path    measure that image, too
#   MENU=path        the script of stock-lkrn, whose points are left out without
#   ONLY=regex       the points whose names match, such as boot-rom
#   NOTE=text        a sentence on how it was run, for the page

BENCH = $(LAB_ENV) $(PYTHON) bench/bench.py \
	$(if $(QUICK),--quick) $(if $(RUNS),--runs '$(RUNS)') \
	$(if $(FIRMWARE),--firmware '$(FIRMWARE)') $(if $(ONLY),--only '$(ONLY)') \
	$(if $(NOTE),--note '$(NOTE)')

.PHONY: bench bench-report
bench: images | need-qemu need-bench ## side by side with stock iPXE (QUICK=1)
	@$(BENCH)

bench-report: | need-bench
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) bench/report.py \
		docs/benchmarks.csv docs
