# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures, read back: what went over a wire, and when."""

import logging
import os
from dataclasses import dataclass

logging.getLogger("scapy").setLevel(logging.ERROR)

TYPES = {1: "DISCOVER", 2: "OFFER", 3: "REQUEST", 4: "DECLINE", 5: "ACK",
         6: "NAK", 7: "RELEASE", 8: "INFORM"}


@dataclass
class Dhcp:
    """One DHCP message: `time` is in seconds, since the epoch."""
    type: str
    time: float
    mac: str
    xid: int
    packet: object
    options: dict


def read(path):
    """All frames of a capture; none if there is no capture yet."""
    import scapy.layers.dhcp  # noqa: F401, so that what it knows is parsed
    from scapy.utils import PcapReader
    if not os.path.exists(path) or os.path.getsize(path) <= 24:
        return []
    frames = []
    with PcapReader(path) as reader:
        try:
            frames.extend(reader)
        except (EOFError, ValueError):
            pass  # QEMU is writing the last one
    return frames


def dhcp(frames):
    """The DHCP messages among frames, in order."""
    from scapy.layers.dhcp import BOOTP, DHCP
    messages = []
    for frame in frames:
        if DHCP not in frame:
            continue
        options = {o[0]: o[1] for o in frame[DHCP].options
                   if isinstance(o, tuple) and len(o) > 1}
        bootp = frame[BOOTP]
        mac = ":".join(f"{byte:02x}" for byte in bootp.chaddr[:6])
        messages.append(Dhcp(TYPES.get(options.get("message-type"), "?"),
                             float(frame.time), mac, bootp.xid, frame, options))
    return messages
