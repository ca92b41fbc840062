# SPDX-License-Identifier: GPL-2.0-or-later
"""Parts of the QEMU lab that can be tested without a VM."""

import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "qemu"), str(ROOT / "tools")]

import badwire  # noqa: E402
from lab import Damage, firmwares  # noqa: E402
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


# --- bad wires

FRAME = bytes(range(100))


def frames_of(count=1000, **damage):
    wire = Damage(7, **damage)
    return wire, [wire.of(FRAME) for _ in range(count)]


def test_a_good_wire_changes_nothing():
    assert frames_of()[1] == [[(0.0, FRAME)]] * 1000


@pytest.mark.parametrize("what, count", [
    ("loss", "lost"), ("duplicate", "duplicated"), ("reorder", "reordered"),
    ("corrupt", "corrupted")])
def test_damage_is_as_frequent_as_it_has_to_be(what, count):
    wire, _ = frames_of(**{what: 0.2})
    assert 120 < wire.counts[count] < 280
    assert sum(wire.counts.values()) == 1000 + wire.counts[count]


def test_damage_is_what_it_says():
    assert frames_of(loss=1)[1] == [[]] * 1000
    assert all(len(came) == 2 for came in frames_of(duplicate=1)[1])
    for (late, frame), in frames_of(delay=0.2, jitter=0.1, corrupt=1)[1]:
        assert 0.1 <= late <= 0.3
        wrong = [a ^ b for a, b in zip(frame, FRAME)]
        assert len(frame) == 100 and not any(wrong[:14])
        assert sum(bin(bits).count("1") for bits in wrong) == 1


def test_damage_comes_again_by_its_seed():
    assert frames_of(loss=0.5, corrupt=0.5)[1] == \
        frames_of(loss=0.5, corrupt=0.5)[1]
    one, other = ([len(wire.of(FRAME)) for _ in range(100)] for wire in
                  (Damage(1, loss=0.5), Damage(2, loss=0.5)))
    assert one != other


def test_the_table_has_the_worst_of_each_attack():
    text = badwire.table([
        {"attack": "b", "came": "boots", "seconds": 1.26, "bound": 5},
        {"attack": "A", "came": "no offer", "seconds": 3, "bound": 5},
        {"attack": "b", "came": "boots late", "seconds": 2.5, "bound": 5}],
        "2026-01-02")
    assert text.splitlines()[0] == "Measured on 2026-01-02:"
    assert text.splitlines()[4:] == ["| A | no offer | 3.0 | 5 |",
                                     "| b | boots late | 2.5 | 5 |"]
    page = f"x\n{badwire.BEGIN}old\n{badwire.END}y\n"
    assert badwire.fill(page, "new\n") == \
        f"x\n{badwire.BEGIN}new\n{badwire.END}y\n"
