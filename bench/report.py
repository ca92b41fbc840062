#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""From results to a CSV file, and from that, and that alone, to tables and
plots. The same CSV gives the same bytes.

    bench/report.py CSV FOLDER    FOLDER/benchmarks.md and FOLDER/images/*.svg
"""

import csv
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import tables

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FIELDS = ("kind", "firmware", "nics", "live", "losers", "how", "mib", "metric",
          "runs", "median", "least", "most")
BEGIN, END = "<!-- results -->", "<!-- end of results -->"


def write_csv(path, results, firmwares, note="", earlier=()):
    """results: {point: [{metric: number}, ...]}; note: see tables.about();
    earlier: rows of another run, of which those of stock firmware stay where
    this one has not measured their point, with the note that belongs to them."""
    from points import image_file
    measured = {place(point.dict()) for point in results}
    rows = [line for line in earlier if is_stock(line["firmware"])
            and place(line) not in measured and line["kind"] != "size"]
    if rows:
        rows += [line for line in earlier if line["metric"] == "note"]
    for point, runs in results.items():
        for metric in sorted({name for run in runs for name in run}):
            values = [run.get(metric, 0) if metric.startswith("sent ")
                      else run[metric] for run in runs
                      if metric in run or metric.startswith("sent ")]
            rows.append(row(point.dict(), metric, values))
    for name in firmwares:
        size = image_file(name).stat().st_size
        rows.append(row({"kind": "size", "firmware": label(name)}, "bytes",
                        [size]))
    rows.append(row({"kind": "about", "how": qemu_version()}, "qemu", [0]))
    if note:
        rows.append(row({"kind": "about", "how": note}, "note", [0]))
    rows = sorted(rows, key=lambda r: [str(r.get(f, "")) for f in FIELDS[:8]])
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def is_stock(firmware):
    return firmware.startswith(("stock", "ovmf"))


def place(where):
    """What tells a point from others, in a point and in a row alike."""
    return tuple(str(where.get(field) or "") for field in FIELDS[:7])


def row(where, metric, values):
    where = dict(where, firmware=label(where.get("firmware", "")))
    number = "{:.3f}".format
    return {**where, "metric": metric, "runs": len(values),
            "median": number(statistics.median(values)),
            "least": number(min(values)), "most": number(max(values))}


def label(firmware):
    """A firmware that was named by its path goes by its file name."""
    return os.path.basename(firmware)


def qemu_version():
    said = subprocess.run([os.environ.get("QEMU", "qemu-system-x86_64"),
                           "--version"], text=True, stdout=subprocess.PIPE)
    return re.search(r"version (\S+)", said.stdout)[1]


def read_csv(path):
    """Rows as dicts, with numbers where numbers stand."""
    numbers = {"nics": int, "live": int, "mib": int, "runs": int,
               "median": float, "least": float, "most": float}
    with open(path, newline="", encoding="utf-8") as file:
        return [{key: numbers[key](value) if key in numbers and value
                 else value for key, value in line.items()}
                for line in csv.DictReader(file)]


def text(rows):
    """All tables, as Markdown."""
    return "\n".join(tables.all_tables(rows))


def publish(source, folder):
    """Write the page, the plots and the CSV into a folder, and the figures in
    README.md if that is docs/; their paths."""
    import costs
    import plots
    folder = Path(folder)
    (folder / "images").mkdir(parents=True, exist_ok=True)
    rows = read_csv(source)
    copy = folder / "benchmarks.csv"
    if copy.resolve() != Path(source).resolve():
        shutil.copyfile(source, copy)
    made = plots.draw(rows, folder / "images")
    page = folder / "benchmarks.md"
    shown = "\n".join(f"![{tables.CAPTIONS[path.stem]}](images/{path.name})\n"
                      for path in made)
    fill(HERE / "benchmarks.md", page, f"{shown}\n{text(rows)}")
    costs.publish(page, costs.read(ROOT / "docs" / "costs.csv"))
    written = [page, copy, *made]
    if folder.resolve() == ROOT / "docs":
        readme = ROOT / "README.md"
        fill(readme, readme, "\n".join(tables.summary(rows)))
        written.append(readme)
    return [os.path.relpath(path) for path in written]


def fill(template, page, results, first=BEGIN, last=END):
    """Write a page: the template with the results between its two marks."""
    head, begin, rest = template.read_text(encoding="utf-8").partition(first)
    _, end, tail = rest.partition(last)
    if not (begin and end):
        sys.exit(f"{template}: no {first} ... {last} in it")
    page.write_text(f"{head}{first}\n\n{results}\n{last}{tail}",
                    encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print("\n".join(publish(*sys.argv[1:])))
