# SPDX-License-Identifier: GPL-2.0-or-later
"""The BIOS's order of boot devices, as people set it, and boots that follow
one another."""

import pytest

from lab import boot_disk
from lab.firmware import build_folder
from scenario import bootable, expect_boot, script

pytestmark = pytest.mark.core

ON_DISK = "DISK BOOTED"


def reset_for_real(machine):
    """A reset starts the machine again: the lab has it end QEMU."""
    machine.qmp.command("set-action", reboot="reset")


def reboots(segment):
    """A server whose script restarts the machine."""
    return segment.dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(segment.number, "reboot --warm\n")})


@pytest.mark.parametrize("firmware", ["rom", "lkrn"])
def test_warm_reboot_leads_to_the_same_boot(lab, vm, firmware):
    net = lab(2)
    net.segment(0).dnsmasq()
    reboots(net.segment(1))
    with vm(net, firmware) as machine:
        reset_for_real(machine)
        for _ in range(2):
            expect_boot(machine, 1)


def test_network_once_and_then_the_disk(lab, vm):
    """No device has a place of its own in the order."""
    net = lab(1)
    reboots(net.segment(0))
    rom = build_folder() / "1af41000.rom"
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "rom", rom_on=(), nic_options=f",romfile={rom}", extra=[
            "-drive", f"if=ide,format=raw,file={disk}",
            "-boot", "order=c,once=n"]) as machine:
        reset_for_real(machine)
        expect_boot(machine, 0)
        machine.wait_for(ON_DISK)


def test_only_devices_that_have_a_place(lab, vm):
    """With strict=on the BIOS starts nothing else: not even the disk, after a
    script that leaves for it."""
    net = lab(1)
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(0, "exit\n")})
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "rom", extra=["-drive", f"if=ide,format=raw,file={disk}",
                               "-boot", "strict=on"]) as machine:
        expect_boot(machine, 0)
        machine.wait_for("No bootable device")
        assert ON_DISK not in machine.text


@pytest.mark.parametrize("choice, boots", [
    (r"multiboot \(PCI 00:04.0\)", "BOOTED FROM net0"), (r"ata\d", ON_DISK)],
    ids=["nic", "disk"])
def test_choice_in_the_bios_menu(lab, vm, choice, boots):
    net = lab(2)
    bootable(net.segment(0))
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "rom", disk=disk,
            extra=["-boot", "menu=on,splash-time=9000"]) as machine:
        machine.wait_for("Press ESC for boot menu")
        machine.key("esc")
        machine.key(machine.wait_for(rf"(\d)\. .*{choice}")[1])
        machine.wait_for(boots)
