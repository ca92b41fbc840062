# SPDX-License-Identifier: GPL-2.0-or-later
"""The harness itself, proven with Debian's stock iPXE: kernel, initrd,
servers, disk, console, captures and rogue servers do what tests rely on."""

import pytest

from lab import RogueDhcp, RogueTftp, boot_disk, greeting_initrd
from lab.media import QUIET, kernel

pytestmark = pytest.mark.stock

SCRIPT = "#!ipxe\ndhcp && chain tftp://${next-server}/${filename} || shell\n"


def test_stock_lkrn_boots_linux(lab, vm):
    net = lab(1)
    server = net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\nkernel vmlinuz " + QUIET + " flavour=stock\n"
                     "initrd initrd\nboot\n",
        "vmlinuz": kernel(), "initrd": greeting_initrd("from the wire")})
    with vm(net, "stock-lkrn", script=SCRIPT) as machine:
        machine.wait_for("HELLO FROM LINUX", 60)
        machine.wait_for("COMMAND LINE: .*flavour=stock")
        machine.wait_for("MARKER marker: from the wire")
        machine.wait_off()
    assert server.files_sent() == ["boot.ipxe", "vmlinuz", "initrd"]
    assert server.messages("DHCPACK") == [net.segment(0).mac]
    kinds = [message.type for message in net.segment(0).dhcp()]
    assert kinds[:2] == ["DISCOVER", "OFFER"]
    assert kinds[-2:] == ["REQUEST", "ACK"]


def test_stock_rom_goes_on_to_disk(lab, vm):
    net = lab(1)
    disk = boot_disk(net.path("disk.img"))
    with vm(net, "stock-rom", disk=disk, link_down=[0]) as machine:
        machine.wait_for("DISK BOOTED", 60)
    assert net.segment(0).dhcp() == []


def test_typing_and_lease_only(lab, vm):
    net = lab(2)
    server = net.segment(1).dnsmasq()
    with vm(net, "stock-lkrn", script="#!ipxe\nshell\n") as machine:
        machine.wait_for("iPXE>")
        machine.type("dhcp net1 && echo got ${net1/ip} <${filename}>\n")
        machine.wait_for(r"got 10\.1\.0\.1\d\d <>")
    assert server.messages("DHCPREQUEST") == [net.segment(1).mac]


def test_two_servers_on_one_wire(lab, vm):
    net = lab(1)
    files = {"boot.ipxe": "#!ipxe\necho served by the proxy\nshell\n"}
    wire = net.segment(0)
    wire.dnsmasq(tftp=False)
    host = wire.host()
    proxy = host.dnsmasq(boot="boot.ipxe", files=files, proxy=True)
    with vm(net, "stock-lkrn", script="#!ipxe\nautoboot net0\n") as machine:
        machine.wait_for("served by the proxy", 30)
    assert "boot.ipxe" in proxy.files_sent()[-1]


def test_rogue_servers(lab, vm):
    net = lab(1)
    dhcp = RogueDhcp(net.segment(0),
                     lambda server, message: [server.offer(message)])

    def refuse(_server, request):
        request.error(2, "no such luck")

    tftp = RogueTftp(net.segment(0), refuse)
    with vm(net, "stock-lkrn", script=SCRIPT) as machine:
        machine.wait_for("iPXE>", 30)
        assert "tftp://10.0.0.1/boot.ipxe" in machine.text
    assert dhcp.error is None and tftp.error is None
    assert dhcp.heard[0].type == "DISCOVER"
    assert "boot.ipxe" in tftp.files
