#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What takes the room: the linked bytes of every folder and of the largest
files, from the linker's map, before compression; then the finished images.

    tools/sizes.py MAP IMAGE...
"""

import os
import re
import sys
from collections import Counter

# " .text.name  0xaddress  0xsize file.o"; long names have a line of their own.
PART = re.compile(r"^ (\.\S+)?\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S+\.o)$")
LOADED = re.compile(r"^\.(text|rodata|data|tables?|tbl|got|rela?)\b")
LARGEST = 20


def linked(lines):
    """Bytes a file, of what is loaded; .bss takes no room in an image."""
    total = Counter()
    name = begun = ""
    for line in lines:
        begun = begun or line.startswith("Linker script and memory map")
        alone = re.match(r"^ (\.\S+)$", line)
        name = alone[1] if alone else name
        part = PART.match(line)
        section = part and (part[1] or name)
        if begun and section and LOADED.match(section):
            # Strings that occur several times are merged into the first file.
            owner = "all strings" if ".str" in section else source(part[3])
            total[owner] += int(part[2], 16)
    return total


def source(path):
    """bin/pcbios/core/net/tftp.o, .cache/lwip/src/x.o: the part that counts."""
    found = re.search(r"((?:core|src|lwip)/.*)\.o$", path)
    return found[1] if found else path


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        files = linked(file.read().split("\n"))
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
