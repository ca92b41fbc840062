# SPDX-License-Identifier: GPL-2.0-or-later
"""The ROM that is for a BIOS and for UEFI, under OVMF."""

import pytest

from lab.firmware import Firmware
from scenario import (assert_only_winner_requested, bootable, expect_boot,
                      silent)
from test_efi import START, program

pytestmark = pytest.mark.core

TRIED = "multiboot: the NICs have been tried already"


@pytest.mark.parametrize("nics, winner", [(1, 0), (4, 2)])
def test_rom_on_all_nics(lab, vm, nics, winner):
    net = lab(nics)
    for number in set(range(nics)) - {winner}:
        silent(net.segment(number))
    bootable(net.segment(winner))
    with vm(net, "efi-rom") as machine:
        expect_boot(machine, winner, START)
        machine.wait_for(r'Boot\d+ "UEFI multiboot \(PCI 00:03.0\)"')
        assert "PXE" not in machine.text[:machine.text.index("BOOTED")]
    assert_only_winner_requested(net, winner)


@pytest.mark.long
@pytest.mark.parametrize("model", ["e1000", "e1000e"])
def test_rom_of_every_model_under_uefi(lab, vm, model):
    """The firmware has no driver for these."""
    net = lab(2)
    silent(net.segment(0))
    bootable(net.segment(1))
    with vm(net, "efi-rom", model) as machine:
        expect_boot(machine, 1, START)


def test_rom_on_one_nic_races_them_all_under_uefi(lab, vm):
    net = lab(3)
    bootable(net.segment(2))
    with vm(net, "efi-rom", rom_on=[0]) as machine:
        expect_boot(machine, 2, START)


def test_second_rom_and_the_next_option_after_a_failed_race(lab, vm, tmp_path):
    """Where no NIC has a link, so that the firmware's own network boot between
    them gives up at once."""
    net = lab(2)
    boot = tmp_path / "EFI/BOOT"
    boot.mkdir(parents=True)
    (boot / "BOOTX64.EFI").write_bytes(
        program(net, "EFI_SUCCESS").read_bytes())
    disk = ["-drive", f"if=none,id=esp,format=raw,file=fat:rw:{tmp_path}",
            "-device", "virtio-blk-pci,drive=esp,addr=0x1d,bootindex=9"]
    with vm(net, "efi-rom", link_down=[0, 1], extra=disk) as machine:
        machine.wait_for("multiboot: 2 net devices", START)
        machine.wait_for(TRIED, 2 * START)
        machine.wait_for("PROGRAM RUNS WITH", 2 * START)
        assert machine.text.count("all at once") == 1
        assert machine.text.count(TRIED) == 1


def test_chained_from_the_firmwares_own_network_boot(lab, vm):
    """It then races for all NICs, not only for the one that it came from."""
    net = lab(3)
    image = Firmware.named("efi").file(None)
    first = net.segment(0).dnsmasq(boot="multiboot.efi",
                                   files={"multiboot.efi": image}, extra=[
        "--dhcp-userclass=set:ours,iPXE", "--dhcp-ignore=tag:ours"])
    silent(net.segment(1))
    bootable(net.segment(2))
    with vm(net, "efi-rom", rom_on=[]) as machine:
        machine.wait_for("multiboot: 3 net devices", 2 * START)
        expect_boot(machine, 2, START)
    assert set(first.files_sent()) == {"multiboot.efi"}


@pytest.mark.long
def test_chained_from_the_firmwares_own_http_boot(lab, vm):
    """Likewise, from firmware that has been told to leave PXE out."""
    net = lab(3)
    first = net.segment(0)
    image = Firmware.named("efi").file(None)
    first.http(files={"multiboot.efi": image})
    first.dnsmasq(boot=f"http://{first.address}/multiboot.efi", extra=[
        "--dhcp-vendorclass=set:http,HTTPClient", "--dhcp-ignore=tag:!http",
        "--dhcp-userclass=set:ours,iPXE", "--dhcp-ignore=tag:ours",
        "--dhcp-option-force=tag:http,60,HTTPClient"])
    silent(net.segment(1))
    bootable(net.segment(2))
    no_pxe = [argument for version in (4, 6) for argument in (
        "-fw_cfg", f"name=opt/org.tianocore/IPv{version}PXESupport,string=no")]
    with vm(net, "efi-rom", rom_on=[], extra=no_pxe) as machine:
        machine.wait_for("multiboot: 3 net devices", 2 * START)
        expect_boot(machine, 2, START)
