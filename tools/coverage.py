#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which branches and lines the tests and the fuzzers' seeds take, by file.

    tools/coverage.py BUILD SEEDS [FILE...]

BUILD has the unit tests, the simulator, the hosted shell and the fuzzers, built with
clang's instrumentation (mk/coverage.mk); SEEDS has a folder for each fuzzer. All of
them are run, the shell on the scripts of its tests. The table of the product and of the
readers in core/, which are the files that tools/mutate.py knows tests of, replaces the
one in docs/testing.md. Of FILEs, the lines are printed with branches of which one way
is never taken; the page stays as it is then.
"""
import collections
import datetime
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mutate

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/testing.md"
# What stands around the table in the page.
BEGIN, END = "<!-- coverage -->\n", "<!-- end of coverage -->\n"
# Worlds that the simulator plays.
WORLDS = "3000"
# Inputs that each fuzzer makes of its seeds, always the same, and seconds for them.
RUNS = ["-runs=20000", "-seed=1", "-max_total_time=20"]


def programs(build, seeds):
    """All programs with their arguments."""
    for path in sorted(build.glob("unit/test_*")) + sorted(build.glob("sim-test_*")):
        if os.access(path, os.X_OK) and not path.suffix:
            yield [path]
    yield [build / "sim", WORLDS, "1"]
    for path in sorted(build.glob("fuzz/fuzz_*")):
        name = path.name.removeprefix("fuzz_")
        folders = [f for f in (seeds / name, seeds.parent / "corpus" / name,
                               ROOT / "tests/fuzz/corpus" / name) if f.is_dir()]
        made = build / "made" / name
        made.mkdir(parents=True, exist_ok=True)
        yield [path, *RUNS, f"-artifact_prefix={made}/", made, *folders]


def scripts(build):
    """Runs the tests of scripts on the hosted shell. Returns the files of counts."""
    env = {**os.environ, "BUILD": str(build), "MENU": "",
           "LLVM_PROFILE_FILE": str(build / "script-%p.profraw")}
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
                    "tests/scripts"], cwd=ROOT, check=False, env=env,
                   stdout=subprocess.DEVNULL)
    return sorted(build.glob("script-*.profraw"))


def run(build, command):
    """Runs a program, which leaves its counts. Returns their file, or None if the
    program fails."""
    profile = build / f"{command[0].name}.profraw"
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          check=False, env={**os.environ, "LLVM_PROFILE_FILE": str(profile)})
    if done.returncode != 0:
        print(f"coverage: {command[0].name} fails\n{done.stderr[-500:]}", file=sys.stderr)
        return None
    return profile


def export(build, seeds, files):
    """llvm-cov's data of the files after all programs have run."""
    if not seeds.is_dir():
        sys.exit(f"coverage: there are no seeds in {seeds}")
    commands = list(programs(build, seeds))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        profiles = list(pool.map(lambda command: run(build, command), commands))
    profiles += scripts(build)
    commands.append([build / "multiboot.testhost"])
    if None in profiles or not commands[-1][0].exists():
        sys.exit("coverage: not everything has run")
    merged = build / "all.profdata"
    subprocess.run(["llvm-profdata", "merge", "-sparse", "-o", merged, *profiles], check=True)
    first, *others = (command[0] for command in commands)
    objects = [first, *(word for path in others for word in ("-object", path))]
    done = subprocess.run(["llvm-cov", "export", f"-instr-profile={merged}", *objects,
                           *(ROOT / name for name in files)], cwd=ROOT, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found = {}
    for entry in json.loads(done.stdout)["data"][0]["files"]:
        found[str(Path(entry["filename"]).resolve().relative_to(ROOT))] = entry
    return found


def branch_ways(entry):
    """{(line, column): [times true, times false]} of the branches of a file, whose
    counts in several programs or copies are added."""
    ways = collections.defaultdict(lambda: [0, 0])
    for line, column, _, _, true, false, *_ in entry["branches"]:
        ways[line, column][0] += true
        ways[line, column][1] += false
    return ways


def counts(entry):
    """(ways of branches taken, of how many; lines run, of how many)."""
    ways = [way for pair in branch_ways(entry).values() for way in pair]
    lines = entry["summary"]["lines"]
    return sum(way > 0 for way in ways), len(ways), lines["covered"], lines["count"]


def percent(part, whole):
    return f"{100 * part / whole:.1f}" if whole else "-"


def table(found):
    """The table by file, and the sums of src/ and of core/."""
    lines = ["| file | branches | taken, % | lines | run, % |",
             "| --- | --- | --- | --- | --- |"]
    sums = collections.defaultdict(lambda: [0, 0, 0, 0])
    for name in sorted(found):
        numbers = counts(found[name])
        top = name.split("/")[0] + "/"
        sums[top] = [a + b for a, b in zip(sums[top], numbers)]
        lines.append(row(f"`{name}`", numbers))
    for top, numbers in sorted(sums.items(), reverse=True):
        lines.insert(2, row(f"all of these in `{top}`", numbers))
    return "\n".join(lines) + "\n"


def row(name, numbers):
    taken, branches, run_lines, all_lines = numbers
    return f"| {name} | {branches} | {percent(taken, branches)} | {all_lines} | " \
           f"{percent(run_lines, all_lines)} |"


def show(name, entry):
    text = (ROOT / name).read_text().split("\n")
    for (line, _), (true, false) in sorted(branch_ways(entry).items()):
        if not (true and false):
            never = "never reached" if not true and not false else \
                    "never true" if not true else "never false"
            print(f"{name}:{line}: {never}: {text[line - 1].strip()}")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    build, seeds = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    files = sys.argv[3:]
    found = export(build, seeds, files or mutate.all_files())
    if files:
        for name in files:
            show(name, found[name])
        return
    text = table(found)
    print(text, end="")
    page = PAGE.read_text()
    today = datetime.date.today().isoformat()
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}Measured on {today}:\n\n"
                           f"{text}{END}", page, flags=re.S))


if __name__ == "__main__":
    main()
