# SPDX-License-Identifier: GPL-2.0-or-later
"""A switch port that tags what it sends to the client."""

import socket
import struct

from .rogue import ETH_ALL, Rogue


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
                    frame, address = raw.recvfrom(65536)
                except BlockingIOError:
                    break
                if address[2] == socket.PACKET_OUTGOING:
                    continue
                if raw is self.socket:
                    frame = self._tagged(frame)
                other.send(frame)

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
