# SPDX-License-Identifier: GPL-2.0-or-later
"""Offers that are not simply a boot file: root paths, PXE menus."""

import re

from scenario import PROMPT, bootable, expect_boot, script


def test_root_path_alone_goes_on_with_the_next(lab, vm, traits):
    """It cannot be booted from: the firmware says so, and another NIC gets its
    turn."""
    net = lab(2)
    net.segment(0).dnsmasq(extra=["--dhcp-option=17,iscsi:10.0.0.9::::iqn.x"])
    other = bootable(net.segment(1))
    with vm(net, "lkrn", cmdline="multiboot --settle 2000") as machine:
        machine.wait_for(traits.root_path, 60)
        expect_boot(machine, 1, 60)
    # Its offer was in hand: it was requested without asking again.
    assert other.log().count("DHCPDISCOVER(") == 1


def test_root_path_cannot_inject_commands(lab, vm, traits):
    net = lab(1)
    net.segment(0).dnsmasq(extra=["--dhcp-option=17,x || echo INJ${}ECTED"])
    with vm(net, "lkrn", cmdline="shell") as machine:
        machine.wait_for(PROMPT)
        machine.type("multiboot\n")
        machine.wait_for(traits.root_path + r"[\s\S]*" + PROMPT, 60)
        assert not re.search("^INJECTED", machine.console.text, re.MULTILINE)


def test_file_with_a_root_path_boots_the_file(lab, vm, traits):
    net = lab(1)
    bootable(net.segment(0), extra=["--dhcp-option=17,iscsi:10.0.0.9::::iqn.x"])
    with vm(net, "lkrn") as machine:
        machine.wait_for(traits.root_path, 60)
        expect_boot(machine, 0, 60)


def test_pxe_menu_is_left_to_autoboot(lab, vm):
    """A boot menu (options 43.9 and 43.10) on the second of two NICs."""
    net = lab(2)
    net.segment(1).dnsmasq(
        files={"install.ipxe": script(1)},
        extra=["--pxe-prompt=Which one,0",
               "--pxe-service=X86PC,Install,install.ipxe",
               "--pxe-service=X86PC,Other,other.ipxe"])
    with vm(net, "lkrn") as machine:
        machine.wait_for("net1: PXE boot server, leaving it to autoboot")
        machine.wait_for("BOOTED FROM net1", 40)
