#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of the fuzzers: what each protocol looks like when nothing is
wrong with it. Those that are text lie in tests/fuzz/corpus instead.

    seeds.py DIR [KERNEL] [EFI PROGRAM]...
"""
import pathlib
import struct
import sys
import zlib

LATER = 0x8000


def record(kind, data, flags=0):
    """A record as tests/fuzz/fuzz.h has it."""
    return struct.pack(">HB", flags | len(data), kind) + data


def option(tag, data):
    """An option of DHCP (RFC 2132), or one inside option 43."""
    return bytes([tag, len(data)]) + data


def bootp(options, address=b"\x0a\0\0\x33", file=b"boot.ipxe", server=b"\x0a\0\0\1"):
    """A reply of BOOTP with options of DHCP (RFC 2131 section 2)."""
    head = struct.pack(">4B4sHH", 2, 1, 6, 0, b"\0\0\0\1", 0, 0)
    head += bytes(4) + address + server + bytes(4)
    head += bytes(16) + bytes(64) + file.ljust(128, b"\0")
    return head + b"\x63\x82\x53\x63" + options + b"\xff"


def answer(kind, *options, **more):
    """A reply of DHCP of that type, from 10.0.0.1."""
    return bootp(option(53, bytes([kind])) + option(54, b"\x0a\0\0\1") +
                 option(1, b"\xff\xff\xff\0") + option(51, b"\0\1\0\0") +
                 b"".join(options), **more)


def ethernet(payload, kind=0x0800, dest=b"\xff" * 6):
    """A frame from the server's address."""
    return dest + b"\2\0\0\0\0\1" + struct.pack(">H", kind) + payload


def ip(protocol, payload, flags=0, source=b"\x0a\0\0\1", dest=b"\x0a\0\0\2"):
    """A packet of IPv4; fuzzers put its checksum right."""
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 7, flags, 64,
                       protocol, 0) + source + dest + payload


def udp(source, dest, payload):
    """A datagram of UDP without a checksum."""
    return struct.pack(">HHHH", source, dest, 8 + len(payload), 0) + payload


def tcp(flags, payload=b"", options=b""):
    """A segment of TCP; fuzzers put its ports and numbers right."""
    return struct.pack(">HHIIBBHHH", 80, 0, 1000, 0, (20 + len(options)) // 4 << 4,
                       flags, 8192, 0, 0) + options + payload


def menu(prompt=b"\0Boot"):
    """Option 43 with a menu of three items and boot servers (PXE 2.1, 2.2.2)."""
    items = b"\0\0\5Local\x80\1\4Next\0\2\4Last"
    return option(43, option(6, b"\7") + option(8, b"\x80\1\1\x0a\0\0\1\0\2\1\x0a\0\0\2") +
                  option(9, items) + option(10, prompt) + b"\xff")


def dhcp():
    """Leases, refusals, proxies and menus, for the client of the stack."""
    right, second, from_pxe, more = 1, 2, 4, 8
    pxe = option(60, b"PXEClient")
    yield "lease", record(right, answer(2)) + record(right, answer(5))
    yield "nak", record(right, answer(2)) + record(right, answer(6)) + \
        record(right, answer(2)) + record(right, answer(5))
    proxy = bootp(option(53, b"\2") + option(54, b"\x0a\0\0\2") + pxe,
                  address=bytes(4), server=bytes(4), file=b"")
    named = bootp(option(53, b"\5") + option(54, b"\x0a\0\0\2") + pxe,
                  address=bytes(4), file=b"pxe.0")
    yield "proxy", record(right | more, answer(2, file=b"")) + \
        record(right | second, proxy) + record(right, answer(5, file=b"")) + \
        record(right | second | from_pxe, named)
    found = answer(5, option(43, option(71, b"\x80\1\0\0") + b"\xff"))
    found2 = answer(5, option(43, option(71, b"\0\2\0\0") + b"\xff"))
    for name, prompt, keys, reply in (("menu", b"\x0aBoot", b" 2", found),
                                      ("last", b"\xffBoot", b"x3", found2),
                                      ("first", b"\0Boot", b"", found)):
        yield name, record(right, answer(2, pxe, menu(prompt))) + \
            record(right, answer(5, pxe, menu(prompt))) + keys + record(right, reply)


