# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot programs that people start by their scripts under a BIOS: memdisk with
images of disks, memory testers, hypervisors."""

import gzip
import os
import re
import struct
import subprocess
from pathlib import Path

import pytest

from lab import boot_disk, media
from lab.firmware import cache_folder

pytestmark = pytest.mark.core

MEMDISK = Path("/usr/lib/syslinux/memdisk")
LOADERS = Path(os.environ.get("LOADERS", cache_folder() / "loaders"))
KERNELS = Path(__file__).parent / "kernels"
LKRN = Path(os.environ.get("BUILD", "bin")) / "multiboot.lkrn"

# What scripts and servers say to have memdisk boot an image.
WAYS = {
    "kernel": "kernel memdisk {words}\ninitrd {image}\nboot",
    "chain": "initrd {image}\nchain memdisk {words}",
    "imgargs": "imgfetch {image}\nkernel memdisk\nimgargs memdisk {words}\n"
               "boot memdisk",
    "name": "kernel --name m memdisk {words}\ninitrd --name d {image}\nboot m",
}


def boot_iso(path, message):
    """Write a CD-ROM that boots without emulation (El Torito 1.0)."""
    sector, blocks = 2048, {}
    head = b"CD001\x01"
    blocks[16] = b"\x01" + head
    blocks[17] = (b"\0" + head + b"EL TORITO SPECIFICATION").ljust(71, b"\0") \
        + struct.pack("<I", 19)
    blocks[18] = b"\xff" + head
    validation = bytearray(struct.pack("<BBH24sHBB", 1, 0, 0, b"", 0,
                                       0x55, 0xaa))
    total = sum(struct.unpack("<16H", validation))
    struct.pack_into("<H", validation, 28, -total & 0xffff)
    blocks[19] = bytes(validation) + struct.pack(
        "<BBHBBHI", 0x88, 0, 0, 0, 0, 4, 20)
    blocks[20] = Path(boot_disk(path, message)).read_bytes()[:512]
    image = bytearray(sector * 64)
    for number, content in blocks.items():
        image[number * sector:number * sector + len(content)] = content
    Path(path).write_bytes(image)
    return Path(path)


def boot_floppy(path, message):
    """Write a floppy disk of 1.44 MB."""
    boot_disk(path, message)
    os.truncate(path, 1440 << 10)
    return Path(path)


def command(firmware):
    """A ROM's command is `multiboot` anyway."""
    return {"cmdline": "multiboot"} if firmware == "lkrn" else {}


IMAGES = {
    "cd.iso": ("iso raw", boot_iso, "CD BOOTED"),
    "floppy.img": ("raw", boot_floppy, "FLOPPY BOOTED"),
}


@pytest.mark.parametrize("firmware,way,image", [
    *(("lkrn", way, "cd.iso") for way in WAYS), ("lkrn", "kernel", "floppy.img"),
    ("rom", "kernel", "cd.iso"), ("rom", "chain", "floppy.img")])
def test_memdisk(lab, vm, firmware, way, image):
    """A ROM has base memory, and memory from the BIOS, in places of its own."""
    net = lab(1)
    words, make, message = IMAGES[image]
    lines = WAYS[way].format(words=words, image=image)
    net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": f"#!ipxe\n{lines}\n", "memdisk": MEMDISK,
        image: make(net.path(image), message)})
    with vm(net, firmware, **command(firmware)) as machine:
        machine.wait_for(message, 60)


# --- kernels of our own, which report what they were given

def kernel(folder, format, *defines, base=0x100000, place=None):
    """Compile the kernel of tests/qemu/kernels in that format, for the address
    `base`."""
    elf = Path(folder) / format
    subprocess.run(
        ["gcc", "-m32", "-march=i686", "-ffreestanding", "-fno-pie", "-no-pie",
         "-fno-stack-protector", "-fcf-protection=none", "-nostdlib",
         "-fno-asynchronous-unwind-tables", "-O2", "-Wall", "-Werror",
         *(f"-D{define}" for define in defines),
         f"-Wl,--build-id=none,--defsym=BASE={base},"
         f"--defsym=PLACE={place or base},--no-warn-rwx-segments",
         "-T", KERNELS / "kernels.lds", "-o", elf,
         KERNELS / f"{format}.S", KERNELS / f"{format}.c"], check=True)
    return elf


def bzimage(folder, version=0x20f, cmdline_size=255, initrd_max=0xffffffff):
    elf = kernel(folder, "linux", f"VERSION={version}",
                 f"CMDLINE_SIZE={cmdline_size}", f"INITRD_MAX={initrd_max}",
                 place=1024)
    image = elf.with_suffix(".bin")
    subprocess.run(["objcopy", "-O", "binary", elf, image], check=True)
    return image


