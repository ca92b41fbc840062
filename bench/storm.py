#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many machines at once: a rack after a power cut.

    make storm                    200 machines of 4 NICs against dnsmasq, then
                                  against Kea
    make storm MACHINES=50        another number, up to 220

Each machine is the program for Linux (docs/hosted.md) on 4 TAP devices. Three of
them are on a wire where nobody answers; the fourth one's has the DHCP server and
one TFTP server for all. Every machine boots a script. The run fails if one does
not within LIMIT seconds, if a machine takes more than one lease, if a NIC sends
more than DISCOVERS DHCPDISCOVERs on average, or if retransmissions come in bursts.
"""

import argparse
import json
import os
import select
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "qemu"))

from lab import Lab, LabError, need_rights  # noqa: E402
from lab.daemons import Kea  # noqa: E402
from lab.firmware import build_folder  # noqa: E402
from lab.process import Child, enter_namespace, in_namespace  # noqa: E402
from lab.servers import serve_files, wait_until  # noqa: E402
from witness import (DHCP_TYPES, ETH_P_ALL, FILTER,  # noqa: E402
                     SO_TIMESTAMPNS, attach, moment, word)

NICS = 4
SO_RCVBUFFORCE = 33
MACHINES_MAX = 220      # addresses in the pool, and some more
POOL = 20, 254
LIMIT = 10
DISCOVERS = 1.2
# Of all retransmissions, so many may fall into one slot of so many seconds, where
# there are enough of them to tell. The first one comes after 0.875 to 1.125 s.
BURST_SHARE, BURST_SLOT, BURST_MIN = 0.3, 0.05, 50

SCRIPT = "#!ipxe\necho BOOTED\n"


class Wire:
    """All DHCP messages on the bridges of a lab: (moment, type, the client's
    address)."""

    def __init__(self, lab):
        self.messages = []
        self._ended = False
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True,
                                        args=(lab,))
        self._thread.start()
        if not self._ready.wait(5):
            raise LabError("no packet socket in the namespace")

    def _run(self, lab):
        enter_namespace(lab.namespace)
        sockets = [self._open(segment.bridge) for segment in lab.segments]
        self._ready.set()
        while not self._ended:
            for sock in select.select(sockets, [], [], 0.05)[0]:
                data, extra, _, _ = sock.recvmsg(2048, 256)
                self._note(data, moment(extra))
        for sock in sockets:
            sock.close()

    @staticmethod
    def _open(bridge):
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                             socket.htons(ETH_P_ALL))
        attach(sock, FILTER)
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 32 << 20)
        sock.bind((bridge, ETH_P_ALL))
        return sock

    def _note(self, data, at):
        udp = 14 + (data[14] & 15) * 4
        kind = word(data)
        if kind in DHCP_TYPES.values():
            self.messages.append((at, kind, data[udp + 36:udp + 42].hex(":")))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ended = True
        self._thread.join(5)


def dnsmasq(lab, segment, tftp_only=False):
    folder = lab.path("tftp")
    serve_files(folder, {"boot.ipxe": SCRIPT})
    argv = ["dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0",
            "--log-facility=-", f"--interface={segment.bridge}",
            "--bind-interfaces", "--except-interface=lo", "--enable-tftp",
            f"--tftp-root={folder}", "--tftp-max=1000"]
    if not tftp_only:
        argv += ["--dhcp-range={},{},1h".format(*map(segment.address_of, POOL)),
                 "--dhcp-boot=boot.ipxe", "--no-ping", "--leasefile-ro",
                 "--dhcp-authoritative"]
    child = Child(in_namespace(lab.namespace, argv), lab.path("dnsmasq.log"))
    wait_until(child, lambda: "started" in child.said(), "dnsmasq")
    return [child]


def kea(lab, segment):
    # Kea wants a carrier, which the bridge has from the first port that is up.
    segment.host()
    return [*dnsmasq(lab, segment, tftp_only=True), Kea(
        segment, {"next-server": segment.address,
                  "boot-file-name": "boot.ipxe", "option-data": []},
        pool=POOL, severity="WARN")]


SERVERS = {"dnsmasq": dnsmasq, "kea": kea}


def tap(machine, nic):
    return f"m{machine}n{nic}"


def cable(lab, machines):
    """A TAP device for each NIC; the last one of a machine is on the wire with
    the servers."""
    lines = []
    for machine in range(machines):
        for nic in range(NICS):
            name = tap(machine, nic)
            bridge = lab.segment(nic == NICS - 1).bridge
            lines += [f"tuntap add {name} mode tap",
                      f"link set {name} master {bridge} up"]
    lab.ip_batch(lab.namespace, lines)


def start(lab, machines):
    """The machines, each stopped just before it begins."""
    children = []
    for machine in range(machines):
        nics = [word for nic in range(NICS)
                for word in ("--nic", tap(machine, nic))]
        argv = in_namespace(lab.namespace, [
            "sh", "-c", 'kill -STOP $$; exec "$@"', "machine",
            str(build_folder() / "multiboot"), "--json", *nics])
        children.append(subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True))
    for child in children:
        os.waitid(os.P_PID, child.pid, os.WSTOPPED)
    return children


def storm(name, machines):
    """Starts all at once; what came of it, in numbers."""
    with Lab(2) as lab:
        servers = []
        children = []
        try:
            servers += SERVERS[name](lab, lab.segment(1))
            cable(lab, machines)
            children += start(lab, machines)
            with Wire(lab) as wire:
                begin, wall = time.monotonic(), time.time()
                for child in children:
                    os.killpg(child.pid, signal.SIGCONT)
                ends = wait(children, begin)
                messages = list(wire.messages)
        finally:
            for child in children:
                if child.poll() is None:
                    os.killpg(child.pid, signal.SIGKILL)
                    child.wait()
            for server in servers:
                server.stop()
    return sums(machines, ends, messages, wall)


def wait(children, begin):
    """Seconds that each one took that booted."""
    ends = []
    open_ones = set(children)
    while open_ones and time.monotonic() - begin < 3 * LIMIT:
        for child in [one for one in open_ones if one.poll() is not None]:
            open_ones.remove(child)
            told = json.loads(child.stdout.read() or "{}")
            if child.returncode == 0 and told.get("winner"):
                ends.append(time.monotonic() - begin)
            else:
                why = [nic["reason"] for nic in told.get("nics", [])]
                print(f"storm: status {child.returncode}: "
                      f"{told.get('error')}; {why}", file=sys.stderr)
        time.sleep(0.01)
    return ends


def sums(machines, ends, messages, wall):
    sent = Counter(kind for _, kind, _ in messages)
    first, again = set(), []
    for at, kind, client in messages:
        if kind == "DISCOVER":
            if client in first:
                again.append(at - wall)
            first.add(client)
    leases = Counter(client for _, kind, client in messages if kind == "ACK")
    slots = Counter(int(at / BURST_SLOT) for at in again)
    return {
        "machines": machines, "booted": len(ends),
        "median s": statistics.median(ends) if ends else 0,
        "last s": max(ends, default=0),
        "DISCOVERs a NIC": sent["DISCOVER"] / (machines * NICS),
        "retransmitted": len(again),
        "largest burst": max(slots.values(), default=0),
        "leases": len(leases),
    }


def faults(result):
    """What is not as it should be, in words."""
    said = []
    if result["booted"] < result["machines"]:
        said.append(f"{result['machines'] - result['booted']} did not boot")
    if result["last s"] > LIMIT:
        said.append(f"the last one took more than {LIMIT} s")
    if result["leases"] > result["machines"]:
        said.append("more leases than machines")
    if result["DISCOVERs a NIC"] > DISCOVERS:
        said.append(f"more than {DISCOVERS} DISCOVERs a NIC")
    if result["retransmitted"] >= BURST_MIN and \
            result["largest burst"] > BURST_SHARE * result["retransmitted"]:
        said.append("retransmissions come in bursts")
    return said


def show(name, result):
    cells = [f"{value:.2f}" if isinstance(value, float) else str(value)
             for value in result.values()]
    return "| " + " | ".join([name, *cells]) + " |"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--machines", type=int, default=200)
    parser.add_argument("--server", choices=SERVERS, action="append")
    options = parser.parse_args()
    if not 1 <= options.machines <= MACHINES_MAX:
        parser.error(f"--machines: 1 to {MACHINES_MAX}")
    need_rights()
    bad = 0
    for name in options.server or SERVERS:
        result = storm(name, options.machines)
        if not bad and name == (options.server or list(SERVERS))[0]:
            print("| server | " + " | ".join(result) + " |")
            print("|" + " --- |" * (len(result) + 1))
        print(show(name, result), flush=True)
        for fault in faults(result):
            print(f"storm: {name}: {fault}", file=sys.stderr)
            bad = 1
    return bad


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as error:
        sys.exit(f"storm: {error}")
