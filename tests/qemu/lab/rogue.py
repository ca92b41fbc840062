# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers that break the rules: what a test makes them send, they send.

RogueDhcp hears every DHCP message on a segment and asks a function of the
test for the frames to send back. RogueTftp leaves the whole conversation to
a function of the test.
"""

import select
import socket
import struct
import threading
import time

from .pcap import dhcp
from .process import enter_namespace

ETH_ALL = 3


class Rogue(threading.Thread):
    """A thread inside the segment's namespace until stop(). An exception in
    the test's function is kept in `error`."""

    def __init__(self, segment):
        super().__init__(daemon=True)
        self.segment = segment
        self.error = None
        self._ready = threading.Event()
        self._ended = threading.Event()
        segment.lab.add(self)
        self.start()
        self._ready.wait(10)

    def run(self):
        try:
            enter_namespace(self.segment.namespace)
            self.setup()
            self._ready.set()
            while not self._ended.is_set():
                if select.select(self.sockets(), [], [], self.pause())[0]:
                    self.serve()
                self.idle()
        except Exception as error:
            self.error = error
        finally:
            self._ready.set()

    def sockets(self):
        """What serve() reads from."""
        return [self.socket]

    def pause(self):
        """How many seconds may pass until idle() is called again."""
        return 0.1

    def idle(self):
        """Called after each frame, and ten times a second or more often."""

    def stop(self):
        self._ended.set()
        self.join(10)
        if hasattr(self, "socket"):
            self.socket.close()


class RogueDhcp(Rogue):
    """answer(server, message) returns frames (scapy packets or bytes) for a
    pcap.Dhcp message; `server.offer(message, ...)` builds them."""

    def __init__(self, segment, answer):
        self.answer = answer
        self.heard = []
        super().__init__(segment)

    def setup(self):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                    socket.htons(ETH_ALL))
        self.socket.bind((self.segment.bridge, 0))
        self.mac = ":".join(f"{byte:02x}"
                            for byte in self.socket.getsockname()[4])

    def serve(self):
        from scapy.layers.l2 import Ether
        frame, address = self.socket.recvfrom(65536)
        if address[2] == socket.PACKET_OUTGOING:
            return
        for message in dhcp([Ether(frame)]):
            if message.type not in ("DISCOVER", "REQUEST"):
                continue
            self.heard.append(message)
            for reply in self.answer(self, message) or []:
                self.send(reply)

    def send(self, frame):
        self.socket.send(bytes(frame))

    def reply(self, message, kind="offer", options=(), drop=(), udp=None,
              raw=None, **fields):
        """A correct reply, except for what the caller changes: `fields` are
        those of the BOOTP header, `options` are appended, `drop` names
        options to be left out, `udp` holds fields of the UDP header, `raw`
        is there in place of the options, from their magic number on."""
        from scapy.layers.dhcp import BOOTP, DHCP
        from scapy.layers.inet import IP, UDP
        from scapy.layers.l2 import Ether
        from scapy.packet import Raw
        segment = self.segment
        mac = bytes.fromhex(message.mac.replace(":", ""))
        header = {"op": 2, "xid": message.xid, "chaddr": mac.ljust(16, b"\0"),
                  "yiaddr": segment.address_of(77),
                  "siaddr": segment.address}
        header.update(fields)
        usual = [("message-type", kind), ("server_id", segment.address),
                 ("lease_time", 3600), ("subnet_mask", "255.255.255.0"),
                 ("router", segment.address)]
        usual = [option for option in usual if option[0] not in drop]
        if raw is None:
            rest = DHCP(options=usual + list(options) + ["end"])
        else:
            header["options"] = b""
            rest = Raw(raw)
        ports = {"sport": 67, "dport": 68}
        ports.update(udp or {})
        return (Ether(src=self.mac,
                      dst="ff:ff:ff:ff:ff:ff")
                / IP(src=segment.address, dst="255.255.255.255")
                / UDP(**ports) / BOOTP(**header) / rest)

    def offer(self, message, file="boot.ipxe", **changes):
        """The right answer to a DISCOVER or REQUEST, with a boot file."""
        kind = "offer" if message.type == "DISCOVER" else "ack"
        return self.reply(message, kind, file=file.encode(), **changes)


class Sprayer(Rogue):
    """A machine on the wire that sends frames to the client on and on: those of
    `steady` every `pace` seconds, and between them the whole of `spray`."""

    def __init__(self, segment, steady, spray=(), pace=0.3):
        self.steady = [bytes(frame) for frame in steady]
        self.spray = list(spray)
        self.pace = pace
        self.sent = 0
        super().__init__(segment)

    def setup(self):
        # Past the bridge, which keeps what is meant for a switch to itself.
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.socket.bind((self.segment.tap, 0))
        threading.Thread(target=self._send_all, daemon=True).start()

    def serve(self):
        self.socket.recv(65536)

    def _send_all(self):
        while not self._ended.is_set():
            for frame in self.steady:
                self._send(frame)
            until = time.monotonic() + self.pace
            for frame in self.spray:
                self._send(frame)
                if self._ended.is_set() or time.monotonic() > until:
                    until = time.monotonic() + self.pace
                    for again in self.steady:
                        self._send(again)
            self._ended.wait(max(0, until - time.monotonic()))

    def _send(self, frame):
        try:
            self.socket.send(frame)
            self.sent += 1
        except OSError:
            pass    # the queue is full, or the machine is not there


