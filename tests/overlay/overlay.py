# SPDX-License-Identifier: GPL-2.0-or-later
"""The overlay src/ as the checks see it: its files, the list of interfaces it
may use, a scratch tree with nothing but the listed headers, and a compiler
with the flags that count."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
HEADERS = ROOT / "core" / "include"
# Headers of single platforms, which the core does not offer.
PLATFORM_HEADERS = ROOT / "tests" / "overlay" / "include"
CC = os.environ.get("CC", "gcc")

# The kinds of lines in interfaces.txt.
KINDS = ("header", "function", "macro", "struct", "field", "taken")

# As a build of the firmware compiles them, and stricter where that costs
# nothing. The freestanding compiler headers are all there is besides ours.
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
            "-Wstrict-prototypes", "-Wmissing-prototypes",
            "-Wformat-nonliteral", "-Wcast-align", "-Wvla", "-Wundef"]
# The stack is 4 kB, and a boot nests scripts, downloads and this.
FRAME_MAX = 768
CHAIN_MAX = 1800
# As builds for a BIOS and for UEFI compile.
ARCH = {
    32: ["-m32", "-march=i386", "-mregparm=3", "-mrtd", "-freg-struct-return",
         "-DPLATFORM_pcbios"],
    64: ["-m64", "-mno-red-zone", "-DPLATFORM_efi"],
}


class Interfaces:
    """interfaces.txt: a set of names for each kind; fields by struct."""

    def __init__(self, text):
        self.names = {kind: set() for kind in KINDS}
        self.fields = {}
        for number, line in enumerate(text.splitlines(), 1):
            words = line.split("#")[0].lstrip("+ ").split()
            if not words:
                continue
            if words[0] not in KINDS or len(words) < 2:
                raise ValueError(f"interfaces.txt:{number}: {line}")
            if words[0] == "field":
                self.fields.setdefault(words[1], set()).update(words[2:])
            elif words[1] in self.names[words[0]]:
                raise ValueError(f"interfaces.txt:{number}: twice: {line}")
            else:
                self.names[words[0]].add(words[1])

    def __getattr__(self, kind):
        try:
            return self.names[kind]
        except KeyError:
            raise AttributeError(kind) from None


def interfaces():
    return Interfaces((Path(__file__).parent / "interfaces.txt").read_text())


def files(pattern="*"):
    """The overlay's files of that pattern, as paths relative to src/; what
    is for editors is not installed."""
    return sorted(path.relative_to(SRC) for path in SRC.rglob(pattern)
                  if path.is_file() and not path.name.startswith("."))


def sources():
    return files("*.c")


def code(path, keep_strings=False):
    """A file's text without comments and, unless asked, without strings."""
    text = (SRC / path).read_text()
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    if not keep_strings:
        text = re.sub(r'"(?:\\.|[^"\\])*"', '""', text)
    return text


def included(text):
    return re.findall(r"^\s*#\s*include\s*<([^>]+)>", text, flags=re.M)


def scratch_tree(path, listed, edit=None):
    """A folder with the listed headers and what these include themselves.
    edit: {header: function(text) -> text}, for headers of other versions."""
    todo = ["compiler.h", *sorted(listed)]
    done = set()
    while todo:
        name = todo.pop()
        source = HEADERS / name
        if not source.exists():
            source = PLATFORM_HEADERS / name
        if name in done or not source.exists():
            continue
        done.add(name)
        text = source.read_text()
        todo += included(text)
        if edit and name in edit:
            changed = edit[name](text)
            assert changed != text, f"{name}: nothing was changed"
            text = changed
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return path


def compiler_include():
    return subprocess.run([CC, "-print-file-name=include"], text=True,
                          stdout=subprocess.PIPE, check=True).stdout.strip()


def command(path, include, bits, *extra):
    name = path.stem.replace("-", "_")
    return [CC, *ARCH[bits], "-std=gnu99", "-ffreestanding", "-Os",
            "-fno-pie", "-fno-stack-protector", "-fno-strict-aliasing",
            *WARNINGS, "-nostdinc", "-isystem", compiler_include(),
            "-I", str(include), "-I", str(SRC / "include"),
            "-include", "compiler.h", f"-DOBJECT={name}",
            f"-DERRFILE=ERRFILE_{name}", *extra]


def run(arguments):
    return subprocess.run(arguments, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def compile_all(include, bits, out):
    """Compile all of the overlay into a folder; what the compiler said."""
    said = []
    for path in sources():
        done = run([*command(path, include, bits,
                             f"-Wframe-larger-than={FRAME_MAX}",
                             "-fcallgraph-info=su"), "-c", str(SRC / path),
                    "-o", str(out / f"{path.stem}.o")])
        if done.returncode:
            said.append(done.stdout)
    return "".join(said)


def symbols(objects, *flags):
    """Names in the symbol tables, by file."""
    found = {}
    for path in objects:
        done = run(["nm", "-P", *flags, str(path)])
        assert done.returncode == 0, done.stdout
        found[path.stem] = {line.split()[0]
                            for line in done.stdout.splitlines()}
    return found


def stack_chain(folder):
    """The deepest chain of calls within the overlay: bytes and functions."""
    size, calls = {}, {}
    for path in folder.glob("*.ci"):
        text = path.read_text()
        for title, label in re.findall(
                r'node: \{ title: "([^"]+)" label: "([^"]+)"', text):
            stack = re.search(r"(\d+) bytes", label)
            if stack:
                size[plain(title)] = int(stack.group(1)) + 8
        for source, target in re.findall(
                r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"', text):
            calls.setdefault(plain(source), set()).add(plain(target))

    def deepest(name, above):
        assert name not in above, f"recursion: {above}"
        below = [deepest(callee, (*above, name))
                 for callee in calls.get(name, ()) if callee in size]
        most = max(below, default=(0, ()))
        return size[name] + most[0], (name, *most[1])

    return max(deepest(name, ()) for name in size)


def plain(title):
    """The function of a node: static ones carry their file."""
    return title.split(":")[-1].split(".")[0]
