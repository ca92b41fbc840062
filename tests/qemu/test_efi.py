# SPDX-License-Identifier: GPL-2.0-or-later
"""Under UEFI: the race, and what it starts."""

import gzip
import os
import struct
import subprocess
from pathlib import Path

import pytest

from lab import RogueDhcp, greeting_initrd
from lab.firmware import Firmware, build_folder, cache_folder
from lab.media import QUIET_ON, kernel, uki
from scenario import (BOOTED, PROMPT, assert_only_winner_requested, bootable,
                      expect_boot, script, silent, table)

LOADERS = Path(os.environ.get("LOADERS", cache_folder() / "loaders"))
GRUB = LOADERS / "grubnetx64.efi"
SHIM = LOADERS / "shimx64.efi"

ROOT = Path(__file__).resolve().parents[2]
EFI = ROOT / "core/platform/efi"
ELF2PE = build_folder() / "tools/elf2pe"

# OVMF itself takes 4 s and more before it starts anything.
START = 60

both = pytest.mark.parametrize("firmware", ["efi", "efi-arm64"])

COMPILERS = {
    "x86_64": ["gcc", "-mno-red-zone", "-fcf-protection=none",
               f"-I{EFI}/x86/include"],
    "arm64": ["aarch64-linux-gnu-gcc", f"-I{EFI}/arm64/include", "-include",
              EFI / "include/efi/hidden.h", "-Wl,-z,max-page-size=4096"],
}


def program(net, status, arch="x86_64", source="program.c"):
    """The path of a program for UEFI that ends with that status."""
    elf, image = net.path(f"{status}.elf"), Path(net.path(f"{status}.efi"))
    subprocess.run(
        [*COMPILERS[arch], "-ffreestanding", "-Os", "-fpie", "-pie",
         "-nostdlib", "-fno-stack-protector", "-Wall", "-Wextra", "-Werror",
         f"-DSTATUS={status}", f"-I{EFI}/include",
         f"-Wl,-T,{EFI}/efi.lds,--no-dynamic-linker,--build-id=none",
         ROOT / "tests/qemu/efi" / source, "-o", elf], check=True)
    subprocess.run([ELF2PE, elf, image], check=True)
    return image


@both
def test_one_nic(lab, vm, firmware):
    net = lab(1)
    bootable(net.segment(0))
    with vm(net, firmware) as machine:
        expect_boot(machine, 0, START)


@both
def test_third_of_four(lab, vm, firmware):
    net = lab(4)
    for number in (0, 1, 3):
        silent(net.segment(number))
    bootable(net.segment(2))
    with vm(net, firmware) as machine:
        expect_boot(machine, 2, START)
    assert_only_winner_requested(net, 2)


@pytest.mark.core
@pytest.mark.parametrize("nics, winner", [(8, 0), (8, 7), (16, 15)])
def test_many_nics_on_arm64(lab, vm, nics, winner):
    """The server has nothing for other processors (RFC 4578 section 2.1)."""
    net = lab(nics)
    for number in set(range(nics)) - {winner}:
        silent(net.segment(number))
    net.segment(winner).dnsmasq(files={"boot.ipxe": script(winner)}, extra=[
        "--dhcp-match=set:arm64,option:client-arch,11",
        "--dhcp-boot=tag:arm64,boot.ipxe"])
    with vm(net, "efi-arm64") as machine:
        expect_boot(machine, winner, START)
    assert_only_winner_requested(net, winner)


@pytest.mark.core
@both
def test_linux(lab, vm, firmware):
    """Two initrds, one of them a file by its name, and a command line."""
    net, arch = lab(2), Firmware.named(firmware).arch
    server = net.segment(1).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": f"#!ipxe\nkernel vmlinuz {QUIET_ON[arch]} answer=42\n"
        "initrd initrd.img\ninitrd note /marker2\nboot\n",
        "vmlinuz": kernel(arch),
        "initrd.img": greeting_initrd("from the wire", arch),
        "note": "another one"})
    with vm(net, firmware, memory=512) as machine:
        machine.wait_for("HELLO FROM LINUX", 120)
        machine.wait_for("COMMAND LINE: .*answer=42")
        machine.wait_for("MARKER marker: from the wire")
        machine.wait_for("MARKER marker2: another one")
        machine.wait_off()
    assert server.files_sent() == ["boot.ipxe", "vmlinuz", "initrd.img",
                                   "note"]


# A black picture of one pixel (BMP), which shows for a moment where there is a
# screen.
PICTURE = b"BM" + struct.pack("<IIIIiiHHIIIIII", 58, 0, 54, 40, 1, 1, 1, 24, 0, 4,
                              0, 0, 0, 0) + bytes(4)


