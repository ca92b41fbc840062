# SPDX-License-Identifier: GPL-2.0-or-later
"""TFTP with a server that grants windows (RFC 7440), and fragments."""

import struct

import pytest

from lab import RogueTftp, greeting_initrd
from lab.media import QUIET, kernel
from scenario import script

pytestmark = pytest.mark.core

WINDOW = 16


def udp_payloads(segment, **ports):
    """What went over that wire to or from those UDP ports, in order."""
    for packet in segment.capture():
        if packet.haslayer("UDP") and all(
                getattr(packet["UDP"], name) == port
                for name, port in ports.items()):
            yield packet, bytes(packet["UDP"].payload)


def transfers(segment):
    """[(file, options granted, blocks, ACKs)] of each TFTP transfer."""
    found = {}
    for packet, data in udp_payloads(segment):
        udp = packet["UDP"]
        opcode = struct.unpack(">H", data[:2])[0] if len(data) >= 4 else 0
        if udp.dport == 69 and opcode == 1:
            name = data[2:].split(b"\0")[0].decode()
            found[udp.sport] = [name, {}, 0, 0]
        transfer = found.get(udp.dport) or found.get(udp.sport)
        if not transfer:
            continue
        if opcode == 6:
            words = data[2:].decode().split("\0")
            transfer[1] = dict(zip(words[::2], words[1::2]))
        transfer[2] += opcode == 3
        transfer[3] += opcode == 4
    return list(found.values())


@pytest.mark.parametrize("extra, window", [
    ((), WINDOW), (("--no-windowsize",), 1)], ids=["window", "no-window"])
def test_linux_by_atftpd(lab, vm, extra, window):
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="boot.ipxe", tftp=False)
    wire.atftpd(extra=extra, files={
        "boot.ipxe": f"#!ipxe\nkernel vmlinuz {QUIET}\ninitrd initrd.img\n"
                     "boot\n",
        "vmlinuz": kernel(), "initrd.img": greeting_initrd("by window")})
    with vm(net, "lkrn") as machine:
        machine.wait_for("HELLO FROM LINUX", 90)
        machine.wait_for("MARKER marker: by window")
        machine.wait_off()
    done = transfers(wire)
    assert [transfer[0] for transfer in done] == [
        "boot.ipxe", "vmlinuz", "initrd.img"]
    name, granted, blocks, acks = done[1]
    assert int(granted.get("windowsize", 1)) == window
    size = kernel().stat().st_size
    assert blocks >= size // int(granted["blksize"]) + 1
    # An ACK a window, and few more for what was lost on a busy machine.
    if window > 1:
        assert acks < blocks / 4
    else:
        assert acks >= size // int(granted["blksize"])


def test_blocks_in_fragments(lab, vm):
    """A wire whose MTU is smaller on the server's side: its blocks come in
    IP fragments."""
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="boot.ipxe", tftp=False)
    net.ip_batch(wire.namespace, [f"link set {wire.bridge} mtu 576"])
    body = script(0).encode() + b"# padding\n" * 2000

    def converse(_server, request):
        request.oack(blksize=request.options["blksize"])
        if request.receive() != (4, 0):
            return
        size = int(request.options["blksize"])
        for number in range(len(body) // size + 1):
            request.data(number + 1, body[number * size:][:size])
            if request.receive() != (4, number + 1):
                return

    tftp = RogueTftp(wire, converse)
    with vm(net, "lkrn") as machine:
        machine.wait_for("BOOTED FROM net0", 30)
    assert tftp.error is None
    assert any(packet.haslayer("IP") and packet["IP"].frag
               for packet in wire.capture())


def serve(request, body):
    """Sends the file in blocks of 512 bytes."""
    for number in range(len(body) // 512 + 1):
        request.data(number + 1, body[number * 512:][:512])
        if request.receive() != (4, number + 1):
            return


def test_odd_servers(lab, vm):
    """One that grants what nobody asked for, one that grants nonsense, one
    that takes options for a part of the name: each file comes."""
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="boot.ipxe", tftp=False)
    boot = script(0).replace("\n", "\n" + "".join(
        f"imgfetch {name}\n" for name in ("extra", "nonsense", "unknown")), 1)
    asked = []

    def converse(_server, request):
        asked.append((request.file, bool(request.options)))
        if request.options and request.file == "nonsense":
            request.oack(windowsize=0)
        elif request.options and request.file == "unknown":
            request.error(1, "File not found")
        else:
            if request.file == "extra":
                request.send(b"\0\6timeout\0" b"1\0\0\0blksize\0" b"512")
                assert request.receive() == (4, 0)
            serve(request, (boot if request.file == "boot.ipxe"
                            else "x" * 1000).encode())

    tftp = RogueTftp(wire, converse)
    with vm(net, "lkrn") as machine:
        machine.wait_for("BOOTED FROM net0", 30)
    assert tftp.error is None
    assert asked == [("boot.ipxe", True), ("extra", True),
                     ("nonsense", True), ("nonsense", False),
                     ("unknown", True), ("unknown", False)]
