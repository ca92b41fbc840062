# SPDX-License-Identifier: GPL-2.0-or-later
"""Plots of the results as SVG, the same bytes from the same numbers."""

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({
    "svg.hashsalt": "multiboot", "svg.fonttype": "none",
    "font.family": "sans-serif", "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.alpha": 0.3})

from matplotlib import pyplot  # noqa: E402
from matplotlib.ticker import NullFormatter, ScalarFormatter  # noqa: E402

from tables import CAPTIONS, HOW, one, order, select  # noqa: E402

NO_DATES = {"Date": None, "Creator": None}


def draw(rows, folder):
    """Draw all; the paths of the pictures there was something for."""
    made = []
    for name, painter in (("boot-time", boot_time), ("throughput", throughput),
                          ("rom-size", rom_size)):
        figure, axes = pyplot.subplots(figsize=(7, 3.8))
        if painter(axes, rows):
            axes.set_title(CAPTIONS[name], fontsize=11)
            figure.tight_layout()
            path = folder / f"{name}.svg"
            figure.savefig(path, metadata=NO_DATES)
            made.append(path)
        pyplot.close(figure)
    return made


def boot_time(axes, rows):
    """Only the last NIC is alive: the time over how many there are."""
    boots = [row for row in select(rows, kind="boot", metric="script_ms",
                                   losers="silent")
             if row["live"] == row["nics"] - 1 or (row["nics"], row["live"])
             == (4, 2) and not select(rows, kind="boot", nics=4, live=3)]
    if not boots:
        return False
    counts = sorted({row["nics"] for row in boots})
    for name in order(boots):
        line = sorted((row["nics"], row["median"] / 1000, row["least"] / 1000,
                       row["most"] / 1000)
                      for row in select(boots, firmware=name))
        nics, median, least, most = zip(*line)
        axes.errorbar(nics, median, marker="o", capsize=3, label=name, yerr=(
            [m - low for m, low in zip(median, least)],
            [high - m for m, high in zip(median, most)]))
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.yaxis.set_major_formatter(ScalarFormatter())
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("NICs, of which only the last has a boot server")
    axes.set_ylabel("seconds")
    axes.legend(frameon=False)
    return True


def throughput(axes, rows):
    found = select(rows, kind="download", metric="mib_per_s")
    ways = [how for how in HOW if select(found, how=how)]
    names = [*order(found), "linux"]
    height = 0.8 / len(names)
    for index, name in enumerate(names):
        values = [one(found, how=how, firmware=name) for how in ways]
        axes.barh([way + index * height for way in range(len(ways))],
                  [value["median"] if value else 0 for value in values],
                  height, label=name)
    axes.set_yticks([way + 0.4 - height / 2 for way in range(len(ways))],
                    [HOW[how] for how in ways])
    axes.set_xscale("log")
    axes.set_xlim(left=1)
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.invert_yaxis()
    axes.set_xlabel("MiB/s")
    axes.legend(frameon=False)
    return bool(found)


def rom_size(axes, rows):
    found = select(rows, kind="size")
    names = order(found)
    bars = axes.barh(names, [one(found, firmware=name)["median"] / 1024
                             for name in names])
    axes.bar_label(bars, fmt="%.0f", padding=3)
    axes.invert_yaxis()
    axes.set_xlabel("KiB")
    return bool(found)
