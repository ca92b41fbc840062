# SPDX-License-Identifier: GPL-2.0-or-later
"""What a boot costs, counted: device accesses, instructions, frames.

A VM without a lab around it, in which nothing depends on the host: QEMU counts
instructions and takes each for a nanosecond (-icount shift=0), and its own
network (slirp) answers DHCP and TFTP within the device's notification. Two
runs of one image give the same numbers, however busy the machine is."""

import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from . import probe
from .firmware import Firmware, build_folder
from .process import Child, LabError
from .qmp import Qmp
from .vm import place

# The files that a script asks for mark its begin and its end.
BOOT, BEGIN, END, DATA = "boot.ipxe", "begin", "end", "data"
SCRIPT = f"#!ipxe\nimgfetch {END}\nsleep 30\n"
# Enough for what is not the download's to disappear.
DOWNLOAD_MIB = {"tftp": 8, "http": 16}
DOWNLOAD = ("#!ipxe\nimgfetch --name x {begin}\ninitrd --name y {url}\n"
            "imgfetch --name z {end}\nsleep 30\n")
LIMIT = float(os.environ.get("QEMU_TIMEOUT_SCALE", "1")) * 120  # seconds

START = 1767225600      # the VM's clock at its start, 2026-01-01 in UTC
MEMORY_MIB = 256
PAGE = 4096
BLOCK_IMAGE = 0x94

ACCESS = re.compile(rb"memory_region_ops_(read|write) cpu -?\d+ mr \S+ "
                    rb"addr (\S+) value (\S+) size \d+ name '([^']*)'")
NOTIFY = "virtio-pci-notify"
STAMP_DEVICE = "isa-debugcon"


@dataclass
class Frame:
    """One on a wire: `at` in instructions (nanoseconds) since reset."""
    nic: int
    at: int
    data: bytes

    def sent(self):
        """Whether the VM sent it."""
        return self.data[6:12] == mac(self.nic)

    def is_discover(self):
        return self._udp(67) and b"\x35\x01\x01" in self.data[278:]

    def asks_for(self, name):
        """A TFTP read request for that file (RFC 1350)."""
        return self._udp(69) and self.data[42:44] == b"\0\x01" and \
            self.data[44:].split(b"\0")[0].lstrip(b"/") == name.encode()

    def _udp(self, port):
        return self.sent() and self.data[12:14] == b"\x08\x00" and \
            self.data[23] == 17 and self.data[36:38] == port.to_bytes(2, "big")


@dataclass
class Costs:
    """Of a boot up to the script's first request, or of the BIOS up to its
    hand-over."""
    instructions: int = 0       # since reset
    discover: int = 0           # the same, when the first DISCOVER was sent
    accesses: Counter = field(default_factory=Counter)  # by device
    visits: int = 0             # to real mode; of our firmware alone
    frames: int = 0             # sent
    octets: int = 0             # in those frames
    pages: int = 0              # above 1 MiB, not all zero

    def total(self):
        return sum(self.accesses.values())

    def named(self, what):
        """By the names that limits and tables use."""
        return {"accesses": self.total(), "script": self.instructions,
                "instructions": self.instructions, "discover": self.discover,
                "visits": self.visits, "frames": self.frames,
                "octets": self.octets, "pages": self.pages}[what]

    def beyond(self, bios):
        """What is not the BIOS's, or what came later than something else."""
        accesses = Counter(self.accesses)
        accesses.subtract(bios.accesses)
        return Costs(self.instructions - bios.instructions,
                     self.discover - bios.instructions,
                     Counter({k: n for k, n in accesses.items() if n}),
                     self.visits - bios.visits, self.frames - bios.frames,
                     self.octets - bios.octets, self.pages - bios.pages)


def mac(nic):
    return bytes([0x52, 0x54, 0, 0, 0, nic])


class Log:
    """QEMU's trace, read while it is written: it may be larger than a disk.
    Counts accesses until the VM has sent so many frames, or stamped."""

    def __init__(self, path):
        self.path = path
        self.accesses = Counter()
        self.at_frame = []      # accesses by then, for each frame sent
        self.blocks = Counter()     # executed, by address
        self.stamped = None
        os.mkfifo(path)
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        with open(self.path, "rb") as lines:
            for line in lines:
                access = ACCESS.match(line)
                if access:
                    self._access(*access.groups())
                elif line.startswith(b"Trace "):
                    self.blocks[int(line.split(b"/")[1], 16)] += 1

    def _access(self, kind, address, value, name):
        device = name.decode()
        if device == STAMP_DEVICE:
            self.stamped = self.stamped or Counter(self.accesses)
            return
        if device.startswith(NOTIFY):
            device = NOTIFY
        self.accesses[device] += 1
        if device == NOTIFY and int(value, 16) == 1:
            self.at_frame.append((Counter(self.accesses),
                                  Counter(self.blocks)))


