# SPDX-License-Identifier: GPL-2.0-or-later
"""How the ROM is packed: the example in docs/rom.md, and the decoder as it is in
the ROM. (tests/unit/test_lz.c has the same code as C for this host.)"""

import ctypes
import os
import random
import re
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROM = ROOT / "core/platform/pcbios/rom"
BUILD = ROOT / os.environ.get("BUILD", "bin")
PAGE = (ROOT / "docs/rom.md").read_text(encoding="utf-8")
STREAMS = re.findall(r"^\tX86_(\w+),$", (ROM / "x86.h").read_text("utf-8"),
                     re.M)[:-1]
OVERRUN = 16
ROOM = 1 << 20


def props(lc, literals, places, pairs):
    return lc | literals << 4 | places << 8 | pairs << 10


# --- the example

def block(name):
    """The lines of the block of the page that stands after that comment."""
    found = re.search(rf"^<!-- {name} -->\n+```\n(.*?)^```$", PAGE,
                      re.M | re.S)
    assert found, f"no block {name} in docs/rom.md"
    return found[1].splitlines()


INSTRUCTIONS = [
    re.fullmatch(r"\s*\d+  ((?:[0-9a-f]{2} )+) *(\S.*)", line).groups()
    for line in block("instructions")]
CODE = bytes.fromhex("".join(code for code, _ in INSTRUCTIONS))
EXPECTED = dict(re.fullmatch(r"(\w+) *((?:[0-9a-f]{2} ?)*)", line).groups()
                for line in block("streams"))
PACKED = [re.fullmatch(r"lc (\d) literals (\d) places (\d) pairs (\d)  +"
                       r"((?:[0-9a-f]{2} ?)+)", line).groups()
          for line in block("packed")]


def number(name):
    return int(re.search(rf"{name} is `([0-9a-f]+)`", PAGE)[1], 16)


class Joint(ctypes.Structure):
    _fields_ = [("code", ctypes.c_char_p), ("len", ctypes.c_uint32),
                ("streams", ctypes.c_char_p),
                ("lens", ctypes.POINTER(ctypes.c_uint32)),
                ("work", ctypes.c_char_p), ("base", ctypes.c_uint32),
                ("address", ctypes.c_uint32)]


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.POINTER(ctypes.c_uint8)),
                ("len", ctypes.c_size_t)]

    @staticmethod
    def of(data):
        return Buffer((ctypes.c_uint8 * (len(data) + 1))(*data), len(data))

    def taken(self):
        """The bytes in it, which is then free."""
        data = bytes(self.data[:self.len])
        LIBC.free(self.data)
        return data


class Matches(ctypes.Structure):
    _fields_ = [("all", ctypes.c_void_p), ("first", ctypes.c_void_p)]


class Effort(ctypes.Structure):
    _fields_ = [("window", ctypes.c_uint), ("ways", ctypes.c_uint),
                ("literal", ctypes.c_uint)]


LIBC = ctypes.CDLL(None)


@pytest.fixture(scope="module")
def codec(tmp_path_factory):
    """The ROM's codec as a library of this host."""
    library = tmp_path_factory.mktemp("codec") / "codec.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library,
                    *(ROM / f"{name}.c" for name in (
                        "buffer", "lz4_decoder", "lz_decoder", "lz_encoder",
                        "lz_parser", "pack_lz", "range_coder", "x86_split",
                        "x86_join"))], check=True)
    library = ctypes.CDLL(str(library))
    library.lz_find_matches.restype = Matches
    library.lz_encode.restype = library.pack_lz.restype = Buffer
    return library


def split(codec, code):
    out, work = ctypes.create_string_buffer(ROOM), bytes(ROOM)
    lens = (ctypes.c_uint32 * len(STREAMS))()
    total = codec.x86_split(code + bytes(OVERRUN), len(code), out, lens, work)
    assert total == sum(lens)
    return out.raw[:total], lens


