# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers that sites run, besides dnsmasq, with configurations as their documents
and people's notes have them. Each is on the second of two NICs; who answers on the
first has a lease and no boot file."""

import os

import pytest

from lab.daemons import Apache, IscDhcpd, Kea, Lighttpd, TftpdHpa
from scenario import expect_boot, kinds, script

pytestmark = pytest.mark.core

# OVMF itself takes 4 s and more before it starts anything.
START = 60
ELSE = "#!ipxe\necho THIS IS FOR ANOTHER CLIENT\n"


def two(lab):
    """A lab with a lease and nothing to boot on the first wire, and a machine for
    servers on the second one."""
    net = lab(2)
    net.segment(0).dnsmasq()
    return net, net.segment(1).host()


def tftp(wire, **files):
    """The script as `boot.ipxe`, and others for other clients."""
    return TftpdHpa(wire, {"boot.ipxe": script(wire.number), **files})


def boots(machine, net, timeout=20):
    expect_boot(machine, 1, timeout)
    assert "REQUEST" not in kinds(net.segment(0))


PXE_CLIENTS = """
class "pxeclients" {
    match if substring(option vendor-class-identifier, 0, 9) = "PXEClient";
    option vendor-class-identifier "PXEClient";
    vendor-option-space PXE;
    option PXE.mtftp-ip 0.0.0.0;
    next-server %(address)s;
    filename "boot.ipxe";
}
"""
PXE_OPTIONS = "option space PXE; option PXE.mtftp-ip code 1 = ip-address;"

# By processor and firmware, as RFC 4578 numbers them.
ARCHITECTURES = """
option architecture-type code 93 = unsigned integer 16;
class "pxeclients" {
    match if substring(option vendor-class-identifier, 0, 9) = "PXEClient";
    next-server %(address)s;
    if option architecture-type = 00:07 or option architecture-type = 00:09 {
        filename "%(efi)s";
    } elsif option architecture-type = 00:0b {
        filename "arm64.efi";
    } else {
        filename "%(bios)s";
    }
}
"""

# What the client can do, by the options that iPXE has (option 175).
FEATURES = """
option space ipxe;
option ipxe-encap-opts code 175 = encapsulate ipxe;
option ipxe.no-pxedhcp code 176 = unsigned integer 8;
option ipxe.http code 19 = unsigned integer 8;
option ipxe.bzimage code 24 = unsigned integer 8;
option ipxe.pxe code 33 = unsigned integer 8;
option ipxe.elf code 34 = unsigned integer 8;
option ipxe.efi code 36 = unsigned integer 8;
option ipxe.menu code 39 = unsigned integer 8;
option ipxe.no-pxedhcp 1;
"""

# Each gives what stands before the declaration of the subnet, in it, and in its pool.
DHCPD = {
    "next-server": ("", 'next-server %(address)s; filename "boot.ipxe";', ""),
    "no-next-server": ("", 'filename "boot.ipxe";', ""),
    "options": ("", """
        option tftp-server-name "%(address)s";
        option bootfile-name "boot.ipxe";""", ""),
    "pxeclients": (PXE_OPTIONS + PXE_CLIENTS, "", ""),
    "architectures": (ARCHITECTURES, "", ""),
    "host": ("""
        host lab {
            hardware ethernet %(mac)s; fixed-address %(fixed)s;
            next-server %(address)s; filename "boot.ipxe";
            option host-name "lab";
        }
        """, 'filename "other.ipxe";', "deny unknown-clients;"),
    "identifier": ("""
        host lab {
            option dhcp-client-identifier 01:%(mac)s; fixed-address %(fixed)s;
            next-server %(address)s; filename "boot.ipxe";
        }
        """, 'filename "other.ipxe";', "deny unknown-clients;"),
    "user-class": ("""
        if exists user-class and option user-class = "iPXE" {
            filename "http://%(address)s/boot.ipxe";
        } else {
            filename "undionly.kpxe";
        }
        """, "next-server %(address)s;", ""),
    "features": (FEATURES + """
        if exists ipxe.http and exists ipxe.menu
                and ((exists ipxe.pxe and exists ipxe.bzimage
                      and exists ipxe.elf) or exists ipxe.efi) {
            filename "http://%(address)s/boot.ipxe";
        } else {
            filename "undionly.kpxe";
        }
        """, "next-server %(address)s;", ""),
    "min-secs": ("min-secs 2;",
                 'next-server %(address)s; filename "boot.ipxe";', ""),
}


def dhcpd(wire, kind, **words):
    words = {"address": wire.address, "mac": wire.mac,
             "fixed": wire.address_of(60), "bios": "boot.ipxe",
             "efi": "other.ipxe", **words}
    top, subnet, pool = (part % words for part in DHCPD[kind])
    return IscDhcpd(wire, subnet, top, pool)


@pytest.mark.parametrize("kind", DHCPD)
def test_isc_dhcpd(lab, vm, kind):
    net, wire = two(lab)
    server = dhcpd(wire, kind)
    tftp(wire, **{"other.ipxe": ELSE, "undionly.kpxe": ELSE})
    web = Lighttpd(wire, {"boot.ipxe": script(1)})
    with vm(net, "lkrn") as machine:
        boots(machine, net)
    given = wire.address_of(60 if kind in ("host", "identifier") else 100)
    assert f"DHCPACK on {given} to {wire.mac}" in server.log()
    by_http = kind in ("user-class", "features")
    assert web.requests() == [("GET", "/boot.ipxe", "200")] * by_http


def test_isc_dhcpd_under_uefi(lab, vm):
    net, wire = two(lab)
    server = dhcpd(wire, "architectures", efi="boot.ipxe", bios="other.ipxe")
    tftp(wire, **{"other.ipxe": ELSE})
    with vm(net, "efi") as machine:
        boots(machine, net, START)
    assert f"DHCPACK on {wire.address_of(100)} to {wire.mac}" in server.log()


def kea_options(**options):
    return [{"name": name.replace("_", "-"), "data": data}
            for name, data in options.items()]


# What is said of the subnet, and of all.
KEA = {
    "next-server": lambda wire: ({
        "next-server": wire.address, "boot-file-name": "boot.ipxe"}, {}),
    "no-next-server": lambda wire: ({"boot-file-name": "boot.ipxe"}, {}),
    "options": lambda wire: ({"option-data": kea_options(
        boot_file_name="boot.ipxe", tftp_server_name=wire.address)}, {}),
    "classes": lambda wire: ({"next-server": wire.address}, {
        "client-classes": [
            {"name": "iPXE", "test": "substring(option[77].hex,0,4) == 'iPXE'",
             "boot-file-name": f"http://{wire.address}/boot.ipxe"},
            {"name": "UEFI", "boot-file-name": "other.efi", "test":
             "not member('iPXE') and option[93].hex == 0x0007"},
            {"name": "BIOS", "boot-file-name": "undionly.kpxe", "test":
             "not member('iPXE') and option[93].hex == 0x0000"}]}),
    "reservation": lambda wire: ({
        "boot-file-name": "other.ipxe",
        "reservations": [{
            "hw-address": wire.mac, "ip-address": wire.address_of(60),
            "hostname": "lab", "next-server": wire.address,
            "boot-file-name": "boot.ipxe"}]}, {}),
    "architectures": lambda wire: ({"next-server": wire.address}, {
        "client-classes": [
            {"name": "UEFI", "boot-file-name": "boot.ipxe",
             "test": "substring(option[60].hex,0,20) == 'PXEClient:Arch:00007'"},
            {"name": "BIOS", "boot-file-name": "other.ipxe",
             "test": "substring(option[60].hex,0,20) == 'PXEClient:Arch:00000'"}
        ]}),
}


def kea(wire, kind):
    subnet, top = KEA[kind](wire)
    return Kea(wire, subnet, top)


@pytest.mark.parametrize("kind", [kind for kind in KEA
                                  if kind != "architectures"])
def test_kea(lab, vm, kind):
    net, wire = two(lab)
    server = kea(wire, kind)
    tftp(wire, **{"other.ipxe": ELSE, "undionly.kpxe": ELSE})
    web = Apache(wire, {"boot.ipxe": script(1)})
    with vm(net, "lkrn") as machine:
        boots(machine, net)
    given = wire.address_of(60 if kind == "reservation" else 100)
    assert f"lease {given} has been allocated" in server.log()
    by_http = kind == "classes"
    assert web.requests() == [("GET", "/boot.ipxe", "200")] * by_http


def test_kea_under_uefi(lab, vm):
    net, wire = two(lab)
    server = kea(wire, "architectures")
    tftp(wire, **{"other.ipxe": ELSE})
    with vm(net, "efi") as machine:
        boots(machine, net, START)
    assert f"lease {wire.address_of(100)} has been allocated" in server.log()


# What tftpd-hpa is told, and the name by which the DHCP server has the file.
TFTPD = {
    "secure": ([], "boot.ipxe"),
    "slash": ([], "/boot.ipxe"),
    "blocksize": (["--blocksize", "1024"], "boot.ipxe"),
    "no-options": (["--refuse", "blksize", "--refuse", "tsize"], "boot.ipxe"),
    "remap": (["--map-file", "{folder}/map"], "\\pxe\\boot.ipxe"),
}
MAP = "rg \\\\ /\nr ^/?pxe/ real/\n"


@pytest.mark.parametrize("kind", TFTPD)
def test_tftpd_hpa(lab, vm, folder, kind):
    net, wire = two(lab)
    options, name = TFTPD[kind]
    with open(os.path.join(folder, "map"), "w", encoding="utf-8") as out:
        out.write(MAP)
    place = "real/boot.ipxe" if kind == "remap" else "boot.ipxe"
    TftpdHpa(wire, {place: script(1) + "#" * 200000},
             [option.format(folder=os.path.abspath(folder))
              for option in options])
    wire.dnsmasq(boot=name, tftp=False)
    with vm(net, "lkrn") as machine:
        boots(machine, net)
    blocks = [len(packet["UDP"].payload) - 4 for packet in net.segment(1).capture()
              if packet.haslayer("UDP") and packet["IP"].src == wire.address
              and packet["UDP"].sport not in (67, 69)]
    assert max(blocks) == {"blocksize": 1024, "no-options": 512}.get(kind, 1468)


def test_tftpd_hpa_by_whole_paths(lab, vm):
    """Without --secure it takes no other names, and none beside its folder."""
    net, wire = two(lab)
    server = TftpdHpa(wire, {"boot.ipxe": script(1)}, secure=False)
    wire.dnsmasq(boot=f"{server.folder}/boot.ipxe", tftp=False)
    with vm(net, "lkrn") as machine:
        boots(machine, net)


def test_tftpd_hpa_has_no_such_file(lab, vm):
    """The other NIC gets its turn, and what the server said is shown."""
    net = lab(2)
    TftpdHpa(net.segment(0))
    net.segment(0).dnsmasq(boot="boot.ipxe", tftp=False)
    wire = net.segment(1)
    TftpdHpa(wire, {"boot.ipxe": script(1)})
    wire.dnsmasq(boot="boot.ipxe", tftp=False, ping=True)
    with vm(net, "lkrn") as machine:
        machine.wait_for("File not found")
        expect_boot(machine, 1)


# Each says that the file is elsewhere, and by which status.
WEB = {
    "lighttpd": (Lighttpd, 'url.redirect = ( "^/boot$" => "/boot.ipxe" )', "301"),
    "apache": (Apache, "Redirect /boot /boot.ipxe\n"
                       "SetOutputFilter DEFLATE\n", "302"),
}


@pytest.mark.parametrize("kind", WEB)
def test_redirect_by(lab, vm, kind):
    """To a file that Apache packs for clients who say that they can unpack it."""
    net, wire = two(lab)
    server, directives, moved = WEB[kind]
    web = server(wire, {"boot.ipxe": script(1) + "#" * 300000}, directives)
    wire.dnsmasq(boot=f"http://{wire.address}/boot")
    with vm(net, "lkrn") as machine:
        machine.wait_for("BOOTED FROM net1 ")
    assert [status for _, _, status in web.requests()] == [moved, "200"]
