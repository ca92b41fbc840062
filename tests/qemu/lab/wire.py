# SPDX-License-Identifier: GPL-2.0-or-later
"""A wire that is bad by seed: what it does to frames, between a segment and the
client. And a machine on a wire that sends as fast as it can."""

import ctypes
import fcntl
import heapq
import random
import re
import socket
import struct
import sys
import time
from dataclasses import dataclass, field

from .port import Port
from .process import Child, in_namespace

ETH_HLEN = 14
# What makes a reordered frame late, in seconds: others pass it meanwhile.
OVERTAKEN = 0.02

# Of <linux/ethtool.h> and <linux/sockios.h>: what a device takes over from the
# network stack. Without these, frames leave with their checksums, and not longer
# than the wire allows.
SIOCETHTOOL = 0x8946
ETHTOOL_SETS = {"checksums": 0x17, "TSO": 0x1f, "GSO": 0x24}


@dataclass
class Damage:
    """What happens to frames in one direction, drawn from a seed. Shares of all
    frames are between 0 and 1, times in seconds.

    loss       frames that are dropped
    delay      by which each frame is late, give or take `jitter`
    duplicate  frames that come twice
    reorder    frames that come after some that were sent later
    corrupt    frames of which one bit behind the Ethernet header is wrong: a
               checksum of the Internet's protocols finds each of these
    """
    seed: object = 0
    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    corrupt: float = 0.0
    counts: dict = field(default_factory=lambda: dict.fromkeys(
        ("frames", "lost", "duplicated", "reordered", "corrupted"), 0))

    def __post_init__(self):
        self._dice = random.Random(f"wire {self.seed}")

    def _happens(self, share, what):
        if self._dice.random() >= share:
            return False
        self.counts[what] += 1
        return True

    def of(self, frame):
        """What comes of a frame: [(seconds until then, frame)]."""
        self.counts["frames"] += 1
        if self._happens(self.loss, "lost"):
            return []
        late = max(0.0, self.delay + self._dice.uniform(-1, 1) * self.jitter)
        if self._happens(self.reorder, "reordered"):
            late += OVERTAKEN
        if len(frame) > ETH_HLEN and self._happens(self.corrupt, "corrupted"):
            bit = self._dice.randrange(ETH_HLEN * 8, len(frame) * 8)
            frame = bytearray(frame)
            frame[bit // 8] ^= 1 << bit % 8
            frame = bytes(frame)
        copies = 2 if self._happens(self.duplicate, "duplicated") else 1
        return [(late + copy * OVERTAKEN / 4, frame) for copy in range(copies)]


class BadWire(Port):
    """Stands between a segment and the client, with damage in both directions."""

    def __init__(self, segment, seed=0, **damage):
        self.down = Damage(f"down {seed}", **damage)
        self.up = Damage(f"up {seed}", **damage)
        self._late = []         # heap of (when, number, socket, frame)
        self._number = 0
        super().__init__(segment)

    def setup(self):
        super().setup()
        whole_frames(self.segment.bridge)

    def pause(self):
        """Until the next frame is due."""
        if not self._late:
            return super().pause()
        return max(0.0, min(self._late[0][0] - time.monotonic(), 0.1))

    def idle(self):
        now = time.monotonic()
        while self._late and self._late[0][0] <= now:
            _, _, target, frame = heapq.heappop(self._late)
            try:
                target.send(frame)
            except OSError:
                pass        # nobody is there, or too long for the wire

    def _put(self, damage, frame, target):
        now = time.monotonic()
        for late, what in damage.of(frame):
            self._number += 1
            heapq.heappush(self._late,
                           (now + late, self._number, target, what))

    def to_client(self, frame):
        self._put(self.down, frame, self.client)

    def from_client(self, frame, notes):
        self._put(self.up, frame, self.socket)


def whole_frames(device):
    """Has frames leave a device of this namespace as they are on a wire."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for command in ETHTOOL_SETS.values():
            value = bytearray(struct.pack("II", command, 0))
            # The request points to the value (struct ifreq).
            buffer = (ctypes.c_char * len(value)).from_buffer(value)
            request = struct.pack("16sP", device.encode(),
                                  ctypes.addressof(buffer)).ljust(40, b"\0")
            fcntl.ioctl(any_socket, SIOCETHTOOL, request)


FLOOD = """
import socket, sys, time
device, seconds, rate = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
frames = [bytes.fromhex(text) for text in sys.argv[4:]]
raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
raw.bind((device, 0))
print("begins", flush=True)
sent, begin = 0, time.monotonic()
end = begin + seconds
try:
    while (now := time.monotonic()) < end:
        if sent > (now - begin) * rate:
            time.sleep(0.0005)
            continue
        for frame in frames * max(1, 64 // len(frames)):
            try:
                raw.send(frame)
                sent += 1
            except OSError:
                pass
finally:
    print("sent", sent, "in", time.monotonic() - begin, flush=True)
"""


class Flood:
    """A machine on the client's end of a wire that sends these frames again and
    again for some seconds, at most `rate` of them a second. rate() is what it got
    to."""

    def __init__(self, segment, frames, seconds, rate=100000, device=None):
        lab = segment.lab
        self.child = Child(in_namespace(segment.namespace, [
            sys.executable, "-c", FLOOD, device or segment.tap, str(seconds),
            str(rate), *(bytes(frame).hex() for frame in frames)]),
            lab.path(f"flood-net{segment.number}.log"))
        lab.add(self)
        while "begins" not in self.child.said() and self.child.running():
            time.sleep(0.01)

    def stop(self):
        self.child.stop()

    def rate(self):
        """Frames a second, once it has ended."""
        self.child.wait(60)
        match = re.search(r"sent (\d+) in ([\d.]+)", self.child.said())
        return int(match[1]) / float(match[2])
