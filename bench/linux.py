# SPDX-License-Identifier: GPL-2.0-or-later
"""The floor: Linux's own clients (busybox) for DHCP, TFTP and HTTP in a
namespace, against the same servers."""

import os
import socket
import struct
import subprocess
import threading
import time

from boot import SCRIPT
from lab import Lab, LabError
from lab.process import enter_namespace, in_namespace, run

DISCOVER, ACK = 1, 5

# busybox udhcpc calls it with what the lease says.
UDHCPC_SCRIPT = """#!/bin/sh
[ "$1" = bound ] || exit 0
ip address add "$ip/24" dev "$interface"
echo "${siaddr:-$serverid} $boot_file" >"$LEASE"
"""


def timed(host, argv, **environment):
    """Seconds that a command takes in a host's namespace."""
    start = time.monotonic()
    done = subprocess.run(in_namespace(host.namespace, argv), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, **environment})
    if done.returncode:
        raise LabError(f"{' '.join(argv)}: {done.stdout.strip()}")
    return time.monotonic() - start


def fetch(host, url, output):
    """Seconds that a download takes."""
    scheme, _, rest = url.partition("://")
    server, _, path = rest.partition("/")
    if scheme == "http":
        return timed(host, ["busybox", "wget", "-q", "-O", output, url])
    return timed(host, ["busybox", "tftp", "-g", "-b", "1468", "-l", output,
                        "-r", path, server])


class Sniffer:
    """When the DHCP messages passed on a host's wire, by their type."""

    def __init__(self, host):
        self.times = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True,
                                        args=(host.namespace, host.bridge))
        self._thread.start()
        if not self._ready.wait(5):
            raise LabError("no packet socket in the namespace")

    def _run(self, namespace, interface):
        enter_namespace(namespace)
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                           socket.htons(3)) as sock:
            sock.bind((interface, 0))
            sock.settimeout(0.05)
            self._ready.set()
            end = time.monotonic() + 20
            while ACK not in self.times and time.monotonic() < end:
                try:
                    self._note(sock.recv(2048))
                except socket.timeout:
                    continue

    def _note(self, data):
        if len(data) < 286 or data[12:14] != b"\x08\x00" or data[23] != 17 \
                or struct.unpack("!H", data[36:38])[0] not in (67, 68):
            return
        at = data.find(b"\x35\x01", 282)
        if 0 <= at < len(data) - 2:
            self.times.setdefault(data[at + 2], time.monotonic())

    def race_ms(self):
        self._thread.join(20)
        if not {DISCOVER, ACK} <= self.times.keys():
            raise LabError("Linux's DHCP client got no lease")
        return (self.times[ACK] - self.times[DISCOVER]) * 1000


def floor(_point):
    """Linux's DHCP and TFTP clients, for the boot file of the other points."""
    with Lab(1) as lab:
        segment = lab.segment(0)
        segment.dnsmasq(boot="boot.ipxe", files={"boot.ipxe": SCRIPT})
        host = segment.host()
        run(in_namespace(host.namespace,
                         ["ip", "address", "flush", "dev", host.bridge]))
        script, lease, got = (lab.path(name) for name in
                              ("udhcpc", "lease", "got"))
        with open(script, "w", encoding="utf-8") as out:
            out.write(UDHCPC_SCRIPT)
        os.chmod(script, 0o755)
        sniffer = Sniffer(host)
        dhcp = timed(host, ["busybox", "udhcpc", "-f", "-q", "-n", "-i",
                            host.bridge, "-s", script], LEASE=lease)
        with open(lease, encoding="utf-8") as file:
            server, name = file.read().split()
        tftp = fetch(host, f"tftp://{server}/{name}", got)
        with open(got, encoding="utf-8") as file:
            if file.read() != SCRIPT:
                raise LabError("Linux's TFTP client got something else")
        return {"script_ms": (dhcp + tftp) * 1000,
                "race_ms": sniffer.race_ms()}
