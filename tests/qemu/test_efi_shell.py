# SPDX-License-Identifier: GPL-2.0-or-later
"""The application started by people and boot entries: the UEFI shell, BootXXXX."""

import os
import shutil
import struct

import pytest

from lab.firmware import build_folder
from scenario import bootable, expect_boot, silent

pytestmark = pytest.mark.core

START = 60

# The file on QEMU's made-up disk, as the firmware finds it there: partition 1,
# by the disk's signature in its master boot record (UEFI Specification 2.10,
# 10.3.5.1 and 10.3.5.4).
SIGNATURE = 0xbe1afdfa
PARTITION = struct.pack("<BBHIQQ16sBB", 4, 1, 42, 1, 0x3f, 0xfbfc1,
                        struct.pack("<I", SIGNATURE), 1, 1)
NAME = "\\multiboot.efi\0".encode("utf-16-le")
PATH = PARTITION + struct.pack("<BBH", 4, 4, 4 + len(NAME)) + NAME + \
    struct.pack("<BBH", 0x7f, 0xff, 4)

# What the shell runs from the disk by itself.
STARTUP = r"""
fs0:\multiboot.efi multiboot net9
echo SHELL SAYS %lasterror%
setvar Boot0009 -guid {guid} -nv -bs -rt ={entry}
setvar BootOrder -guid {guid} -nv -bs -rt =0900
reset
"""
GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c"


def load_option(options):
    """A boot entry that is active (UEFI Specification 2.10, 3.1.3)."""
    return struct.pack("<IH", 1, len(PATH)) + "ours\0".encode("utf-16-le") + \
        PATH + options.encode("utf-16-le")


def test_shell_and_boot_entry(lab, vm):
    """Started from the shell with a command that fails, it returns to the shell
    with an error; a boot entry starts it with the command that it holds."""
    net = lab(2)
    silent(net.segment(0))
    bootable(net.segment(1))
    folder = net.path("shell")
    os.makedirs(folder)
    shutil.copy(build_folder() / "x86_64-efi/multiboot.efi", folder)
    entry = load_option("multiboot --settle 0 net1").hex()
    with open(os.path.join(folder, "startup.nsh"), "w") as out:
        out.write(STARTUP.strip().format(guid=GLOBAL, entry=entry)
                  .replace("\n", "\r\n") + "\r\n")
    with vm(net, "efi-rom", rom_on=[], extra=[
            "-action", "reboot=reset",
            "-drive", f"if=none,id=shell,format=raw,file=fat:rw:{folder}",
            "-device", "virtio-blk-pci,drive=shell,addr=0x1d,bootindex=0"
            ]) as machine:
        machine.wait_for("Press ESC in", START)
        machine.console.send(b"\r")
        machine.wait_for("net9: no such net device", START)
        machine.wait_for("SHELL SAYS 0x[^0]")
        machine.wait_for("multiboot: 1 net device", START)
        expect_boot(machine, 1, START)
    assert net.segment(0).dhcp() == []
