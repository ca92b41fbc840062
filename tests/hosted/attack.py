# SPDX-License-Identifier: GPL-2.0-or-later
"""What a scenario of a bad or hostile network measures, and against which limit.

The limits are those that docs/multiboot.md and docs/network.md state, in seconds.
"""

import json
import os
import random
import re
import socket
import time

from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether

from lab.rogue import ETH_ALL, Rogue
from program import BUILD, nics, told

ROUND = 30          # a round of the race
LAST = 20           # the last chance of an offer when the round is over
REQUEST = 4         # a request nobody acknowledges, where others wait
OFFER = 15          # a silent NIC
ARP = 5             # a server whose address nobody has
TFTP = 15           # TFTP without anything new
CONNECT = 15        # a server that accepts no connection
SILENT = 30         # HTTP without anything new
LATE = 60           # how late a download may be
RATE = 4096         # bytes a second that it has to bring
# A machine that is busy may double what is stated, and take a while for itself.
MARGIN, NOISE = 2, 10

BODY = random.Random(4).randbytes(200001)
SMALL = random.Random(5).randbytes(10001)


def noted(attack, bound, seconds, came):
    """Keeps what was measured for the table of docs/security.md, and fails if the
    bound does not hold."""
    folder = BUILD / "bad-wire"
    os.makedirs(folder, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "-", attack.lower()).strip("-")[:80]
    (folder / f"{name}-{os.getpid()}-{time.monotonic_ns()}.json").write_text(
        json.dumps({"attack": attack, "bound": bound, "seconds": seconds,
                    "came": came}))
    assert seconds < MARGIN * bound + NOISE, f"{attack}: {seconds:.1f} s"


def attacked(attack, bound, net, expected, *arguments, loser=None):
    """Runs the program on all NICs of the lab. `expected` is the NIC that has to
    win, a set of NICs of which one has to, or {NIC: reason} where none may;
    `loser` is what net0 has to say if it is not the one. Returns what it told."""
    arguments = arguments or nics(net)
    begin = time.monotonic()
    status, result = told(net, *arguments, timeout=4 * MARGIN * bound + NOISE)
    seconds = time.monotonic() - begin
    reasons = {nic["netdev"]: nic["reason"] for nic in result["nics"]}
    if isinstance(expected, dict):
        assert status == 1, result
        for nic, reason in expected.items():
            assert re.search(reason, reasons[nic]), reasons
        came = "; ".join(f"{nic}: {reasons[nic]}" for nic in expected)
    else:
        winners = {expected} if isinstance(expected, str) else expected
        assert status == 0 and result["winner"]["netdev"] in winners, result
        assert not loser or re.search(loser, reasons["net0"]), reasons
        came = f"boots from {result['winner']['netdev']}"
    noted(attack, bound, seconds, came)
    return result


# --- machines on the wire

class Listener(Rogue):
    """Hears each frame that the client sends, and may send some to it."""

    def __init__(self, segment, device):
        self.device = device
        super().__init__(segment)

    def setup(self):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                    socket.htons(ETH_ALL))
        self.socket.bind((self.device, 0))

    def serve(self):
        frame, address = self.socket.recvfrom(65536)
        if address[2] != socket.PACKET_OUTGOING:
            self.hear(frame)

    def send(self, frame):
        try:
            self.socket.send(frame)
        except OSError:
            pass        # the queue is full, or the client has gone


def is_dhcp(frame, kind):
    """Whether a client's frame is a DHCP message of that type, which comes first
    among its options."""
    return frame[12:14] == b"\x08\0" and frame[23] == 17 and \
        frame[36:38] == b"\0\x43" and frame[282:285] == bytes((53, 1, kind))


def offer_of(segment, server):
    """An offer of the server of that number, without a client: no checksum of UDP,
    so that its fields can be filled in."""
    return bytes(
        Ether(src="02:00:00:00:00:66", dst="ff:ff:ff:ff:ff:ff")
        / IP(src=segment.address, dst="255.255.255.255")
        / UDP(sport=67, dport=68, chksum=0)
        / BOOTP(op=2, yiaddr=segment.address_of(150 + server % 100),
                siaddr=segment.address, file=b"evil.ipxe")
        / DHCP(options=[("message-type", "offer"),
                        ("server_id", f"10.66.{server // 250}.{server % 250 + 1}"),
                        ("lease_time", 3600), "end"]))
