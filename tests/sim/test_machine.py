# SPDX-License-Identifier: GPL-2.0-or-later
"""The race is a machine that one can read: the diagram in docs/race.md is the
product's table of states, one function enters a state, and no object of the
product needs one that needs it in turn."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ARROW = re.compile(r"^\s*(\w+) --> (\w+)", re.M)
ASSIGNED = re.compile(r"(?:->|\.)state\s*(?:[-+|&^]?=(?!=)|\+\+|--)")


def output(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True,
                          text=True).stdout


def page():
    return (ROOT / "docs/race.md").read_text("utf-8")


def test_the_diagram_is_the_table():
    """Each change of state that the table allows is drawn, and no other."""
    diagram = re.search(r"^```mermaid\n(.*?)^```$", page(), re.M | re.S)[1]
    drawn = ARROW.findall(diagram)
    allowed = ARROW.findall(output(os.environ["SIM"], "-t"))
    assert len(allowed) > 20
    assert sorted(drawn) == sorted(allowed)


def first_code(cell):
    """The first `code` in a cell of a table, or nothing."""
    code = re.search(r"`([^`]*)`", cell)
    return code[1] if code else ""


def test_the_page_has_the_states():
    """In the table's order: what is polled, shown and waited for in vain."""
    rows = [line.split("|")[1:-1] for line in page().splitlines()
            if re.match(r"\| `[A-Z]+` \|", line)]
    told = [(first_code(state), polled.strip(), first_code(live),
             first_code(expiry)) for state, _, polled, live, expiry in rows]
    table = [tuple(field.strip() for field in line.split("|")) for line in
             output(os.environ["SIM"], "-t").splitlines() if "|" in line]
    assert len(table) == 9
    assert told == table


def test_one_function_enters_a_state():
    found = []
    for path in sorted((ROOT / "src").rglob("*.[ch]")):
        code = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        found += [path.name for _ in ASSIGNED.findall(code)]
    assert found == ["multibootstate.c"]


def needs():
    """The objects of the product, and those of them that each one needs."""
    names = os.environ["OBJECTS"].split()
    nm = os.environ["NM"].split()
    defined = {}
    for name in names:
        for line in output(*nm, "-g", "--defined-only", name).splitlines():
            defined[line.split()[-1]] = name
    return {name: {defined[line.split()[-1]] for line in
                   output(*nm, "-u", name).splitlines()
                   if line.split()[-1] in defined} for name in names}


def test_nothing_calls_up():
    """Taking away what needs nothing that is left takes away everything."""
    left = needs()
    assert sum(map(len, left.values())) > len(left)
    while left:
        done = {name for name, below in left.items() if not below & left.keys()}
        circle = sorted(Path(name).name for name in left)
        assert done, f"need each other: {circle}"
        left = {name: below for name, below in left.items()
                if name not in done}
