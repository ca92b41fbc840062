# SPDX-License-Identifier: GPL-2.0-or-later
"""Real systems take the NIC that they were booted from: the third of four, on each
of which somebody gives leases."""

import os
from pathlib import Path

import pytest

from lab.firmware import ROOT, cache_folder
from scenario import kinds

pytestmark = [pytest.mark.core, pytest.mark.long]

SYSTEMS = ROOT / os.environ.get("SYSTEMS", cache_folder() / "systems")
# Without these, emulation takes far longer.
FAST = "console=ttyS0 tsc=reliable lpj=1000000 mitigations=off nokaslr"
# A kernel under emulation, its udev, and DHCP: 40 s on a machine with nothing else
# to do.
PATIENCE = 600

PRESEED = """d-i debian-installer/locale string en_US.UTF-8
d-i keyboard-configuration/xkb-keymap select us
d-i netcfg/get_hostname string lab
d-i netcfg/get_domain string example
"""


def boots(net, kernel, initrd, arguments, **files):
    """The DHCP servers: the third, which has an HTTP server as well (`web`), boots
    that system, the others give leases only."""
    servers = [segment.dnsmasq() for segment in net.segments
               if segment.number != 2]
    wire = net.segment(2)
    names = {"vmlinuz": SYSTEMS / kernel, "initrd": SYSTEMS / initrd}
    url = f"http://{wire.address}"
    servers.insert(2, wire.dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": f"#!ipxe\nkernel {url}/vmlinuz {FAST} {arguments}\n"
                     f"initrd {url}/initrd\nboot\n"},
        # The installer asks a person for a name server if it is given none.
        extra=[f"--dhcp-option=6,{wire.address}"]))
    servers[2].web = wire.http(files={**names, **files})
    return servers


def assert_taken(net, servers):
    """The system has a lease on the third segment, and has asked on no other: what was
    sent there has the one identifier of the race. (The third one's capture is too
    long to be read.)"""
    assert servers[2].messages("DHCPACK") == [net.segment(2).mac] * 2
    for segment in net.segments:
        if segment.number != 2:
            assert "REQUEST" not in kinds(segment), f"net{segment.number}"
            assert len({message.xid for message in segment.dhcp()}) == 1


@pytest.mark.parametrize("initrd,arguments,says", [
    ("initramfs-tools.img", "quiet ip=dhcp root=/dev/nfs nfsroot=10.2.0.1:/none",
     r"IP-Config: \S+ complete"),
    ("live-boot.img", "quiet boot=live fetch=http://10.2.0.1/none",
     r"IP-Config: \S+ complete"),
    ("dracut.img", "quiet ip=dhcp rd.neednet=1 rd.shell=0 root=/dev/none",
     r"dhcp: BOUND setting up"),
], ids=["initramfs-tools", "live-boot", "dracut"])
def test_initrd(lab, vm, initrd, arguments, says):
    net = lab(4)
    servers = boots(net, "vmlinuz", initrd, arguments)
    with vm(net, "rom", memory=1024) as machine:
        machine.wait_for(says, PATIENCE)
    assert_taken(net, servers)


def test_installer(lab, vm):
    """Debian's gets its answers by HTTP, and has to choose a NIC for that: "auto"
    names none."""
    net = lab(4)
    answers = ("GET", "/preseed.cfg", "200")
    servers = boots(net, "installer-linux", "installer.gz",
                    "quiet auto=true priority=critical interface=auto "
                    "url=http://10.2.0.1/preseed.cfg DEBIAN_FRONTEND=text",
                    **{"preseed.cfg": PRESEED})
    with vm(net, "rom", memory=1024) as machine:
        for _ in range(PATIENCE):
            if answers in servers[2].web.requests():
                break
            machine.child.wait(1)
    assert answers in servers[2].web.requests()
    assert_taken(net, servers)
