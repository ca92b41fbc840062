#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The deepest use of the stack that the call graph of a linked image allows.

    tools/stackuse.py [--path] [--all] [--root DIR] PLATFORM=ELF...

The graph is that of the finished code, after inlining and link-time optimization:
objdump's listing of the image is followed instruction by instruction, which gives
the bytes of stack in use at each call. Calls through pointers are resolved by the
source line that debug information names: `x->open ( ... )` may call whatever the
sources store in a member `open`. What that does not find, where a graph starts, how
deep recursion goes and how much stack a platform has stands in core/stack:

    start PLATFORM FUNCTION...      where the stack is empty
    part PLATFORM FUNCTION...       the same for code with a stack of its own in an
                                    image that has more
    limit PLATFORM BYTES of BYTES   what may be used, and what there is
    pointer NAME: TARGET...         what a source line with NAME ( ... ) may call;
                                    `file.c:NAME` in that file only
    calls FUNCTION: TARGET...       further calls, as from assembly or the firmware
    firmware PATTERN...             headers whose members are the firmware's functions
    recursion FUNCTION N            it is on the stack N times at most

A function is `name` or `file.c:name`, and may have `*`; `type.name` as a target stands
for what that member of structs of that type holds, `-` for nothing of this image. The tool fails
when a call through a pointer has no target, when a function is never reached (so
that an edge is missing), when recursion has no bound, when an entry is of no use, and
when the limit is exceeded; then it prints the deepest path with the bytes of each frame.
"""
import argparse
import bisect
import collections
import fnmatch
import functools
import os
import re
import sys
from pathlib import Path

from stackcode import Arm64, Unknown, X86, follow, read_image

ROOT = Path(__file__).resolve().parents[1]
LIST = "core/stack"
SOURCES = ("core/**/*.c", "core/**/*.h", "src/**/*.c", "src/**/*.h")
ASSIGNED = re.compile(r"(?:\.|->)(\w+)\s*=\s*&?\s*(\w+)\s*(?=[,;}\n])")
# Names that are called, also as a member, in a list, or by a macro.
NAMED = re.compile(r"\b(\w+)(?:\[[^\]]*\])?\)?\s*\(")
MEMBER = re.compile(r"(?:->|\.)\s*(\w+)(?=(?:\[[^\]]*\])?\)?\s*\()")
INITIALISED = re.compile(r"^(?:static |const )*struct (\w+) \w[^;={]*=\s*\{(.*?)(?:^\}|\};)",
                         re.M | re.S)
DECLARED = re.compile(r"\(\s*(?:\w+\s+)?\*\s*(\w+)\s*\)\s*\(")


def fail(lines):
    for line in lines:
        print(f"stackuse: {line}", file=sys.stderr)
    sys.exit(1)


# --- the sources and the list

class Members:
    """Which functions the members of structs hold, by the sources: {member or
    (struct, member): {(file, function)}}."""

    def __init__(self, root, files):
        """files: the sources of the image, some of which may lie elsewhere."""
        self.holds = collections.defaultdict(set)
        for name in {str(path.relative_to(root)) for pattern in SOURCES
                     for path in root.glob(pattern)} | files:
            if (root / name).is_file():
                self.read(name, (root / name).read_text())

    def read(self, name, text):
        for m in ASSIGNED.finditer(text):
            self.holds[m[1]].add((name, m[2]))
        for struct in INITIALISED.finditer(text):
            for m in ASSIGNED.finditer(struct[2]):
                self.holds[struct[1], m[1]].add((name, m[2]))


class Listed:
    """core/stack."""

    def __init__(self, root):
        self.starts, self.limits = {}, {}
        self.calls, self.pointers = {}, {}
        self.recursion, self.firmware, self.folder = {}, set(), "-"
        self.used, self.parts = set(), set()
        text = re.sub(r"#.*", "", (root / LIST).read_text())
        text = re.sub(r"\n[ \t]+", " ", text)
        for line in text.split("\n"):
            words = line.split()
            if words:
                self.take(root, words, line)

    def take(self, root, words, line):
        kind = words[0]
        if kind in ("start", "part"):
            self.starts[words[1]] = words[2:]
            self.parts |= {words[1]} if kind == "part" else set()
        elif kind == "limit" and words[3] == "of":
            self.limits[words[1]] = (int(words[2]), int(words[4]))
        elif kind == "calls" and words[1].endswith(":"):
            self.calls.setdefault(words[1][:-1], []).extend(words[2:])
        elif kind == "pointer" and words[1].endswith(":"):
            self.pointers.setdefault(words[1][:-1], []).extend(words[2:])
        elif kind == "recursion":
            self.recursion[words[1]] = int(words[2])
        elif kind == "firmware":
            for pattern in words[1:]:
                self.folder = pattern.split("/include/")[0] + "/"
                for path in root.glob(pattern):
                    self.firmware |= set(DECLARED.findall(path.read_text()))
        else:
            fail([f"{LIST}: {line.strip()}"])

    def entries(self):
        """What the list says of functions: {(kind, name)}."""
        return {("calls", name) for name in self.calls} | \
            {("pointer", name) for name in self.pointers} | \
            {("recursion", name) for name in self.recursion}

    def is_firmware(self, file, members):
        """Whether a file calls one of the firmware's functions."""
        return file.startswith(self.folder) and not self.firmware.isdisjoint(members)


