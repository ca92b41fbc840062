# SPDX-License-Identifier: GPL-2.0-or-later
"""Switch ports that tag what they send to the client."""

import struct

from .port import Port, with_checksum

# Of <linux/if_packet.h>, for what the socket module does not name.
SOL_PACKET, PACKET_AUXDATA, VLAN_VALID = 263, 8, 0x10


class Tagger(Port):
    """Each frame to the client gets a tag of that VLAN and priority (IEEE 802.1Q
    9.6); what it sends passes as it is. `tagged` counts the frames."""

    def __init__(self, segment, vlan=0, priority=5):
        self.tag = struct.pack(">HH", 0x8100, priority << 13 | vlan)
        self.tagged = 0
        super().__init__(segment)

    def to_client(self, frame):
        self.tagged += 1
        frame = with_checksum(frame)
        return frame[:12] + self.tag + frame[12:]


class Trunk(Tagger):
    """A port whose native VLAN is silent: what the client sends in the VLAN
    passes, and nothing else does. `lost` counts the other frames."""

    def __init__(self, segment, vlan):
        self.vlan = vlan
        self.lost = 0
        super().__init__(segment, vlan, priority=0)

    def _open(self, device):
        raw = super()._open(device)
        raw.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        return raw

    def from_client(self, frame, notes):
        """Linux takes the tag off a received frame, and keeps it beside it."""
        for _, kind, data in notes:
            status, tag = struct.unpack_from("I12xH", data)
            if kind == PACKET_AUXDATA and status & VLAN_VALID and \
                    tag & 0xfff == self.vlan:
                return frame
        self.lost += 1
        return None
