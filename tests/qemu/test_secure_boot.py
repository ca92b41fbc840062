# SPDX-License-Identifier: GPL-2.0-or-later
"""With Secure Boot on: what the firmware trusts runs, and nothing else does."""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from lab import greeting_initrd
from lab.firmware import ROOT, SECURE_VARIABLES, Firmware
from lab.media import QUIET, kernel
from lab.secure_boot import Key, with_mok
from scenario import bootable, expect_boot, script, table
from test_efi import GRUB, SHIM, START, program

pytestmark = pytest.mark.core

REFUSED = "Refused by Secure Boot"
FOREIGN = "not a script, a kernel or another program"


def signed_app(net, key):
    """Our application, as `make sign` signs it."""
    image = shutil.copy(Firmware.named("efi").file(None), net.path("app.efi"))
    subprocess.run(["make", "-s", "sign", f"EFI_IMAGES={image}",
                    f"KEY={key.key}", f"CERT={key.cert}"], cwd=ROOT, check=True,
                   capture_output=True)
    return Path(net.path("app.signed.efi"))


@pytest.fixture
def trusted(lab):
    """trusted(nics): a lab, a key that the firmware trusts, and our application
    signed with it."""
    def make(nics):
        net = lab(nics)
        key = Key.snakeoil(net.folder)
        return net, key, signed_app(net, key)
    return make


@pytest.mark.long
def test_app_without_a_signature_is_refused(lab, vm):
    net = lab(1)
    with vm(net, "efi", esp="first", secure="snakeoil") as machine:
        machine.wait_for(r"BdsDxe: failed to \w+ Boot.*(Access Denied|"
                         "Security Violation)", START)
        assert "multiboot:" not in machine.text
    assert net.segment(0).dhcp() == []


# Ways to start a program or a kernel, for none of which it needs a signature if it
# does not need it for all. A script is no program, and may be unsigned.
WAYS_OF_PROGRAMS = [
    "chain unsigned.efi",
    "chain touched.efi",
    "chain packed.gz",
    "chain script.ipxe",
    "chain nbp",                # not a program for UEFI
    "chain http://${next-server}/unsigned.efi",
    "imgfetch unsigned.efi && imgexec unsigned.efi",
    "imgfetch unsigned.efi && imgselect unsigned.efi && boot",
    "imgfetch --name a.ipxe unsigned.efi && imgexec a.ipxe",
    "kernel unsigned.efi && initrd nothing.ipxe && boot",
    "kernel nothing.ipxe && initrd unsigned.efi && boot unsigned.efi",
]
WAYS_OF_KERNELS = [
    f"kernel vmlinuz {QUIET} && initrd initrd.img && boot",
    f"chain vmlinuz.gz {QUIET}",
    # As those were before they had an EFI stub: not a program for UEFI.
    f"kernel without-stub {QUIET} && initrd initrd.img && boot",
]
# A boot program for a BIOS: an endless loop, which nothing would come out of.
NBP = b"\xeb\xfe" + bytes(510)


def try_ways(vm, net, app, key, ways, files):
    """Has a script try these ways, each of which has to fail, and a program that
    is signed in the end, which has to run. Then the race goes on to a NIC with
    nothing but a program that is refused."""
    failing = program(net, "EFI_ABORTED")
    signed = key.sign(failing, net.path("signed.efi"))
    net.segment(0).http(files={"unsigned.efi": failing})
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        **files, "signed.efi": signed, "unsigned.efi": failing,
        "boot.ipxe": script(0) + "".join(
            f"echo WAY {number}\n{way} || echo KEPT OUT {number}\nimgfree\n"
            for number, way in enumerate(ways)) +
        "chain signed.efi after all || echo DONE\nexit 1\n"})
    net.segment(1).dnsmasq(ping=True, boot="unsigned.efi", files={
        "unsigned.efi": failing})
    with vm(net, app, esp="first", secure="snakeoil", memory=512) as machine:
        expect_boot(machine, 0, START)
        for number in range(len(ways)):
            machine.wait_for(f"WAY {number}\n", START)
            machine.wait_for(f"failed: {REFUSED}|{FOREIGN}", START)
            machine.wait_for(f"KEPT OUT {number}\n", START)
        machine.wait_for("PROGRAM RUNS WITH <after all>", START)
        machine.wait_for("DONE")
        machine.wait_for("multiboot: All boots failed", START)
        assert f"boot failed: {REFUSED}" in table(machine, 1)
        assert "HELLO FROM LINUX" not in machine.text
        assert machine.text.count("PROGRAM RUNS") == 1
        assert machine.text.count(FOREIGN) == 1


