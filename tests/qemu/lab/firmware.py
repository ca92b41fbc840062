# SPDX-License-Identifier: GPL-2.0-or-later
"""Firmware images: ours, the stock ones that we compare with, anybody's."""

import os
import shutil
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


# UEFI firmware for PCs, and the variables it begins with (Debian's ovmf).
OVMF = Path("/usr/share/OVMF")


def ovmf(variables):
    """QEMU's arguments for UEFI instead of a BIOS; the firmware's variables
    are kept in the file of that name, which is made anew."""
    if not OVMF.exists():
        raise LabError(f"no {OVMF}: install ovmf")
    shutil.copy(OVMF / "OVMF_VARS_4M.fd", variables)
    return ["-drive", "if=pflash,format=raw,unit=0,readonly=on,"
                      f"file={OVMF / 'OVMF_CODE_4M.fd'}",
            "-drive", f"if=pflash,format=raw,unit=1,file={variables}"]


@dataclass
class Firmware:
    """kind "lkrn": an image for `qemu -kernel`; kind "efi": the same, under
    UEFI; kind "rom": for the NICs.
    `path` is the file, or None for a ROM that depends on the NIC model."""
    kind: str
    path: Path = None
    stock: bool = False

    @classmethod
    def named(cls, name):
        """lkrn, rom, efi, stock-lkrn, stock-rom, stock-efi, or the path of an
        image."""
        if isinstance(name, cls):
            return name
        if name == "lkrn":
            return cls("lkrn", build_folder() / "multiboot.lkrn")
        if name == "rom":
            return cls("rom")
        if name == "efi":
            return cls("efi", build_folder() / "x86_64-efi/multiboot.efi")
        if name == "stock-efi":
            return cls("efi", Path("/usr/lib/ipxe/ipxe.efi"), True)
        if name == "stock-lkrn":
            return cls("lkrn", Path("/usr/lib/ipxe/ipxe.lkrn"), True)
        if name == "stock-rom":
            return cls("rom", None, True)
        path = Path(name)
        if not path.exists():
            raise LabError(f"firmware {name}: no such file (or one of lkrn, "
                           "rom, efi, stock-lkrn, stock-rom, stock-efi)")
        with open(path, "rb") as image:
            magic = image.read(2)
        # A kernel begins with MZ, too, where it has an EFI stub.
        if magic == b"\x55\xaa":
            kind = "rom"
        else:
            kind = "efi" if path.suffix == ".efi" else "lkrn"
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
