# SPDX-License-Identifier: GPL-2.0-or-later
"""What reaches the servers, and when, by the kernel's clock: DHCP messages and
requests for files by TFTP, on all bridges of a lab. It is the same for a VM
and for Linux, and no console or log delays it."""

import socket
import struct
import threading
import time

from lab import LabError
from lab.process import enter_namespace

ETH_P_ALL = 3
SO_ATTACH_FILTER = 26
SO_TIMESTAMPNS = 35
DHCP_TYPES = {1: "DISCOVER", 2: "OFFER", 3: "REQUEST", 5: "ACK"}
READ_REQUEST = 1    # RFC 1350

# Passes UDP over IPv4 to the ports of DHCP and TFTP, in the kernel's own code:
# (instruction, if true, if false, value). A download's other frames shall not
# cost anything.
LOAD_HALF, LOAD_BYTE, LOAD_HALF_AT, IP_HEADER, IF_EQUAL, RETURN = \
    0x28, 0x30, 0x48, 0xb1, 0x15, 0x06
FILTER = (
    (LOAD_HALF, 0, 0, 12), (IF_EQUAL, 0, 8, 0x0800),
    (LOAD_BYTE, 0, 0, 23), (IF_EQUAL, 0, 6, 17),
    (IP_HEADER, 0, 0, 14), (LOAD_HALF_AT, 0, 0, 16),
    (IF_EQUAL, 2, 0, 67), (IF_EQUAL, 1, 0, 68), (IF_EQUAL, 0, 1, 69),
    (RETURN, 0, 0, 0xffff), (RETURN, 0, 0, 0),
)


class Witness:
    """`seen` has the moment (seconds since the epoch) of the first DISCOVER
    and REQUEST, of the last ACK, and of the first request for each file, by
    these words and the files' names."""

    def __init__(self, lab):
        self.seen = {}
        self._ended = False
        self._news = threading.Condition()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True,
                                        args=(lab.namespace,))
        self._thread.start()
        if not self._ready.wait(5):
            raise LabError("no packet socket in the namespace")

    def _run(self, namespace):
        enter_namespace(namespace)
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                           socket.htons(ETH_P_ALL)) as sock:
            attach(sock, FILTER)
            sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            sock.settimeout(0.05)
            self._ready.set()
            while not self._ended:
                try:
                    data, extra, _, where = sock.recvmsg(2048, 256)
                except socket.timeout:
                    continue
                # Each frame passes a bridge once, and ports besides.
                if where[0].startswith("br"):
                    self._note(word(data), moment(extra))

    def _note(self, name, at):
        if not name:
            return
        with self._news:
            if name == "ACK":
                self.seen[name] = at
            self.seen.setdefault(name, at)
            self._news.notify_all()

    def wait(self, name, timeout, alive=lambda: True):
        """The moment of what has that name, or None after so many seconds."""
        end = time.monotonic() + timeout
        with self._news:
            while name not in self.seen:
                if time.monotonic() > end or not alive():
                    return None
                self._news.wait(0.5)
            return self.seen[name]

    def stop(self):
        self._ended = True
        self._thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def attach(sock, program):
    """Have the kernel pass only what a classic BPF program passes."""
    import ctypes
    code = b"".join(struct.pack("HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code)
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack(
        "HP", len(program), ctypes.addressof(buffer)))


def moment(extra):
    """The kernel's time stamp of a frame."""
    for _, kind, data in extra:
        if kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", data[:16])
            return seconds + nanoseconds / 1e9
    return time.time()


def word(data):
    """What a frame is: see Witness."""
    udp = 14 + (data[14] & 15) * 4
    port = int.from_bytes(data[udp + 2:udp + 4], "big")
    payload = data[udp + 8:]
    if port == 69:
        if payload[:2] != READ_REQUEST.to_bytes(2, "big"):
            return None
        return payload[2:].split(b"\0")[0].decode(errors="replace").lstrip("/")
    at = payload.find(b"\x35\x01", 240)
    if not 0 <= at < len(payload) - 2:
        return None
    return DHCP_TYPES.get(payload[at + 2])