def test_the_example_is_what_the_bytes_say(tmp_path):
    assert len(INSTRUCTIONS) == 20
    (tmp_path / "code").write_bytes(CODE)
    text = subprocess.run(
        ["objdump", "-D", "-b", "binary", "-m", "i386", tmp_path / "code"],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = re.findall(r"^ +[0-9a-f]+:\t((?:[0-9a-f]{2} )+) *\t(.*)$", text,
                       re.M)
    assert [(code.split(), said.split()) for code, said in lines] == \
        [(code.split(), said.split()) for code, said in INSTRUCTIONS]


def test_the_example_is_split_as_the_page_says(codec):
    data, lens = split(codec, CODE)
    for name, length in zip(STREAMS, lens):
        assert data[:length].hex(" ") == EXPECTED.pop(name.lower(), "").strip()
        data = data[length:]
    assert EXPECTED == {} and data == b""


def test_the_example_is_unpacked_and_joined_again(codec):
    data, lens = split(codec, CODE)
    first = {name: sum(lens[:STREAMS.index(name)])
             for name in ("CALLS", "SIBS")}
    parts = [data[:first["CALLS"]], data[first["CALLS"]:first["SIBS"]],
             data[first["SIBS"]:]]
    unpacked = b""
    for part, (*parameters, packed) in zip(parts, PACKED, strict=True):
        packed, out = bytes.fromhex(packed), ctypes.create_string_buffer(ROOM)
        chosen = ctypes.c_uint32()
        assert codec.pack_lz(ctypes.byref(Buffer.of(part)), 0, ctypes.byref(
            chosen)).taken() == packed
        assert chosen.value == props(*map(int, parameters))
        assert codec.lz_decode(
            out, ctypes.c_size_t(len(part)), packed,
            ctypes.c_size_t(len(packed)), chosen,
            ctypes.create_string_buffer(ROOM)) == 0
        assert out.raw[:len(part)] == part
        unpacked += out.raw[:len(part)]

    base, address = number("base"), number("address")
    code = ctypes.create_string_buffer(len(CODE) + OVERRUN)
    joint = Joint(ctypes.cast(code, ctypes.c_char_p), len(CODE), unpacked,
                  lens, bytes(ROOM), base, address)
    assert codec.x86_join(ctypes.byref(joint)) == 0
    moved = CODE.replace((base + 0x2622c).to_bytes(4, "little"),
                         (address + 0x2622c).to_bytes(4, "little"))
    assert moved != CODE and code.raw[:len(CODE)] == moved


# --- the decoders

@pytest.fixture(scope="module")
def decoder(tmp_path_factory):
    """decode(data, out_len, props): result and output of the ROM's decoder."""
    objects = [BUILD / f"pcbios-i386/image/{name}.o"
               for name in ("lz_decoder", "range_coder_i386")]
    for path in objects:
        if not path.exists():
            pytest.fail(f"{path} is not there: run make images first")
    program = tmp_path_factory.mktemp("decoder") / "decoder"
    subprocess.run(
        ["cc", "-m32", "-mregparm=3", "-ffreestanding", "-nostdlib", "-static",
         "-O1", "-fno-stack-protector", "-Wall", "-Werror", "-o", program,
         "-I", ROOT / "core/include", ROOT / "tests/tools/rom_decoder.c",
         *objects], check=True)

    def decode(data, out_len, parameters):
        try:
            run = subprocess.run(
                [program], stdout=subprocess.PIPE, timeout=60, check=True,
                input=struct.pack("<3I", out_len, parameters,
                                  len(data)) + data)
        except OSError as error:
            pytest.skip(f"this host runs no programs for i386: {error}")
        return struct.unpack("<i", run.stdout[:4])[0], run.stdout[4:]
    return decode


def encode(codec, data, parameters, window=64):
    data = Buffer.of(data)
    matches = codec.lz_find_matches(ctypes.byref(data))
    packed = codec.lz_encode(ctypes.byref(data), ctypes.byref(matches),
                             parameters, Effort(window, 1, 0)).taken()
    codec.lz_free_matches(ctypes.byref(matches))
    return packed


def texts():
    """Kinds of data that make use of all symbols."""
    chance = random.Random(4)
    words = [chance.randbytes(chance.randrange(1, 40)) for _ in range(60)]
    yield b"".join(chance.choice(words) for _ in range(2000))
    yield b"a" * 20000
    yield chance.randbytes(3000)
    yield (ROM / "x86_split.c").read_bytes() * 3
    yield b"".join(bytes([i % 256, i % 7, chance.randrange(2), 0])
                   for i in range(5000))


@pytest.mark.parametrize("parameters", [
    (0, 0, 0, 0), (3, 0, 3, 1), (4, 0, 1, 0), (0, 15, 0, 1), (2, 3, 1, 1),
    (1, 2, 2, 0), (7, 15, 3, 1)])
def test_the_roms_decoder(codec, decoder, parameters):
    for text in texts():
        packed = encode(codec, text, props(*parameters))
        assert decoder(packed, len(text), props(*parameters)) == (0, text)


def test_the_roms_decoder_touches_nothing_else(codec, decoder):
    """Cut short, damaged or made up: a signal would say that it did."""
    chance = random.Random(5)
    text, used = next(texts()), props(3, 0, 3, 1)
    packed = encode(codec, text, used)
    for _ in range(150):
        cut = chance.randrange(len(packed) - 30)
        assert decoder(packed[:cut], len(text), used)[0] == -1
        damaged = bytearray(packed)
        damaged[chance.randrange(len(packed))] ^= 1 << chance.randrange(8)
        decoder(bytes(damaged), chance.randrange(len(text)), used)
        decoder(chance.randbytes(500), 200000, chance.randrange(1 << 32))


def test_what_liblz4_packs(codec):
    liblz4 = ctypes.CDLL("liblz4.so.1")
    for text in texts():
        packed = ctypes.create_string_buffer(len(text) * 2)
        out = ctypes.create_string_buffer(len(text))
        for level in (3, 12):
            length = liblz4.LZ4_compress_HC(text, packed, len(text),
                                            len(packed), level)
            assert length > 0
            assert codec.lz4_decode(out, ctypes.c_size_t(len(text)), packed,
                                    ctypes.c_size_t(length)) == 0
            assert out.raw == text
            assert codec.lz4_decode(out, ctypes.c_size_t(len(text)), packed,
                                    ctypes.c_size_t(length - 1)) == -1
