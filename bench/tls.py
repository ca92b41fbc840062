#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares TLS libraries, compiled from Debian's source packages as the boot core
compiles lwIP, by size, memory and processor time: the table of docs/https.md.

    make bench-tls
    bench/tls.py FOLDER [--only TEXT]

FOLDER has the sources of wolfssl, bearssl and mbedtls (`tools/deps source`); TEXT is
a part of the name of the columns to measure, such as "bearssl -Os".

The client (bench/tls/) is a program for i386 without a C library. It is run by the
processor of the machine and by qemu-i386, against `openssl s_server`, and reads its
own processor time. Needs the packers that `make images` makes."""

import argparse
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / "bin"
NAME = "boot.test"
RUNS = 15
BULK = 16 << 20
KEYS = {"RSA-2048": ["rsa:2048"],
        "P-256": ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]}
BULKS = {"ChaCha20-Poly1305": ("TLS_CHACHA20_POLY1305_SHA256",
                               "ECDHE-RSA-CHACHA20-POLY1305"),
         "AES-128-GCM": ("TLS_AES_128_GCM_SHA256",
                         "ECDHE-RSA-AES128-GCM-SHA256")}
WOLFCRYPT = ("aes asn chacha chacha20_poly1305 coding curve25519 ecc error "
             "fe_operations ge_operations hash hmac kdf logging memory poly1305 random "
             "rsa sha256 sha512 signature sp_c32 sp_int wc_encrypt wc_port wolfmath")
# What a handshake spends most of its time in, for the level "mixed": -O2 for these
# files, -Os for the others.
HOT = ("sp_c32", "fe_operations")
GENERIC = ["-nostdinc", "-include", "compiler.h", "-Icore/include",
           "-Ibench/tls/include", "-Ibench/tls", "-std=gnu11", "-ffreestanding",
           "-fno-strict-aliasing", "-ffunction-sections", "-fdata-sections",
           "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-w"]
I386 = ["-m32", "-march=i386", "-mno-sse", "-mno-mmx", "-mno-80387", "-fno-pie",
        "-mregparm=3", "-mpreferred-stack-boundary=2", "-fomit-frame-pointer",
        "-fcf-protection=none"]
# What each target is compiled with: its compiler, its folder in core/arch, flags.
TARGETS = {
    "i386": ("gcc", "x86", I386),
    "x86-64": ("gcc", "x86", ["-m64", "-mno-red-zone", "-mgeneral-regs-only",
                              "-fpie", "-fcf-protection=none", "-DX86_BITS=64"]),
    "arm64": ("aarch64-linux-gnu-gcc", "arm64",
              ["-mgeneral-regs-only", "-fpie", "-mno-outline-atomics"])}


def run(*command, **options):
    """What a program prints; ends the benchmark if it fails."""
    done = subprocess.run([str(word) for word in command], cwd=options.pop(
        "cwd", ROOT), capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))[:200]}...\n{done.stderr[:2000]}")
    return done.stdout


def libraries(folder):
    """The sources and flags of each library, by its name."""
    wolfssl, bearssl, mbedtls = (next(path for path in folder.glob(name + "-*")
                                      if path.is_dir())
                                 for name in ("wolfssl", "bearssl", "mbedtls"))
    return {
        "wolfssl": ([wolfssl / "src" / f"{name}.c" for name in
                     "internal keys ssl tls tls13 wolfio".split()] +
                    [wolfssl / "wolfcrypt/src" / f"{name}.c"
                     for name in WOLFCRYPT.split()],
                    ["-DWOLFSSL_USER_SETTINGS", f"-I{wolfssl}"]),
        "bearssl": (sorted((bearssl / "src").rglob("*.c")),
                    [f"-I{bearssl}/inc", f"-I{bearssl}/src"] +
                    [f"-DBR_{name}=0" for name in (
                        "USE_UNIX_TIME USE_URANDOM USE_GETENTROPY SSE2 AES_X86NI "
                        "RDRAND POWER8").split()]),
        "mbedtls": (sorted((mbedtls / "library").glob("*.c")),
                    [f"-I{mbedtls}/include", f"-I{mbedtls}/library",
                     '-DMBEDTLS_CONFIG_FILE="mbedtls_config.h"'])}


def optimization(level, source):
    """The compiler's option for a source at a level."""
    if level == "mixed":
        return "-O2" if Path(source).stem in HOT else "-Os"
    return level


