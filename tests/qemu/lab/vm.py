# SPDX-License-Identifier: GPL-2.0-or-later
"""A QEMU in a lab: NIC i is on segment i, at PCI slot 3 + i, in slots by eights
where there are more, or behind bridges."""

import os
import shutil
import socket
import time

from . import screen
from .console import Console
from .firmware import MODELS, Firmware, secured, uefi
from .process import Child, LabError, in_namespace
from .qmp import Qmp

FIRST_SLOT = 3
SLOTS = 24              # for NICs, without bridges
PER_BRIDGE = 30         # devices behind a bridge, besides the next bridge

# Bytes of memory for what a console's reader is late by. QEMU writes each
# character by itself, which takes some 800 of them: Linux's default holds 280
# characters, and OVMF drops what its serial line does not take for a second.
CONSOLE_BUFFER = 8 << 20
# Python's module has no name for this option, which is socket(7)'s.
SO_SNDBUFFORCE = 32

# QEMU's names of keys, where people say it otherwise.
KEYS = {"enter": "ret"}

# QEMU's options for a medium with an image (firmware.Firmware, kind "disk").
MEDIA = {
    "disk": ["-device", "virtio-blk-pci,drive=medium,bootindex=0"],
    "usb": ["-device", "qemu-xhci", "-device",
            "usb-storage,drive=medium,bootindex=0"],
    "cd": ["-device", "ide-cd,drive=medium,bootindex=0"],
}


def place(nic, nics, bridges, root="pci.0"):
    """QEMU's options for the place of a NIC on PCI, and the devices that have
    to be there before it. Each bridge is behind the one before, the first on
    the bus named root, where q35 has a device of its own in the last slot."""
    if bridges:
        number, slot = nic // PER_BRIDGE + 1, nic % PER_BRIDGE + 1
        above = f"bridge{number - 1}" if number > 1 else root
        last = "0x1e" if above == "pcie.0" else "0x1f"
        bridge = ["-device", f"pci-bridge,id=bridge{number},shpc=off,"
                  f"chassis_nr={number},bus={above},addr={last}.0"]
        return (bridge if slot == 1 else [],
                f"bus=bridge{number},addr={slot:#x}.0")
    if nics > SLOTS:
        return [], (f"addr={FIRST_SLOT + nic // 8:#x}.{nic % 8},"
                    "multifunction=on")
    return [], f"addr={FIRST_SLOT + nic:#x}.0"


# QEMU's options for a further root of PCI, and a place there.
ROOTS = {
    "pxb": (["-device", "pxb,id=root,bus_nr=128"], "bus=root,addr=1"),
    "pxb-pcie": (["-device", "pxb-pcie,id=root,bus_nr=128",
                  "-device", "pcie-root-port,id=below,bus=root,chassis=1"],
                 "bus=below"),
}