class Graph:
    """The functions of an image with all their calls."""

    def __init__(self, root, objdump, elf):
        self.root, self.errors = root, []
        self.functions, kind = read_image(root, objdump, elf)
        machine = Arm64() if "aarch64" in kind else X86(64 if "64" in kind else 32)
        self.listed = Listed(root)
        self.members = Members(root, {f.file for f in self.functions if f.file})
        self.by_name = collections.defaultdict(list)
        for function in self.functions:
            self.by_name[function.name].append(function)
        starts = [f.address for f in self.functions]

        def at_address(address, following=False):
            place = bisect.bisect_right(starts, address) - 1
            if following:
                return self.functions[place + 1] if place + 1 < len(starts) else None
            return self.functions[max(place, 0)]
        for function in self.functions:
            if function.foreign:
                continue
            try:
                follow(function, machine, at_address,
                       lambda place: place and "switch (" in self.line(*place))
            except Unknown as problem:
                self.errors.append(f"{function}: {problem}")
        self.resolve()

    def named(self, pattern):
        """Functions of that name or pattern, `file.c:name` or `name`."""
        file, _, name = pattern.rpartition(":")
        names = [name] if name in self.by_name else \
            fnmatch.filter(self.by_name, name) if "*" in name else []
        return [f for n in names for f in self.by_name[n]
                if not file or fnmatch.fnmatch(os.path.basename(f.file or ""), file)]

    def held(self, member):
        """Functions that a member may hold."""
        found = set()
        for file, name in self.members.holds.get(member, ()):
            found |= {f for f in self.by_name.get(name, ())
                      if f.file == file or not self.is_static(file, name)}
        return found

    @functools.lru_cache(None)
    def is_static(self, file, name):
        """Whether a function is known to its own file only."""
        return re.search(rf"^static\b[^;{{}}=]*\b{name}\s*\(", self.text(file), re.M)

    @functools.lru_cache(None)
    def text(self, file):
        path = self.root / file
        return path.read_text() if path.is_file() else ""

    def targets(self, listed):
        found = set()
        for target in listed:
            if "." in target and ".c:" not in target and ".S:" not in target:
                found |= self.held(tuple(target.split(".")))
            elif target != "-":
                found |= set(self.named(target))
        return found

    @functools.lru_cache(None)
    def line(self, file, number):
        """A line of a source, with the next when a bracket ends it."""
        lines = self.text(file).split("\n")
        if number > len(lines):
            return ""
        return " ".join(lines[number - 1:number + 1]) \
            if lines[number - 1].rstrip().endswith(("(", "->")) else lines[number - 1]

    def by_source(self, place):
        """Targets of the call through a pointer in that line, or None."""
        if not place:
            return None
        file, text = os.path.basename(place[0]), self.line(*place)
        known, found = False, set()
        for name in NAMED.findall(text):
            for key in (f"{file}:{name}", name):
                if key in self.listed.pointers:
                    self.listed.used.add(("pointer", key))
                    found |= self.targets(self.listed.pointers[key])
                    known = True
                    break
            else:
                if self.held(name) and name in MEMBER.findall(text) and \
                        not self.listed.is_firmware(place[0], [name]):
                    found |= self.held(name)
                    known = True
        if known or self.listed.is_firmware(place[0], MEMBER.findall(text)):
            return found
        return None

    def resolve(self):
        """Adds the calls that core/stack lists and those through pointers."""
        extra = {}
        for key, listed in self.listed.calls.items():
            for function in self.named(key):
                self.listed.used.add(("calls", key))
                extra.setdefault(function, set()).update(self.targets(listed))
        for function in self.functions:
            if function.foreign:
                continue
            more = extra.get(function)
            for target in more or ():
                self.add(function, target, max([function.frame] + [
                    used for used, _ in function.pointers]))
            for used, place in function.pointers:
                found = self.by_source(place)
                if found is None:
                    self.errors.append(
                        f"{function} calls through a pointer at "
                        f"{':'.join(map(str, place)) if place else 'no known line'}: {LIST} "
                        f"must say what ({self.line(*place).strip() if place else '?'})")
                for target in found or ():
                    self.add(function, target, used)

    @staticmethod
    def add(function, target, used):
        function.calls[target] = max(used, function.calls.get(target, 0))

    def reached(self, starts):
        seen, queue = set(starts), list(starts)
        while queue:
            for target in queue.pop().calls:
                if target not in seen:
                    seen.add(target)
                    queue.append(target)
        return seen