@pytest.mark.core
@pytest.mark.parametrize("way", [
    "tftp", pytest.param("http", marks=pytest.mark.long)])
def test_unified_kernel_image(lab, vm, way):
    """Kernel, initrd and command line in one program: with Debian's few sections
    over TFTP, and with more of them, in another order, over HTTP. There a script
    tries it with an initrd, which is refused, and then with arguments."""
    net = lab(2)
    wire = net.segment(1)
    initrd = greeting_initrd(f"in one file by {way}")
    cmdline = f"{QUIET_ON['x86_64']} answer=43"
    few = {".osrel": Path("/etc/os-release"), ".cmdline": cmdline,
           ".initrd": initrd, ".linux": kernel()}
    more = {".initrd": initrd, ".splash": PICTURE, ".uname": "6.1.0",
            ".cmdline": cmdline, ".osrel": "ID=other\nNAME=Other\n",
            ".linux": kernel()}
    image = {"uki.efi": uki(net.folder, few if way == "tftp" else more)}
    wire.http(files={**image, "other": initrd, "boot.ipxe":
                     "#!ipxe\nkernel uki.efi\ninitrd other\n"
                     "boot || echo REFUSED\nimgfree\n"
                     f"chain uki.efi {QUIET_ON['x86_64']} answer=44\n"})
    wire.dnsmasq(files=image, boot="uki.efi" if way == "tftp" else
                 f"http://{wire.address}/boot.ipxe")
    with vm(net, "efi", memory=512) as machine:
        if way == "http":
            machine.wait_for("REFUSED", START)
        machine.wait_for("HELLO FROM LINUX", 120)
        line = machine.wait_for(r"COMMAND LINE: .*answer=\d+.*")[0]
        assert ("answer=43" in line) == (way == "tftp")
        assert ("answer=44" in line) == (way == "http")
        machine.wait_for(f"MARKER marker: in one file by {way}")
        machine.wait_off()


@pytest.mark.core
def test_compressed_kernel_on_arm64(lab, vm):
    """Image.gz, which does not unpack itself, after one that is damaged."""
    net = lab(1)
    packed = gzip.compress(kernel("arm64").read_bytes(), 1, mtime=0)
    net.segment(0).http(files={
        "Image.gz": packed, "bad.gz": packed[:-8] + bytes(4) + packed[-4:],
        "initrd.img": greeting_initrd("after unpacking", "arm64")})
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\nset http http://${next-server}\n"
        "chain ${http}/bad.gz || echo REFUSED\n"
        f"kernel ${{http}}/Image.gz {QUIET_ON['arm64']} answer=42\n"
        "initrd ${http}/initrd.img\nboot\n"})
    with vm(net, "efi-arm64", memory=512) as machine:
        machine.wait_for("bad.gz: .*its checksum is wrong", 120)
        machine.wait_for("REFUSED")
        machine.wait_for("HELLO FROM LINUX", 120)
        machine.wait_for("COMMAND LINE: .*answer=42")
        machine.wait_for("MARKER marker: after unpacking")
        machine.wait_off()


@pytest.mark.core
@pytest.mark.parametrize("loader", [GRUB, SHIM], ids=["grub", "shim"])
def test_signed_loaders(lab, vm, loader):
    """shim finds GRUB where it came from itself, and Debian's GRUB its
    configuration in /grub: both by the lease, which the firmware has now."""
    net = lab(2)
    server = net.segment(1).dnsmasq(boot="debian/loader.efi", files={
        "debian/loader.efi": loader, "debian/grubx64.efi": GRUB,
        "grub/grub.cfg": "echo GRUB READS ITS CONFIGURATION\nhalt\n"})
    with vm(net, "efi", memory=512) as machine:
        machine.wait_for("GRUB READS ITS CONFIGURATION", 120)
        machine.wait_off()
    sent = server.files_sent()
    assert sent[0] == "debian/loader.efi" and sent[-1] == "grub/grub.cfg"
    assert ("debian/grubx64.efi" in sent) == (loader == SHIM)


@pytest.mark.core
@both
def test_program_that_fails_gives_the_next_offer_its_turn(lab, vm, firmware):
    net = lab(2)
    net.segment(0).dnsmasq(boot="fails.efi", files={
        "fails.efi": program(net, "EFI_NOT_FOUND",
                             Firmware.named(firmware).arch)})
    bootable(net.segment(1), ping=True)
    with vm(net, firmware) as machine:
        machine.wait_for("PROGRAM RUNS WITH <>", START)
        machine.wait_for("PROGRAM HAS A LEASE FOR <fails.efi>")
        machine.wait_for(r"fails.efi: ended with status 14 \(Not found")
        expect_boot(machine, 1)