def lacp():
    """A LACPDU of a switch that has no partner yet (IEEE 802.1AX 6.4.2)."""
    actor = struct.pack(">BBH6sHHHB3s", 1, 20, 0x8000, b"\2\0\0\0\0\1", 1, 0x80, 1, 0x45, b"")
    partner = struct.pack(">BBH6sHHHB3s", 2, 20, 0, b"", 0, 0, 0, 0, b"")
    return ethernet(b"\1\1" + actor + partner + b"\3\x10" + bytes(66), 0x8809,
                    b"\1\x80\xc2\0\0\2")


def bpdu(flags):
    """A BPDU of RSTP (IEEE 802.1D 9.3.3)."""
    body = b"\x42\x42\3" + struct.pack(">HBBB8sI8sHHHHHB", 0, 2, 2, flags, b"\x80", 0,
                                        b"\x80", 0x8001, 0, 0x1400, 0x200, 0xf00, 0)
    return b"\1\x80\xc2\0\0\0\2\0\0\0\0\1" + struct.pack(">H", len(body)) + body.ljust(46, b"\0")


def race():
    """Races that are won, refused, blocked and cut off."""
    fix, link, tag, arp = 4, 8, 16, 32
    offer = ethernet(ip(17, udp(67, 68, answer(2))))
    ack = ethernet(ip(17, udp(67, 68, answer(5))))
    nak = ethernet(ip(17, udp(67, 68, answer(6))))
    for turn in b"\2", b"\3":
        yield "vlan" + str(turn[0]), turn + record(fix | tag, offer) * 8 + \
            record(fix | tag, ack) * 8
    for turn in b"\0", b"\1":
        yield "won" + str(turn[0]), turn + record(fix, offer) * 3 + record(fix, ack) * 3
        yield "nak" + str(turn[0]), turn + record(fix | 1, offer) * 3 + record(fix | 1, nak) * 3
    yield "link", b"\0" + record(fix | 1, offer) + record(link | 1, b"") * 3 + \
        record(fix | 2, offer) + record(link | 2, b"", LATER) + record(fix, offer)
    yield "switch", b"\0" + record(0, lacp()) + record(1, bpdu(0)) + \
        record(2, bpdu(0x3c)) + record(0, lacp(), LATER) + record(fix | 2, offer) * 2 + \
        record(fix | 2, ack) * 2
    proxy = bootp(option(53, b"\2") + option(54, b"\x0a\0\0\2") + option(60, b"PXEClient") +
                  option(43, option(6, b"\x08")), address=bytes(4))
    yield "proxy", b"\0" + record(fix, ethernet(ip(17, udp(67, 68, answer(2, file=b""))))) + \
        record(fix, ethernet(ip(17, udp(67, 68, proxy)))) + record(fix, ack) * 4


    log = option(7, b"\x0a\0\0\x09")
    lease = ethernet(ip(17, udp(67, 68, answer(5, log))))
    far = ethernet(ip(17, udp(67, 68, answer(5, option(3, b"\x0a\0\0\xfe"),
                                             option(7, b"\xc0\xa8\0\1")))))
    for turn in b"\0", b"\1", b"\2", b"\4", b"\6":
        where = fix | (tag if turn in b"\2\6" else 0)
        yield "log" + str(turn[0]), turn + record(where, offer) * 3 + \
            record(where, far if turn == b"\1" else lease) * 3 + \
            record(0, b"", LATER) * 12 + record(arp | where & tag, bytes(60)) * 90


