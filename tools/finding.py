#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes something to look at, or a unit test, of what a fuzzer has found.

    tools/finding.py NAME FILE                 the records of the input
    tools/finding.py NAME FILE --pcap OUT      its frames, for Wireshark
    tools/finding.py NAME FILE --test          a unit test, on standard output

NAME is that of the fuzzer, tests/fuzz/fuzz_NAME.c. Frames are written as they are
in the input, before the fuzzer puts checksums and numbers right.
"""
import argparse
import pathlib
import struct
import sys

FUZZ = pathlib.Path(__file__).resolve().parent.parent / "tests" / "fuzz"
RECORD_MAX = 0x7ff
LATER = 0x8000


def records(data):
    """The records of an input, as (late, kind, bytes); see tests/fuzz/fuzz.h."""
    while len(data) >= 3:
        head, kind = struct.unpack(">HB", data[:3])
        length = head & RECORD_MAX
        yield bool(head & LATER), kind, data[3:3 + length]
        data = data[3 + length:]


def tftp_records(data):
    """The packets of fuzz_tftp.c, in the same form."""
    while len(data) >= 2:
        head = struct.unpack(">H", data[:2])[0]
        length = head & 0x7fff
        yield bool(head & 0x8000), 0, data[2:2 + length]
        data = data[2 + length:]


def udp_frame(payload, source, dest):
    """A frame with that payload from the server to the client."""
    udp = struct.pack(">HHHH", source, dest, 8 + len(payload), 0) + payload
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0,
                     b"\x0a\0\0\1", b"\x0a\0\0\2")
    total = sum(struct.unpack(">10H", ip))
    total = (total & 0xffff) + (total >> 16)
    ip = ip[:10] + struct.pack(">H", ~total & 0xffff) + ip[12:]
    return b"\xff" * 6 + b"\2\0\0\0\0\1\x08\0" + ip + udp


# How the frames of each fuzzer's input are found: (late, kind, frame).
FRAMES = {
    "multibootdhcp": lambda data: [(False, data[0] if data else 0, data[1:])],
    "stack": records,
    "race": lambda data: (r for r in records(data[1:]) if not r[1] & 8),
    "pxe": lambda data: (r for r in records(data) if r[1] == 0),
    "dhcp": lambda data: ((late, kind, udp_frame(d, 67, 68)) for late, kind, d in records(data)),
    "dhcppkt": lambda data: [(False, 0, udp_frame(data, 67, 68))],
    "dns": lambda data: [(False, 0, udp_frame(data, 53, 1024))],
    "tftp": lambda data: ((late, kind, udp_frame(d, 69, 1024))
                          for late, kind, d in tftp_records(data)),
}
IN_RECORDS = {"stack", "race", "pxe", "dhcp", "initrd", "tftp"}


def pcap(frames):
    """A capture (https://www.tcpdump.org/manpages/pcap-savefile.5.html) with a
    second before each frame that is late, and a millisecond before others."""
    out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
    micros = 0
    for late, _, frame in frames:
        micros += 1000000 if late else 1000
        out += struct.pack("<IIII", *divmod(micros, 1000000), len(frame), len(frame)) + frame
    return out


def test_source(name, data):
    """A unit test that gives the input to the fuzzer once more."""
    source = (FUZZ / f"fuzz_{name}.c").read_text()
    replaced = [line for line in source.splitlines() if line.startswith("REPLACES(")]
    lines = [", ".join(f"0x{byte:02x}" for byte in data[at:at + 12]) + ","
             for at in range(0, len(data), 12)]
    out = ["/* SPDX-License-Identifier: GPL-2.0-or-later */", "",
           f"/* What fuzz_{name} has found. */", "", '#include "unit.h"',
           f'#include "../fuzz/fuzz_{name}.c"', ""]
    # The makefile looks for these lines in the test's own source.
    out += replaced + [""] * bool(replaced)
    out += ["static const uint8_t finding[] = {"] + ["\t" + line for line in lines] + ["};", ""]
    out += ["static void survives(void **state)", "{",
            "\tassert_int_equal(LLVMFuzzerTestOneInput(finding, sizeof(finding)), 0);", "}", "",
            "int main(void)", "{", "\tconst struct CMUnitTest tests[] = {",
            "\t\tcmocka_unit_test(survives),", "\t};", "",
            "\treturn cmocka_run_group_tests(tests, NULL, NULL);", "}"]
    return "\n".join(out) + "\n"


def show(name, data):
    """Prints the records, or all of the input where it has none."""
    parts = [(False, 0, data)]
    if name in IN_RECORDS:
        parts = tftp_records(data) if name == "tftp" else records(data[name == "race":])
    for number, (late, kind, part) in enumerate(parts):
        print(f"{number}: kind 0x{kind:02x}{', a second later' * late}, {len(part)} bytes")
        for at in range(0, len(part), 16):
            chunk = part[at:at + 16]
            text = "".join(chr(c) if 32 <= c < 127 else "." for c in chunk)
            print(f"  {at:04x}  {chunk.hex(' '):47}  {text}")


def main():
    """Does what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--pcap", type=pathlib.Path, metavar="OUT")
    parser.add_argument("--test", action="store_true")
    args = parser.parse_args()
    if not (FUZZ / f"fuzz_{args.name}.c").exists():
        sys.exit(f"finding: there is no fuzzer {args.name}; tests/fuzz has them all")
    data = args.file.read_bytes()
    if args.test:
        print(test_source(args.name, data), end="")
    elif args.pcap and args.name not in FRAMES:
        sys.exit(f"finding: the input of {args.name} has no frames; those of "
                 f"{', '.join(sorted(FRAMES))} do")
    elif args.pcap:
        args.pcap.write_bytes(pcap(FRAMES[args.name](data)))
    else:
        show(args.name, data)


if __name__ == "__main__":
    main()
