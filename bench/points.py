# SPDX-License-Identifier: GPL-2.0-or-later
"""What is measured: the points, and how long a run of each may take."""

import hashlib
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "qemu"))

from lab.firmware import Firmware  # noqa: E402

FIRMWARES = ("stock-rom", "stock-lkrn", "rom", "lkrn")
LINUX = "linux"
BIOS = "bios"
STOCK_ROM = Path("/usr/lib/ipxe/qemu/pxe-virtio.rom")

# What the NICs do that have no boot server behind them.
LOSERS = {
    "silent": "nobody answers",
    "down": "link down from the start",
    "nofile": "a lease without a boot file",
    "missing": "a boot file that the server does not have",
}

# Ways to download, and the MiB that are (in a full, in a quick run).
DOWNLOADS = {
    "http": (256, 64),
    "tftp": (16, 4),
    "tftp-window": (16, 4),
    "tftp-no-window": (16, 4),
}

POST_NICS = 4
SECONDS_PER_LOSER = 17  # stock firmware, measured; for the estimate alone


@dataclass(frozen=True)
class Point:
    """kind: boot, download, post (option ROMs before the boot), floor (Linux),
    bare (the BIOS alone). live counts NICs from 0."""
    kind: str
    firmware: str
    nics: int = 1
    live: int = 0
    losers: str = "silent"
    how: str = ""
    mib: int = 0

    @property
    def name(self):
        """A file name, the same in every run."""
        parts = [self.kind, self.firmware]
        if self.kind == "boot":
            parts += [f"{self.nics}nics", f"live{self.live + 1}", self.losers]
        if self.kind == "download":
            parts += [self.how, f"{self.mib}mib"]
        if self.kind == "post":
            parts += [f"{self.nics}nics"]
        text = "-".join(parts)
        safe = re.sub(r"[^A-Za-z0-9_.-]+", "-", text)
        if safe == text:
            return text
        return f"{safe}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    @property
    def label(self):
        """The name of the point in words, for people."""
        if self.kind == "download":
            return f"{self.firmware}, {self.mib} MiB by {self.how}"
        if self.kind == "post":
            return f"{self.firmware} in POST, on {self.nics} NICs"
        if self.kind == "floor":
            return "Linux's own DHCP and TFTP clients"
        if self.kind == "bare":
            return "the BIOS alone"
        if self.nics == 1:
            return f"{self.firmware}, 1 NIC"
        return (f"{self.firmware}, {self.nics} NICs, number {self.live + 1} "
                f"alive, others: {LOSERS[self.losers]}")

    @property
    def expected(self):
        """Seconds a run takes, about."""
        if self.firmware.startswith("stock"):
            return 22 + self.live * SECONDS_PER_LOSER * (self.kind == "boot")
        return 5

    def dict(self):
        return asdict(self)


def image_file(firmware):
    """The file that a firmware is, for virtio-net."""
    return Firmware.named(firmware).file("virtio") or STOCK_ROM


def identity(firmware):
    """What tells one build of a firmware from another."""
    if firmware in (LINUX, BIOS):
        return firmware
    return hashlib.sha256(image_file(firmware).read_bytes()).hexdigest()


def layouts(quick):
    """(nics, live, losers) in the order they are measured."""
    if quick:
        return [(1, 0, "silent"), (4, 2, "silent"), (8, 7, "silent")]
    chosen = [(1, 0, "silent")]
    for nics in (2, 4, 8, 16):
        for live in sorted({0, nics // 2, nics - 1}):
            chosen.append((nics, live, "silent"))
    for losers in ("down", "nofile", "missing"):
        chosen.append((4, 2, losers))
    return chosen


def quick_has(point):
    """Is it in a quick run? Stock firmware is there in two layouts."""
    if not point.firmware.startswith("stock"):
        return True
    if point.kind == "post":
        return True
    if point.kind == "download" or point.nics > 4:
        return False
    return point.firmware == "stock-rom" or point.nics == 4


def runs_of(point, quick):
    """Runs a point."""
    if not quick:
        return 15 if point.kind == "download" else 5
    slow = point.kind == "download" or point.firmware.startswith("stock")
    return 1 if slow else 3


def plan(firmwares, quick):
    """All points, the fast ones first."""
    points = [Point("floor", LINUX), Point("bare", BIOS)]
    for firmware in firmwares:
        points += [Point("boot", firmware, *layout)
                   for layout in layouts(quick)]
        if Firmware.named(firmware).kind == "rom":
            points.append(Point("post", firmware, nics=POST_NICS))
    for how, (full, short) in DOWNLOADS.items():
        points += [Point("download", firmware, how=how,
                         mib=short if quick else full)
                   for firmware in (LINUX, *firmwares)]
    return sorted((point for point in points if not quick or quick_has(point)),
                  key=lambda point: point.expected)