def stack():
    """ARP, ICMP, fragments, UDP, and a connection of TCP."""
    sums, addresses, segment, datagram = 1, 2, 4, 8
    arp = ethernet(struct.pack(">HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, b"\2\0\0\0\0\1",
                               b"\x0a\0\0\1", b"", b"\x0a\0\0\2") + bytes(18), 0x0806)
    yield "arp", record(0, arp)
    ping = ethernet(ip(1, b"\x08\0\0\0\0\1\0\1" + bytes(16)))
    quoted = ip(17, udp(4000, 69, b"x"), source=b"\x0a\0\0\2", dest=b"\x0a\0\0\1")
    unreachable = ethernet(ip(1, b"\3\3\0\0" + bytes(4) + quoted))
    yield "icmp", record(sums | addresses, ping) + record(sums | addresses, unreachable)
    yield "udp", record(sums | addresses | datagram, ethernet(ip(17, udp(69, 0, b"data" * 9))))
    first = ethernet(ip(17, udp(69, 4000, bytes(48)), flags=0x2000), dest=b"\2\0\0\0\0\x10")
    last = ethernet(ip(17, bytes(40), flags=7), dest=b"\2\0\0\0\0\x10")
    yield "fragments", record(sums, first) + record(sums, last) + record(sums, first)
    mss = b"\2\4\5\xb4\3\3\7\1"
    every = sums | addresses | segment
    yield "tcp", record(every, ethernet(ip(6, tcp(0x12, options=mss)))) + \
        record(every, ethernet(ip(6, tcp(0x10, b"HTTP/1.1 200 OK\r\n\r\n")))) + \
        record(every, ethernet(ip(6, tcp(0x11, b"end"))))
    yield "reset", record(every, ethernet(ip(6, tcp(0x12)))) + \
        record(every, ethernet(ip(6, tcp(0x14))))


def pxe():
    """Calls of the PXE API that programs make."""
    at = struct.pack("<HH", 0, 0x2000)
    server = b"\x0a\0\0\1"
    status = b"\0\0"
    name = b"file".ljust(128, b"\0")
    frame = ethernet(ip(17, udp(69, 0, b"\0\6blksize\x00512\0")))
    block = ethernet(ip(17, udp(1069, 0, b"\0\3\0\1" + bytes(100))))
    yield "cache", b"".join(record(0x71, status + bytes([kind, 0]) + struct.pack("<H", 0) +
                                   bytes(6)) for kind in (1, 2, 3))
    opened = record(0x20, status + server + bytes(4) + name + struct.pack(">H", 69) +
                    struct.pack("<H", 512))
    yield "tftp", opened + record(0, frame) + record(0x22, status + bytes(4) + at) + \
        record(0, block) + record(0x22, status + bytes(4) + at) + record(0x21, status)
    yield "size", record(0x25, status + server + bytes(4) + name + bytes(4))
    yield "file", record(0x23, status + name + struct.pack("<II", 4096, 0x20000) + server +
                         bytes(16))
    yield "restart", record(0x73, status + name + struct.pack("<II", 4096, 0x7c00) + server +
                            bytes(16))
    yield "udp", record(0x30, status + b"\x0a\0\0\2") + \
        record(0x33, status + server + bytes(4) + struct.pack(">HH", 4000, 69) +
               struct.pack("<H", 20) + at) + \
        record(0, ethernet(ip(17, udp(69, 4000, b"answer")))) + \
        record(0x32, status + bytes(8) + struct.pack(">HH", 0, 4000) +
               struct.pack("<H", 100) + at) + record(0x31, status)
    undi = record(6, status + struct.pack("<HH", 0, 7) + bytes(50))
    sent = record(0xff, b"\xff" * 6 + b"\2\0\0\0\0\x10\x08\0" + bytes(46) + bytes(40) +
                  struct.pack("<HHHH", 60, 0, 0x2000, 0))
    yield "undi", undi + sent + record(8, status + b"\0\0" + at +
                                       struct.pack("<HH", 100, 0x2000) + bytes(8)) + \
        record(0, frame) + record(0x14, status + b"\1\0" + bytes(24)) + \
        record(0x14, status + b"\2\0" + bytes(24)) + record(7, status)


def rings():
    """What a device does when nothing is wrong with it."""
    for name, features in ("modern", 0), ("legacy", 1), ("large", 2):
        # Until it is open: a reset that works, a MAC address, queues of 128.
        start = bytes([features]) + b"\x0e" * 30
        yield "virtio", name, start + b"\0\0\0\x48\xda" * 4 + b"\3\2\0\0\0\0" + b"\x0d\4\5" + \
            bytes(20) + b"\0\0\0\x48\xda" * 8 + b"\6\6\5" + bytes(20)
    for name, family in ("e1000", 0), ("e1000e", 1):
        yield "intel", name, bytes([family]) + b"\0" * 40 + b"\0\0\0\x3c" * 3 + b"\2\x08\0\1\3" + \
            bytes(16) + b"\0\1\0\x3c"


