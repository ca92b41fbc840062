#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of bad and hostile networks in docs/security.md, from what the
scenarios have measured (tests/hosted/test_wire.py).

    tools/badwire.py bin/bad-wire docs/security.md
"""

import datetime
import json
import sys
from pathlib import Path

BEGIN, END = "<!-- bad-wire -->\n", "<!-- end of bad-wire -->\n"


def worst(records):
    """{attack: the record that took longest}, by name."""
    found = {}
    for record in records:
        before = found.get(record["attack"])
        if not before or record["seconds"] > before["seconds"]:
            found[record["attack"]] = record
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def table(records, day):
    lines = [f"Measured on {day}:", "",
             "| attack | what came | worst delay, s | bound, s |",
             "| --- | --- | --- | --- |"]
    for attack, record in worst(records).items():
        lines.append(f"| {attack} | {record['came']} "
                     f"| {record['seconds']:.1f} | {record['bound']} |")
    return "\n".join(lines) + "\n"


def fill(page, text):
    """The page with the text between its two marks."""
    head, rest = page.split(BEGIN)
    return head + BEGIN + text + END + rest.split(END)[1]


def main(folder, page):
    records = [json.loads(path.read_text("utf-8"))
               for path in Path(folder).glob("*.json")]
    if not records:
        sys.exit(f"badwire: nothing was measured in {folder}")
    page = Path(page)
    page.write_text(fill(page.read_text("utf-8"), table(
        records, datetime.date.today().isoformat())), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
