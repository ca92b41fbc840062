# SPDX-License-Identifier: GPL-2.0-or-later
"""Network boot programs: those of Debian's packages, and small ones of our
own (nbp/) that use the PXE API, well and badly."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from lab import boot_disk, greeting_initrd
from lab.media import QUIET, kernel
from scenario import PROMPT, bootable, expect_boot

pytestmark = pytest.mark.core

HERE = Path(__file__).parent / "nbp"
SYSLINUX = Path("/usr/lib/syslinux/modules/bios")
PXELINUX = Path("/usr/lib/PXELINUX")

MENU = f"""UI menu.c32
TIMEOUT 10
MENU TITLE A MENU FROM THE WIRE
DEFAULT linux
LABEL linux
  KERNEL vmlinuz
  INITRD initrd.img
  APPEND {QUIET} answer=42
"""

GRUB = f"""linux (tftp)/vmlinuz {QUIET} answer=42
initrd (tftp)/initrd.img
boot
"""


def scattered(text):
    """A pattern for text that a program places on the screen piece by piece."""
    return r"\s*".join(map(re.escape, text.replace(" ", "")))


def linux():
    return {"vmlinuz": kernel(), "initrd.img": greeting_initrd("from an NBP")}


def pxelinux(name):
    modules = ["ldlinux", "menu", "libutil"]
    return {name: PXELINUX / name, "pxelinux.cfg/default": MENU, **linux(),
            **{f"{m}.c32": SYSLINUX / f"{m}.c32" for m in modules}}


def grub(folder):
    """GRUB's image with a configuration of its own inside."""
    config, image = Path(folder) / "grub.cfg", Path(folder) / "grub.0"
    config.write_text(GRUB)
    subprocess.run(
        ["grub-mkimage", "-O", "i386-pc-pxe", "-o", image, "-c", config,
         "-p", "(pxe)/grub", "pxe", "tftp", "net", "normal", "linux", "echo"],
        check=True)
    return image


def program(folder, name):
    """One of our own programs."""
    image = Path(folder) / f"{name}.0"
    subprocess.run(
        ["cc", "-m16", "-march=i386", "-Os", "-ffreestanding", "-fno-pic",
         "-fno-stack-protector", "-fcf-protection=none",
         "-fno-asynchronous-unwind-tables", "-nostdlib", "-static",
         "-Wall", "-Wextra", "-Werror", f"-Wl,-T,{HERE / 'nbp.lds'}",
         "-Wl,--build-id=none", "-Wl,--oformat=binary",
         HERE / "start.S", HERE / f"{name}.c", "-o", image], check=True)
    return image


def programs(folder, *names):
    return {f"{name}.0": program(folder, name) for name in names}


def expect_linux(machine):
    machine.wait_for("HELLO FROM LINUX", 90)
    machine.wait_for("COMMAND LINE: .*answer=42")
    machine.wait_for("MARKER marker: from an NBP")
    machine.wait_off()


@pytest.mark.parametrize("name", ["pxelinux.0", "lpxelinux.0"])
def test_pxelinux_menu_to_linux(lab, vm, name):
    net = lab(2)
    server = net.segment(1).dnsmasq(boot=name, files=pxelinux(name))
    with vm(net, "lkrn") as machine:
        machine.wait_for(scattered("A MENU FROM THE WIRE"), 60)
        expect_linux(machine)
        assert "free base memory" not in machine.text
    assert server.files_sent()[-2:] == ["vmlinuz", "initrd.img"]


@pytest.mark.parametrize("model", ["modern", "legacy", "e1000", "e1000e"])
def test_lpxelinux_on_other_nics(lab, vm, model):
    net = lab(1)
    net.segment(0).dnsmasq(boot="lpxelinux.0", files=pxelinux("lpxelinux.0"))
    with vm(net, "lkrn", model=model) as machine:
        machine.wait_for(scattered("A MENU FROM THE WIRE"), 60)
        expect_linux(machine)


def test_pxelinux_from_the_rom(lab, vm):
    net = lab(2)
    net.segment(1).dnsmasq(boot="pxelinux.0", files=pxelinux("pxelinux.0"))
    with vm(net, "rom") as machine:
        machine.wait_for(scattered("A MENU FROM THE WIRE"), 60)
        expect_linux(machine)


def test_disk_after_a_program_gave_up(lab, vm, folder):
    net = lab(1)
    net.segment(0).dnsmasq(boot="fails.0", files=programs(folder, "fails"))
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "rom", disk=disk) as machine:
        machine.wait_for("NBP GIVES UP", 30)
        machine.wait_for("DISK BOOTED", 60)


