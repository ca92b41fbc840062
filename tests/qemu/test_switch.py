# SPDX-License-Identifier: GPL-2.0-or-later
"""Ports of switches that do not forward at first: LACP, and a bridge with STP."""

import time

import pytest

from lab import LacpPort, RogueTftp
from scenario import bootable, expect_boot, kinds, script

START = 60


def wait_until(condition, what):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {what}")


@pytest.mark.parametrize("firmware", ["lkrn", "rom"])
def test_lacp_port(lab, vm, firmware):
    """The port speaks when two requests are lost, so that the next would come four
    seconds after that. But it comes at once: before the port's second LACPDU of those
    that it sends each second."""
    net = lab(2)
    bootable(net.segment(1))
    port = LacpPort(net.segment(1), begin=False)
    with vm(net, firmware) as machine:
        wait_until(lambda: port.history.count("dropped") == 3, "three requests")
        port.begin = True
        expect_boot(machine, 1, START)
    assert port.error is None
    began = port.history.index("asked")
    after = port.history[began:port.history.index("passed")]
    assert after == ["asked", "agreed", "passes"]
    # The one that says that it passes frames, and those of two seconds.
    assert port.history.count("passes") <= 3


def test_lacp_port_during_a_slow_download(lab, vm):
    """The port is closed again if it hears nothing for a second, and the download
    takes four."""
    net = lab(2)
    wire = net.segment(1)
    wire.dnsmasq(boot="boot.ipxe", tftp=False)
    port = LacpPort(wire, pace=0.3, patience=1)
    body = script(1).encode() + b"#" * 512

    def slow(server, request):
        if len(server.files) > 1:
            return      # asked again, because it takes so long
        for number in range(len(body) // 512 + 1):
            time.sleep(2)
            request.data(number + 1, body[512 * number:][:512])
            request.receive()

    tftp = RogueTftp(wire, slow)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1, START)
    assert port.error is None and tftp.error is None
    assert set(tftp.files) == {"boot.ipxe"}
    assert port.history.count("passes") > 4
    assert "expired" not in port.history


def asked(segment):
    return kinds(segment).count("DISCOVER")


@pytest.mark.parametrize("delay", [
    2, pytest.param(15, marks=pytest.mark.long)])
def test_bridge_with_stp(lab, vm, delay):
    """The bridge blocks the port for two times that many seconds. It is asked each
    second, so that the first request which it forwards is the next one after that:
    at most a second later."""
    net = lab(2)
    wire = net.segment(1)
    wire.spanning_tree(delay)
    bootable(wire)
    with vm(net, "lkrn") as machine:
        machine.wait_for("may be blocked", START)
        assert not wire.forwards()
        wait_until(wire.forwards, "the bridge")
        lost = asked(wire)
        expect_boot(machine, 1, START)
    # Half of those that are to come, for machines that are busy; if nobody heard the
    # bridge, they would be five in 30 s.
    assert lost >= delay
    # One may have been on its way while the bridge was looked at.
    assert asked(wire) - lost <= 2
    assert net.segment(1).mac in wire.lab.servers()[0].messages("DHCPREQUEST")
