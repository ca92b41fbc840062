# SPDX-License-Identifier: GPL-2.0-or-later
"""Images for UEFI: made by tools/elf2pe.c, checked by tools/pecheck.c."""

import os
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EFI = ROOT / "core/platform/efi"

SOURCE = """
extern int outside(void);
static int number = 3;
int *pointers[] = { &number, &number };
volatile char zeros[10000];
const char sbat[] __attribute__((section(".sbat"))) = "sbat,1,test\\n";
int efi_entry(void);
int efi_entry(void)
{
	return *pointers[zeros[number]] + sbat[number] EXTRA;
}
"""
FLAGS = ["-ffreestanding", "-O1", "-fpie", "-fno-stack-protector",
         "-fno-asynchronous-unwind-tables", "-nostdlib",
         f"-Wl,-T,{EFI}/efi.lds,--no-dynamic-linker,--build-id=none",
         "-Wl,-z,max-page-size=4096"]
X86 = ["gcc", "-fcf-protection=none", "-mno-red-zone"]
ARM64 = ["aarch64-linux-gnu-gcc", "-include", EFI / "include/efi/hidden.h"]


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """The folder with both programs, with the sanitizers."""
    folder = tmp_path_factory.mktemp("tools")
    for name in ("elf2pe", "pecheck"):
        subprocess.run(
            ["gcc", "-g", "-std=gnu11", "-Wall", "-Wextra", "-Werror",
             "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
             "-idirafter", EFI / "include", "-o", folder / name,
             ROOT / f"tools/{name}.c"], check=True)
    return folder


def link(folder, extra="", flags=(), source=SOURCE, compiler=X86):
    """An ELF file of the source."""
    text, elf = folder / "program.c", folder / "program.elf"
    text.write_text(source.replace("EXTRA", extra))
    subprocess.run([*compiler, *FLAGS, "-pie", *flags, text, "-o", elf],
                   check=True)
    return elf


def run(program, *arguments):
    # Leaks end with the program.
    return subprocess.run([program, *arguments], text=True,
                          errors="replace", capture_output=True, check=False,
                          env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})


def convert(tools, elf, *options):
    out = elf.with_suffix(".efi")
    result = run(tools / "elf2pe", *options, elf, out)
    assert result.returncode == 0, result.stderr
    return out


def refused(tools, elf):
    """What elf2pe says of a file that it does not take."""
    result = run(tools / "elf2pe", elf, elf.with_suffix(".efi"))
    assert result.returncode == 1 and result.stderr.startswith("elf2pe: ")
    return result.stderr


def sections(image):
    """{name: (size, rva, file size, file offset, flags)}"""
    data = image.read_bytes()
    pe, = struct.unpack_from("<I", data, 60)
    count, = struct.unpack_from("<H", data, pe + 6)
    found = {}
    for number in range(count):
        name, *values = struct.unpack_from("<8sIIII12xI", data,
                                           pe + 264 + 40 * number)
        found[name.rstrip(b"\0").decode()] = values
    return found


@pytest.mark.parametrize("name, machine, compiler", [
    ("x86-64", 0x8664, X86), ("arm64", 0xaa64, ARM64)])
def test_image_is_made_and_checked(tools, tmp_path, name, machine, compiler):
    image = convert(tools, link(tmp_path, compiler=compiler))
    checked = run(tools / "pecheck", image)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.startswith(f"program.efi: {name} application, .text")
    data = image.read_bytes()
    header = int.from_bytes(data[60:64], "little")
    assert int.from_bytes(data[header + 4:header + 6], "little") == machine
    assert " 2 relocations" in checked.stdout
    found = sections(image)
    assert {".text", ".data", ".bss", ".sbat", ".reloc"} <= set(found)
    for name, (_, rva, _, _, flags) in found.items():
        assert rva % 4096 == 0
        assert flags >> 29 & 1 == (name == ".text")
        assert flags >> 31 == (name in (".data", ".bss"))


