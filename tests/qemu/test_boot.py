# SPDX-License-Identifier: GPL-2.0-or-later
"""What is booted, and how the images are started and left."""

import os
from pathlib import Path

import pytest

from lab import boot_disk, cpio, greeting_initrd
from lab.media import QUIET, kernel
from scenario import PROMPT, bootable, expect_boot

pytestmark = pytest.mark.core


def linux(segment, script):
    return segment.dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\n" + script, "vmlinuz": kernel(),
        "initrd.img": greeting_initrd("from the wire"),
        "second.img": cpio([("marker2", 0o100644, b"another one", None)]),
        "cut": kernel().read_bytes()[:200000]})


@pytest.mark.parametrize("firmware", ["lkrn", "rom"])
def test_linux(lab, vm, firmware):
    net = lab(2)
    server = linux(net.segment(1), f"kernel vmlinuz {QUIET} answer=42\n"
                   "initrd initrd.img\nboot\n")
    with vm(net, firmware) as machine:
        # A slow machine shows progress in between.
        machine.wait_for(r"initrd\.img\.\.\..* ok\n", 60)
        machine.wait_for("HELLO FROM LINUX", 60)
        machine.wait_for("COMMAND LINE: .*answer=42")
        machine.wait_for("MARKER marker: from the wire")
        machine.wait_off()
    assert server.files_sent() == ["boot.ipxe", "vmlinuz", "initrd.img"]


def bootif(segment):
    """What a kernel that was booted from there is told."""
    return f" BOOTIF=01-{segment.mac.replace(':', '-')}"


def test_linux_is_told_which_nic_it_was_booted_from(lab, vm):
    """The third of four; a script can read it, too."""
    net = lab(4)
    linux(net.segment(2), f"kernel vmlinuz {QUIET} a=1\ninitrd initrd.img\n"
          "echo <${multiboot/bootif}>\nboot\n")
    expected = bootif(net.segment(2))
    with vm(net, "rom") as machine:
        machine.wait_for(f"<{expected[1:]}>", 60)
        line = machine.wait_for(r"COMMAND LINE: (.*)\n", 60)[1]
        assert line.rstrip().endswith(f" a=1{expected}")
        machine.wait_off()


@pytest.mark.parametrize("options,script,cmdline", [
    ("", "set bootif 0\n", ""),
    ("--no-bootif", "", ""),
    ("", "", "BOOTIF=01-aa"),
])
def test_linux_is_not_told_what_it_is_not_to_know(lab, vm, options, script,
                                                  cmdline):
    net = lab(2)
    linux(net.segment(1), f"{script}kernel vmlinuz {QUIET} {cmdline}\n"
          "initrd initrd.img\nboot\n")
    with vm(net, "lkrn", cmdline=f"multiboot {options}") as machine:
        line = machine.wait_for(r"COMMAND LINE: (.*)\n", 60)[1]
        assert bootif(net.segment(1)) not in line
        assert cmdline in line
        machine.wait_off()


def test_linux_with_two_initrds_and_imgargs(lab, vm):
    net = lab(1)
    linux(net.segment(0), "kernel vmlinuz wrong=1\ninitrd initrd.img\n"
          f"initrd second.img\nimgargs vmlinuz {QUIET} right=1\nboot\n")
    with vm(net, "lkrn") as machine:
        line = machine.wait_for(r"COMMAND LINE: (.*)\n", 60)[1]
        assert "right=1" in line and "wrong=1" not in line
        machine.wait_for("MARKER marker: from the wire")
        machine.wait_for("MARKER marker2: another one")
        machine.wait_off()


def test_linux_with_little_memory(lab, vm):
    net = lab(1)
    linux(net.segment(0), f"kernel vmlinuz {QUIET}\ninitrd initrd.img\nboot\n")
    with vm(net, "lkrn", memory=128) as machine:
        machine.wait_for("HELLO FROM LINUX", 60)