def serve(net, lines, files):
    return net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": f"#!ipxe\n{lines}\n", **files})


def pieces(machine):
    """What the initrd of a kernel of ours consisted of: (name or None, size, sum
    of the bytes), in order."""
    text = machine.wait_for(r"KERNEL STARTED ([\s\S]*)KERNEL ENDS", 60)[1]
    return [(m[1], int(m[2], 16), int(m[3], 16)) for m in re.finditer(
        r"^(?:FILE (\S+) mode \w+|PIECE) size (\w+) sum (\w+)", text, re.M)]


def piece(name, content):
    padded = content if name else content + bytes(-len(content) % 4)
    return name, len(padded), sum(padded)


def test_files_of_the_initrd_have_names(lab, vm, folder):
    """As wimboot's documentation has them named, whose header is of protocol 2.07:
    they come as files of a cpio archive, in that order."""
    net = lab(1)
    files = {name: os.urandom(size) for name, size in (
        ("bootmgr", 70001), ("bcd", 4096), ("boot.sdi", 3), ("boot.wim", 123457))}
    serve(net, "kernel wimboot gui\ninitrd bootmgr bootmgr\ninitrd --name BCD bcd "
          "BCD\ninitrd -n boot.sdi boot.sdi boot.sdi\ninitrd --name /boot.wim "
          "boot.wim\nboot", {**files, "wimboot": bzimage(folder, 0x207)})
    with vm(net, "lkrn", cmdline="multiboot") as machine:
        assert pieces(machine) == [
            piece(name, files[name.lower()]) for name in (
                "bootmgr", "BCD", "boot.sdi", "boot.wim")]
        assert "CMDLINE [gui]" in machine.text


@pytest.mark.parametrize("version", [0x202, 0x203, 0x205, 0x20f])
def test_old_boot_protocols(lab, vm, folder, version):
    """What the header has not yet is not read: all kernels have the same bytes
    there, and an initrd may not lie above what the protocol says."""
    net = lab(1)
    files = {"one": os.urandom(5000), "two": os.urandom(77)}
    serve(net, "kernel k words to it\ninitrd one\ninitrd two\nboot", {
        **files, "k": bzimage(folder, version, initrd_max=0x1ffffff)})
    with vm(net, "lkrn", cmdline="multiboot", memory=1024) as machine:
        found = pieces(machine)
        place = int(re.search(r"STARTED initrd (\w+)", machine.text)[1], 16)
        assert "CMDLINE [words to it]" in machine.text
    content = files["one"] + files["two"]
    assert found == [piece(None, content)]
    limit = 0x38000000 if version < 0x203 else 0x2000000
    assert limit // 2 < place < limit - len(content)


@pytest.mark.parametrize("version,longest", [
    (0x203, 255), (0x20f, 2047), (0x20f, 4095)])
def test_command_lines_up_to_the_kernels_limit(lab, vm, folder, version, longest):
    """One character more is refused, with both numbers."""
    net = lab(1)
    line = "start " + "x" * (longest - len("start "))
    serve(net, f"kernel k {line}y || echo NO KERNEL\nboot || echo REFUSED\n"
          f"imgargs k {line}\nboot", {
              "k": bzimage(folder, version, cmdline_size=longest)})
    with vm(net, "lkrn", cmdline="multiboot") as machine:
        machine.wait_for(f"k: its command line has {longest + 1} characters, "
                         f"the kernel takes {longest}")
        machine.wait_for("REFUSED")
        shown = machine.wait_for(r"CMDLINE \[([\s\S]*)\]\s+KERNEL ENDS")[1]
        assert shown.replace("\n", "") == line


def test_pxelinux_adds_addresses(lab, vm, folder):
    """IPAPPEND 3: the addresses in use, and the NIC that it was booted from."""
    net = lab(2)
    config = "DEFAULT k\nLABEL k\n  LINUX k\n  APPEND words\n  IPAPPEND 3\n"
    segment = net.segment(1)
    segment.dnsmasq(boot="pxelinux.0", files={
        "pxelinux.0": Path("/usr/lib/PXELINUX/pxelinux.0"),
        "ldlinux.c32": Path("/usr/lib/syslinux/modules/bios/ldlinux.c32"),
        "pxelinux.cfg/default": config, "k": bzimage(folder)})
    with vm(net, "lkrn", cmdline="multiboot") as machine:
        line = machine.wait_for(r"CMDLINE \[([\s\S]*)\]\s+KERNEL ENDS", 60)[1]
    address = rf"{re.escape(segment.address_of(1)[:-1])}\d+"
    assert re.search(rf"\bip={address}:{re.escape(segment.address)}:"
                     rf"[\d.]*:255\.255\.255\.0", line)
    assert f"BOOTIF=01-{segment.mac.replace(':', '-')}" in line
    assert "words" in line


