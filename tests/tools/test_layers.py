# SPDX-License-Identifier: GPL-2.0-or-later
"""The layer check sees what it is for, in a small tree of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "layers.py"
ROOMS = """# a comment
low: core/low
\tlow.h
high: core/high
\thigh.h sub/*
"""


@pytest.fixture(name="tree")
def make_tree(tmp_path):
    """write(name, text): a file of a tree that has two rooms."""
    def write(name, text=""):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    write("core/layers", ROOMS)
    write("core/include/low.h")
    write("core/include/high.h", "#include <low.h>\n")
    write("core/include/sub/x.h")
    write("src/.keep")
    write.path = tmp_path
    return write


def layers(tree):
    done = subprocess.run([sys.executable, TOOL, "--root", tree.path],
                          text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


def test_downward_is_allowed(tree):
    tree("core/high/a.c", "#include <low.h>\n#include <stdint.h>\n")
    tree("core/low/b.c", "#include <low.h>\n#include <lwip/udp.h>\n")
    assert layers(tree) == (0, "")


@pytest.mark.parametrize("line", [
    "#include <high.h>", "# include <sub/x.h>", '#include "../high/own.h"'])
def test_upward_is_not(tree, line):
    tree("core/high/own.h")
    tree("core/low/b.c", line + "\n")
    code, said = layers(tree)
    assert code != 0
    assert "core/low/b.c: low includes" in said and "above it" in said


def test_headers_count_as_well(tree):
    tree("core/include/low.h", "#include <high.h>\n")
    assert "core/include/low.h: low includes <high.h> of high" in \
        layers(tree)[1]


@pytest.mark.parametrize("name", ["core/new/a.c", "core/include/other.h"])
def test_a_file_without_a_room_is_an_error(tree, name):
    tree(name)
    code, said = layers(tree)
    assert code != 0 and f"{name}: no room" in said


def test_a_header_of_two_rooms_is_an_error(tree):
    tree("core/layers", ROOMS.replace("\tlow.h", "\tlow.h high.h"))
    code, said = layers(tree)
    assert code != 0 and "<high.h> is named by low and high" in said
