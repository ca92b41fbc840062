# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/mutate.py, on a program of a few lines whose test leaves one gap."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = """\
#include <stdlib.h>
/* A comment with 1 < 2 and a "string 3". */
static int seen;
static void note(void)
{
\tseen = 7;
}
int main(void)
{
\tint limit = atoi("5");

\tnote();
\tif (seen != 7)
\t\treturn 1;
\tif (limit > 900)
\t\treturn 1;
\treturn 0;
}
"""


def mutate(tree, *args):
    (tree / "p.c").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, ROOT / "tools/mutate.py", "--tree", tree, "--check",
         "cc -o p p.c && ./p", *args, "p.c"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_survivors_are_listed_and_the_others_counted(tmp_path):
    out = mutate(tmp_path, "--count", "100")
    assert (tmp_path / "p.c").read_text() == PROGRAM
    # What no run can notice: the limit is far away, and so is what follows it.
    assert "p.c:15: flipped: > -> >=" in out
    assert "p.c:15: dropped" in out
    assert "p.c:15: changed: 900 -> 901" in out
    # What the program notices: the call, the check's comparison, its result.
    for line in (6, 12, 17):
        assert f"p.c:{line}:" not in out
    assert "p.c:13: flipped" not in out
    assert "p.c:2:" not in out and "p.c:10:" not in out
    caught, counted = map(int, re.search(r"caught (\d+) of (\d+)", out).groups())
    assert counted - caught == out.count("survived") and caught >= 5


def test_signs_lengths_and_names_are_changed_too(tmp_path):
    (tmp_path / "q.c").write_text("""\
enum { KIND_ONE, KIND_TWO, OTHER_ONE };
int f(int a, int kind)
{
\tchar buf[8];

\ta = sizeof(buf) - a;
\treturn kind == KIND_ONE ? a : 1;
}
""")
    done = subprocess.run(
        [sys.executable, ROOT / "tools/mutate.py", "--tree", tmp_path, "--check",
         "true", "--count", "100", "q.c"], capture_output=True, text=True, check=True)
    for change in ("6: exchanged: - -> +", "6: shortened: sizeof(buf) -> ( sizeof(buf) - 1 )",
                   "7: replaced: KIND_ONE -> KIND_TWO", "7: changed: 1 -> 0"):
        assert f"q.c:{change}" in done.stdout
    assert "-> OTHER" not in done.stdout and "-> 2" not in done.stdout
    assert "caught 0 of" in done.stdout


def test_what_is_listed_as_equivalent_is_not_counted(tmp_path):
    before = mutate(tmp_path, "--count", "100")
    survivors = [re.sub(r":\d+:", ":", line.removeprefix("survived "), count=1)
                 for line in before.splitlines() if line.startswith("survived")]
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "mutants").write_text(
        "# Why.\n" + "".join(f"{line}\n\tThe limit is far away.\n"
                            for line in survivors))
    after = mutate(tmp_path, "--count", "100")
    assert "survived" not in after and "(100.0 %)" in after
    assert re.search(r"caught (\d+) of", before)[1] == re.search(
        r"caught (\d+) of", after)[1]


def test_a_seed_chooses_the_same_mutants(tmp_path):
    first = mutate(tmp_path, "--count", "4", "--seed", "5")
    assert first == mutate(tmp_path, "--count", "4", "--seed", "5")
    assert "of 4 " in first
    assert len({mutate(tmp_path, "--count", "4", "--seed", str(seed))
                for seed in range(4)}) > 1


def test_a_later_run_goes_on_or_tries_the_survivors_again(tmp_path):
    whole = mutate(tmp_path, "--count", "100")
    parts = [mutate(tmp_path, "--count", "9"), mutate(tmp_path, "--count", "100", "--first", "9")]
    survived = [{line for line in out.splitlines() if line.startswith("survived")}
                for out in (whole, *parts)]
    assert survived[0] == survived[1] | survived[2] and not survived[1] & survived[2]
    (tmp_path / "output").write_text(whole)
    again = mutate(tmp_path, "--again", tmp_path / "output")
    assert f"caught 0 of {len(survived[0])} " in again