def virtio_config():
    """Configuration space with capabilities of virtio (virtio 1.2, 4.1.4)."""
    config = bytearray(256)
    struct.pack_into("<HHHH", config, 0, 0x1af4, 0x1041, 0, 0x10)
    struct.pack_into("<I", config, 0x10, 0xc001)
    struct.pack_into("<II", config, 0x20, 0xfe000004, 0)
    config[0x34] = 0x40
    for i, kind in enumerate((5, 1, 2, 4)):
        where = 0x40 + 0x20 * i
        following = where + 0x20 if i < 3 else 0
        struct.pack_into("<BBBBBxxxII", config, where, 9, following, 20, kind, 4,
                         0x1000 * i, 0x1000)
    yield "modern", bytes(config) + bytes(8) + b"\0\x0b" * 40
    struct.pack_into("<I", config, 0x24, 1)
    yield "window", bytes(config) + bytes(8) + b"\0\x0b" * 40
    yield "legacy", bytes(config[:6]) + bytes(10) + b"\1\xc0\0\0" + bytes(236) + b"\0\0\0\3" * 20


def smbios():
    """A table of three structures (DSP0134 section 7)."""
    table = b"\1\x1b\0\1\1\2\0\3" b"0123456789abcdef" b"\6\0\0" b"Maker\0Product\0\0" \
        b"\3\x09\0\3\0\1\0\0\1" b"ASSET\0\0" b"\x7f\4\0\x7f\0\0"
    yield "table", b"\0\1\5\0" + table


def codec():
    """Packed text, text to pack, and code."""
    text = b"abracadabra " * 40
    yield "lz", b"\0" + struct.pack(">2H", len(text), 0x513) + bytes.fromhex(
        "30988eb8b53c0e78b3d7d167914416526b8f46a2f7edf5cdfd00")
    yield "text", b"\3" + struct.pack(">H", 0x513) + text
    yield "lz4", b"\1" + struct.pack(">H", 30) + b"\x40abcd\4\0\xf0" + bytes([7]) + \
        b"0123456789abcdefghijkl"
    code = bytes.fromhex("5589e583ec08e8100000008b450885c07405e9000100000f84200000"
                         "00c745fc01000000a1001000008b8480001000005dc390c3")
    yield "code", b"\2" + code * 3
    yield "noise", b"\2" + zlib.compress(bytes(range(256)) * 4)


def tftp():
    """A transfer with options, one without, one that fails, in fuzz_tftp.c's form."""
    def packet(data, late=False):
        return struct.pack(">H", len(data) | (0x8000 if late else 0)) + data
    oack = packet(b"\0\6blksize\x00512\0tsize\x000600\0windowsize\x004\0")
    one = packet(b"\0\3\0\1" + bytes(512))
    two = packet(b"\0\3\0\2" + bytes(88))
    yield "options", oack + one + two
    yield "stray", oack + packet(b"\0\3\0\5" + bytes(512), True) + one + one + two
    yield "plain", packet(b"\0\3\0\1" + bytes(12))
    yield "error", packet(b"\0\5\0\1File not found\0")


def dns():
    """Answers with an address, an alias, and none (RFC 1035 section 4)."""
    head = struct.pack(">HHHHHH", 0, 0x8180, 1, 1, 0, 0)
    address = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + b"\x0a\0\0\x09"
    yield "address", head + address
    alias = b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 60, 4) + b"\1x\xc0\x0c"
    yield "alias", struct.pack(">HHHHHH", 0, 0x8180, 1, 2, 0, 0) + alias + \
        b"\xc0\x26" + address[2:]
    yield "none", struct.pack(">HHHHHH", 0, 0x8183, 1, 0, 0, 0)


