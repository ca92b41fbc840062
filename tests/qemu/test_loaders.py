# SPDX-License-Identifier: GPL-2.0-or-later
"""multiboot.lkrn started by other boot loaders than QEMU."""

import os
import subprocess
from pathlib import Path

import pytest

from scenario import BOOTED, PROMPT, script

pytestmark = pytest.mark.core

LKRN = Path(os.environ.get("BUILD", "bin")) / "multiboot.lkrn"
SYSLINUX = Path("/usr/lib/syslinux/modules/bios")
COMMAND = "multiboot net1 || echo LOADED AND FAILED"


def serve(net, loader, files):
    net.segment(0).dnsmasq(boot=loader, files={
        **files, "multiboot.lkrn": LKRN, "boot.ipxe": script(0)})
    net.segment(1).dnsmasq(boot="boot.ipxe", files={"boot.ipxe": script(1)})


def test_syslinux_starts_the_lkrn(lab, vm):
    net = lab(2)
    config = f"DEFAULT m\nLABEL m\n  LINUX multiboot.lkrn\n  APPEND {COMMAND}\n"
    serve(net, "pxelinux.0", {
        "pxelinux.0": Path("/usr/lib/PXELINUX/pxelinux.0"),
        "ldlinux.c32": SYSLINUX / "ldlinux.c32",
        "pxelinux.cfg/default": config})
    with vm(net, "lkrn", cmdline="multiboot net0") as machine:
        assert machine.wait_for(BOOTED, 60)[1] == "1"


def grub(net, config, modules):
    """A GRUB that runs these lines; the name of its image."""
    file, image = Path(net.path("grub.cfg")), Path(net.path("grub.0"))
    file.write_text(config)
    subprocess.run(
        ["grub-mkimage", "-O", "i386-pc-pxe", "-o", image, "-c", file, "-p",
         "(pxe)/grub", "pxe", "tftp", "net", "normal", *modules], check=True)
    return image


@pytest.mark.parametrize("bits", ["", "16"])
def test_grub_starts_the_lkrn_with_a_script(lab, vm, bits):
    net = lab(2)
    image = grub(net, f"linux{bits} (tftp)/multiboot.lkrn\n"
                 f"initrd{bits} (tftp)/hello.ipxe\nboot\n", [f"linux{bits}"])
    serve(net, "grub.0", {
        "grub.0": image, "hello.ipxe": f"#!ipxe\n{COMMAND}\nshell\n"})
    with vm(net, "lkrn", cmdline="multiboot net0") as machine:
        assert machine.wait_for(BOOTED, 120)[1] == "1"
        machine.wait_for(PROMPT)


def test_grub_starts_the_lkrn_with_a_command(lab, vm):
    net = lab(2)
    image = grub(net, "linux (tftp)/multiboot.lkrn multiboot net1\nboot\n",
                 ["linux"])
    serve(net, "grub.0", {"grub.0": image})
    with vm(net, "lkrn", cmdline="multiboot net0") as machine:
        assert machine.wait_for(BOOTED, 120)[1] == "1"