def set_buffer(sock, size):
    """Memory for what is sent and not yet read, above the system's limit only
    where this process may do so."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, size)
    except PermissionError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)


class Vm:
    """A machine with one NIC on each of the lab's segments.

    firmware   see Firmware.named(); that of the machine is a BIOS, and OVMF or
               AAVMF for an image that is for UEFI, or a ROM under UEFI
    model      NIC model of all NICs, or a list with one a NIC (see MODELS)
    cmdline    not rom: the kernel command line, a command to run
    script     lkrn only: text of a script, given as initrd
    esp        efi only: start it from a disk with a boot partition, not as
               QEMU's kernel: "first", or "any" for a disk without a place in
               the boot order, for which the firmware looks everywhere
    esp_files  what lies beside it there: {name: path}
    secure     UEFI only: Secure Boot is on, with these keys (see secured())
    rom_on     rom only: the NICs that carry it (default: all)
    medium     disk only: what the image is on (see MEDIA)
    disk       path of a raw disk image that comes last in the boot order
    bridges    the NICs are behind bridges
    root       the last NIC is at a further root of PCI (see ROOTS)
    link_down  NICs whose link is down from the start
    vga        QEMU's model of the graphics card; with one, the BIOS shows
               things there (see screen()), and not on the serial line
    live       called with console output as it comes: live(raw, text)
    console_buffer  bytes of memory for what the serial line's reader is late by
    capture    False: the taps are as hypervisors have them, with offloads,
               which QEMU 7.2 cannot capture
    """

    def __init__(self, lab, firmware="lkrn", model="virtio", cmdline=None,
                 script=None, esp=None, esp_files=(), secure=None,
                 rom_on=None, disk=None, link_down=(), memory=256,
                 machine=None, vga="none", extra=(), live=None,
                 nic_options="", capture=True, console_buffer=CONSOLE_BUFFER,
                 bridges=False, root=None, medium="disk"):
        self.lab = lab
        self.firmware = Firmware.named(firmware)
        self.nics = len(lab.segments)
        self.models = [model] * self.nics if isinstance(model, str) else model
        self.number = sum(isinstance(part, Vm) for part in lab.parts)
        self.nic_options = nic_options
        self.capture = capture
        self.vga = vga
        self.bridges = bridges
        self.root = root
        console, console_fd = socket.socketpair()
        set_buffer(console_fd, console_buffer)
        monitor, monitor_fd = socket.socketpair()
        self.processor = processor = (
            secured(self.firmware.processor, secure) if secure
            else self.firmware.processor)
        machine = machine or processor.machine
        self.pci = "pcie.0" if machine.startswith("q35") else processor.pci
        argv = [os.environ.get("QEMU", processor.qemu[0]), *processor.qemu[1:],
                "-nodefaults", "-no-user-config", "-display", "none",
                "-machine", machine + (",graphics=off" if vga == "none" else ""),
                "-accel", os.environ.get("ACCEL", "tcg"),
                "-m", str(memory), "-vga", vga, "-S", "-no-reboot",
                "-chardev", f"socket,id=console,fd={console_fd.fileno()}",
                "-serial", "chardev:console",
                "-chardev", f"socket,id=monitor,fd={monitor_fd.fileno()}",
                "-mon", "chardev=monitor,mode=control"]
        self.medium = medium
        argv += (self._esp(esp, esp_files) if esp
                 else self._image(cmdline, script))
        for nic in range(self.nics):
            argv += self._nic(nic, rom_on)
        if disk:
            argv += ["-drive", f"if=none,id=disk,format=raw,file={disk}",
                     "-device", "ide-hd,drive=disk,bootindex=100"]
        argv += list(extra)
        self.log_file = lab.path(f"qemu-{self.number}.log")
        with open(self.log_file, "w") as log:
            log.write(" ".join(argv) + "\n")
        self.started = time.monotonic()
        self.started_wall = time.time()
        self.child = Child(in_namespace(lab.namespace, argv), self.log_file,
                           (console_fd.fileno(), monitor_fd.fileno()))
        console_fd.close()
        monitor_fd.close()
        self.console = Console(console, self._raw_log(), live, self.started)
        lab.add(self)
        self.qmp = self._connect(monitor)
        for nic in link_down:
            self.set_link(nic, False)
        self.qmp.command("cont")

    def _connect(self, monitor):
        try:
            return Qmp(monitor)
        except (LabError, OSError) as error:
            said = self.child.said().split("\n", 1)[-1]
            raise LabError(f"QEMU did not start: {said or error}") from error

    def _raw_log(self):
        return self.lab.path(f"console-{self.number}.raw")

    def _image(self, cmdline, script):
        if self.firmware.kind in ("rom", "disk"):
            if cmdline or script:
                raise LabError(f"a {self.firmware.kind} takes neither command "
                               "line nor script")
            argv = self._uefi() if self.firmware.uefi else []
            return argv + (self._medium() if self.firmware.kind == "disk"
                           else [])
        if self.firmware.kind == "efi" and script:
            raise LabError("QEMU hands scripts to kernels of a BIOS only")
        argv = ["-kernel", str(self.firmware.file(None))]
        if self.firmware.kind == "efi":
            argv += self._uefi()
        if cmdline is not None:
            argv += ["-append", cmdline]
        if script is not None:
            path = self.lab.path(f"script-{self.number}.ipxe")
            with open(path, "wb") as out:
                out.write(script if isinstance(script, bytes)
                          else script.encode())
            argv += ["-initrd", path]
        return argv

    def _uefi(self):
        return uefi(self.processor, self.lab.path(f"vars-{self.number}.fd"))

    def _medium(self):
        return ["-drive", "if=none,id=medium,format=raw,snapshot=on,"
                f"file={self.firmware.file(None)}", *MEDIA[self.medium]]

    def _esp(self, order, files):
        folder = self.lab.path(f"esp-{self.number}")
        os.makedirs(os.path.join(folder, "EFI/BOOT"))
        for name, path in {**dict(files), self.processor.boot_file:
                           self.firmware.file(None)}.items():
            shutil.copy(path, os.path.join(folder, "EFI/BOOT", name))
        return [*self._uefi(),
                "-drive", f"if=none,id=esp,format=raw,file=fat:rw:{folder}",
                "-device", "virtio-blk-pci,drive=esp,addr=0x1d" +
                (",bootindex=0" if order == "first" else "")]

    def _nic(self, nic, rom_on):
        segment = self.lab.segment(nic)
        model = self.models[nic]
        if model not in MODELS:
            raise LabError(f"NIC model {model}: one of {', '.join(MODELS)}")
        has_rom = self.firmware.kind == "rom" and (
            rom_on is None or nic in rom_on)
        rom = self.firmware.file(model) if has_rom else ""
        options = "" if rom is None else f",romfile={rom}"
        options += f",bootindex={nic + 1}" if has_rom else ""
        before, where = place(nic, self.nics, self.bridges, self.pci)
        if self.root and nic == self.nics - 1:
            before, where = ROOTS[self.root]
        tap = f"tap,id=n{nic},ifname={segment.tap},script=no,downscript=no"
        dump = []
        if self.capture:
            tap += ",vnet_hdr=off"
            dump = ["-object", f"filter-dump,id=dump{nic},netdev=n{nic},"
                               f"file={segment.capture_file}"]
        return [*before, "-netdev", tap, *dump,
                "-device", f"{MODELS[model][0]},id=nic{nic},netdev=n{nic},"
                           f"mac={segment.mac},{where}"
                           f"{options}{self.nic_options}"]

    # --- the console

    def wait_for(self, pattern, timeout=20):
        """The match of a regular expression in what the console prints from
        the last match on (see Console.wait_for)."""
        return self.console.wait_for(pattern, timeout, self.child.running)

    @property
    def text(self):
        """All that the console has shown, without escape sequences."""
        return self.console.text

    def screen(self):
        """What the VGA screen shows now (see screen.Screen)."""
        return screen.Screen(self)

    def wait_for_screen(self, pattern, timeout=20):
        """The VGA screen, as soon as it has a match for the pattern."""
        return screen.wait_for(self, pattern, timeout)

    def moment(self, match):
        return self.console.moment(match)

    def type(self, text):
        """Type text over the serial line; "\\n" is the enter key. The next
        character comes when this one has shown, or does not show: a BIOS
        keeps no more than 15, and loses the rest."""
        for character in text.replace("\n", "\r"):
            self.console.send_and_see(character.encode(), 0.1)

    def key(self, *names):
        """Press keys of the machine's keyboard by QEMU's names: enter, up,
        f1, ctrl-c, ... The next one comes when what this one has changed is
        on the console, or nothing was for a while."""
        for name in names:
            keys = [{"type": "qcode", "data": KEYS.get(part, part)}
                    for part in name.split("-")]
            self.console.wait_for_quiet(0.05)
            self.qmp.command("send-key", keys=keys, hold_time=20)
            self.console.wait_for_news(0.2)

    # --- the machine

    def set_link(self, nic, up):
        self.qmp.command("set_link", name=f"nic{nic}", up=up)

    def screendump(self, name="screen.ppm"):
        path = self.lab.path(name)
        self.qmp.command("screendump", filename=path)
        return path

    def memory(self, address, size):
        """Bytes of the guest's physical memory."""
        path = self.lab.path("memory.bin")
        self.qmp.command("pmemsave", val=address, size=size, filename=path)
        with open(path, "rb") as dump:
            content = dump.read()
        os.unlink(path)
        return content

    def wait_off(self, timeout=20):
        """Wait until the machine has powered itself off."""
        if self.child.wait(timeout) is None:
            raise AssertionError(f"the VM still runs after {timeout} s\n"
                                 + self.console.tail())

    def stop(self):
        self.child.stop()
        self.console.close()
        if hasattr(self, "qmp"):
            self.qmp.close()
        with open(self.lab.path(f"console-{self.number}.txt"), "w") as out:
            out.write(self.console.text)
        if self in self.lab.parts:
            self.lab.parts.remove(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