@pytest.mark.parametrize("firmware,bits,way", [
    ("lkrn", "ia32", "kernel memtest {words}\nboot"),
    ("rom", "x64", "chain memtest {words}")])
def test_memtest(lab, vm, firmware, bits, way):
    """Its command line takes it to the serial port and past what is slow under
    emulation."""
    net = lab(1)
    words = "console=ttyS0,115200 nobench nosm nosmp nopause"
    serve(net, way.format(words=words),
          {"memtest": LOADERS / f"memtest-{bits}.bin"})
    with vm(net, firmware, memory=64, **command(firmware)) as machine:
        machine.wait_for(r"Memtest86\+", 60)
        machine.wait_for("Status: Testing", 60)


# --- kernels in protected mode

def flat(elf):
    """The bytes of an ELF file as they lie in memory, without those that are
    zeros at its end."""
    image = elf.with_suffix(".flat")
    subprocess.run(["objcopy", "-O", "binary", "-j", ".text", elf, image],
                   check=True)
    return image


def memory_map(text):
    return {(int(m[1], 16), int(m[2], 16), int(m[3], 16)) for m in re.finditer(
        r"MEMORY from (\w+) size (\w+) type (\w+)", text)}


@pytest.mark.parametrize("packed", ["elf", "gzip", "addresses"])
def test_multiboot_kernel_with_modules(lab, vm, folder, packed):
    """Its own command line, modules with theirs, the memory map; in the state
    that the specification demands. At 4 MiB, as an ELF file, packed as Xen
    is, and without ELF."""
    net = lab(1)
    flags = 0x10003 if packed == "addresses" else 3
    elf = kernel(folder, "mbi", f"FLAGS={flags}", base=4 << 20)
    image = flat(elf) if packed == "addresses" else elf
    if packed == "gzip":
        image = Path(folder) / "k.gz"
        image.write_bytes(gzip.compress(elf.read_bytes()))
    files = {"linux": os.urandom(70001), "initrd": os.urandom(9)}
    serve(net, "kernel kernel.gz dom0_mem=1G console=com1\n"
          "module linux root=/dev/x quiet\nmodule initrd\nboot",
          {**files, "kernel.gz": image})
    with vm(net, "lkrn", cmdline="multiboot") as machine:
        text = machine.wait_for(r"KERNEL STARTED[\s\S]*KERNEL ENDS", 30)[0]
    state = re.search(r"magic (\w+) zeros (\w+) eflags (\w+) cr0 (\w+)", text)
    assert state[1] == "2badb002" and state[2] == "00000000"
    assert not int(state[3], 16) & 0x200        # interrupts off
    assert int(state[4], 16) & 0x80000001 == 1  # protected mode, no paging
    assert re.search(r"INFO flags (\w+)", text)[1] == "0000024d"
    name = "kernel" if packed == "gzip" else "kernel.gz"
    assert f"CMDLINE [{name} dom0_mem=1G console=com1]" in text
    assert "LOADER [multiboot]" in text
    modules = re.findall(r"MODULE at (\w+) size (\w+) sum (\w+) words \[(.*)\]", text)
    assert [(int(size, 16), int(total, 16), words)
            for _, size, total, words in modules] == [
        (len(files["linux"]), sum(files["linux"]), "linux root=/dev/x quiet"),
        (len(files["initrd"]), sum(files["initrd"]), "initrd")]
    assert all(int(at, 16) % 4096 == 0 for at, *_ in modules)
    # 256 MiB, of which SeaBIOS keeps the end; none of it is ours any more.
    lower, upper = re.search(r"lower (\w+) upper (\w+)", text).groups()
    ram = {(at, size) for at, size, kind in memory_map(text) if kind == 1}
    assert (0x100000, int(upper, 16) * 1024) in ram
    assert (0, int(lower, 16) * 1024) in ram
    assert int(lower, 16) == 639 and int(upper, 16) > 254 << 10