def test_no_way_around(trusted, vm):
    net, key, app = trusted(2)
    unsigned = program(net, "EFI_SUCCESS").read_bytes()
    touched = bytearray(key.sign(net.path("EFI_SUCCESS.efi"),
                                 net.path("touched.efi")).read_bytes())
    touched[0x400] ^= 1
    try_ways(vm, net, app, key, WAYS_OF_PROGRAMS, {
        "nothing.ipxe": "#!ipxe\n", "nbp": NBP, "touched.efi": bytes(touched),
        "script.ipxe": "#!ipxe\nchain unsigned.efi\n",
        "packed.gz": gzip.compress(unsigned, mtime=0)})


@pytest.mark.long
def test_no_way_around_for_kernels(trusted, vm):
    net, key, app = trusted(2)
    image = kernel().read_bytes()
    try_ways(vm, net, app, key, WAYS_OF_KERNELS, {
        "vmlinuz": image, "initrd.img": greeting_initrd(),
        "vmlinuz.gz": gzip.compress(image, 1, mtime=0),
        "without-stub": bytes(2) + image[2:]})


@pytest.mark.long
def test_kernel_that_is_signed(trusted, vm):
    """The race goes on after one that is not, and the table names it."""
    net, key, app = trusted(2)
    net.segment(0).dnsmasq(boot="vmlinuz", files={"vmlinuz": kernel()})
    net.segment(1).dnsmasq(ping=True, boot="boot.ipxe", files={
        "vmlinuz": key.sign(kernel(), net.path("vmlinuz")),
        "initrd.img": greeting_initrd("after Secure Boot"),
        "boot.ipxe": f"#!ipxe\nkernel vmlinuz {QUIET}\ninitrd initrd.img\n"
        "boot\n"})
    with vm(net, app, esp="first", secure="snakeoil", memory=512) as machine:
        machine.wait_for(f"vmlinuz: {REFUSED}", START)
        machine.wait_for("MARKER marker: after Secure Boot", 120)
        machine.wait_off()


@pytest.mark.long
def test_by_shim_and_a_key_of_ones_own(lab, vm):
    """The firmware trusts Microsoft's keys alone. Debian's shim, which it
    trusts, starts our application by an enrolled key, and has the firmware ask
    it about what we start from then on: it knows that key and Debian's own."""
    net = lab(2)
    key = Key.new(net.folder, "mok")
    variables = Path(net.path("enrolled.fd"))
    variables.write_bytes(with_mok(SECURE_VARIABLES["ms"].read_bytes(), key.cert))
    failing = program(net, "EFI_ABORTED")
    net.segment(0).dnsmasq(boot="unsigned.efi", files={"unsigned.efi": failing})
    net.segment(1).dnsmasq(ping=True, boot="boot.ipxe", files={
        "signed.efi": key.sign(failing, net.path("signed.efi")),
        "vmlinuz": kernel(), "initrd.img": greeting_initrd("after shim"),
        "boot.ipxe": "#!ipxe\nchain signed.efi by shim || echo GOING ON\n"
        f"kernel vmlinuz {QUIET}\ninitrd initrd.img\nboot\n"})
    with vm(net, SHIM, esp="first", secure=variables, memory=512,
            esp_files={"grubx64.efi": signed_app(net, key)}) as machine:
        machine.wait_for(f"unsigned.efi: {REFUSED}", START)
        machine.wait_for("PROGRAM RUNS WITH <by shim>", START)
        machine.wait_for("GOING ON", START)
        machine.wait_for("MARKER marker: after shim", 120)
        machine.wait_off()


@pytest.mark.long
def test_rom_runs_unsigned_and_what_it_starts_does_not(lab, vm):
    """The firmware trusts Microsoft's keys alone, and does not ask about ROMs."""
    net = lab(2)
    net.segment(0).dnsmasq(boot="unsigned.efi", files={
        "unsigned.efi": program(net, "EFI_SUCCESS")})
    net.segment(1).dnsmasq(ping=True, boot="loader.efi", files={
        "loader.efi": SHIM, "grubx64.efi": GRUB,
        "grub/grub.cfg": "echo GRUB READS ITS CONFIGURATION\nhalt\n"})
    with vm(net, "efi-rom", secure="ms", memory=512) as machine:
        machine.wait_for(f"unsigned.efi: {REFUSED}", START)
        machine.wait_for("GRUB READS ITS CONFIGURATION", 120)
        assert "PROGRAM RUNS" not in machine.text
