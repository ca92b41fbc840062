# SPDX-License-Identifier: GPL-2.0-or-later
"""What is booted: a small initrd that greets, and a disk that says so."""

import os
import shutil
import stat
import struct
import subprocess
from pathlib import Path

from .firmware import ROOT, cache_folder
from .process import LabError

INIT = """#!/bin/busybox sh
/bin/busybox mkdir -p /proc
/bin/busybox mount -t proc proc /proc
echo
echo "HELLO FROM LINUX $(/bin/busybox uname -r)"
echo "COMMAND LINE: $(/bin/busybox cat /proc/cmdline)"
for file in /marker*; do
	echo "MARKER ${file#/}: $(/bin/busybox cat $file)"
done
/bin/busybox poweroff -f
"""

# Kernel arguments that save time under emulation and keep the console clean.
QUIET = "console=ttyS0 quiet tsc=reliable lpj=1000000 mitigations=off nokaslr"
QUIET_ON = {
    "x86_64": QUIET,
    "arm64": "console=ttyAMA0 quiet lpj=1000000 mitigations=off nokaslr",
}


def arm64_folder():
    """Where `make deps` has put what there is for arm64, or ARM64 says."""
    return ROOT / os.environ.get("ARM64", cache_folder() / "arm64")


def kernel(arch="x86_64"):
    """The kernel that `make deps` has fetched, or the one named by KERNEL."""
    path = ROOT / os.environ.get("KERNEL", cache_folder() / "kernel/vmlinuz")
    if arch == "arm64":
        path = arm64_folder() / "vmlinuz"
    if not path.exists():
        raise LabError(f"no kernel at {path}: make deps")
    return path


def busybox(arch):
    """A busybox that needs no libraries."""
    if arch == "arm64":
        return (arm64_folder() / "busybox").read_bytes()
    path = shutil.which("busybox")
    if not path:
        raise LabError("no busybox: install busybox-static")
    program = Path(path).read_bytes()
    if b"/lib64/ld-linux" in program[:4096]:
        raise LabError(f"{path} needs libraries: install busybox-static")
    return program


def cpio(entries):
    """A newc archive of (name, mode, content, (major, minor) or None)."""
    archive = b""
    entries = list(entries) + [("TRAILER!!!", 0, b"", None)]
    for number, (name, mode, content, device) in enumerate(entries, 1):
        major, minor = device or (0, 0)
        head = "070701" + "".join(f"{field:08X}" for field in (
            number, mode, 0, 0, 1, 0, len(content), 0, 0, major, minor,
            len(name) + 1, 0))
        archive += head.encode() + name.encode() + b"\0"
        archive += b"\0" * (-len(archive) % 4) + content
        archive += b"\0" * (-len(archive) % 4)
    return archive


def greeting_initrd(marker="none", arch="x86_64", init=INIT):
    """An initrd whose init prints a greeting with the kernel's command line
    and `marker`, and powers off; or one with another init, a script."""
    program = busybox(arch)
    folder, file = stat.S_IFDIR | 0o755, stat.S_IFREG | 0o755
    return cpio([
        ("dev", folder, b"", None),
        ("dev/console", stat.S_IFCHR | 0o600, b"", (5, 1)),
        ("dev/kmsg", stat.S_IFCHR | 0o600, b"", (1, 11)),
        ("bin", folder, b"", None),
        ("bin/busybox", file, program, None),
        ("init", file, init.encode(), None),
        ("marker", file, marker.encode(), None),
    ])


# The section of a unified kernel image (UKI) that holds the kernel, which unpacks
# itself and so comes last.
UKI_KERNEL = ".linux"


def uki(folder, sections):
    """The path of a unified kernel image for x86-64: systemd's stub and these
    sections, {name: text, bytes or a path}, as systemd's documents say. The kernel
    comes last, and the others in this order."""
    stub = ROOT / os.environ.get("LOADERS", cache_folder() / "loaders") / \
        "linuxx64.efi.stub"
    if not stub.exists():
        raise LabError(f"no stub at {stub}: make deps")
    image = stub.read_bytes()
    header, = struct.unpack_from("<I", image, 60)
    # The stub's own sections end where its image does (SizeOfImage).
    address, = struct.unpack_from("<I", image, header + 24 + 56)
    arguments = []
    for name in sorted(sections, key=lambda name: name == UKI_KERNEL):
        content = sections[name]
        if not isinstance(content, os.PathLike):
            file = Path(folder, "section" + name)
            file.write_bytes(content if isinstance(content, bytes)
                             else content.encode())
            content = file
        address = -(-address // 4096) * 4096
        arguments += ["--add-section", f"{name}={content}",
                      "--change-section-vma", f"{name}={address:#x}"]
        address += os.path.getsize(content)
    target = Path(folder, "uki.efi")
    subprocess.run(["objcopy", *arguments, stub, target], check=True)
    return target


def boot_disk(path, message="DISK BOOTED"):
    """Write a disk whose boot sector prints a message through the BIOS and
    stops: the proof that the BIOS went on to its next boot device."""
    code = bytes([
        0xfa,                   # cli
        0x31, 0xc0,             # xor ax, ax
        0x8e, 0xd8,             # mov ds, ax
        0x8e, 0xd0,             # mov ss, ax
        0xbc, 0x00, 0x7c,       # mov sp, 0x7c00
        0xfb,                   # sti
        0xbe, 0x1f, 0x7c,       # mov si, 0x7c1f: the message
        0xac,                   # next: lodsb
        0x84, 0xc0,             # test al, al
        0x74, 0x09,             # jz stop
        0xb4, 0x0e,             # mov ah, 0x0e
        0xbb, 0x07, 0x00,       # mov bx, 7
        0xcd, 0x10,             # int 0x10
        0xeb, 0xf2,             # jmp next
        0xf4,                   # stop: hlt
        0xeb, 0xfd,             # jmp stop
    ])
    assert len(code) == 0x1f
    sector = code + b"\r\n" + message.encode() + b"\r\n\0"
    sector = sector.ljust(510, b"\0") + b"\x55\xaa"
    Path(path).write_bytes(sector.ljust(1 << 20, b"\0"))
    return path
