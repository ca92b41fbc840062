# SPDX-License-Identifier: GPL-2.0-or-later
"""The wires: one network namespace a lab, one segment a NIC.

Segment i is a bridge `br<i>` with our address 10.<i>.0.1/24 and a tap
`tap<i>` for the VM's NIC i. Servers run on the bridge. A second server that
needs ports of its own gets a namespace of its own on the same bridge
(`Segment.host()`).
"""

import atexit
import itertools
import os
import re
import shutil
import tempfile

from . import pcap
from .process import LabError, in_namespace, run
from .servers import Atftpd, Dnsmasq, HttpServer, LogServer, Nginx

NAMESPACE = re.compile(r"mb(\d+)-")

_labs = set()
_numbers = itertools.count()


class Lab:
    """A namespace with `nics` segments. Everything that is written goes to
    `folder`: logs, captures, what the servers serve."""

    def __init__(self, nics=1, folder=None, name="lab"):
        self.number = next(_numbers)
        self.namespace = f"mb{os.getpid()}-{self.number}"
        self.name = name
        self.keep = folder is not None
        self.folder = folder or tempfile.mkdtemp(prefix="multiboot-lab-")
        os.makedirs(self.folder, exist_ok=True)
        self.segments = [Segment(self, i) for i in range(nics)]
        self.parts = []
        self.namespaces = []

    def __enter__(self):
        _labs.add(self)
        try:
            self._make()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def _make(self):
        if self.number == 0:
            remove_stale()
        self.add_namespace(self.namespace)
        lines = ["link set lo up"]
        for segment in self.segments:
            lines += segment.make()
        self.ip_batch(self.namespace, lines)

    def add_namespace(self, name):
        run(["ip", "netns", "add", name])
        self.namespaces.append(name)
        run(in_namespace(name, [
            "sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6"
            " && echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6"]))

    def ip_batch(self, namespace, lines):
        run(in_namespace(namespace, ["ip", "-batch", "-"]),
            input="\n".join(lines) + "\n")

    def segment(self, i):
        return self.segments[i]

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def add(self, part):
        """Have part.stop() called when the lab is closed."""
        self.parts.append(part)
        return part

    def servers(self):
        return [part for part in self.parts if isinstance(part, Dnsmasq)]

    def close(self):
        while self.parts:
            self.parts.pop().stop()
        while self.namespaces:
            try:
                run(["ip", "netns", "del", self.namespaces.pop()])
            except LabError:
                pass  # being closed a second time, or half made
        _labs.discard(self)
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)


class Segment:
    """The wire of one NIC."""

    def __init__(self, lab, number):
        self.lab = lab
        self.number = number
        self.namespace = lab.namespace
        self.bridge = f"br{number}"
        self.tap = f"tap{number}"
        self.address = f"10.{number}.0.1"
        self.mac = f"52:54:00:00:00:{number:02x}"
        self.capture_file = lab.path(f"net{number}.pcap")
        self._hosts = 0

    def make(self):
        return [
            f"link add {self.bridge} type bridge forward_delay 0"
            " stp_state 0 mcast_snooping 0",
            f"link set {self.bridge} up",
            f"address add {self.address}/24 dev {self.bridge}",
            f"tuntap add {self.tap} mode tap",
            f"link set {self.tap} master {self.bridge} up",
        ]

    def address_of(self, host):
        return f"10.{self.number}.0.{host}"

    def host(self):
        """A further machine on this wire: 10.<i>.0.2, .3, ..."""
        self._hosts += 1
        return Host(self, self._hosts + 1)

    def spanning_tree(self, forward_delay):
        """Have the bridge take part in STP, with a hello each second: a port
        whose link comes up forwards after two times that many seconds, 2 at
        least (IEEE 802.1D-1998 8.4)."""
        self.lab.ip_batch(self.namespace, [
            f"link set {self.bridge} type bridge stp_state 1 hello_time 100"
            f" forward_delay {forward_delay * 100}"])

    def forwards(self):
        """Whether the bridge forwards what comes from the VM."""
        return "state forwarding" in run(in_namespace(self.namespace, [
            "ip", "-d", "link", "show", self.tap]))

    def dnsmasq(self, **options):
        return self.lab.add(Dnsmasq(self, **options))

    def atftpd(self, **options):
        return self.lab.add(Atftpd(self, **options))

    def http(self, **options):
        return self.lab.add(HttpServer(self, **options))

    def nginx(self, **options):
        return self.lab.add(Nginx(self, **options))

    def log_server(self):
        return self.lab.add(LogServer(self))

    def capture(self):
        """Frames on the wire up to now, as scapy packets."""
        return pcap.read(self.capture_file)

    def dhcp(self):
        """DHCP messages on the wire up to now (see pcap.Dhcp)."""
        return pcap.dhcp(self.capture())


class Host:
    """A machine in a namespace of its own on a segment's wire."""

    def __init__(self, segment, number):
        lab = segment.lab
        self.lab = lab
        self.number = segment.number
        self.namespace = f"{lab.namespace}-{segment.number}-{number}"
        self.bridge = "eth0"
        self.address = segment.address_of(number)
        self.address_of = segment.address_of
        self.mac = segment.mac
        port = f"port{segment.number}-{number}"
        lab.add_namespace(self.namespace)
        lab.ip_batch(lab.namespace, [
            f"link add {port} type veth peer name eth0 netns {self.namespace}",
            f"link set {port} master {segment.bridge} up"])
        lab.ip_batch(self.namespace, [
            "link set lo up", "link set eth0 up",
            f"address add {self.address}/24 dev eth0"])

    def becomes(self, what, address):
        """What it does as a router with packets to an address: it "refuses"
        connections, as if it had the address, it says that the address is
        "unreachable", or it "swallows" them."""
        self.lab.ip_batch(self.namespace, [{
            "refuses": f"address add {address}/32 dev lo",
            "unreachable": f"route add unreachable {address}",
            "swallows": f"route add blackhole {address}"}[what]])
        run(in_namespace(self.namespace, [
            "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward"]))

    def dnsmasq(self, **options):
        return self.lab.add(Dnsmasq(self, **options))

    def atftpd(self, **options):
        return self.lab.add(Atftpd(self, **options))

    def http(self, **options):
        return self.lab.add(HttpServer(self, **options))


def remove_stale():
    """Remove namespaces of labs whose process was killed."""
    for line in run(["ip", "netns", "list"]).splitlines():
        owner = NAMESPACE.match(line)
        if owner and not os.path.exists(f"/proc/{owner[1]}"):
            run(["sh", "-c", f"ip netns del {line.split()[0]} || true"])


@atexit.register
def close_all():
    for lab in list(_labs):
        lab.close()
