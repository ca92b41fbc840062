#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes the code in one place at a time and tells whether the fast tests notice.

    tools/mutate.py [--count 60] [--seed 1] [FILE...]

A mutant is a copy of the tree in which one comparison of a FILE is flipped, one
check dropped, one call skipped, one length or number changed by one, a plus and a
minus exchanged, or one constant replaced by another of its family. It is caught when
one of the programs that TESTS names for the file fails, or does not end in time.
Only the file is compiled and only these programs are linked, by the commands that
make would use. The share that is caught is printed, and each survivor with its line
and the change. A mutant that does not compile is not counted, nor is one that
tests/mutants lists, with a reason, as one that changes nothing. The same seed gives
the same mutants. Without FILEs it is the product and all readers of what comes from
networks, images and firmware: the files in TESTS.
"""
import argparse
import fnmatch
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The programs, without bin/, that test a file, by its name. The first entry that fits
# counts.
SIM = "sim-test_race sim-test_servers sim-test_trouble sim-test_command sim-test_vlan "
TESTS = [
    ("src/net/multibootdhcp.c", "unit/test_multibootdhcp sim-test_servers "
     "sim-test_race sim"),
    ("src/usr/multibootvlan.c", "sim-test_vlan"),
    ("src/net/*.c", SIM + "sim"),
    ("src/usr/*.c", SIM + "unit/test_sweep sim"),
    ("src/hci/commands/*.c", SIM + "unit/test_sweep"),
    ("core/image/bzimage.c", "unit/test_bzimage unit/test_initrd_place unit/test_sweep"),
    ("core/image/initrd.c", "unit/test_bzimage unit/test_initrd_place unit/test_cmd_image "
     "unit/test_sweep"),
    ("core/image/gzip.c", "unit/test_inflate"),
    ("core/image/image.c", "unit/test_image unit/test_cmd_image unit/test_script "
     "unit/test_sweep"),
    ("core/netdev/vlan.c", "unit/test_vlan"),
    ("core/net/tftp.c", "unit/test_tftp unit/test_sweep"),
    ("core/net/http*.c", "unit/test_http unit/test_http_keep unit/test_sweep"),
    ("core/net/download.c", "unit/test_download unit/test_http unit/test_tftp "
     "unit/test_sweep"),
    ("core/net/dhcppkt.c", "unit/test_dhcppkt unit/test_dhcp unit/test_multibootdhcp"),
    ("core/net/dhcp_request.c", "unit/test_dhcppkt unit/test_dhcp sim-test_servers"),
    ("core/net/dhcp*.c", "unit/test_dhcp unit/test_pxebs unit/test_dhcppkt "
     "unit/test_sweep"),
    ("core/net/pxebs.c", "unit/test_pxebs"),
    ("core/net/bootpacket.c", "unit/test_pxe unit/test_efi_image unit/test_dhcppkt"),
    ("core/net/lwip/dns.c", "unit/test_dns unit/test_sweep"),
    ("core/net/lwip/unreachable.c", "unit/test_unreachable"),
    ("core/net/lwip/accept.c", "unit/test_accept"),
    ("core/lib/uri.c", "unit/test_uri unit/test_http unit/test_autoboot"),
    ("core/lib/inflate.c", "unit/test_inflate"),
    ("core/settings/settings_smbios.c", "unit/test_smbios"),
    ("core/drivers/virtio_ring.c", "unit/test_virtio"),
    ("core/drivers/virtio_net.c", "unit/test_virtio"),
    ("core/platform/efi/pe.c", "unit/test_efi_image"),
    ("core/platform/efi/device_path.c", "unit/test_efi_image unit/test_efi_find "
     "unit/test_efi_snp unit/test_efi_native"),
    ("core/platform/linux/pe.c", "unit/test_linux"),
    ("core/platform/pcbios/pxe/*.c", "unit/test_pxe"),
]
# What changes nothing that a test could see: lines "FILE: what: old -> new [line]",
# as they are printed for survivors, each with its reason on the lines that follow.
EQUIVALENT = "tests/mutants"
# Worlds that the simulator plays for a mutant.
WORLDS = "300"
# Seconds after which a program counts as hanging: that many, and a number of times
# what it takes without a change.
LIMIT, LIMIT_TIMES = 10, 10
# Seconds that it may take without one.
LIMIT_FIRST = 600

FLIPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
         "&&": "||", "||": "&&"}
CODE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', re.S)
FLIP = re.compile(r"(?<= )(<=?|>=?|==|!=|&&|\|\|)(?=\s)")
CHECK = re.compile(r"\bif \((?=.*\)(?: \{)?$)", re.M)
CALL = re.compile(r"^\t+(\w+ ?\([^;{}]*\);)$", re.M)
CONSTANT = re.compile(r"(?<![\w.])(\d+)(?![\w.])")
SIGN = re.compile(r"(?<=[\w)\]] )[+-](?= [\w(])")
LENGTH = re.compile(r"\bsizeof ?\( ?[\w>.*\[\]() -]+? ?\)(?=[ ;,)])")
NAME = re.compile(r"\b([A-Z][A-Z0-9]+)_[A-Z0-9_]+\b(?! ?\()")


def blank(text):
    """The text with comments, strings and directives replaced by blanks, as long
    as it was, so that places in it are those in the original."""
    def spaces(match):
        return re.sub(r"[^\n]", " ", match.group())
    text = CODE.sub(spaces, text)
    return re.sub(r"^#(?:.*\\\n)*.*$", spaces, text, flags=re.M)


def condition_end(code, start):
    """The place after the bracket that closes the one at start, or -1."""
    depth = 0
    for at in range(start, len(code)):
        depth += (code[at] == "(") - (code[at] == ")")
        if depth == 0:
            return at + 1
    return -1


def mutants(text):
    """All mutants of a text: (start, end, replacement, what was done)."""
    code = blank(text)
    for m in FLIP.finditer(code):
        yield m.start(), m.end(), FLIPS[m.group()], "flipped"
    for m in CHECK.finditer(code):
        start = m.end() - 1
        end = condition_end(code, start)
        if end > 0:
            yield start, end, f"(0 && {text[start:end]})", "dropped"
    for m in CALL.finditer(code):
        # A line that begins after the end of a statement is no continuation.
        if code[:m.start()].rstrip()[-1:] in set(";{})"):
            yield m.start(1), m.end(1), ";", "skipped"
    for m in CONSTANT.finditer(code):
        value = int(m.group(), 8 if re.fullmatch("0[0-7]+", m.group()) else 10)
        # What is true stays so with 2.
        yield m.start(), m.end(), "0" if value == 1 else str(value + 1), "changed"
    yield from more_mutants(code)


def more_mutants(code):
    """The mutants of blanked code in which a sign, a length or a name is another."""
    for m in SIGN.finditer(code):
        yield m.start(), m.end(), "-" if m.group() == "+" else "+", "exchanged"
    for m in LENGTH.finditer(code):
        yield m.start(), m.end(), f"( {m.group()} - 1 )", "shortened"
    family = {}
    for m in NAME.finditer(code):
        family.setdefault(m[1], set()).add(m.group())
    for m in NAME.finditer(code):
        names = sorted(family[m[1]])
        if len(names) > 1:
            other = names[(names.index(m.group()) + 1) % len(names)]
            yield m.start(), m.end(), other, "replaced"


def choose(root, files, count, seed):
    """That many mutants of the files, as (file, mutant), the same for a seed."""
    every = [(name, m) for name in files
             for m in mutants((root / name).read_text())]
    rng = random.Random(seed)
    return rng.sample(every, min(count, len(every)))


def runs(command, cwd, limit=LIMIT):
    """Whether a command succeeds in time."""
    try:
        return subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL,
                              timeout=limit).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def programs(name):
    """The programs that test a file."""
    for pattern, names in TESTS:
        if fnmatch.fnmatch(name, pattern):
            return names.split()
    sys.exit(f"{name}: TESTS in {sys.argv[0]} names no programs for it")


def all_files():
    """All files that TESTS is for."""
    return sorted({str(path.relative_to(ROOT)) for pattern, _ in TESTS
                   for path in ROOT.glob(pattern)})


class Tree:
    """A copy of the tree whose tests have been built, and how make would build them
    again."""

    def __init__(self, root):
        self.root = root
        self.commands, self.times = {}, {}

    def make(self, *targets):
        done = subprocess.run(["make", "-s", *targets], cwd=self.root, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE)
        if done.returncode != 0:
            sys.exit(f"{' '.join(targets)} cannot be made\n{done.stderr}")

    def recipe(self, name):
        """(commands that compile a file, {program: commands that link it}) for the
        programs that test the file."""
        if name not in self.commands:
            tests = programs(name)
            done = subprocess.run(["make", "-n", "V=1", "-W", name,
                                   *(f"bin/{program}" for program in tests)],
                                  cwd=self.root, check=True, text=True,
                                  stdout=subprocess.PIPE)
            lines = re.sub(r"\\\n\s*", " ", done.stdout).split("\n")
            compiled = [line for line in lines if f" -c {name} " in line]
            linked = {program: [line for line in lines
                                if line.rstrip().endswith(f"-o bin/{program}")]
                      for program in tests}
            if not compiled or not all(linked.values()):
                sys.exit(f"{name} is not in all of {' '.join(tests)}")
            self.commands[name] = compiled, linked
        return self.commands[name]

    def compiles(self, name):
        """Whether the objects of a file can be made."""
        return all(runs(["sh", "-c", line], self.root, 300)
                   for line in self.recipe(name)[0])

    def run(self, program):
        arguments = [WORLDS, "1"] if program == "sim" else []
        limit = LIMIT + LIMIT_TIMES * self.times[program] if program in self.times \
            else LIMIT_FIRST
        return runs([f"./bin/{program}", *arguments], self.root, limit)

    def survives(self, name):
        """Whether every program that tests a file passes."""
        for program in programs(name):
            for line in self.recipe(name)[1][program]:
                if not runs(["sh", "-c", line], self.root, 300):
                    sys.exit(f"bin/{program} cannot be linked")
            if not self.run(program):
                return False
        return True

    def prepare(self, names):
        """Builds the tests of the files and sees them pass without any change."""
        every = sorted({program for name in names for program in programs(name)})
        self.make(*(f"bin/{program}" for program in every))
        for program in every:
            start = time.monotonic()
            if not self.run(program):
                sys.exit(f"bin/{program} fails without any change")
            self.times[program] = time.monotonic() - start


def copy_tree(to):
    """Copies what is needed to build the tests, with the objects there are."""
    shutil.copytree(ROOT, to, symlinks=True, ignore=shutil.ignore_patterns(
        ".git", ".cache", "test-*", "*.efi", "*.rom", "x86_64-*", "arm64-*", "fuzz*"))
    (to / ".cache").symlink_to(ROOT / ".cache")


def show(name, text, mutant, line=True):
    """A mutant as one line, which names the number of its line unless line is False."""
    start, end, replacement, what = mutant
    number = text.count("\n", 0, start) + 1
    old = " ".join(text[start:end].split())
    whole = " ".join(text.splitlines()[number - 1].split())
    return f"{name}:{f'{number}:' if line else ''} {what}: {old} -> " \
           f"{replacement if what != 'dropped' else 0}    [{whole}]"


def read_equivalent(path):
    """The mutants that are listed as ones that change nothing."""
    if not path.exists():
        return set()
    return {line for line in path.read_text().split("\n")
            if line and not line.startswith(("#", " ", "\t"))}


def measure(chosen, root, equivalent, build, passes, minutes):
    """Prints the survivors and the share caught of the mutants of files below root, of
    which none is begun after that many minutes. build(name) tells whether one
    compiles, passes(name) whether it survives."""
    caught = counted = 0
    end = time.monotonic() + 60 * minutes
    for name, mutant in chosen:
        if time.monotonic() > end:
            break
        path = root / name
        text = path.read_text()
        if show(name, text, mutant, line=False) in equivalent:
            continue
        try:
            path.write_text(text[:mutant[0]] + mutant[2] + text[mutant[1]:])
            if build(name):
                counted += 1
                alive = passes(name)
                caught += not alive
                if alive:
                    print(f"survived {show(name, text, mutant)}", flush=True)
        finally:
            path.write_text(text)
        print(f"\r{caught} of {counted} ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if not counted:
        sys.exit("no mutants")
    print(f"caught {caught} of {counted} ({100 * caught / counted:.1f} %)")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=600,
                        help="begin no mutant after that time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tree", type=pathlib.Path,
                        help="change the files there instead of in a copy")
    parser.add_argument("--check", help="a shell command to run instead of TESTS")
    args = parser.parse_args()
    if args.tree:
        chosen = choose(args.tree, args.files, args.count, args.seed)
        measure(chosen, args.tree, read_equivalent(args.tree / EQUIVALENT),
                lambda name: True,
                lambda name: runs(["sh", "-c", args.check], args.tree), args.minutes)
        return
    files = args.files or all_files()
    chosen = choose(ROOT, files, args.count, args.seed)
    names = sorted({name for name, _ in chosen})
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(pathlib.Path(folder) / "tree")
        copy_tree(tree.root)
        tree.prepare(names)
        last = None

        def build(name):
            # The objects of the file before are those of a mutant.
            nonlocal last
            if last and last != name:
                tree.compiles(last)
            last = name
            return tree.compiles(name)
        measure(chosen, tree.root, read_equivalent(ROOT / EQUIVALENT), build,
                tree.survives, args.minutes)


if __name__ == "__main__":
    main()
