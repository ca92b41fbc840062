# SPDX-License-Identifier: GPL-2.0-or-later
"""The floor: Linux's own clients (busybox) for DHCP, TFTP and HTTP in a
namespace, against the same servers."""

import os
import subprocess
import time

from boot import FILES, NEXT, SCRIPT, times
from lab import Lab, LabError
from lab.process import in_namespace, run
from witness import Witness

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


def floor(_point):
    """Linux's DHCP and TFTP clients, for the boot file of the other points."""
    with Lab(1) as lab:
        segment = lab.segment(0)
        segment.dnsmasq(boot="boot.ipxe", files=FILES)
        host = segment.host()
        run(in_namespace(host.namespace,
                         ["ip", "address", "flush", "dev", host.bridge]))
        script, lease, got = (lab.path(name) for name in
                              ("udhcpc", "lease", "got"))
        with open(script, "w", encoding="utf-8") as out:
            out.write(UDHCPC_SCRIPT)
        os.chmod(script, 0o755)
        with Witness(lab) as witness:
            start = time.time()
            timed(host, ["busybox", "udhcpc", "-f", "-q", "-n", "-i",
                         host.bridge, "-s", script], LEASE=lease)
            with open(lease, encoding="utf-8") as file:
                server, name = file.read().split()
            fetch(host, f"tftp://{server}/{name}", got)
            with open(got, encoding="utf-8") as file:
                if file.read() != SCRIPT:
                    raise LabError("Linux's TFTP client got something else")
            fetch(host, f"tftp://{server}/{NEXT}", got)
            if not {"DISCOVER", "ACK", NEXT} <= witness.seen.keys():
                raise LabError("not all that Linux has sent was seen")
            return times(start, 0, witness.seen)
