# SPDX-License-Identifier: GPL-2.0-or-later
"""Parts of the QEMU lab that can be tested without a VM."""

import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "qemu"))

from lab import firmwares  # noqa: E402
from lab.console import Console, Timeout  # noqa: E402
from lab.firmware import rom_ids  # noqa: E402
from lab.media import boot_disk, cpio  # noqa: E402


@pytest.fixture
def console(tmp_path):
    """console(pieces): a Console that has read these pieces to the end."""
    def make(*pieces):
        ours, theirs = socket.socketpair()
        reader = Console(ours, tmp_path / "raw")
        for piece in pieces:
            theirs.sendall(piece)
        theirs.close()
        reader.close()
        return reader
    return make


@pytest.mark.parametrize("pieces,text", [
    ([b"\x1b[0;1mbold\x1b[0m\r\nplain\r\n"], "bold\nplain\n"),
    ([b"one\x1b[2;1Htwo"], "one\ntwo"),
    ([b"\x1bc\x1b[?7l\x1b[2Jstart"], "\nstart"),
    ([b"a" * 80 + b"\r\nb\r\n"], "a" * 80 + "b\n"),
    ([b"a" * 79 + b"\r\nb\r\n"], "a" * 79 + "\nb\n"),
    ([b"5%\b\b9%\r\n" + b"a" * 80 + b"\r\nb"], "5%9%\n" + "a" * 80 + "b"),
    ([b"\xc3\xa4 \xff"], "\u00e4 \ufffd"),
    # Back to a character and on, as SeaBIOS does at a tick of its clock.
    ([b"net1: 52\x1b[07;10H", b"\x1b[07;11H:54\r\n"], "net1: 52:54\n"),
    ([b"a\r\x1b[3;2Hb\x1b[4;2Hc\r\n"], "ab\nc\n"),
])
def test_text_is_clean_however_it_arrives(console, pieces, text):
    assert console(*pieces).text == text
    single = [bytes([byte]) for piece in pieces for byte in piece]
    if all(byte < 0x80 for byte in b"".join(pieces)):
        assert console(*single).text == text


def test_waiting_goes_on_from_the_last_match(console):
    reader = console(b"one two one\r\n")
    assert reader.wait_for("one", 1).start() == 0
    assert reader.wait_for("one", 1).start() == 8
    with pytest.raises(Timeout, match="one two one"):
        reader.wait_for("one", 1)


def test_screen_follows_the_cursor(console):
    reader = console(b"\x1b[3;5Hhere\x1b[1;1Htop")
    assert reader.screen()[0] == "top"
    assert reader.screen()[2] == "    here"


def test_archive_is_what_cpio_reads(tmp_path):
    archive = cpio([("dir", 0o40755, b"", None),
                    ("dir/odd", 0o100644, b"abc", None),
                    ("dir/even", 0o100755, b"abcd", None)])
    subprocess.run(["busybox", "cpio", "-i"], input=archive, cwd=tmp_path,
                   check=True, stderr=subprocess.DEVNULL)
    assert (tmp_path / "dir/odd").read_bytes() == b"abc"
    assert (tmp_path / "dir/even").stat().st_mode & 0o777 == 0o755


def test_disk_has_a_boot_signature(tmp_path):
    disk = Path(boot_disk(tmp_path / "disk")).read_bytes()
    assert disk[510:512] == b"\x55\xaa" and b"DISK BOOTED" in disk[:510]


@pytest.mark.parametrize("options,said", [
    (["--nics", "0"], "NICS=0: how many?"),
    (["--nics", "abc"], "NICS=abc: how many?"),
    (["--nics", "2", "--live", "3"], "LIVE=3: no such NIC, they are 1 to 2"),
    (["--firmware", "nonsense"], "nonsense: no such file"),
])
def test_run_names_what_is_wrong(options, said):
    run = Path(__file__).resolve().parents[2] / "tools" / "run.py"
    done = subprocess.run([sys.executable, run, "--live", "1", *options],
                          text=True, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert said in done.stderr


def rom(device, further=()):
    """The header of a PCI ROM for that device of vendor 1af4h and those in its
    list (PCI Firmware 3.3, 5.1.2)."""
    image = bytearray(512)
    image[:2] = b"\x55\xaa"
    image[0x18] = 0x1c
    struct.pack_into("<4sHHH", image, 0x1c, b"PCIR", 0x1af4, device,
                     0x28 if further else 0)
    struct.pack_into(f"<{len(further) + 1}H", image, 0x44, *further, 0)
    return bytes(image)


@pytest.mark.parametrize("image,ids", [
    (rom(0x1000), {0x1af41000}),
    (rom(0x1000, [0x1000, 0x1041]), {0x1af41000, 0x1af41041}),
    (rom(0x1000)[:0x20], set()),
    (rom(0x1000, [0x1041] * 9)[:0x50], set()),
    (b"MZ" + rom(0x1000)[2:], set()),
    (b"", set()),
])
def test_rom_names_its_devices(image, ids):
    assert rom_ids(image) == ids


@pytest.fixture
def roms(tmp_path, monkeypatch):
    """Two ROMs, of which make check-firmware was given the first."""
    (tmp_path / "mine.rom").write_bytes(rom(0x1000))
    (tmp_path / "1af41041.rom").write_bytes(rom(0x1041))
    (tmp_path / "8086100e.rom").write_bytes(rom(0x1041))
    monkeypatch.setenv("FIRMWARE_ROM", str(tmp_path / "mine.rom"))
    monkeypatch.setenv("FIRMWARE", "iPXE")
    return tmp_path


def test_firmware_under_test(roms):
    firmware = firmwares.under_test("rom", ["virtio", "modern"])
    assert firmware.file("virtio") == roms / "mine.rom"
    assert firmware.file("modern") == roms / "1af41041.rom"
    assert firmwares.traits().prompt == "iPXE> "


@pytest.mark.parametrize("name,model", [
    ("lkrn", "virtio"), ("efi-arm64", "virtio"), ("rom", "e1000")])
def test_firmware_that_was_not_given(roms, name, model):
    with pytest.raises(firmwares.NotGiven):
        firmwares.under_test(name, [model])
