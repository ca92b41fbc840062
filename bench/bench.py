#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Benchmarks, side by side: stock iPXE, ours and any other firmware in the
same VMs, on the same wires, from the same servers; docs/benchmarks.md.

    make bench                  all points, five runs each, downloads 15; hours,
                                resumable
    make bench QUICK=1          a few points, in about six minutes
    make bench FIRMWARE=path    another firmware, too
    make bench ONLY=regex       the points whose name it matches; the tables
                                show what is there of the others

Stock firmware's hours need not be repeated: its points in docs/benchmarks.csv stay
where a full run has not measured them.

What is measured is kept in $(BUILD)/bench; a point that is complete there is
not measured again unless the firmware's image has changed.
"""

import argparse
import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "qemu"))

import boot  # noqa: E402
import download  # noqa: E402
import linux  # noqa: E402
import post  # noqa: E402
import report  # noqa: E402
import uefi  # noqa: E402
from lab import LabError, need_rights  # noqa: E402
from lab.firmware import build_folder  # noqa: E402
from points import FIRMWARES, identity, plan, runs_of  # noqa: E402
from store import Store  # noqa: E402

MEASURE = {"boot": boot.measure, "download": download.measure,
           "floor": linux.floor, "bare": boot.bare, "post": post.measure,
           "uefi": uefi.measure}


def say(text):
    print(text, file=sys.stderr, flush=True)


def available(firmware):
    """Those that can be measured here; a message about each other one."""
    if boot.MENU and not Path(boot.MENU).is_file():
        raise LabError(f"MENU={boot.MENU}: no such file")
    names = list(FIRMWARES)
    if firmware and firmware not in names:
        names.append(firmware)
    chosen = []
    for name in names:
        try:
            identity(name)
        except (LabError, OSError) as error:
            if name == firmware:
                raise LabError(str(error)) from error
            say(f"bench: without {name}: {error}")
            continue
        if name == "stock-lkrn" and not boot.MENU:
            say(f"bench: without {name}: MENU=path names its menu script")
            continue
        chosen.append(name)
    return chosen


class Progress:
    """Which run of how many, and about how long the rest takes."""

    def __init__(self, todo):
        self.todo = todo
        self.done = 0
        self.expected = sum(point.expected for point, _ in todo)
        self.start = time.monotonic()
        self.past = 0

    def show(self, point, number, runs):
        factor = (time.monotonic() - self.start) / self.past \
            if self.past else 1
        left = (self.expected - self.past) * factor / 60
        say(f"[{self.done + 1}/{len(self.todo)}] {point.label}: run "
            f"{number} of {runs}; about {left:.0f} min left")

    def add(self, point):
        self.done += 1
        self.past += point.expected


def turn(run):
    """Where a run comes. Downloads of the same kind alternate between the
    firmwares, so that what the machine does meanwhile hits them all; all else
    is measured a point at a time, the fast ones first."""
    point, number = run
    if point.kind == "download":
        return (1, point.how, number)
    return (0, point.expected)


def measure_all(wanted, store, only=""):
    """Measure what is missing of {point: runs}, or of those whose name the
    regular expression matches; the results there are then, of all points."""
    known = {point: store.runs(point, identity(point.firmware))
             for point in wanted}
    todo = sorted(((point, number) for point, runs in wanted.items()
                   for number in range(len(known[point]), runs)
                   if re.search(only, point.name)), key=turn)
    done = sum(len(runs) for runs in known.values())
    say(f"bench: {len(wanted)} points, {len(todo)} runs to do, "
        f"{done} are there already")
    progress = Progress(todo)
    for point, number in todo:
        progress.show(point, number + 1, wanted[point])
        known[point] = store.add(point, identity(point.firmware),
                                 MEASURE[point.kind](point))
        progress.add(point)
    return {point: runs for point, runs in known.items() if runs}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int, help="default 5, downloads 15; quick: 1 or 3")
    parser.add_argument("--firmware", help="another image, by its path")
    parser.add_argument("--only", default="", metavar="REGEX",
                        type=re.compile, help="points to measure, by name")
    parser.add_argument("--note", default="", help="a sentence on how this "
                        "run was made, to stand above the tables")
    options = parser.parse_args()
    need_rights()
    quick = options.quick
    folder = build_folder() / "bench" / ("quick" if quick else "full")
    firmwares = available(options.firmware)
    wanted = {point: options.runs or runs_of(point, quick)
              for point in plan(firmwares, quick)}
    results = measure_all(wanted, Store(folder), options.only)
    csv = folder / "benchmarks.csv"
    published = ROOT / "docs" / "benchmarks.csv"
    report.write_csv(csv, results, firmwares, options.note,
                     [] if quick else report.read_csv(published))
    print(report.text(report.read_csv(csv)))
    target = folder if quick else ROOT / "docs"
    say("bench: " + ", ".join(report.publish(csv, target)))


if __name__ == "__main__":
    try:
        main()
    except LabError as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit("\nbench: ended by Ctrl-C; the next run goes on from here")