def test_grub_to_linux(lab, vm, folder):
    net = lab(1)
    server = net.segment(0).dnsmasq(
        boot="grub.0", files={"grub.0": grub(folder), **linux()})
    with vm(net, "lkrn") as machine:
        expect_linux(machine)
    assert server.files_sent() == ["grub.0", "vmlinuz", "initrd.img"]


def test_undionly_boots_by_itself(lab, vm):
    """Stock iPXE on our UNDI: its own DHCP, its own download."""
    net = lab(1)
    server = net.segment(0).dnsmasq(boot="second.ipxe", files={
        "undionly.kpxe": Path("/usr/lib/ipxe/undionly.kpxe"),
        "second.ipxe": "#!ipxe\necho BY ${net0/chip} ${net0/mac}\n"})
    with vm(net, "lkrn", cmdline="dhcp net0 && chain "
            "tftp://10.0.0.1/undionly.kpxe") as machine:
        machine.wait_for("BY undionly 52:54:00:00:00:00", 90)
    assert server.files_sent() == ["undionly.kpxe", "second.ipxe"]


def at_prompt(vm, net):
    machine = vm(net, "lkrn", cmdline="dhcp net0 && shell || shell")
    machine.wait_for(PROMPT, 30)
    return machine


def chain(machine, name):
    machine.type(f"chain tftp://10.0.0.1/{name}.0 && echo IT WAS FINE || "
                 "echo IT FAILED\n")


def test_services(lab, vm, folder):
    """Every way to read a file, the packets and the structures."""
    data = os.urandom(70000)
    net = lab(1)
    net.segment(0).dnsmasq(boot="some.0", files={
        "data.bin": data, **programs(folder, "services")})
    with at_prompt(vm, net) as machine:
        base = int.from_bytes(machine.memory(0x413, 2), "little")
        chain(machine, "services")
        machine.wait_for("SERVICES DONE")
        machine.wait_for(r"^IT WAS FINE")
        got = {m[1]: [int(n, 16) for n in m[2].split()] for m in re.finditer(
            r"got (\S+)((?: [0-9a-f]+)+) \.", machine.text)}
        assert int.from_bytes(machine.memory(0x413, 2), "little") == base
    size, total = len(data), sum(data)
    address = sum(map(int, net.segment(0).address_of(0).split("."))) + 1
    assert got["int1a"] == [1, ord("P"), ord("P")]
    assert got["checksums"] == [0, 0, 0]
    assert got["base"][0] == got["base"][1] < base
    assert got["packet"][0] == 2 and got["packet"][2] == address
    assert got["fsize"] == [0, 0, size]
    assert got["tftp"] == [size, total, 0]
    assert got["file"] == [0, size, total]
    assert got["file-small"][0] == 6
    assert got["file-any"] == [0, size, total]
    assert got["udp-write"] == [0, 0, 0]
    assert got["udp-read"] == [0x0100000a, 516, sum(data[:512])]


FINE, BLOCK = (0, 0), (1, 0)
HOSTILE = {
    "opcode-ffff": (1, 3), "opcode-16": (1, 3), "opcode-24": (1, 3),
    "opcode-high": (1, 3),
    "block-at-the-end": BLOCK, "block-wraps": BLOCK, "block-in-pxe": BLOCK,
    "block-in-pxe-env": BLOCK, "pxe-intact": FINE,
    "cached-type": (1, 3), "cached-into-pxe": (1, 1), "cached-wraps": (1, 1),
    "udp-read-closed": (1, 0x18), "udp-write-closed": (1, 0x18),
    "udp-close-closed": (1, 0x18), "udp-open": FINE,
    "udp-open-again": (1, 0x19), "udp-write-wraps": (1, 1),
    "udp-write-too-long": (1, 1), "udp-read-nothing": (1, 1),
    "udp-close": FINE,
    "tftp-read-closed": (1, 0x1a), "tftp-close-closed": (1, 0x1a),
    "tftp-packet-size": (1, 0x3f), "tftp-name-endless": (1, 0x3b),
    "file-wraps": (1, 6), "file-into-pxe": (1, 6), "file-in-pxe": (1, 1),
    "file-over-vectors": (1, 1), "file-of-any-size": FINE,
    "restart-elsewhere": (1, 1),
    "undi-transmit": FINE, "undi-open": FINE,
    "undi-immediate-wraps": (1, 0x6c), "undi-too-long": (1, 0x6c),
    "undi-runt": (1, 0x6c), "undi-many-blocks": (1, 0x6c),
    "undi-block-wraps": (1, 0x6c), "undi-block-type": (1, 0x6c),
    "undi-no-tbd": (1, 0x6c), "undi-protocol": (1, 0x6c),
    "undi-isr-function": (1, 0x6c), "undi-mcast-count": (1, 0x6c),
    "undi-close": FINE, "undi-isr-closed": FINE,
}


