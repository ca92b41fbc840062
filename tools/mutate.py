#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes the code in one place at a time and tells whether the fast tests notice.

    tools/mutate.py [--count 60] [--seed 1] [--first 0] [FILE...]
    tools/mutate.py --again OUTPUT

A mutant is a copy of the tree in which one comparison of a FILE is flipped, one
check dropped, one call skipped, one length or number changed by one, a plus and a
minus exchanged, or one constant replaced by another of its family. It is caught when
one of the programs that TESTS names for the file fails, or does not end in time.
Only the file is compiled and only these programs are linked, by the commands that
make would use, and the fastest is run first. The share that is caught is printed, and
each survivor with its line and the change. A mutant that does not compile is not
counted, nor is one that is compiled to the same code as before, nor one that
tests/mutants lists, with a reason, as one that changes nothing. The same seed gives
the same mutants; --first passes over so many of them, which earlier runs have tried.
--again tries those alone that survived in a run whose output it is given. Without
FILEs it is the product and all readers of what comes from networks, images and
firmware: the files in TESTS.
"""
import argparse
import fnmatch
import itertools
import pathlib
import queue
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The programs, without bin/, that test a file, by its name. The first entry that fits
# counts.
SIM = "sim-test_race sim-test_servers sim-test_trouble sim-test_command sim-test_vlan " \
    "sim-test_live sim-test_log "
TESTS = [
    ("src/net/multibootdhcp.c", "unit/test_multibootdhcp sim-test_servers "
     "sim-test_race sim"),
    ("src/usr/multibootvlan.c", "sim-test_vlan"),
    ("src/net/multibootsyslog.c", "unit/test_multibootsyslog sim-test_log sim"),
    ("src/usr/multibootlog.c", "sim-test_log sim"),
    ("src/net/multibootframe.c", "unit/test_multibootdhcp unit/test_multibootsyslog "
     "sim-test_vlan sim"),
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
    ("core/net/http_request.c", "unit/test_http_request unit/test_http"),
    ("core/net/http*.c", "unit/test_http unit/test_http_keep unit/test_sweep"),
    ("core/net/download.c", "unit/test_download unit/test_http unit/test_tftp "
     "unit/test_sweep"),
    ("core/net/dhcppkt.c", "unit/test_dhcppkt unit/test_dhcp unit/test_multibootdhcp"),
    ("core/net/dhcp_request.c", "unit/test_dhcppkt unit/test_dhcp sim-test_servers"),
    ("core/net/dhcp*.c", "unit/test_dhcp unit/test_pxebs unit/test_dhcppkt "
     "unit/test_sweep"),
    ("core/net/pxebs.c", "unit/test_pxebs unit/test_pxebs_boot"),
    ("core/net/bootpacket.c", "unit/test_bootpacket unit/test_pxe "
     "unit/test_efi_image unit/test_dhcppkt"),
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
# Seconds of a processor after which a program counts as hanging: that many, and a
# number of times what it takes without a change. How busy the machine is does not matter.
LIMIT, LIMIT_TIMES = 5, 5
# Seconds after which one counts as hanging that takes no time of a processor.
LIMIT_IDLE = 1200
# Copies of the tree in which mutants are tried at the same time.
TREES = 2
# Mutants of one file that are tried in a copy before its other files.
PORTION = 6

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


def choose(root, files, count, seed, first=0):
    """That many mutants of the files, as (file, mutant), the same for a seed, without
    the first ones."""
    every = [(name, m) for name in files
             for m in mutants((root / name).read_text())]
    random.Random(seed).shuffle(every)
    return every[first:first + count]


def survivors(root, output):
    """The mutants that survived in a run with that output, as (file, mutant)."""
    lines = set(re.findall(r"survived (.*)$", output, re.M))
    files = sorted({line.split(":")[0] for line in lines})
    return [(name, m) for name in files
            for text in [(root / name).read_text()]
            for m in mutants(text) if show(name, text, m) in lines]


def runs(command, cwd, limit=LIMIT_IDLE):
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
        # Seconds of a processor that each program takes without a change.
        self.times = {}
        self.commands = {}

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
            # Without what only a debugger reads, which is most of it.
            linked = {program: [f"{line} -Wl,-S" for line in lines
                                if line.rstrip().endswith(f"-o bin/{program}")]
                      for program in tests}
            if not compiled or not all(linked.values()):
                sys.exit(f"{name} is not in all of {' '.join(tests)}")
            self.commands[name] = compiled, linked
        return self.commands[name]

    def compiles(self, name):
        """Whether the objects of a file can be made."""
        return all(runs(["sh", "-c", line], self.root)
                   for line in self.recipe(name)[0])

    def code(self, name):
        """What a file is compiled to where nothing names places in the source."""
        line = re.sub(r" -fsanitize=\S+| -g(?= )| -MD -MP(?= )| -o \S+", "",
                      self.recipe(name)[0][0])
        made = self.root / "bin/alone.o"
        made.unlink(missing_ok=True)
        runs(["sh", "-c", f"{line} -O2 -w -o {made}"], self.root)
        return made.read_bytes()

    def run(self, program):
        limit = int(LIMIT + LIMIT_TIMES * self.times.get(program, LIMIT_IDLE))
        arguments = f" {WORLDS} 1" if program == "sim" else ""
        return runs(["sh", "-c", f"ulimit -t {limit}; exec ./bin/{program}{arguments}"],
                    self.root)

    def survives(self, name):
        """Whether every program that tests a file passes."""
        for program in sorted(programs(name), key=self.times.get):
            for line in self.recipe(name)[1][program]:
                if not runs(["sh", "-c", line], self.root):
                    sys.exit(f"bin/{program} cannot be linked")
            if not self.run(program):
                return False
        return True

    def prepare(self, names):
        """Builds the tests of the files and sees them pass without any change."""
        every = sorted({program for name in names for program in programs(name)})
        self.make(*(f"bin/{program}" for program in every))
        for program in every:
            before = processor_time()
            if not self.run(program):
                sys.exit(f"bin/{program} fails without any change")
            self.times[program] = processor_time() - before

    def copy(self, root):
        """Returns a copy of this tree. It has no programs, which every mutant links."""
        copy_tree(self.root, root, self.times)
        tree = Tree(root)
        tree.times = self.times
        return tree


def processor_time():
    """Seconds of a processor that all programs took which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def copy_tree(root, to, without=()):
    """Copies what is needed to build the tests, with the objects there are, but without
    some programs."""
    leave_out = shutil.ignore_patterns(
        ".git", ".cache", "test-*", "*.efi", "*.rom", "x86_64-*", "arm64-*", "fuzz*",
        "efi-*", "pcbios-*", "linux-*", "coverage", "plain")
    programs_left_out = {str(root / "bin" / name) for name in without}

    def ignore(folder, names):
        return leave_out(folder, names) | {
            name for name in names if f"{folder}/{name}" in programs_left_out}
    shutil.copytree(root, to, symlinks=True, ignore=ignore)
    (to / ".cache").symlink_to(root / ".cache")


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