def test_words_that_are_relocated_hold_their_target(tools, tmp_path):
    """The pointers' addends stand in the ELF file's relocations only."""
    image = convert(tools, link(tmp_path))
    data, found = image.read_bytes(), sections(image)
    _, page_rva, _, reloc_at, _ = found[".reloc"]
    page, size, first, second = struct.unpack_from("<IIHH", data, reloc_at)
    _, data_rva, _, data_at, _ = found[".data"]
    assert size == 12 and first >> 12 == second >> 12 == 10 and page_rva
    for entry in (first, second):
        where = page + (entry & 4095) - data_rva + data_at
        target, = struct.unpack_from("<Q", data, where)
        assert struct.unpack_from("<I", data,
                                  target - data_rva + data_at) == (3,)


def test_image_without_relocations_has_an_empty_block(tools, tmp_path):
    image = convert(tools, link(tmp_path, source="""
        const char sbat[] __attribute__((section(".sbat"))) = "sbat,1,t\\n";
        int efi_entry(void); int efi_entry(void) { return sbat[0]; }"""))
    checked = run(tools / "pecheck", image)
    assert checked.returncode == 0 and " 0 relocations" in checked.stdout


def test_same_input_same_bytes(tools, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = convert(tools, link(tmp_path / "a"))
    second = convert(tools, link(tmp_path / "b"))
    assert first.read_bytes() == second.read_bytes()


def test_driver(tools, tmp_path):
    image = convert(tools, link(tmp_path), "--driver")
    assert "subsystem 11" in run(tools / "pecheck", image).stderr
    checked = run(tools / "pecheck", "--driver", image)
    assert "boot driver" in checked.stdout and checked.returncode == 0
    assert "not aligned to 512 bytes" in run(tools / "pecheck", image).stderr


@pytest.mark.parametrize("flags,extra,why", [
    (["-Wl,--unresolved-symbols=ignore-all,--export-dynamic"], "+ outside()",
     'undefined symbol "outside"'),
    (["-no-pie"], "", "not a position-independent executable"),
    (["-Wl,-N"], "", "can be written and executed"),
    (["-Wl,--section-start=.data=0x5008"], "", "not on a page of its own"),
    (["-Wl,--section-start=.text=0x90000000"], "", "beyond 2 GiB"),
    (["-Wl,-e,0"], "", "entry 0x0 is not in a section with code"),
])
def test_what_cannot_be_made_is_refused(tools, tmp_path, flags, extra, why):
    assert why in refused(tools, link(tmp_path, extra, flags))


def test_other_processors_are_refused(tools, tmp_path):
    elf = link(tmp_path)
    data = bytearray(elf.read_bytes())
    data[18] = 3
    elf.write_bytes(data)
    assert "for processor 3" in refused(tools, elf)
    data[4] = 1
    elf.write_bytes(data)
    assert "64 bits" in refused(tools, elf)


def test_other_relocations_are_refused(tools, tmp_path):
    elf = link(tmp_path)
    data = bytearray(elf.read_bytes())
    start, = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    for number in range(count):
        header = start + size * number
        kind, = struct.unpack_from("<I", data, header + 4)
        if kind == 4:
            at, = struct.unpack_from("<Q", data, header + 24)
            data[at + 8] = 6        # R_X86_64_GLOB_DAT
    elf.write_bytes(data)
    assert "relocation of type 6" in refused(tools, elf)


def test_files_cut_off_or_damaged_are_survived(tools, tmp_path):
    """Whatever the bytes are, the program says something and ends."""
    elf = link(tmp_path, flags=["-Wl,-s"])
    whole = elf.read_bytes()
    table, = struct.unpack_from("<Q", whole, 40)
    lengths = [0, 3, 63, 64, 4096, table, table + 63, len(whole) - 1]
    for length in lengths:
        elf.write_bytes(whole[:length])
        refused(tools, elf)
    for at in [*range(16, 64), *range(table, len(whole), 5)]:
        elf.write_bytes(whole[:at] + b"\xff" + whole[at + 1:])
        result = run(tools / "elf2pe", elf, elf.with_suffix(".efi"))
        assert result.returncode in (0, 1), (at, result.stderr)
        assert "runtime error" not in result.stderr
        assert "AddressSanitizer" not in result.stderr


def test_names_of_files(tools, tmp_path):
    assert "cannot be opened" in refused(tools, tmp_path / "missing.elf")
    assert run(tools / "elf2pe").returncode == 2
    assert run(tools / "pecheck").returncode == 2
    assert run(tools / "pecheck", tmp_path / "missing").returncode == 1
    elf = link(tmp_path)
    assert "cannot be written" in run(
        tools / "elf2pe", elf, tmp_path / "no/folder.efi").stderr


def put(data, at, layout, *values):
    damaged = bytearray(data)
    struct.pack_into(layout, damaged, at, *values)
    return bytes(damaged)


# Offsets from the PE header; each is what a linker gone wrong could write.
DAMAGES = {
    "checksum": (88, "<I", 5, "checksum"),
    "time stamp": (8, "<I", 1, "time stamp"),
    "subsystem": (92, "<H", 3, "subsystem 3"),
    "image size": (80, "<I", 0x1000, "size in memory"),
    "entry": (40, "<I", 0x500, "entry"),
    "nx": (94, "<H", 0, "not executed"),
    "no relocations": (176, "<II", (0, 0), "would not move it"),
    "text can be written": (264 + 36, "<I", 0xe0000020, "and executed"),
    "text outside": (264 + 20, "<I", 0x7ffffe00, "outside the file"),
    "text cut off": (264 + 8, "<I", 0x900, "is cut off"),
    "sections": (6, "<H", 0xffff, "section headers"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_pecheck_names_what_is_wrong(tools, tmp_path, name):
    image = convert(tools, link(tmp_path))
    data = image.read_bytes()
    pe, = struct.unpack_from("<I", data, 60)
    offset, layout, value, why = DAMAGES[name]
    values = value if isinstance(value, tuple) else (value,)
    data = put(data, pe + offset, layout, *values)
    image.write_bytes(data if name == "checksum" else fixed(data))
    result = run(tools / "pecheck", image)
    assert result.returncode == 1 and why in result.stderr


def test_pecheck_wants_sbat_and_whole_relocations(tools, tmp_path):
    image = convert(tools, link(tmp_path))
    data = image.read_bytes()
    image.write_bytes(fixed(data.replace(b"sbat,1,", b"SBAT,1,")))
    assert ".sbat does not begin" in run(tools / "pecheck", image).stderr
    pe, = struct.unpack_from("<I", data, 60)
    at = data.index(b".sbat\0", pe)
    image.write_bytes(fixed(data[:at] + b".sbax" + data[at + 5:]))
    assert "shim would refuse" in run(tools / "pecheck", image).stderr
    reloc = sections(convert(tools, link(tmp_path)))[".reloc"][3]
    image.write_bytes(fixed(put(data, reloc + 4, "<I", 4096)))
    assert "relocations are cut off" in run(tools / "pecheck", image).stderr
    image.write_bytes(fixed(put(data, reloc, "<I", 0x70000000)))
    assert "where nothing is" in run(tools / "pecheck", image).stderr


def fixed(data):
    """Returns the image with a right checksum."""
    pe, = struct.unpack_from("<I", data, 60)
    data = put(data, pe + 88, "<I", 0)
    total = 0
    for word, in struct.iter_unpack("<H", data):
        total += word
        total = (total & 0xffff) + (total >> 16)
    return put(data, pe + 88, "<I", total + len(data))


def test_pecheck_survives_whatever_there_is(tools, tmp_path):
    image = convert(tools, link(tmp_path))
    data = image.read_bytes()
    pe, = struct.unpack_from("<I", data, 60)
    damaged = [data[:length] for length in (0, 2, 60, 64, pe + 4, pe + 263,
                                            pe + 300, 1024, len(data) - 1)]
    damaged += [fixed(data[:at] + b"\xff" + data[at + 1:])
                for at in range(pe, pe + 464) if at not in range(pe, pe + 4)]
    for content in damaged:
        image.write_bytes(content)
        result = run(tools / "pecheck", image)
        assert result.returncode in (0, 1), result.stderr
        assert "Sanitizer" not in result.stderr
        assert "runtime error" not in result.stderr


def test_pecheck_knows_a_budget(tools, tmp_path):
    image = convert(tools, link(tmp_path))
    size = image.stat().st_size
    assert run(tools / "pecheck", "--max", str(size), image).returncode == 0
    result = run(tools / "pecheck", "--max", str(size - 1), image)
    assert result.returncode == 1 and "budget" in result.stderr
