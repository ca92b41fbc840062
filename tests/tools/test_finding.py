# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/finding.py: what a fuzzer has found, as a capture and as a test."""
import pathlib
import re
import subprocess
import sys

from scapy.all import BOOTP, UDP, rdpcap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def run(tool, *args):
    """Runs a Python program of the tree, and returns how it went."""
    return subprocess.run([sys.executable, ROOT / tool, *map(str, args)],
                          capture_output=True, text=True)


def seeds(tmp_path):
    """The folder of all seeds."""
    assert run("tests/fuzz/seeds.py", tmp_path / "seeds").returncode == 0
    return tmp_path / "seeds"


def test_every_fuzzer_has_seeds(tmp_path):
    folder = seeds(tmp_path)
    for source in (ROOT / "tests/fuzz").glob("fuzz_*.c"):
        name = source.stem[len("fuzz_"):]
        files = [p for base in (folder, ROOT / "tests/fuzz/corpus")
                 for p in (base / name).glob("*")]
        assert files, f"{name} has no seed"


def test_captures_have_the_frames(tmp_path):
    folder = seeds(tmp_path)
    out = tmp_path / "out.pcap"
    for name, seed, count in (("dhcp", "lease", 2), ("race", "won0", 6)):
        assert run("tools/finding.py", name, folder / name / seed, "--pcap", out).returncode == 0
        packets = rdpcap(str(out))
        assert len(packets) == count
        assert packets[0][UDP].dport == 68 and packets[0][BOOTP].op == 2


def test_tests_hold_all_bytes(tmp_path):
    finding = tmp_path / "finding"
    finding.write_bytes(bytes(range(256)))
    done = run("tools/finding.py", "tftp", finding, "--test")
    numbers = re.findall(r"0x([0-9a-f]{2}),", done.stdout)
    assert bytes(int(n, 16) for n in numbers) == finding.read_bytes()
    assert "REPLACES(net_udp_open);" in done.stdout
    assert '#include "../fuzz/fuzz_tftp.c"' in done.stdout


def test_says_what_it_cannot_do(tmp_path):
    finding = tmp_path / "finding"
    finding.write_bytes(b"x")
    done = run("tools/finding.py", "uri", finding, "--pcap", tmp_path / "out")
    assert done.returncode != 0 and "has no frames" in done.stderr
    done = run("tools/finding.py", "none", finding)
    assert done.returncode != 0 and "no fuzzer none" in done.stderr
