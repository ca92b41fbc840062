# SPDX-License-Identifier: GPL-2.0-or-later
"""One boot: how long until the boot script's first request reached a server,
in its parts, what was sent, and how much memory was used."""

import os
import re
from pathlib import Path

from lab import Lab, LabError, Vm, boot_disk
from witness import Witness

# The script's first request is the end of a boot.
NEXT = "next"
SCRIPT = f"#!ipxe\nimgfetch {NEXT}\nsleep 30\n"
FILES = {"boot.ipxe": SCRIPT, NEXT: "next"}
# The script of stock-lkrn, which is left out without one.
MENU = os.environ.get("MENU")

# What the BIOS prints; the first other line is the firmware's.
BIOS_LINE = re.compile(r"\s*(SeaBIOS|Booting from|Press F12|Machine UUID|$)")

PAGE = 4096
MEMORY_MIB = 256
LIMIT = 420  # seconds; 16 NICs in turn take five minutes


def vm_options(firmware):
    """What a firmware is given besides itself: stock lkrn has a menu."""
    if firmware == "stock-lkrn":
        return {"script": Path(MENU).read_text(encoding="utf-8")}
    return {}


def prepare(lab, point):
    """Start the servers behind the NICs; the NICs whose link is down."""
    for segment in lab.segments:
        if segment.number == point.live:
            segment.dnsmasq(boot="boot.ipxe", files=FILES)
        elif point.losers == "nofile":
            segment.dnsmasq()
        elif point.losers == "missing":
            segment.dnsmasq(boot="missing.ipxe", files={})
    if point.losers != "down":
        return ()
    return [nic for nic in range(point.nics) if nic != point.live]


def measure(point):
    """{metric: number}; {"failed": 1} if it did not boot in time."""
    with Lab(point.nics) as lab:
        down = prepare(lab, point)
        with Witness(lab) as witness, \
                Vm(lab, point.firmware, link_down=down, memory=MEMORY_MIB,
                   **vm_options(point.firmware)) as vm:
            if not witness.wait(NEXT, LIMIT, vm.child.running):
                return {"failed": 1}
            run = times(vm.started_wall, first_character(vm), witness.seen)
            run.update(memory(vm))
        run.update(wire(lab))
    return run


def times(start, firmware, seen):
    """start: when QEMU was, or the first program; firmware: seconds from then
    to the firmware's first character; seen: see Witness."""
    first, ack, end = seen["DISCOVER"], seen["ACK"], seen[NEXT]
    return {name: seconds * 1000 for name, seconds in {
        "script_ms": end - start,
        "firmware_ms": end - start - firmware,
        "bios_ms": firmware,
        "before_ms": first - start - firmware,
        "race_ms": ack - first,
        "fetch_ms": end - ack}.items()}


def first_character(vm):
    """Seconds from QEMU's start to the firmware's first character."""
    position = 0
    for line in vm.text.split("\n"):
        if not BIOS_LINE.match(line):
            break
        position += len(line) + 1
    for moment, length in vm.console.times:
        if length > position:
            return moment - vm.started
    raise LabError("the firmware printed nothing")


# --- memory

def bare(_point):
    """Memory that the BIOS alone has used when it starts a disk."""
    with Lab(1) as lab:
        disk = boot_disk(lab.path("disk"))
        with Vm(lab, "rom", rom_on=(), disk=disk, memory=MEMORY_MIB) as vm:
            vm.wait_for("DISK BOOTED")
            return memory(vm)


def memory(vm):
    """Memory when the script begins: guest pages that hold anything at all,
    what is left of base memory, what option ROMs keep of their area."""
    low = vm.memory(0, 1 << 20)
    used = sum(1 for page in pages(vm) if page.strip(b"\0"))
    return {"used_kib": used * PAGE // 1024,
            "base_kib": int.from_bytes(low[0x413:0x415], "little"),
            "rom_area_bytes": rom_area(low[0xc0000:0xe0000])}


def pages(vm, chunk=16 << 20):
    """All of memory from 1 MiB on, in pages."""
    for start in range(1 << 20, MEMORY_MIB << 20, chunk):
        part = vm.memory(start, min(chunk, (MEMORY_MIB << 20) - start))
        for offset in range(0, len(part), PAGE):
            yield part[offset:offset + PAGE]


def rom_area(area):
    """Bytes of option ROMs in an image of C0000h to DFFFFh."""
    total = offset = 0
    while offset < len(area):
        size = 0
        if area[offset:offset + 2] == b"\x55\xaa":
            size = area[offset + 2] * 512
            total += size
        offset += max(2048, -(-size // 2048) * 2048)
    return total


# --- the wire

def wire(lab):
    """What the VM sent, by NIC and type."""
    run = {}
    for segment in lab.segments:
        for kind in sent(segment):
            key = f"sent net{segment.number} {kind}"
            run[key] = run.get(key, 0) + 1
    return run


def sent(segment):
    """The type of each frame that the VM sent there."""
    own = bytes.fromhex(segment.mac.replace(":", ""))
    dhcp = iter([m.type for m in segment.dhcp() if m.packet.src == segment.mac])
    for frame in segment.capture():
        data = bytes(frame)
        if data[6:12] == own:
            kind = frame_type(data)
            yield next(dhcp, kind) if kind == "DHCP" else kind


def frame_type(data):
    """DHCP, TFTP, DNS, TCP, ICMP, ARP, IPv6 or other, of an Ethernet frame."""
    ethertype = data[12:14]
    if ethertype != b"\x08\x00" or len(data) < 38:
        return {b"\x08\x06": "ARP", b"\x86\xdd": "IPv6"}.get(ethertype, "other")
    protocol = data[23]
    if protocol != 17:
        return {1: "ICMP", 6: "TCP"}.get(protocol, "other")
    start = 14 + (data[14] & 15) * 4
    port = int.from_bytes(data[start + 2:start + 4], "big")
    # A TFTP server answers from a port of its own choice.
    return {67: "DHCP", 4011: "DHCP", 53: "DNS"}.get(port, "TFTP")