class Machine:
    """QEMU with so many NICs, of which the last one has a boot server (the
    user network) and the others nobody.

    files      what the server has: {name: content}
    firmware   see Firmware.named(), or "bios-rom", "bios-lkrn": the probe
    bridges    the NICs are behind bridges; only the first carries a ROM
    server     False: nobody answers
    visits     False: calls to the BIOS are not counted, which is faster
    """

    def __init__(self, folder, firmware, nics, files, bridges=False,
                 machine="pc", server=True, visits=True):
        self.folder = Path(folder)
        self.nics = nics
        self.bridges = bridges
        self.machine = machine
        self.server = server
        self.visits = visits
        served = self.folder / "served"
        served.mkdir()
        for name, content in files.items():
            (served / name).write_bytes(content.encode()
                                        if isinstance(content, str) else content)
        self.log = Log(self.folder / "trace")
        # Takes the frames of NICs without a server, and is never read.
        self.nobody = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.nobody.bind(("127.0.0.1", 0))
        monitor, monitor_fd = socket.socketpair()
        argv = self._argv(monitor_fd.fileno()) + self._image(firmware)
        for nic in range(nics):
            argv += self._nic(nic)
        self.child = Child(["env", "TZ=UTC", *argv], self.folder / "qemu.log",
                           (monitor_fd.fileno(),))
        monitor_fd.close()
        try:
            self.qmp = Qmp(monitor)
        except (LabError, OSError) as error:
            raise LabError(f"QEMU did not start: {self.child.said()}") \
                from error

    def _argv(self, monitor):
        return [os.environ.get("QEMU", "qemu-system-x86_64"),
                "-nodefaults", "-no-user-config", "-display", "none",
                "-machine", f"{self.machine},graphics=off", "-accel", "tcg",
                "-m", str(MEMORY_MIB), "-vga", "none", "-no-reboot",
                "-icount", "shift=0,sleep=off",
                "-rtc", "base=2026-01-01,clock=vm",
                "-trace", "memory_region_ops_read",
                "-trace", "memory_region_ops_write",
                "-D", str(self.log.path),
                "-chardev", f"file,id=console,path={self.folder}/console",
                "-serial", "chardev:console",
                "-chardev", f"socket,id=monitor,fd={monitor}",
                "-mon", "chardev=monitor,mode=control"]

    def _image(self, firmware):
        self.rom = None
        if firmware.startswith("bios-"):
            argv = ["-chardev", f"file,id=stamp,path={self.folder}/stamp",
                    "-device", f"isa-debugcon,iobase={probe.PORT},chardev=stamp"]
            if firmware == "bios-rom":
                self.rom = probe.rom(self.folder / "probe.rom")
                return argv
            return argv + ["-kernel", probe.kernel(self.folder / "probe.lkrn")]
        image = Firmware.named(firmware)
        if image.kind == "rom":
            self.rom = image.file("virtio") or ""
            return self._visits(image)
        return ["-kernel", str(image.file(None)), *self._visits(image)]

    def _visits(self, image):
        """Blocks executed where our code in base memory is."""
        if image.stock or not self.visits:
            return []
        return ["-d", "exec,nochain", "-dfilter", "0x90000..0x9ffff"]

    def _nic(self, nic):
        """Notifications go through the device's registers, so that the trace
        has them, and are acted upon a microsecond later in the VM's time."""
        address = ":".join(f"{byte:02x}" for byte in mac(nic))
        before, where = place(nic, self.nics, self.bridges)
        backend = (f"socket,id=n{nic},localaddr=127.0.0.1:0,"
                   f"udp=127.0.0.1:{self.nobody.getsockname()[1]}")
        if self.server and nic == self.nics - 1:
            backend = (f"user,id=n{nic},tftp={self.folder}/served,"
                       f"bootfile={BOOT}")
        carries = self.rom is not None and (nic == 0 or not self.bridges)
        options = f",bootindex={nic + 1}" if carries else ",romfile="
        if carries and self.rom:
            options += f",romfile={self.rom}"
        return before + [
            "-netdev", backend, "-object",
            f"filter-dump,id=d{nic},netdev=n{nic},file={self.capture(nic)}",
            "-device", f"virtio-net-pci,netdev=n{nic},mac={address},{where},"
            f"ioeventfd=off,tx=timer,x-txtimer=1000{options}"]

    def capture(self, nic):
        return self.folder / f"net{nic}.pcap"

    def frames(self):
        """On all wires, up to now, in order."""
        found = [frame for nic in range(self.nics)
                 for frame in read_frames(self.capture(nic), nic)]
        return sorted(found, key=lambda frame: frame.at)

    def wait(self, what):
        """What the function returns, once that is something."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end and self.child.running():
            found = what()
            if found:
                return found
            time.sleep(0.05)
        console = (self.folder / "console").read_text(errors="replace")
        raise LabError(f"the VM did not get there: {console}"
                       f"{self.child.said()[-2000:]}")

    def memory(self, address, size):
        """Bytes of the VM's physical memory."""
        path = self.folder / "memory"
        self.qmp.command("pmemsave", val=address, size=size,
                         filename=str(path))
        content = path.read_bytes()
        path.unlink()
        return content

    def pages(self):
        """Pages above 1 MiB that hold anything at all."""
        memory = self.memory(1 << 20, (MEMORY_MIB - 1) << 20)
        zero = bytes(PAGE)
        return sum(1 for at in range(0, len(memory), PAGE)
                   if memory[at:at + PAGE] != zero)

    def variable(self, name):
        """A variable of the runtime, of 32 bits. Base memory (40:13) ends at
        the block (core/platform/pcbios/block.h), which tells where the runtime
        is."""
        block = self._number(0x413, 2) * 1024
        image = self._number(block + BLOCK_IMAGE, 4)
        return self._number(
            image + symbols(build_folder() / "multiboot.elf")[name], 4)

    def _number(self, address, size):
        return int.from_bytes(self.memory(address, size), "little")

    def stop(self):
        self.child.stop()
        self.qmp.close()
        self.nobody.close()
        self.log.thread.join(LIMIT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def read_frames(path, nic):
    """Frames of a capture (pcap, microseconds)."""
    data = path.read_bytes() if path.exists() else b""
    at = 24
    while len(data) - at >= 16:
        seconds, micros, length, _ = struct.unpack("<4I", data[at:at + 16])
        if len(data) - at - 16 < length:
            return
        yield Frame(nic, ((seconds - START) * 1000000 + micros) * 1000,
                    data[at + 16:at + 16 + length])
        at += 16 + length


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of what it serves."""

    def log_message(self, *_):
        pass


class Folder:
    """A folder for one machine, gone afterwards."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="multiboot-costs-")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def symbols(elf):
    """Addresses by name, without what link-time optimization has added."""
    names = subprocess.run(["nm", "--defined-only", str(elf)], text=True,
                           check=True, stdout=subprocess.PIPE).stdout
    return {line.split()[2].split(".lto_priv")[0]: int(line.split()[0], 16)
            for line in names.splitlines()}


def visits(blocks):
    """How often our code in base memory has called the BIOS. The block's place
    is told by two of its labels: it begins at a KiB."""
    at = symbols(build_folder() / "pcbios-i386/image/block.elf")
    for address, count in blocks.items():
        base = address - at["do_call"]
        if base % 1024 == 0 and base + at["start"] in blocks:
            return count
    return 0


def bios(firmware, nics, bridges=False):
    """What the BIOS costs until it hands over to a firmware of that kind."""
    kind = Firmware.named(firmware).kind
    with Folder() as folder:
        machine = Machine(folder, f"bios-{kind}", nics, {}, bridges)
        with machine:
            at = machine.wait(lambda: probe.stamp(f"{folder}/stamp"))
            pages = machine.pages()
        return Costs(at, accesses=machine.log.stamped, pages=pages)


def up_to(machine, name, pages=0):
    """What it has cost until a file was asked for."""
    frames = machine.frames()
    end = next(frame for frame in frames if frame.asks_for(name))
    sent = [frame for frame in frames if frame.sent() and frame.at <= end.at]
    told = machine.log.at_frame
    accesses, blocks = told[min(len(sent), len(told)) - 1]
    return Costs(
        end.at, next(f.at for f in sent if f.is_discover()), accesses,
        visits(blocks) if blocks else 0, len(sent),
        sum(len(f.data) for f in sent), pages)


def boot(firmware, nics, bridges=False):
    """What a boot costs until the script's first request."""
    with Folder() as folder:
        machine = Machine(folder, firmware, nics, {BOOT: SCRIPT, END: "end"},
                          bridges)
        with machine:
            machine.wait(lambda: any(frame.asks_for(END)
                                     for frame in machine.frames()))
            pages = machine.pages()
        return up_to(machine, END, pages)


def download(firmware, scheme, mib):
    """What a download of so many MiB costs. TFTP's server is QEMU's own, so
    that the numbers are exact; HTTP's is a program on this machine, and the VM
    looks for its frames over and over while that has not had its turn: then
    the least of some runs is nearest to what the VM needs."""
    with Folder() as folder, serve_http(folder) as port:
        url = DATA if scheme == "tftp" else f"http://10.0.2.2:{port}/{DATA}"
        base = "tftp://10.0.2.2/"
        machine = Machine(folder, firmware, 1, {
            BOOT: DOWNLOAD.format(url=url, begin=base + BEGIN, end=base + END),
            BEGIN: "begin", END: "end", DATA: os.urandom(1 << 20) * mib})
        with machine:
            machine.wait(lambda: any(frame.asks_for(END)
                                     for frame in machine.frames()))
        return up_to(machine, END).beyond(up_to(machine, BEGIN))


@contextmanager
def serve_http(folder):
    """Serve what the machine serves, on a port of the loopback interface."""
    handler = partial(Quiet, directory=f"{folder}/served")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()
