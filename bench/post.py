# SPDX-License-Identifier: GPL-2.0-or-later
"""What a ROM costs in POST, before anything is booted: the BIOS says on its
debug port (402h) when it enters each option ROM."""

import socket
import time

from lab import Lab, LabError, Vm

ENTERED = b"Running option rom"
ENDED = b"Space available for UMB"
LIMIT = 120  # seconds


def measure(point):
    """{"init_ms": milliseconds from the entry of one NIC's ROM to that of the
    next one's, on average}."""
    with Lab(point.nics) as lab:
        path = lab.path("debug")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen(1)
            listener.settimeout(LIMIT)
            with Vm(lab, point.firmware, extra=[
                    "-chardev", f"socket,id=debug,path={path}",
                    "-device", "isa-debugcon,iobase=0x402,chardev=debug"]):
                with listener.accept()[0] as debug:
                    return {"init_ms": per_rom(debug, point.nics) * 1000}


def per_rom(debug, nics):
    """Seconds a ROM, of the first `nics` that the BIOS enters. Others may
    follow them."""
    debug.settimeout(LIMIT)
    entered, rest = [], b""
    while len(entered) <= nics:
        data = debug.recv(4096)
        now = time.monotonic()
        if not data:
            raise LabError("the BIOS said nothing of option ROMs")
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            if line.startswith((ENTERED, ENDED)):
                entered.append(now)
            if line.startswith(ENDED) and len(entered) <= nics:
                raise LabError(f"the BIOS has entered {len(entered) - 1} "
                               f"option ROMs of {nics}")
    return (entered[nics] - entered[0]) / nics
