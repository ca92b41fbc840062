# SPDX-License-Identifier: GPL-2.0-or-later
"""Bad and hostile networks: the machine boots from the good NIC within what the
documents state, or says the right reason. What was measured is kept for the table
in docs/security.md (make bad-wire)."""

import os
import socket
import struct
import time

import pytest
from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import ARP as Arp
from scapy.layers.l2 import Ether

from attack import (ARP, BODY, CONNECT, LAST, LATE, OFFER, RATE, REQUEST, ROUND,
                    SILENT, SMALL, TFTP, Listener, attacked, is_dhcp, noted,
                    offer_of)
from lab import BadWire, Flood, RogueHttp, RogueTftp
from program import BOOT, NOTHING, nics, run, told
from scenario import bootable, script, silent

slow = pytest.mark.long
BROADCAST = b"\xff" * 6 + b"\2\0\0\0\0\x66"


def multiboot(net, *words):
    """The program's arguments: all NICs, and options of the race."""
    return [*nics(net), "-c", " ".join(["multiboot", *map(str, words)])]


# --- bad wires

FETCH = ("#!ipxe\nimgfetch tftp://10.0.0.1/small || exit 1\n"
         "imgfetch http://10.0.0.1/body || exit 1\necho ALL IS HERE\n")


def files_behind(segment):
    """A server whose script fetches two files."""
    server = segment.dnsmasq(boot="boot.ipxe", files={"boot.ipxe": FETCH,
                                                      "small": SMALL})
    segment.http(files={"body": BODY})
    return server


def assert_whole(folder, all_of_them):
    """Each file that was kept is the one that the server has."""
    kept = {name: open(os.path.join(folder, name), "rb").read()
            for name in os.listdir(folder) if not name.startswith("boot.ipxe")}
    for name, content in kept.items():
        assert content == (SMALL if name.startswith("small") else BODY), name
    if all_of_them:
        assert {"small", "body"} <= set(kept)


# A round, its last chance, and three files, each as late as it may be.
BAD_BOUND = ROUND + LAST + 3 * LATE + (len(BODY) + len(SMALL)) // RATE
ROUNDS = 3


def on_a_bad_wire(lab, attack, must, damage):
    """All files arrive as they are. Where the wire is so bad that they need not,
    there are some rounds, and an error at the end."""
    net = lab(1)
    files_behind(net.segment(0))
    wire = BadWire(net.segment(0), 1, **damage)
    folder = net.path("kept")
    rounds = 1 if must else ROUNDS
    begin = time.monotonic()
    status, result = told(net, "--fetch", folder,
                          *multiboot(net, "--rounds", rounds),
                          timeout=4 * rounds * BAD_BOUND)
    seconds = time.monotonic() - begin
    assert wire.error is None
    assert_damaged(wire, damage)
    assert_whole(folder, status == BOOT)
    assert status in ({BOOT} if must else {BOOT, NOTHING}), result
    assert status == BOOT or result["error"]
    noted(attack, rounds * BAD_BOUND, seconds,
          "boots" if status == BOOT else str(result["error"]))


def assert_damaged(wire, damage):
    """The wire has been as bad as it had to be."""
    names = {"loss": "lost", "duplicate": "duplicated",
             "reorder": "reordered", "corrupt": "corrupted", "delay": "frames"}
    for what in set(damage) & set(names):
        assert wire.down.counts[names[what]] + wire.up.counts[names[what]]


