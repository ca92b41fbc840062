# SPDX-License-Identifier: GPL-2.0-or-later
"""Firmware images: ours, the stock ones that we compare with, anybody's."""

import os
from dataclasses import dataclass
from pathlib import Path

from .process import LabError

ROOT = Path(__file__).resolve().parents[3]

# NIC models: QEMU's device, and our ROM under iPXE's name (vendor, device).
MODELS = {
    "virtio": ("virtio-net-pci", "1af41000.rom"),
    "modern": ("virtio-net-pci,disable-legacy=on", "1af41000.rom"),
    "legacy": ("virtio-net-pci,disable-modern=on", "1af41000.rom"),
    "e1000": ("e1000", "8086100e.rom"),
    "e1000e": ("e1000e", "808610d3.rom"),
}


def build_folder():
    """Where the images are: BUILD, as for make."""
    return ROOT / os.environ.get("BUILD", "bin")


def cache_folder():
    return ROOT / os.environ.get("CACHE", ".cache")


@dataclass
class Firmware:
    """kind "lkrn": an image for `qemu -kernel`; kind "rom": for the NICs.
    `path` is the file, or None for a ROM that depends on the NIC model."""
    kind: str
    path: Path = None
    stock: bool = False

    @classmethod
    def named(cls, name):
        """lkrn, rom, stock-lkrn, stock-rom, or the path of an image."""
        if isinstance(name, cls):
            return name
        if name == "lkrn":
            return cls("lkrn", build_folder() / "multiboot.lkrn")
        if name == "rom":
            return cls("rom")
        if name == "stock-lkrn":
            return cls("lkrn", Path("/usr/lib/ipxe/ipxe.lkrn"), True)
        if name == "stock-rom":
            return cls("rom", None, True)
        path = Path(name)
        if not path.exists():
            raise LabError(f"firmware {name}: no such file (or one of lkrn, "
                           "rom, stock-lkrn, stock-rom)")
        with open(path, "rb") as image:
            kind = "rom" if image.read(2) == b"\x55\xaa" else "lkrn"
        return cls(kind, path)

    def file(self, model):
        """The image for that NIC model; None for QEMU's own choice of a stock
        ROM (QEMU corrects device ids in no other); LabError if not built."""
        if self.path is None and self.stock:
            return None
        path = self.path or build_folder() / MODELS[model][1]
        if not path.exists():
            raise LabError(f"no {path}: " + ("make deps" if self.stock
                                             else "make"))
        return path
