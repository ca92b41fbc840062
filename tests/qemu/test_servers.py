# SPDX-License-Identifier: GPL-2.0-or-later
"""DHCP servers that do things their own way, by the race and by autoboot."""

import socket

import pytest

from lab import RogueDhcp, Tagger
from lab.rogue import Rogue
from scenario import bootable, expect_boot, kinds, script

EITHER = pytest.mark.parametrize("command", [
    "multiboot", pytest.param("autoboot", marks=pytest.mark.core)])

BOOTP = {
    "bare": b"",
    "magic": b"\x63\x82\x53\x63\xff",
    "identified": b"\x63\x82\x53\x63\x36\x04\x0a\0\0\x01\xff",
}


def files_only(segment, **files):
    """A TFTP server on that segment that answers no DHCP."""
    files = files or {"boot.ipxe": script(segment.number)}
    return segment.dnsmasq(ignore=True, files=files)


@EITHER
@pytest.mark.parametrize("kind", BOOTP)
def test_bootp(lab, vm, kind, command):
    """RFC 951 and RFC 1534: a reply without a type is a lease."""
    net = lab(1)
    server = files_only(net.segment(0))
    RogueDhcp(net.segment(0), lambda rogue, message: [
        rogue.reply(message, file=b"boot.ipxe",
                    raw=BOOTP[kind].ljust(64, b"\0"))])
    with vm(net, "lkrn", cmdline=command) as machine:
        expect_boot(machine, 0)
    assert server.files_sent() == ["boot.ipxe"]
    assert "REQUEST" not in kinds(net.segment(0))


@EITHER
def test_file_in_the_ack_only(lab, vm, command):
    net = lab(2)
    files_only(net.segment(0))
    RogueDhcp(net.segment(0), lambda rogue, message: [rogue.offer(
        message, "" if message.type == "DISCOVER" else "boot.ipxe")])
    with vm(net, "lkrn", cmdline=f"{command} net0") as machine:
        expect_boot(machine, 0)


@EITHER
def test_file_in_the_offer_only(lab, vm, command):
    net = lab(1)
    files_only(net.segment(0))
    RogueDhcp(net.segment(0), lambda rogue, message: [rogue.offer(
        message, "boot.ipxe" if message.type == "DISCOVER" else "")])
    with vm(net, "lkrn", cmdline=command) as machine:
        expect_boot(machine, 0)


def test_slow_server_beside_one_without_a_file(lab, vm):
    """Two dnsmasq on one wire: the one that knows the file looks for 3 s whether
    the address is in use."""
    net = lab(1)
    plain = net.segment(0).dnsmasq()
    other = net.segment(0).host()
    slow = other.dnsmasq(boot="boot.ipxe", ping=True,
                         files={"boot.ipxe": script(0)})
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 0, 40)
    assert slow.files_sent() == ["boot.ipxe"]
    assert plain.files_missing() == []


@pytest.mark.core
@EITHER
@pytest.mark.parametrize("model", ["virtio", "e1000"])
def test_tags_of_vlan_0(lab, vm, model, command):
    """IEEE 802.1Q 6.9: a tag that says nothing but how urgent a frame is; the
    longest frames have it as well."""
    net = lab(1)
    server = net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(0) + "#" * 100000})
    tagger = Tagger(net.segment(0))
    with vm(net, "lkrn", model=model, cmdline=command) as machine:
        expect_boot(machine, 0)
    assert tagger.error is None and tagger.tagged > 60
    assert server.files_sent() == ["boot.ipxe"]


def test_tags_of_another_vlan(lab, vm):
    net = lab(2)
    bootable(net.segment(0))
    Tagger(net.segment(0), vlan=7)
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)


@pytest.mark.core
@EITHER
@pytest.mark.parametrize("router", ["none", "wrong"])
def test_classless_routes(lab, vm, router, command):
    """RFC 3442: the server is behind a route of option 121, and option 3 is
    ignored."""
    net = lab(1)
    wire = net.segment(0)
    net.ip_batch(wire.namespace,
                 [f"address add 192.168.5.1/32 dev {wire.bridge}"])
    given = "3" if router == "none" else "3,10.0.0.99"
    wire.dnsmasq(boot="boot.ipxe,,192.168.5.1", files={"boot.ipxe": script(0)},
                 extra=[f"--dhcp-option={given}",
                        "--dhcp-option=121,192.168.5.0/24,10.0.0.1"])
    with vm(net, "lkrn", cmdline=command) as machine:
        machine.wait_for("server 192.168.5.1")
        expect_boot(machine, 0)