@pytest.mark.parametrize("attack, must, damage", [
    ("5 % of all frames are lost", True, {"loss": 0.05}),
    ("frames are 200 ms late, give or take 100", True,
     {"delay": 0.2, "jitter": 0.1}),
    ("20 % come twice, 20 % in another order", True,
     {"duplicate": 0.2, "reorder": 0.2}),
    ("3 % have a wrong bit", True, {"corrupt": 0.03}),
    pytest.param("20 % of all frames are lost", False, {"loss": 0.2},
                 marks=slow),
    pytest.param("40 % of all frames are lost", False, {"loss": 0.4},
                 marks=slow),
    pytest.param("20 % have a wrong bit", False, {"corrupt": 0.2}, marks=slow),
    pytest.param("all at once: 5 % each, 50 ms late", False, {
        "loss": 0.05, "corrupt": 0.05, "duplicate": 0.05, "reorder": 0.05,
        "delay": 0.05, "jitter": 0.02}, marks=slow)])
def test_bad_wire(lab, attack, must, damage):
    on_a_bad_wire(lab, attack, must, damage)


# --- floods

FLOODS = {
    "ARP": BROADCAST + b"\x08\x06" + bytes.fromhex("0001080006040001")
           + b"\2\0\0\0\0\x66" + bytes([10, 0, 0, 9]) + bytes(6)
           + bytes([10, 0, 0, 1]) + bytes(18),
    "unknown": BROADCAST + b"\x88\xb5" + bytes(46),
}


@pytest.mark.parametrize("kind", FLOODS)
@pytest.mark.parametrize("winner", [0, 1])
def test_flood_of_broadcasts(lab, kind, winner):
    """On the wire of a loser, or of the winner itself."""
    net = lab(2)
    if winner == 1:
        silent(net.segment(0))
    files = net.segment(winner)
    files.dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": FETCH.replace("10.0.0.1", files.address), "small": SMALL})
    files.http(files={"body": BODY})
    flood = Flood(net.segment(0), [FLOODS[kind]], 4)
    where = "the winner's" if winner == 0 else "a loser's"
    folder = net.path("kept")
    attacked(f"a flood of broadcasts ({kind}) on {where} wire",
             ROUND + 2 * LATE, net, f"net{winner}", "--fetch", folder, *nics(net))
    assert_whole(folder, True)
    print(f"{flood.rate():.0f} frames a second")
    assert flood.rate() > 1000


# --- servers that lie

class Offers(Listener):
    """So many servers that offer as fast as they can, and never acknowledge."""

    def __init__(self, segment, number):
        self.number = number
        self.asked = 0
        super().__init__(segment, segment.tap)

    def setup(self):
        super().setup()
        self.offers = [offer_of(self.segment, server)
                       for server in range(self.number)]

    def hear(self, frame):
        if not is_dhcp(frame, 1):
            return
        self.asked += 1
        for offer in self.offers:
            # The transaction and the address of the client, in BOOTP's header.
            self.send(offer[:46] + frame[46:50] + offer[50:70] + frame[70:86]
                      + offer[86:])


def test_flood_of_offers_on_another_wire(lab):
    net = lab(2)
    rogue = Offers(net.segment(0), 100)
    bootable(net.segment(1))
    attacked("100 servers on another wire offer, and acknowledge nothing",
             3 * REQUEST, net, "net1", loser="no acknowledgement|not needed")
    assert rogue.asked and rogue.error is None


def test_flood_of_offers_before_a_slow_server(lab):
    net = lab(2)
    rogue = Offers(net.segment(0), 100)
    bootable(net.segment(1), ping=True)
    attacked("100 servers on another wire, and the right one is 3 s late", 6 * REQUEST, net, "net1")
    assert rogue.asked and rogue.error is None


@pytest.mark.parametrize("number", [1, pytest.param(3, marks=slow)])
def test_flood_of_offers_on_the_same_wire(lab, number):
    net = lab(1)
    rogue = Offers(net.segment(0), number)
    bootable(net.segment(0).host())
    attacked(f"{number} before the right one on its wire offer, and acknowledge "
             "nothing", number * REQUEST + 1, net, "net0")
    assert rogue.asked and rogue.error is None


def first_with(segment, uri):
    """A server on that wire which answers first, with that file."""
    return segment.dnsmasq(boot=uri, tftp=False)


def http_stalls(_server, request):
    request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n#!ipxe\n")
    time.sleep(600)


