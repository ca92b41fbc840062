# SPDX-License-Identifier: GPL-2.0-or-later
"""Firmware images: ours, the stock ones that we compare with, anybody's."""

import os
import struct
import subprocess
from dataclasses import dataclass, replace
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


# The PCI vendor and device of each model, as ROMs name it.
PCI_IDS = {"virtio": 0x1af41000, "modern": 0x1af41041, "legacy": 0x1af41000,
           "e1000": 0x8086100e, "e1000e": 0x808610d3}


def build_folder():
    """Where the images are: BUILD, as for make."""
    return ROOT / os.environ.get("BUILD", "bin")


def cache_folder():
    return ROOT / os.environ.get("CACHE", ".cache")


@dataclass(frozen=True)
class Processor:
    """What there is of a machine with that processor."""
    qemu: tuple         # QEMU's program, and arguments that it always needs
    machine: str        # QEMU's machine, if a test says nothing
    pci: str            # QEMU's name for its first PCI bus
    package: str        # the package with UEFI firmware for it
    code: Path          # that firmware
    variables: Path     # and the variables it begins with
    boot_file: str      # what it looks for in EFI/BOOT


PROCESSORS = {
    "x86_64": Processor(
        ("qemu-system-x86_64",), "pc", "pci.0", "ovmf",
        Path("/usr/share/OVMF/OVMF_CODE_4M.fd"),
        Path("/usr/share/OVMF/OVMF_VARS_4M.fd"), "BOOTX64.EFI"),
    "arm64": Processor(
        ("qemu-system-aarch64", "-cpu", "cortex-a57"), "virt", "pcie.0",
        "qemu-efi-aarch64", Path("/usr/share/AAVMF/AAVMF_CODE.fd"),
        Path("/usr/share/AAVMF/AAVMF_VARS.fd"), "BOOTAA64.EFI"),
}
# The processor in a PE image's header (<efi/pe.h>).
PE_MACHINES = {0x8664: "x86_64", 0xaa64: "arm64"}


def processor_of(image):
    """The name of the processor that an EFI program is for."""
    header, = struct.unpack_from("<I", image, 60)
    machine, = struct.unpack_from("<H", image, header + 4)
    return PE_MACHINES[machine]


def rom_ids(image):
    """The PCI vendors and devices that a ROM says it is for (PCI Firmware 3.3,
    5.1.2): the one in its header, and those in the list behind that; none if it
    is no ROM."""
    try:
        header, = struct.unpack_from("<H", image, 0x18)
        signature, vendor, device, further = struct.unpack_from(
            "<4sHHH", image, header)
        if image[:2] != b"\x55\xaa" or signature != b"PCIR":
            return set()
        ids = {vendor << 16 | device}
        at = header + further
        while further and (device := struct.unpack_from("<H", image, at)[0]):
            ids.add(vendor << 16 | device)
            at += 2
        return ids
    except struct.error:
        return set()


# Firmware for x86-64 with Secure Boot on, which needs a machine with SMM: its code,
# and its variables by whose keys are in them.
SECURE_MACHINE = "q35,smm=on"
SECURE_CODE = Path("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd")
SECURE_VARIABLES = {
    "ms": Path("/usr/share/OVMF/OVMF_VARS_4M.ms.fd"),
    "snakeoil": Path("/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd"),
}


def secured(processor, keys):
    """The same processor's firmware with Secure Boot on, which trusts what is
    signed with keys of SECURE_VARIABLES; or the path of other variables."""
    return replace(processor, machine=SECURE_MACHINE, code=SECURE_CODE,
                   variables=SECURE_VARIABLES.get(keys, keys))


def uefi(processor, variables):
    """QEMU's arguments for UEFI firmware; its variables are kept in the file of
    that name, which is made anew."""
    if not processor.code.exists():
        raise LabError(f"no {processor.code}: install {processor.package}")
    # Those for arm64 are 64 MiB, nearly all of them zeros.
    subprocess.run(["cp", "--sparse=always", processor.variables, variables],
                   check=True)
    guard = (["-global", "driver=cfi.pflash01,property=secure,value=on"]
             if processor.code == SECURE_CODE else [])
    return [*guard, "-drive", "if=pflash,format=raw,unit=0,readonly=on,"
                      f"file={processor.code}",
            "-drive", f"if=pflash,format=raw,unit=1,file={variables}"]


@dataclass
class Firmware:
    """kind "lkrn": an image for `qemu -kernel`; kind "efi": the same, under
    UEFI; kind "rom": for the NICs, and kind "disk": for a disk, a USB stick or a
    CD, under a BIOS or (`uefi`) under UEFI.
    `path` is the file, or None for a ROM that depends on the NIC model; `arch`
    is the machine's processor (PROCESSORS); `roms` is the file for each NIC model
    where one ROM at `path` is not for all."""
    kind: str
    path: Path = None
    stock: bool = False
    arch: str = "x86_64"
    uefi: bool = False
    roms: dict = None

    @classmethod
    def named(cls, name):
        """lkrn, rom, efi, efi-rom, efi-arm64, disk, efi-disk, efi-disk-arm64,
        stock-lkrn, stock-rom, stock-efi, or the path of an image."""
        if isinstance(name, cls):
            return name
        if name == "lkrn":
            return cls("lkrn", build_folder() / "multiboot.lkrn")
        if name == "rom":
            return cls("rom")
        if name == "efi-rom":
            return cls("rom", uefi=True)
        if name == "efi":
            return cls("efi", build_folder() / "x86_64-efi/multiboot.efi")
        if name == "efi-arm64":
            return cls("efi", build_folder() / "arm64-efi/multiboot.efi",
                       arch="arm64")
        if name in ("disk", "efi-disk", "efi-disk-arm64"):
            return cls("disk", build_folder() / "multiboot.img",
                       arch="arm64" if name.endswith("arm64") else "x86_64",
                       uefi=name != "disk")
        if name == "stock-efi":
            return cls("efi", Path("/usr/lib/ipxe/ipxe.efi"), True)
        if name == "stock-lkrn":
            return cls("lkrn", Path("/usr/lib/ipxe/ipxe.lkrn"), True)
        if name == "stock-rom":
            return cls("rom", None, True)
        path = Path(name)
        if not path.exists():
            raise LabError(f"firmware {name}: no such file (or one of lkrn, "
                           "rom, efi, efi-rom, efi-arm64, disk, efi-disk, "
                           "efi-disk-arm64, stock-lkrn, stock-rom, "
                           "stock-efi)")
        image = path.read_bytes()
        if image[:2] == b"\x55\xaa":
            return cls("rom", path)
        # A kernel begins with MZ, too, where it has an EFI stub.
        if path.suffix == ".efi":
            return cls("efi", path, arch=processor_of(image))
        return cls("lkrn", path)

    @property
    def processor(self):
        return PROCESSORS[self.arch]

    def file(self, model):
        """The image for that NIC model; None for QEMU's own choice of a stock
        ROM (QEMU corrects device ids in no other); LabError if not built."""
        if self.path is None and self.stock:
            return None
        if self.roms:
            return self.roms[model]
        path = self.path or build_folder() / MODELS[model][1]
        if not path.exists():
            raise LabError(f"no {path}: " + ("make deps" if self.stock
                                             else "make"))
        return path
