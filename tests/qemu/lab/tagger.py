# SPDX-License-Identifier: GPL-2.0-or-later
"""Switch ports that tag what they send to the client."""

import socket
import struct

from .rogue import ETH_ALL, Rogue

# Of <linux/if_packet.h>, for what the socket module does not name.
SOL_PACKET, PACKET_AUXDATA, VLAN_VALID = 263, 8, 0x10


class Tagger(Rogue):
    """Stands between a segment's bridge and its tap: each frame to the client
    gets a tag of that VLAN and priority (IEEE 802.1Q 9.6); what it sends passes
    as it is. `tagged` counts the frames."""

    def __init__(self, segment, vlan=0, priority=5):
        self.tag = struct.pack(">HH", 0x8100, priority << 13 | vlan)
        self.tagged = 0
        segment.lab.ip_batch(segment.namespace, [
            f"link add tag{segment.number} type veth"
            f" peer name out{segment.number}",
            f"link set tag{segment.number} master {segment.bridge} up",
            f"link set out{segment.number} up",
            f"link set {segment.tap} nomaster"])
        super().__init__(segment)

    def _open(self, device):
        raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                            socket.htons(ETH_ALL))
        raw.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        raw.bind((device, 0))
        return raw

    def setup(self):
        self.socket = self._open(f"out{self.segment.number}")
        self.client = self._open(self.segment.tap)

    def sockets(self):
        return [self.socket, self.client]

    def serve(self):
        for raw, other in ((self.socket, self.client),
                           (self.client, self.socket)):
            raw.setblocking(False)
            while True:
                try:
                    frame, notes, _, address = raw.recvmsg(65536, 64)
                except BlockingIOError:
                    break
                if address[2] == socket.PACKET_OUTGOING:
                    continue
                if raw is self.socket:
                    frame = self._tagged(frame)
                elif not self.passes(notes):
                    continue
                other.send(frame)

    def passes(self, notes):
        """Whether what the client has sent goes on, which then has no tag."""
        return True

    def _tagged(self, frame):
        """The checksum of what this machine has sent is not there yet."""
        from scapy.layers.inet import UDP
        from scapy.layers.l2 import Ether
        packet = Ether(frame)
        if UDP in packet:
            del packet[UDP].chksum
            frame = bytes(packet)
        self.tagged += 1
        return frame[:12] + self.tag + frame[12:]

    def stop(self):
        super().stop()
        if hasattr(self, "client"):
            self.client.close()


class Trunk(Tagger):
    """A port whose native VLAN is silent: what the client sends in the VLAN
    passes, and nothing else does. `lost` counts the other frames."""

    def __init__(self, segment, vlan):
        self.vlan = vlan
        self.lost = 0
        super().__init__(segment, vlan, priority=0)

    def passes(self, notes):
        """Linux takes the tag off a received frame, and keeps it beside it."""
        for _, kind, data in notes:
            status, tag = struct.unpack_from("I12xH", data)
            if kind == PACKET_AUXDATA and status & VLAN_VALID and \
                    tag & 0xfff == self.vlan:
                return True
        self.lost += 1
        return False