def http_trickles(server, request):
    request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n#!ipxe\n")
    while request.send(b"#") and not server._ended.wait(0.5):
        pass


def http_never_ends(_server, request):
    request.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n#!ipxe\n")
    while request.send(b"#" * 65536):
        pass


def http_headers_never_end(_server, request):
    request.send(b"HTTP/1.1 200 OK\r\n")
    while request.send(b"X-Header: " + b"x" * 500 + b"\r\n"):
        pass


def http_redirects(_server, request):
    return request.reply(status="302 Found", location="/again")


def http_says_nothing(server, _request):
    server._ended.wait(600)


@pytest.mark.parametrize("what, converse, bound", [
    ("an HTTP server that sends without an end", http_never_ends, LATE),
    ("HTTP headers without an end", http_headers_never_end, LATE),
    ("HTTP redirections without an end", http_redirects, LATE),
    pytest.param("an HTTP server that stalls in its file", http_stalls,
                 SILENT, marks=slow),
    pytest.param("an HTTP server that sends 2 bytes a second", http_trickles,
                 LATE + 10, marks=slow),
    pytest.param("an HTTP server that accepts and never answers",
                 http_says_nothing, SILENT, marks=slow)])
def test_the_first_answer_has_a_bad_http_server(lab, what, converse, bound):
    """Its file is given up, and the NIC that answered later boots."""
    net = lab(2)
    first_with(net.segment(0), "http://10.0.0.1/x")
    rogue = RogueHttp(net.segment(0), converse)
    bootable(net.segment(1))
    attacked(what, bound + REQUEST, net, "net1", "--memory", 32, *nics(net))
    assert rogue.paths and rogue.error is None


@slow
def test_no_connection(lab):
    """A machine that is there, and answers ARP and nothing else."""
    net = lab(2)
    other = net.segment(0).host()
    net.ip_batch(other.namespace, ["route add blackhole 10.0.0.64/26",
                                   "route add blackhole 10.0.0.128/25"])
    first_with(net.segment(0), f"http://{other.address}/x")
    bootable(net.segment(1))
    attacked("a server that takes in no connection", CONNECT + REQUEST, net,
             "net1", loser="no answer from")


def test_no_machine(lab):
    net = lab(2)
    first_with(net.segment(0), "tftp://10.0.0.9/x")
    bootable(net.segment(1))
    attacked("a server whose address nobody has", ARP + REQUEST, net, "net1",
             loser="no answer from 10.0.0.9|boot failed")


def tftp_stalls(server, request):
    server.kept = request.socket.dup()
    request.data(1, b"#" * 512)


def tftp_trickles(server, request):
    block = 1
    while not server._ended.is_set():
        request.data(block, b"#" * 512)
        if request.receive(2) == (4, block):
            block += 1
        server._ended.wait(5)


def tftp_never_ends(server, request):
    block = 1
    while not server._ended.is_set():
        request.data(block, b"#" * 512)
        if request.receive(1) != (4, block & 0xffff):
            return
        block += 1


@pytest.mark.parametrize("what, converse, bound", [
    pytest.param("a TFTP server that stalls in its file", tftp_stalls, TFTP,
                 marks=slow),
    ("a TFTP server that sends without an end", tftp_never_ends, LATE),
    pytest.param("a TFTP server that sends a block each 5 s", tftp_trickles,
                 LATE + 10, marks=slow)])
def test_the_first_answer_has_a_bad_tftp_server(lab, what, converse, bound):
    net = lab(2)
    first_with(net.segment(0), "x")
    rogue = RogueTftp(net.segment(0), converse)
    bootable(net.segment(1))
    attacked(what, bound + REQUEST, net, "net1", "--memory", 4, *nics(net))
    assert rogue.files and rogue.error is None