@pytest.mark.core
@EITHER
def test_no_next_server(lab, vm, command):
    """ISC dhcpd without next-server: the DHCP server itself is asked."""
    net = lab(1)
    files_only(net.segment(0))
    RogueDhcp(net.segment(0), lambda rogue, message: [
        rogue.offer(message, siaddr="0.0.0.0")])
    with vm(net, "lkrn", cmdline=command) as machine:
        machine.wait_for(r"server 10\.0\.0\.1 \(the DHCP server, as it names no "
                         "other")
        expect_boot(machine, 0)


@pytest.mark.core
@EITHER
@pytest.mark.parametrize("first", ["silent", "without"])
def test_option_66_beside_next_server(lab, vm, first, command):
    """A router that names itself in siaddr, and the server in option 66."""
    net = lab(1)
    wire = net.segment(0)
    if first == "without":
        files_only(wire, **{"other.ipxe": "#!ipxe\n"})
    other = files_only(wire.host())
    RogueDhcp(wire, lambda rogue, message: [rogue.offer(
        message, options=[(66, b"10.0.0.2")])])
    with vm(net, "lkrn", cmdline=command) as machine:
        machine.wait_for(r"server 10\.0\.0\.1 or 10\.0\.0\.2")
        expect_boot(machine, 0)
    assert other.files_sent() == ["boot.ipxe"]


class BootServer(Rogue):
    """A PXE boot server on port 4011 that names the file (PXE 2.1 2.2.3)."""

    def setup(self):
        self.asked = 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.segment.address, 4011))

    def serve(self):
        request, client = self.socket.recvfrom(65536)
        self.asked += 1
        reply = bytearray(request[:240])
        reply[0] = 2
        reply[108:117] = b"boot.ipxe"
        reply += (b"\x35\x01\x05\x3c\x09PXEClient\x36\x04"
                  + socket.inet_aton(self.segment.address) + b"\xff")
        self.socket.sendto(reply, client)


@pytest.mark.core
@EITHER
@pytest.mark.parametrize("siaddr", ["10.0.0.1", "0.0.0.0"])
def test_pxe_server_without_a_file(lab, vm, siaddr, command):
    """Option 60 says "PXEClient", and the file is had on port 4011."""
    net = lab(1)
    files_only(net.segment(0))
    server = BootServer(net.segment(0))
    RogueDhcp(net.segment(0), lambda rogue, message: [rogue.offer(
        message, "", siaddr=siaddr,
        options=[("vendor_class_id", b"PXEClient")])])
    with vm(net, "lkrn", cmdline=command) as machine:
        machine.wait_for("BOOTED FROM net0", 40)
    assert server.asked == 1 and server.error is None


@pytest.mark.core
@EITHER
def test_proxy_menu_without_a_prompt(lab, vm, command):
    """Two services of a dnsmasq that is a proxy: the first one boots."""
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq()
    wire.host().dnsmasq(proxy=True, boot="first.ipxe", files={
        "first.ipxe": script(0)},
        extra=["--pxe-service=X86PC,Other,other.ipxe"])
    with vm(net, "lkrn", cmdline=command) as machine:
        machine.wait_for("BOOTED FROM net0", 60)


@pytest.mark.core
@EITHER
def test_colons_in_a_file_name(lab, vm, command):
    """"ca:" is no scheme."""
    net = lab(1)
    server = net.segment(0).dnsmasq(boot="ca:fe:9b:11/boot.ipxe", files={
        "ca:fe:9b:11/boot.ipxe": script(0)})
    with vm(net, "lkrn", cmdline=command) as machine:
        expect_boot(machine, 0)
    assert server.files_sent() == ["ca:fe:9b:11/boot.ipxe"]
