#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What takes the room: the linked bytes of every folder and of the largest
files, before compression; then the finished images.

    tools/sizes.py ELF IMAGE...
"""

import os
import re
import subprocess
import sys
from collections import Counter

# A line of nm's output, "address size type name file:line", for a symbol that is not
# in .bss.
SYMBOL = re.compile(r"^\S+ (\S+) [tTrRdD] \S+(?:\t(.*):\d+)?$")
SECTION = re.compile(r"^\.(?:text|join|rodata|data) +(\d+)")
LARGEST = 20


def output(*command):
    """The lines a program prints."""
    return subprocess.run(command, check=True, capture_output=True,
                          text=True).stdout.splitlines()


def linked(elf):
    """Bytes a file: that of the function, or what is inlined at its start."""
    total = Counter()
    for line in output("nm", "-S", "-l", "--defined-only", elf):
        symbol = SYMBOL.match(line)
        if symbol:
            total[source(symbol[2])] += int(symbol[1], 16)
    sections = sum(int(section[1]) for section in
                   map(SECTION.match, output("size", "-A", elf)) if section)
    total["strings and assembly"] = sections - sum(total.values())
    return total


def source(path):
    """bin/../core/net/tftp.c, .cache/lwip/src/x.c: the part that counts."""
    found = re.search(r"((?:core|src|lwip)/.*)$", path or "")
    return found[1] if found else "others"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    files = linked(sys.argv[1])
    folders = Counter()
    for name, size in files.items():
        folders[os.path.dirname(name) or name] += size
    for title, counts in (("folder", folders.most_common()),
                          ("file", files.most_common(LARGEST))):
        print(f"{'bytes':>8}  {title}")
        for name, size in counts:
            print(f"{size:8}  {name}")
        print()
    print(f"{sum(files.values()):8}  linked")
    for path in sys.argv[2:]:
        print(f"{os.path.getsize(path):8}  {path}")


if __name__ == "__main__":
    main()
