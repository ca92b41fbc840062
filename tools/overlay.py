#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Put the overlay (src/) into an iPXE tree, and take it out again.

    overlay.py install DIR
    overlay.py uninstall DIR

Everything is looked at first and changed afterwards: what is refused changes
nothing. Which files are ours, and how
they looked when we put them there, stands in a list in the folder
src/config/local/multiboot of that tree, which its git ignores.
"""

import hashlib
import os
import re
import shlex
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"
CONFIG = Path("config/local/multiboot")
LIST = CONFIG / "installed"
TITLE = "# What multiboot put here: sha256, file; folders it made. Do not edit."

# Files by which an iPXE tree is recognized.
MARKERS = ("Makefile", "config/config.c", "include/ipxe/command.h",
           "include/ipxe/netdevice.h", "include/usr/autoboot.h")

# Files that the list may name. None is outside of the overlay's folders.
OURS = re.compile(r"(hci/commands|usr|net|include/usr|arch/x86/interface/pcbios"
                  r"|interface/efi)/multiboot\w+\.[ch]"
                  r"|config/local/multiboot/(settings\.h|general\.h|boot\.ipxe)")
FOLDER = re.compile(r"config/local(/multiboot)?")


class Refused(Exception):
    """Nothing was changed; the text says why."""


def digest(data):
    return hashlib.sha256(data).hexdigest()


def find_tree(name):
    """The src folder of the iPXE tree NAME."""
    top = Path(name)
    if not top.is_dir():
        raise Refused(f"{name}: no such folder")
    if lacks(top / "src"):
        if not lacks(top):
            raise Refused(f"{name} is the src folder of an iPXE tree: give "
                          f"the one above, IPXE={shlex.quote(str(top / '..'))}")
        raise Refused(f"{name} is not an iPXE tree: it has no "
                      f"src/{lacks(top / 'src')[0]}")
    return top / "src"


def lacks(src):
    return [marker for marker in MARKERS if not (src / marker).is_file()]


def our_files():
    """What this release installs: {relative path: bytes}. Dotfiles are for
    editors and stay here."""
    files = {}
    for path in sorted(SOURCE.rglob("*")):
        name = path.relative_to(SOURCE).as_posix()
        if (path.is_file() and OURS.fullmatch(name) and
                not path.name.startswith(".")):
            files[name] = path.read_bytes()
    if not files:
        raise Refused(f"{SOURCE}: nothing to install there")
    return files


def read_list(src):
    """What an earlier release left: ({path: sha256}, [folders])."""
    path = src / LIST
    if not os.path.lexists(path):
        return {}, []
    files, folders = {}, []
    lines = read_file(path).decode("utf-8", "replace").splitlines()
    for line in lines[1:]:
        first, _, name = line.partition("  ")
        if re.fullmatch(r"[0-9a-f]{64}", first) and OURS.fullmatch(name):
            files[name] = first
        elif first == "folder" and FOLDER.fullmatch(name):
            folders.append(name)
        else:
            lines = []
            break
    if lines[:1] != [TITLE]:
        raise Refused(f"{path} is damaged: compare the files in the tree with "
                      "those of this project, then remove it")
    return files, folders


def write_list(files, folders):
    lines = [TITLE, *(f"{digest(data)}  {name}"
                      for name, data in sorted(files.items())),
             *(f"folder  {name}" for name in folders)]
    return ("\n".join(lines) + "\n").encode()


def read_file(path):
    """A file's bytes, or None if there is none."""
    for parent in path.parents:
        if os.path.lexists(parent) and not parent.is_dir():
            raise Refused(f"{parent} is in the way: it is no folder")
    if not os.path.lexists(path):
        return None
    if path.is_symlink() or not path.is_file():
        raise Refused(f"{path} is in the way: it is no plain file")
    return path.read_bytes()


def look(src, names, files, known):
    """What is in the tree of these names; refuses what is not ours."""
    found, strange = {}, []
    for name in names:
        data = read_file(src / name)
        if data is None:
            continue
        found[name] = data
        if digest(data) in (digest(files.get(name, b"")), known.get(name)):
            continue
        strange.append(f"{src / name} "
                       f"{'was changed' if name in known else 'is not ours'}")
    if strange:
        raise Refused("; ".join(strange) + ": move it away or restore it first "
                      "(docs/ipxe.md, Upgrade)")
    return found


def change(src, before, after, make, drop):
    """Bring files from one state to another.

    before, after: {path: bytes}; make, drop: folders, outermost first. What
    may fail for want of room comes first, under other names; then files are
    renamed and removed, each in one step."""
    made, written = [], []
    try:
        for name in make:
            (src / name).mkdir()
            made.append(src / name)
        for name in sorted(after):
            if before.get(name) != after[name]:
                written.append(src / name)
                write(beside(src / name), after[name])
    except OSError as error:
        for path in written:
            if beside(path).exists():
                beside(path).unlink()
        for path in reversed(made):
            path.rmdir()
        raise Refused(f"{error.filename}: {error.strerror}; "
                      "nothing was changed") from error
    for path in written:
        os.replace(beside(path), path)
    for name in before.keys() - after.keys():
        (src / name).unlink()
    for name in reversed(drop):
        if (src / name).is_dir() and not any((src / name).iterdir()):
            (src / name).rmdir()


def beside(path):
    return path.with_name(f".{path.name}.new")


def write(path, data):
    path.write_bytes(data)


def install(top):
    src = find_tree(top)
    files = our_files()
    known, folders = read_list(src)
    before = look(src, sorted(files.keys() | known.keys()), files, known)
    make = [name for name in ("config/local", CONFIG.as_posix())
            if not os.path.lexists(src / name)]
    folders += make
    after = dict(files)
    after[LIST.as_posix()] = write_list(files, folders)
    listed = read_file(src / LIST)
    if listed is not None:
        before[LIST.as_posix()] = listed
    new = sum(before.get(name) != data for name, data in after.items())
    change(src, before, after, make, [])
    print(f"{src}: {'multiboot is in' if new else 'multiboot was in already'}"
          f" ({len(files)} files). Build it there, for example:\n")
    print(f"  make -C {shlex.quote(str(src))} CONFIG=multiboot "
          f"EMBED={CONFIG / 'boot.ipxe'} bin/1af41000.rom")


def uninstall(top):
    src = find_tree(top)
    files = our_files()
    known, folders = read_list(src)
    # With a list, what is not in it is the user's, as an earlier release did not
    # have that file.
    before = look(src, sorted(known or files), files, known)
    listed = read_file(src / LIST)
    if listed is not None:
        before[LIST.as_posix()] = listed
    elif before:
        folders = [CONFIG.as_posix()]
    change(src, before, {}, [], folders)
    if before:
        print(f"{src}: multiboot is out. Build without CONFIG=multiboot and "
              "EMBED= from now on.")
    else:
        print(f"{src}: multiboot was not in.")


def main(arguments):
    actions = {"install": install, "uninstall": uninstall}
    if len(arguments) != 2 or arguments[0] not in actions:
        sys.exit("usage: overlay.py install|uninstall DIR")
    try:
        actions[arguments[0]](arguments[1])
    except Refused as reason:
        sys.exit(f"{arguments[0]}: {reason}")
    except OSError as error:
        sys.exit(f"{arguments[0]}: {error.filename}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
