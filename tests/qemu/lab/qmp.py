# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's machine protocol, as far as a test needs it."""

import json

from .process import LabError


class Qmp:
    """Commands over a connected socket; events are kept in `events`."""

    def __init__(self, sock, timeout=30):
        sock.settimeout(timeout)
        self.sock = sock
        self.events = []
        self._lines = sock.makefile("rb")
        self._next()
        self.command("qmp_capabilities")

    def _next(self):
        line = self._lines.readline()
        if not line:
            raise LabError("QEMU closed its QMP socket")
        return json.loads(line)

    def command(self, name, /, **arguments):
        """What the command returns; LabError if QEMU refuses it."""
        request = {"execute": name, "arguments": {
            key.replace("_", "-"): value for key, value in arguments.items()}}
        self.sock.sendall(json.dumps(request).encode() + b"\n")
        while True:
            answer = self._next()
            if "event" in answer:
                self.events.append(answer)
            elif "error" in answer:
                raise LabError(f"QMP {name}: {answer['error']['desc']}")
            elif "return" in answer:
                return answer["return"]

    def close(self):
        self._lines.close()
        self.sock.close()
