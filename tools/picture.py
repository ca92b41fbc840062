#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The pictures in README.md (make picture).

    tools/picture.py CONSOLE MENU

CONSOLE is a VM's console as a small animated SVG: each line appears when it did.
Four NICs: a lease with nothing to boot, silence, the boot server, silence.
Where an SVG is shown without animation, all lines are there at once.
MENU is a PNG of the screen with the menu of `multiboot --menu`.
"""

import os
import re
import sys
from xml.sax.saxutils import escape

import run
from lab import Firmware, Lab, LabError, Vm, need_rights

COLUMNS = 80
ROW, CHARACTER, MARGIN = 18, 8.1, 16
HEAD = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" \
height="{height}" viewBox="0 0 {width} {height}" role="img">
<title>{title}</title>
<style>
text {{ font: 13.5px "DejaVu Sans Mono", Menlo, Consolas, monospace; \
fill: #d8dee9; white-space: pre; animation: show 1ms both }}
.key {{ fill: #a3be8c }}
@keyframes show {{ from {{ opacity: 0 }} }}
</style>
<rect width="100%" height="100%" rx="8" fill="#1f2430"/>
"""
TITLE = "The console of a VM with four NICs, of which the third boots Linux"
UUID = "8a7c2f10-53d4-4c1b-9d52-0e6f1b3a7c44"
# The lines that name the NIC that boots, and those that Linux prints about it.
KEY = re.compile(r"net2: |HELLO|COMMAND LINE|MARKER")


def record():
    """[(seconds from the start, line)] from the BIOS to Linux' greeting."""
    with Lab(4) as lab:
        lab.segment(0).dnsmasq()
        run.serve(lab.segment(2))
        with Vm(lab, Firmware.named("rom")) as vm:
            vm.wait_for("^MARKER .*", run.LIMIT)
            vm.wait_off()
            return lines(vm.console)


def lines(console):
    """Lines that hold something, each with the moment it began."""
    found, start = [], 0
    for line in console.text.split("\n"):
        if line.strip():
            moment = next(at for at, length in console.times if length > start)
            found.append((moment - console.started, line.rstrip()))
        start += len(line) + 1
    return found


def draw(recorded):
    rows = [(at, line[i:i + COLUMNS]) for at, line in recorded
            for i in range(0, len(line), COLUMNS)]
    width = round(2 * MARGIN + COLUMNS * CHARACTER)
    svg = HEAD.format(width=width, height=2 * MARGIN + len(rows) * ROW,
                      title=TITLE)
    for number, (at, line) in enumerate(rows):
        key = ' class="key"' if KEY.match(line) else ""
        svg += (f'<text x="{MARGIN}" y="{MARGIN + number * ROW + 13}"{key} '
                f'style="animation-delay:{at:.2f}s">{escape(line)}</text>\n')
    return svg + "</svg>\n"


def show_menu(path):
    """The screen with the menu, the fourth NIC selected."""
    with Lab(4) as lab, Vm(lab, "lkrn", vga="std", link_down=[1],
                           extra=["-uuid", UUID],
                           cmdline="multiboot --menu --menu-timeout 0") as vm:
        vm.wait_for_screen("continue with the next boot device", run.LIMIT)
        vm.key(*["down"] * 4)
        vm.wait_for_screen("^> net3", run.LIMIT)
        vm.qmp.command("screendump", filename=os.path.abspath(path),
                       format="png")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    need_rights()
    picture = draw(record())
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(picture)
    show_menu(sys.argv[2])
    for path in sys.argv[1:]:
        print(f"{path}: {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, LabError) as error:
        sys.exit(f"picture: {error}")