def compile_all(sources, level, flags, target, folder):
    """The objects of sources, compiled for a target at a level."""
    compiler, arch, target_flags = TARGETS[target]
    headers = run(compiler, "-print-file-name=include").strip()
    folder.mkdir(parents=True, exist_ok=True)

    def one(numbered):
        number, source = numbered
        made = folder / f"{number}-{Path(source).stem}.o"
        run(compiler, *GENERIC, "-isystem", headers, f"-Icore/arch/{arch}/include",
            f"-DOBJECT={re.sub('[^a-z0-9]', '_', Path(source).stem)}",
            *target_flags, optimization(level, source), *flags, "-c", source, "-o",
            made)
        return made

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, enumerate(sources)))


def reached(objects, target, folder):
    """Bytes of the code and constants that library_fetch() needs, of the library
    alone: what it takes of the boot core is not linked."""
    prefix = "aarch64-linux-gnu-" if target == "arm64" else ""
    out = folder / "reached"
    run(prefix + "ld", "-pie", "--no-dynamic-linker", "--gc-sections",
        "--unresolved-symbols=ignore-all", "-e", "library_fetch", "-z", "notext",
        *(["-m", "elf_i386"] if target == "i386" else []), "-o", out, *objects)
    sections = run("size", "-A", out)
    return sum(int(size) for name, size in re.findall(r"^(\S+) +(\d+)", sections, re.M)
               if re.match(r"\.(text|rodata|data\.rel\.ro|data$)", name))


def packed(objects, folder):
    """Bytes of the objects when packed as lkrn and as ROM images are."""
    (folder / "order.lds").write_text("")
    elf = folder / "packed.elf"
    rom = BIN / "pcbios-i386/core/platform/pcbios/rom"
    run("ld", "-m", "elf_i386", "-pie", "--no-dynamic-linker", "-z", "notext", "-z",
        "norelro", "-z", "noexecstack", "--no-warn-rwx-segments", "--build-id=none",
        "--gc-sections", "-L", folder, "-T", "core/platform/pcbios/runtime.lds", "-o",
        elf, *objects, rom / "join.o", rom / "x86_join.o")
    sizes = []
    for kind in ("fast", "small"):
        said = run(BIN / "tools/pack", kind, elf,
                   BIN / f"pcbios-i386/image/unpack-{kind}.elf", folder / "payload")
        sizes.append(int(re.search(r"packed (\d+)", said)[1]))
    return sizes


def static_memory(client):
    """Bytes of the variables of a client, without those of runtime.c and the buffer
    for what is downloaded."""
    symbols = re.findall(r"^\S+ (\S+) [bBdD] (\S+)", run(
        "nm", "-S", "--defined-only", client), re.M)
    return sum(int(size, 16) for size, name in symbols if not re.match(
        r"(arena|bench_stack|unused|trusted\.\d+|data\.\d+)$", name))


def make_keys(folder):
    """Makes an authority, and a certificate by it, for each kind of key."""
    extensions = folder / "extensions"
    extensions.write_text(f"subjectAltName=DNS:{NAME}\nbasicConstraints=CA:FALSE\n"
                          "keyUsage=digitalSignature\n")
    for kind, key in KEYS.items():
        new = ["openssl", "req", "-nodes", "-newkey", *key]
        run(*new, "-x509", "-days", 2, "-subj", f"/CN=CA {kind}", "-keyout",
            f"ca-{kind}.key", "-out", f"ca-{kind}.pem", cwd=folder)
        run("openssl", "x509", "-in", f"ca-{kind}.pem", "-outform", "DER", "-out",
            f"ca-{kind}.der", cwd=folder)
        run(*new, "-subj", f"/CN={NAME}", "-keyout", f"{kind}.key", "-out",
            f"{kind}.csr", cwd=folder)
        run("openssl", "x509", "-req", "-in", f"{kind}.csr", "-CA", f"ca-{kind}.pem",
            "-CAkey", f"ca-{kind}.key", "-CAcreateserial", "-days", 2, "-extfile",
            extensions, "-out", f"{kind}.pem", cwd=folder)


