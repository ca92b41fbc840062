# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers and scripts that break the rules: they are ignored or named, and
the machine goes on to what works."""

import time

import pytest

from lab import RogueDhcp, RogueTftp, Sprayer, lacpdu
from scenario import PROMPT, bootable, expect_boot, script

OTHER_MAC = bytes.fromhex("525400ffffff").ljust(16, b"\0")


MAGIC = b"\x63\x82\x53\x63"


def raw(options):
    """An offer whose options are those bytes, from the magic number on."""
    return lambda server, message: server.reply(
        message, file=b"evil.ipxe", raw=options)


def cut(length):
    return lambda server, message: bytes(server.offer(message))[:length]


def field(**changes):
    def build(server, message):
        return server.reply(message, "offer", file=b"evil.ipxe", **changes)
    return build


# Every option that a loader may look at, each with a length that lies.
SOUP = b"".join(bytes([code, 255]) * 3 for code in range(1, 190))

BAD_OFFERS = {
    "xid": field(xid=0x12345678),
    "chaddr": field(chaddr=OTHER_MAC),
    "magic": raw(b"\x63\x82\x53\0\x35\1\2\x36\4\x0a\0\0\1\xff"),
    "option-length": raw(MAGIC + b"\x35\1\2\x36\xff\x0a"),
    "option-at-end": raw(MAGIC + b"\x35\1\2\x36"),
    "option-soup": raw(MAGIC + b"\x35\1\2" + SOUP),
    "option-overload": raw(MAGIC + b"\x35\1\2\x34\1\3\xff"),
    "no-server-id": field(drop=["server_id"]),
    "no-address": field(yiaddr="0.0.0.0"),
    "request-as-reply": field(op=1),
    "other-port": field(udp={"dport": 69}),
    "udp-length": field(udp={"len": 60000}),
    "udp-checksum": field(udp={"chksum": 0x1234}),
    "runt": cut(15),
    "no-udp": cut(34),
    "half-bootp": cut(200),
    "no-options": cut(282),
}


@pytest.mark.parametrize("bad", BAD_OFFERS)
def test_bad_offer_then_good_one(lab, vm, bad):
    """The bad one is ignored, the good one that follows is taken."""
    net = lab(1)
    wire = net.segment(0)

    def answer(server, message):
        if message.type == "DISCOVER":
            return [BAD_OFFERS[bad](server, message), server.offer(message)]
        return [server.offer(message)]

    dhcp = RogueDhcp(wire, answer)
    wire.dnsmasq(boot="unused", files={"boot.ipxe": script(0)}, ignore=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 0)
    assert dhcp.error is None
    requests = [m for m in dhcp.heard if m.type == "REQUEST"]
    assert len(requests) == 1
    assert requests[0].options["requested_addr"] == wire.address_of(77)
    assert requests[0].options["server_id"] == wire.address


@pytest.mark.parametrize("bad", ["xid", "no-server-id", "option-soup"])
def test_bad_offer_alone(lab, vm, bad):
    """Nothing but bad offers on one NIC: the other one wins."""
    net = lab(2)
    dhcp = RogueDhcp(net.segment(0), lambda server, message: [
        BAD_OFFERS[bad](server, message)])
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)
    assert dhcp.error is None
    assert all(message.type == "DISCOVER" for message in dhcp.heard)


def test_flood_of_garbage(lab, vm):
    net = lab(2)

    def answer(server, message):
        noise = bytes(range(256)) * 6
        return ([noise[:n] for n in range(14, 1500, 7)]
                + [b"\xff" * 6 + noise[6:1514]] * 50)

    dhcp = RogueDhcp(net.segment(0), answer)
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)
    assert dhcp.error is None


def test_nak_lets_the_race_go_on(lab, vm):
    net = lab(2)

    def answer(server, message):
        if message.type == "DISCOVER":
            return [server.offer(message)]
        return [server.reply(message, "nak", yiaddr="0.0.0.0")]

    dhcp = RogueDhcp(net.segment(0), answer)
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1, 40)
    assert dhcp.error is None
    assert "REQUEST" in [message.type for message in dhcp.heard]


def test_offer_that_is_never_acknowledged(lab, vm):
    net = lab(2)
    dhcp = RogueDhcp(net.segment(0), lambda server, message: [
        server.offer(message)] if message.type == "DISCOVER" else [])
    bootable(net.segment(1))
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1, 60)
    assert dhcp.error is None


# --- TFTP

SCRIPT = script(0).encode()
BLOCKS = script(0, "# filler to fill blocks with\n" * 100).encode()


def plain(request, content, size=512):
    """Serve by the book, without options, block by block."""
    for block in range(len(content) // size + 1):
        piece = content[block * size:(block + 1) * size]
        if not acknowledged(request, block + 1, piece):
            return


def acknowledged(request, block, piece):
    """Send a block until it is acknowledged, not minding older answers."""
    for _ in range(4):
        request.data(block, piece)
        while (answer := request.receive(1)) is not None:
            if answer == (4, block):
                return True
            if answer[0] == 5:
                return False
    return False


def no_options(_server, request):
    plain(request, BLOCKS)


def doubled(_server, request):
    for block in range(len(BLOCKS) // 512 + 1):
        piece = BLOCKS[block * 512:(block + 1) * 512]
        request.data(block + 1, piece)
        if not acknowledged(request, block + 1, piece):
            return


def order_then_right(_server, request):
    request.data(7, b"x" * 512)
    request.data(2, b"y" * 512)
    request.data(0, b"z" * 512)
    plain(request, BLOCKS)


def stranger_interrupts(server, request):
    with server.open() as stranger:
        request.data(1, SCRIPT[:512], via=stranger)
    plain(request, BLOCKS)


@pytest.mark.parametrize("converse", [no_options, doubled, order_then_right],
                         ids=lambda function: function.__name__)
@pytest.mark.core
def test_tftp_server_with_manners_of_its_own(lab, vm, converse):
    net = lab(1)
    dhcp = RogueDhcp(net.segment(0), lambda server, message: [
        server.offer(message)])
    tftp = RogueTftp(net.segment(0), converse)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 0, 40)
    assert dhcp.error is None and tftp.error is None


def other_address(server, request):
    with server.open(server.segment.other) as socket:
        request.data(1, SCRIPT.replace(b"BOOTED", b"STOLEN"), via=socket)
        request.receive(0.5)


def stops(_server, request):
    request.data(1, BLOCKS[:512])
    request.receive(1)


def refuses(_server, request):
    request.error(2, "ask somebody else")


def refuses_without_end(_server, request):
    request.send(b"\0\5\0\1" + b"x" * 600)


def oack_unasked(_server, request):
    request.oack(blksize=1468, multicast="224.0.0.1,1758,1", colour="red")
    request.receive(1)


def oack_too_much(_server, request):
    request.oack(blksize=65464, windowsize=65535)
    request.receive(1)


def oack_garbage(_server, request):
    request.send(b"\0\6blksize\0-5\0tsize\0" + b"9" * 40)
    request.receive(1)


def wrong_blocks(_server, request):
    for block in (9, 5, 300, 0, 65535):
        request.data(block, b"#!ipxe\necho STOLEN\n" * 20)
        request.receive(0.2)


def runts(_server, request):
    for packet in (b"", b"\0", b"\0\3", b"\0\3\0", b"\0\7\0\0", b"\xff\xff"):
        request.send(packet)
    time.sleep(0.2)


BAD_TFTP = [other_address, stops, refuses, refuses_without_end, oack_unasked,
            oack_too_much, oack_garbage, wrong_blocks, runts]


@pytest.mark.parametrize("converse", BAD_TFTP,
                         ids=lambda function: function.__name__)
@pytest.mark.core
def test_bad_tftp_goes_on(lab, vm, converse):
    """The first NIC's TFTP server is broken: the second NIC's boots."""
    net = lab(2)
    wire = net.segment(0)
    wire.other = wire.address_of(9)
    net.ip_batch(net.namespace, [f"address add {wire.other}/24 "
                                 f"dev {wire.bridge}"])
    dhcp = RogueDhcp(wire, lambda server, message: [server.offer(message)])
    tftp = RogueTftp(wire, converse)
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1, 120)
        assert "STOLEN" not in machine.text
    assert dhcp.error is None and tftp.error is None
    assert tftp.files[0] == "boot.ipxe"


@pytest.mark.core
def test_error_text_of_the_server_is_shown(lab, vm):
    net = lab(1)
    RogueDhcp(net.segment(0), lambda server, message: [server.offer(message)])
    RogueTftp(net.segment(0), refuses)
    with vm(net, "lkrn") as machine:
        machine.wait_for("ask somebody else")


# --- a machine on the wire of a NIC that has lost

def forged_data(source, client, mac):
    """TFTP's first block, from a server to each port of a client that it may
    use: a script that is not the server's."""
    from scapy.layers.inet import IP, UDP
    from scapy.layers.l2 import Ether
    from scapy.packet import Raw
    content = b"\0\3\0\1#!ipxe\necho STOLEN\nshell\n"
    frame = bytearray(bytes(
        Ether(src="02:00:00:00:00:66", dst=mac) / IP(src=source, dst=client)
        / UDP(sport=4000, dport=1, chksum=0) / Raw(content)))
    for port in range(49152, 65536):
        frame[36:38] = port.to_bytes(2, "big")
        yield bytes(frame)