def test_tftp_from_a_wrong_port(lab):
    """Each block comes from another port first, with other bytes."""
    text = script(0).encode().ljust(1300, b"\n")

    def converse(server, request):
        with server.open() as other:
            for block in range(1, 4):
                if block > 1:
                    request.data(block, b"echo STOLEN\n" * 40, via=other)
                request.data(block, text[(block - 1) * 512:block * 512])
                while (answer := request.receive(2)) and answer != (4, block):
                    pass

    net = lab(1)
    first_with(net.segment(0), "boot.ipxe")
    rogue = RogueTftp(net.segment(0), converse)
    folder = net.path("kept")
    attacked("TFTP blocks from a wrong port", TFTP, net, "net0",
             "--fetch", folder, *nics(net))
    assert rogue.error is None
    with open(os.path.join(folder, "boot.ipxe"), "rb") as kept:
        assert kept.read() == text


# --- connections that are reset

PART = b"#!ipxe\n\n"


class Resetting(RogueHttp):
    """after(server, k) says after how many bytes a connection for /k is reset, or
    None. `tries` counts the requests for each k."""

    def __init__(self, segment, after):
        self.after = after
        self.tries = {}
        super().__init__(segment, Resetting.answer)

    def answer(self, request):
        k = int(request.path.strip("/"))
        self.tries[k] = self.tries.get(k, 0) + 1
        length = self.after(self, k)
        request.send(part(request)[:length])
        if length is None:
            return True
        time.sleep(0.005)       # as data that waits is lost with a reset
        request.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False


def part(request):
    """An honest answer, whole or from where the request says."""
    start = int(request.headers.get("range", "bytes=0-")[6:].split("-")[0])
    head = "HTTP/1.1 200 OK\r\n"
    if start:
        head = ("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes "
                f"{start}-{len(PART) - 1}/{len(PART)}\r\n")
    return (f"{head}Content-Length: {len(PART) - start}\r\n\r\n".encode()
            + PART[start:])


