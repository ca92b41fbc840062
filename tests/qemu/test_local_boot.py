# SPDX-License-Identifier: GPL-2.0-or-later
"""Every way in which people's boot programs and scripts leave for the local
disk: what they decide is final, and the disk finds the machine as the BIOS
would have left it."""

import re
import subprocess
import time
from pathlib import Path

import pytest

from lab import boot_disk
from scenario import PROMPT, bootable, expect_boot, script, table
from test_platform import bios_state
from test_pxe import PXELINUX, SYSLINUX, programs

pytestmark = pytest.mark.core

ON_DISK = "DISK BOOTED"
TICKS = 0x46c


def pxelinux(config, *modules, core="pxelinux.0"):
    """PXELINUX with that entry as its default: (boot file, files)."""
    return core, {
        core: PXELINUX / core,
        "pxelinux.cfg/default": f"DEFAULT l\nLABEL l\n  {config}\n",
        **{f"{name}.c32": SYSLINUX / f"{name}.c32"
           for name in ("ldlinux", *modules)}}


def grub(folder, config):
    """GRUB's image for PXE with those lines inside: (boot file, files)."""
    file, image = Path(folder) / "grub.cfg", Path(folder) / "grub.0"
    file.write_text(config)
    subprocess.run(
        ["grub-mkimage", "-O", "i386-pc-pxe", "-o", image, "-c", file, "-p",
         "(pxe)/grub", "pxe", "tftp", "net", "normal", "biosdisk", "chain",
         "minicmd"], check=True)
    return "grub.0", {"grub.0": image}


def undionly(then):
    """Stock iPXE on our UNDI, started by a script that both of them get."""
    return "both.ipxe", {
        "undionly.kpxe": Path("/usr/lib/ipxe/undionly.kpxe"),
        "both.ipxe": "#!ipxe\niseq ${netX/chip} undionly && goto second ||\n"
                     f"chain undionly.kpxe\n:second\n{then}\n"}


def ipxe(then):
    return "local.ipxe", {"local.ipxe": f"#!ipxe\n{then}\n"}


# As FOG's menu does it: an item that the time-out takes.
FOG = """menu FOG
item --gap Host is registered
item fog.local Boot from hard disk
item fog.memtest Run Memtest86+
choose --default fog.local --timeout 500 target && goto ${target}
:fog.memtest
chain memtest || goto fog.local
:fog.local
sanboot --no-describe --drive 0x80 || goto fog.memtest"""

WAYS = {
    "localboot-0": lambda _: pxelinux("LOCALBOOT 0"),
    "localboot-minus-1": lambda _: pxelinux("LOCALBOOT -1"),
    "localboot-4": lambda _: pxelinux("LOCALBOOT 4"),
    "localboot-5": lambda _: pxelinux("LOCALBOOT 5"),
    "maas": lambda _: pxelinux("SAY Booting local disk ...\n  LOCALBOOT 0",
                               core="lpxelinux.0"),
    "chain-c32": lambda _: pxelinux("COM32 chain.c32\n  APPEND hd0",
                                    "chain", "libcom32", "libutil"),
    "grub-exit": lambda folder: grub(folder, "exit\n"),
    "grub-chainloader": lambda folder: grub(
        folder, "chainloader (hd0)+1\nboot\n"),
    "grub-root": lambda folder: grub(
        folder, "set root=(hd0)\nchainloader +1\nboot\n"),
    "undionly-exit": lambda _: undionly("exit"),
    "undionly-sanboot": lambda _: undionly(
        "sanboot --no-describe --drive 0x80"),
    "exit": lambda _: ipxe("exit"),
    "sanboot": lambda _: ipxe("sanboot --no-describe --drive 0x80"),
    "sanboot-short": lambda _: ipxe("sanboot -n -k -d 0x80 || exit"),
    "fog": lambda _: ipxe(FOG),
    "int18": lambda folder: ("next.0", programs(folder, "next")),
    "clock": lambda folder: ("clock.0", programs(folder, "clock")),
}
# Those after which nothing of ours is left to put things back: the program has
# unloaded us, and started the disk itself.
UNLOADED = {"chain-c32", "grub-chainloader", "grub-root", "undionly-sanboot"}
SHORT_WAYS = ["localboot-0", "int18", "exit", "sanboot"]

VARIANTS = [("rom", 2, "none"), ("lkrn", 2, "std")]
MORE_VARIANTS = [("rom", 1, "std"), ("lkrn", 1, "none")]
CASES = [(way, *variant) for way in WAYS for variant in VARIANTS] + \
        [(way, *variant) for way in SHORT_WAYS for variant in MORE_VARIANTS]


def expect_disk(machine, timeout=40):
    """The disk boots; all that was shown until then."""
    if machine.vga != "none":
        return machine.wait_for_screen(ON_DISK, timeout).text
    machine.wait_for(ON_DISK, timeout)
    return machine.text