def test_a_rom_names_the_way_out_and_it_works(lab, vm, folder):
    """A ROM starts no such kernel, packed or not, says that multiboot.lkrn does, and
    can chain to that with a script for it."""
    net = lab(1)
    elf = kernel(folder, "mbi", "FLAGS=3", base=4 << 20).read_bytes()
    serve(net, "kernel kernel || echo 1 REFUSED\nkernel kernel.gz || echo 2 REFUSED\n"
          "kernel multiboot.lkrn\ninitrd xen.ipxe\nboot", {
              "kernel": elf, "kernel.gz": gzip.compress(elf),
              "multiboot.lkrn": LKRN, "module": b"1234567",
              "xen.ipxe": b"#!ipxe\ndhcp\nkernel kernel.gz answer=42\n"
                          b"module module\nboot\n"})
    with vm(net, "rom") as machine:
        for number, name in enumerate(("kernel", "kernel.gz"), start=1):
            machine.wait_for(rf"{name}: ELF and gzip need more than a ROM: chain "
                             r"multiboot\.lkrn\s", 30)
            machine.wait_for(f"{number} REFUSED")
        machine.wait_for(r"CMDLINE \[kernel answer=42\]", 30)
        machine.wait_for("KERNEL ENDS")


def test_plain_elf_kernel(lab, vm, folder):
    net = lab(1)
    elf = kernel(folder, "mbi", "FLAGS=0x8000ffff", base=2 << 20)
    content = elf.read_bytes().replace(struct.pack("<I", 0x1badb002), bytes(4), 1)
    serve(net, "chain kernel", {"kernel": content})
    with vm(net, "lkrn", cmdline="multiboot") as machine:
        machine.wait_for("KERNEL STARTED magic 00000000 zeros 00000000", 30)
        machine.wait_for("KERNEL ENDS")
        assert "INFO" not in machine.text


def test_kernels_that_cannot_be_started(lab, vm, folder):
    """Each says why, and the script goes on."""
    net = lab(1)
    good = kernel(folder, "mbi", "FLAGS=3").read_bytes()
    demands = kernel(folder, "mbi", "FLAGS=0x103").read_bytes()
    high = kernel(folder, "mbi", "FLAGS=3", base=0x30000000).read_bytes()
    bits = bytearray(good)
    bits[4] = 2
    serve(net, "chain demands || echo 1 REFUSED\nchain cut || echo 2 REFUSED\n"
          "chain bits || echo 3 REFUSED\nchain high || echo 4 REFUSED\nchain good",
          {"demands": demands, "cut": good[:0x1010], "bits": bytes(bits),
           "high": high, "good": good})
    with vm(net, "lkrn", cmdline="multiboot") as machine:
        machine.wait_for("demands: not a usable kernel: it demands what this "
                         "loader does not have")
        machine.wait_for("1 REFUSED")
        machine.wait_for("cut: not a usable kernel: the file is cut short")
        machine.wait_for("2 REFUSED")
        machine.wait_for("bits: not a usable kernel: it is no program for 32-bit")
        machine.wait_for("3 REFUSED")
        machine.wait_for("high: there is no place in memory for the kernel")
        machine.wait_for("4 REFUSED")
        machine.wait_for("KERNEL ENDS")


# The cloud kernel has no driver for Xen's console: its log goes there all the same.
DOM0_INIT = """#!/bin/busybox sh
/bin/busybox mkdir -p /proc
/bin/busybox mount -t proc proc /proc
echo "<0>HELLO FROM DOMAIN 0: $(/bin/busybox cat /marker)" > /dev/kmsg
echo "<0>COMMAND LINE: $(/bin/busybox cat /proc/cmdline)" > /dev/kmsg
/bin/busybox poweroff -f
"""


def test_xen_starts_linux(lab, vm):
    """Debian's Xen with Debian's kernel and an initrd, as iPXE's scripts have it.
    What QEMU emulates of SMAP does not suit Xen."""
    net = lab(1)
    serve(net, "kernel xen.gz console=com1 com1=115200,8n1 dom0_mem=300M\n"
          "module vmlinuz earlyprintk=xen quiet answer=42\n"
          "module initrd.img\nboot", {
              "xen.gz": LOADERS / "xen.gz", "vmlinuz": media.kernel(),
              "initrd.img": media.greeting_initrd("of Xen", init=DOM0_INIT)})
    with vm(net, "lkrn", cmdline="multiboot", memory=512,
            extra=["-cpu", "max,smap=off,smep=off,pku=off"]) as machine:
        machine.wait_for(r"Xen version [0-9.]+", 60)
        machine.wait_for("Command line: console=com1 com1=115200,8n1 dom0_mem=300M")
        machine.wait_for("HELLO FROM DOMAIN 0: of Xen", 120)
        machine.wait_for("COMMAND LINE: .*quiet answer=42")
