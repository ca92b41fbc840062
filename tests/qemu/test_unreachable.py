# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot files where nobody serves them: another NIC gets its turn, at once where the
firmware believes what the network says."""

from lab import RogueDhcp
from scenario import bootable, expect_boot


def requests(segment):
    """TFTP read requests of the client on that wire."""
    return [packet for packet in segment.capture()
            if packet.haslayer("UDP") and packet["UDP"].dport == 69]


def test_no_tftp_server_there_goes_on(lab, vm, traits):
    net = lab(2)
    net.segment(0).dnsmasq(boot="boot.ipxe", tftp=False)
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        machine.wait_for(traits.no_listener, 60)
        expect_boot(machine, 1)
    asked = len(requests(net.segment(0)))
    assert asked == 1 if traits.hears_icmp else asked > 0


def test_no_machine_there_goes_on(lab, vm, traits):
    net = lab(2)
    RogueDhcp(net.segment(0), lambda server, message: [
        server.offer(message, siaddr="10.0.0.99")])
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        machine.wait_for(traits.no_machine, 60)
        expect_boot(machine, 1, 30)
    assert requests(net.segment(0)) == []


