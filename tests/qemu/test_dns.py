# SPDX-License-Identifier: GPL-2.0-or-later
"""Names: what DNS servers say of them, and servers that say nothing."""

import socket
import struct

import pytest

from lab.rogue import Rogue
from scenario import bootable, expect_boot, script

pytestmark = pytest.mark.core

ALIASES = ["--host-record=real.example,10.0.0.1",
           "--cname=third.example,real.example",
           "--cname=second.example,third.example",
           "--cname=boot.example,second.example"]


def serve(wire, host, **options):
    """A web server, found under that name if DNS knows it, and what offers
    its script."""
    wire.http(files={"boot.ipxe": script(wire.number)})
    return wire.dnsmasq(boot=f"http://{host}/boot.ipxe", tftp=False,
                        **{"dns": {"unused.example": wire.address}, **options})


def asked(wire):
    """The names that the client has asked for, and the servers, in order."""
    import scapy.layers.dns  # noqa: F401, so that it is parsed
    return [(packet["DNS"].qd.qname.decode().rstrip("."), packet["IP"].dst)
            for packet in wire.capture()
            if "DNS" in packet and packet["DNS"].qr == 0]


def test_alias_of_an_alias(lab, vm):
    net = lab(1)
    serve(net.segment(0), "boot.example", extra=ALIASES)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 0)
    assert asked(net.segment(0)) == [("boot.example", "10.0.0.1")]


@pytest.mark.parametrize("option,names", [
    ("119,first.example,site.example", ["boot.first.example",
                                        "boot.site.example"]),
    ("15,site.example", ["boot.site.example"]),
    ("119,first.example,second.example",
     ["boot.first.example", "boot.second.example", "boot"])],
    ids=["list", "domain", "as-it-is"])
def test_search_domain(lab, vm, option, names):
    """The first of the names that DNS knows is taken."""
    net = lab(1)
    wire = net.segment(0)
    serve(wire, "boot", dns={names[-1]: wire.address},
          extra=[f"--dhcp-option-force={option}"])
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 0)
    assert asked(wire) == [(name, wire.address) for name in names]


def test_second_server_knows(lab, vm):
    """Nobody has the first one's address; the next has no DNS server."""
    net = lab(1)
    wire = net.segment(0)
    deaf = wire.host()
    serve(wire, "boot.example", extra=ALIASES + [
        f"--dhcp-option=6,10.0.0.99,{deaf.address},{wire.address}"])
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 0, 90)
    assert asked(wire)[-1] == ("boot.example", wire.address)
    assert deaf.address in [server for _, server in asked(wire)]


NOT_KNOWN = "Name unknown to DNS, or no answer"


@pytest.mark.parametrize("options,says", [
    ({"extra": ["--dhcp-option=6,10.0.0.99"]}, NOT_KNOWN),
    ({"extra": ["--local=/example/"]}, NOT_KNOWN),
    ({"dns": None}, "No DNS server known")],
    ids=["down", "unknown", "none"])
def test_no_address_goes_on(lab, vm, options, says):
    net = lab(2)
    serve(net.segment(0), "boot.example", **options)
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        machine.wait_for(f"no address for boot.example: {says}", 60)
        machine.wait_for(f"^net0: boot failed: {says}")
        expect_boot(machine, 1, 60)


def test_nslookup(lab, vm):
    net = lab(1)
    net.segment(0).dnsmasq(dns={"boot.example": "10.0.0.77"})
    with vm(net, "lkrn", script="#!ipxe\ndhcp && nslookup where boot.example && "
            "echo at ${where}\nnslookup where none.example || "
            "echo still ${where}\n") as machine:
        machine.wait_for("at 10.0.0.77", 60)
        machine.wait_for("still 10.0.0.77", 60)


class Clock(Rogue):
    """Tells by NTP that it is 2033, first in packets that are no answer."""

    NOW = 2_000_000_000
    # From 1900 to 1970, in seconds.
    EPOCH = 2_208_988_800

    def setup(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.segment.address, 123))

    def packet(self, origin, now, mode=4, stratum=2):
        return struct.pack("!BB22x8s8xII", 0x20 | mode, stratum, origin,
                           (now + self.EPOCH) & 0xffffffff, 0)

    def serve(self):
        request, client = self.socket.recvfrom(512)
        sent = request[40:48]
        for packet in (self.packet(bytes(8), 1000), self.packet(sent, 2000)[:47],
                       self.packet(sent, 3000, mode=3),
                       self.packet(sent, 4000, stratum=0),
                       self.packet(sent, self.NOW)):
            self.socket.sendto(packet, client)


def test_ntp(lab, vm):
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(dns={"time.example": wire.address})
    clock = Clock(wire)
    with vm(net, "lkrn", script="#!ipxe\ndhcp && ntp time.example && "
            "echo now ${unixtime:int32}\nntp 10.0.0.99 || echo no answer\n"
            ) as machine:
        machine.wait_for("now 20000000[0-9][0-9]", 60)
        machine.wait_for("no answer", 60)
    assert clock.error is None
