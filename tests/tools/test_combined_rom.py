# SPDX-License-Identifier: GPL-2.0-or-later
"""The ROM with images for a BIOS and for UEFI: how tools/romjoin.c makes it, what
tools/romcheck.c refuses, and how code of x86-64 is split for it."""

import ctypes
import os
import random
import struct
import subprocess
from pathlib import Path

import pytest

from test_rom import ROM, STREAMS, Joint

ROOT = Path(__file__).resolve().parents[2]
EFI = ROOT / "core/platform/efi"
UNIT = 512
EFI_ROM = EFI / "rom"
EFI_SIGNATURE = 0xef1
# What names for prefix and opcode stand for (core/platform/pcbios/rom/x86.h).
NAMES_LEN = 2 * 256


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """The folder with both programs, with the sanitizers."""
    folder = tmp_path_factory.mktemp("tools")
    for name in ("romjoin", "romcheck"):
        subprocess.run(
            ["cc", "-g", "-std=gnu11", "-Wall", "-Wextra", "-Werror",
             "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
             "-idirafter", EFI / "include", "-o", folder / name,
             ROOT / f"tools/{name}.c"], check=True)
    return folder


def run(program, *arguments):
    return subprocess.run([program, *arguments], text=True, check=False,
                          capture_output=True)


def bios_image(units, rest, device, last, pad):
    """An image for a BIOS, of which the header has `pad` bytes; the whole reaches
    over `rest` units."""
    image = bytearray(pad)
    image[:3] = struct.pack("<HB", 0xaa55, rest)
    struct.pack_into("<HH", image, 0x18, 0x20, 0x60)
    struct.pack_into("<4sHHHHBBBBHHBBHHHHH", image, 0x20, b"PCIR", 0x1af4,
                     device, 28, 28, 3, 0, 0, 2, units, 1, 0,
                     0x80 if last else 0, rest, 0, 0, 0x1000, 0x1041)
    struct.pack_into("<4sBBHBBIHHBBBBHHHHHH", image, 0x60, b"$PnP", 1, 2, 0, 0,
                     0, 0, 0xa0, 0xa0, 0, 0, 2, 0x74, 0, 0, 0x80, 0, 0, 0)
    image[0xa0:0xa5] = b"name\0"
    return bytes(image)


def driver(machine=0x8664, subsystem=11):
    """The headers of a PE image, which is all that is looked at."""
    image = bytearray(1500)
    image[:2] = b"MZ"
    struct.pack_into("<I", image, 60, 64)
    image[64:68] = b"PE\0\0"
    struct.pack_into("<H", image, 68, machine)
    struct.pack_into("<H", image, 64 + 24 + 68, subsystem)
    return bytes(image)


@pytest.fixture
def combined(tools, tmp_path):
    """Two images for a BIOS, of which the first reaches over the second, and one
    for UEFI."""
    (tmp_path / "bios").write_bytes(
        bios_image(1, 4, 0x1000, False, UNIT) +
        bios_image(3, 3, 0x1041, True, 3 * UNIT))
    (tmp_path / "driver").write_bytes(driver())
    rom = tmp_path / "made.rom"
    made = run(tools / "romjoin", tmp_path / "bios", tmp_path / "driver", rom)
    assert made.returncode == 0, made.stderr
    fixed = run(tools / "romcheck", "--fix", rom)
    assert fixed.returncode == 0, fixed.stderr
    assert "UEFI on x86-64, 2048 bytes" in fixed.stdout
    return rom


def images(rom):
    """The images as firmware finds them: (offset, kind of code)."""
    at, found = 0, []
    while True:
        assert rom[at:at + 2] == b"\x55\xaa"
        pcir = at + struct.unpack_from("<H", rom, at + 0x18)[0]
        assert rom[pcir:pcir + 4] == b"PCIR"
        found.append((at, rom[pcir + 20]))
        if rom[pcir + 21] & 0x80:
            return found
        at += struct.unpack_from("<H", rom, pcir + 16)[0] * UNIT


def test_firmware_finds_all_images(combined):
    rom = combined.read_bytes()
    assert images(rom) == [(0, 0), (UNIT, 0), (4 * UNIT, 3)]
    for at in (0, UNIT):
        assert sum(rom[at:4 * UNIT]) % 256 == 0
    units, signature, subsystem, machine, compression = struct.unpack_from(
        "<HIHHH", rom, 4 * UNIT + 2)
    start, = struct.unpack_from("<H", rom, 4 * UNIT + 22)
    assert (units, signature, subsystem, machine, compression) == (
        4, EFI_SIGNATURE, 11, 0x8664, 0)
    assert rom[4 * UNIT + start:][:1500] == driver()
    assert len(rom) == 8 * UNIT


def test_our_own_roms():
    build = ROOT / os.environ.get("BUILD", "bin")
    for name, bios in (("1af41000", 2), ("8086100e", 1), ("808610d3", 1)):
        path = build / f"{name}.rom"
        if not path.exists():
            pytest.skip(f"{path} was not built")
        kinds = [kind for _, kind in images(path.read_bytes())]
        assert kinds == bios * [0] + [3]


