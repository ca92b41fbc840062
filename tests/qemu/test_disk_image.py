# SPDX-License-Identifier: GPL-2.0-or-later
"""multiboot.img, the image for disks, USB sticks and CDs."""

import struct

import pytest

from lab.firmware import build_folder
from scenario import bootable, expect_boot, silent

pytestmark = pytest.mark.core

START = 60


@pytest.mark.parametrize("firmware, medium", [
    ("disk", "disk"), ("disk", "usb"), ("disk", "cd"),
    ("efi-disk", "usb"), ("efi-disk", "cd"), ("efi-disk-arm64", "disk")])
def test_image_boots(lab, vm, firmware, medium):
    """From the second NIC, as the first is silent."""
    net = lab(2)
    silent(net.segment(0))
    bootable(net.segment(1))
    with vm(net, firmware, medium=medium) as machine:
        expect_boot(machine, 1, START)


def test_disk_that_cannot_be_read(lab, vm):
    """The fourth chunk fails each time: the BIOS's next boot device, a NIC with the
    ROM, has its turn."""
    net = lab(1)
    bootable(net.segment(0))
    image = build_folder() / "multiboot.img"
    first, = struct.unpack_from("<Q", image.read_bytes(), 0x1b0)
    config = net.path("blkdebug.conf")
    with open(config, "w") as out:
        out.write(f'[inject-error]\nevent = "read_aio"\n'
                  f'sector = "{first + 3 * 64 + 5}"\n')
    with vm(net, "rom", extra=[
            "-drive", "if=none,id=bad,format=raw,readonly=on,"
            f"file=blkdebug:{config}:{image}",
            "-device", "virtio-blk-pci,drive=bad,bootindex=0"]) as machine:
        machine.wait_for("multiboot: the BIOS cannot read this disk")
        expect_boot(machine, 0)