def efi_program(sections=1):
    """The headers of a program for UEFI (PE32+) and a device path."""
    head = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    optional = struct.pack("<HBBIIIII", 0x20b, 0, 0, 512, 0, 0, 0x1000, 0x1000)
    optional += struct.pack("<QIIHHHHHHIIIIHHQQQQII", 0, 0x1000, 512, 0, 0, 0, 0, 0, 0, 0,
                            0x2000, 512, 0, 10, 0, 0, 0, 0, 0, 0, 0)
    file = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, sections, 0, 0, 0, len(optional), 0x22)
    section = b".text\0\0\0" + struct.pack("<IIIIIIHHI", 512, 0x1000, 512, 512, 0, 0, 0, 0, 0)
    return (head + file + optional + section * sections).ljust(1024, b"\0")


def efi():
    """Programs, and two device paths of a NIC (UEFI 2.10 chapter 10)."""
    yield "program", efi_program()
    path = b"\2\1\x0c\0\xd0\x41\3\x0a\0\0\0\0" + b"\1\1\6\0\0\3" + \
        b"\3\x0b\x25\0\x52\x54" + bytes(31) + b"\x7f\xff\4\0"
    yield "paths", path + path.replace(b"\1\1\6\0\0\3", b"\1\1\6\0\0\4")
    yield "prefix", path + (path[:18] + b"\x7f\xff\4\0").ljust(len(path), b"\0")


def elf_kernel(content, *segments, entry=0x100000):
    """An ELF file for 32-bit processors; segments: (offset, virtual address, address,
    length in the file, length in memory)."""
    head = b"\x7fELF\1\1\1".ljust(16, b"\0") + struct.pack(
        "<HHIIIIIHHH", 2, 3, 1, entry, 52, 0, 0, 52, 32, len(segments))
    head = head.ljust(52, b"\0") + b"".join(
        struct.pack("<IIIIIIII", 1, *segment, 7, 4096) for segment in segments)
    return head.ljust(0x200, b"\0") + content


def elf():
    """Kernels that say where they go: with and without Multiboot's header, which may
    have addresses of its own."""
    def header(flags, *addresses):
        return struct.pack("<III", 0x1badb002, flags, -(0x1badb002 + flags) % (1 << 32)) + \
            struct.pack(f"<{len(addresses)}I", *addresses)

    code = bytes(range(256))
    yield "plain", elf_kernel(code, (0x200, 0x100000, 0x100000, 256, 4096))
    yield "mbi", elf_kernel(header(3) + code, (0x200, 0xc0100000, 0x100000, 268, 6 << 20),
                            (0x210, 0xd0000000, 0x2000000, 8, 8), entry=0xc010000c)
    yield "addresses", bytes([0xff] * 16) + header(
        0x10003, 0x100010, 0x100000, 0, 0x800000, 0x100040) + code
    yield "refused", elf_kernel(header(0x103), (0x200, 0x100000, 0x100000, 12, 12))