class Changed:
    """A file of a tree, as a mutant has it within "with"."""

    def __init__(self, path, mutant):
        self.path, self.mutant, self.text = path, mutant, path.read_text()

    def __enter__(self):
        start, end, replacement, _ = self.mutant
        self.path.write_text(self.text[:start] + replacement + self.text[end:])

    def __exit__(self, *_):
        self.path.write_text(self.text)


class Score:
    """How many mutants were caught, which is printed with each survivor."""

    def __init__(self, equivalent):
        self.equivalent = equivalent
        self.caught = self.counted = self.same = self.listed = 0
        self.lock = threading.Lock()

    def is_listed(self, name, text, mutant):
        """Whether a mutant is listed as one that changes nothing, and is not tried."""
        listed = show(name, text, mutant, line=False) in self.equivalent
        with self.lock:
            self.listed += listed
        return listed

    def note(self, name, text, mutant, alive):
        with self.lock:
            self.counted += 1
            self.caught += not alive
            if alive:
                print(f"survived {show(name, text, mutant)}", flush=True)
            print(f"\r{self.caught} of {self.counted} ", end="", file=sys.stderr, flush=True)

    def note_same(self):
        with self.lock:
            self.same += 1

    def finish(self):
        print(file=sys.stderr)
        if not self.counted:
            sys.exit("no mutants")
        print(f"caught {self.caught} of {self.counted} "
              f"({100 * self.caught / self.counted:.1f} %); not counted: {self.same} with "
              f"the same code, {self.listed} listed in {EQUIVALENT}")


