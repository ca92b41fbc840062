# SPDX-License-Identifier: GPL-2.0-or-later
"""What a file is, for which machine."""

import struct

import pytest

from program import ASAN, BOOT, NOTHING, told
from test_boot import fake_kernel

X86_64, I386, ARM64 = 0x8664, 0x14c, 0xaa64


def pe(machine, subsystem=10, size=4096):
    """The headers of an EFI program."""
    image = bytearray(b"MZ".ljust(size, b"\x01"))
    struct.pack_into("<I", image, 0x3c, 0x80)
    struct.pack_into("<4sHHIIIHH", image, 0x80, b"PE\0\0", machine, 1, 0, 0, 0,
                     0xf0, 0x22)
    struct.pack_into("<H", image, 0x98, 0x20b)
    struct.pack_into("<H", image, 0x98 + 68, subsystem)
    return bytes(image)


def arm64_kernel():
    image = bytearray(pe(ARM64))
    image[0x38:0x3c] = b"ARM\x64"
    return bytes(image)


def started(tmp_path, content, arch):
    """Exit status and the type of what a file would start as; what is said."""
    from program import run
    (tmp_path / "file").write_bytes(content)
    (tmp_path / "go").write_text("#!ipxe\nchain file arg\n")
    arguments = ["--arch", arch, tmp_path / "go", tmp_path / "file"]
    status, result = told(None, *arguments, program=ASAN)
    said = run(None, *arguments).stdout
    return status, (result["start"] or {}).get("type"), said


@pytest.mark.parametrize("content, arch, type", [
    (fake_kernel(), "bios", "Linux"),
    (pe(X86_64), "x86_64", "an EFI program"),
    (pe(X86_64), 9, "an EFI program"),
    (pe(X86_64), 16, "an EFI program"),
    (pe(ARM64), "arm64", "an EFI program"),
    (arm64_kernel(), "arm64", "Linux"),
    (pe(0x1234), 999, "an EFI program"),
    (b"\xfa\x31\xc0\x00" * 100, "bios", "a network boot program")],
    ids=lambda value: str(value)[:12])
def test_would_be_started(tmp_path, content, arch, type):
    status, found, said = started(tmp_path, content, arch)
    assert status == BOOT
    assert found.startswith(type)
    assert f"would now start: {type}" in said and "cmdline" in said


@pytest.mark.parametrize("content, arch, why", [
    (pe(X86_64), "bios", "a program for x86-64 with UEFI; this machine is a PC "
     "with a BIOS (--arch 0)"),
    (pe(X86_64), "arm64", "this machine is arm64 with UEFI (--arch 11)"),
    (pe(0x1234), "x86_64", "a program for a machine with UEFI"),
    (fake_kernel(), "x86_64", "or a PC with a BIOS; this machine is x86-64"),
    (b"\xfa\x31\xc0\x00" * 100, "x86_64", "a program for a PC with a BIOS"),
    (pe(X86_64, subsystem=3), "x86_64", "not a script, a kernel or another"),
    (pe(X86_64)[:200], "x86_64", "not a script, a kernel or another"),
    (b"just text\n" * 9, "bios", "not a script, a kernel or another"),
    (fake_kernel()[:20000], "bios", "the file is cut short")],
    ids=lambda value: str(value)[:12])
def test_is_not_for_this_machine(tmp_path, content, arch, why):
    status, found, said = started(tmp_path, content, arch)
    assert status == NOTHING and found is None
    assert why in said
