# SPDX-License-Identifier: GPL-2.0-or-later
"""multiboot.img (mk/disk.mk): what a BIOS and UEFI firmware look for in it."""

import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "bin")
SECTOR = 512
CD_SECTOR = 2048
ESP = 0xef


def make(*arguments):
    return subprocess.run(
        ["make", "-s", *arguments], cwd=ROOT, capture_output=True, text=True,
        check=False, env={key: value for key, value in os.environ.items()
                          if not key.startswith(("MAKE", "MFLAGS"))})


@pytest.fixture(scope="module")
def image():
    built = make(f"BUILD={BUILD}", "disk")
    assert built.returncode == 0, built.stderr
    return (BUILD / "multiboot.img").read_bytes()


def partitions(image):
    """(active, type, first sector, sectors) of each partition."""
    entries = [image[at:at + 16] for at in range(0x1be, 0x1fe, 16)]
    return [(entry[0], entry[4], *struct.unpack_from("<II", entry, 8))
            for entry in entries if entry[4]]


def test_master_boot_record_finds_the_kernel_image(image):
    lkrn = (BUILD / "multiboot.lkrn").read_bytes()
    first, = struct.unpack_from("<Q", image, 0x1b0)
    assert image[first * SECTOR:first * SECTOR + len(lkrn)] == lkrn
    assert image[510:512] == b"\x55\xaa"
    assert sum(active == 0x80 for active, *_ in partitions(image)) == 1


def test_boot_catalogue_names_both_images(image):
    """El Torito 1.0, section 2: the boot record in sector 17, the validation
    entry, that of the BIOS, a section header and that of UEFI."""
    record = image[17 * CD_SECTOR:18 * CD_SECTOR]
    assert record[:7] == b"\0CD001\1"
    at = struct.unpack_from("<I", record, 0x47)[0] * CD_SECTOR
    validation, bios, section, uefi = (
        image[at + 32 * entry:at + 32 * entry + 32] for entry in range(4))
    assert sum(struct.unpack("<16H", validation)) & 0xffff == 0
    assert bios[0] == 0x88 and bios[1] == 0
    file, = struct.unpack_from("<I", bios, 8)
    mbr, = struct.unpack_from("<Q", image, 0x1b0)
    assert (file + 1) * CD_SECTOR == mbr * SECTOR
    # The boot information table, by which that file finds itself.
    assert struct.unpack_from("<I", image, file * CD_SECTOR + 12)[0] == file
    assert section[1] == 0xef and uefi[0] == 0x88
    first = next(first for _, kind, first, _ in partitions(image)
                 if kind == ESP)
    assert struct.unpack_from("<I", uefi, 8)[0] * CD_SECTOR == first * SECTOR


def test_esp_holds_the_applications(image, tmp_path):
    first = next(first for _, kind, first, _ in partitions(image)
                 if kind == ESP)
    for name, folder in (("BOOTX64.EFI", "x86_64-efi"),
                         ("BOOTAA64.EFI", "arm64-efi")):
        out = tmp_path / name
        subprocess.run(["mcopy", "-i",
                        f"{BUILD}/multiboot.img@@{first * SECTOR}",
                        f"::EFI/BOOT/{name}", out], check=True)
        assert out.read_bytes() == \
            (BUILD / folder / "multiboot.efi").read_bytes()


def test_same_bytes_each_time(image):
    (BUILD / "multiboot.img").unlink()
    shutil.rmtree(BUILD / "disk")
    built = make(f"BUILD={BUILD}", "disk")
    assert built.returncode == 0, built.stderr
    assert (BUILD / "multiboot.img").read_bytes() == image


def test_application_for_no_known_processor_is_named(tmp_path):
    app = tmp_path / "other.efi"
    header = bytearray(256)
    struct.pack_into("<I", header, 60, 128)
    struct.pack_into("<4sH", header, 128, b"PE\0\0", 0x14c)
    app.write_bytes(header)
    built = make(f"BUILD={BUILD}", f"DISK_FAT={tmp_path}/esp.fat",
                 f"EFI_BOOT={app}", f"{tmp_path}/esp.fat")
    assert built.returncode != 0
    assert f"{app}: for no processor that this image knows" in built.stderr
    assert not (tmp_path / "esp.fat").exists()
