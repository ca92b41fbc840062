#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes the code in one place at a time and tells whether the fast tests notice.

    tools/mutate.py [--count 60] [--seed 1] FILE...

A mutant is a copy of the tree in which one comparison of a FILE is flipped, one
check dropped, one call skipped, or one constant changed. It is caught when one of
the programs that TESTS names for the file fails, or does not end in time. The
share that is caught is printed, and each survivor with its line. A mutant that
does not compile is not counted. The same seed gives the same mutants.
"""
import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The programs, without bin/, that test a file, by the beginning of its name. The
# first entry that fits counts.
TESTS = [
    ("src/net/multibootdhcp", "unit/test_multibootdhcp sim-test_servers sim-test_race"),
    ("src/usr/multibootvlan", "sim-test_vlan"),
    ("src/", "sim-test_race sim-test_servers sim-test_trouble sim-test_command "
             "sim-test_vlan unit/test_sweep sim"),
    ("core/image/bzimage", "unit/test_bzimage unit/test_initrd_place unit/test_sweep"),
    ("core/image/initrd", "unit/test_bzimage unit/test_initrd_place"),
    ("core/image/", "unit/test_image unit/test_cmd_image unit/test_sweep"),
    ("core/netdev/vlan", "unit/test_vlan"),
    ("core/net/tftp", "unit/test_tftp unit/test_sweep"),
    ("core/net/http", "unit/test_http unit/test_http_keep unit/test_sweep"),
    ("core/net/download", "unit/test_download unit/test_http unit/test_sweep"),
    ("core/net/lwip/dns", "unit/test_dns"),
    ("core/net/", "unit/test_dhcp unit/test_dhcppkt unit/test_pxebs unit/test_sweep"),
    ("core/lib/uri", "unit/test_uri"),
    ("core/lib/inflate", "unit/test_inflate"),
    ("core/settings/", "unit/test_settings unit/test_expand unit/test_smbios"),
]
# Worlds that the simulator plays for a mutant.
WORLDS = "500"
# Seconds after which a program counts as hanging.
LIMIT = 60

FLIPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
         "&&": "||", "||": "&&"}
CODE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', re.S)
FLIP = re.compile(r"(?<= )(<=?|>=?|==|!=|&&|\|\|)(?=\s)")
CHECK = re.compile(r"\bif \((?=.*\)(?: \{)?$)", re.M)
CALL = re.compile(r"^\t+(\w+ ?\([^;{}]*\);)$", re.M)
CONSTANT = re.compile(r"(?<![\w.])(\d+)(?![\w.])")


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
        yield m.start(), m.end(), str(int(m.group(), 8 if re.fullmatch("0[0-7]+", m.group())
                                          else 10) + 1), "changed"


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
    for start, names in TESTS:
        if name.startswith(start):
            return names.split()
    sys.exit(f"{name}: TESTS in {sys.argv[0]} names no programs for it")


def compiles(tree, name):
    """Whether the object of a mutant can be made."""
    objects = (tree / "bin").glob("testhost-*")
    target = [str((o / name).with_suffix(".o").relative_to(tree)) for o in objects]
    return runs(["make", "-s", *target], tree, 300)


def survives(tree, name):
    """Whether every program that tests a file passes."""
    for program in programs(name):
        path = f"bin/{program}"
        if not runs(["make", "-s", path], tree, 300):
            sys.exit(f"{path} cannot be made")
        arguments = [WORLDS, "1"] if program == "sim" else []
        if not runs([f"./{path}", *arguments], tree):
            return False
    return True


def copy_tree(to):
    """Copies what is needed to build the tests, with the objects there are."""
    shutil.copytree(ROOT, to, symlinks=True, ignore=shutil.ignore_patterns(
        ".git", ".cache", "test-*", "*.efi", "*.rom", "x86_64-*", "arm64-*", "fuzz*"))
    (to / ".cache").symlink_to(ROOT / ".cache")


def show(name, text, mutant):
    start, end, replacement, what = mutant
    line = text.count("\n", 0, start) + 1
    old = " ".join(text[start:end].split())
    whole = " ".join(text.splitlines()[line - 1].split())
    return f"{name}:{line}: {what}: {old} -> {replacement if what != 'dropped' else 0}" \
           f"    [{whole}]"


def measure(tree, chosen, check, minutes):
    """Prints the survivors and the share caught of the mutants in a tree, of which
    none is begun after that many minutes."""
    caught = counted = 0
    end = time.monotonic() + 60 * minutes
    for name, mutant in chosen:
        if time.monotonic() > end:
            break
        path = tree / name
        text = path.read_text()
        path.write_text(text[:mutant[0]] + mutant[2] + text[mutant[1]:])
        if check or compiles(tree, name):
            counted += 1
            alive = runs(["sh", "-c", check], tree) if check else survives(tree, name)
            caught += not alive
            if alive:
                print(f"survived {show(name, text, mutant)}", flush=True)
        path.write_text(text)
    if not counted:
        sys.exit("no mutants")
    print(f"caught {caught} of {counted} ({100 * caught // counted} %)")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE")
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
        measure(args.tree, chosen, args.check, args.minutes)
        return
    chosen = choose(ROOT, args.files, args.count, args.seed)
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder) / "tree"
        copy_tree(tree)
        for name in args.files:
            if not survives(tree, name):
                sys.exit(f"{name}: the tests fail without any change")
        measure(tree, chosen, args.check, args.minutes)


if __name__ == "__main__":
    main()