def test_hostile_program(lab, vm, folder):
    """Bad segments, sizes and opcodes: a status each, and we live on."""
    net = lab(1)
    net.segment(0).dnsmasq(boot="some.0", files={
        "x": bytes(5000), **programs(folder, "hostile")})
    with at_prompt(vm, net) as machine:
        chain(machine, "hostile")
        machine.wait_for("HOSTILE IS THROUGH", 60)
        machine.wait_for(r"^IT WAS FINE")
        machine.wait_for(PROMPT)
        got = {m[1]: (int(m[2], 16), int(m[3], 16)) for m in re.finditer(
            r"case (\S+) ax (\w+) status (\w+) \.", machine.text)}
    assert got == HOSTILE


def test_program_returns(lab, vm, folder):
    """The prompt comes back, with memory and vectors as they were, and the
    network works."""
    net = lab(1)
    net.segment(0).dnsmasq(boot="some.0", files={
        "after.ipxe": "#!ipxe\necho AFTER ALL\n", **programs(folder, "fails")})
    with at_prompt(vm, net) as machine:
        def state():
            return machine.memory(0, 0x400), machine.memory(0x413, 2)
        before = state()
        for _ in range(2):
            chain(machine, "fails")
            machine.wait_for("NBP GIVES UP")
            machine.wait_for(r"^IT FAILED")
            machine.wait_for(PROMPT)
        assert state() == before
        machine.type("chain tftp://10.0.0.1/after.ipxe\n")
        machine.wait_for("^AFTER ALL")


def test_memory_stays_hidden(lab, vm, folder):
    """A program that leaves a hook of INT 15h behind does not show our memory
    to the next one, nor hide it from what comes after us."""
    net = lab(1)
    net.segment(0).dnsmasq(boot="some.0", files=programs(folder, "hooks"))
    with at_prompt(vm, net) as machine:
        vectors = machine.memory(0, 0x400)
        for _ in range(3):
            chain(machine, "hooks")
            machine.wait_for("NBP SEES")
            machine.wait_for(r"^IT FAILED")
            machine.wait_for(PROMPT)
        assert machine.memory(0, 0x400) == vectors
    sizes = re.findall(r"NBP SEES (\w+) BYTES", machine.text)
    assert len(sizes) == 3 and len(set(sizes)) == 1, sizes


def test_program_restarts_another(lab, vm, folder):
    net = lab(1)
    net.segment(0).dnsmasq(boot="some.0",
                           files=programs(folder, "restart", "fails"))
    with at_prompt(vm, net) as machine:
        chain(machine, "restart")
        machine.wait_for("NBP RESTARTS")
        machine.wait_for("NBP GIVES UP")
        machine.wait_for(r"^IT FAILED")
        assert "STILL HERE" not in machine.text
        assert "OPEN ALREADY" not in machine.text


def test_race_goes_on_after_a_program(lab, vm, folder):
    """A program that gives up costs nothing but its own time."""
    net = lab(2)
    net.segment(0).dnsmasq(boot="fails.0", files=programs(folder, "fails"))
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        machine.wait_for("NBP GIVES UP", 30)
        expect_boot(machine, 1)


NO_PROGRAMS = {
    "html": b"<html><body>404 not found</body></html>\n" * 20,
    "text": "schön, aber kein Programm\n".encode() * 9,
    "empty": b"",
    "short": b"\xeb\xfe",
    "blank": bytes(4096),
    "too-long": b"\xeb\xfe\0\0" * 200000,
    "elf": b"\x7fELF\1\1\1" + bytes(100),
    "pe": b"MZ\x90\0\3" + bytes(100),
    "gzip": b"\x1f\x8b\x08\0\0" + bytes(100),
}


@pytest.mark.parametrize("kind", NO_PROGRAMS)
def test_no_program(lab, vm, kind):
    """What can be told from a program is not started."""
    net = lab(2)
    net.segment(0).dnsmasq(boot="boot", files={"boot": NO_PROGRAMS[kind]})
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1, 30)
