#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The order of the rooms: no file of the core includes anything from above it.

    tools/layers.py           check, and say which includes point upward
    tools/layers.py --dot     the rooms and what they include, for graphviz

The order stands in core/layers. A header in core/include belongs to the room
that names it there, any other file to the room of its folder. A header that no
room names, or two name, is an error as well: the list stays complete.
"""

import fnmatch
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = "core/layers"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
# Headers of the compiler, and of lwIP, which core/net uses.
FOREIGN = re.compile(r"(stdint|stddef|stdarg|stdbool|limits)\.h$|lwip/|netif/")
HEADER_FOLDERS = ("core/include", "src/include")


def fail(text):
    sys.exit(f"layers: {text}")


class Room:
    def __init__(self, name, level, folders):
        self.name, self.level, self.folders = name, level, folders
        self.headers = []


def read_rooms(root):
    """The rooms of core/layers, lowest first."""
    rooms = []
    for number, line in enumerate((root / LIST).read_text().split("\n"), 1):
        line = line.split("#")[0]
        named = re.match(r"(\w+):(.*)", line)
        if named:
            rooms.append(Room(named[1], len(rooms), named[2].split()))
        elif line.strip() and not rooms:
            fail(f"{LIST}:{number}: headers before the first room")
        elif line.strip():
            rooms[-1].headers += line.split()
    return rooms


def room_of_header(rooms, name):
    """The room that names a header, or None."""
    found = [room for room in rooms
             if any(fnmatch.fnmatch(name, known) for known in room.headers)]
    if len(found) > 1:
        fail(f"<{name}> is named by {found[0].name} and {found[1].name}")
    return found[0] if found else None


def room_of_file(rooms, name):
    """The room that a file of the tree (a relative path) belongs to, or None."""
    for folder in HEADER_FOLDERS:
        if name.startswith(folder + "/"):
            return room_of_header(rooms, name[len(folder) + 1:])
    for room in rooms:
        if any(name.startswith(folder + "/") for folder in room.folders):
            return room
    return None


def included(root, path, quoted, name):
    """The path, relative to the tree, of what a line includes; the name of a
    header in angle brackets as core/include would have it."""
    beside = (path.parent / name)
    if quoted and beside.exists():
        return str(beside.resolve().relative_to(root))
    return f"{HEADER_FOLDERS[0]}/{name}"


def files(root):
    for folder in ("core", "src"):
        for path in sorted((root / folder).rglob("*.[chS]")):
            yield path, str(path.relative_to(root))


def check(root):
    """Complaints, and for each pair of rooms how many includes there are."""
    rooms = read_rooms(root)
    complaints, arrows = [], defaultdict(int)
    for path, name in files(root):
        room = room_of_file(rooms, name)
        if not room:
            complaints.append(f"{name}: no room of {LIST} has it")
            continue
        for quote, header in INCLUDE.findall(path.read_text()):
            if FOREIGN.search(header):
                continue
            target = included(root, path, quote == '"', header)
            other = room_of_file(rooms, target)
            if not other and not (root / target).exists():
                continue    # the build's or the host's own
            if not other:
                complaints.append(f"{name}: no room of {LIST} has <{header}>")
                continue
            arrows[room.name, other.name] += 1
            if other.level > room.level:
                complaints.append(
                    f"{name}: {room.name} includes <{header}> of "
                    f"{other.name}, which is above it")
    return complaints, arrows


def draw(arrows):
    print("digraph rooms {\n\trankdir=BT;")
    for (room, other), count in sorted(arrows.items()):
        if room != other:
            print(f'\t{room} -> {other} [label="{count}"];')
    print("}")


def main():
    root = Path(sys.argv[sys.argv.index("--root") + 1]).resolve() \
        if "--root" in sys.argv else ROOT
    complaints, arrows = check(root)
    if "--dot" in sys.argv:
        draw(arrows)
    for complaint in complaints:
        print(complaint)
    if complaints:
        fail(f"{len(complaints)} complaints; {LIST} has the order")


if __name__ == "__main__":
    main()
