# SPDX-License-Identifier: GPL-2.0-or-later
"""The log server that a lease names hears why nothing has booted."""

import re

from scenario import PROMPT, SHORT, bootable

GIVES_UP = (f"#!ipxe\nmultiboot --timeout {SHORT} --dhcp-timeout {SHORT // 2} "
            "|| echo GAVE UP\nshell\n")


def test_each_lease_tells_its_log_server(lab, vm):
    """One file is not there, one lease has none, and one names no log server."""
    net = lab(4)
    net.segment(0).dnsmasq(boot="absent.ipxe", extra=["--dhcp-option=7,10.0.0.1"])
    net.segment(1).dnsmasq(extra=["--dhcp-option=7,10.1.0.1"])
    net.segment(2).dnsmasq()
    log = net.segment(0).log_server()
    with vm(net, "lkrn", model=["virtio", "e1000", "virtio", "virtio"],
            script=GIVES_UP) as machine:
        machine.wait_for("GAVE UP", 60)
    senders = [sender for sender, _ in log.messages()]
    assert [sender[:5] for sender in sorted(senders)] == ["10.0.", "10.1."]
    for sender, text in log.messages():
        assert text.startswith(f"<27>{sender} multiboot: nothing booted | net0 ")
        rows = text.split(" | ")[1:]
        assert [row.split()[:2] for row in rows] == [
            [f"net{i}", net.segment(i).mac] for i in range(4)]
        assert re.search(r" from 10.0.0.1 absent.ipxe -> file not found on "
                         r"10.0.0.1$", rows[0])
        assert rows[1].endswith(" from 10.1.0.1 -> lease, nothing to boot")
        assert rows[3].endswith(f"{net.segment(3).mac} -> no offer")


def test_a_log_server_elsewhere_is_told_by_the_router(lab, vm):
    """It is not on the lease's network: its MAC address is not asked for."""
    net = lab(2)
    net.segment(0).dnsmasq(boot="absent.ipxe",
                           extra=["--dhcp-option=7,10.1.0.1"])
    log = net.segment(0).log_server()
    with vm(net, "lkrn", script=GIVES_UP) as machine:
        machine.wait_for("GAVE UP", 60)
    (sender, text), = log.messages()
    assert sender.startswith("10.0.0.") and "absent.ipxe" in text
    asked = {frame["ARP"].pdst for frame in net.segment(0).capture()
             if frame.haslayer("ARP") and frame["ARP"].psrc == sender}
    assert "10.0.0.1" in asked and "10.1.0.1" not in asked


def test_nobody_is_told_of_a_boot(lab, vm):
    net = lab(2)
    net.segment(0).dnsmasq(boot="absent.ipxe", extra=["--dhcp-option=7,10.0.0.1"])
    bootable(net.segment(1), extra=["--dhcp-option=7,10.1.0.1"])
    log = net.segment(0).log_server()
    with vm(net, "lkrn", script="#!ipxe\nmultiboot\nshell\n") as machine:
        machine.wait_for("BOOTED FROM net1")
        machine.wait_for(PROMPT)
    assert log.messages() == []