@pytest.mark.parametrize("at, value, why", [
    (4 * UNIT + 2, b"\x05\x00", "2048 bytes for UEFI, but the header says 2560"),
    (4 * UNIT + 8, b"\x0a\x00", "of subsystem 10 instead of 11"),
    (4 * UNIT + 12, b"\x01\x00", "compressed in a way that is not known"),
    (4 * UNIT + 22, b"\x00\x10", "no driver for UEFI"),
    (4 * UNIT + 0x1c + 20, b"\x00", "code of type 0 instead of 3"),
    (4 * UNIT + 0x1c + 21, b"\x00", "PCIR has another length"),
    (4 * UNIT + 4, b"\x00", "no $PnP structure"),
    (4 * UNIT, b"\x00", "not an option ROM"),
    (UNIT + 0x20 + 20, b"\x01", "code of type 1 instead of 0"),
    (UNIT + 0x20 + 16, b"\x04", "not an option ROM"),
    (3 * UNIT, b"\x01", "the checksum is wrong"),
])
def test_romcheck_refuses(tools, combined, at, value, why):
    rom = bytearray(combined.read_bytes())
    rom[at:at + len(value)] = value
    combined.write_bytes(rom)
    checked = run(tools / "romcheck", combined)
    assert checked.returncode == 1
    assert why in checked.stderr


def test_budgets(tools, combined):
    def check(*options):
        return run(tools / "romcheck", *options, combined)

    assert check("--max", "4096", "--max-bios", "2048").returncode == 0
    assert "4096 bytes are more than" in check("--max", "4095").stderr
    assert "2048 bytes for a BIOS are more" in check(
        "--max-bios", "2047").stderr


@pytest.mark.parametrize("bios, efi, why", [
    (b"", driver(), "not a whole option ROM"),
    (bytes(2048), driver(), "not a whole option ROM"),
    (bios_image(9, 3, 0x1041, False, 3 * UNIT), driver(),
     "not a whole option ROM"),
    (bios_image(3, 3, 0x1041, True, 3 * UNIT)[:0x3d] + b"\xff" * 63, driver(),
     "no list of devices"),
    (bios_image(3, 3, 0x1041, True, 3 * UNIT), b"MZ", "not an image for UEFI"),
    (bios_image(3, 3, 0x1041, True, 3 * UNIT), b"MZ" + b"\xff" * 98,
     "not an image for UEFI"),
])
def test_romjoin_refuses(tools, tmp_path, bios, efi, why):
    (tmp_path / "bios").write_bytes(bios)
    (tmp_path / "driver").write_bytes(efi)
    made = run(tools / "romjoin", tmp_path / "bios", tmp_path / "driver",
               tmp_path / "out")
    assert made.returncode == 1
    assert why in made.stderr
    assert not (tmp_path / "out").exists()


# --- code of x86-64

@pytest.fixture(scope="module")
def codec(tmp_path_factory):
    """The codec for x86-64 as a library of this host."""
    library = tmp_path_factory.mktemp("codec") / "codec.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-DX86_BITS=64",
                    f"-I{ROM}", "-o", library, ROM / "x86_split.c",
                    ROM / "x86_join.c", EFI_ROM / "merge.c"], check=True)
    return ctypes.CDLL(str(library))


def joined(codec, code, streams, lens):
    """The code that comes of streams and of the names after them."""
    again = ctypes.create_string_buffer(len(code) + 16)
    joint = Joint(ctypes.addressof(again), len(code), streams, lens,
                  bytes(1 << 20), 0, 0)
    assert codec.x86_join(ctypes.byref(joint)) == 0
    return again.raw[:len(code)]


def streams_of(codec, code):
    """The streams by name, and the code that comes of them again, also when its
    prefixes are merged with opcodes."""
    out = ctypes.create_string_buffer(1 << 20)
    lens = (ctypes.c_uint32 * len(STREAMS))()
    codec.x86_split.restype = codec.x86_merge.restype = ctypes.c_size_t
    total = codec.x86_split(code + bytes(16), ctypes.c_size_t(len(code)), out,
                            lens, bytes(1 << 20))
    assert total == sum(lens)
    parts = out.raw[:total]
    again = joined(codec, code, parts + bytes(NAMES_LEN), lens)
    streams, at = {}, 0
    for name, length in zip(STREAMS, lens):
        streams[name] = parts[at:at + length]
        at += length
    names = ctypes.create_string_buffer(NAMES_LEN)
    lens[0] = codec.x86_merge(out, ctypes.c_size_t(lens[0]), names)
    streams["MERGED"] = out.raw[:lens[0]]
    merged = (streams["MERGED"] + parts[len(streams["OPCODES"]):] + names.raw)
    assert joined(codec, code, merged, lens) == again
    return streams, again


def test_addresses_tell_where_they_lead(codec):
    """lea 0x10(%rip), %rax; mov 9(%rip), %ecx: both lead to 0x17."""
    code = bytes.fromhex("488d0510000000" "8b0d0a000000") + b"\x90" * 20
    streams, again = streams_of(codec, code)
    assert streams["ADDRESSES"] == 2 * bytes.fromhex("00000017")
    assert again == code


def test_prefixes_and_wide_immediates(codec):
    """movabs, mov $imm32 to a quadword, two pushes, a cmov, mov $imm16."""
    code = bytes.fromhex("48b81122334455667788" "48c7c078563412" "4154"
                         "480f44c1" "6641c70034124155c3")
    streams, again = streams_of(codec, code)
    assert again == code
    assert streams["WORDS"] == bytes.fromhex("44332211" "88776655" "12345678")
    assert streams["IMMEDIATES"] == bytes.fromhex("3412")
    assert len(streams["OPCODES"]) == 2 * 14


def test_frequent_prefixes_are_merged_with_opcodes(codec):
    """Four of mov %rbx, %rax, and three of mov %rax, %rbx."""
    code = 4 * bytes.fromhex("4889d8") + 3 * bytes.fromhex("4989c3")
    streams, again = streams_of(codec, code)
    assert again == code
    assert len(streams["OPCODES"]) == 2 * (2 * 4 + 2 * 3)
    assert len(streams["MERGED"]) == 2 * (4 + 2 * 3)


def test_any_bytes_come_back(codec):
    for seed in range(100):
        code = random.Random(seed).randbytes(2000)
        assert streams_of(codec, code)[1] == code
