# SPDX-License-Identifier: GPL-2.0-or-later
"""Firmware that does nothing but say when the BIOS has handed over: what the
BIOS itself costs, to be taken off what other firmware costs.

Both forms write MARK and the time stamp counter, eight bytes, to port E9h
(QEMU's isa-debugcon) and stop."""

from pathlib import Path

MARK = b"\xa5"
PORT = 0xe9

STAMP = bytes([
    0xfa,                       # cli
    0x0f, 0x31,                 # rdtsc
    0x66, 0x89, 0xc3,           # mov ebx, eax
    0x66, 0x89, 0xd6,           # mov esi, edx
    0xb0, MARK[0],              # mov al, MARK
    0xe6, PORT,                 # out PORT, al
    0xb9, 0x08, 0x00,           # mov cx, 8
    0x88, 0xd8,                 # next: mov al, bl
    0xe6, PORT,                 # out PORT, al
    0x66, 0x0f, 0xac, 0xf3, 0x08,   # shrd ebx, esi, 8
    0x66, 0xc1, 0xee, 0x08,     # shr esi, 8
    0xe2, 0xf1,                 # loop next
    0xf4,                       # stop: hlt
    0xeb, 0xfd,                 # jmp stop
])

# What the initialisation of an option ROM returns: a boot device (PnP 1.0A).
INIT = bytes([0xb8, 0x20, 0x00,  # mov ax, 20h
              0xcb])             # lretw
PCIR, PNP, INIT_AT, STAMP_AT = 0x1c, 0x40, 0x60, 0x80


def rom(path, device=0x1000):
    """An option ROM for a virtio NIC that stamps when it is booted from."""
    image = bytearray(512)

    def put(at, data):
        image[at:at + len(data)] = data

    put(0, b"\x55\xaa\x01\xe9" + (INIT_AT - 6).to_bytes(2, "little"))
    put(0x18, bytes([PCIR, 0, PNP, 0]))
    put(PCIR, b"PCIR\xf4\x1a" + device.to_bytes(2, "little")
        + b"\0\0\x18\0\0\0\0\x02\x01\0\0\0\0\x80\0\0")
    put(PNP, b"$PnP\x01\x02" + bytes(12) + b"\0\0\x02\x74\0\0\0\0"
        + STAMP_AT.to_bytes(2, "little") + bytes(4))
    image[PNP + 9] = -sum(image[PNP:PNP + 32]) & 0xff
    put(INIT_AT, INIT)
    put(STAMP_AT, STAMP)
    image[6] = -sum(image) & 0xff
    Path(path).write_bytes(image)
    return path


def kernel(path):
    """Writes the probe as a Linux kernel (boot protocol 2.03), for -kernel."""
    image = bytearray(16384)
    image[0x1f1] = 1                            # sectors of setup code
    image[0x1fe:0x200] = b"\x55\xaa"
    image[0x200:0x202] = bytes([0xeb, 0x7e])    # jmp 280h
    image[0x202:0x208] = b"HdrS\x03\x02"
    image[0x211] = 1                            # loaded high
    image[0x280:0x280 + len(STAMP)] = STAMP
    Path(path).write_bytes(image)
    return path


def stamp(path):
    """Counts of the time stamp counter at the hand-over, or None before it."""
    data = Path(path).read_bytes() if Path(path).exists() else b""
    if len(data) < 9 or data[:1] != MARK:
        return None
    return int.from_bytes(data[1:9], "little")