@pytest.mark.core
def test_program_that_ends_well_ends_the_race(lab, vm):
    """OVMF shows its own screens then, and nothing else is booted."""
    net = lab(2)
    net.segment(0).dnsmasq(boot="works.efi", files={
        "works.efi": program(net, "EFI_SUCCESS")})
    late = bootable(net.segment(1), ping=True)
    with vm(net, "efi") as machine:
        machine.wait_for("PROGRAM HAS A LEASE FOR <works.efi>", START)
        machine.wait_for("Standard PC", START)
        assert "ended with" not in machine.text
    assert late.files_sent() == []


@pytest.mark.core
def test_program_in_a_script(lab, vm):
    """With a command line, and the network as it was when it has failed."""
    net = lab(1)
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\nchain parts/fails.efi one  two || "
        "echo FAILED ON ${netX/mac}\nchain next.ipxe\n",
        "parts/fails.efi": program(net, "EFI_ABORTED"),
        "next.ipxe": script(0)})
    with vm(net, "efi") as machine:
        machine.wait_for("PROGRAM RUNS WITH <one two>", START)
        machine.wait_for("PROGRAM HAS A LEASE FOR <parts/fails.efi>")
        machine.wait_for("FAILED ON 52:54:00:00:00:00")
        assert machine.wait_for(BOOTED)[1] == "0"


def lies(good):
    """What may be wrong with a program, by the message that says so."""
    header = int.from_bytes(good[60:64], "little")

    def changed(offset, value):
        at = header + offset
        return good[:at] + value + good[at + len(value):]

    return {
        "a section lies outside the file": good[:1500],
        "its entry lies outside the image": changed(40, bytes(4)),
        # The size of the image: below that of its sections, and more than there
        # is memory.
        "a section lies outside the image": changed(80, b"\0\x18\0\0"),
        "Not enough memory": changed(80, b"\0\0\0\xff"),
        "its table of sections is cut off": changed(6, b"\xff\xff"),
        "not for this processor": changed(4, b"\x4c\x01"),
        "not a script": bytes(range(256)) * 8,
    }


@pytest.mark.core
def test_broken_programs_give_the_next_offer_its_turn(lab, vm):
    """One is offered as it is, and named. The others are tried by a script."""
    net = lab(3)
    bad = lies(program(net, "EFI_SUCCESS").read_bytes())
    files = {f"bad{number}.efi": image
             for number, image in enumerate(bad.values())}
    net.segment(0).dnsmasq(boot="bad0.efi", files=files)
    net.segment(1).dnsmasq(ping=True, boot="boot.ipxe", files={
        **files, "boot.ipxe": "#!ipxe\n" + " || ".join(
            f"chain {name}" for name in files) + "\n"})
    with vm(net, "efi", cmdline="multiboot net0 net1 || multiboot net2"
            ) as machine:
        machine.wait_for("bad0.efi: .*outside the file", START)
        for number, why in enumerate(bad):
            machine.wait_for(f"bad{number}.efi: .*{why}", START)
        bootable(net.segment(2))
        expect_boot(machine, 2)


@both
def test_nothing_boots_and_the_next_option_has_its_turn(lab, vm, firmware):
    net = lab(1)
    silent(net.segment(0))
    with vm(net, firmware, cmdline="multiboot --timeout 3000") as machine:
        machine.wait_for("BdsDxe: failed to load .*Non-Block", START)
        assert "no offer" in table(machine, 0)
        machine.wait_for("Start PXE over IPv4", START)


@pytest.mark.parametrize("order", ["first", "any"])
def test_from_a_disk(lab, vm, order):
    """Without a boot order the firmware has put its own network stack on every
    NIC before, which has to leave them."""
    net = lab(3)
    silent(net.segment(0))
    bootable(net.segment(2))
    with vm(net, "efi", esp=order) as machine:
        expect_boot(machine, 2, START)
    assert_only_winner_requested(net, 2)


