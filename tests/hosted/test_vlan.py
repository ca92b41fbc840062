# SPDX-License-Identifier: GPL-2.0-or-later
"""VLANs: on a port whose native one is silent, by the race and by hand."""

import pytest

from lab import Tagger, Trunk
from program import BOOT, NOTHING, nics, run
from scenario import bootable, script


def trunk(net, number, vlan=20):
    """A server in a VLAN of that port, and the port."""
    server = net.segment(number).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(number) + ("#" * 99 + "\n") * 300})
    return server, Trunk(net.segment(number), vlan)


def test_the_race_joins_a_vlan(lab):
    net = lab(2)
    server, port = trunk(net, 1)
    done = run(net, *nics(net), "-c", "multiboot --vlan 10,20")
    assert done.returncode == BOOT, done.stdout
    assert "BOOTED FROM net1 " in done.stdout
    assert "multiboot: net1-20: booted" in done.stdout
    assert "6 net devices" in done.stdout
    assert server.files_sent() == ["boot.ipxe"]
    assert port.error is None and port.lost and port.tagged > 20


def test_a_vlan_that_cannot_boot_gives_way(lab):
    net = lab(2)
    net.segment(0).dnsmasq(boot="none.ipxe")
    Trunk(net.segment(0), 20)
    bootable(net.segment(1), ping=True)
    done = run(net, *nics(net), "-c", "multiboot --vlan 20 && ifstat")
    assert done.returncode == BOOT, done.stdout
    assert "net0-20: file not found on 10.0.0.1" in done.stdout
    assert "BOOTED FROM net1" in done.stdout
    assert "net0-20 (" not in done.stdout


@pytest.mark.parametrize("end", ["autoboot net0-20",
                                 "chain tftp://10.0.0.1/boot.ipxe"])
def test_by_hand(lab, end):
    net = lab(1)
    server, port = trunk(net, 0)
    done = run(net, *nics(net), "-c",
               f"vcreate --tag 20 net0 && dhcp net0-20 && {end}")
    assert "BOOTED FROM net0" in done.stdout, done.stdout
    assert server.files_sent() == ["boot.ipxe"] and port.error is None


def test_a_vlan_is_heard_and_not_joined(lab):
    net = lab(1)
    bootable(net.segment(0))
    Tagger(net.segment(0), vlan=7)
    done = run(net, *nics(net), "-c", "multiboot --timeout 1500")
    assert done.returncode == NOTHING
    assert "hears VLAN 7 (--vlan 7)" in done.stdout
