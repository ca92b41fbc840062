# SPDX-License-Identifier: GPL-2.0-or-later
"""Under UEFI: the race, and what it starts."""

import os
import subprocess
from pathlib import Path

import pytest

from lab import cpio, greeting_initrd
from lab.media import QUIET, kernel
from scenario import (BOOTED, PROMPT, assert_only_winner_requested, bootable,
                      expect_boot, script, silent, table)

GRUB = Path("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed")
SHIM = Path("/usr/lib/shim/shimx64.efi.signed")

# OVMF itself takes 4 s and more before it starts anything.
START = 60


def test_one_nic(lab, vm):
    net = lab(1)
    bootable(net.segment(0))
    with vm(net, "efi") as machine:
        expect_boot(machine, 0, START)


def test_third_of_four(lab, vm):
    net = lab(4)
    for number in (0, 1, 3):
        silent(net.segment(number))
    bootable(net.segment(2))
    with vm(net, "efi") as machine:
        expect_boot(machine, 2, START)
    assert_only_winner_requested(net, 2)


def test_linux(lab, vm):
    """Two initrds, one of them a file by its name, and a command line."""
    net = lab(2)
    server = net.segment(1).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": f"#!ipxe\nkernel vmlinuz {QUIET} answer=42\n"
        "initrd initrd.img\ninitrd note /marker2\nboot\n",
        "vmlinuz": kernel(), "initrd.img": greeting_initrd("from the wire"),
        "note": "another one"})
    with vm(net, "efi", memory=512) as machine:
        machine.wait_for("HELLO FROM LINUX", 120)
        machine.wait_for("COMMAND LINE: .*answer=42")
        machine.wait_for("MARKER marker: from the wire")
        machine.wait_for("MARKER marker2: another one")
        machine.wait_off()
    assert server.files_sent() == ["boot.ipxe", "vmlinuz", "initrd.img",
                                   "note"]


@pytest.mark.parametrize("loader", [GRUB, SHIM], ids=["grub", "shim"])
def test_signed_loaders(lab, vm, loader):
    """shim finds GRUB where it came from itself, and Debian's GRUB its
    configuration in /grub: both by the lease, which the firmware has now."""
    net = lab(2)
    server = net.segment(1).dnsmasq(boot="debian/loader.efi", files={
        "debian/loader.efi": loader, "debian/grubx64.efi": GRUB,
        "grub/grub.cfg": "echo GRUB READS ITS CONFIGURATION\nhalt\n"})
    with vm(net, "efi", memory=512) as machine:
        machine.wait_for("GRUB READS ITS CONFIGURATION", 120)
        machine.wait_off()
    sent = server.files_sent()
    assert sent[0] == "debian/loader.efi" and sent[-1] == "grub/grub.cfg"
    assert ("debian/grubx64.efi" in sent) == (loader == SHIM)
