#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The style of the sources, as far as a program can judge it.

    tools/style.py          say what is wrong, fail if something is
    tools/style.py --fix    mend the blanks, then say what is left

Line breaks and most alignment are the author's; what is looked at is what
nobody wants to argue about: tabs, blanks, the width of lines, the length of
functions, the license line, a comment before each prototype of a public header,
and the blanks of each dialect: `f ( x )` in src/, which lives in iPXE's tree, and
in the headers of core/include that have iPXE's names, `f(x)` elsewhere.
clang-format (`make format`) knows the rest for lines that are being changed,
except in src/: there, the parameters of a function have to stand below each
other.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Names of files that are checked. Programs without a suffix are recognized by their
# first characters "#!".
SOURCES = re.compile(r"\.(c|h|S|lds|py|sh|mk|cmds|ipxe|1|clang-format)$"
                     r"|(^|/)Makefile$")
# Files that must not be changed: test data, and the script that people copy, which
# becomes a part of the images unchanged.
DATA = re.compile(r"^tests/fuzz/corpus/|^src/config/.*/boot\.ipxe$")
FOLDERS = ("src", "core", "tests", "tools", "bench", "mk", "packaging", ".ci")
WIDTH = 100
FUNCTION = 80

# Parentheses that have no blanks in iPXE's dialect: ++(x->y), and (( x )) of
# attributes.
TIGHT = re.compile(r"(?<=\+\+|--)\([\w>.-]+\)|(?<=\()\(|\)(?=\))")

# Comments, strings and characters, whose contents are not checked.
OPAQUE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'
                    r"'(?:\\.|[^'\\\n])*'", re.S)