def lacpdu(state=0x05, partner=bytes(20), system=b"\2\0\0\0\0\x09",
           to=b"\x01\x80\xc2\0\0\2"):
    """A LACPDU of a switch's port (IEEE 802.1AX 6.4.2.3) whose state says, by
    default, that it neither collects nor distributes. `partner` is what it
    knows of the other end: 15 bytes, from the system's priority to the state."""
    actor = struct.pack(">H6sHHHB", 0x8000, system, 1, 0x8000, 1, state)
    return (to + system + b"\x88\x09\1\1" + b"\1\x14" + actor + bytes(3)
            + b"\2\x14" + partner[:18].ljust(18, b"\0")
            + b"\3\x10" + bytes(14)).ljust(124, b"\0")


class TftpRequest:
    """A read request, and what can be sent in answer to it."""

    def __init__(self, packet, client, reply_socket):
        fields = packet[2:].split(b"\0")
        self.client = client
        self.socket = reply_socket
        self.file = fields[0].decode(errors="replace")
        words = [field.decode(errors="replace") for field in fields[2:]]
        self.options = dict(zip(words[::2], words[1::2]))

    def send(self, payload, via=None):
        (via or self.socket).sendto(payload, self.client)

    def data(self, block, content, via=None):
        self.send(struct.pack(">HH", 3, block & 0xffff) + content, via)

    def error(self, code, text):
        self.send(struct.pack(">HH", 5, code) + text.encode() + b"\0")

    def oack(self, **options):
        self.send(struct.pack(">H", 6) + b"".join(
            f"{key}\0{value}\0".encode() for key, value in options.items()))

    def receive(self, timeout=5):
        """(opcode, number) of the client's next packet, or None."""
        self.socket.settimeout(timeout)
        try:
            packet = self.socket.recv(65536)
        except socket.timeout:
            return None
        return struct.unpack(">HH", packet[:4]) if len(packet) >= 4 else None


class RogueTftp(Rogue):
    """converse(server, request) is called with each TftpRequest heard on
    port 69, and may take its time: requests meanwhile wait their turn."""

    def __init__(self, segment, converse):
        self.converse = converse
        self.files = []
        super().__init__(segment)

    def setup(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((self.segment.address, 69))

    def open(self, address=None):
        """A further socket, on another port or another address."""
        further = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        further.bind((address or self.segment.address, 0))
        return further

    def serve(self):
        packet, client = self.socket.recvfrom(65536)
        if packet[:2] != b"\0\1":
            return
        with self.open() as reply_socket:
            request = TftpRequest(packet, client, reply_socket)
            self.files.append(request.file)
            self.converse(self, request)


class HttpRequest:
    """A request that came over a connection, and the connection."""

    def __init__(self, connection, head):
        self.connection = connection
        lines = head.decode(errors="replace").split("\r\n")
        self.method, self.path = (lines[0].split(" ") + ["", ""])[:2]
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()

    def send(self, data):
        """False if the client has gone."""
        try:
            self.connection.sendall(data)
            return True
        except OSError:
            return False

    def reply(self, body=b"", status="200 OK", length=None, **headers):
        """An honest reply, except for a length that lies."""
        lines = [f"HTTP/1.1 {status}",
                 f"Content-Length: {len(body) if length is None else length}"]
        lines += [f"{name.replace('_', '-')}: {value}"
                  for name, value in headers.items()]
        return self.send("\r\n".join(lines + ["", ""]).encode() + body)


class RogueHttp(Rogue):
    """converse(server, request) is called with each HttpRequest, one after
    another; what it leaves open is closed when it returns."""

    def __init__(self, segment, converse, port=80):
        self.converse = converse
        self.port = port
        self.paths = []
        super().__init__(segment)

    def setup(self):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((self.segment.address, self.port))
        self.socket.listen(8)

    def serve(self):
        connection, _ = self.socket.accept()
        with connection:
            connection.settimeout(10)
            while (head := self._head(connection)) is not None:
                request = HttpRequest(connection, head)
                self.paths.append(request.path)
                if not self.converse(self, request):
                    return

    @staticmethod
    def _head(connection):
        """The next request's head, or None if none comes."""
        data = b""
        try:
            while b"\r\n\r\n" not in data and len(data) < 65536:
                piece = connection.recv(4096)
                if not piece:
                    return None
                data += piece
        except OSError:
            return None
        return data.split(b"\r\n\r\n")[0]