# --- the deepest path

def components(nodes):
    """Strongly connected sets of functions: {function: number of its set}, and the
    sets (Tarjan, without recursion)."""
    index, low, on, stack, sets = {}, {}, set(), [], []
    for root in nodes:
        if root in index:
            continue
        work = [(root, iter(root.calls))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on.add(root)
        while work:
            node, rest = work[-1]
            for target in rest:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on.add(target)
                    work.append((target, iter(target.calls)))
                    break
                if target in on:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    members = set()
                    while True:
                        member = stack.pop()
                        on.discard(member)
                        members.add(member)
                        if member is node:
                            break
                    sets.append(members)
    return {f: i for i, s in enumerate(sets) for f in s}, sets


def find_cycle(nodes, barred):
    """A cycle among the nodes that has none of the barred ones, as a list, or None."""
    state, path = {}, []

    def visit(node):
        state[node] = 1
        path.append(node)
        for target in node.calls:
            if target not in nodes or target in barred:
                continue
            if state.get(target) == 1:
                return path[path.index(target):]
            if target not in state:
                found = visit(target)
                if found:
                    return found
        state[node] = 2
        path.pop()
        return None
    for node in sorted(nodes, key=str):
        if node not in barred and node not in state:
            found = visit(node)
            if found:
                return found
    return None


class Deepest:
    """The deepest path from a function, with at most N frames of the listed ones."""

    def __init__(self, bounds, set_of):
        self.bounds, self.set_of = bounds, set_of
        self.best = {}
        # Which bounded functions count in each set of functions that call each other.
        self.counted = collections.defaultdict(list)
        for function in bounds:
            self.counted[set_of[function]].append(function)

    def start(self, function):
        return self.enter(function, self.full(function))

    def full(self, function):
        return tuple(self.bounds[f] for f in self.counted[self.set_of[function]])

    def enter(self, function, left):
        """(bytes, next function, what is left of the bounds then)."""
        gates = self.counted[self.set_of[function]]
        if function in gates:
            at = gates.index(function)
            if left[at] == 0:
                return None
            left = left[:at] + (left[at] - 1,) + left[at + 1:]
        key = (function, left)
        if key not in self.best:
            best = (function.frame, None, None)
            for target, used in function.calls.items():
                inside = self.set_of[target] == self.set_of[function]
                then = left if inside else self.full(target)
                below = self.enter(target, then)
                if below and used + below[0] > best[0]:
                    best = (used + below[0], target, then)
            self.best[key] = best
        return self.best[key]

    def path(self, function):
        """[(function, bytes of its frame)], the last with what it uses itself."""
        steps, left = [], self.full(function)
        while function:
            found = self.enter(function, left)
            below = self.enter(found[1], found[2])[0] if found[1] else 0
            steps.append((function, found[0] - below))
            function, left = found[1], found[2]
        return steps


def bounds_of(graph, reached):
    """{function: how often it is on the stack at most}, and errors for cycles that no
    bound breaks."""
    set_of, sets = components(reached)
    bounds, errors = {}, []
    for pattern, count in graph.listed.recursion.items():
        for function in graph.named(pattern):
            if function not in set_of:
                continue
            together = sets[set_of[function]]
            if len(together) > 1 or function in function.calls:
                graph.listed.used.add(("recursion", pattern))
                bounds[function] = count
    for together in sets:
        some = next(iter(together))
        if len(together) == 1 and some not in some.calls:
            continue
        cycle = find_cycle(together, bounds)
        if cycle:
            errors.append("recursion without a bound: " +
                          " > ".join(map(str, cycle + cycle[:1])))
    return bounds, set_of, errors


def measure(graph, platform, show):
    """Prints the most that a platform uses. Returns the entries of the list that were
    of use."""
    starts = [f for name in graph.listed.starts.get(platform, ())
              for f in graph.named(name)]
    if not starts or platform not in graph.listed.limits:
        fail([f"{LIST} has no start or no limit for {platform}"])
    reached = graph.reached(starts)
    errors = graph.errors
    if platform in graph.listed.parts:
        reached_too = set(graph.functions)
    else:
        reached_too = graph.reached(
            [f for part in graph.listed.parts for name in graph.listed.starts[part]
             for f in graph.named(name)])
    # Of those that are never reached, those that no other of them calls.
    lost = [f for f in graph.functions
            if f not in reached and f not in reached_too and not f.foreign]
    called = {target for f in lost for target in f.calls if target is not f}
    errors += [f"{f} is never reached: {LIST} lacks a call of it"
               for f in [f for f in lost if f not in called] or lost]
    bounds, set_of, more = bounds_of(graph, reached)
    errors += more
    if errors:
        fail(errors)
    sys.setrecursionlimit(100000)
    deepest = Deepest(bounds, set_of)
    results = sorted(((deepest.start(f)[0], f) for f in starts),
                     key=lambda r: r[0], reverse=True)
    limit, whole = graph.listed.limits[platform]
    print(f"{platform}: {results[0][0]} bytes of stack at most, limit {limit}, of {whole}")
    if results[0][0] > limit or show:
        print_path(deepest.path(results[0][1]))
    if results[0][0] > limit:
        fail([f"{platform}: {results[0][0]} bytes of stack, more than the {limit} that "
              f"{LIST} allows; the path is above"])
    return graph.listed.used


def print_path(path):
    """A path with the bytes of each frame; what recursion repeats only once, with how
    often."""
    frames = {}
    for function, frame in path:
        frames.setdefault(function, []).append(frame)
    total = 0
    for function, sizes in frames.items():
        total += sum(sizes)
        times = f" {len(sizes)} times" if len(sizes) > 1 else ""
        print(f"{max(sizes):8}  {function}{times}")
    print(f"{total:8}  together")


def objdump_for(elf):
    """The program that lists the code of an image: for arm64 that of its compiler."""
    machine = Path(elf).read_bytes()[18:20]
    return "aarch64-linux-gnu-objdump" if machine == b"\xb7\0" else "objdump"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--path", action="store_true",
                        help="print the deepest path also when all is well")
    parser.add_argument("--all", action="store_true",
                        help="all platforms are given: entries of no use are errors")
    parser.add_argument("images", nargs="+", metavar="PLATFORM=ELF")
    args = parser.parse_args()
    sys.setrecursionlimit(100000)
    used, graphs = set(), {}
    for image in args.images:
        platform, elf = image.split("=", 1)
        if elf not in graphs:
            graphs[elf] = Graph(args.root, objdump_for(elf), elf)
        used |= measure(graphs[elf], platform, args.path)
    unused = sorted(Listed(args.root).entries() - used) if args.all else ()
    if unused:
        fail([f"{LIST}: {kind} {name} is of no use" for kind, name in unused])


if __name__ == "__main__":
    main()
