#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How long from QEMU's start to the boot script's first line, and how long
the race itself takes on the wire: ours beside Debian's stock iPXE ROM.

    make bench                      medians of five runs
    bench/race.py --runs 9 --stock  more runs, and stock iPXE with 8 NICs, too

All in one run, on one machine, with dnsmasq told `no-ping`. The race is from
the first DISCOVER on any wire to the winner's ACK, taken from the captures;
for stock iPXE it includes the NICs it tried in vain.
"""

import argparse
import os
import statistics
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "qemu"))

from lab import Lab, LabError, Vm, need_rights  # noqa: E402

ROW = "{:<12} {:>4} {:>4}  {:>12} {:>21} {:>12}"


def measure(firmware, nics, live, limit):
    """(ms to the script's first line, ms of the race on the wire)."""
    with Lab(nics) as lab:
        lab.segment(live).dnsmasq(boot="boot.ipxe", files={
            "boot.ipxe": "#!ipxe\necho SCRIPT BEGINS\n"})
        with Vm(lab, firmware) as vm:
            begun = vm.moment(vm.wait_for("SCRIPT BEGINS", limit))
        messages = [message for segment in lab.segments
                    for message in segment.dhcp()]
    first = min(m.time for m in messages if m.type == "DISCOVER")
    ack = max(m.time for m in messages if m.type == "ACK")
    return begun * 1000, (ack - first) * 1000


def layout(firmware, nics, live, runs, limit=60):
    """Measure some runs, print their row, return the median to the script."""
    label = f"{firmware}, {nics} NICs"
    results = []
    for number in range(runs):
        if sys.stderr.isatty():
            print(f"\r{label}: run {number + 1} of {runs} ", end="",
                  file=sys.stderr, flush=True)
        results.append(measure(firmware, nics, live, limit))
    if sys.stderr.isatty():
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr, flush=True)
    begun, race = zip(*results)
    median = statistics.median(begun)
    print(ROW.format(firmware, nics, live + 1, f"{median:.0f}",
                     f"{min(begun):.0f} to {max(begun):.0f}",
                     f"{statistics.median(race):.1f}"), flush=True)
    return median


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--stock", action="store_true",
                        help="stock iPXE with 8 NICs, too: two minutes a run")
    options = parser.parse_args()
    need_rights()
    print(ROW.format("firmware", "NICs", "live", "script (ms)",
                     "from least to most", "race (ms)"))
    for firmware in ("rom", "lkrn"):
        one = layout(firmware, 1, 0, options.runs)
        eight = layout(firmware, 8, 7, options.runs)
        print(f"    8 NICs take {eight / one:.2f} times as long as 1")
    layout("stock-rom", 1, 0, options.runs)
    if options.stock:
        layout("stock-rom", 8, 7, options.runs, 400)


if __name__ == "__main__":
    try:
        main()
    except LabError as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit("\nbench: ended by Ctrl-C")