@pytest.mark.core
def test_nics_are_given_back(lab, vm):
    """The firmware's own PXE boots from the NIC that we had taken from it."""
    net = lab(1)
    server = net.segment(0).dnsmasq(boot="ours.ipxe", files={
        "ours.ipxe": "#!ipxe\necho WE HAVE IT\nexit 1\n",
        "theirs.efi": program(net, "EFI_SUCCESS")}, extra=[
            "--dhcp-userclass=set:ours,iPXE",
            "--dhcp-boot=tag:!ours,theirs.efi"])
    with vm(net, "efi", esp="any") as machine:
        machine.wait_for("WE HAVE IT", START)
        machine.wait_for("PROGRAM RUNS WITH", 2 * START)
    assert server.files_sent()[:2] == ["ours.ipxe", "theirs.efi"]


def test_link_down(lab, vm):
    net = lab(2)
    silent(net.segment(0))
    bootable(net.segment(1))
    with vm(net, "efi", link_down=[0]) as machine:
        expect_boot(machine, 1, START)
    assert net.segment(0).dhcp() == []


@pytest.mark.core
def test_keys_and_commands_at_the_prompt(lab, vm):
    net = lab(1)
    with vm(net, "efi", cmdline="shell") as machine:
        machine.wait_for(PROMPT, START)
        machine.type("echo ${platform} ${buildarch} ${manufacturer}\n")
        machine.wait_for("efi x86_64 QEMU")
        machine.type("ifstat\n")
        machine.wait_for("net0.*52:54:00:00:00:00.*virtio-net")
        machine.type("sleep 60\n")
        machine.console.send(b"\x03")
        machine.wait_for(PROMPT)
        machine.type("exit 1\n")
        machine.wait_for("BdsDxe: failed to load .*Non-Block", START)


@pytest.mark.core
def test_menu_by_keys(lab, vm):
    net = lab(1)
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": "#!ipxe\nmenu What to do\nitem first One\n"
        "item second Two\nchoose answer && echo CHOSEN ${answer}\nshell\n"})
    with vm(net, "efi") as machine:
        machine.wait_for("Two", START)
        machine.key("down", "enter")
        machine.wait_for("CHOSEN second")
        machine.wait_for(PROMPT)


@pytest.mark.core
def test_sixteen_nics(lab, vm):
    """The last one has a server that knows UEFI on x86-64 as architecture 9 alone,
    and answers nobody else."""
    net = lab(16)
    server = bootable(net.segment(15), extra=[
        "--dhcp-match=set:known,option:client-arch,9",
        "--dhcp-ignore=tag:!known"])
    with vm(net, "efi") as machine:
        expect_boot(machine, 15, START)
    assert len(server.messages("DHCPREQUEST")) == 1


@pytest.mark.long
@pytest.mark.parametrize("nics, winner", [
    (4, 0), (4, 3), (8, 0), (8, 4), (8, 7), (16, 0), (16, 8)])
@pytest.mark.parametrize("order", ["first", "any"])
def test_winner(lab, vm, nics, winner, order):
    """With a boot order and without one (test_from_a_disk())."""
    net = lab(nics)
    for number in set(range(nics)) - {winner}:
        silent(net.segment(number))
    bootable(net.segment(winner))
    with vm(net, "efi", esp=order) as machine:
        expect_boot(machine, winner, 5 * START)
    assert_only_winner_requested(net, winner)


@pytest.mark.core
@pytest.mark.long
def test_shim_over_http(lab, vm):
    """shim fetches what it starts from where it came from itself, by the
    firmware's HTTP, and gives that the same device. Our NIC works again after
    it. (Debian's signed GRUB has no HTTP.)"""
    net = lab(2)
    web = net.segment(1).http(files={
        "debian/shim.efi": SHIM, "boot.ipxe": script(1),
        "debian/grubx64.efi": program(net, "EFI_ABORTED")})
    url = f"http://{net.segment(1).address}"
    tftp = net.segment(1).dnsmasq(boot="first.ipxe", files={
        "first.ipxe": f"#!ipxe\nchain {url}/debian/shim.efi || echo BACK\n"
        f"chain {url}/boot.ipxe\n"})
    with vm(net, "efi", memory=512) as machine:
        machine.wait_for("PROGRAM RUNS", 120)
        machine.wait_for(f"PROGRAM CAME FROM <{url}/debian/shim.efi>")
        machine.wait_for("BACK")
        machine.wait_for(BOOTED)
    sent = [path for _, path, status in web.requests() if status == "200"]
    assert [path.replace("//", "/") for path in sent] == [
        "/debian/shim.efi", "/debian/grubx64.efi", "/boot.ipxe"]
    assert tftp.files_sent() == ["first.ipxe"]


