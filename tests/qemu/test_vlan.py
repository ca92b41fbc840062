# SPDX-License-Identifier: GPL-2.0-or-later
"""Ports whose native VLAN is silent. What needs no machine is in tests/hosted."""

import pytest

from lab import Trunk
from scenario import expect_boot, script


@pytest.mark.parametrize("firmware, model", [
    ("lkrn", "virtio"), ("lkrn", "e1000"), ("efi", "virtio"),
    ("rom", "virtio"), ("efi-rom", "virtio")])
def test_a_trunk(lab, vm, firmware, model):
    """VLAN 20 of the second NIC boots, and the longest frames have its tag. A ROM
    has the VLANs from the hypervisor."""
    net = lab(2)
    server = net.segment(1).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(1) + ("#" * 99 + "\n") * 300})
    port = Trunk(net.segment(1), 20)
    how = {"cmdline": "multiboot --vlan 10,20"}
    if firmware.endswith("rom"):
        how = {"rom_on": [0], "extra": (
            "-smbios", "type=11,value=multiboot:--vlan 10,,20")}
    with vm(net, firmware, model=model, **how) as machine:
        expect_boot(machine, 1, 90)
        machine.wait_for("net1-20: booted")
    assert port.error is None and port.tagged > 20
    assert server.files_sent() == ["boot.ipxe"]