def measure_with(check, root, chosen, score):
    """Tries mutants in a tree where a shell command tells which one is caught."""
    for name, mutant in chosen:
        text = (root / name).read_text()
        if not score.is_listed(name, text, mutant):
            with Changed(root / name, mutant):
                score.note(name, text, mutant, runs(["sh", "-c", check], root))


def measure(tree, name, some, score):
    """Tries some mutants of one file of a tree."""
    text = (tree.root / name).read_text()
    for mutant in some:
        if score.is_listed(name, text, mutant):
            continue
        with Changed(tree.root / name, mutant):
            if not tree.compiles(name):
                continue
            alive = tree.survives(name)
            code = alive and tree.code(name)
        if alive and code == tree.code(name):
            score.note_same()
        else:
            score.note(name, text, mutant, alive)
    tree.compiles(name)


def measure_all(chosen, score, end):
    """Tries mutants of this tree in copies of it; none is begun after the end."""
    with tempfile.TemporaryDirectory() as folder:
        first = Tree(pathlib.Path(folder) / "0")
        copy_tree(ROOT, first.root)
        first.prepare({name for name, _ in chosen})
        trees = queue.Queue()
        trees.put(first)
        for number in range(1, TREES):
            trees.put(first.copy(pathlib.Path(folder) / str(number)))

        def work(name, some):
            tree = trees.get()
            try:
                if time.monotonic() < end:
                    measure(tree, name, some, score)
            finally:
                trees.put(tree)
        with ThreadPoolExecutor(TREES) as pool:
            done = [pool.submit(work, name, [mutant for _, mutant in of_file])
                    for name, of_file in portions(chosen)]
            for one in done:
                one.result()


def portions(chosen):
    """The mutants by file, at most PORTION of one at a time, each as
    (file, [(file, mutant), ...]). They are in no order, so that what has been tried when
    the time is over is a fair sample."""
    chosen = sorted(chosen, key=lambda one: (one[0], one[1][0]))
    found = []
    for name, of_file in itertools.groupby(chosen, key=lambda one: one[0]):
        of_file = list(of_file)
        found += [(name, of_file[at:at + PORTION])
                  for at in range(0, len(of_file), PORTION)]
    random.Random(len(found)).shuffle(found)
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=600,
                        help="begin no mutants after that time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0,
                        help="how many of the mutants of this seed to pass over")
    parser.add_argument("--again", type=pathlib.Path,
                        help="try those that survived in the run with this output")
    parser.add_argument("--tree", type=pathlib.Path,
                        help="change the files there instead of in a copy")
    parser.add_argument("--check", help="a shell command to run instead of TESTS")
    args = parser.parse_args()
    root = args.tree or ROOT
    if args.again:
        chosen = survivors(root, args.again.read_text())
    else:
        chosen = choose(root, args.files or all_files(), args.count, args.seed, args.first)
    score = Score(read_equivalent(root / EQUIVALENT))
    if args.tree:
        measure_with(args.check, root, chosen, score)
    else:
        measure_all(chosen, score, time.monotonic() + 60 * args.minutes)
    score.finish()


if __name__ == "__main__":
    main()