@pytest.mark.core
@pytest.mark.long
@pytest.mark.parametrize("way", ["tftp", "http"])
def test_ipxe_as_a_program(lab, vm, way):
    """Debian's iPXE takes the NIC that it came from, and asks for a lease by
    itself. It gets the same script, which knows it by its version."""
    net = lab(2)
    silent(net.segment(0))
    program = Path("/usr/lib/ipxe/snponly.efi")
    net.segment(1).http(files={"snponly.efi": program})
    net.segment(1).dnsmasq(boot="boot.ipxe", files={
        "snponly.efi": program, "boot.ipxe": "#!ipxe\n"
        "echo THIS IS ${version} ON ${netX/mac}\n"
        f"iseq ${{version}} 1.0.0+ || chain {way}://${{next-server}}"
        "/snponly.efi\nsleep 60\n"})
    with vm(net, "efi") as machine:
        machine.wait_for(r"THIS IS 0\.\S+ ON 52:54:00:00:00:01", START)
        machine.wait_for(r"THIS IS 1\.\S+ ON 52:54:00:00:00:01", 120)


def http_boot(segment, **options):
    """A server that answers clients of HTTP boot alone (UEFI 2.10, 24.7.3)."""
    segment.http(files={"boot.ipxe": script(segment.number)})
    arch = options.pop("arch")
    return segment.dnsmasq(boot=f"http://{segment.address}/boot.ipxe", extra=[
        "--dhcp-vendorclass=set:http,HTTPClient",
        f"--dhcp-match=set:arch,option:client-arch,{arch}",
        "--dhcp-ignore=tag:!http", "--dhcp-ignore=tag:!arch",
        "--dhcp-option-force=tag:http,60,HTTPClient"], **options)


def url_by_proxy(rogue, message):
    """Answers clients of HTTP boot alone, with a URL and without a lease."""
    options = dict(option for option in message.packet["DHCP"].options
                   if len(option) == 2)
    if message.type == "DISCOVER" and \
            options.get("vendor_class_id", b"").startswith(b"HTTPClient"):
        yield rogue.reply(
            message, drop=["lease_time", "subnet_mask", "router"],
            yiaddr="0.0.0.0", siaddr="0.0.0.0",
            options=[("vendor_class_id", b"HTTPClient"), (
                "boot-file-name",
                f"http://{rogue.segment.address}/boot.ipxe".encode())])


def test_proxies(lab, vm):
    """A file by TFTP, which is named on port 4011, and, when that has ended with an
    error, a URL: each by a proxyDHCP server beside one that gives leases only."""
    net = lab(2)
    for segment in net.segments:
        segment.dnsmasq(tftp=False)
    files = net.segment(0).host().dnsmasq(
        boot="boot.ipxe", proxy="X86-64_EFI",
        files={"boot.ipxe": script(0, "exit 1\n")})
    host = net.segment(1).host()
    host.http(files={"boot.ipxe": script(1)})
    proxy = RogueDhcp(host, url_by_proxy)
    with vm(net, "efi") as machine:
        machine.wait_for("BOOTED FROM net0", START)
        machine.wait_for("BOOTED FROM net1", START)
    assert files.files_sent() == ["boot.ipxe"] and proxy.error is None
    assert any(frame.haslayer("UDP") and frame["UDP"].dport == 4011
               for frame in net.segment(0).capture())


@pytest.mark.long
@pytest.mark.parametrize("firmware, arch", [("efi", 16), ("efi-arm64", 19)])
def test_server_for_http_boot_alone(lab, vm, firmware, arch):
    """It is asked in the way that it answers, after those on the other NIC have
    had their second. The lease there has nothing to boot."""
    net = lab(2)
    net.segment(0).dnsmasq()
    http_boot(net.segment(1), arch=arch)
    with vm(net, firmware) as machine:
        expect_boot(machine, 1, START)
    classes = [dict(option for option in message.packet["DHCP"].options
                    if len(option) == 2).get("vendor_class_id", b"")
               for message in net.segment(1).dhcp()
               if message.type in ("DISCOVER", "REQUEST")]
    assert classes[0].startswith(b"PXEClient:Arch:")
    assert classes[-1].startswith(b"HTTPClient:Arch:000%d:" % arch)


@pytest.mark.long
def test_http_boot_beside_a_lease_and_policies(lab, vm):
    """A router with bare leases on the same wire, and a policy that refuses one
    of two servers for HTTP boot."""
    net = lab(2)
    http_boot(net.segment(0), arch=16)
    net.segment(1).host().dnsmasq()
    http_boot(net.segment(1), arch=16)
    with vm(net, "efi", cmdline="multiboot --server "
            f"{net.segment(1).address}") as machine:
        machine.wait_for("refused by --server", START)
        expect_boot(machine, 1, START)
