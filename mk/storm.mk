# SPDX-License-Identifier: GPL-2.0-or-later
#
# Many machines at once (bench/storm.py); docs/scale.md has what came of it.
#
#   make storm MACHINES=50        as many, of 4 NICs each
#   make storm SERVER=kea         against that server only: dnsmasq or kea

MACHINES ?= 200
.PHONY: storm
storm: linux $(SERVER_FILES) | need-qemu ## 200 machines that start at once, against dnsmasq and Kea
	@$(LAB_ENV) $(PYTHON) bench/storm.py --machines $(MACHINES) \
		$(if $(SERVER),--server $(SERVER))