def known():
    """All files there are: what git knows or would add, else our folders."""
    git = subprocess.run(["git", "-C", ROOT, "ls-files", "-co",
                          "--exclude-standard"], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if git.returncode == 0:
        return git.stdout.split("\n")[:-1]
    files = [*ROOT.glob("*"), *(path for folder in FOLDERS
                                for path in (ROOT / folder).rglob("*"))]
    return [str(path.relative_to(ROOT)) for path in files]


def is_source(name):
    """Sources, scripts and makefiles, whatever they are called."""
    path = ROOT / name
    if DATA.match(name) or not path.is_file():
        return False
    if SOURCES.search(name):
        return True
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def tracked():
    return [name for name in known() if is_source(name)]


def blank_out(text):
    """Returns text with x for whatever is opaque, and blanks for comments."""
    def cover(match):
        filler = "\"" if match[0][0] in "\"'" else " "
        return re.sub(r"[^\n]", filler, match[0])
    return OPAQUE.sub(cover, text)


def lines_wrong(name, text):
    """Complaints about blanks and widths: (line, what)."""
    is_c = name.endswith((".c", ".h", ".S"))
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield number, "blanks at the end"
        if is_c and re.match(r"\t* {8}", line):
            yield number, "eight blanks where a tab goes"
        if len(line.expandtabs(8)) > WIDTH and (is_c or name.endswith(".py")):
            yield number, f"wider than {WIDTH} columns"


def file_wrong(text):
    if "\r" in text:
        yield 1, "ends lines with CR LF"
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "no newline at the end"
    if "SPDX-License-Identifier: GPL-2.0-or-later" not in text[:200]:
        yield 1, "no SPDX-License-Identifier line at the top"


DIALECTS = {
    "ipxe": (
        (re.compile(r"\((?![\s)])"), "no blank after ("),
        (re.compile(r"(?<![\s(])\)"), "no blank before )"),
    ),
    "knr": (
        (re.compile(r"(?<=\w)\([ \t](?=\S)"), "a blank after ("),
        (re.compile(r"(?<=[\w\"])[ \t]\)"), "a blank before )"),
        (re.compile(r"\b(?:if|for|while|switch)\("), "no blank before ("),
    ),
}


def dialect_of(name):
    if name.startswith("core/include/core/"):
        return "knr"
    return "ipxe" if name.startswith(("src/", "core/include/")) else "knr"


def dialect_wrong(name, text):
    """What is not in the dialect of the folder. Preprocessor lines are left
    alone: a macro's parameter list has to follow its name."""
    code = blank_out(text).split("\n")
    dialect = dialect_of(name)
    for number, line in enumerate(code, 1):
        if line.lstrip().startswith("#") or line.endswith("\\") or \
                (number > 1 and code[number - 2].endswith("\\")):
            continue
        line = TIGHT.sub(" ", line) if dialect == "ipxe" else line
        for rule, what in DIALECTS.get(dialect, ()):
            if rule.search(line):
                yield number, what


# The start of a function's definition or prototype, or of a member that points to a
# function.
FUNCTION_START = re.compile(r"[a-z]|\t[a-z][\w *]*\( \* \w+ \) \(")


def parameters_wrong(text):
    """Parameters on a line of their own that are not below the first one of
    their list, which stands two columns after its parenthesis."""
    columns = []
    for number, line in enumerate(blank_out(text).split("\n"), 1):
        wide = line.expandtabs(8)
        if columns and wide.strip():
            if len(wide) - len(wide.lstrip()) != columns[-1]:
                yield number, "not below the first parameter"
        elif not FUNCTION_START.match(line):
            continue
        for column, char in enumerate(wide):
            if char == "(":
                columns.append(column + 2)
            elif char == ")" and columns:
                columns.pop()


def functions_wrong(text):
    """Functions that are too long: from the line that opens the brace."""
    start = 0
    for number, line in enumerate(blank_out(text).split("\n"), 1):
        if line.startswith("{") or re.match(r"\w[^=;]*\) \{$", line):
            start = number
        if line == "}" and start:
            if number - start > FUNCTION:
                yield start, f"function of more than {FUNCTION} lines"
            start = 0


def product_wrong(name, text):
    if name.startswith("src/") and name.endswith(".c"):
        for number, line in enumerate(text.split("\n"), 1):
            if re.match(r"\s*#\s*(if|ifdef|ifndef|elif)\b", line):
                yield number, "#if in the product's logic"


PUBLIC = ("core/include/", "core/arch/")
# The first line of a prototype, and a line that has only the type of one.
PROTOTYPE = re.compile(r"(?!typedef|return|_)(?:[a-z][\w *]*[ *])?[a-z]\w* ?\(")
TYPE_ALONE = re.compile(r"[a-z_][\w *]*$")


def prototypes_wrong(name, text):
    """Prototypes of public headers that have no comment before them."""
    if not name.startswith(PUBLIC) or not name.endswith(".h"):
        return
    lines = text.split("\n")
    depth = 0
    for number, line in enumerate(blank_out(text).split("\n")):
        if depth == 0 and PROTOTYPE.match(line) and \
                "=" not in line.split("(")[0]:
            before = number - 1
            while before >= 0 and TYPE_ALONE.match(lines[before]):
                before -= 1
            if not lines[before].rstrip().endswith("*/"):
                yield number + 1, "no comment before the prototype"
        depth += line.count("{") - line.count("}")


def wrong(name, text):
    yield from file_wrong(text)
    yield from lines_wrong(name, text)
    if name.endswith((".c", ".h")):
        yield from dialect_wrong(name, text)
        yield from functions_wrong(text)
        yield from prototypes_wrong(name, text)
        yield from product_wrong(name, text)
        if dialect_of(name) == "ipxe":
            yield from parameters_wrong(text)


def fixed(text):
    """Blanks at line ends, CR LF and the last newline put right."""
    lines = text.replace("\r\n", "\n").split("\n")
    text = "\n".join(line.rstrip() for line in lines)
    return text if text.endswith("\n") else text + "\n"


def main():
    complaints = 0
    for name in tracked():
        path = ROOT / name
        text = path.read_bytes().decode()
        if "--fix" in sys.argv and text and text != fixed(text):
            text = fixed(text)
            path.write_bytes(text.encode())
        for number, what in sorted(wrong(name, text)):
            print(f"{name}:{number}: {what}")
            complaints += 1
    if complaints:
        sys.exit(f"style: {complaints} complaints")


if __name__ == "__main__":
    main()
