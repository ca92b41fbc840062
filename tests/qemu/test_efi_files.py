# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs for UEFI find the images as files (UEFI 2.10, 13.4)."""

import os
import re

import pytest

from scenario import PROMPT
from test_efi import START, program

pytestmark = pytest.mark.core

LINES = """#!ipxe
initrd one.bin
initrd --name BCD bcd BCD
initrd -n boot.wim media/sources.wim boot.wim
initrd --name /boot.sdi sdi
imgfetch empty
initrd --name k\u00fcche.txt text
chain files.efi words
echo IT HAS ENDED
imgstat
shell
"""


def test_images_are_files(lab, vm):
    """As wimboot's documents name them, and as other names come; what no file system
    allows is refused; the program is run twice, as it leaves a file open."""
    net = lab(1)
    files = {"one.bin": os.urandom(5001), "bcd": os.urandom(4096),
             "media/sources.wim": os.urandom(123457), "sdi": os.urandom(3),
             "empty": b"", "text": b"text"}
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        **files, "boot.ipxe": LINES,
        "files.efi": program(net, 0, source="files.c")})
    with vm(net, "efi") as machine:
        for _ in range(2):
            text = machine.wait_for(r"FILE <[\s\S]*FILES END", START)[0]
            machine.wait_for("IT HAS ENDED")
            machine.wait_for(PROMPT)
            machine.type("chain files.efi words && echo IT HAS ENDED\n")
    assert "WRONG" not in machine.text
    found = {m[1]: (int(m[2]), int(m[3])) for m in re.finditer(
        r"FILE <(.*)> SIZE (\d+) SUM (\d+)", text)}
    # The serial line has no letters beyond ASCII.
    names = {"one.bin": "one.bin", "BCD": "bcd", "boot.sdi": "sdi",
             "boot.wim": "media/sources.wim", "k?che.txt": "text"}
    assert {name: (len(files[file]), sum(files[file]))
            for name, file in names.items()}.items() <= found.items()
