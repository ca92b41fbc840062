# SPDX-License-Identifier: GPL-2.0-or-later
"""NICs as hypervisors make them: the host leaves checksums and the cutting of
TCP segments to the device, and a driver may ask for more of that."""

import gzip
import os
import stat
from pathlib import Path

import pytest

from lab import greeting_initrd
from lab.media import QUIET, cpio, kernel
from scenario import bootable, expect_boot, script
from test_pxe import expect_linux, pxelinux, scattered

pytestmark = pytest.mark.core

MIB = 1 << 20
MSS = 1460
PADDING = 8 * MIB

COUNT = f"""#!ipxe
kernel vmlinuz {QUIET} answer=42
initrd initrd.gz
ifstat net0
boot
"""


def frames_received(machine):
    machine.wait_for("^net0 .* is open: link up", 60)
    return int(machine.wait_for(r"^  received (\d+)\s*\n", 5)[1])


def padded_initrd():
    """The greeting's initrd after a large file, in one gzip stream: Linux
    says so if its CRC is wrong."""
    padding = cpio([("padding", stat.S_IFREG | 0o644, os.urandom(PADDING),
                     None)])
    return gzip.compress(padding + greeting_initrd("intact"), compresslevel=1)


@pytest.mark.parametrize("model,options,merged", [
    ("virtio", "", True),
    ("modern", "", True),
    ("legacy", "", True),
    ("virtio", ",rx_queue_size=1024", True),
    ("virtio", ",mrg_rxbuf=off", False),
    ("virtio", ",guest_tso4=off", False),
    ("e1000", "", False),
    ("e1000e", "", False)])
def test_linux_over_http(lab, vm, model, options, merged):
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="http://10.0.0.1/boot.ipxe", tftp=False)
    wire.http(files={"boot.ipxe": COUNT, "vmlinuz": kernel(),
                     "initrd.gz": padded_initrd()})
    with vm(net, "lkrn", model=model, nic_options=options, memory=512,
            capture=False) as machine:
        segments = (PADDING + os.path.getsize(kernel())) // MSS
        if merged:
            assert frames_received(machine) < segments // 4
        else:
            assert frames_received(machine) > segments
        machine.wait_for("HELLO FROM LINUX", 90)
        machine.wait_for("MARKER marker: intact")
        machine.wait_off()
        assert "unpacking failed" not in machine.text


def receives_large(machine):
    """Whether our driver has asked NIC 0 for merged segments."""
    status = machine.qmp.command("x-query-virtio-status",
                                 path="/machine/peripheral/nic0/virtio-backend")
    return "GUEST_TSO4" in str(status["guest-features"])


def test_race_on_an_interface_that_was_used(lab, vm):
    """The race reads frames itself: they must be whole again."""
    net = lab(2)
    bootable(net.segment(0))
    net.segment(0).http(files={"first": b"#" * MIB})
    with vm(net, "lkrn", capture=False, script="""#!ipxe
dhcp net0 && imgfetch http://10.0.0.1/first || exit
imgfree first
prompt FETCHED
multiboot net0
""") as machine:
        machine.wait_for("FETCHED")
        assert receives_large(machine)
        machine.key("enter")
        expect_boot(machine, 0)
        assert not receives_large(machine)


def test_next_nic_after_a_download(lab, vm):
    net = lab(2)
    net.segment(0).dnsmasq(boot="http://10.0.0.1/boot.ipxe", tftp=False)
    net.segment(0).http(files={"boot.ipxe": b"#!ipxe\nexit 1\n"})
    net.segment(1).dnsmasq(boot="http://10.1.0.1/boot.ipxe", tftp=False,
                           ping=True)
    net.segment(1).http(files={"boot.ipxe": script(1)})
    with vm(net, "rom", capture=False) as machine:
        expect_boot(machine, 1)


def test_program_over_http_has_a_plain_nic(lab, vm):
    """Stock iPXE on our UNDI after a large download, and its own over TCP."""
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="http://10.0.0.1/second.ipxe", tftp=False)
    wire.http(files={
        "undionly.kpxe": Path("/usr/lib/ipxe/undionly.kpxe"),
        "second.ipxe": "#!ipxe\nimgfetch data && echo BY ${net0/chip}\n",
        "data": os.urandom(MIB)})
    with vm(net, "lkrn", capture=False, cmdline="dhcp net0 && chain "
            "http://10.0.0.1/undionly.kpxe") as machine:
        machine.wait_for("BY undionly", 90)


def test_lpxelinux_over_http(lab, vm):
    """Its own TCP stack gets what fits into its buffers."""
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="http://10.0.0.1/lpxelinux.0", tftp=False,
                 extra=["--dhcp-option-force=210,http://10.0.0.1/"])
    wire.http(files=pxelinux("lpxelinux.0"))
    with vm(net, "lkrn", capture=False) as machine:
        machine.wait_for(scattered("A MENU FROM THE WIRE"), 60)
        expect_linux(machine)
