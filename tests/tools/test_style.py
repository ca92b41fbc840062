# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/style.py: whether it sees parameters that are not below each other."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import style  # noqa: E402

TOP = "/* SPDX-License-Identifier: GPL-2.0-or-later */\n"
SEEN = ["not below the first parameter"]

# @ is where nothing belongs.
SAMPLES = {
    "definition":
        "static int multiboot_f ( struct multiboot_race *race,\n"
        "\t\t\t @struct multiboot_contender *contender ) {\n"
        "\treturn g ( race,\n"
        "\t\t\t   contender );\n"
        "}\n",
    "prototype":
        "extern void multiboot_f ( struct multiboot_race *race,\n"
        "\t\t\t  const char *what,\n"
        "\t\t\t  @const char *text );\n",
    "type on a line of its own":
        "struct multiboot_reply *\n"
        "multiboot_f ( struct multiboot_race *race,\n"
        "\t      @const char *text ) {\n"
        "}\n",
    "parameter that is a function":
        "void multiboot_f ( int ( * f ) ( int a,\n"
        "\t\t\t\t int b ),\n"
        "\t\t   @int c );\n",
    "member":
        "struct multiboot_listener {\n"
        "\tvoid ( * told ) ( struct multiboot_race *race,\n"
        "\t\t\t  @const char *text );\n"
        "};\n",
    "comment in between":
        "void multiboot_f ( int a, /* (first,\n"
        "\t\t\t\t   and so on) */\n"
        "\t\t   @int b );\n",
}

each_sample = pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES)


def complaints(name, text):
    return [what for _, what in style.wrong(name, TOP + text)]


@each_sample
def test_parameters_below_each_other_are_fine(text):
    assert complaints("src/usr/multiboot.c", text.replace("@", "")) == []


@each_sample
@pytest.mark.parametrize("more", ["\t", " "], ids=["tab", "blank"])
def test_parameters_too_far_to_the_right_are_seen(text, more):
    assert complaints("src/usr/multiboot.c", text.replace("@", more)) == SEEN


@each_sample
def test_parameters_too_far_to_the_left_are_seen(text):
    text = text.replace("\t@", "@").replace(" @", "@").replace("@", "")
    assert complaints("src/usr/multiboot.c", text) == SEEN


def test_only_the_product_is_looked_at():
    assert complaints("core/net/f.c", "int f(int a,\n\tint b);\n") == []


DOCUMENTED = "/* Returns its size. */\nint size(int a);\n"


@pytest.mark.parametrize("text, line", [
    ("int size(int a);\n", 1),
    (DOCUMENTED + "unsigned int\nother(void);\n", 4),
    (DOCUMENTED + "static inline int f(void)\n{\n\treturn size(1);\n}\n", 3)])
def test_a_public_prototype_needs_a_comment(text, line):
    assert list(style.prototypes_wrong("core/include/core/f.h", text)) == \
        [(line, "no comment before the prototype")]
    assert not list(style.prototypes_wrong("core/net/f.h", text))


@pytest.mark.parametrize("text", [
    DOCUMENTED, "/* A size. */\nstruct net_device *\nfind(void);\n",
    "#define F( x ) f ( x )\n", "extern int size;\n", "struct a {\n\tint b;\n};\n",
    "/* Is called. */\ntypedef int (*f_t)(int a);\n"])
def test_what_needs_no_comment_or_has_one(text):
    assert not list(style.prototypes_wrong("core/include/core/f.h", text))
