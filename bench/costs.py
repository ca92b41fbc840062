#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts what boots and downloads cost, beside stock iPXE: docs/costs.csv, and
the first part of docs/benchmarks.md, made of that alone.

    make costs            all layouts, some minutes
    make costs QUICK=1    some layouts; prints the tables, docs/ stays as it is

What is counted depends neither on the machine nor on what else it does
(tests/qemu/lab/costs.py), except downloads by HTTP, of which the least of three
is taken."""

import argparse
import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "qemu"))

import report  # noqa: E402
from lab import LabError, costs  # noqa: E402
from tables import table  # noqa: E402

OURS = ("rom", "lkrn")
STOCK = "stock-rom"
# So many NICs, and whether they are behind bridges.
LAYOUTS = ((1, False), (4, False), (16, False), (26, False), (60, True),
           (120, True), (200, True))
QUICK_LAYOUTS = ((1, False), (16, False))
HTTP_RUNS = 3
FIELDS = ("kind", "image", "nics", "bridges", "metric", "value")
BEGIN, END = "<!-- costs -->", "<!-- end of costs -->"
COUNTED = ("accesses", "discover", "script", "visits", "frames", "octets",
           "pages")


def say(text):
    print(text, file=sys.stderr, flush=True)


def boots(layouts):
    """Rows of all boots. Stock firmware takes its NICs in turn, and one alone
    is five thousand million instructions."""
    for nics, bridges in layouts:
        for image in (*OURS, STOCK) if nics == 1 else OURS:
            say(f"costs: {image}, {nics} NICs")
            found = costs.boot(image, nics, bridges).beyond(
                costs.bios(image, nics, bridges))
            where = {"kind": "boot", "image": image, "nics": nics,
                     "bridges": int(bridges)}
            for metric in COUNTED:
                if image == STOCK and metric == "visits":
                    continue
                yield {**where, "metric": metric, "value": found.named(metric)}
            for device, count in sorted(found.accesses.items()):
                yield {**where, "metric": f"device {device}", "value": count}


def downloads():
    for image in (*OURS, STOCK):
        for scheme, mib in costs.DOWNLOAD_MIB.items():
            say(f"costs: {image}, {mib} MiB by {scheme}")
            runs = [costs.download(image, scheme, mib) for _ in
                    range(HTTP_RUNS if scheme == "http" else 1)]
            best = min(runs, key=lambda run: run.instructions)
            for metric in ("instructions", "accesses", "frames"):
                yield {"kind": scheme, "image": image, "nics": 1, "bridges": 0,
                       "metric": metric,
                       "value": round(best.named(metric) / mib)}


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [{**row, "nics": int(row["nics"]), "value": int(row["value"]),
                 "bridges": int(row["bridges"])} for row in csv.DictReader(file)]


# --- the page

def value(rows, **wanted):
    for row in rows:
        if all(row[key] == what for key, what in wanted.items()):
            return row["value"]
    return None


def number(count):
    return "" if count is None else f"{count:,}"


def millions(count):
    return "" if count is None else f"{count / 1e6:,.1f}"


def shown(metric):
    return millions if metric in ("discover", "script", "instructions") \
        else number


def summary(rows):
    """The page's first lines."""
    said = []
    for image, name in (("rom", "Our ROM"), (STOCK, "Debian's iPXE ROM")):
        found = {metric: value(rows, kind="boot", image=image, nics=1,
                               metric=metric) for metric in COUNTED}
        if found["accesses"] is not None:
            said.append(f"{name} boots from one NIC with "
                        f"{number(found['accesses'])} device accesses, "
                        f"{millions(found['script'])} million instructions "
                        f"and {found['frames']} frames.")
    yield " ".join(said) + "\n"


def boot_table(rows):
    lines, before = [], {}
    for row in rows:
        if row["kind"] != "boot" or row["metric"] != COUNTED[0]:
            continue
        image, nics = row["image"], row["nics"]
        got = {metric: value(rows, kind="boot", image=image, nics=nics,
                             metric=metric) for metric in COUNTED}
        where = f"{nics}, behind bridges" if row["bridges"] else str(nics)
        lines.append([image, where, *(shown(m)(got[m]) for m in COUNTED)])
        few, bridges, old = before.get(image, (nics, None, None))
        if bridges == row["bridges"]:
            each = {m: (got[m] - old[m]) / (nics - few) for m in COUNTED}
            lines.append([image, f"each from {few} on", *(
                f"{each[m] / 1e6:.3f}" if shown(m) is millions
                else f"{each[m]:.1f}" for m in COUNTED)])
        before[image] = nics, row["bridges"], got
    order = {name: at for at, name in enumerate((*OURS, STOCK))}
    lines.sort(key=lambda line: order[line[0]])
    yield "### A boot, beyond what the BIOS does\n"
    yield from table(["image", "NICs", "accesses", "10^6 instructions to the "
                      "DISCOVER", "to the script", "calls to the BIOS",
                      "frames", "bytes sent", "pages"], lines)


def device_table(rows):
    names = sorted({row["metric"] for row in rows
                    if row["metric"].startswith("device ")})
    columns = [(image, nics) for nics in (1, 16) for image in (*OURS, STOCK)
               if value(rows, kind="boot", image=image, nics=nics,
                        metric="accesses") is not None]
    lines = [[name.split(" ", 1)[1], *(
        number(value(rows, kind="boot", image=image, nics=nics, metric=name))
        for image, nics in columns)] for name in names]
    yield "### Accesses by device\n"
    yield from table(["device", *(f"{image}, {nics}" for image, nics
                                  in columns)],
                     [line for line in lines if any(line[1:])])


def download_table(rows):
    lines = [[scheme, what, *(
        shown(what)(value(rows, kind=scheme, image=image, metric=what))
        for image in (*OURS, STOCK))]
             for scheme in costs.DOWNLOAD_MIB
             for what in ("instructions", "accesses", "frames")
             if value(rows, kind=scheme, image="rom", metric=what) is not None]
    if lines:
        yield "### A MiB of a download\n"
        yield from table(["by", "what (instructions: 10^6)", *OURS, STOCK],
                         lines)


def text(rows):
    return "\n".join(line for part in (summary, boot_table, device_table,
                                       download_table) for line in part(rows))


def publish(page, rows):
    report.fill(page, page, text(rows), BEGIN, END)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    rows = list(boots(QUICK_LAYOUTS if quick else LAYOUTS))
    rows += downloads() if not quick else []
    if not quick:
        write(ROOT / "docs" / "costs.csv", rows)
        rows = read(ROOT / "docs" / "costs.csv")
        publish(ROOT / "docs" / "benchmarks.md", rows)
    print(text(rows))


if __name__ == "__main__":
    try:
        main()
    except LabError as error:
        sys.exit(f"costs: {error}")