class Server:
    """`openssl s_server` with a kind of key, for a file of some length."""

    def __init__(self, folder, kind, length, ciphers=()):
        (folder / "bulk").write_bytes(bytes(length))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            ["openssl", "s_server", "-quiet", "-accept", f"127.0.0.1:{self.port}",
             "-cert", f"{kind}.pem", "-key", f"{kind}.key", "-HTTP"] +
            (["-ciphersuites", ciphers[0], "-cipher", ciphers[1]] if ciphers else []),
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def connect(self):
        """A connection to the server, which may not listen yet."""
        for _ in range(100):
            try:
                return socket.create_connection(("127.0.0.1", self.port))
            except ConnectionRefusedError:
                time.sleep(0.05)
        sys.exit("openssl s_server does not listen")


def fetch(server, client, trusted, length):
    """What a client measures: microseconds of the handshake and of the rest, bytes
    of memory and of stack."""
    with server.connect() as connection:
        said = run(*client, trusted, NAME, stdin=connection, timeout=300)
    handshake, rest, got, memory, stack = map(int, said.split())
    if got != length:
        sys.exit(f"{client}: {got} instead of {length} bytes")
    return handshake, rest, memory, stack


def check_refuses(client, keys):
    """Ends the benchmark if a client accepts a server by another authority."""
    with Server(keys, "P-256", 1024) as server, server.connect() as connection:
        said = run(client, keys / "ca-RSA-2048.der", NAME, stdin=connection,
                   timeout=60)
    if int(said.split()[2]) >= 0:
        sys.exit(f"{client}: accepts an unknown authority")


def measure(client, keys):
    """The row of a client for each way to run it."""
    check_refuses(client, keys)
    row = {}
    for way, command in (("native", [client]), ("qemu-i386", ["qemu-i386", client])):
        for kind in KEYS:
            with Server(keys, kind, 1024) as server:
                runs = [fetch(server, command, keys / f"ca-{kind}.der", 1024)
                        for _ in range(RUNS)]
            row[f"handshake, {kind}, {way}, ms"] = "%.1f" % (
                statistics.median(run[0] for run in runs) / 1000)
            row[f"memory, {kind}"] = max(run[2] for run in runs)
            row[f"stack, {kind}"] = max(run[3] for run in runs)
        for bulk, ciphers in BULKS.items():
            with Server(keys, "RSA-2048", BULK, ciphers) as server:
                runs = [fetch(server, command, keys / "ca-RSA-2048.der", BULK)
                        for _ in range(3)]
            rest = min(run[1] for run in runs)
            row["memory, 16 MiB by RSA-2048"] = max(run[2] for run in runs)
            row[f"{bulk}, {way}, MiB/s"] = "%.0f" % (BULK / (1 << 20) / rest * 1e6)
    return row


def main():
    """Compiles, measures and prints a table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--only", default="")
    options = arguments.parse_args()
    rows = {}
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        make_keys(work)
        shared = ["bench/tls/runtime.c", "core/lib/bare/string.c",
                  "core/arch/x86/copy.c", "core/arch/x86/div64.c"]
        base = work / "nothing.c"
        base.write_text("extern const char bench_request[];\nlong bench_data = 1;\n"
                        "long library_fetch(void)\n"
                        "{ return bench_data + bench_request[0]; }\n")
        empty = packed(compile_all([*shared, base], "-Os", [], "i386", work / "empty"),
                       work / "empty")
        for library, (sources, flags) in libraries(options.folder.resolve()).items():
            for level in ("-Os", "-O2", "mixed")[:3 if library == "wolfssl" else 2]:
                column = f"{library} {level}"
                if options.only not in column:
                    continue
                row = rows[column] = {}
                for target in TARGETS:
                    folder = work / f"{library}{level}-{target}"
                    objects = compile_all([*sources, f"bench/tls/{library}.c"],
                                          level, flags, target, folder)
                    row[f"text, {target}"] = reached(objects, target, folder)
                    if target != "i386":
                        continue
                    objects += compile_all(shared, "-Os", [], target,
                                           folder / "shared")
                    fast, small = packed(objects, folder)
                    row["packed, lkrn"] = fast - empty[0]
                    row["packed, ROM"] = small - empty[1]
                    client = folder / "client"
                    run("ld", "-m", "elf_i386", "--gc-sections", "-o", client,
                        *objects)
                    row["static memory"] = static_memory(client)
                    row.update(measure(client, work))
                print(column, row, file=sys.stderr)
    print("| | " + " | ".join(rows) + " |\n|" + " --- |" * (len(rows) + 1))
    for key in next(iter(rows.values())):
        print(f"| {key} | " + " | ".join(str(row[key]) for row in rows.values()) + " |")


if __name__ == "__main__":
    main()
