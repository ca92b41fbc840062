# SPDX-License-Identifier: GPL-2.0-or-later
"""Ports whose native VLAN is silent. What needs no machine is in tests/hosted."""

import pytest

from lab import Trunk
from scenario import expect_boot, script


@pytest.mark.parametrize("firmware, model", [
    ("lkrn", "virtio"), ("lkrn", "e1000"), ("efi", "virtio")])
def test_a_trunk(lab, vm, firmware, model):
    """VLAN 20 of the second NIC boots, and the longest frames have its tag."""
    net = lab(2)
    server = net.segment(1).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(1) + ("#" * 99 + "\n") * 300})
    port = Trunk(net.segment(1), 20)
    with vm(net, firmware, model=model,
            cmdline="multiboot --vlan 10,20") as machine:
        expect_boot(machine, 1)
        machine.wait_for("net1-20: booted")
    assert port.error is None and port.tagged > 20
    assert server.files_sent() == ["boot.ipxe"]


def test_a_rom_has_no_vlans(lab, vm):
    """It has no room for them, and says so."""
    net = lab(1)
    net.segment(0).dnsmasq(boot="boot.ipxe", files={"boot.ipxe": (
        "#!ipxe\nmultiboot --vlan 20 || echo refused\n"
        "vcreate --tag 20 net0 || echo no device\n")})
    with vm(net, "rom") as machine:
        machine.wait_for("no VLANs in a ROM: use multiboot.lkrn")
        machine.wait_for("^refused")
        machine.wait_for("^vcreate: not in a ROM")
        machine.wait_for("^no device")
