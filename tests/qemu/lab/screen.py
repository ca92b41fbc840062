# SPDX-License-Identifier: GPL-2.0-or-later
"""What a VGA screen in text mode shows, from the machine's memory: exact, with
each cell's attribute, where a screendump has pixels only."""

import re
import time

from .console import SCALE, Timeout

ROWS, COLUMNS = 25, 80
TEXT = 0xb8000
# In the BIOS's data area.
CURSOR_PLACE, CURSOR_SHAPE = 0x450, 0x460
HIDDEN = 0x20               # in the shape's upper byte: no cursor


class Screen:
    """One look at it.

    rows        what stands in each row, without the blanks at its end
    attributes  a list of the cells' VGA attributes for each row
    cursor      (row, column), or None while it is hidden
    """

    def __init__(self, machine):
        cells = machine.memory(TEXT, 2 * ROWS * COLUMNS)
        text = cells[::2].replace(b"\0", b" ").decode("cp437")
        self.rows = [text[at:at + COLUMNS].rstrip()
                     for at in range(0, len(text), COLUMNS)]
        self.attributes = [list(cells[at + 1:at + 2 * COLUMNS:2])
                           for at in range(0, len(cells), 2 * COLUMNS)]
        column, row = machine.memory(CURSOR_PLACE, 2)
        _, start = machine.memory(CURSOR_SHAPE, 2)
        self.cursor = None if start & HIDDEN else (row, column)

    @property
    def text(self):
        return "\n".join(self.rows)

    def row_of(self, pattern):
        """The number of the one row that the pattern matches."""
        found = [number for number, row in enumerate(self.rows)
                 if re.search(pattern, row)]
        assert len(found) == 1, f"{pattern!r} in rows {found}\n{self.text}"
        return found[0]

    def bars(self, attribute):
        """{row: columns} of the cells that have that attribute."""
        found = {}
        for number, row in enumerate(self.attributes):
            columns = [at for at, one in enumerate(row) if one == attribute]
            if columns:
                found[number] = columns
        return found


def wait_for(machine, pattern, timeout):
    """The screen, as soon as the pattern matches its text."""
    end = time.monotonic() + timeout * SCALE
    while True:
        screen = Screen(machine)
        if re.search(pattern, screen.text, re.MULTILINE):
            return screen
        if time.monotonic() > end or not machine.child.running():
            raise Timeout(f"nothing like {pattern!r} on the screen within "
                          f"{timeout} s\n{screen.text}")
        time.sleep(0.05)