def test_initrd_stays_where_it_was_downloaded_to(lab, vm):
    """Above 2 GiB, where memory ends here, most kernels would not take it."""
    net, initrd = lab(1), greeting_initrd("not moved")
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\nkernel vmlinuz console=ttyS0\n"
        "initrd initrd.img\nprompt READY\nboot\n",
        "vmlinuz": kernel(), "initrd.img": initrd})
    with vm(net, "lkrn", memory=3072) as machine:
        machine.wait_for("READY")
        low = (2 << 30) - (64 << 20)
        start = low + machine.memory(low, 64 << 20).index(initrd)
        machine.type("\n")
        found = machine.wait_for(r"RAMDISK: \[mem 0x(\w+)-", 60)
        assert int(found[1], 16) == start
        machine.wait_for("MARKER marker: not moved", 60)


def test_initrd_of_1_gib_in_2_gib(lab, vm):
    """The kernel passes over zeros between and after archives."""
    net = lab(1)
    path = Path(net.path("large.img"))
    path.write_bytes(greeting_initrd("large"))
    os.truncate(path, 1 << 30)
    net.segment(0).http(files={"large.img": path, "vmlinuz": kernel()})
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\nset http http://${next-server}\n"
        f"kernel ${{http}}/vmlinuz {QUIET}\ninitrd ${{http}}/large.img\n"
        "imgstat\nboot\n"})
    with vm(net, "lkrn", memory=2048) as machine:
        machine.wait_for("large.img.*1073741824", 240)
        machine.wait_for("MARKER marker: large", 240)


def test_initrd_too_large_is_refused_before_it_comes(lab, vm):
    net = lab(1)
    path = Path(net.path("large.img"))
    path.write_bytes(b"")
    os.truncate(path, 1 << 30)
    web = net.segment(0).http(files={"large.img": path})
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\ninitrd http://${next-server}/large.img || "
        "echo GOES ON\nsleep 30\n"})
    with vm(net, "lkrn", memory=512) as machine:
        machine.wait_for("needs 1048576 KiB, and .* are free; give the")
        machine.wait_for("GOES ON")
    assert [request[1] for request in web.requests()] == ["/large.img"]
    # Nothing of it has passed but what TCP had on its way.
    assert os.path.getsize(net.segment(0).capture_file) < 8 << 20


def test_kernel_cut_short_goes_on(lab, vm):
    net = lab(2)
    linux(net.segment(0), "kernel cut\ninitrd initrd.img\nboot\n")
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)


def test_initrd_as_script(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", script="#!ipxe\necho given by initrd\nshell\n") as m:
        m.wait_for("given by initrd")
        m.wait_for(PROMPT)
    assert net.segment(0).dhcp() == []


def test_command_on_the_command_line(lab, vm):
    net = lab(1)
    with vm(net, "lkrn", cmdline="echo given by cmdline && shell") as machine:
        machine.wait_for("given by cmdline")
        machine.wait_for(PROMPT)
    assert net.segment(0).dhcp() == []


def test_script_by_hand(lab, vm):
    """Stock iPXE's own way still works: dhcp, chain, relative names."""
    net = lab(2)
    server = net.segment(1).dnsmasq(files={
        "menus/one.ipxe": "#!ipxe\nchain two.ipxe\n",
        "menus/two.ipxe": "#!ipxe\necho SECOND ${netX/mac}\n"})
    with vm(net, "lkrn", script="#!ipxe\ndhcp net1\n"
            "chain tftp://10.1.0.1/menus/one.ipxe\nshell\n") as machine:
        machine.wait_for("SECOND 52:54:00:00:00:01")
    assert server.files_sent() == ["menus/one.ipxe", "menus/two.ipxe"]


def test_exit_lets_the_bios_go_on(lab, vm):
    net = lab(1)
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "lkrn", cmdline="exit", disk=disk) as machine:
        machine.wait_for("DISK BOOTED")


@pytest.mark.parametrize("command", ["poweroff", "reboot"])
def test_power(lab, vm, command):
    """The harness runs QEMU so that a reboot, too, ends it."""
    net = lab(1)
    with vm(net, "lkrn", cmdline=command) as machine:
        machine.wait_off()


def test_ifstat_tells_of_the_devices(lab, vm):
    net = lab(2)
    with vm(net, "lkrn", cmdline="shell") as machine:
        machine.wait_for(PROMPT)
        machine.type("ifstat\n")
        for segment in net.segments:
            machine.wait_for(f"net{segment.number}.*{segment.mac}")


def test_many_nics(lab, vm):
    net = lab(16)
    bootable(net.segment(15))
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 15)
