# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/stackuse.py, on programs of a few lines in a small tree of their own."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "stackuse.py"
# Uses that many bytes of stack, which the compiler cannot do without.
USE = """
#define USE(n) do { volatile char a[n]; a[0] = 1; a[(n) - 1] = a[0]; } while (0)
#define FN __attribute__((noipa))
int zero;
"""
COMPILERS = ["gcc -mno-red-zone", "gcc -m32 -mpreferred-stack-boundary=2", "aarch64-linux-gnu-gcc"]


@pytest.fixture(name="stack", params=COMPILERS)
def make_stack(request, tmp_path):
    """stack(source, list, ...) -> (exit status, output, bytes)."""
    compiler = request.param.split()
    if not shutil.which(compiler[0]):
        pytest.skip(f"there is no {compiler[0]}")

    def run(source, listed, *options):
        (tmp_path / "core").mkdir(exist_ok=True)
        (tmp_path / "core" / "a.c").write_text(USE + source)
        (tmp_path / "core" / "stack").write_text(listed)
        subprocess.run([*compiler, "-O1", "-g", "-nostdlib", "-static",
                        "-ffreestanding", "-fno-stack-protector", "-fcf-protection=none"
                        if compiler[0] == "gcc" else "-fno-builtin",
                        "-fno-asynchronous-unwind-tables", "-fno-pie", "-no-pie",
                        "-Wl,-e,start", "-o", tmp_path / "a.elf", "core/a.c"],
                       cwd=tmp_path, check=True)
        done = subprocess.run([sys.executable, TOOL, "--root", tmp_path, *options,
                               f"x={tmp_path / 'a.elf'}"], text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        most = re.search(r"^x: (\d+) bytes", done.stdout, re.M)
        return done.returncode, done.stdout, int(most[1]) if most else None
    return run


LISTED = "start x start\nlimit x 10000 of 20000\n"


def test_frames_of_a_path_are_added(stack):
    rc, out, most = stack("""
FN void leaf(void) { USE(1000); }
FN void other(void) { USE(3000); }
FN void middle(void) { leaf(); USE(500); leaf(); }
FN void start(void) { other(); middle(); USE(200); middle(); }
""", LISTED, "--path")
    assert rc == 0, out
    # 3200 by way of other(), not the 4700 of all functions.
    assert 3200 <= most < 3400
    path = re.findall(r"^ +(\d+)  a.c:(\w+)", out, re.M)
    assert [name for _, name in path] == ["start", "other"]
    assert sum(int(size) for size, _ in path) == most


def test_limit(stack):
    rc, out, most = stack("FN void start(void) { USE(1000); }", LISTED)
    assert rc == 0
    listed = f"start x start\nlimit x {most} of 20000\n"
    assert stack("FN void start(void) { USE(1000); }", listed)[0] == 0
    listed = f"start x start\nlimit x {most - 1} of 20000\n"
    rc, out, _ = stack("FN void start(void) { USE(1000); }", listed)
    assert rc == 1 and f"more than the {most - 1}" in out and "a.c:start" in out


OPS = """
struct ops { void (*go)(void); void (*stop)(void); };
FN static void small(void) { USE(100); }
FN static void large(void) { USE(2000); }
FN static void never(void) { USE(3000); }
const struct ops first = { .go = small, .stop = never };
const struct ops second = { .go = large, .stop = never };
const struct ops *volatile ops = &first, *volatile unused = &second;
"""


def test_members_of_structs_are_found(stack):
    source = OPS + "FN void start(void) { ops->go(); USE(100); }"
    rc, out, _ = stack(source, LISTED)
    assert rc == 1 and "a.c:never is never reached" in out
    source = OPS + "FN void start(void) { ops->go(); USE(100); ops->stop(); }"
    rc, out, most = stack(source, LISTED)
    assert rc == 0, out
    assert 3100 <= most < 3300


OTHERS = OPS + """
struct others { void (*go)(void); };
FN static void huge(void) { USE(5000); }
const struct others third = { .go = huge };
const struct others *volatile others = &third;
"""


def test_members_of_the_same_name_count_as_one(stack):
    source = OTHERS + "FN void start(void) { ops->go(); ops->stop(); USE(1); }"
    rc, out, most = stack(source, LISTED)
    assert rc == 0, out
    assert most > 5000


def test_type_of_a_member(stack):
    source = OTHERS + "FN void start(void) { ops->go(); ops->stop(); USE(1); }"
    listed = LISTED + "pointer a.c:go: ops.go\n"
    rc, out, _ = stack(source, listed)
    assert rc == 1 and "a.c:huge is never reached" in out
    rc, out, most = stack(source, listed + "part y huge\n")
    assert rc == 0, out
    assert 3000 < most < 3300


def test_calls_of_arguments_have_to_be_listed(stack):
    source = """
FN static void action(void) { USE(700); }
FN void with(void (*what)(void)) { what(); USE(10); }
FN void start(void) { with(action); USE(10); }
"""
    rc, out, _ = stack(source, LISTED)
    assert rc == 1 and "a.c:with calls through a pointer at core/a.c:" in out
    rc, out, most = stack(source, LISTED + "pointer what: action\n")
    assert rc == 0, out
    assert 720 <= most < 900


RECURSION = """
FN void again(int n) { USE(300); if (n) again(n - 1); zero = n; }
FN void start(void) { again(zero); USE(10); }
"""


def test_recursion_needs_a_bound(stack):
    rc, out, _ = stack(RECURSION, LISTED)
    assert rc == 1 and "recursion without a bound: a.c:again > a.c:again" in out
    once = stack(RECURSION, LISTED + "recursion again 1\n")[2]
    rc, out, six = stack(RECURSION, LISTED + "recursion again 6\n")
    assert rc == 0, out
    assert 6 * 300 <= six < 6 * 400 and (six - once) % 5 == 0


def test_recursion_by_way_of_others(stack):
    source = """
FN void inner(int n);
FN void outer(int n) { USE(100); inner(n); zero = n; }
FN void inner(int n) { USE(200); if (n) outer(n - 1); zero = n; }
FN void start(void) { outer(zero); USE(10); }
"""
    rc, out, most = stack(source, LISTED + "recursion outer 4\n", "--path")
    assert rc == 0, out
    assert 4 * 300 <= most < 4 * 420
    assert "a.c:outer 4 times" in out and "a.c:inner 4 times" in out


def test_stack_of_unknown_size_is_an_error(stack):
    rc, out, _ = stack("""
FN void start(void)
{
	volatile char *a = __builtin_alloca(zero + 100);
	a[0] = 1;
}
""", LISTED)
    assert rc == 1 and "a.c:start: " in out


def test_entries_of_no_use(stack):
    source = "FN void start(void) { USE(1); }"
    listed = LISTED + "pointer gone: start\nrecursion start 4\ncalls away: start\n"
    assert stack(source, listed)[0] == 0
    rc, out, _ = stack(source, listed, "--all")
    assert rc == 1
    for entry in ("pointer gone", "recursion start", "calls away"):
        assert f"{entry} is of no use" in out


def test_switch_by_a_table_of_jumps(stack):
    cases = "".join(f"case {i}: f{i}(); break;\n" for i in range(12))
    functions = "".join(f"FN void f{i}(void) {{ USE({100 * i + 50}); }}\n"
                        for i in range(12))
    rc, out, most = stack(functions + f"""
FN void start(void)
{{
	switch (zero) {{
	{cases}
	}}
	USE(20);
}}
""", LISTED)
    assert rc == 0, out
    assert 1150 <= most < 1350