def state(machine):
    """What a boot sector finds, with the interrupt controllers' masks."""
    pic = machine.qmp.command("human-monitor-command",
                              **{"command-line": "info pic"})
    return {**bios_state(machine), "pic": re.findall(
        r"pic\d: irr=\S+ imr=(\S+) .*irq_base=(\S+)", pic)}


_states = {}


def state_without_us(lab, vm, nics, vga):
    """Returns what a boot sector finds on a machine without our ROM."""
    if (nics, vga) not in _states:
        net = lab(nics)
        disk = boot_disk(net.path("disk.img"))
        with vm(net, "rom", rom_on=(), disk=disk, vga=vga) as machine:
            expect_disk(machine)
            _states[nics, vga] = state(machine)
    return _states[nics, vga]


@pytest.mark.parametrize("way,firmware,nics,vga", CASES, ids=[
    "-".join(map(str, case)).replace("-none", "-serial").replace("-std", "-vga")
    for case in CASES])
def test_leaves_for_the_disk(lab, vm, folder, way, firmware, nics, vga):
    """The other NIC's server, which is slow to offer a file, is of no use."""
    net = lab(nics)
    boot, files = WAYS[way](folder)
    net.segment(0).dnsmasq(boot=boot, files=files)
    if nics > 1:
        bootable(net.segment(1), ping=True)
    disk = boot_disk(net.path("disk.img"))
    with vm(net, firmware, disk=disk, vga=vga) as machine:
        text = expect_disk(machine)
        found = state(machine)
        ticks = machine.memory(TICKS, 4)
        time.sleep(1)
        assert 1 <= int.from_bytes(machine.memory(TICKS, 4), "little") - \
            int.from_bytes(ticks, "little") < 400
    assert "BOOTED FROM" not in text
    if way not in UNLOADED:
        assert found == state_without_us(lab, vm, nics, vga)


@pytest.mark.parametrize("then", [
    "sanboot --no-describe --drive 0x80",
    "sanboot --no-describe --drive 0x80 || exit 1",
    "sanboot --drive 0x81"])
def test_a_disk_that_does_not_boot_is_final(lab, vm, then):
    """The script wanted a local disk: another network's file could be an
    installer. What comes next in the BIOS's order is a floppy here."""
    net = lab(2)
    boot, files = ipxe(then)
    net.segment(0).dnsmasq(boot=boot, files=files)
    bootable(net.segment(1), ping=True)
    empty, floppy = net.path("empty.img"), boot_disk(net.path("floppy.img"))
    Path(empty).write_bytes(bytes(1 << 20))
    with open(floppy, "r+b") as image:
        image.truncate(1440 << 10)
    with vm(net, "rom", disk=empty, extra=[
            "-drive", f"if=none,id=floppy,format=raw,file={floppy}",
            "-device", "floppy,drive=floppy"]) as machine:
        machine.wait_for("A local disk was wanted")
        machine.wait_for(ON_DISK, 40)
        assert "BOOTED FROM" not in machine.text


def test_int18_ends_the_script_that_called(lab, vm, folder):
    """It is the program's decision, and no script's."""
    net = lab(1)
    net.segment(0).dnsmasq(boot="some.0", files=programs(folder, "next"))
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "lkrn", disk=disk, cmdline="dhcp && chain tftp://10.0.0.1/"
            "next.0 && echo BACK && shell || shell") as machine:
        machine.wait_for("NBP WANTS THE NEXT DEVICE")
        machine.wait_for(ON_DISK, 40)
        assert "BACK" not in machine.text


def test_another_choice_after_the_disk(lab, vm):
    """A script that catches the failure may do what it likes."""
    net = lab(1)
    net.segment(0).dnsmasq(boot="local.ipxe", files={
        "local.ipxe": "#!ipxe\nsanboot --drive 0x85 || goto net\n:net\n"
                      "chain boot.ipxe\n", "boot.ipxe": script(0)})
    with vm(net, "lkrn") as machine:
        machine.wait_for("sanboot: drive 0x85 cannot be read")
        machine.wait_for("BOOTED FROM net0")


def test_no_disk_at_the_prompt(lab, vm):
    """What was refused leaves the prompt as it was."""
    with vm(lab(1), "lkrn", cmdline="shell") as machine:
        machine.wait_for(PROMPT)
        machine.type("sanboot\n")
        machine.wait_for("sanboot: drive 0x80 cannot be read")
        machine.wait_for(PROMPT)
        machine.type("sanboot iscsi:10.0.0.1::::iqn.x\n")
        machine.wait_for("local disks only here")
        machine.wait_for(PROMPT)


def test_a_script_that_fails_is_not_cancelled(lab, vm):
    """Nobody has pressed Ctrl-C: the race goes on, and says what it was."""
    net = lab(2)
    boot, files = ipxe("exit 3")
    net.segment(0).dnsmasq(boot=boot, files=files)
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)
        machine.wait_for("multiboot: net1: booted")
        assert "-> boot failed: The script ended with an error" in \
            table(machine, 0)
