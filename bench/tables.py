# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of the results, in Markdown."""

from points import FIRMWARES, LOSERS, UEFI_FIRMWARES

CAPTIONS = {
    "boot-time": "From power-on to the boot script, over the number of NICs",
    "throughput": "Download rates",
    "rom-size": "Sizes of the images",
}

HOW = {
    "http": "HTTP (Python)",
    "tftp": "TFTP (dnsmasq, no windows)",
    "tftp-window": "TFTP (atftpd, windows)",
    "tftp-no-window": "TFTP (atftpd, no windows)",
}

MEMORY = (
    ("rom_area_bytes", "bytes of option ROM area", 1),
    ("base_kib", "KiB of base memory", -1),
    ("used_kib", "KiB of memory above 1 MiB touched", 1),
)


def order(rows):
    """Firmwares in the order they are shown: stock, ours, others."""
    names = {row["firmware"] for row in rows}
    known = [name for name in FIRMWARES if name in names]
    return known + sorted(names - set(known) - {"", "linux", "bios"})


def select(rows, **wanted):
    return [row for row in rows
            if all(row[key] == value for key, value in wanted.items())]


def one(rows, **wanted):
    found = select(rows, **wanted)
    return found[0] if found else None


def spread(row, digits=0):
    """Median, and from least to most."""
    if row is None:
        return ""
    return (f"{row['median']:.{digits}f} ({row['least']:.{digits}f} to "
            f"{row['most']:.{digits}f})")


def table(head, lines):
    return ["| " + " | ".join(head) + " |",
            "| " + " | ".join("---" for _ in head) + " |",
            *("| " + " | ".join(line) + " |" for line in lines), ""]


def boot_times(rows):
    """One line a layout, one column a firmware, for each way to count."""
    boots = select(rows, kind="boot")
    if not boots:
        return
    names = order(boots)
    layouts = sorted({(row["nics"], row["losers"] != "silent", row["losers"],
                       row["live"]) for row in boots})
    for metric, title, digits in (
            ("script_ms", "From QEMU's start to the boot script, ms", 0),
            ("race_ms", "From the first DHCPDISCOVER to the winner's "
                        "DHCPACK, ms", 1)):
        lines = []
        for nics, _, losers, live in layouts:
            cells = [cell(one(boots, nics=nics, live=live, losers=losers,
                              firmware=name, metric=metric),
                          one(boots, nics=nics, live=live, losers=losers,
                              firmware=name, metric="failed"), digits)
                     for name in names]
            others = LOSERS[losers] if nics > 1 else ""
            lines.append([str(nics), str(live + 1), others, *cells])
        yield f"### {title}\n"
        yield from table(["NICs", "alive", "the others", *names], lines)
        yield from floor_line(rows, metric, digits)


PARTS = (("race_ms", "the race"), ("fetch_ms", "the script"))


def parts(rows):
    """Whose time it is, a line a layout and firmware."""
    boots = select(rows, kind="boot", losers="silent")
    if not select(boots, metric="fetch_ms"):
        return
    layouts = sorted({(row["nics"], row["live"]) for row in boots})
    lines = [[str(nics), str(live + 1), name, *(
        spread(one(boots, nics=nics, live=live, firmware=name, metric=metric),
               1) for metric, _ in PARTS)]
             for nics, live in layouts for name in order(boots)]
    yield "### Parts of that time, ms\n"
    yield from table(["NICs", "alive", "firmware",
                      *(title for _, title in PARTS)], lines)


def cell(row, failed, digits):
    said = [spread(row, digits)] if row else []
    if failed:
        said.append(f"did not boot: {failed['runs']}")
    return ", ".join(said)


def floor_line(rows, metric, digits):
    row = one(rows, kind="floor", metric=metric)
    if row:
        yield ("The floor, Linux's own clients on the same server: "
               f"{spread(row, digits)} ms.\n")


def downloads(rows):
    found = select(rows, kind="download", metric="mib_per_s")
    names = [*order(found), "linux"]
    if not found:
        return
    lines = [[HOW[how], *(spread(one(found, how=how, firmware=name), 1)
                          for name in names)]
             for how in HOW if select(found, how=how)]
    yield "### Downloads, MiB/s\n"
    yield from table(["", *names], lines)


def post(rows):
    found = select(rows, kind="post", metric="init_ms")
    if not found:
        return
    yield "### In POST, ms for each NIC that carries the ROM\n"
    yield from table(["firmware", "ms"], [
        [name, spread(one(found, firmware=name), 1)] for name in order(found)])


