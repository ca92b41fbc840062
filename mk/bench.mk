# SPDX-License-Identifier: GPL-2.0-or-later
#
# Benchmarks that compare the images with stock firmware (bench/). They are no tests.
#
#   QUICK=1          measures a few points in about six minutes, and leaves
#                    docs/ as it is
#   RUNS=n           how often each point is measured: by default 5 times, and 1 or
#                    3 times with QUICK=1
#   FIRMWARE=path    measures this image, too
#   MENU=path        the script of stock-lkrn, whose points are left out without it
#   ONLY=regex       measures only points whose names match, such as boot-rom
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

TLS_SOURCES := $(CACHE)/tls
$(TLS_SOURCES):
	@$(DEPS) source $@ wolfssl bearssl mbedtls

.PHONY: bench-tls
bench-tls: images $(TLS_SOURCES) | need-arm64 ## TLS libraries side by side (docs/https.md)
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) bench/tls.py $(TLS_SOURCES)
