# SPDX-License-Identifier: GPL-2.0-or-later
"""Under UEFI: NICs on the core's own drivers, with and without one of the
firmware's. OVMF and AAVMF have one for virtio, and none for e1000 and e1000e,
whose ROMs the lab leaves out."""

import pytest

from lab import greeting_initrd
from lab.firmware import Firmware
from lab.media import QUIET_ON, kernel
from scenario import (PROMPT, assert_only_winner_requested, bootable,
                      expect_boot, silent)

pytestmark = pytest.mark.core

# OVMF itself takes 4 s and more before it starts anything.
START = 60

DRIVERS = {"virtio": "virtio-net", "modern": "virtio-net",
           "e1000": "82540em", "e1000e": "82574l"}


@pytest.mark.parametrize("model", DRIVERS)
@pytest.mark.parametrize("nics", [1, 4])
def test_race(lab, vm, model, nics):
    net = lab(nics)
    for number in range(nics - 1):
        silent(net.segment(number))
    bootable(net.segment(nics - 1))
    with vm(net, "efi", model) as machine:
        expect_boot(machine, nics - 1, START)
    assert_only_winner_requested(net, nics - 1)


@pytest.mark.parametrize("model", ["modern", "e1000", "e1000e"])
def test_on_arm64(lab, vm, model):
    net = lab(2)
    bootable(net.segment(1))
    with vm(net, "efi-arm64", model) as machine:
        expect_boot(machine, 1, START)


def test_each_has_its_driver_and_its_place(lab, vm):
    models = ["e1000e", "virtio", "e1000", "modern"]
    net = lab(4)
    with vm(net, "efi", models, cmdline="shell") as machine:
        machine.wait_for(PROMPT, START)
        machine.type("ifstat\n")
        for number, model in enumerate(models):
            machine.wait_for(rf"net{number} \(.*:0{number}, {DRIVERS[model]} ")


@pytest.mark.parametrize("model", ["virtio", "e1000", "e1000e"])
def test_missing_file_gives_the_next_offer_its_turn(lab, vm, model):
    net = lab(2)
    net.segment(0).dnsmasq(boot="missing.ipxe")
    bootable(net.segment(1), ping=True)
    with vm(net, "efi", model) as machine:
        expect_boot(machine, 1, START)


@pytest.mark.parametrize("firmware, model", [
    ("efi", "e1000"), ("efi", "e1000e"), ("efi-arm64", "modern")])
def test_linux(lab, vm, firmware, model):
    """Its drivers come after ours, and find every NIC reset."""
    net, arch = lab(2), Firmware.named(firmware).arch
    silent(net.segment(0))
    net.segment(1).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": f"#!ipxe\nkernel vmlinuz {QUIET_ON[arch]}\n"
        "initrd initrd.img\nboot\n",
        "vmlinuz": kernel(arch),
        "initrd.img": greeting_initrd("all is quiet", arch)})
    with vm(net, firmware, model, memory=512) as machine:
        machine.wait_for("HELLO FROM LINUX", 120)
        machine.wait_for("MARKER marker: all is quiet")
        machine.wait_off()


def test_memory_above_4_gib(lab, vm):
    """Firmware takes memory from the upper end, and puts 64-bit BARs there."""
    net = lab(1)
    bootable(net.segment(0))
    with vm(net, "efi", "modern", memory=4608, machine="q35") as machine:
        expect_boot(machine, 0, START)
