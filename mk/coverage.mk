# SPDX-License-Identifier: GPL-2.0-or-later
#
# Which lines and branches of src/ and of the readers in core/ the unit tests, the
# simulator, the scripts and short runs of the fuzzers take, together (tools/coverage.py, clang).
#
#   make coverage F=core/net/tftp.c    also the branches of a file that are not taken

COV := $(BUILD)/coverage
# The warnings are those of the compiler that make check uses.
COV_FLAGS := -fprofile-instr-generate -fcoverage-mapping -Wno-error
COV_MAKE = $(MAKE) --no-print-directory CC=$(FUZZ_CC)
COV_SHELL := $(COV)/multiboot.testhost
COV_SIM = $(COV)/sim $(RULE_TESTS:%=$(COV)/sim-%)
COV_UNITS = $(UNIT_NAMES:%=$(COV)/unit/%)
COV_FUZZ = $(FUZZ_NAMES:%=$(COV)/fuzz/fuzz_%)

.PHONY: coverage
.SECONDEXPANSION:
coverage: $$(FUZZ_SEEDS) | need-fuzz need-unit ## branches that tests, simulator and fuzzers take, by file
	+@$(COV_MAKE) BUILD=$(COV) SANITIZE='$(COV_FLAGS)' $(COV_UNITS) \
		$(COV_SIM) $(COV_SHELL)
	+@$(COV_MAKE) BUILD=$(COV)/fuzz FUZZING=1 \
		SANITIZE='-fsanitize=fuzzer-no-link $(COV_FLAGS)' \
		FUZZ_LINK='-fsanitize=fuzzer $(COV_FLAGS)' $(COV_FUZZ)
	@$(PYTHON) tools/coverage.py $(COV) $(BUILD)/fuzz/seeds $(F)
