# SPDX-License-Identifier: GPL-2.0-or-later
"""What is measured: the points, and how long a run of each may take."""

import hashlib
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "qemu"))

from lab.firmware import PROCESSORS, Firmware  # noqa: E402

FIRMWARES = ("stock-rom", "stock-lkrn", "rom", "lkrn")
# Under UEFI (uefi.STARTS), and those of them that are an image of their own.
UEFI_FIRMWARES = ("ovmf", "stock-efi", "efi", "efi-taken", "efi-rom")
UEFI_IMAGES = ("stock-efi", "efi")
OVMF = PROCESSORS["x86_64"].code
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
# Measured; for the estimate alone.
SECONDS_PER_LOSER = 17          # stock iPXE
SECONDS_PER_LOSER_OVMF = 300


@dataclass(frozen=True)
class Point:
    """kind: boot, uefi (a boot under UEFI), download, post (option ROMs before
    the boot), floor (Linux), bare (the BIOS alone). live counts NICs from 0."""
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
        if self.kind in ("boot", "uefi"):
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
        if self.firmware == "ovmf":
            return 12 + self.live * SECONDS_PER_LOSER_OVMF
        if self.firmware.startswith("stock"):
            return 22 + self.live * SECONDS_PER_LOSER * \
                (self.kind in ("boot", "uefi"))
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
    if firmware == "ovmf":
        return hashlib.sha256(OVMF.read_bytes()).hexdigest()
    if firmware == "efi-taken":
        return identity("efi")
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


def uefi_layouts(firmware, quick):
    """(nics, live) under UEFI. What takes its NICs in turn is measured with a few
    of them only."""
    slow = firmware in ("ovmf", "stock-efi")
    if quick:
        return [(1, 0), (16, 15)] if firmware == "efi" else [(1, 0)]
    return [(1, 0), (4, 2)] if slow else [(1, 0), (4, 2), (8, 7), (16, 15)]


def quick_has(point):
    """Is it in a quick run? Stock firmware is there in two layouts."""
    if point.kind == "uefi":
        return True
    if not point.firmware.startswith("stock"):
        return True
    if point.kind == "post":
        return True
    if point.kind == "download" or point.nics > 4:
        return False
    return point.firmware == "stock-rom" or point.nics == 4


def runs_of(point, quick):
    """Runs a point."""
    if point.firmware == "ovmf" and point.nics > 1:
        return 1
    if not quick:
        return 15 if point.kind == "download" else 5
    slow = point.kind == "download" or \
        point.firmware.startswith(("stock", "ovmf"))
    return 1 if slow else 3


def plan(firmwares, quick):
    """All points, the fast ones first."""
    points = [Point("floor", LINUX), Point("bare", BIOS)]
    for firmware in firmwares:
        points += [Point("boot", firmware, *layout)
                   for layout in layouts(quick)]
        if Firmware.named(firmware).kind == "rom":
            points.append(Point("post", firmware, nics=POST_NICS))
    points += [Point("uefi", firmware, *layout) for firmware in UEFI_FIRMWARES
               for layout in uefi_layouts(firmware, quick)]
    for how, (full, short) in DOWNLOADS.items():
        points += [Point("download", firmware, how=how,
                         mib=short if quick else full)
                   for firmware in (LINUX, *firmwares, *UEFI_IMAGES)]
    return sorted((point for point in points if not quick or quick_has(point)),
                  key=lambda point: point.expected)