def bzimage():
    """A kernel of the boot protocol 2.15 with a few bytes of code."""
    image = bytearray(512 * 5 + 4096)
    image[0x1f1] = 4
    struct.pack_into("<I", image, 0x1f4, 4096 // 16)
    struct.pack_into("<H", image, 0x1fe, 0xaa55)
    image[0x202:0x208] = b"HdrS\x0f\x02"
    image[0x211] = 1
    struct.pack_into("<I", image, 0x22c, 0x7fffffff)
    struct.pack_into("<IBB", image, 0x230, 0x200000, 1, 21)
    struct.pack_into("<I", image, 0x238, 2047)
    struct.pack_into("<Q", image, 0x258, 0x1000000)
    struct.pack_into("<I", image, 0x260, 0x100000)
    return bytes(image)


def images(kernel):
    """Files of all kinds."""
    yield "nbp", b"\1" + b"\xea\5\0\xc0\7\x90" + bytes(range(250))
    yield "text", b"\0" + b"Dear reader, this is text.\r\n"
    yield "blank", b"\0" + b"\xff" * 64
    yield "script", b"\1#!ipxe\necho hello\n"
    yield "kernel", b"\1" + bzimage()
    if kernel:
        yield "real", b"\1" + kernel


def initrd():
    """Images with names, paths, folders and modes."""
    yield "files", record(0, b"/etc/hosts mode=640 mkdir=-1\0" + b"127.0.0.1") + \
        record(0, b"name=/a/b/c mkdir=1\0text") + record(1, b"/init\0#!/bin/sh")
    yield "archives", record(0, b"\0" + b"070701") + record(0, b"\0" + bytes(100)) + \
        record(0, b"x y=z\0")
    # More than there is memory for twice, so that they are joined in place.
    yield "large", b"".join(record(0, b"/f\0" + bytes(2000)) for i in range(8))


def readline():
    """Keys: arrows, editing, history, completion, pasted text and UTF-8."""
    yield "edit", b"echo hello\x1b[D\x1b[D\x1bOH\x1b[3~\x1b[1;5C\x01x\x05\x17\x0b\r"
    yield "history", b"one\rtwo\r\x1b[A\x1b[A\x1b[B\x10\x0e\r\x1b[5~\x15\x04"
    yield "complete", b"mul\t\rifst\t\r${net0/\t\t\rset net0/i\t\x03"
    yield "long", b"\xc3\xa4\xe2\x82\xac" * 60 + b"\x1b[D" * 100 + b"\x0c\x08\x7f\r"
    yield "slow", b"a\x1b\0\0[A\x1b\0b\r"


def ansi():
    """Sequences that forms and menus write."""
    yield "screen", b"\0\x1b[2J\x1b[H\x1b[1;37;44mMenu\x1b[0m\n\x1b[5;10Htext\x1b[K\x1b[J\x1b[6n"
    yield "moves", b"\0\x1b[3A\x1b[4B\x1b[C\x1b[D\x1b[7m\x1b[27m\x1b[?25l\x1b[?25h\x1b[99;999H" + \
        "\xe4\u2500\u20ac".encode() + b"\x80\xc3"


def uris():
    """URIs and relative references (RFC 3986)."""
    yield "http", b"http://user:pass%20word@host.lab:8080/a/b?q=1#f\n../c/./d?x"
    yield "tftp", b"tftp://10.0.0.1/boot%2fx\n//other/path"
    yield "path", b"/a/b/c\nfile"
    yield "opaque", b"mailto:a@b\n#frag"


def dhcppkt():
    """Replies alone, as the parser of packets takes them."""
    yield "offer", answer(2, option(12, b"host"), option(43, option(71, b"\0\1\0\0") + b"\xff"))
    yield "menu", answer(5, option(60, b"PXEClient"), menu())
    yield "overload", answer(5, option(52, b"\3"), file=option(67, b"name") + b"\xff")


def all_seeds(kernel, programs):
    """All of them, as fuzzer, name and bytes."""
    for fuzzer, make in (("dhcp", dhcp), ("race", race), ("stack", stack), ("pxe", pxe),
                         ("virtiopci", virtio_config), ("smbios", smbios),
                         ("codec", codec), ("tftp", tftp), ("dns", dns), ("efi", efi), ("elf", elf),
                         ("initrd", initrd), ("readline", readline), ("ansi", ansi),
                         ("uri", uris), ("dhcppkt", dhcppkt)):
        for name, data in make():
            yield fuzzer, name, data
    yield from rings()
    # A real kernel's header and setup code, cut so that its length still fits.
    yield "bzimage", "made", bzimage()
    for name, data in images(bzimage()[:4096]):
        yield "image", name, data
    if kernel:
        head = bytearray(kernel[:0x8000])
        struct.pack_into("<I", head, 0x1f4, (len(head) - (head[0x1f1] + 1) * 512) // 16)
        yield "bzimage", "real", bytes(head)
        yield "linux", "kernel", bytes(head[:1024])
    for number, program in enumerate(programs):
        yield "linux", f"program{number}", program[:1024]
        yield "efi", f"program{number}", program[:4096]


def main():
    """Writes them into a folder for each fuzzer."""
    where = pathlib.Path(sys.argv[1])
    files = [pathlib.Path(p) for p in sys.argv[2:] if pathlib.Path(p).exists()]
    content = [p.read_bytes()[:0x8000] for p in files]
    kernels = [c for c in content if c[0x202:0x206] == b"HdrS"]
    programs = [c for c in content if c[:2] == b"MZ"]
    for fuzzer, name, data in all_seeds(kernels[0] if kernels else None, programs):
        folder = where / fuzzer
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
