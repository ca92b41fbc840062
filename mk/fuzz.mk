# SPDX-License-Identifier: GPL-2.0-or-later
#
# Fuzzers (libFuzzer, clang): every tests/fuzz/fuzz_NAME.c is a program linked
# with the whole core, built once more with clang in $(BUILD)/fuzz. Seeds are in
# tests/fuzz/corpus/NAME; what is found meanwhile stays in $(BUILD)/fuzz.
#
#   make check-fuzz FUZZ_SECONDS=600 T=name    longer, one of them

FUZZ_DIR := tests/fuzz
FUZZ_NAMES := $(patsubst fuzz_%,%,$(basename $(notdir \
	$(wildcard $(FUZZ_DIR)/fuzz_*.c))))
FUZZ_SECONDS ?= 5
FUZZ_SANITIZE := -fsanitize=address,undefined,fuzzer-no-link \
	-fno-sanitize-recover=all -mllvm -asan-globals=0
FUZZ_CC ?= clang

ifdef FUZZING
# A second make builds the fuzzers, with another BUILD and another compiler.
FUZZ_OBJS := $(FUZZ_NAMES:%=$(TESTHOST_BUILD)/$(FUZZ_DIR)/fuzz_%.o)
-include $(FUZZ_OBJS:.o=.d)

.SECONDEXPANSION:
$(FUZZ_NAMES:%=$(BUILD)/fuzz_%): $(BUILD)/fuzz_%: \
		$(TESTHOST_BUILD)/$(FUZZ_DIR)/fuzz_%.o $$(OBJS_$(TESTHOST)) $$(HOST_OBJS)
	@echo '  LD     $@'
	@$(CC) -fsanitize=address,undefined,fuzzer $(HOSTED_LDFLAGS) \
		$$($(call wraps,$(FUZZ_DIR)/fuzz_$*.c)) $^ -o $@

# Sources that the host's build does not have (mk/unit.mk).
$(BUILD)/fuzz_linux: \
	$$(patsubst %.c,$(TESTHOST_BUILD)/%.o,$$(LINUX_READERS))
endif

FUZZ_MAKE = $(MAKE) --no-print-directory FUZZING=1 BUILD=$(BUILD)/fuzz \
	CC=$(FUZZ_CC) SANITIZE='$(FUZZ_SANITIZE)'
FUZZ_RUN = $(if $(T),$(filter %$(T),$(FUZZ_NAMES)),$(FUZZ_NAMES))

CHECKS += check-fuzz
.PHONY: check-fuzz fuzzers
fuzzers: | need-fuzz
	+@$(FUZZ_MAKE) $(FUZZ_NAMES:%=$(BUILD)/fuzz/fuzz_%)

check-fuzz: fuzzers ## short runs of the fuzzers (FUZZ_SECONDS, T=name)
	@for name in $(FUZZ_RUN); do \
		found=$(BUILD)/fuzz/corpus/$$name; \
		mkdir -p $$found $(FUZZ_DIR)/corpus/$$name; \
		$(BUILD)/fuzz/fuzz_$$name -max_total_time=$(FUZZ_SECONDS) \
			-timeout=20 -rss_limit_mb=1024 -verbosity=0 \
			-artifact_prefix=$(BUILD)/fuzz/$$name- \
			$$found $(FUZZ_DIR)/corpus/$$name \
			>$(BUILD)/fuzz/$$name.log 2>&1 || { \
			tail -40 $(BUILD)/fuzz/$$name.log; \
			echo "fuzz_$$name failed: $(BUILD)/fuzz/$$name.log"; \
			exit 1; }; \
		echo "fuzz_$$name: $(FUZZ_SECONDS) s without a finding"; \
	done