def uefi(rows):
    """Boots under UEFI: one line a layout, one column a firmware."""
    boots = select(rows, kind="uefi")
    names = [name for name in UEFI_FIRMWARES if select(boots, firmware=name)]
    layouts = sorted({(row["nics"], row["live"]) for row in boots})
    if not boots:
        return
    yield "### Under UEFI: from QEMU's start to the boot script, ms\n"
    yield from table(["NICs", "alive", *names], [
        [str(nics), str(live + 1), *(
            cell(*(one(boots, nics=nics, live=live, firmware=name,
                       metric=wanted) for wanted in ("script_ms", "failed")), 0)
            for name in names)]
        for nics, live in layouts])


def packets(rows):
    """What a VM sends, for the largest layout up to 4 NICs that all have."""
    boots = [row for row in select(rows, kind="boot", losers="silent")
             if row["metric"].startswith("sent ")]
    layouts = {(row["nics"], row["live"]) for row in boots if row["nics"] <= 4}
    if not layouts:
        return
    nics, live = max(layouts)
    if (4, 2) in layouts:
        nics, live = 4, 2
    chosen = select(boots, nics=nics, live=live)
    keys = sorted({row["metric"] for row in chosen})
    names = order(chosen)
    lines = [[*key.split(" ")[1:], *(
        f"{row['median']:.0f}" if row else "0" for row in
        (one(chosen, metric=key, firmware=name) for name in names))]
             for key in keys]
    yield (f"### Packets sent, by NIC and type ({nics} NICs, number "
           f"{live + 1} alive, the others silent)\n")
    yield from table(["NIC", "type", *names], lines)


def sizes(rows):
    found = select(rows, kind="size")
    if not found:
        return
    yield "### Size of the image, bytes\n"
    yield from table(["firmware", "bytes"], [
        [name, f"{one(found, firmware=name)['median']:.0f}"]
        for name in order(found)])


def memory(rows):
    """What the firmware has used more than the BIOS alone."""
    boots = select(rows, kind="boot", losers="silent")
    names = order(boots)
    lines = []
    for metric, title, sign in MEMORY:
        alone = one(rows, kind="bare", metric=metric)
        for nics in (1, 8):
            cells = []
            for name in names:
                row = one(boots, nics=nics, live=nics - 1, firmware=name,
                          metric=metric)
                cells.append(f"{sign * (row['median'] - alone['median']):.0f}"
                             if row and alone else "")
            if any(cells):
                lines.append([title, str(nics), *cells])
    if lines:
        yield "### Memory, beyond what the BIOS alone uses\n"
        yield from table(["", "NICs", *names], lines)


def about(rows):
    """What it was measured with, how often, and the notes that were given."""
    qemu = one(rows, kind="about", metric="qemu")
    runs = [row["runs"] for row in rows if row["kind"] == "boot"]
    if qemu and runs:
        least = min(runs)
        yield (f"QEMU {qemu['how']}; medians (from least to most) of {least} "
               f"run{'s' * (least > 1)} or more.\n")
    for note in select(rows, kind="about", metric="note"):
        yield note["how"] + "\n"


SUMMARY_NAMES = {
    "stock-rom": "Debian's iPXE ROM", "stock-lkrn": "`ipxe.lkrn` with a menu "
    "script", "rom": "our ROM", "lkrn": "our `multiboot.lkrn`",
}
SUMMARY_LAYOUTS = ((1, 0, "1 NIC"), (4, 2, "4 NICs, the third alive"),
                   (8, 7, "8 NICs, the eighth alive"),
                   (16, 15, "16 NICs, the sixteenth alive"))


def summary(rows):
    """What README.md shows: medians, in seconds and MiB/s."""
    lines = []
    for nics, live, label in SUMMARY_LAYOUTS:
        found = select(rows, kind="boot", nics=nics, live=live,
                       losers="silent", metric="script_ms")
        lines.append([label, *(median(found, name, 0.001, 2)
                               for name in SUMMARY_NAMES)])
    for how, label in (("http", "HTTP, MiB/s"),
                       ("tftp-no-window", "TFTP, MiB/s"),
                       ("tftp-window", "TFTP, the server grants windows, MiB/s")):
        found = select(rows, kind="download", how=how, metric="mib_per_s")
        lines.append([label, *(median(found, name, 1, 0)
                               for name in SUMMARY_NAMES)])
    yield from table(["", *SUMMARY_NAMES.values()], lines)


def median(rows, firmware, factor, digits):
    row = one(rows, firmware=firmware)
    return f"{row['median'] * factor:.{digits}f}" if row else ""


def all_tables(rows):
    for part in (about, boot_times, parts, post, uefi, downloads, packets,
                 sizes, memory):
        yield from part(rows)