def test_the_losers_wire_is_not_heard(lab, vm):
    """A machine on net0's wire keeps it open by LACPDUs, and answers for the
    server on net1's while that takes its time."""
    net = lab(2)
    lost, wire = net.segment(0), net.segment(1)

    def answer(server, message):
        time.sleep(1 if message.type == "DISCOVER" else 0)
        return [server.offer(message)]

    def slow(server, request):
        time.sleep(4)
        request.data(1, script(1).encode())
        request.receive()

    RogueDhcp(wire, answer)
    tftp = RogueTftp(wire, slow)
    attack = Sprayer(lost, [lacpdu()], list(forged_data(
        wire.address, wire.address_of(77), lost.mac)))
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1, 60)
        assert "STOLEN" not in machine.text
        assert "port may be blocked" in machine.text
    assert attack.sent > 1000 and tftp.error is None


# --- scripts

@pytest.mark.core
def test_unknown_command_ends_a_script(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", script="#!ipxe\nfrobnicate now || echo handled\n"
            "frobnicate again\necho NOT REACHED\n") as machine:
        machine.wait_for("frobnicate")
        machine.wait_for("handled")
        machine.wait_for("frobnicate")
        time.sleep(1)
        assert "NOT REACHED" not in machine.text


@pytest.mark.core
def test_endless_goto_can_be_stopped(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", script="#!ipxe\necho looping\n:again\ngoto again\n"
            ) as machine:
        machine.wait_for("looping")
        time.sleep(0.5)
        machine.key("ctrl-c")
        machine.wait_for(r"[Cc]ancel|[Ii]nterrupt|" + PROMPT)


@pytest.mark.core
def test_long_line(lab, vm):
    net = lab(1)
    line = "echo " + "long " * 820 + "END OF LINE"
    with vm(net, "lkrn", script=f"#!ipxe\n{line}\necho AFTERWARDS\nshell\n"
            ) as machine:
        machine.wait_for("END OF LINE|too long")
        machine.wait_for("AFTERWARDS|" + PROMPT)


@pytest.mark.parametrize("text", ["", "#!ipxe", "#!ipxe\n" + "\0" * 100,
                                  "#!ipxe\n" + "\xff" * 5000,
                                  "#!ipxe\n:a\n" * 500, "no magic at all\n"],
                         ids=["empty", "magic-only", "zeros", "bytes",
                              "labels", "no-magic"])
@pytest.mark.core
def test_odd_scripts_leave_the_machine_usable(lab, vm, text):
    net = lab(2)
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": text.encode("latin-1")})
    bootable(net.segment(1))
    with vm(net, "lkrn", script="#!ipxe\nmultiboot net0 || echo went wrong\n"
            "multiboot net1\n") as machine:
        expect_boot(machine, 1, 30)
