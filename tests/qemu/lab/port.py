# SPDX-License-Identifier: GPL-2.0-or-later
"""Ports of switches: what stands between a segment's wire and the client."""

import socket
import struct
import time

from .rogue import ETH_ALL, Rogue, lacpdu

ETH_SLOW = b"\x88\x09"
# Bits of a port's state in a LACPDU (IEEE 802.1AX 6.4.2.3): it speaks first, wants to
# hear each second, can be aggregated; it is in step, it collects and distributes.
LACP_ASKS = 0x07
LACP_SYNC = 0x08
LACP_PASSES = 0x38


class Port(Rogue):
    """Stands between a segment's bridge and its tap, and passes frames on, as
    the methods to_client and from_client leave them: they return the frame to be
    sent, or None. from_client has what the kernel says beside the frame, too."""

    def __init__(self, segment):
        segment.lab.ip_batch(segment.namespace, [
            f"link add in{segment.number} type veth"
            f" peer name out{segment.number}",
            f"link set in{segment.number} master {segment.bridge} up",
            f"link set out{segment.number} up",
            f"link set {segment.tap} nomaster"])
        super().__init__(segment)

    def _open(self, device):
        raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                            socket.htons(ETH_ALL))
        raw.bind((device, 0))
        raw.setblocking(False)
        return raw

    def setup(self):
        self.socket = self._open(f"out{self.segment.number}")
        self.client = self._open(self.segment.tap)

    def sockets(self):
        return [self.socket, self.client]

    def serve(self):
        for source, change, target in (
                (self.socket, lambda frame, _: self.to_client(frame), self.client),
                (self.client, self.from_client, self.socket)):
            for frame, notes in self._frames(source):
                frame = change(frame, notes)
                if frame:
                    target.send(frame)

    @staticmethod
    def _frames(source):
        while True:
            try:
                frame, notes, _, address = source.recvmsg(65536, 64)
            except BlockingIOError:
                return
            if address[2] != socket.PACKET_OUTGOING:
                yield frame, notes

    def to_client(self, frame):
        return frame

    def from_client(self, frame, notes):
        return frame

    def stop(self):
        super().stop()
        if hasattr(self, "client"):
            self.client.close()


def with_checksum(frame):
    """The frame with the UDP checksum that this machine has left to the device."""
    from scapy.layers.inet import UDP
    from scapy.layers.l2 import Ether
    packet = Ether(frame)
    if UDP in packet:
        del packet[UDP].chksum
        return bytes(packet)
    return frame


class LacpPort(Port):
    """Passes nothing until the client has agreed by LACP to collect and
    distribute, and nothing from then on when its last LACPDU is `patience` seconds
    old, as the short timeout has it (IEEE 802.1AX 6.4.4). LACPDUs go out every
    `pace` seconds, once `begin` is set.

    history  what happened, in order: "asked" for each LACPDU that tells the client
             that the port does not pass frames, "passes" for each that tells it
             that it does, "agreed" and "expired" where that changes, "dropped" for
             each frame of the client's that is lost, "passed" for each other one
    """

    def __init__(self, segment, pace=1.0, patience=3.0, begin=True):
        self.pace = pace
        self.patience = patience
        self.history = []
        self.begin = begin
        self._partner = bytes(18)
        self._heard = None          # when the client's last LACPDU came
        self._next = 0.0            # when the next one goes out
        super().__init__(segment)

    @property
    def passes(self):
        return self._heard is not None

    def idle(self):
        now = time.monotonic()
        if self.passes and now - self._heard > self.patience:
            self.history.append("expired")
            self._heard = None
            self._next = now
        if self.begin and now >= self._next:
            self._tell(now)

    def _tell(self, now):
        self._next = now + self.pace
        self.history.append("passes" if self.passes else "asked")
        state = LACP_ASKS | (LACP_PASSES if self.passes else 0)
        self.client.send(lacpdu(state, self._partner))

    def to_client(self, frame):
        return with_checksum(frame) if self.passes else None

    def from_client(self, frame, notes):
        if frame[12:14] == ETH_SLOW:
            self._agree(frame)
            return None
        self.history.append("passed" if self.passes else "dropped")
        return frame if self.passes else None

    def _agree(self, frame):
        """The client's answer: its own port, then what it knows of this one."""
        if len(frame) < 124 or frame[14] != 1:
            return
        if frame[32] & LACP_PASSES != LACP_PASSES:
            return
        now = time.monotonic()
        self._partner = frame[18:33]
        agreed = not self.passes
        self._heard = now
        if agreed:
            self.history.append("agreed")
            self._tell(now)
