# SPDX-License-Identifier: GPL-2.0-or-later
"""How the program is run, and who watches the wire meanwhile."""

import json
import os
import subprocess
from pathlib import Path

from lab.pcap import dhcp
from lab.process import in_namespace
from lab.rogue import Rogue

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "bin")
SCALE = float(os.environ.get("QEMU_TIMEOUT_SCALE", "1"))

BOOT, NOTHING, USAGE, STUCK, NIC, RESET = range(6)

ARM64 = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu",
         str(BUILD / "multiboot.arm64")]
VALGRIND = ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full",
            "--errors-for-leak-kinds=definite,indirect,possible",
            str(BUILD / "multiboot")]
ASAN = [str(BUILD / "multiboot.asan")]
PLAIN = [str(BUILD / "multiboot")]


def command(place, *arguments, program=PLAIN):
    """The command line that runs it in a Lab's, a Host's or no namespace."""
    argv = [*program, *map(str, arguments)]
    return in_namespace(place.namespace, argv) if place else argv


def run(place, *arguments, program=PLAIN, typed="", timeout=60):
    """Runs it to its end: .returncode, .stdout, .stderr."""
    return subprocess.run(
        command(place, *arguments, program=program), input=typed, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        timeout=timeout * SCALE)


def told(place, *arguments, **options):
    """Runs it with --json: exit status, and the object that it prints."""
    done = run(place, "--json", *arguments, **options)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def nics(net):
    """All NICs of a lab: --nic tap0 --nic tap1 ..."""
    return [word for segment in net.segments
            for word in ("--nic", segment.tap)]


class Witness(Rogue):
    """All frames that come out of a tap or an interface: what a client on it
    sends, and what it is sent."""

    def __init__(self, segment, interface):
        self.interface = interface
        self.frames = []
        super().__init__(segment)

    def setup(self):
        import socket
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                    socket.htons(3))
        self.socket.bind((self.interface, 0))

    def serve(self):
        self.frames.append(self.socket.recv(65536))

    def sent_by(self, mac):
        """Frames with that source address, once all have been seen."""
        self.stop()
        assert self.error is None
        return [frame for frame in map(parsed, self.frames)
                if frame.src == mac]


def parsed(frame):
    """A frame as scapy sees it, who knows the layers that were imported."""
    import scapy.layers.dhcp  # noqa: F401
    from scapy.layers.l2 import Ether
    return Ether(frame)


def is_discover(frame):
    return [message.type for message in dhcp([frame])] == ["DISCOVER"]