FULL = len(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n") + len(PART)


def reset_once(server, k):
    return k if server.tries[k] == 1 else None


def fetch_all(net, answer):
    """Fetches /0 to /FULL, each of which is reset after so many bytes: which
    came, and the server."""
    net.segment(0).dnsmasq()
    rogue = Resetting(net.segment(0), answer)
    lines = ["#!ipxe", "dhcp || exit 1"] + [
        f"imgfetch http://10.0.0.1/{k} && echo CAME {k} ||"
        for k in range(FULL + 1)]
    path = net.path("fetch.ipxe")
    with open(path, "w") as out:
        out.write("\n".join(lines) + "\n")
    folder = net.path("kept")
    done = run(net, "--nic", "tap0", "--fetch", folder, path, timeout=1200)
    assert rogue.error is None and done.returncode == BOOT, done.stdout
    came = {k for k in range(FULL + 1) if f"CAME {k}\n" in done.stdout}
    kept = {int(name): open(os.path.join(folder, name), "rb").read()
            for name in os.listdir(folder)}
    assert set(kept) == came
    assert all(content == PART for content in kept.values())
    return came, rogue


def test_reset_at_every_byte(lab):
    """The first connection of a file is reset after each number of bytes: what
    has come then is never taken for the file, and the rest is asked for."""
    begin = time.monotonic()
    came, rogue = fetch_all(lab(1), reset_once)
    head = FULL - len(PART)
    assert set(range(head + 1, FULL + 1)) <= came
    noted("the first connection is reset after byte k, for all k",
          LATE + len(PART), time.monotonic() - begin,
          f"{len(came)} of {FULL + 1} files, all of them whole")


@slow
def test_reset_at_every_byte_each_time(lab):
    begin = time.monotonic()
    came, rogue = fetch_all(lab(1), lambda server, k: k)
    assert FULL in came and 0 not in came
    assert max(rogue.tries.values()) <= 6
    noted("each connection is reset after byte k, for all k", 6 * LATE,
          time.monotonic() - begin,
          f"{len(came)} of {FULL + 1} files, all of them whole")


@pytest.mark.parametrize("k", [0, 20, FULL - len(PART), FULL - 5])
def test_a_server_that_resets_loses(lab, k):
    net = lab(2)
    first_with(net.segment(0), f"http://10.0.0.1/{k}")
    rogue = Resetting(net.segment(0), lambda server, k: k)
    bootable(net.segment(1))
    attacked(f"a server resets each connection after byte {k}", SILENT, net,
             "net1")
    assert rogue.tries and rogue.error is None


# --- forgeries

def back(packet, **fields):
    """The headers of an answer to a packet; fields of its IP header."""
    fields = {"src": packet[IP].dst, "dst": packet[IP].src, **fields}
    return Ether(src=packet.dst, dst=packet.src) / IP(**fields)


def wrong_dns(packet):
    """Answers that are not the server's: from another address, from another port,
    with another identifier, to another port, to another question."""
    if DNS not in packet or packet[UDP].dport != 53:
        return []
    port, number = packet[UDP].sport, packet[DNS].id
    name = packet[DNS].qd.qname

    def answer(sport=53, dport=port, number=number, name=name, **fields):
        return (back(packet, **fields) / UDP(sport=sport, dport=dport)
                / DNS(id=number, qr=1, qd=DNSQR(qname=name),
                      an=DNSRR(rrname=name, ttl=60, rdata="10.0.0.66")))
    return [answer(src="10.0.0.66"), answer(sport=54), answer(number=number ^ 1),
            answer(dport=port ^ 1), answer(name=b"other.example.")]


class DnsForger(BadWire):
    """Its answers come before the server has heard the question."""
    forged = 0

    def from_client(self, frame, notes):
        for packet in wrong_dns(Ether(frame)):
            self.forged += 1
            self.client.send(bytes(packet))
        super().from_client(frame, notes)


def test_forged_dns(lab):
    net = lab(1)
    segment = net.segment(0)
    segment.dnsmasq(boot="http://boot.example/boot.ipxe",
                    dns={"boot.example": segment.address})
    segment.http(files={"boot.ipxe": script(0)})
    forger = DnsForger(segment)
    attacked("forged DNS answers, by somebody who does not see the question",
             ROUND + LATE, net, "net0")
    assert forger.forged >= 5 and forger.error is None


class Resetter(BadWire):
    """A machine on the way between server and client: before each segment with data
    that comes after the first 20000 bytes it sends resets with that segment's number
    plus each of `offsets`, `most` times at most."""

    def __init__(self, segment, offsets, most):
        self.offsets = offsets
        self.most = most
        self.sent = 0
        self._first = {}
        super().__init__(segment)

    def to_client(self, frame):
        if frame[12:14] == b"\x08\0" and frame[23] == 6 and len(frame) > 500:
            self._reset(frame)
        super().to_client(frame)

    def _reset(self, frame):
        packet = Ether(frame)
        tcp = packet[TCP]
        first = self._first.setdefault(tcp.dport, tcp.seq)
        if self.sent >= self.most or (tcp.seq - first) % 2**32 < 20000:
            return
        self.sent += 1
        for offset in self.offsets:
            super().to_client(bytes(
                Ether(src=packet.src, dst=packet.dst)
                / IP(src=packet[IP].src, dst=packet[IP].dst)
                / TCP(sport=tcp.sport, dport=tcp.dport, flags="RA",
                      seq=(tcp.seq + offset) % 2**32, ack=tcp.ack)))


@pytest.mark.parametrize("attack, offsets, most, requests", [
    ("forged TCP resets with a sequence number that is not the next",
     (-100000, -1, 1, 1000, 100000, 2**31), 20, 1),
    ("a forged TCP reset by somebody who sees the connection", (0,), 1, 2)])
def test_forged_resets(lab, attack, offsets, most, requests):
    net = lab(1)
    segment = net.segment(0)
    segment.dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": FETCH, "small": SMALL})
    server = segment.nginx(files={"body": BODY})
    forger = Resetter(segment, offsets, most)
    folder = net.path("kept")
    attacked(attack, ROUND + 3 * LATE, net, "net0", "--fetch", folder, *nics(net))
    assert_whole(folder, True)
    assert forger.sent == most and forger.error is None
    assert len(server.requests()) == requests


def claim(address):
    """A gratuitous ARP that claims an address for another machine."""
    return bytes(Ether(BROADCAST) / Arp(
        op=2, hwsrc="02:00:00:00:00:66", psrc=address,
        hwdst="ff:ff:ff:ff:ff:ff", pdst=address))


def test_forged_arp_on_another_wire(lab):
    net = lab(2)
    silent(net.segment(0))
    files = net.segment(1)
    files.dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": FETCH.replace("10.0.0.1", files.address), "small": SMALL})
    files.http(files={"body": BODY})
    Flood(net.segment(0), [claim(files.address)], 5, rate=2000)
    folder = net.path("kept")
    attacked("forged ARP for the server, on another wire", ROUND + LATE, net,
             "net1", "--fetch", folder, *nics(net))
    assert_whole(folder, True)


def test_forged_arp_on_the_same_wire(lab):
    """Somebody takes the server's address: this NIC may be lost, the next one
    boots. Which of the two is known only to the wire."""
    net = lab(2)
    bootable(net.segment(0))
    bootable(net.segment(1), ping=True)
    Flood(net.segment(0), [claim("10.0.0.1")], 60, rate=2000)
    attacked("forged ARP for the server, on the same wire", TFTP + OFFER, net,
             {"net0", "net1"})


# --- odd networks

def test_two_nics_on_one_wire(lab):
    net = lab(2)
    server = bootable(net.segment(0))
    net.ip_batch(net.namespace, ["link set tap1 master br0"])
    attacked("two NICs on one wire", REQUEST, net, "net0")
    assert len(server.messages("DHCPREQUEST")) == 1


ONE_MAC = ["--nic", "tap0", "--mac", "02:00:00:00:00:01",
           "--nic", "tap1", "--mac", "02:00:00:00:00:01"]


def test_one_mac_on_two_nics(lab):
    net = lab(2)
    silent(net.segment(0))
    server = bootable(net.segment(1))
    attacked("one MAC address on two NICs", REQUEST, net, "net1", *ONE_MAC)
    assert len(server.messages("DHCPREQUEST")) == 1


def test_one_mac_on_two_nics_on_one_wire(lab):
    """The bridge sends what is for the address to the NIC that spoke last."""
    net = lab(2)
    server = bootable(net.segment(0))
    net.ip_batch(net.namespace, ["link set tap1 master br0"])
    attacked("one MAC address on two NICs on one wire", TFTP + OFFER, net,
             {"net0", "net1"}, *ONE_MAC)
    assert server.files_sent() == ["boot.ipxe"]


def test_an_empty_pool(lab):
    """The only address is another machine's."""
    net = lab(2)
    full = net.segment(0).dnsmasq(boot="boot.ipxe", files={
        "boot.ipxe": script(0)}, extra=["--dhcp-host=02:00:00:00:00:99,10.0.0.200",
                                        "--dhcp-range=10.0.0.200,10.0.0.200"],
        pool=False)
    bootable(net.segment(1))
    attacked("a server without a free address", REQUEST, net, "net1")
    assert "no address available" in full.log()


def test_only_an_empty_pool(lab):
    net = lab(1)
    net.segment(0).dnsmasq(boot="boot.ipxe", pool=False, extra=[
        "--dhcp-host=02:00:00:00:00:99,10.0.0.200",
        "--dhcp-range=10.0.0.200,10.0.0.200"])
    attacked("nothing but a server without a free address", OFFER, net,
             {"net0": "no offer"}, *multiboot(net, "--dhcp-timeout", 4000))
